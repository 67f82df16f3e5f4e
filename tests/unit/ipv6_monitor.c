/* SPDX-License-Identifier: MIT */
/* Which of the kernel's announcements say something new. */
#include "ipv6_build.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "ipv6/facts.h"
#include "ipv6/see/addr.h"
#include "ipv6/see/link.h"
#include "ipv6/see/monitor.h"
#include "ipv6/see/route.h"

static void make_link(struct build *b, uint16_t type, unsigned flags,
		      uint32_t mtu)
{
	struct ifinfomsg i = { .ifi_index = 2, .ifi_flags = flags };

	build_begin(b, type, &i, sizeof(i));
	build_text(b, IFLA_IFNAME, "eth0");
	build_u32(b, IFLA_MTU, mtu);
}

static void make_address(struct build *b, uint16_t type, uint32_t flags,
			 uint32_t valid)
{
	struct ifaddrmsg i = { .ifa_family = AF_INET6, .ifa_prefixlen = 64,
			       .ifa_index = 2 };
	struct ifa_cacheinfo c = { .ifa_valid = valid, .ifa_prefered = 10 };

	build_begin(b, type, &i, sizeof(i));
	build_address(b, IFA_ADDRESS, "2a0f::2");
	build_u32(b, IFA_FLAGS, flags);
	build_attr(b, IFA_CACHEINFO, &c, sizeof(c));
}

static void make_route(struct build *b, uint16_t type, unsigned char length,
		       const char *gateway, int32_t expires)
{
	struct rtmsg r = { .rtm_family = AF_INET6, .rtm_dst_len = length,
			   .rtm_type = RTN_UNICAST, .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_RA };
	struct rta_cacheinfo c = { .rta_expires = expires };

	build_begin(b, type, &r, sizeof(r));
	build_u32(b, RTA_OIF, 2);
	build_u32(b, RTA_PRIORITY, 1024);
	build_address(b, RTA_GATEWAY, gateway);
	build_attr(b, RTA_CACHEINFO, &c, sizeof(c));
}

struct world {
	struct v6_facts facts;
	struct v6_link link;
	struct v6_address address;
	struct v6_route route;
};

static void know(struct world *w)
{
	struct build b;

	memset(w, 0, sizeof(*w));
	make_link(&b, RTM_NEWLINK, IFF_UP, 1500);
	assert_true(link_parse(b.words, b.length, &w->link));
	make_address(&b, RTM_NEWADDR, IFA_F_PERMANENT, 7200);
	assert_true(addr_parse(b.words, b.length, 0, &w->address));
	make_route(&b, RTM_NEWROUTE, 0, "fe80::1", 1800);
	assert_true(route_parse(b.words, b.length, 100, &w->route));
	w->facts.links = &w->link;
	w->facts.addresses = &w->address;
	w->facts.routes = &w->route;
	w->facts.link_count = w->facts.address_count = 1;
	w->facts.route_count = 1;
}

static void same_link(struct build *b)
{
	make_link(b, RTM_NEWLINK, IFF_UP, 1500);
}
static void other_mtu(struct build *b)
{
	make_link(b, RTM_NEWLINK, IFF_UP, 1280);
}
static void link_off(struct build *b) { make_link(b, RTM_NEWLINK, 0, 1500); }
static void link_gone(struct build *b)
{
	make_link(b, RTM_DELLINK, IFF_UP, 1500);
}
static void of_bridge(struct build *b)
{
	struct ifinfomsg i = { .ifi_family = AF_BRIDGE, .ifi_index = 2 };

	build_begin(b, RTM_NEWLINK, &i, sizeof(i));
}
static void refreshed_address(struct build *b)
{
	make_address(b, RTM_NEWADDR, IFA_F_PERMANENT, 3600);
}
static void failed_address(struct build *b)
{
	make_address(b, RTM_NEWADDR, IFA_F_PERMANENT | IFA_F_DADFAILED, 7200);
}
static void address_gone(struct build *b)
{
	make_address(b, RTM_DELADDR, IFA_F_PERMANENT, 7200);
}
static void refreshed_route(struct build *b)
{
	make_route(b, RTM_NEWROUTE, 0, "fe80::1", 900);
}
static void other_router(struct build *b)
{
	make_route(b, RTM_NEWROUTE, 0, "fe80::2", 1800);
}
static void route_for_ever(struct build *b)
{
	make_route(b, RTM_NEWROUTE, 0, "fe80::1", 0);
}
static void route_gone(struct build *b)
{
	make_route(b, RTM_DELROUTE, 0, "fe80::1", 1800);
}
static void narrow_route(struct build *b)
{
	make_route(b, RTM_NEWROUTE, 48, "fe80::1", 0);
}
static void narrow_route_gone(struct build *b)
{
	make_route(b, RTM_DELROUTE, 48, "fe80::1", 0);
}
static void rule(struct build *b)
{
	struct rtmsg r = { .rtm_family = AF_INET6 };

	build_begin(b, RTM_NEWRULE, &r, sizeof(r));
}
static void make_neighbour(struct build *b, const char *address,
			   uint16_t state)
{
	struct ndmsg n = { .ndm_family = AF_INET6, .ndm_ifindex = 2,
			   .ndm_state = state };

	build_begin(b, RTM_NEWNEIGH, &n, sizeof(n));
	build_address(b, NDA_DST, address);
}
static void other_lost(struct build *b)
{
	make_neighbour(b, "fe80::7", NUD_FAILED);
}
static void gateway_lost(struct build *b)
{
	make_neighbour(b, "fe80::1", NUD_FAILED);
}
static void gateway_found(struct build *b)
{
	make_neighbour(b, "fe80::1", NUD_REACHABLE);
}

static const struct {
	void (*make)(struct build *b);
	bool relevant;
} cases[] = {
	{ same_link, false },
	{ other_mtu, true },
	{ link_off, true },
	{ link_gone, true },
	{ of_bridge, false },
	{ refreshed_address, false },
	{ failed_address, true },
	{ address_gone, true },
	{ refreshed_route, false },
	{ other_router, true },
	{ route_for_ever, true },
	{ route_gone, true },
	{ narrow_route, false },
	{ narrow_route_gone, false },
	{ rule, true },
	{ other_lost, false },
	{ gateway_lost, true },
	{ gateway_found, false },	/* it was not lost */
};

static struct world world;

static void tells_news(void **state)
{
	struct build b;
	size_t i;

	(void)state;
	know(&world);
	for (i = 0; i < COUNT(cases); i++) {
		cases[i].make(&b);
		if (monitor_relevant(b.words, b.length, &world.facts) !=
		    cases[i].relevant)
			fail_msg("case %zu", i);
	}
}

static void read_mauled(const void *message, size_t length)
{
	(void)monitor_relevant(message, length, &world.facts);
}

static void stands_mauling(void **state)
{
	struct build b;
	size_t i;

	(void)state;
	know(&world);
	for (i = 0; i < COUNT(cases); i++) {
		cases[i].make(&b);
		build_maul(&b, read_mauled);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_news),
		cmocka_unit_test(stands_mauling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
