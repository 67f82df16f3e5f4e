/* SPDX-License-Identifier: MIT */
/* key: private keys: making, writing, reading, and what one is. */
#include "tlsconf/pki/key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "file.h"
#include "lang.h"
#include "text.h"
#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/crypto.h"

static const struct key_type types[] = {
	{ "rsa:2048", "rsa", 2048, NULL },
	{ "rsa:3072", "rsa", 3072, NULL },
	{ "rsa:4096", "rsa", 4096, NULL },
	{ "p256", "ecdsa", 256, "P-256" },
	{ "p384", "ecdsa", 384, "P-384" },
};

#define TYPES (sizeof(types) / sizeof(types[0]))

const struct key_type *key_type_at(size_t i)
{
	return i < TYPES ? &types[i] : NULL;
}

const struct key_type *key_type_find(const char *name, struct fault *f)
{
	struct text all = { 0 };
	size_t i;

	for (i = 0; i < TYPES; i++)
		if (!strcmp(name, types[i].name))
			return &types[i];
	for (i = 0; i < TYPES; i++)
		text_printf(&all, "%s%s", i ? ", " : "", types[i].name);
	fault_set(f, _("'%s' is no key type; there are %s"), name,
		  text_get(&all));
	text_free(&all);
	return NULL;
}

/* Size and public exponent (F4, Baseline Requirements 6.1.6), or the curve. */
static int set_parameters(EVP_PKEY_CTX *ctx, const struct key_type *type)
{
	BIGNUM *e;
	int ok;

	if (type->group)
		return EVP_PKEY_CTX_set_group_name(ctx, type->group) > 0;
	e = BN_new();
	ok = e && BN_set_word(e, RSA_F4) &&
	     EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, type->bits) > 0 &&
	     EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) > 0;
	BN_free(e);
	return ok;
}

EVP_PKEY *key_generate(const struct key_type *type, struct fault *f)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL,
				type->group ? "EC" : "RSA", NULL);
	EVP_PKEY *key = NULL;

	if (!ctx || EVP_PKEY_keygen_init(ctx) <= 0 ||
	    !set_parameters(ctx, type) || EVP_PKEY_generate(ctx, &key) <= 0)
		crypto_fault(f, _("cannot make a key of type %s"), type->name);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

int key_write(const char *path, const EVP_PKEY *key, struct fault *f)
{
	/* a BIO whose memory is cleansed when it grows and when it goes */
	BIO *bio = BIO_new(BIO_s_secmem());
	char *pem = NULL;
	long length = 0;
	int ret = -1;

	if (bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0,
						 NULL, NULL))
		length = BIO_get_mem_data(bio, &pem);
	if (length > 0)
		ret = file_write_exclusive(path, 0600, pem, (size_t)length, f);
	else
		crypto_fault(f, _("cannot encode the key for %s"), path);
	BIO_free(bio);
	return ret;
}

/* PKCS#8 sealed by PBES2, as RFC 8018 has it; NULL where that failed. */
static X509_SIG *seal(const EVP_PKEY *key, const char *passphrase)
{
	PKCS8_PRIV_KEY_INFO *open = EVP_PKEY2PKCS8(key);
	X509_ALGOR *pbe = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), KEY_ITERATIONS,
					    NULL, 16, NULL,
					    NID_hmacWithSHA256);
	X509_SIG *sealed = NULL;

	if (open && pbe)
		sealed = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase),
					open, pbe);
	if (!sealed)
		X509_ALGOR_free(pbe);
	PKCS8_PRIV_KEY_INFO_free(open);
	return sealed;
}

int key_write_sealed(const char *path, const EVP_PKEY *key,
		     const char *passphrase, struct fault *f)
{
	X509_SIG *sealed = seal(key, passphrase);
	BIO *bio = BIO_new(BIO_s_mem());
	char *pem = NULL;
	long length = 0;
	int ret = -1;

	if (sealed && bio && PEM_write_bio_PKCS8(bio, sealed))
		length = BIO_get_mem_data(bio, &pem);
	if (length > 0)
		ret = file_write_exclusive(path, 0600, pem, (size_t)length, f);
	else
		crypto_fault(f, _("cannot encrypt the key for %s"), path);
	BIO_free(bio);
	X509_SIG_free(sealed);
	return ret;
}

EVP_PKEY *key_read(const char *path, const struct passphrase *s,
		   struct fault *f)
{
	const struct bundle_item *item;
	EVP_PKEY *key = NULL;
	struct bundle b;
	size_t n;

	if (bundle_read(&b, path, f) < 0 ||
	    (passphrase_available(s) && bundle_unlock(&b, s, f) < 0))
		goto out;
	n = bundle_find(&b, BUNDLE_KEY, &item);
	if (n == 1 && EVP_PKEY_up_ref(item->key)) {
		key = item->key;
	} else if (n > 1) {
		fault_set(f, _("%s: there are %zu private keys, one was "
			       "expected"), path, n);
	} else if (bundle_find(&b, BUNDLE_KEY_ENCRYPTED, NULL)) {
		fault_set(f, _("%s: the private key is encrypted"), path);
		fault_hint(f, _("give its passphrase in a file that only you "
				"can read: --passphrase-file"));
	} else {
		fault_set(f, _("%s: there is no private key in it, but '%s'"),
			  path, b.items[0].label);
	}
out:
	bundle_free(&b);
	return key;
}

void key_describe(const EVP_PKEY *key, char type[16], int *bits)
{
	static const struct {
		const char *openssl, *name;
	} names[] = {
		{ "RSA", "rsa" }, { "RSA-PSS", "rsa-pss" }, { "EC", "ecdsa" },
		{ "ED25519", "ed25519" }, { "ED448", "ed448" },
		{ "DSA", "dsa" },
	};
	size_t i;

	*bits = EVP_PKEY_get_bits(key);
	snprintf(type, 16, "unknown");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (EVP_PKEY_is_a(key, names[i].openssl))
			snprintf(type, 16, "%s", names[i].name);
	if (!strcmp(type, "ed25519"))
		*bits = 256;	/* OpenSSL says 253 */
	crypto_forget();
}

bool key_same(const EVP_PKEY *a, const EVP_PKEY *b)
{
	bool same = EVP_PKEY_eq(a, b) == 1;

	crypto_forget();	/* keys of different types are an error to it */
	return same;
}
