/* SPDX-License-Identifier: MIT */
/*
 * prefix: what kind of address an IPv6 address is, by the registries of IANA,
 * and how it is written.
 */
#ifndef KHIEN_IPV6_PREFIX_H
#define KHIEN_IPV6_PREFIX_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum prefix_kind {
	PREFIX_GLOBAL,		/* RFC 4291 section 2.5.4, assigned space */
	PREFIX_ULA,		/* RFC 4193 */
	PREFIX_LINKLOCAL,
	PREFIX_LOOPBACK,
	PREFIX_ANY,		/* :: */
	PREFIX_MULTICAST,
	PREFIX_BAD,		/* no address for a service: see prefix_about() */
};

#define PREFIX_TEXT 64		/* room for an address, its length and scope */

enum prefix_kind prefix_kind(const struct in6_addr *a);

/*
 * What the block is that A lies in, for people, with its RFC: "documentation
 * (RFC 3849)"; "" for what needs no word. Not translated.
 */
const char *prefix_about(const struct in6_addr *a);

/* A as RFC 5952 has it; an IPv4-mapped one as plain IPv4. Returns BUFFER. */
char *prefix_format(const struct in6_addr *a, char buffer[PREFIX_TEXT]);

/* Reads what prefix_format() writes; false where S is no address. */
bool prefix_parse(const char *s, struct in6_addr *out);

/* The first LENGTH bits of A, the rest zero. */
struct in6_addr prefix_mask(const struct in6_addr *a, unsigned length);

#endif
