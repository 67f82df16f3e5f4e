/* SPDX-License-Identifier: MIT */
/* chain_hints: where a walk begins: the root's servers, and what it trusts. */
#ifndef KHIEN_DNSSEC_CHAIN_HINTS_H
#define KHIEN_DNSSEC_CHAIN_HINTS_H

#include "dnssec/chain_delegation.h"
#include "fault.h"

/*
 * Fills D from HINTS (NS, A and AAAA records: RFC 8109 section 2) and ANCHORS
 * (DS or DNSKEY records of the root). Returns 0, or -1 with a fault that has
 * file and line; D is to be freed either way (its ds).
 */
int chain_hints_read(struct chain_delegation *d, const char *hints,
		     const char *anchors, struct fault *f);

#endif
