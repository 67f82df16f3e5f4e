/* SPDX-License-Identifier: MIT */
/* csr: requests for a certificate (PKCS#10, RFC 2986). */
#ifndef KHIEN_TLSCONF_CSR_H
#define KHIEN_TLSCONF_CSR_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "fault.h"
#include "tlsconf/pki/san.h"

/* Who asks; NULL is left out. Text is UTF-8. */
struct csr_subject {
	const char *country;	/* two letters, ISO 3166 */
	const char *state, *locality, *organization;
	const char *common_name;
};

/*
 * Makes a request for NAMES, signed with KEY: the digest follows the key
 * (SHA-384 for P-384, SHA-256 for the others, none of its own for Ed25519).
 * Names and addresses go into the subject alternative name, which is critical
 * where the subject is empty (RFC 5280 section 4.2.1.6). It is verified before
 * it is handed out. Pass it to X509_REQ_free(). NULL with a fault.
 */
X509_REQ *csr_make(EVP_PKEY *key, const struct csr_subject *subject,
		   const struct san_list *names, struct fault *f);

/*
 * Signs DATA of LENGTH bytes, hashed by MD, with a key that is elsewhere: the
 * signature as X.509 has it, passed to free(). Returns 0, or -1 with a fault.
 */
typedef int csr_signer(void *context, const EVP_MD *md,
		       const unsigned char *data, size_t length,
		       unsigned char **signature, size_t *signature_length,
		       struct fault *f);

/* As csr_make(), signed by SIGNER; of KEY, only the public part is used. */
X509_REQ *csr_make_with(EVP_PKEY *key, const struct csr_subject *subject,
			const struct san_list *names, csr_signer *signer,
			void *context, struct fault *f);

/* PEM text of CSR (RFC 7468 section 7); pass to free(). NULL with a fault. */
char *csr_pem(const X509_REQ *csr, struct fault *f);

/*
 * Adds the names and addresses that CSR asks for to NAMES. Returns 0, or -1
 * with a fault where memory ran out.
 */
int csr_names(const X509_REQ *csr, struct san_list *names, struct fault *f);

#endif
