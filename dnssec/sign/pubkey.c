/* SPDX-License-Identifier: MIT */
/* pubkey: see pubkey.h. */
#include "dnssec/sign/pubkey.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "lang.h"

uint16_t pubkey_tag(const uint8_t *rdata, size_t length)
{
	uint32_t sum = 0;

	if (length >= 4 && rdata[3] == 1)	/* RSAMD5 has its own */
		return length < 7 ? 0 : (uint16_t)(rdata[length - 3] << 8 |
						   rdata[length - 2]);
	for (size_t i = 0; i < length; i++)
		sum += i & 1 ? rdata[i] : (uint32_t)rdata[i] << 8;
	return (uint16_t)(sum + (sum >> 16));
}

/* Exponent and modulus of RFC 3110 section 2. Returns 0 or -1. */
static int split_rsa(const uint8_t *p, size_t n, const uint8_t **e,
		     size_t *e_length, const uint8_t **m, size_t *m_length)
{
	size_t head = 1;

	if (n < 1)
		return -1;
	*e_length = p[0];
	if (!p[0]) {
		if (n < 3)
			return -1;
		*e_length = (size_t)(p[1] << 8 | p[2]);
		head = 3;
	}
	if (!*e_length || n - head <= *e_length)
		return -1;
	*e = p + head;
	*m = *e + *e_length;
	*m_length = n - head - *e_length;
	return 0;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (c && params && EVP_PKEY_fromdata_init(c) > 0 &&
	    EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(c);
	return key;
}

static EVP_PKEY *load_rsa(const uint8_t *p, size_t n)
{
	const uint8_t *e, *m;
	size_t e_length, m_length;
	OSSL_PARAM_BLD *b;
	BIGNUM *be, *bm;
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;

	if (split_rsa(p, n, &e, &e_length, &m, &m_length))
		return NULL;
	b = OSSL_PARAM_BLD_new();
	be = BN_bin2bn(e, (int)e_length, NULL);
	bm = BN_bin2bn(m, (int)m_length, NULL);
	if (b && be && bm &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, bm) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, be))
		params = OSSL_PARAM_BLD_to_param(b);
	if (params)
		key = from_params("RSA", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	BN_free(be);
	BN_free(bm);
	return key;
}

static EVP_PKEY *load_ecdsa(const struct algorithm *a, const uint8_t *p,
			    size_t n)
{
	uint8_t point[1 + 2 * 48] = { 4 };	/* uncompressed */
	OSSL_PARAM params[3];

	if (n != 2 * a->size)
		return NULL;
	memcpy(point + 1, p, n);
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						     (char *)(uintptr_t)a->group, 0);
	params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						      point, n + 1);
	params[2] = OSSL_PARAM_construct_end();
	return from_params("EC", params);
}

EVP_PKEY *pubkey_load(const uint8_t *rdata, size_t length)
{
	const struct algorithm *a = length > 4 ? algorithm_find(rdata[3]) :
				    NULL;
	EVP_PKEY *key = NULL;

	if (!a || rdata[2] != 3)	/* protocol: RFC 4034 section 2.1.2 */
		return NULL;
	rdata += 4;
	length -= 4;
	switch (a->family) {
	case ALGORITHM_RSA:
		key = load_rsa(rdata, length);
		break;
	case ALGORITHM_ECDSA:
		key = load_ecdsa(a, rdata, length);
		break;
	case ALGORITHM_EDDSA:
		if (length == a->size)
			key = EVP_PKEY_new_raw_public_key_ex(NULL, a->type,
							     NULL, rdata,
							     length);
		break;
	}
	ERR_clear_error();
	return key;
}

int pubkey_verifier_init(struct pubkey_verifier *v, const struct algorithm *a,
			 EVP_PKEY *key, struct fault *f)
{
	*v = (struct pubkey_verifier){ .algorithm = a };
	if (!EVP_PKEY_up_ref(key))
		goto fail;
	v->key = key;
	v->hash = EVP_MD_CTX_new();
	if (!v->hash)
		goto fail;
	if (a->family == ALGORITHM_EDDSA)
		return 0;
	v->digest = EVP_MD_fetch(NULL, a->digest, NULL);
	v->context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (!v->digest || !v->context ||
	    EVP_PKEY_verify_init(v->context) <= 0)
		goto fail;
	if (a->family == ALGORITHM_RSA &&
	    EVP_PKEY_CTX_set_rsa_padding(v->context, RSA_PKCS1_PADDING) <= 0)
		goto fail;
	if (EVP_PKEY_CTX_set_signature_md(v->context, v->digest) <= 0)
		goto fail;
	return 0;
fail:
	pubkey_verifier_free(v);
	ERR_clear_error();
	return fault_set(f, _("the crypto library cannot verify %s"), a->name);
}

void pubkey_verifier_free(struct pubkey_verifier *v)
{
	EVP_PKEY_CTX_free(v->context);
	EVP_MD_CTX_free(v->hash);
	EVP_MD_free(v->digest);
	EVP_PKEY_free(v->key);
	*v = (struct pubkey_verifier){ 0 };
}

/* One INTEGER of DER from N bytes, big end first; the place behind it. */
static uint8_t *der_integer(uint8_t *out, const uint8_t *p, size_t n)
{
	bool pad;

	while (n > 1 && !*p) {
		p++;
		n--;
	}
	pad = *p & 0x80;
	*out++ = 2;
	*out++ = (uint8_t)(n + pad);
	if (pad)
		*out++ = 0;
	memcpy(out, p, n);
	return out + n;
}

/* r and s side by side, as in an RRSIG, as the DER that the library takes. */
static size_t to_der(uint8_t out[128], const uint8_t *sig, size_t size)
{
	uint8_t body[2 * (48 + 3)], *end;
	size_t n;

	end = der_integer(body, sig, size);
	end = der_integer(end, sig + size, size);
	n = (size_t)(end - body);
	out[0] = 0x30;
	out[1] = (uint8_t)n;
	memcpy(out + 2, body, n);
	return n + 2;
}

int pubkey_verify(struct pubkey_verifier *v, const uint8_t *data, size_t n,
		  const uint8_t *signature, size_t length)
{
	const struct algorithm *a = v->algorithm;
	uint8_t hash[EVP_MAX_MD_SIZE], der[128];
	unsigned hash_length;
	int r;

	if (a->signature && length != a->signature)
		return 0;
	if (a->family == ALGORITHM_EDDSA) {
		r = EVP_DigestVerifyInit_ex(v->hash, NULL, NULL, NULL, NULL,
					    v->key, NULL);
		if (r > 0)
			r = EVP_DigestVerify(v->hash, signature, length, data,
					     n) == 1;
		else
			r = -1;
		ERR_clear_error();
		return r;
	}
	if (!EVP_DigestInit_ex2(v->hash, v->digest, NULL) ||
	    !EVP_DigestUpdate(v->hash, data, n) ||
	    !EVP_DigestFinal_ex(v->hash, hash, &hash_length))
		return -1;
	if (a->family == ALGORITHM_ECDSA) {
		length = to_der(der, signature, a->size);
		signature = der;
	}
	r = EVP_PKEY_verify(v->context, signature, length, hash,
			    hash_length) == 1;
	if (!r)
		ERR_clear_error();
	return r;
}
