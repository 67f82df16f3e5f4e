/* SPDX-License-Identifier: MIT */
/* nexthop: RTM_NEWNEXTHOP, the objects that routes may point to (Linux 5.3). */
#ifndef KHIEN_IPV6_NEXTHOP_H
#define KHIEN_IPV6_NEXTHOP_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/* One object: a next hop, or a group of ids. */
struct nexthop {
	uint32_t id;
	struct v6_leg leg;
	bool blackhole;
	unsigned member_count;		/* how many there are … */
	uint32_t members[V6_LEGS];	/* … and the first of them */
};

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole RTM_NEWNEXTHOP with an id. Pure.
 */
bool nexthop_parse(const void *message, size_t length, struct nexthop *out);

/*
 * Fills in the legs of F's routes that name an object and nothing else, as
 * they come with net.ipv4.nexthop_compat_mode=0. What cannot be found leaves
 * a route without legs.
 */
void nexthop_see(struct v6_facts *f);

#endif
