/* SPDX-License-Identifier: MIT */
/* One reader per kind of message: what it takes, and what it leaves alone. */
#include "ipv6_build.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/inet_diag.h>
#include <linux/ipv6.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>

#include "ipv6/prefix.h"
#include "ipv6/see/addr.h"
#include "ipv6/see/link.h"
#include "ipv6/see/nexthop.h"
#include "ipv6/see/route.h"
#include "ipv6/see/sock.h"

#define TICKS 100

static void assert_address(const struct in6_addr *a, const char *wanted)
{
	char text[PREFIX_TEXT];

	assert_string_equal(prefix_format(a, text), wanted);
}

/* ---- links ---- */

/* COUNT sysctls, each with its own index as value but for the ones named. */
static void build_link(struct build *b, size_t conf_count, bool inet6)
{
	struct ifinfomsg i = { .ifi_index = 7,
			       .ifi_flags = IFF_UP | IFF_RUNNING };
	int32_t conf[DEVCONF_MAX + 40];
	uint8_t mode = 2;
	size_t spec, family, info, k;

	for (k = 0; k < COUNT(conf); k++)
		conf[k] = (int32_t)k;
	build_begin(b, RTM_NEWLINK, &i, sizeof(i));
	build_text(b, IFLA_IFNAME, "eth0");
	build_u32(b, IFLA_MTU, 1500);
	build_u32(b, 0x3ffe, 12345);	/* of a kernel to come */
	info = build_open(b, IFLA_LINKINFO);
	build_text(b, IFLA_INFO_KIND, "veth");
	build_close(b, info);
	spec = build_open(b, IFLA_AF_SPEC);
	family = build_open(b, AF_INET);
	build_close(b, family);
	if (inet6) {
		family = build_open(b, AF_INET6);
		build_u32(b, IFLA_INET6_FLAGS, 0x80000030);
		build_attr(b, IFLA_INET6_CONF, conf,
			   conf_count * sizeof(conf[0]));
		build_attr(b, IFLA_INET6_ADDR_GEN_MODE, &mode, 1);
		build_close(b, family);
	}
	build_close(b, spec);
}

static void test_link(void **state)
{
	struct build b;
	struct v6_link l;

	(void)state;
	build_link(&b, DEVCONF_MAX, true);
	assert_true(link_parse(b.words, b.length, &l));
	assert_int_equal(l.ifindex, 7);
	assert_string_equal(l.name, "eth0");
	assert_string_equal(l.kind, "veth");
	assert_int_equal(l.mtu, 1500);
	assert_true(l.inet6 && l.ra_asked && l.ra_seen);
	assert_int_equal(l.addrgen_mode, 2);
	assert_int_equal(l.conf.forwarding, DEVCONF_FORWARDING);
	assert_int_equal(l.conf.accept_ra, DEVCONF_ACCEPT_RA);
	assert_int_equal(l.conf.disable_ipv6, DEVCONF_DISABLE_IPV6);
	assert_int_equal(l.conf.accept_dad, DEVCONF_ACCEPT_DAD);
	assert_int_equal(l.have, V6_LINK_HAVE_INET6 | V6_LINK_HAVE_CONF |
			 V6_LINK_HAVE_ADDRGEN | V6_LINK_HAVE_RA |
			 V6_LINK_HAVE_MTU);
}

/* The array of sysctls grows with the kernel; ours has to be in it. */
static void test_link_conf_length(void **state)
{
	static const struct {
		size_t count;
		bool have;
	} cases[] = {
		{ 0, false }, { 1, false }, { DEVCONF_ACCEPT_DAD, false },
		{ DEVCONF_ACCEPT_DAD + 1, true }, { DEVCONF_MAX, true },
		{ DEVCONF_MAX + 40, true },
	};
	struct build b;
	struct v6_link l;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		build_link(&b, cases[i].count, true);
		assert_true(link_parse(b.words, b.length, &l));
		assert_int_equal(!!(l.have & V6_LINK_HAVE_CONF),
				 cases[i].have);
		assert_int_equal(l.conf.accept_dad,
				 cases[i].have ? DEVCONF_ACCEPT_DAD : 0);
	}
}

