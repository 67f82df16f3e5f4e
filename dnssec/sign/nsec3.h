/* SPDX-License-Identifier: MIT */
/* nsec3: the hash of a name (RFC 5155 section 5), as the verifier makes it. */
#ifndef KHIEN_DNSSEC_NSEC3_H
#define KHIEN_DNSSEC_NSEC3_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

#define NSEC3_HASH 20		/* bytes of SHA-1, the one there is */

struct nsec3_hasher {
	EVP_MD *sha1;
	EVP_MD_CTX *context;
};

/* Returns 0, or -1 with a fault. Pass it to nsec3_free(). */
int nsec3_init(struct nsec3_hasher *h, struct fault *f);
void nsec3_free(struct nsec3_hasher *h);

/* Hashes LENGTH bytes of a name in lower case. Returns 0, or -1. */
int nsec3_hash(struct nsec3_hasher *h, const uint8_t *name, size_t length,
	       unsigned iterations, const uint8_t *salt, size_t salt_length,
	       uint8_t out[NSEC3_HASH], struct fault *f);

#endif
