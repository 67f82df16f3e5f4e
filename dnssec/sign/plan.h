/* SPDX-License-Identifier: MIT */
/*
 * plan: what is settled about a zone before it is signed: its own records put
 * in, its delegations marked, its chain of denial, and the pieces that the
 * threads take.
 */
#ifndef KHIEN_DNSSEC_PLAN_H
#define KHIEN_DNSSEC_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/denial.h"
#include "dnssec/sign/keyring.h"
#include "dnssec/zone/zone.h"
#include "fault.h"

struct plan_options {
	const struct keyring *keys;
	enum denial denial;
	unsigned threads;
	int64_t now;
	/* all in seconds */
	int64_t validity, jitter, inception_offset;
	uint32_t dnskey_ttl;
	/* Called in the caller's thread; may be NULL. */
	void (*warn)(void *context, const char *text);
	void *warn_context;
	void (*progress)(void *context, size_t done, size_t total);
	void *progress_context;
};

/* Names [name, name_end) and NSEC3 owners [owner, owner_end). */
struct plan_piece {
	size_t name, name_end, owner, owner_end;
};

struct plan {
	struct zone *zone;
	const struct plan_options *options;
	struct denial_chain chain;	/* empty with NSEC */
	struct plan_piece *pieces;
	size_t piece_count;
	size_t rrsets;			/* in the zone */
	uint32_t inception, expiration;	/* the latest, before any jitter */
	uint32_t denial_ttl;		/* RFC 9077 */
};

/*
 * Makes a zone ready: marks delegations, drops what is below a DNAME, puts the
 * DNSKEYs and NSEC3PARAM in, gives each RRset one TTL, hashes, and cuts it
 * into pieces. The zone must have passed lint. Returns 0, or -1 with a fault.
 * Pass *P to plan_free(), also after -1.
 */
int plan_make(struct plan *p, struct zone *z, const struct plan_options *o,
	      struct fault *f);
void plan_free(struct plan *p);

/* True where the zone signs the RRset of TYPE at N (RFC 4035 section 2.2). */
bool plan_signs(const struct zone_name *n, uint16_t type);

/* Canonical order of names[NAME] and the owner of NSEC3 OWNER. */
int plan_compare(const struct plan *p, size_t name, size_t owner);

/*
 * A number that depends on the owner (absolute, so the zone's name is in it;
 * in lower case) and type alone. Not secret.
 */
uint64_t plan_hash(const uint8_t *owner, size_t length, uint16_t type);

#endif
