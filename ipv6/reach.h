/* SPDX-License-Identifier: MIT */
/* reach: from where a TCP port of this host can be reached, by its sockets. */
#ifndef KHIEN_IPV6_REACH_H
#define KHIEN_IPV6_REACH_H

#include "ipv6/facts.h"
#include "ipv6/prefix.h"

#define REACH_PLACE (PREFIX_TEXT + 8)

/* The last listener of each kind, or NULL. */
struct reach {
	const struct v6_listener *v4, *v6;	/* from other hosts */
	const struct v6_listener *v4_near, *v6_near;	/* from here only */
	const struct v6_listener *ghost;	/* from nowhere any more */
};

struct reach reach_of(const struct v6_facts *f, uint16_t port);

/* Whether other hosts do not get to A: loopback and link-local ones. */
bool reach_is_near(const struct in6_addr *a);

/* "[::]:443" or "0.0.0.0:443". Returns BUFFER. */
const char *reach_place(const struct v6_listener *l, char buffer[REACH_PLACE]);

/* Whether PORT is one of the portal's. */
bool reach_is_portal(const struct v6_facts *f, uint16_t port);

/*
 * The ports that other hosts get to over IPv6, portal's or not, ascending; at
 * most ROOM of them. Returns how many.
 */
size_t reach_exposed(const struct v6_facts *f, uint16_t *ports, size_t room);

#endif
