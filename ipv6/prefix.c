/* SPDX-License-Identifier: MIT */
/* prefix: the blocks of IANA's IPv6 registries, most specific first. */
#include "prefix.h"

#include <arpa/inet.h>
#include <string.h>

struct block {
	uint8_t bytes[16];
	unsigned length;
	enum prefix_kind kind;
	const char *about;
};

static const struct block blocks[] = {
	{ { 0 }, 128, PREFIX_ANY, "" },
	{ { [15] = 1 }, 128, PREFIX_LOOPBACK, "loopback (RFC 4291)" },
	{ { [10] = 0xff, 0xff }, 96, PREFIX_BAD, "IPv4-mapped (RFC 4291)" },
	{ { 0 }, 96, PREFIX_BAD, "IPv4-compatible (RFC 4291)" },
	{ { 0, 0x64, 0xff, 0x9b }, 96, PREFIX_BAD, "NAT64 (RFC 6052)" },
	{ { 0, 0x64, 0xff, 0x9b, 0, 1 }, 48, PREFIX_BAD, "NAT64 (RFC 8215)" },
	{ { 0x01 }, 64, PREFIX_BAD, "discard-only (RFC 6666)" },
	{ { 0x20, 0x01, 0x00, 0x00 }, 32, PREFIX_BAD, "Teredo (RFC 4380)" },
	{ { 0x20, 0x01, 0x00, 0x02 }, 48, PREFIX_BAD,
	  "benchmarking (RFC 5180)" },
	{ { 0x20, 0x01, 0x00, 0x10 }, 28, PREFIX_BAD, "ORCHID (RFC 4843)" },
	{ { 0x20, 0x01, 0x00, 0x20 }, 28, PREFIX_BAD, "ORCHID (RFC 7343)" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, PREFIX_BAD,
	  "documentation (RFC 3849)" },
	{ { 0x20, 0x02 }, 16, PREFIX_BAD, "6to4 (RFC 7526)" },
	{ { 0x3f, 0xfe }, 16, PREFIX_BAD, "6bone (RFC 3701)" },
	{ { 0x3f, 0xff }, 20, PREFIX_BAD, "documentation (RFC 9637)" },
	{ { 0x20 }, 3, PREFIX_GLOBAL, "" },
	{ { 0x5f, 0x00 }, 16, PREFIX_BAD, "segment routing (RFC 9602)" },
	{ { 0xfc }, 7, PREFIX_ULA, "unique local (RFC 4193)" },
	{ { 0xfe, 0x80 }, 10, PREFIX_LINKLOCAL, "link-local (RFC 4291)" },
	{ { 0xfe, 0xc0 }, 10, PREFIX_BAD, "site-local (RFC 3879)" },
	{ { 0xff }, 8, PREFIX_MULTICAST, "multicast (RFC 4291)" },
	{ { 0 }, 0, PREFIX_BAD, "not assigned by IANA (RFC 4291)" },
};

static bool covers(const struct block *b, const struct in6_addr *a)
{
	unsigned whole = b->length / 8, rest = b->length % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return memcmp(b->bytes, a->s6_addr, whole) == 0 &&
		(rest == 0 ||
		 ((b->bytes[whole] ^ a->s6_addr[whole]) & mask) == 0);
}

/* The last row covers everything, so the loop ends. */
static const struct block *find(const struct in6_addr *a)
{
	const struct block *b = blocks;

	while (!covers(b, a))
		b++;
	return b;
}

enum prefix_kind prefix_kind(const struct in6_addr *a)
{
	return find(a)->kind;
}

const char *prefix_about(const struct in6_addr *a)
{
	return find(a)->about;
}

char *prefix_format(const struct in6_addr *a, char buffer[PREFIX_TEXT])
{
	bool mapped = IN6_IS_ADDR_V4MAPPED(a);

	/* cannot fail: the family is known and the buffer large enough */
	inet_ntop(mapped ? AF_INET : AF_INET6, &a->s6_addr[mapped ? 12 : 0],
		  buffer, PREFIX_TEXT);
	return buffer;
}

bool prefix_parse(const char *s, struct in6_addr *out)
{
	struct in6_addr a = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
	bool v6 = strchr(s, ':') != NULL;

	if (inet_pton(v6 ? AF_INET6 : AF_INET, s, &a.s6_addr[v6 ? 0 : 12]) != 1)
		return false;
	*out = a;
	return true;
}

struct in6_addr prefix_mask(const struct in6_addr *a, unsigned length)
{
	struct in6_addr m = { 0 };
	unsigned i;

	for (i = 0; i < 16 && length > 0; i++) {
		unsigned bits = length < 8 ? length : 8;

		m.s6_addr[i] = a->s6_addr[i] & (uint8_t)(0xff00 >> bits);
		length -= bits;
	}
	return m;
}