static void test_link_without_inet6(void **state)
{
	struct build b;
	struct v6_link l;

	(void)state;
	build_link(&b, 0, false);
	assert_true(link_parse(b.words, b.length, &l));
	assert_true(l.have & V6_LINK_HAVE_INET6);
	assert_false(l.inet6);
}

/* What a router told of the MTU (Linux 5.15). */
static void test_link_ra_mtu(void **state)
{
	struct ifinfomsg i = { .ifi_index = 7 };
	struct build b;
	struct v6_link l;
	size_t spec, family;

	(void)state;
	build_begin(&b, RTM_NEWLINK, &i, sizeof(i));
	spec = build_open(&b, IFLA_AF_SPEC);
	family = build_open(&b, AF_INET6);
	build_u32(&b, IFLA_INET6_RA_MTU, 1400);
	build_close(&b, family);
	build_close(&b, spec);
	assert_true(link_parse(b.words, b.length, &l));
	assert_true(l.have & V6_LINK_HAVE_RA_MTU);
	assert_int_equal(l.ra_mtu, 1400);
}

/* A name without an end, longer than ours. */
static void test_link_name(void **state)
{
	struct ifinfomsg i = { .ifi_index = 7 };
	char name[64];
	struct build b;
	struct v6_link l;

	(void)state;
	memset(name, 'x', sizeof(name));
	build_begin(&b, RTM_NEWLINK, &i, sizeof(i));
	build_attr(&b, IFLA_IFNAME, name, sizeof(name));
	assert_true(link_parse(b.words, b.length, &l));
	assert_int_equal(strlen(l.name), IF_NAMESIZE - 1);
}

/* ---- addresses ---- */

static void build_addr(struct build *b, int family, const char *address,
		       const char *local, uint32_t flags)
{
	struct ifaddrmsg i = {
		.ifa_family = (uint8_t)family, .ifa_prefixlen = 64,
		.ifa_flags = (uint8_t)flags, .ifa_index = 3,
	};
	struct ifa_cacheinfo c = {
		.ifa_prefered = 60, .ifa_valid = 120, .cstamp = 5000,
	};

	build_begin(b, RTM_NEWADDR, &i, sizeof(i));
	build_address(b, IFA_ADDRESS, address);
	if (local != NULL)
		build_address(b, IFA_LOCAL, local);
	build_attr(b, IFA_CACHEINFO, &c, sizeof(c));
	build_u32(b, IFA_FLAGS, flags);
}

static void test_addr(void **state)
{
	struct build b;
	struct v6_address a;

	(void)state;
	build_addr(&b, AF_INET6, "fd00::2", NULL,
		   IFA_F_TENTATIVE | IFA_F_STABLE_PRIVACY);
	assert_true(addr_parse(b.words, b.length, 62.5, &a));
	assert_address(&a.address, "fd00::2");
	assert_int_equal(a.length, 64);
	assert_int_equal(a.ifindex, 3);
	/* more than the eight bits of the header */
	assert_int_equal(a.flags, IFA_F_TENTATIVE | IFA_F_STABLE_PRIVACY);
	assert_int_equal(a.preferred, 60);
	assert_int_equal(a.valid, 120);
	assert_int_equal(a.age, 12);

	build_addr(&b, AF_INET6, "fd00::1", "fd00::2", 0);
	assert_true(addr_parse(b.words, b.length, 62, &a));
	assert_address(&a.address, "fd00::2");

	build_addr(&b, AF_INET, "192.0.2.7", "192.0.2.7", 0);
	assert_true(addr_parse(b.words, b.length, 62, &a));
	assert_address(&a.address, "192.0.2.7");
	assert_true(IN6_IS_ADDR_V4MAPPED(&a.address));

	build_addr(&b, AF_PACKET, "fd00::2", NULL, 0);
	assert_false(addr_parse(b.words, b.length, 62, &a));
}

