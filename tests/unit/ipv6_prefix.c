/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <arpa/inet.h>

#include "ipv6/prefix.h"

static const struct {
	const char *address;
	enum prefix_kind kind;
	const char *about;	/* how it begins */
} cases[] = {
	{ "2a0f:1234::1", PREFIX_GLOBAL, "" },
	{ "2001:ee0::1", PREFIX_GLOBAL, "" },		/* VNPT */
	{ "2402:800::1", PREFIX_GLOBAL, "" },		/* Viettel */
	{ "2001:db8::1", PREFIX_BAD, "documentation (RFC 3849)" },
	{ "2001:db9::1", PREFIX_GLOBAL, "" },
	{ "2001:db7:ffff::1", PREFIX_GLOBAL, "" },
	{ "3fff:fff::1", PREFIX_BAD, "documentation (RFC 9637)" },
	{ "3fff:1000::1", PREFIX_GLOBAL, "" },
	{ "2001::1", PREFIX_BAD, "Teredo" },
	{ "2001:0:ffff::1", PREFIX_BAD, "Teredo" },
	{ "2001:1::1", PREFIX_GLOBAL, "" },
	{ "2001:2::1", PREFIX_BAD, "benchmarking" },
	{ "2001:2:1::1", PREFIX_GLOBAL, "" },
	{ "2001:1f::1", PREFIX_BAD, "ORCHID (RFC 4843)" },
	{ "2001:2f::1", PREFIX_BAD, "ORCHID (RFC 7343)" },
	{ "2001:30::1", PREFIX_GLOBAL, "" },
	{ "2002:c000:201::1", PREFIX_BAD, "6to4" },
	{ "3ffe::1", PREFIX_BAD, "6bone" },
	{ "64:ff9b::192.0.2.1", PREFIX_BAD, "NAT64 (RFC 6052)" },
	{ "64:ff9b:1::1", PREFIX_BAD, "NAT64 (RFC 8215)" },
	{ "100::1", PREFIX_BAD, "discard" },
	{ "::ffff:192.0.2.1", PREFIX_BAD, "IPv4-mapped" },
	{ "::192.0.2.1", PREFIX_BAD, "IPv4-compatible" },
	{ "5f00::1", PREFIX_BAD, "segment" },
	{ "4000::1", PREFIX_BAD, "not assigned" },
	{ "fc00::1", PREFIX_ULA, "unique local" },
	{ "fdff:ffff::1", PREFIX_ULA, "unique local" },
	{ "fe00::1", PREFIX_BAD, "not assigned" },
	{ "fe80::1", PREFIX_LINKLOCAL, "link-local" },
	{ "febf::1", PREFIX_LINKLOCAL, "link-local" },
	{ "fec0::1", PREFIX_BAD, "site-local" },
	{ "ff02::1", PREFIX_MULTICAST, "multicast" },
	{ "::1", PREFIX_LOOPBACK, "loopback" },
	{ "::", PREFIX_ANY, "" },
};

static void test_kind(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct in6_addr a;
		const char *about;

		assert_int_equal(inet_pton(AF_INET6, cases[i].address, &a), 1);
		if (prefix_kind(&a) != cases[i].kind)
			fail_msg("%s is of kind %d", cases[i].address,
				 prefix_kind(&a));
		about = prefix_about(&a);
		if (strncmp(about, cases[i].about, strlen(cases[i].about)) ||
		    !about[0] != !cases[i].about[0])
			fail_msg("%s is %s", cases[i].address, about);
	}
}

static void test_format(void **state)
{
	static const char *const pairs[][2] = {
		{ "2001:0DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "::", "::" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		char text[PREFIX_TEXT];
		struct in6_addr a;

		assert_int_equal(inet_pton(AF_INET6, pairs[i][0], &a), 1);
		assert_string_equal(prefix_format(&a, text), pairs[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kind),
		cmocka_unit_test(test_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
