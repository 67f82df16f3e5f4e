/* SPDX-License-Identifier: MIT */
/*
 * route: RTM_NEWROUTE. Only routes that packets to the whole Internet take are
 * kept, so that a full routing table costs no memory.
 */
#ifndef KHIEN_IPV6_ROUTE_H
#define KHIEN_IPV6_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole RTM_NEWROUTE of a default route: ::/0 or anything else that covers
 * 2000::/3, or 0.0.0.0/0. TICKS is sysconf(_SC_CLK_TCK). Pure.
 */
bool route_parse(const void *message, size_t length, long ticks,
		 struct v6_route *out);

/* All default routes of both families and all tables into F. */
void route_see(struct v6_facts *f);

/*
 * Whether A is an address of this host for the kernel's own routing, also
 * where no interface carries it (a `local` route for a whole prefix). Returns
 * 1, 0, or -1 where the kernel gave no answer.
 */
int route_is_local(const struct in6_addr *a);

#endif
