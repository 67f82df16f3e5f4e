/* SPDX-License-Identifier: MIT */
/*
 * neigh: RTM_NEWNEIGH. Only gateways of default routes are kept, so that a
 * full neighbour table costs no memory.
 */
#ifndef KHIEN_IPV6_NEIGH_H
#define KHIEN_IPV6_NEIGH_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole RTM_NEWNEIGH of an IPv6 neighbour with an address. Pure.
 */
bool neigh_parse(const void *message, size_t length,
		 struct v6_neighbour *out);

/* The gateways of F's IPv6 default routes into F; after route_see(). */
void neigh_see(struct v6_facts *f);

#endif
