/* SPDX-License-Identifier: MIT */
/* private: see private.h. */
#include "dnssec/sign/private.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <stdlib.h>
#include <string.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"
#include "file.h"
#include "lang.h"
#include "text.h"

#define PRIVATE_MOST ((size_t)64 << 10)
#define VALUE_MOST 2048		/* bytes of the longest number */

/* The numbers of an RSA key, in the order of the file. */
static const struct {
	const char *tag, *param;
} rsa_fields[] = {
	{ "Modulus", OSSL_PKEY_PARAM_RSA_N },
	{ "PublicExponent", OSSL_PKEY_PARAM_RSA_E },
	{ "PrivateExponent", OSSL_PKEY_PARAM_RSA_D },
	{ "Prime1", OSSL_PKEY_PARAM_RSA_FACTOR1 },
	{ "Prime2", OSSL_PKEY_PARAM_RSA_FACTOR2 },
	{ "Exponent1", OSSL_PKEY_PARAM_RSA_EXPONENT1 },
	{ "Exponent2", OSSL_PKEY_PARAM_RSA_EXPONENT2 },
	{ "Coefficient", OSSL_PKEY_PARAM_RSA_COEFFICIENT1 },
};

#define RSA_FIELDS (sizeof(rsa_fields) / sizeof(rsa_fields[0]))

/* ---- reading ---- */

/* The value of a line "TAG: value" and its length; NULL where none is. */
static const char *value_of(const char *text, const char *tag, size_t *length)
{
	size_t n = strlen(tag);

	for (const char *p = text; *p; ) {
		const char *line = p;

		p += strcspn(p, "\n");
		if (!strncmp(line, tag, n) && line[n] == ':') {
			line += n + 1;
			line += strspn(line, " \t");
			*length = strcspn(line, " \t\r\n");
			return line;
		}
		if (*p)
			p++;
	}
	return NULL;
}

