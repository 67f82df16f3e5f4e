/* SPDX-License-Identifier: MIT */
/*
 * denial: which names the chain of denial has, and what it says of them:
 * delegations, what is below them, NSEC (RFC 4034 section 4) and NSEC3 (RFC
 * 5155) with its empty non-terminals and opt-out.
 */
#ifndef KHIEN_DNSSEC_DENIAL_H
#define KHIEN_DNSSEC_DENIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/zone/rdata.h"
#include "dnssec/zone/zone.h"
#include "fault.h"

enum denial {
	DENIAL_NSEC,
	DENIAL_NSEC3,
	DENIAL_OPTOUT,
};

/* Reads "nsec", "nsec3" or "optout". Returns 0 or -1. */
int denial_parse(const char *s, enum denial *d);

/*
 * Marks the delegations and what is below them. Names below a DNAME are taken
 * out (RFC 6672 section 2.4); CALLED (may be NULL) is told of each before.
 */
void denial_mark(struct zone *z, void (*called)(void *context,
						const struct zone_name *n,
						const struct zone_name *dname),
		 void *context);

#define DENIAL_HASH 20

/* One owner of the NSEC3 chain. */
struct denial_owner {
	uint8_t hash[DENIAL_HASH];
	uint32_t name;		/* index in the zone */
	bool empty;		/* an ancestor of it, an empty non-terminal */
};

struct denial_chain {
	struct denial_owner *owners;	/* in the order of hashes */
	size_t count;
};

/*
 * Hashes every name of the NSEC3 chain (SHA-1, no salt, no iterations: RFC
 * 9276) on THREADS threads and sorts them. A collision is a fault. Returns 0
 * or -1. Pass *C to denial_free().
 */
int denial_hash(struct denial_chain *c, const struct zone *z, enum denial d,
		unsigned threads, struct fault *f);
void denial_free(struct denial_chain *c);

/* Room for the RDATA of any NSEC or NSEC3 of ours. */
#define DENIAL_RDATA_MOST (64 + NAME_WIRE + RDATA_BITMAP_MOST)

/* RDATA of the NSEC of names[I]; its length. */
size_t denial_nsec(const struct zone *z, size_t i,
		   uint8_t out[DENIAL_RDATA_MOST]);

/* RDATA of the NSEC3 of owners[I]; its length. */
size_t denial_nsec3(const struct zone *z, const struct denial_chain *c,
		    size_t i, enum denial d, uint8_t out[DENIAL_RDATA_MOST]);

/* The first label of owners[I] in wire form: a length and base32hex. */
#define DENIAL_LABEL 33
void denial_label(const struct denial_owner *o, uint8_t out[DENIAL_LABEL]);

#endif
