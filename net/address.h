/* SPDX-License-Identifier: MIT */
/*
 * address: an IPv4 or IPv6 address by itself, without port or scope, and
 * whether it lies inside, where a probe that is led by DNS answers must not
 * go unless it was allowed to.
 */
#ifndef KHIEN_NET_ADDRESS_H
#define KHIEN_NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define ADDRESS_TEXT 48		/* room for any address as text */

struct address {
	int family;		/* AF_INET, AF_INET6; 0: none */
	uint8_t bytes[16];	/* network order; the first 4 for IPv4 */
};

/* Reads "192.0.2.1" or "2001:db8::1" (no brackets, no scope). 0 or -1. */
int address_parse(const char *s, struct address *a);

/* From A's or AAAA's rdata: LENGTH is 4 or 16. 0 or -1. */
int address_from_bytes(const void *bytes, size_t length, struct address *a);

/* RFC 5952 text; "" for none. Returns BUFFER. */
char *address_format(const struct address *a, char buffer[ADDRESS_TEXT]);

/* As <0, 0, >0: IPv4 before IPv6, then by value; for qsort and equality. */
int address_compare(const struct address *a, const struct address *b);

/* "ipv4", "ipv6": label of metrics. */
const char *address_family_name(int family);

/* Fills SA for bind or connect; returns its length, 0 for none. */
socklen_t address_sockaddr(const struct address *a, uint16_t port,
			   struct sockaddr_storage *sa);

/*
 * Why the address lies inside: "loopback", "private", "link-local", …: every
 * block that IANA's special-purpose registries (RFC 6890) do not call globally
 * reachable, and multicast; IPv4 within IPv6 (mapped, NAT64, 6to4) is judged
 * by the IPv4 address. NULL for an address of the public Internet.
 */
const char *address_inside(const struct address *a);

/* The blocks of address_inside() as "10.0.0.0/8"; NULL after the last. */
const char *address_inside_block(size_t i);

#endif
