/* SPDX-License-Identifier: MIT */
/* lookup: whether a key is in a set of nftables. Only for express.c. */
#ifndef KHIEN_IPV6_LOOKUP_H
#define KHIEN_IPV6_LOOKUP_H

#include "express.h"

/* The set NAME of the table that RULE is in, or NULL. */
const struct ruleset_set *lookup_set(const struct ruleset *r,
				     const struct ruleset_rule *rule,
				     const char *name);

/*
 * Whether S holds KEY, of which only the bits in KNOWN are known. *FOUND is
 * the element where the answer is yes, else NULL.
 */
enum express_answer lookup_key(const struct ruleset_set *s,
			       const uint8_t *key, const uint8_t *known,
			       const struct ruleset_element **found);

#endif