/* Hundredths of a second in 32 bits: over after 497 days. */
static void test_addr_age(void **state)
{
	static const struct {
		double uptime;
		uint32_t age;
	} cases[] = {
		{ 50.0, 0 },		/* this very tick */
		{ 49.995, 0 },		/* the other clock is a tick ahead */
		{ 51.0, 1 },
		{ 86450.0, 86400 },
		{ 42949672.96 + 60, 10 },	/* wrapped */
	};
	struct build b;
	struct v6_address a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		build_addr(&b, AF_INET6, "fd00::2", NULL, 0);
		assert_true(addr_parse(b.words, b.length, cases[i].uptime,
				       &a));
		assert_int_equal(a.age, cases[i].age);
	}
}

/* ---- routes ---- */

static void begin_route(struct build *b, int family, unsigned length)
{
	struct rtmsg r = {
		.rtm_family = (uint8_t)family, .rtm_table = RT_TABLE_MAIN,
		.rtm_dst_len = (uint8_t)length, .rtm_type = RTN_UNICAST,
		.rtm_protocol = RTPROT_STATIC,
	};

	build_begin(b, RTM_NEWROUTE, &r, sizeof(r));
}

static void test_route(void **state)
{
	struct rta_cacheinfo c = { .rta_expires = -250 };
	struct build b;
	struct v6_route r;

	(void)state;
	begin_route(&b, AF_INET6, 0);
	build_u32(&b, RTA_TABLE, 70000);
	build_u32(&b, RTA_PRIORITY, 1024);
	build_u32(&b, RTA_OIF, 4);
	build_address(&b, RTA_GATEWAY, "fe80::1");
	build_attr(&b, RTA_CACHEINFO, &c, sizeof(c));
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	assert_int_equal(r.table, 70000);
	assert_int_equal(r.metric, 1024);
	assert_int_equal(r.leg_count, 1);
	assert_int_equal(r.legs[0].ifindex, 4);
	assert_int_equal(r.legs[0].family, AF_INET6);
	assert_address(&r.legs[0].gateway, "fe80::1");
	assert_true(r.expires);
	assert_int_equal(r.expires_in, -2);
}

static void test_route_expiry(void **state)
{
	static const struct {
		int32_t ticks;
		bool expires;
		int64_t in;
	} cases[] = {
		{ 0, false, 0 }, { 1, true, 0 }, { 99, true, 0 },
		{ 100, true, 1 }, { -1, true, -1 }, { -99, true, -1 },
		{ -200, true, -2 }, { INT32_MIN, true, INT32_MIN / TICKS },
	};
	struct build b;
	struct v6_route r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct rta_cacheinfo c = {
			.rta_expires = (uint32_t)cases[i].ticks
		};

		begin_route(&b, AF_INET6, 0);
		build_attr(&b, RTA_CACHEINFO, &c, sizeof(c));
		assert_true(route_parse(b.words, b.length, TICKS, &r));
		assert_int_equal(r.expires, cases[i].expires);
		assert_int_equal(r.expires_in, cases[i].in);
	}
}

/* Only what leads to the whole Internet is kept. */
static void test_route_prefix(void **state)
{
	static const struct {
		int family;
		unsigned length;
		const char *prefix;
		bool kept;
	} cases[] = {
		{ AF_INET6, 0, NULL, true },
		{ AF_INET6, 1, "::", true },
		{ AF_INET6, 1, "8000::", false },
		{ AF_INET6, 2, "::", true },
		{ AF_INET6, 3, "2000::", true },
		{ AF_INET6, 3, "e000::", false },
		{ AF_INET6, 4, "2000::", false },
		{ AF_INET6, 64, "2a00::", false },
		{ AF_INET6, 255, "2000::", false },
		{ AF_INET, 0, NULL, true },
		{ AF_INET, 1, "0.0.0.0", false },
		{ AF_INET, 24, "192.0.2.0", false },
		{ AF_PACKET, 0, NULL, false },
	};
	struct build b;
	struct v6_route r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		begin_route(&b, cases[i].family, cases[i].length);
		if (cases[i].prefix != NULL)
			build_address(&b, RTA_DST, cases[i].prefix);
		assert_int_equal(route_parse(b.words, b.length, TICKS, &r),
				 cases[i].kept);
	}
}

