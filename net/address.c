/* SPDX-License-Identifier: MIT */
/* address: see address.h. */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

int address_parse(const char *s, struct address *a)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, s, a->bytes) == 1)
		a->family = AF_INET;
	else if (inet_pton(AF_INET6, s, a->bytes) == 1)
		a->family = AF_INET6;
	return a->family ? 0 : -1;
}

int address_from_bytes(const void *bytes, size_t length, struct address *a)
{
	memset(a, 0, sizeof(*a));
	if (length != 4 && length != 16)
		return -1;
	a->family = length == 4 ? AF_INET : AF_INET6;
	memcpy(a->bytes, bytes, length);
	return 0;
}

/*
 * glibc writes RFC 5952 but for an IPv4-compatible "::192.0.2.1", deprecated
 * and never met; sections 4.1–4.3 and 5 hold.
 */
char *address_format(const struct address *a, char buffer[ADDRESS_TEXT])
{
	if (!a->family ||
	    !inet_ntop(a->family, a->bytes, buffer, ADDRESS_TEXT))
		buffer[0] = '\0';
	return buffer;
}

int address_compare(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return a->family == AF_INET6 ? 1 :
		       b->family == AF_INET6 ? -1 : a->family - b->family;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

const char *address_family_name(int family)
{
	return family == AF_INET6 ? "ipv6" : "ipv4";
}

socklen_t address_sockaddr(const struct address *a, uint16_t port,
			   struct sockaddr_storage *sa)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)sa;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)sa;

	memset(sa, 0, sizeof(*sa));
	if (a->family == AF_INET) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, a->bytes, 4);
		return sizeof(*v4);
	}
	if (a->family == AF_INET6) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		memcpy(&v6->sin6_addr, a->bytes, 16);
		return sizeof(*v6);
	}
	return 0;
}

/*
 * IANA's IPv4 and IPv6 special-purpose address registries: what is not
 * "globally reachable", and multicast.
 */
static const struct block {
	const char *text;	/* as libunbound's options take it */
	const char *why;
} blocks[] = {
	{ "0.0.0.0/8", "unspecified" },
	{ "10.0.0.0/8", "private" },
	{ "100.64.0.0/10", "shared" },
	{ "127.0.0.0/8", "loopback" },
	{ "169.254.0.0/16", "link-local" },
	{ "172.16.0.0/12", "private" },
	{ "192.0.0.0/24", "protocol" },
	{ "192.0.2.0/24", "documentation" },
	{ "192.88.99.0/24", "relay" },
	{ "192.168.0.0/16", "private" },
	{ "198.18.0.0/15", "benchmarking" },
	{ "198.51.100.0/24", "documentation" },
	{ "203.0.113.0/24", "documentation" },
	{ "224.0.0.0/4", "multicast" },
	{ "240.0.0.0/4", "reserved" },
	{ "::/128", "unspecified" },
	{ "::1/128", "loopback" },
	{ "64:ff9b:1::/48", "translation" },
	{ "100::/64", "discard" },
	{ "2001:2::/48", "benchmarking" },
	{ "2001:db8::/32", "documentation" },
	{ "3fff::/20", "documentation" },
	{ "5f00::/16", "segment-routing" },
	{ "fc00::/7", "private" },
	{ "fe80::/10", "link-local" },
	{ "fec0::/10", "private" },
	{ "ff00::/8", "multicast" },
};

#define BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole))
		return false;
	return !rest || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

static bool within(const struct address *a, const char *block)
{
	char text[ADDRESS_TEXT];
	struct address net;
	unsigned bits;

	if (sscanf(block, "%47[^/]/%u", text, &bits) != 2 ||
	    address_parse(text, &net) || net.family != a->family)
		return false;
	return same_bits(a->bytes, net.bytes, bits);
}

/* IPv4 inside IPv6, as a host or a translator on the way would unpack it. */
static const struct {
	const char *block;
	unsigned offset;	/* of the four bytes */
} embeddings[] = {
	{ "::ffff:0:0/96", 12 },	/* mapped */
	{ "::/96", 12 },		/* compatible, deprecated */
	{ "64:ff9b::/96", 12 },		/* NAT64, RFC 6052 */
	{ "2002::/16", 2 },		/* 6to4, RFC 3056 */
};

const char *address_inside(const struct address *a)
{
	struct address v4;

	for (size_t i = 0; i < BLOCKS; i++)
		if (within(a, blocks[i].text))
			return blocks[i].why;
	for (size_t i = 0; i < sizeof(embeddings) / sizeof(embeddings[0]); i++)
		if (within(a, embeddings[i].block) &&
		    !address_from_bytes(a->bytes + embeddings[i].offset, 4,
					&v4))
			return address_inside(&v4);
	return NULL;
}

const char *address_inside_block(size_t i)
{
	return i < BLOCKS ? blocks[i].text : NULL;
}
