/* SPDX-License-Identifier: MIT */
/* key: see key.h. */
#include "dnssec/sign/key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

#include "dnssec/sign/pubkey.h"
#include "lang.h"

static const char *const role_names[] = {
	[KEY_KSK] = "ksk", [KEY_ZSK] = "zsk", [KEY_CSK] = "csk",
};

const char *key_role_name(enum key_role r)
{
	return role_names[r];
}

int key_role_parse(const char *s, enum key_role *r)
{
	for (int i = KEY_KSK; i <= KEY_CSK; i++)
		if (!strcmp(s, role_names[i])) {
			*r = (enum key_role)i;
			return 0;
		}
	return -1;
}

/* A fault with the library's reason, its queue emptied. */
static int crypto_fault(struct fault *f, const char *what)
{
	const char *why = ERR_reason_error_string(ERR_get_error());

	ERR_clear_error();
	return fault_set(f, "%s: %s", what, why ? why :
			 _("the crypto library gives no reason"));
}

/* Writes exponent and modulus of RFC 3110 section 2. Bytes, or -1. */
static int rsa_rdata(const EVP_PKEY *pkey, uint8_t *out, size_t room)
{
	BIGNUM *n = NULL, *e = NULL;
	int length = -1, en, nn;

	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) &&
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e)) {
		en = BN_num_bytes(e);
		nn = BN_num_bytes(n);
		if (en > 0 && en < 256 && (size_t)(1 + en + nn) <= room) {
			out[0] = (uint8_t)en;
			BN_bn2bin(e, out + 1);
			BN_bn2bin(n, out + 1 + en);
			length = 1 + en + nn;
		}
	}
	BN_free(n);
	BN_free(e);
	return length;
}

static int ecdsa_rdata(const struct algorithm *a, const EVP_PKEY *pkey,
		       uint8_t *out)
{
	uint8_t point[1 + 2 * 48];
	size_t n;

	if (!EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY,
					     point, sizeof(point), &n) ||
	    n != 1 + 2 * a->size || point[0] != 4)
		return -1;
	memcpy(out, point + 1, n - 1);
	return (int)n - 1;
}

/* Fills in rdata and tag from pkey, algorithm and flags. 0 or -1. */
static int fill_rdata(struct key *k, struct fault *f)
{
	const struct algorithm *a = k->algorithm;
	uint8_t *p = k->rdata + 4;
	size_t raw = KEY_RDATA_MOST - 4;
	int n = -1;

	k->rdata[0] = (uint8_t)(k->flags >> 8);
	k->rdata[1] = (uint8_t)k->flags;
	k->rdata[2] = 3;	/* protocol: RFC 4034 section 2.1.2 */
	k->rdata[3] = a->number;
	switch (a->family) {
	case ALGORITHM_RSA:
		n = rsa_rdata(k->pkey, p, raw);
		break;
	case ALGORITHM_ECDSA:
		n = ecdsa_rdata(a, k->pkey, p);
		break;
	case ALGORITHM_EDDSA:
		if (EVP_PKEY_get_raw_public_key(k->pkey, p, &raw) > 0)
			n = (int)raw;
		break;
	}
	if (n < 0)
		return crypto_fault(f, _("the public half of a key"));
	k->rdata_length = (size_t)n + 4;
	k->tag = pubkey_tag(k->rdata, k->rdata_length);
	return 0;
}

static EVP_PKEY *generate(const struct algorithm *a, unsigned bits)
{
	switch (a->family) {
	case ALGORITHM_RSA:
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
	case ALGORITHM_ECDSA:
		return EVP_PKEY_Q_keygen(NULL, NULL, "EC", a->group);
	case ALGORITHM_EDDSA:
		return EVP_PKEY_Q_keygen(NULL, NULL, a->type);
	}
	return NULL;
}

int key_create(struct key *k, const struct algorithm *a, enum key_role role,
		 unsigned bits, struct fault *f)
{
	*k = (struct key){ .algorithm = a, .role = role, .publish = true,
			   .active = true };
	if (!a->makes)
		return fault_set(f, _("no new keys are made for %s: it relies on SHA-1 (RFC 9905)"), a->name);
	k->flags = PUBKEY_ZONE;
	if (role & KEY_KSK)
		k->flags |= PUBKEY_SEP;
	k->pkey = generate(a, bits);
	if (!k->pkey)
		return crypto_fault(f, _("a new key"));
	return fill_rdata(k, f);
}

void key_free(struct key *k)
{
	EVP_PKEY_free(k->pkey);
	k->pkey = NULL;
}

int key_prove(const struct key *k, const uint8_t *rdata, size_t length,
	      struct fault *f)
{
	static const uint8_t challenge[] = "khien: is this pair one key?";
	uint8_t sig[KEY_SIGNATURE_MOST];
	struct key_signer s = { 0 };
	struct pubkey_verifier v = { 0 };
	EVP_PKEY *public = pubkey_load(rdata, length);
	size_t n;
	int err = -1;