/* A cached decision, and the "no route" entry of old kernels, are no routes. */
static void test_route_not_listed(void **state)
{
	struct build b;
	struct v6_route r;
	struct rtmsg *m;

	(void)state;
	begin_route(&b, AF_INET6, 0);
	m = (struct rtmsg *)(build_header(&b) + 1);
	m->rtm_flags = RTM_F_CLONED;
	assert_false(route_parse(b.words, b.length, TICKS, &r));
	m->rtm_flags = 0;
	m->rtm_type = RTN_UNREACHABLE;
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	build_u32(&b, RTA_PRIORITY, UINT32_MAX);
	assert_false(route_parse(b.words, b.length, TICKS, &r));
}

static void add_leg(struct build *b, int ifindex, unsigned flags,
		    const char *gateway)
{
	struct rtnexthop n = {
		.rtnh_len = sizeof(n) + sizeof(struct nlattr) + 16,
		.rtnh_flags = (uint8_t)flags, .rtnh_ifindex = ifindex,
	};

	build_bytes(b, &n, sizeof(n));
	build_address(b, RTA_GATEWAY, gateway);
}

static void build_multipath(struct build *b, int legs)
{
	size_t nest;
	int i;

	begin_route(b, AF_INET6, 0);
	nest = build_open(b, RTA_MULTIPATH);
	for (i = 0; i < legs; i++)
		add_leg(b, 10 + i, i == 1 ? RTNH_F_LINKDOWN | RTNH_F_DEAD : 0,
			"fe80::a");
	build_close(b, nest);
}

static void test_route_multipath(void **state)
{
	struct build b;
	struct v6_route r;

	(void)state;
	build_multipath(&b, 2);
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	assert_int_equal(r.leg_count, 2);
	assert_int_equal(r.legs[0].ifindex, 10);
	assert_int_equal(r.legs[0].flags, 0);
	assert_int_equal(r.legs[1].ifindex, 11);
	assert_int_equal(r.legs[1].flags, V6_LEG_DEAD | V6_LEG_LINKDOWN);
	assert_address(&r.legs[1].gateway, "fe80::a");

	build_multipath(&b, V6_LEGS + 5);
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	assert_int_equal(r.leg_count, V6_LEGS + 5);
}

static void build_via(struct build *b)
{
	struct {
		uint16_t family;
		uint8_t address[16];
	} via = { AF_INET6, { 0xfe, 0x80, [15] = 9 } };

	begin_route(b, AF_INET, 0);
	build_u32(b, RTA_OIF, 4);
	build_attr(b, RTA_VIA, &via, 18);
}

static void test_route_via(void **state)
{
	struct build b;
	struct v6_route r;

	(void)state;
	build_via(&b);
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	assert_int_equal(r.legs[0].family, AF_INET6);
	assert_address(&r.legs[0].gateway, "fe80::9");
}

static void test_route_nexthop(void **state)
{
	struct build b;
	struct v6_route r;

	(void)state;
	begin_route(&b, AF_INET6, 0);
	build_u32(&b, RTA_NH_ID, 4000000000u);
	assert_true(route_parse(b.words, b.length, TICKS, &r));
	assert_int_equal(r.nexthop, 4000000000u);
	assert_int_equal(r.leg_count, 0);
}

static void build_nexthop(struct build *b, bool group)
{
	struct nexthop_grp members[3] = { { .id = 5 }, { .id = 6 } };
	struct nhmsg n = { .nh_family = AF_INET6,
			   .nh_flags = RTNH_F_LINKDOWN };

	build_begin(b, RTM_NEWNEXTHOP, &n, sizeof(n));
	build_u32(b, NHA_ID, 9);
	if (group) {
		/* the last one is cut */
		build_attr(b, NHA_GROUP, members, 2 * sizeof(members[0]) + 4);
		return;
	}
	build_u32(b, NHA_OIF, 4);
	build_address(b, NHA_GATEWAY, "fe80::1");
}

static void test_nexthop(void **state)
{
	struct build b;
	struct nexthop n;

	(void)state;
	build_nexthop(&b, false);
	assert_true(nexthop_parse(b.words, b.length, &n));
	assert_int_equal(n.id, 9);
	assert_int_equal(n.leg.ifindex, 4);
	assert_int_equal(n.leg.flags, V6_LEG_LINKDOWN);
	assert_address(&n.leg.gateway, "fe80::1");
	build_nexthop(&b, true);
	assert_true(nexthop_parse(b.words, b.length, &n));
	assert_int_equal(n.member_count, 2);
	assert_int_equal(n.members[1], 6);
}

