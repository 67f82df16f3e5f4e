/* SPDX-License-Identifier: MIT */
/*
 * express: the expressions of one nftables rule, evaluated for one packet, bit
 * by bit known or not. Only for walk.c.
 */
#ifndef KHIEN_IPV6_EXPRESS_H
#define KHIEN_IPV6_EXPRESS_H

#include <linux/netfilter/nf_conntrack_common.h>

#include "ruleset.h"
#include "walk.h"

enum express_answer { EXPRESS_NO, EXPRESS_MAYBE, EXPRESS_YES };

#define EXPRESS_REGISTERS 64	/* bytes: NFT_REG32_00 … NFT_REG32_15 */

struct express_verdict {
	int32_t code;		/* NFT_CONTINUE where there is none */
	char chain[RULESET_NAME];
	bool any;		/* one of several, not known which */
	bool handed;		/* on to another address (DNAT) */
};

struct express {
	const struct ruleset *ruleset;
	const struct walk_packet *packet;
	uint8_t value[EXPRESS_REGISTERS], known[EXPRESS_REGISTERS];
	uint32_t state;		/* NF_CT_STATE_…, as `ct state` sees it here */
	bool untracked;		/* `notrack` was met */
	uint32_t mark, mark_known;
	struct express_verdict verdict;	/* of the rule at hand */
	const struct ruleset_rule *rule;
	enum express_answer matched;	/* so far */
	char unsure[32];	/* the first expression that said maybe */
};

void express_begin(struct express *x, const struct ruleset *r,
		   const struct walk_packet *p);

/* The packet comes to a base chain of that stage (walk.c) and priority. */
void express_enter(struct express *x, int stage, int32_t priority);

/* Whether R matches; where it may, x->verdict is what follows then. */
enum express_answer express_rule(struct express *x,
				 const struct ruleset_rule *r);

#endif
