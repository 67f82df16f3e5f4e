/* SPDX-License-Identifier: MIT */
/*
 * roles: what follows from the facts alone: which links IPv6 is expected on,
 * which addresses and routes are of use. Pure; no libmnl.
 */
#ifndef KHIEN_IPV6_ROLES_H
#define KHIEN_IPV6_ROLES_H

#include <stdbool.h>

#include "ipv6/facts.h"

/*
 * Sets uplink, serves and linklocal of every link. Uplinks are the links that
 * carry an IPv6 default route, or an IPv4 one in a table that has none for
 * IPv6. Without any: those with an address wider than the link; without any:
 * those that are switched on. Links must be sorted by ifindex.
 */
void roles_assign(struct v6_facts *f);

/* The link with IFINDEX, or NULL. Links must be sorted by ifindex. */
const struct v6_link *roles_link(const struct v6_facts *f, int ifindex);

/* The uplink that works, else the first; NULL where there is none. */
const struct v6_link *roles_main_link(const struct v6_facts *f);

/* Has a carrier, and nothing above it (802.1X) holds it back. */
bool roles_link_carries(const struct v6_link *l);

/* Up, with carrier, IPv6 attached and not disabled. */
bool roles_link_works(const struct v6_link *l);

/* An IPv6 address wider than the link: global, ULA or of a bad block. */
bool roles_address_wide(const struct v6_address *a);

/*
 * A wide one that packets can come from: of no bad block, and neither
 * tentative, duplicate, deprecated nor temporary (RFC 4862 section 5.4 and
 * 5.5.4, RFC 8981).
 */
bool roles_address_usable(const struct v6_address *a);

/*
 * Whether an IPv6 address is tentative that was added at most LONGEST seconds
 * ago: its detection may still end well, so looking again is worth the while.
 */
bool roles_unsettled(const struct v6_facts *f, int64_t longest);

/* Added by hand or by a manager, not by an RA or DHCPv6. */
bool roles_address_static(const struct v6_address *a);

/* Whether some gateway is being asked for and has not answered yet. */
bool roles_gateway_asked(const struct v6_facts *f);

/* Unicast, not expired, and at least one next hop whose link is up. */
bool roles_route_usable(const struct v6_facts *f, const struct v6_route *r);

/* Whether one next hop at least has its link up, as far as is known. */
bool roles_route_alive(const struct v6_route *r);

/* An IPv6 route by which the kernel refuses or drops what it matches. */
bool roles_route_rejects(const struct v6_route *r);

/* Whether R has a next hop on the link with IFINDEX. */
bool roles_route_uses(const struct v6_route *r, int ifindex);

#endif