/* ---- sockets ---- */

static void build_sock(struct build *b, int family, bool v6only)
{
	struct inet_diag_msg d = { .idiag_family = (uint8_t)family,
				   .idiag_uid = 33 };
	uint8_t on = 1;

	d.id.idiag_sport = htons(443);
	d.id.idiag_src[0] = htonl(family == AF_INET ? 0x7f000001 : 0xfd000000);
	build_begin(b, SOCK_DIAG_BY_FAMILY, &d, sizeof(d));
	if (v6only)
		build_attr(b, INET_DIAG_SKV6ONLY, &on, 1);
}

static void test_sock(void **state)
{
	struct build b;
	struct v6_listener l;

	(void)state;
	build_sock(&b, AF_INET6, true);
	assert_true(sock_parse(b.words, b.length, &l));
	assert_int_equal(l.port, 443);
	assert_address(&l.address, "fd00::");
	assert_true(l.v6only);
	assert_int_equal(l.have, V6_LISTENER_HAVE_V6ONLY);
	assert_int_equal(l.uid, 33);
	build_sock(&b, AF_INET, false);
	assert_true(sock_parse(b.words, b.length, &l));
	assert_address(&l.address, "127.0.0.1");
	assert_int_equal(l.have, 0);
	build_sock(&b, AF_UNIX, false);
	assert_false(sock_parse(b.words, b.length, &l));
}

/* ---- cut and spoilt ---- */

static void read_all(const void *message, size_t length)
{
	struct v6_link l;
	struct v6_address a;
	struct v6_route r;
	struct nexthop n;
	struct v6_listener s;

	link_parse(message, length, &l);
	addr_parse(message, length, 1e6, &a);
	route_parse(message, length, TICKS, &r);
	nexthop_parse(message, length, &n);
	sock_parse(message, length, &s);
}

static void test_mauled(void **state)
{
	struct build b;

	(void)state;
	build_link(&b, DEVCONF_MAX, true);
	build_maul(&b, read_all);
	build_addr(&b, AF_INET6, "fd00::2", "fd00::3", 1);
	build_maul(&b, read_all);
	build_addr(&b, AF_INET, "192.0.2.1", "192.0.2.2", 1);
	build_maul(&b, read_all);
	build_multipath(&b, 3);
	build_maul(&b, read_all);
	build_via(&b);
	build_maul(&b, read_all);
	build_nexthop(&b, true);
	build_maul(&b, read_all);
	build_nexthop(&b, false);
	build_maul(&b, read_all);
	build_sock(&b, AF_INET6, true);
	build_maul(&b, read_all);
}

/* Each reader takes its own kind only. */
static void test_other_type(void **state)
{
	struct build b;
	struct v6_link l;
	struct v6_address a;

	(void)state;
	build_link(&b, DEVCONF_MAX, true);
	build_header(&b)->nlmsg_type = RTM_DELLINK;
	assert_false(link_parse(b.words, b.length, &l));
	build_addr(&b, AF_INET6, "fd00::2", NULL, 0);
	build_header(&b)->nlmsg_type = RTM_DELADDR;
	assert_false(addr_parse(b.words, b.length, 0, &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_link_conf_length),
		cmocka_unit_test(test_link_without_inet6),
		cmocka_unit_test(test_link_ra_mtu),
		cmocka_unit_test(test_link_name),
		cmocka_unit_test(test_addr),
		cmocka_unit_test(test_addr_age),
		cmocka_unit_test(test_route),
		cmocka_unit_test(test_route_expiry),
		cmocka_unit_test(test_route_prefix),
		cmocka_unit_test(test_route_not_listed),
		cmocka_unit_test(test_route_multipath),
		cmocka_unit_test(test_route_via),
		cmocka_unit_test(test_route_nexthop),
		cmocka_unit_test(test_nexthop),
		cmocka_unit_test(test_sock),
		cmocka_unit_test(test_mauled),
		cmocka_unit_test(test_other_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
