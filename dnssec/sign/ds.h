/* SPDX-License-Identifier: MIT */
/* ds: the digest of a DNSKEY that the parent zone publishes (RFC 4034 5). */
#ifndef KHIEN_DNSSEC_DS_H
#define KHIEN_DNSSEC_DS_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

#define DS_DIGEST_MOST 64

struct ds_digest {
	uint8_t number;			/* IANA's registry of DS digests */
	const char *name;		/* "SHA-256", as the policy has it */
	const char *digest;		/* OpenSSL's name */
};

/* The row with that name or number, or NULL. */
const struct ds_digest *ds_digest_find(const char *name);
const struct ds_digest *ds_digest_number(unsigned number);

/*
 * The digest over the owner ZONE (wire form) and DNSKEY RDATA (RFC 4034
 * section 5.1.4). Returns its length, or -1 with a fault.
 */
int ds_make(const uint8_t *zone, const uint8_t *rdata, size_t length,
	    const struct ds_digest *d, uint8_t out[DS_DIGEST_MOST],
	    struct fault *f);

#endif
