/* SPDX-License-Identifier: MIT */
/* reserved: addresses and names that no public CA can certify. */
#include "tlsconf/pki/reserved.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

struct block {
	const char *address;
	int bits;
	const char *rfc;	/* NULL: within a reserved block, but public */
};

/*
 * IANA IPv4 and IPv6 Special-Purpose Address Registries, what is not globally
 * reachable. The first block that fits counts.
 */
static const struct block blocks4[] = {
	{ "0.0.0.0", 8, "RFC 1122" }, { "10.0.0.0", 8, "RFC 1918" },
	{ "100.64.0.0", 10, "RFC 6598" }, { "127.0.0.0", 8, "RFC 1122" },
	{ "169.254.0.0", 16, "RFC 3927" }, { "172.16.0.0", 12, "RFC 1918" },
	{ "192.0.0.9", 32, NULL }, { "192.0.0.10", 32, NULL },
	{ "192.0.0.0", 24, "RFC 6890" }, { "192.0.2.0", 24, "RFC 5737" },
	{ "192.88.99.0", 24, "RFC 7526" }, { "192.168.0.0", 16, "RFC 1918" },
	{ "198.18.0.0", 15, "RFC 2544" }, { "198.51.100.0", 24, "RFC 5737" },
	{ "203.0.113.0", 24, "RFC 5737" }, { "224.0.0.0", 4, "RFC 5771" },
	{ "240.0.0.0", 4, "RFC 1112" },
};

static const struct block blocks6[] = {
	{ "2001:1::1", 128, NULL }, { "2001:1::2", 128, NULL },
	{ "2001:1::3", 128, NULL }, { "2001:3::", 32, NULL },
	{ "2001:4:112::", 48, NULL }, { "2001:20::", 28, NULL },
	{ "2001:30::", 28, NULL }, { "2001::", 23, "RFC 2928" },
	{ "2001:db8::", 32, "RFC 3849" }, { "2002::", 16, "RFC 3056" },
	{ "3fff::", 20, "RFC 9637" }, { "2000::", 3, NULL },
	{ "64:ff9b::", 96, NULL },
	{ "64:ff9b:1::", 48, "RFC 8215" }, { "100::", 64, "RFC 6666" },
	{ "fc00::", 7, "RFC 4193" }, { "fe80::", 10, "RFC 4291" },
	{ "ff00::", 8, "RFC 4291" },
	{ "::", 0, "RFC 4291" },	/* all that is not allocated */
};

static bool in_block(const unsigned char *a, const unsigned char *net,
		     int bits)
{
	int whole = bits / 8, rest = bits % 8;

	return !memcmp(a, net, (size_t)whole) &&
	       (!rest || !((a[whole] ^ net[whole]) >> (8 - rest)));
}

const char *reserved_address(const unsigned char *address, size_t length)
{
	const struct block *b = length == 4 ? blocks4 : blocks6;
	size_t i, n = length == 4 ? sizeof(blocks4) / sizeof(*b) :
				    sizeof(blocks6) / sizeof(*b);
	unsigned char net[16];

	for (i = 0; i < n; i++)
		if (inet_pton(length == 4 ? AF_INET : AF_INET6, b[i].address,
			      net) == 1 &&
		    in_block(address, net, b[i].bits))
			return b[i].rfc;
	return NULL;
}

bool reserved_reverse(const char *name)
{
	static const char *const zones[] = { "in-addr.arpa", "ip6.arpa" };
	size_t i, length = strlen(name);

	for (i = 0; i < 2; i++) {
		size_t zone = strlen(zones[i]);

		if (length >= zone &&
		    !strcasecmp(name + length - zone, zones[i]) &&
		    (length == zone || name[length - zone - 1] == '.'))
			return true;
	}
	return false;
}
