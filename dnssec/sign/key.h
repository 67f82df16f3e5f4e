/* SPDX-License-Identifier: MIT */
/*
 * key: a key that signs: its DNSKEY, its private half as an object of the
 * crypto library's provider, and the contexts that sign with it.
 */
#ifndef KHIEN_DNSSEC_KEY_H
#define KHIEN_DNSSEC_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/algorithm.h"
#include "dnssec/zone/name.h"
#include "fault.h"

enum key_role {
	KEY_KSK = 1,		/* signs DNSKEY, CDS and CDNSKEY at the apex */
	KEY_ZSK = 2,		/* signs all the rest */
	KEY_CSK = 3,		/* both */
};

#define KEY_RDATA_MOST 2064	/* RSA with 16384 bits */
#define KEY_SIGNATURE_MOST 2048

struct key {
	const struct algorithm *algorithm;
	enum key_role role;
	uint16_t flags, tag;
	uint8_t rdata[KEY_RDATA_MOST];	/* of its DNSKEY */
	size_t rdata_length;
	EVP_PKEY *pkey;			/* with the private half */
	char path[512];			/* of its .key file; "" before that */
	bool publish;			/* at this time, by its metadata */
	bool active;			/* likewise: it signs */
};

/* "ksk", "zsk", "csk". */
const char *key_role_name(enum key_role r);

/* Returns 0, or -1 where S is none of the three. */
int key_role_parse(const char *s, enum key_role *r);

/*
 * Makes a new key; BITS counts for RSA only. Returns 0, or -1 with a fault.
 * Pass it to key_free().
 */
int key_create(struct key *k, const struct algorithm *a, enum key_role role,
		 unsigned bits, struct fault *f);

/* Safe on a zeroed struct. */
void key_free(struct key *k);

/*
 * Proves the pair: a challenge that the private half signs must verify with
 * the DNSKEY bytes at RDATA. Returns 0, or -1 with a fault.
 */
int key_prove(const struct key *k, const uint8_t *rdata, size_t length,
	      struct fault *f);

/* Signing with one key, set up once, by one thread. */
struct key_signer {
	const struct key *key;
	EVP_MD *digest;
	EVP_MD_CTX *hash;
	EVP_PKEY_CTX *context;
};

/* Returns 0, or -1 with a fault. Pass it to key_signer_free(). */
int key_signer_init(struct key_signer *s, const struct key *k,
		    struct fault *f);
void key_signer_free(struct key_signer *s);

/*
 * Signs N bytes; SIGNATURE gets what an RRSIG holds, *LENGTH its bytes.
 * Returns 0, or -1 with a fault.
 */
int key_sign(struct key_signer *s, const uint8_t *data, size_t n,
	     uint8_t signature[KEY_SIGNATURE_MOST], size_t *length,
	     struct fault *f);

#endif
