/* SPDX-License-Identifier: MIT */
/*
 * pubkey: the public side of a key: DNSKEY RDATA, its tag, and proving
 * signatures with it. The verifier needs nothing else of the signer's world.
 */
#ifndef KHIEN_DNSSEC_PUBKEY_H
#define KHIEN_DNSSEC_PUBKEY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/algorithm.h"
#include "fault.h"

#define PUBKEY_ZONE 0x0100	/* flags of a DNSKEY: RFC 4034 section 2.1.1 */
#define PUBKEY_REVOKE 0x0080	/* RFC 5011 section 7 */
#define PUBKEY_SEP 0x0001

/* The key tag of DNSKEY RDATA (RFC 4034 appendix B). */
uint16_t pubkey_tag(const uint8_t *rdata, size_t length);

/*
 * The key in DNSKEY RDATA as the library knows it, or NULL where it is not
 * well formed or its algorithm is not known. Pass it to EVP_PKEY_free().
 */
EVP_PKEY *pubkey_load(const uint8_t *rdata, size_t length);

/* Verifying with one key, set up once, by one thread. */
struct pubkey_verifier {
	const struct algorithm *algorithm;
	EVP_PKEY *key;			/* a reference */
	EVP_MD *digest;
	EVP_MD_CTX *hash;
	EVP_PKEY_CTX *context;
};

/* Returns 0, or -1 with a fault. Pass it to pubkey_verifier_free(). */
int pubkey_verifier_init(struct pubkey_verifier *v,
			 const struct algorithm *a, EVP_PKEY *key,
			 struct fault *f);
void pubkey_verifier_free(struct pubkey_verifier *v);

/*
 * 1 where SIGNATURE (as in an RRSIG) is the key's over DATA, 0 where it is
 * not, -1 where that could not be found out.
 */
int pubkey_verify(struct pubkey_verifier *v, const uint8_t *data, size_t n,
		  const uint8_t *signature, size_t length);

#endif
