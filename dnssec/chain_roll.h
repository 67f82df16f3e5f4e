/* SPDX-License-Identifier: MIT */
/*
 * chain_roll: whether a zone's keys were changed faster than caches can follow.
 * What a cache holds (keys, signatures, DS) must fit what a server says now,
 * until its TTL has run out: RFC 6781 section 4.1, RFC 7583. It needs the looks
 * before this one, so a single look says nothing.
 */
#ifndef KHIEN_DNSSEC_CHAIN_ROLL_H
#define KHIEN_DNSSEC_CHAIN_ROLL_H

#include "dnssec/chain_rrset.h"

#define CHAIN_ROLL_KEYS (2 * LINK_KEYS)

/* What is remembered from look to look. Starts zeroed. */
struct chain_roll {
	struct {
		uint16_t tag;
		uint8_t algorithm;
		bool there;		/* in the DNSKEY RRset */
		int64_t came;		/* first seen; 0: since the beginning */
		int64_t needed;		/* what it alone signed is cached so long */
	} keys[CHAIN_ROLL_KEYS];
	int count;
	int64_t time;			/* of the last look; 0: none */
	int64_t until;			/* the unsafe step found is over then */
	char text[256];
};

/*
 * Takes in the DNSKEY RRset and another signed RRset of the zone (its NS) as
 * seen at NOW, and fills roll_* of F.
 */
void chain_roll_look(struct chain_roll *m, struct link_facts *f,
		     const struct chain_rrset *keys,
		     const struct chain_rrset *other, int64_t now);

#endif
