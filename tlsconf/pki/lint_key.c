/* SPDX-License-Identifier: MIT */
/* lint_key: the public key of a request. */
#include "tlsconf/pki/lint_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/key.h"
#include "tlsconf/pki/lint.h"
#include "tlsconf/pki/weak.h"

static int describe_exponent(const BIGNUM *e, struct csr_facts *c,
			     struct fault *f)
{
	char *text;

	c->exponent_bits = BN_num_bits(e);
	c->exponent_odd = BN_is_odd(e);
	if (c->exponent_bits > 64) {
		snprintf(c->exponent, sizeof(c->exponent), _("%d bits long"),
			 c->exponent_bits);
		return 0;
	}
	text = BN_bn2dec(e);
	if (!text)
		return crypto_fault(f, _("cannot read the exponent"));
	snprintf(c->exponent, sizeof(c->exponent), "%s", text);
	OPENSSL_free(text);
	return 0;
}

static int describe_weakness(const BIGNUM *n, const char *list,
			     struct csr_facts *c, struct fault *f)
{
	int factor, roca, fermat, listed = 0;

	if (BN_num_bits(n) > LINT_KEY_BITS_MAX)
		return 0;
	factor = weak_factor(n, f);
	roca = factor < 0 ? -1 : weak_roca(n, f);
	fermat = roca < 0 ? -1 : weak_fermat(n, WEAK_FERMAT_ROUNDS, f);
	if (fermat >= 0 && list)
		listed = weak_listed(n, list, f);
	if (fermat < 0 || listed < 0)
		return -1;
	c->factor = factor;
	c->roca = roca;
	c->fermat = fermat;
	c->listed = listed;
	c->have |= CSR_HAVE_WEAK | (list ? CSR_HAVE_LIST : 0);
	return 0;
}

static int describe_rsa(const EVP_PKEY *key, const char *list,
			struct csr_facts *c, struct fault *f)
{
	BIGNUM *n = NULL, *e = NULL;
	int ret = -1;

	if (!EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) ||
	    !EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e))
		crypto_fault(f, _("cannot read the RSA key"));
	else if (!describe_exponent(e, c, f))
		ret = describe_weakness(n, list, c, f);
	if (!ret)
		c->have |= CSR_HAVE_RSA;
	BN_free(n);
	BN_free(e);
	return ret;
}

static void describe_ec(EVP_PKEY *key, struct csr_facts *c)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	const char *nist;
	int explicit = 0;
	size_t length;

	if (!EVP_PKEY_get_group_name(key, c->curve, sizeof(c->curve), &length))
		strcpy(c->curve, "?");
	nist = EC_curve_nid2nist(OBJ_sn2nid(c->curve));
	if (nist)
		snprintf(c->curve, sizeof(c->curve), "%s", nist);
	EVP_PKEY_get_int_param(key,
			       OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
			       &explicit);
	c->explicit_curve = explicit;
	c->point_valid = ctx && EVP_PKEY_public_check(ctx) == 1;
	EVP_PKEY_CTX_free(ctx);
	c->have |= CSR_HAVE_EC;
	crypto_forget();	/* that the key is not valid is an answer */
}

int lint_key_describe(EVP_PKEY *key, const char *list, struct csr_facts *c,
		      struct fault *f)
{
	key_describe(key, c->key_type, &c->key_bits);
	c->have |= CSR_HAVE_KEY;
	if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"))
		return describe_rsa(key, list, c, f);
	if (EVP_PKEY_is_a(key, "EC"))
		describe_ec(key, c);
	return 0;
}
