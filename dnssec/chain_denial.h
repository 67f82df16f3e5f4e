/* SPDX-License-Identifier: MIT */
/*
 * chain_denial: what a zone says of a name that it has not, and what it asks of
 * its parent. Both are read from answers of one server.
 */
#ifndef KHIEN_DNSSEC_CHAIN_DENIAL_H
#define KHIEN_DNSSEC_CHAIN_DENIAL_H

#include "dnssec/chain_rrset.h"

/* More iterations are not hashed: RFC 9276 section 3.2 takes them as insecure. */
#define CHAIN_ITERATIONS 150

/* A name in ZONE that nobody has; to be freed. NULL: too long, or no memory. */
ldns_rdf *chain_denial_name(const ldns_rdf *zone);

/*
 * Judges the answer P for NAME, of type A, in ZONE that has KEYS: whether its
 * NSEC or NSEC3 records prove that there is no such name (RFC 4035 section
 * 5.4, RFC 5155 section 8), and whether their signatures hold at NOW. Nothing
 * is said of a zone where every name exists (a wildcard).
 */
void chain_denial_judge(struct link_facts *f, const ldns_pkt *p,
			const ldns_rdf *name, const ldns_rdf *zone,
			const ldns_rr_list *keys, int64_t now);

/*
 * Judges CDS and CDNSKEY (RFC 7344 section 4.1, RFC 8078 section 4) against the
 * KEYS of the zone and the DS at its parent.
 */
void chain_denial_cds(struct link_facts *f, const ldns_rr_list *cds,
		      const ldns_rr_list *cdnskey, const ldns_rr_list *keys,
		      const ldns_rr_list *ds);

#endif