/* The base64 value of TAG; bytes, or -1. */
static int bytes_of(const char *text, const char *tag,
		    uint8_t out[VALUE_MOST])
{
	struct decode64 d = { 0 };
	size_t n;
	const char *p = value_of(text, tag, &n);
	int length;

	if (!p)
		return -1;
	length = decode_base64(&d, p, n, out, VALUE_MOST);
	return length > 0 && decode_base64_done(&d) ? length : -1;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (c && params && EVP_PKEY_fromdata_init(c) > 0 &&
	    EVP_PKEY_fromdata(c, &key, EVP_PKEY_KEYPAIR, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(c);
	return key;
}

static EVP_PKEY *read_rsa(const char *text, const char **missing)
{
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	BIGNUM *numbers[RSA_FIELDS] = { NULL };
	OSSL_PARAM *params = NULL;
	uint8_t bytes[VALUE_MOST];
	EVP_PKEY *key = NULL;

	for (size_t i = 0; b && i < RSA_FIELDS; i++) {
		int n = bytes_of(text, rsa_fields[i].tag, bytes);

		if (n < 0) {
			*missing = rsa_fields[i].tag;
			goto out;
		}
		numbers[i] = BN_bin2bn(bytes, n, NULL);
		if (!numbers[i] ||
		    !OSSL_PARAM_BLD_push_BN(b, rsa_fields[i].param,
					    numbers[i]))
			goto out;
	}
	params = b ? OSSL_PARAM_BLD_to_param(b) : NULL;
	if (params)
		key = key_from("RSA", params);
out:
	OPENSSL_cleanse(bytes, sizeof(bytes));
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	for (size_t i = 0; i < RSA_FIELDS; i++)
		BN_clear_free(numbers[i]);
	return key;
}

/* The public half comes from the DNSKEY; key_prove() sees if they match. */
static EVP_PKEY *read_ecdsa(const struct key *k, const uint8_t *d, size_t n)
{
	const struct algorithm *a = k->algorithm;
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	uint8_t point[1 + 2 * 48] = { 4 };
	BIGNUM *secret = BN_bin2bn(d, (int)n, NULL);
	EVP_PKEY *key = NULL;

	if (k->rdata_length == 4 + 2 * a->size)
		memcpy(point + 1, k->rdata + 4, 2 * a->size);
	if (b && secret &&
	    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
					    a->group, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY,
					     point, 1 + 2 * a->size) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, secret))
		params = OSSL_PARAM_BLD_to_param(b);
	if (params)
		key = key_from("EC", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	BN_clear_free(secret);
	return key;
}

static EVP_PKEY *read_curve(const struct key *k, const char *text,
			    const char **missing)
{
	const struct algorithm *a = k->algorithm;
	uint8_t secret[VALUE_MOST];
	int n = bytes_of(text, "PrivateKey", secret);
	EVP_PKEY *key = NULL;

	if (n < 0)
		*missing = "PrivateKey";
	else if (a->family == ALGORITHM_ECDSA)
		key = read_ecdsa(k, secret, (size_t)n);
	else
		key = EVP_PKEY_new_raw_private_key_ex(NULL, a->type, NULL,
						      secret, (size_t)n);
	OPENSSL_cleanse(secret, sizeof(secret));
	return key;
}

static int read_algorithm(const char *path, const char *text,
			  const struct key *k, struct fault *f)
{
	size_t n = 0;
	const char *p = value_of(text, "Private-key-format", &n);
	uint32_t number;

	if (!p || n < 2 || strncmp(p, "v1.", 3))
		return fault_set(f, _("%s: expected a line \"Private-key-format: v1.x\""), path);
	if (value_of(text, "Label", &n) || value_of(text, "Engine", &n))
		return fault_set(f, _("%s: the private half is in a hardware module, which is not supported"), path);
	p = value_of(text, "Algorithm", &n);
	if (!p || decode_number(p, n, 255, &number) ||
	    number != k->algorithm->number)
		return fault_set(f, _("%s: expected a line \"Algorithm: %u\" as in the .key file"),
				 path, k->algorithm->number);
	return 0;
}

/* A time of the file, or OTHERWISE where it is not there. */
static int64_t time_of(const char *text, const char *tag, int64_t otherwise)
{
	size_t n;
	const char *p = value_of(text, tag, &n);
	uint32_t t;

	return p && !decode_time(p, n, &t) ? (int64_t)t : otherwise;
}

/*
 * A time to begin at. What was to begin when the key was made has begun at any
 * time one may ask about, also before that.
 */
static int64_t planned(const char *text, const char *tag)
{
	int64_t t = time_of(text, tag, INT64_MIN);

	return t > time_of(text, "Created", INT64_MIN) ? t : INT64_MIN;
}

int private_read(const char *path, struct key *k, struct private_times *t,
		 struct fault *f)
{
	size_t length;
	char *text = file_read(path, PRIVATE_MOST, &length, f);
	const char *missing = NULL;
	int err = -1;

	if (!text)
		return -1;
	if (read_algorithm(path, text, k, f))
		goto out;
	t->publish = planned(text, "Publish");
	t->activate = planned(text, "Activate");
	t->inactive = time_of(text, "Inactive", INT64_MAX);
	t->delete = time_of(text, "Delete", INT64_MAX);
	k->pkey = k->algorithm->family == ALGORITHM_RSA ?
		  read_rsa(text, &missing) : read_curve(k, text, &missing);
	ERR_clear_error();
	if (k->pkey)
		err = 0;
	else if (missing)
		fault_set(f, _("%s: expected a line \"%s: BASE64\""), path,
			  missing);
	else
		fault_set(f, _("%s: the private key is not well formed"),
			  path);
out:
	OPENSSL_cleanse(text, length);
	free(text);
	return err;
}

/* ---- writing ---- */

static void add_bytes(struct text *t, const char *tag, const uint8_t *p,
		      size_t n)
{
	char base64[VALUE_MOST / 3 * 4 + 8];

	*encode_base64(base64, p, n) = '\0';
	text_printf(t, "%s: %s\n", tag, base64);
	OPENSSL_cleanse(base64, sizeof(base64));
}

static int add_rsa(struct text *t, const EVP_PKEY *pkey)
{
	uint8_t bytes[VALUE_MOST];
	int err = 0;

	for (size_t i = 0; !err && i < RSA_FIELDS; i++) {
		BIGNUM *b = NULL;

		if (EVP_PKEY_get_bn_param(pkey, rsa_fields[i].param, &b) &&
		    BN_num_bytes(b) <= VALUE_MOST)
			add_bytes(t, rsa_fields[i].tag, bytes,
				  (size_t)BN_bn2bin(b, bytes));
		else
			err = -1;
		BN_clear_free(b);
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return err;
}

static int add_curve(struct text *t, const struct key *k)
{
	const struct algorithm *a = k->algorithm;
	uint8_t secret[64];
	size_t n = sizeof(secret);
	BIGNUM *b = NULL;
	int err = -1;

	if (a->family == ALGORITHM_EDDSA) {
		if (EVP_PKEY_get_raw_private_key(k->pkey, secret, &n) > 0)
			err = 0;
	} else if (EVP_PKEY_get_bn_param(k->pkey, OSSL_PKEY_PARAM_PRIV_KEY,
					 &b)) {
		n = a->size;
		if (BN_bn2binpad(b, secret, (int)n) > 0)
			err = 0;
	}
	if (!err)
		add_bytes(t, "PrivateKey", secret, n);
	BN_clear_free(b);
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}

int private_write(const char *path, const struct key *k, int64_t now,
		  struct fault *f)
{
	const struct algorithm *a = k->algorithm;
	char time[16] = "";
	struct text t = { 0 };
	int err;

	text_printf(&t, "Private-key-format: v1.3\nAlgorithm: %u (%s)\n",
		    a->number, a->name);
	err = a->family == ALGORITHM_RSA ? add_rsa(&t, k->pkey) :
	      add_curve(&t, k);
	encode_time(time, (uint32_t)now);
	text_printf(&t, "Created: %s\nPublish: %s\nActivate: %s\n", time,
		    time, time);
	ERR_clear_error();
	if (err)
		fault_set(f, _("the crypto library does not hand out the private key"));
	else if (!text_ok(&t))
		err = fault_set(f, _("out of memory"));
	else
		err = file_write_exclusive(path, 0600, text_get(&t), t.length,
					   f);
	if (t.at)
		OPENSSL_cleanse(t.at, t.length);
	text_free(&t);
	return err;
}
