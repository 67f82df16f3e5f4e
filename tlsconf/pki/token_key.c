/* SPDX-License-Identifier: MIT */
/* token_key: keys and signatures between PKCS#11's forms and OpenSSL's. */
#include "tlsconf/pki/token_key.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/pki/crypto.h"

static EVP_PKEY *from_params(const char *algorithm, OSSL_PARAM_BLD *build,
			     struct fault *f)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	OSSL_PARAM *params = build ? OSSL_PARAM_BLD_to_param(build) : NULL;
	EVP_PKEY *key = NULL;

	if (!ctx || !params || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		crypto_fault(f, _("the token's public key cannot be read"));
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *token_key_rsa(const unsigned char *n, size_t n_length,
			const unsigned char *e, size_t e_length,
			struct fault *f)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL);
	BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL);
	EVP_PKEY *key = NULL;

	if (build && modulus && exponent &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
		key = from_params("RSA", build, f);
	else
		crypto_fault(f, _("the token's public key cannot be read"));
	BN_free(modulus);
	BN_free(exponent);
	OSSL_PARAM_BLD_free(build);
	return key;
}

/* The name of the curve whose OID is in PARAMS; NULL for others. */
static const char *curve_name(const unsigned char *params, size_t length)
{
	ASN1_OBJECT *oid = d2i_ASN1_OBJECT(NULL, &params, (long)length);
	int nid = oid ? OBJ_obj2nid(oid) : NID_undef;

	ASN1_OBJECT_free(oid);
	return nid == NID_undef ? NULL : OBJ_nid2sn(nid);
}

/*
 * An uncompressed point of P-256, P-384 or P-521 (SEC 1 section 2.3.3). Some
 * tokens give it bare. It must be told by its length: with the right X it
 * reads as an OCTET STRING, too, for both begin with 4.
 */
static bool is_bare(const unsigned char *point, size_t length)
{
	return (length == 65 || length == 97 || length == 133) &&
	       point[0] == POINT_CONVERSION_UNCOMPRESSED;
}

EVP_PKEY *token_key_ec(const unsigned char *params, size_t params_length,
		       const unsigned char *point, size_t point_length,
		       struct fault *f)
{
	const unsigned char *at = point;
	ASN1_OCTET_STRING *inner = d2i_ASN1_OCTET_STRING(NULL, &at,
							 (long)point_length);
	bool wrapped = inner && at == point + point_length &&
		       !is_bare(point, point_length);
	const char *group = curve_name(params, params_length);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	crypto_forget();	/* a bare point is no OCTET STRING */
	if (group && build &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
					    group, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
			wrapped ? ASN1_STRING_get0_data(inner) : point,
			wrapped ? (size_t)ASN1_STRING_length(inner)
				: point_length))
		key = from_params("EC", build, f);
	else
		crypto_fault(f, _("the token's public key cannot be read"));
	OSSL_PARAM_BLD_free(build);
	ASN1_OCTET_STRING_free(inner);
	return key;
}

size_t token_key_group(const struct key_type *type, unsigned char *out,
		       size_t room)
{
	int nid = type->group ? EC_curve_nist2nid(type->group) : NID_undef;
	const ASN1_OBJECT *oid = nid == NID_undef ? NULL : OBJ_nid2obj(nid);
	int length = oid ? i2d_ASN1_OBJECT(oid, NULL) : 0;

	if (length <= 0 || (size_t)length > room)
		return 0;
	return (size_t)i2d_ASN1_OBJECT(oid, &out);
}

/* DigestInfo ::= SEQUENCE { digestAlgorithm, digest }, as X509_SIG is. */
static size_t digest_info(const EVP_MD *md, const unsigned char *digest,
			  unsigned length, unsigned char out[TOKEN_KEY_INPUT])
{
	X509_SIG *info = X509_SIG_new();
	X509_ALGOR *algorithm;
	ASN1_OCTET_STRING *value;
	unsigned char *at = out;
	int n = 0;

	if (info) {
		X509_SIG_getm(info, &algorithm, &value);
		if (X509_ALGOR_set0(algorithm,
				    OBJ_nid2obj(EVP_MD_get_type(md)),
				    V_ASN1_NULL, NULL) &&
		    ASN1_OCTET_STRING_set(value, digest, (int)length))
			n = i2d_X509_SIG(info, NULL);
		if (n > 0 && n <= TOKEN_KEY_INPUT)
			n = i2d_X509_SIG(info, &at);
		else
			n = 0;
	}
	X509_SIG_free(info);
	return n > 0 ? (size_t)n : 0;
}

size_t token_key_input(bool rsa, const EVP_MD *md, const unsigned char *data,
		       size_t length, unsigned char out[TOKEN_KEY_INPUT],
		       struct fault *f)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	size_t ret = 0;

	if (EVP_Digest(data, length, digest, &n, md, NULL)) {
		if (rsa) {
			ret = digest_info(md, digest, n, out);
		} else {
			memcpy(out, digest, n);
			ret = n;
		}
	}
	if (!ret)
		crypto_fault(f, _("cannot hash what is to be signed"));
	return ret;
}

/* r and s, each half of RAW. */
static int ecdsa_der(const unsigned char *raw, int half, unsigned char **der)
{
	ECDSA_SIG *s = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, half, NULL);
	BIGNUM *v = BN_bin2bn(raw + half, half, NULL);
	int length = -1;

	if (s && r && v && ECDSA_SIG_set0(s, r, v)) {
		r = v = NULL;
		length = i2d_ECDSA_SIG(s, der);
	}
	BN_free(r);
	BN_free(v);
	ECDSA_SIG_free(s);
	return length;
}

unsigned char *token_key_output(bool rsa, const unsigned char *raw,
				size_t raw_length, size_t *length,
				struct fault *f)
{
	unsigned char *der = NULL, *out = NULL;
	int n = rsa ? (int)raw_length : -1;

	if (!rsa && raw_length && raw_length % 2 == 0 && raw_length <= 512)
		n = ecdsa_der(raw, (int)raw_length / 2, &der);
	if (n > 0)
		out = malloc((size_t)n);
	if (out) {
		memcpy(out, rsa ? raw : der, (size_t)n);
		*length = (size_t)n;
	} else {
		crypto_fault(f, _("the token's signature cannot be read"));
	}
	OPENSSL_free(der);
	return out;
}
