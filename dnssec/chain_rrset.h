/* SPDX-License-Identifier: MIT */
/*
 * chain_rrset: RRsets out of messages, and what their signatures and the DS
 * at the parent are worth. ldns verifies; times are judged here, since ldns
 * compares them as 32 bits and hands back only one of several reasons.
 */
#ifndef KHIEN_DNSSEC_CHAIN_RRSET_H
#define KHIEN_DNSSEC_CHAIN_RRSET_H

#include <ldns/ldns.h>
#include <stdbool.h>
#include <stdint.h>

#include "dnssec/facts.h"

#define CHAIN_SIGNATURES 8	/* of one RRset that are tried; more are not */

struct chain_rrset {
	ldns_rr_list *rrs;	/* NULL: not there */
	ldns_rr_list *sigs;	/* RRSIGs that cover it; may be NULL */
};

enum chain_state {
	CHAIN_ABSENT,		/* no such RRset: nothing to sign */
	CHAIN_GOOD,
	CHAIN_MISSING,		/* no RRSIG of the zone covers it */
	CHAIN_BROKEN,		/* none verifies with a key of the zone */
	CHAIN_EXPIRED,		/* one would verify, but for its time */
	CHAIN_FUTURE,
};

/* Copies OWNER's RRset of TYPE out of SECTION of P. */
void chain_rrset_take(struct chain_rrset *s, const ldns_pkt *p,
		      const ldns_rdf *owner, ldns_rr_type type,
		      ldns_pkt_section section);

/* Frees what it holds and makes it empty. Safe on a zeroed struct. */
void chain_rrset_free(struct chain_rrset *s);

/* True where both have the same records and signatures, TTLs aside. */
bool chain_rrset_same(const struct chain_rrset *a, const struct chain_rrset *b);

/* Adds ", " and WORD to TEXT, while there is room. */
void chain_rrset_note(char *text, size_t size, const char *word);

/*
 * Verifies S with KEYS of the zone SIGNER at NOW (RFC 4035 section 5.3), and
 * adds the outcome to FACTS under the name WHAT ("SOA"). LEFT says whether
 * the time its signature has left counts as the zone's own. A signature's
 * 32-bit times are those next to NOW (RFC 4034 section 3.1.5).
 */
enum chain_state chain_rrset_judge(struct link_facts *facts, const char *what,
				   const struct chain_rrset *s,
				   const ldns_rdf *signer,
				   const ldns_rr_list *keys, int64_t now,
				   bool left);

/* Into an order that is the same wherever S came from. */
void chain_rrset_sort(struct chain_rrset *s);

/* True where both, sorted, have the same records; TTLs and signatures aside. */
bool chain_rrset_equal(const struct chain_rrset *a,
		       const struct chain_rrset *b);

/* Fills the ds_* fields, from DS records or (a trust anchor) DNSKEYs. */
void chain_rrset_ds(struct link_facts *facts, const ldns_rr_list *ds);

/*
 * Copies of the keys in a DNSKEY RRset that may sign a zone, revoked ones left
 * out; at most LINK_KEYS, so that a zone with a thousand costs no more. NULL
 * where memory ran out.
 */
ldns_rr_list *chain_rrset_zone_keys(const ldns_rr_list *dnskeys);

/*
 * Fills the key fields and ds_matching from such a list. Returns those keys
 * that a DS names (RFC 4035 section 5.2); borrowed records, pass it to
 * ldns_rr_list_free().
 */
ldns_rr_list *chain_rrset_keys(struct link_facts *facts,
			       const ldns_rr_list *keys,
			       const ldns_rr_list *ds);

#endif