	if (!public) {
		fault_set(f, _("the DNSKEY is not well formed"));
		goto out;
	}
	if (key_signer_init(&s, k, f) ||
	    pubkey_verifier_init(&v, k->algorithm, public, f) ||
	    key_sign(&s, challenge, sizeof(challenge), sig, &n, f))
		goto out;
	if (pubkey_verify(&v, challenge, sizeof(challenge), sig, n) != 1)
		fault_set(f, _("what the private key signs does not verify with its DNSKEY"));
	else
		err = 0;
out:
	key_signer_free(&s);
	pubkey_verifier_free(&v);
	EVP_PKEY_free(public);
	return err;
}

/*
 * ECDSA and RSA sign a digest that we make: their context is set up once and
 * used again without any copy. EdDSA signs the message itself.
 */
int key_signer_init(struct key_signer *s, const struct key *k,
		    struct fault *f)
{
	const struct algorithm *a = k->algorithm;

	*s = (struct key_signer){ .key = k, .hash = EVP_MD_CTX_new() };
	if (!s->hash)
		goto fail;
	if (a->family == ALGORITHM_EDDSA)
		return 0;
	s->digest = EVP_MD_fetch(NULL, a->digest, NULL);
	s->context = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
	if (!s->digest || !s->context || EVP_PKEY_sign_init(s->context) <= 0)
		goto fail;
	if (a->family == ALGORITHM_RSA &&
	    EVP_PKEY_CTX_set_rsa_padding(s->context, RSA_PKCS1_PADDING) <= 0)
		goto fail;
	if (EVP_PKEY_CTX_set_signature_md(s->context, s->digest) > 0)
		return 0;
fail:
	key_signer_free(s);
	return crypto_fault(f, a->name);
}

void key_signer_free(struct key_signer *s)
{
	EVP_PKEY_CTX_free(s->context);
	EVP_MD_CTX_free(s->hash);
	EVP_MD_free(s->digest);
	*s = (struct key_signer){ 0 };
}

/*
 * One INTEGER of DER as SIZE bytes, big end first. Returns the place behind
 * it, or NULL where it is none.
 */
static const uint8_t *integer_bytes(const uint8_t *p, const uint8_t *end,
				    uint8_t *out, size_t size)
{
	size_t n;

	if (end - p < 2 || p[0] != 2 || p[1] > end - p - 2)
		return NULL;
	n = p[1];
	p += 2;
	while (n && !*p) {
		p++;
		n--;
	}
	if (n > size)
		return NULL;
	memset(out, 0, size - n);
	memcpy(out + size - n, p, n);
	return p + n;
}

/* The library's DER as r and s side by side (RFC 6605 section 4). 0 or -1. */
static int from_der(const uint8_t *der, size_t n, uint8_t *out, size_t size)
{
	const uint8_t *p = der + 2, *end = der + n;

	if (n < 2 || der[0] != 0x30 || der[1] != n - 2)
		return -1;
	p = integer_bytes(p, end, out, size);
	if (p)
		p = integer_bytes(p, end, out + size, size);
	return p == end ? 0 : -1;
}

static int sign_message(struct key_signer *s, const uint8_t *data, size_t n,
			uint8_t *signature, size_t *length)
{
	*length = s->key->algorithm->signature;
	return EVP_DigestSignInit_ex(s->hash, NULL, NULL, NULL, NULL,
				     s->key->pkey, NULL) > 0 &&
	       EVP_DigestSign(s->hash, signature, length, data, n) > 0 ? 0 :
	       -1;
}

static int sign_digest(struct key_signer *s, const uint8_t *data, size_t n,
		       uint8_t *signature, size_t *length)
{
	const struct algorithm *a = s->key->algorithm;
	uint8_t hash[EVP_MAX_MD_SIZE], der[128];
	size_t der_length = sizeof(der);
	unsigned hash_length;

	if (!EVP_DigestInit_ex2(s->hash, s->digest, NULL) ||
	    !EVP_DigestUpdate(s->hash, data, n) ||
	    !EVP_DigestFinal_ex(s->hash, hash, &hash_length))
		return -1;
	if (a->family == ALGORITHM_RSA) {
		*length = KEY_SIGNATURE_MOST;
		return EVP_PKEY_sign(s->context, signature, length, hash,
				     hash_length) > 0 ? 0 : -1;
	}
	if (EVP_PKEY_sign(s->context, der, &der_length, hash, hash_length) <= 0)
		return -1;
	*length = a->signature;
	return from_der(der, der_length, signature, a->size);
}

int key_sign(struct key_signer *s, const uint8_t *data, size_t n,
	     uint8_t signature[KEY_SIGNATURE_MOST], size_t *length,
	     struct fault *f)
{
	int err = s->key->algorithm->family == ALGORITHM_EDDSA ?
		  sign_message(s, data, n, signature, length) :
		  sign_digest(s, data, n, signature, length);

	return err ? crypto_fault(f, _("signing")) : 0;
}
