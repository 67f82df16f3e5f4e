/* SPDX-License-Identifier: MIT */
/* rule: RTM_NEWRULE, the rules that say which table is looked into (IPv6). */
#ifndef KHIEN_IPV6_RULE_H
#define KHIEN_IPV6_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

#define RULE_MAX 256		/* kept; more of them make the part waver */

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole RTM_NEWRULE of IPv6 that leads to a table. Pure.
 */
bool rule_parse(const void *message, size_t length, struct v6_rule *out);

/*
 * All such rules into F. Of tables that neither the kernel itself fills nor
 * has a default route of F in it, the kernel is asked for one route.
 */
void rule_see(struct v6_facts *f);

#endif
