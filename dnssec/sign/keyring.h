/* SPDX-License-Identifier: MIT */
/*
 * keyring: keys on disk as BIND and ldns have them: KNAME+ALG+TAG.key with the
 * DNSKEY and .private with the private half (mode 0600). A comment line
 * "; role: csk" in the .key tells a CSK from a KSK, whose flags are alike.
 */
#ifndef KHIEN_DNSSEC_KEYRING_H
#define KHIEN_DNSSEC_KEYRING_H

#include <stdint.h>

#include "dnssec/sign/key.h"
#include "fault.h"

/* The keys of one zone, in the order of algorithm and tag. */
struct keyring {
	struct key *keys;
	size_t count;
	size_t loose;		/* private files that others may read */
	char loose_path[520];	/* the first of them */
};

/*
 * Loads the keys of ZONE (wire form) from DIR. Times in the private files
 * (BIND's Publish, Activate, Inactive, Delete) are judged at NOW. A folder
 * without any is a fault. Pass the result to keyring_free(), also after -1.
 */
int keyring_load(struct keyring *r, const char *dir, const uint8_t *zone,
		 int64_t now, struct fault *f);

/* As keyring_load(), but only the public halves are read. */
int keyring_load_public(struct keyring *r, const char *dir,
			const uint8_t *zone, struct fault *f);

/* Safe on a zeroed struct. */
void keyring_free(struct keyring *r);

/*
 * Makes a key whose tag, also with the REVOKE bit, none of the zone's keys in
 * DIR has, and writes its two files; nothing is ever overwritten. TTL is
 * that of the DNSKEY. Returns 0, or -1 with a fault and no file left behind.
 */
int keyring_make(struct key *k, const char *dir, const uint8_t *zone,
		 const struct algorithm *a, enum key_role role, unsigned bits,
		 uint32_t ttl, int64_t now, struct fault *f);

#endif
