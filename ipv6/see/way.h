/* SPDX-License-Identifier: MIT */
/*
 * way: which way the kernel would send packets to the Internet, and with which
 * source: its own answer to RTM_GETROUTE, without sending one.
 */
#ifndef KHIEN_IPV6_WAY_H
#define KHIEN_IPV6_WAY_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

#define WAY_SOURCES 32		/* addresses of the host that are asked for */

/*
 * Reads one answer of LENGTH bytes (aligned to 4) but for out->source. False
 * where it is no whole RTM_NEWROUTE of IPv6 that leads out. Pure.
 */
bool way_parse(const void *message, size_t length, struct v6_way *out);

/*
 * Ways into F where it has a default route; for the host's own global
 * addresses only where there is more than one next hop to choose from. After
 * addr_see(), link_see(), route_see().
 */
void way_see(struct v6_facts *f);

#endif
