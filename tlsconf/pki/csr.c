/* SPDX-License-Identifier: MIT */
/* csr: requests for a certificate (PKCS#10, RFC 2986). */
#include "tlsconf/pki/csr.h"

#include <ctype.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/general.h"

/* The digest that goes with the key; NULL where the key has its own. */
static const EVP_MD *digest_for(const EVP_PKEY *key)
{
	if (EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448"))
		return NULL;
	if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) > 256)
		return EVP_sha384();
	return EVP_sha256();
}

/* Country names are PrintableString of two letters (X.520). */
static int check_country(const char *s, struct fault *f)
{
	if (strlen(s) == 2 && isupper((unsigned char)s[0]) &&
	    isupper((unsigned char)s[1]))
		return 0;
	fault_set(f, _("'%s' is no country code"), s);
	return fault_hint(f, _("two capital letters, such as VN"));
}

static int set_subject(X509_REQ *csr, const struct csr_subject *s,
		       struct fault *f)
{
	const struct {
		int nid;
		const char *what, *value;
	} parts[] = {
		{ NID_countryName, N_("country"), s->country },
		{ NID_stateOrProvinceName, N_("state or province"), s->state },
		{ NID_localityName, N_("locality"), s->locality },
		{ NID_organizationName, N_("organization"), s->organization },
		{ NID_commonName, N_("common name"), s->common_name },
	};
	X509_NAME *name = X509_REQ_get_subject_name(csr);
	size_t i;

	if (s->country && check_country(s->country, f) < 0)
		return -1;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const unsigned char *value =
			(const unsigned char *)parts[i].value;

		if (value && !X509_NAME_add_entry_by_NID(name, parts[i].nid,
						MBSTRING_UTF8, value, -1, -1,
						0))
			return crypto_fault(f, _("%s '%s' does not fit into a "
					    "request"), _(parts[i].what),
					    parts[i].value);
	}
	return 0;
}

static int set_names(X509_REQ *csr, const struct san_list *l, bool critical,
		     struct fault *f)
{
	GENERAL_NAMES *names = general_make(l);
	STACK_OF(X509_EXTENSION) *extensions = NULL;
	int ret = -1;

	if (names && X509V3_add1_i2d(&extensions, NID_subject_alt_name, names,
				     critical, X509V3_ADD_DEFAULT) > 0 &&
	    X509_REQ_add_extensions(csr, extensions))
		ret = 0;
	else
		crypto_fault(f, _("cannot put the names into the request"));
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	GENERAL_NAMES_free(names);
	return ret;
}

/* All but the signature. NULL with a fault. */
static X509_REQ *begin(EVP_PKEY *key, const struct csr_subject *subject,
		       const struct san_list *names, struct fault *f)
{
	X509_REQ *csr = X509_REQ_new();
	bool bare;

	if (!csr || !X509_REQ_set_version(csr, X509_REQ_VERSION_1) ||
	    !X509_REQ_set_pubkey(csr, key)) {
		crypto_fault(f, _("cannot begin a request"));
		goto fail;
	}
	if (set_subject(csr, subject, f) < 0)
		goto fail;
	bare = !X509_NAME_entry_count(X509_REQ_get_subject_name(csr));
	if (set_names(csr, names, bare, f) < 0)
		goto fail;
	return csr;
fail:
	X509_REQ_free(csr);
	return NULL;
}

/* Signed by whoever holds the key: the signature is put in by hand. */
static int sign_elsewhere(X509_REQ *csr, const EVP_PKEY *key,
			  csr_signer *signer, void *context, struct fault *f)
{
	const EVP_MD *md = digest_for(key);
	bool rsa = EVP_PKEY_is_a(key, "RSA");
	X509_ALGOR *algorithm = X509_ALGOR_new();
	ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
	unsigned char *tbs = NULL, *signature = NULL;
	size_t signature_length = 0;
	int nid = NID_undef, length, ret = -1;

	if (!algorithm || !bits || !md ||
	    !OBJ_find_sigid_by_algs(&nid, EVP_MD_get_type(md),
				    rsa ? NID_rsaEncryption
					: NID_X9_62_id_ecPublicKey) ||
	    !X509_ALGOR_set0(algorithm, OBJ_nid2obj(nid),
			     rsa ? V_ASN1_NULL : V_ASN1_UNDEF, NULL) ||
	    !X509_REQ_set1_signature_algo(csr, algorithm) ||
	    (length = i2d_re_X509_REQ_tbs(csr, &tbs)) <= 0) {
		crypto_fault(f, _("cannot sign the request"));
		goto out;
	}
	if (signer(context, md, tbs, (size_t)length, &signature,
		   &signature_length, f) < 0)
		goto out;
	if (!ASN1_BIT_STRING_set(bits, signature, (int)signature_length)) {
		crypto_fault(f, _("cannot sign the request"));
		goto out;
	}
	bits->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
	bits->flags |= ASN1_STRING_FLAG_BITS_LEFT;	/* no bit is unused */
	X509_REQ_set0_signature(csr, bits);
	bits = NULL;
	ret = 0;
out:
	X509_ALGOR_free(algorithm);
	ASN1_BIT_STRING_free(bits);
	OPENSSL_free(tbs);
	free(signature);
	return ret;
}

X509_REQ *csr_make_with(EVP_PKEY *key, const struct csr_subject *subject,
			const struct san_list *names, csr_signer *signer,
			void *context, struct fault *f)
{
	X509_REQ *csr = begin(key, subject, names, f);

	if (!csr)
		return NULL;
	if (signer) {
		if (sign_elsewhere(csr, key, signer, context, f) < 0)
			goto fail;
	} else if (X509_REQ_sign(csr, key, digest_for(key)) <= 0) {
		crypto_fault(f, _("cannot sign the request"));
		goto fail;
	}
	if (X509_REQ_verify(csr, key) == 1)
		return csr;
	crypto_fault(f, _("the request's own signature does not verify"));
fail:
	X509_REQ_free(csr);
	return NULL;
}

X509_REQ *csr_make(EVP_PKEY *key, const struct csr_subject *subject,
		   const struct san_list *names, struct fault *f)
{
	return csr_make_with(key, subject, names, NULL, NULL, f);
}

char *csr_pem(const X509_REQ *csr, struct fault *f)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *pem = NULL;
	long length;

	if (!bio || !PEM_write_bio_X509_REQ(bio, csr)) {
		crypto_fault(f, _("cannot encode the request"));
		goto out;
	}
	length = BIO_get_mem_data(bio, &data);
	pem = strndup(data, (size_t)length);
	if (!pem)
		fault_errno(f, _("cannot encode the request"));
out:
	BIO_free(bio);
	return pem;
}

int csr_names(const X509_REQ *csr, struct san_list *names, struct fault *f)
{
	/* the function takes no const, but only looks */
	STACK_OF(X509_EXTENSION) *extensions =
		X509_REQ_get_extensions((X509_REQ *)csr);
	GENERAL_NAMES *all = X509V3_get_d2i(extensions, NID_subject_alt_name,
					    NULL, NULL);
	int ret = general_read(all, names, f);

	GENERAL_NAMES_free(all);
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	if (crypto_settle(f) < 0)
		ret = -1;
	return ret;
}
