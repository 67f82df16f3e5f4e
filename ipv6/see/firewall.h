/* SPDX-License-Identifier: MIT */
/* firewall: what the packet filter does to the packets that matter. */
#ifndef KHIEN_IPV6_FIREWALL_H
#define KHIEN_IPV6_FIREWALL_H

#include "ipv6/facts.h"
#include "ruleset.h"

#define FIREWALL_PORTS 64	/* led through the rules, at most */

/*
 * Reads the rules and leads through them Packet Too Big, neighbour discovery,
 * and a SYN of each family to each of the portal's ports and to those that
 * other hosts get to over IPv6. PROC is "/proc". Links, addresses, routes and
 * listeners must be there, and roles assigned. Needs CAP_NET_ADMIN, else
 * walks_part says EPERM.
 */
void firewall_see(struct v6_facts *f, const char *proc);

/* The same for rules that were read already. Returns 0, or -1: no memory. */
int firewall_walk(struct v6_facts *f, const struct ruleset *r);

#endif
