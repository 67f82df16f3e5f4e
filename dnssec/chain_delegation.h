/* SPDX-License-Identifier: MIT */
/* chain_delegation: what leads to a zone: its servers, their glue, its DS. */
#ifndef KHIEN_DNSSEC_CHAIN_DELEGATION_H
#define KHIEN_DNSSEC_CHAIN_DELEGATION_H

#include "dnssec/chain.h"
#include "dnssec/chain_rrset.h"

#define CHAIN_GLUE 4		/* addresses of one server that are kept */

struct chain_delegation {
	struct {
		char name[256];
		struct address address[CHAIN_GLUE];
		int address_count;
	} servers[CHAIN_NAMES];
	int server_count;
	bool have_ds;			/* the parent was asked */
	struct chain_rrset ds;
};

/*
 * Reads the NS RRset of OWNER in SECTION of P, and the addresses that came
 * with it, into D. False where there is none.
 */
bool chain_delegation_read(struct chain_delegation *d, const ldns_pkt *p,
			   const ldns_rdf *owner, ldns_pkt_section section);

/* Adds a server (A is NULL), or an address to one; silently full. */
void chain_delegation_add(struct chain_delegation *d, const ldns_rdf *name,
			  const struct address *a);

/* Adds the A and AAAA records in LIST of servers that are in D. */
void chain_delegation_addresses(struct chain_delegation *d,
				const ldns_rr_list *list);

#endif
