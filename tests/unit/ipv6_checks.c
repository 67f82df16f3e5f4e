/* SPDX-License-Identifier: MIT */
/*
 * A healthy host, and what one change to its facts leads to: exactly those
 * findings. Each check must have passed somewhere and failed somewhere.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netdb.h>

#include "ipv6/checks.h"
#include "ipv6/examine.h"
#include "ipv6/roles.h"
#include "policy.h"

#define ROOM 8

static struct policy *policy;

/* Facts with room to grow; lo, eth0 and eth1 (idle) are always there. */
struct world {
	struct v6_facts facts;
	struct v6_link links[ROOM];
	struct v6_address addresses[ROOM];
	struct v6_route routes[ROOM];
	struct v6_listener listeners[ROOM];
	struct v6_walk walks[3 * ROOM];
	struct v6_neighbour neighbours[ROOM];
	struct v6_router routers[2];
	struct v6_rule rules[ROOM];
	struct v6_way ways[ROOM];
	struct v6_resolver resolvers[2];
	struct v6_name names[1];
	struct v6_sessions sessions[2];
	uint16_t ports[2];
};

enum { LO = 1, ETH0 = 2, ETH1 = 3 };

static struct v6_link *link_of(struct world *w, int ifindex)
{
	return &w->links[ifindex - 1];
}

static struct in6_addr address_of(const char *text)
{
	struct in6_addr a = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	if (strchr(text, ':'))
		assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
	else
		assert_int_equal(inet_pton(AF_INET, text, &a.s6_addr[12]), 1);
	return a;
}

static struct v6_link *add_link(struct world *w, int ifindex, const char *name,
				unsigned flags)
{
	struct v6_link *l = &w->links[w->facts.link_count++];

	assert_ptr_equal(l, link_of(w, ifindex));
	l->have = V6_LINK_HAVE_INET6 | V6_LINK_HAVE_CONF | V6_LINK_HAVE_MTU |
		V6_LINK_HAVE_RA | V6_LINK_HAVE_ADDRGEN;
	l->ifindex = ifindex;
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->flags = flags;
	l->mtu = 1500;
	l->inet6 = true;
	l->conf.accept_ra_defrtr = l->conf.autoconf = 1;
	l->conf.accept_dad = 1;
	l->ra_asked = true;
	return l;
}

static struct v6_address *add_address(struct world *w, int ifindex,
				      const char *text, uint32_t flags)
{
	struct v6_address *a = &w->addresses[w->facts.address_count++];

	assert_true(w->facts.address_count <= ROOM);
	a->have = V6_ADDRESS_HAVE_LIFETIME | V6_ADDRESS_HAVE_AGE;
	a->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	a->ifindex = ifindex;
	a->address = address_of(text);
	a->length = 64;
	a->scope = strncmp(text, "fe80", 4) == 0 ? RT_SCOPE_LINK :
		RT_SCOPE_UNIVERSE;
	a->flags = flags;
	a->preferred = a->valid = V6_FOREVER;
	a->age = 3600;
	return a;
}

static struct v6_route *add_route(struct world *w, int ifindex, int family)
{
	struct v6_route *r = &w->routes[w->facts.route_count++];

	assert_true(w->facts.route_count <= ROOM);
	r->family = family;
	r->type = RTN_UNICAST;
	r->protocol = RTPROT_STATIC;
	r->table = RT_TABLE_MAIN;
	r->metric = 1024;
	r->legs[0].ifindex = ifindex;
	r->leg_count = ifindex ? 1 : 0;
	return r;
}

static struct v6_listener *add_listener(struct world *w, uint16_t port,
					const char *text, bool v6only)
{
	struct v6_listener *l = &w->listeners[w->facts.listener_count++];
	bool v4 = !strchr(text, ':');

	assert_true(w->facts.listener_count <= ROOM);
	l->family = v4 ? AF_INET : AF_INET6;
	l->port = port;
	l->address = address_of(text);
	l->v6only = v6only;
	l->have = v4 ? 0 : V6_LISTENER_HAVE_V6ONLY;
	return l;
}

/* What the packet filter does; it comes to no chain at first. */
static struct v6_walk *add_walk(struct world *w, enum v6_packet packet,
				int family, uint16_t port)
{
	struct v6_walk *one = &w->walks[w->facts.walk_count++];

	assert_true(w->facts.walk_count <= COUNT(w->walks));
	one->packet = packet;
	one->family = family;
	one->port = port;
	one->fate = V6_FATE_ACCEPTED;
	return one;
}

static void add_walks(struct world *w)
{
	add_walk(w, V6_PACKET_TOO_BIG, AF_INET6, 0);
	add_walk(w, V6_PACKET_SOLICITATION, AF_INET6, 0);
	add_walk(w, V6_PACKET_ADVERTISEMENT, AF_INET6, 0);
	add_walk(w, V6_PACKET_SYN, AF_INET, 80);
	add_walk(w, V6_PACKET_SYN, AF_INET6, 80);
	add_walk(w, V6_PACKET_SYN, AF_INET, 443);
	add_walk(w, V6_PACKET_SYN, AF_INET6, 443);
}

/* The packet meets that end, by rule 7 of table inet filter, chain input. */
static void fate(struct world *w, enum v6_packet packet, int family,
		 uint16_t port, enum v6_fate end)
{
	size_t i;

	for (i = 0; i < w->facts.walk_count; i++) {
		struct v6_walk *one = &w->walks[i];

		if (one->packet != packet || one->family != family ||
		    one->port != port)
			continue;
		one->fate = end;
		one->handle = 7;
		strcpy(one->table, "inet filter");
		strcpy(one->chain, "input");
		strcpy(one->why, end == V6_FATE_UNKNOWN ? "socket" : "");
	}
}

static void no_addresses(struct world *w)
{
	w->facts.address_count = 0;
}

static void no_routes(struct world *w)
{
	w->facts.route_count = 0;
}

static void no_listeners(struct world *w)
{
	w->facts.listener_count = 0;
}

static void build(struct world *w)
{
	struct v6_facts *f = &w->facts;
	unsigned up = IFF_UP | IFF_RUNNING | V6_LINK_LOWER_UP;

	memset(w, 0, sizeof(*w));
	f->inet6_known = f->inet6 = true;
	f->links = w->links;
	f->addresses = w->addresses;
	f->routes = w->routes;
	f->listeners = w->listeners;
	f->walks = w->walks;
	f->neighbours = w->neighbours;
	f->routers = w->routers;
	f->rules = w->rules;
	f->ways = w->ways;
	f->resolvers = w->resolvers;
	f->names = w->names;
	f->sessions = w->sessions;
	f->walks_part.seen = f->legacy_known = true;
	f->neighbours_part.seen = f->routers_part.seen = true;
	f->rules_part.seen = f->ways_part.seen = true;
	f->resolvers_part.seen = f->names_part.seen = true;
	f->sessions_part.seen = true;
	f->ports = w->ports;
	f->port_count = 2;
	w->ports[0] = 80;
	w->ports[1] = 443;
	f->links_part.seen = f->addresses_part.seen = true;
	f->routes_part.seen = f->listeners_part.seen = true;
	add_link(w, LO, "lo", up | IFF_LOOPBACK);
	add_link(w, ETH0, "eth0", up);
	add_link(w, ETH1, "eth1", 0);
	add_address(w, LO, "::1", IFA_F_PERMANENT);
	add_address(w, ETH0, "198.18.0.2", IFA_F_PERMANENT);
	add_address(w, ETH0, "2a0f:1::2", IFA_F_PERMANENT);
	add_address(w, ETH0, "fe80::2", IFA_F_PERMANENT);
	add_route(w, ETH0, AF_INET);
	add_route(w, ETH0, AF_INET6);
	add_listener(w, 80, "::", false);
	add_listener(w, 443, "::", false);
	add_walks(w);
	w->ways[0].chosen = w->addresses[2].address;
	w->ways[0].ifindex = ETH0;
	f->way_count = 1;
	w->resolvers[0].address = address_of("198.18.0.53");
	w->resolvers[1].address = address_of("2a0f:1::53");
	f->resolver_count = 2;
	w->sessions[0] = (struct v6_sessions){ .family = AF_INET, .count = 9 };
	w->sessions[1] = (struct v6_sessions){ .family = AF_INET6, .count = 9 };
	f->session_count = 2;
}

enum { V4, V6, SERVICE = 2, LINKLOCAL = 3 };	/* places in the lists */

/* ---- the changes ---- */

static void healthy(struct world *w) { (void)w; }
static void no_kernel(struct world *w) { w->facts.inet6 = false; }
static void only_lo(struct world *w)
{
	w->facts.link_count = w->facts.address_count = 1;
	no_routes(w);
	no_listeners(w);
}
static void all_off(struct world *w)
{
	link_of(w, ETH0)->flags = 0;
	w->facts.address_count = 1;
	no_routes(w);
}
static void off(struct world *w)
{
	link_of(w, ETH0)->flags = 0;
	w->facts.address_count = SERVICE;	/* IPv4 stays */
	no_routes(w);
}
static void no_carrier(struct world *w)
{
	link_of(w, ETH0)->flags = IFF_UP | IFF_RUNNING;
	w->routes[V6].legs[0].flags = V6_LEG_LINKDOWN;
}
static void dormant(struct world *w)
{
	link_of(w, ETH0)->flags = IFF_UP | V6_LINK_LOWER_UP;
}
static void lost_v6(struct world *w)
{
	w->facts.address_count = SERVICE;
	w->facts.route_count = V6;
	link_of(w, ETH0)->ra_asked = true;
}
static void small_mtu(struct world *w)
{
	lost_v6(w);
	link_of(w, ETH0)->mtu = 1279;
	link_of(w, ETH0)->inet6 = false;
	link_of(w, ETH0)->have &= ~(unsigned)V6_LINK_HAVE_CONF;
}
static void least_mtu(struct world *w) { link_of(w, ETH0)->mtu = 1280; }
static void detached(struct world *w)
{
	small_mtu(w);
	link_of(w, ETH0)->mtu = 1500;
}
static void disabled(struct world *w)
{
	lost_v6(w);
	link_of(w, ETH0)->conf.disable_ipv6 = 1;
}
static void disabled_by_dad(struct world *w)
{
	disabled(w);
	link_of(w, ETH0)->conf.accept_dad = 2;
}
static void no_linklocal(struct world *w)
{
	w->facts.address_count = LINKLOCAL;
}
static void tunnel(struct world *w)
{
	no_linklocal(w);
	link_of(w, ETH0)->flags |= IFF_POINTOPOINT | IFF_NOARP;
}
static void ra_host(struct world *w)
{
	w->addresses[SERVICE].flags = 0;
	w->addresses[SERVICE].preferred = 3600;
	w->routes[V6].protocol = RTPROT_RA;
	link_of(w, ETH0)->conf.accept_ra = 1;
	link_of(w, ETH0)->ra_seen = true;
}
static void ra_forwarding(struct world *w)
{
	ra_host(w);
	link_of(w, ETH0)->conf.forwarding = 1;
	w->facts.route_count = V6;
}
static void ra_hybrid(struct world *w)
{
	ra_host(w);
	link_of(w, ETH0)->conf.forwarding = 1;
	link_of(w, ETH0)->conf.accept_ra = 2;
}
static void static_forwarding(struct world *w)
{
	link_of(w, ETH0)->conf.forwarding = 1;
	link_of(w, ETH0)->conf.accept_ra = 1;
}
static void static_ra(struct world *w)
{
	link_of(w, ETH0)->conf.accept_ra = 1;
}
static void static_ra_harmless(struct world *w)
{
	static_ra(w);
	link_of(w, ETH0)->conf.accept_ra_defrtr = 0;
	link_of(w, ETH0)->conf.autoconf = 0;
}
static void redirects(struct world *w)
{
	link_of(w, ETH0)->conf.accept_redirects = 1;
}
static void redirects_router(struct world *w)
{
	redirects(w);
	link_of(w, ETH0)->conf.forwarding = 1;
}
static void dad_failed(struct world *w)
{
	w->addresses[SERVICE].flags |= IFA_F_DADFAILED | IFA_F_TENTATIVE;
}
static void dad_failed_linklocal(struct world *w)
{
	w->addresses[LINKLOCAL].flags |= IFA_F_DADFAILED | IFA_F_TENTATIVE;
}
static void dad_failed_second(struct world *w)
{
	add_address(w, ETH0, "2a0f:1::3", IFA_F_PERMANENT | IFA_F_DADFAILED);
}
static void tentative(struct world *w)
{
	w->addresses[SERVICE].flags |= IFA_F_TENTATIVE;
}
static void tentative_fresh(struct world *w)
{
	tentative(w);
	w->addresses[SERVICE].age = 1;
}
static void tentative_at_limit(struct world *w)
{
	tentative(w);
	w->addresses[SERVICE].age = (uint32_t)policy->ipv6_tentative_max;
}
static void optimistic(struct world *w)
{
	w->addresses[SERVICE].flags |= IFA_F_TENTATIVE | IFA_F_OPTIMISTIC;
}
static void documentation(struct world *w)
{
	w->addresses[SERVICE].address = address_of("2001:db8::2");
}
static void documentation_beside(struct world *w)
{
	add_address(w, ETH0, "2001:db8::2", IFA_F_PERMANENT);
}
static void documentation_and_ula(struct world *w)
{
	documentation(w);
	add_address(w, ETH0, "fd00::2", IFA_F_PERMANENT);
}
static void deprecated(struct world *w)
{
	w->addresses[SERVICE].flags |= IFA_F_DEPRECATED;
	w->addresses[SERVICE].preferred = 0;
}
static void deprecated_second(struct world *w)
{
	add_address(w, ETH0, "2a0f:1::3", IFA_F_DEPRECATED)->preferred = 0;
}
static void temporary(struct world *w)
{
	add_address(w, ETH0, "2a0f:1::3", IFA_F_TEMPORARY)->preferred = 60;
}
static void only_temporary(struct world *w)
{
	w->addresses[SERVICE].flags = IFA_F_TEMPORARY;
}
static void temporary_over(struct world *w)
{
	add_address(w, ETH0, "2a0f:1::3",
		    IFA_F_TEMPORARY | IFA_F_DEPRECATED)->preferred = 0;
}
static void short_life(struct world *w)
{
	w->addresses[SERVICE].preferred = 599;
}
static void long_life(struct world *w)
{
	w->addresses[SERVICE].preferred = 600;
}
static void only_linklocal(struct world *w)
{
	w->addresses[SERVICE] = w->addresses[LINKLOCAL];
	w->facts.address_count = LINKLOCAL;
}
static void only_ula(struct world *w)
{
	w->addresses[SERVICE].address = address_of("fd00::2");
}
static void ula_beside(struct world *w)
{
	add_address(w, ETH0, "fd00::2", IFA_F_PERMANENT);
}
static void on_loopback(struct world *w)
{
	w->addresses[SERVICE].ifindex = LO;
}
static void no_default(struct world *w) { w->facts.route_count = V6; }
static void no_route_at_all(struct world *w) { no_routes(w); }
static void unreachable(struct world *w)
{
	w->routes[V6].type = RTN_UNREACHABLE;
}
static void prohibit_first(struct world *w)
{
	add_route(w, 0, AF_INET6)->type = RTN_PROHIBIT;
	w->routes[2].metric = 1;
}
static void unreachable_last(struct world *w)
{
	add_route(w, 0, AF_INET6)->type = RTN_UNREACHABLE;
	w->routes[2].metric = 4096;
}
static void unreachable_elsewhere(struct world *w)
{
	add_route(w, 0, AF_INET6)->type = RTN_UNREACHABLE;
	w->routes[2].metric = 1;
	w->routes[2].table = 100;
}
static void unreachable_tie(struct world *w)
{
	unreachable_last(w);
	w->routes[2].metric = w->routes[V6].metric;
}
static void unreachable_for_source(struct world *w)
{
	unreachable_last(w);
	w->routes[2].metric = 1;
	w->routes[2].source_length = 64;
}
static void unreachable_wider(struct world *w)
{
	w->routes[V6].length = 3;
	w->routes[V6].prefix = address_of("2000::");
	add_route(w, 0, AF_INET6)->type = RTN_UNREACHABLE;
	w->routes[2].metric = 1;
}
static void expired(struct world *w)
{
	w->routes[V6].expires = true;
	w->routes[V6].expires_in = -1;
}
static void expired_beside(struct world *w)
{
	expired(w);
	add_route(w, ETH0, AF_INET6);
}
static void expires(struct world *w)
{
	w->routes[V6].expires = true;
	w->routes[V6].expires_in = 0;
}
static void leg_linkdown(struct world *w)
{
	w->routes[V6].legs[0].flags = V6_LEG_LINKDOWN;
}
static void leg_of_two(struct world *w)
{
	w->routes[V6].legs[1] = w->routes[V6].legs[0];
	w->routes[V6].leg_count = 2;
	leg_linkdown(w);
}
static void second_uplink_down(struct world *w)
{
	leg_of_two(w);
	w->routes[V6].legs[0].ifindex = ETH1;
}
static void other_family_elsewhere(struct world *w)
{
	/* a tunnel: IPv6 by one link, IPv4 by another without IPv6 */
	w->routes[V4].legs[0].ifindex = ETH1;
	link_of(w, ETH1)->flags = IFF_UP | IFF_RUNNING | V6_LINK_LOWER_UP;
	link_of(w, ETH1)->conf.disable_ipv6 = 1;
}
static void v4_only(struct world *w)
{
	w->facts.listener_count = 1;
	add_listener(w, 443, "0.0.0.0", false);
}
static void v4_specific(struct world *w)
{
	w->facts.listener_count = 1;
	add_listener(w, 443, "198.18.0.2", false);
}
static void v4_mapped(struct world *w)
{
	w->facts.listener_count = 1;
	add_listener(w, 443, "::ffff:198.18.0.2", false);
}
static void v6_only(struct world *w) { w->listeners[1].v6only = true; }
static void v6_only_host(struct world *w)
{
	v6_only(w);
	w->addresses[V6] = w->addresses[0];
	w->facts.route_count = 1;
	w->routes[0] = w->routes[V6];
}
static void two_sockets(struct world *w)
{
	v6_only(w);
	add_listener(w, 443, "0.0.0.0", false);
}
static void v4_near(struct world *w)
{
	v6_only(w);
	add_listener(w, 443, "127.0.0.1", false);
}
static void v6_near(struct world *w)
{
	w->facts.listener_count = 1;
	add_listener(w, 443, "::1", true);
	add_listener(w, 443, "0.0.0.0", false);
}
static void both_near(struct world *w)
{
	v6_near(w);
	w->listeners[2].address = address_of("127.0.0.1");
}
static void ghost(struct world *w)
{
	w->facts.listener_count = 1;
	add_listener(w, 443, "2a0f:1::9", true)->have |=
		V6_LISTENER_HAVE_LOCAL;
	add_listener(w, 443, "0.0.0.0", false);
}
static void no_ghost(struct world *w)
{
	ghost(w);
	w->listeners[1].local = true;
}
static void ghost_disabled(struct world *w)
{
	disabled(w);
	ghost(w);
}
static void nobody_listens(struct world *w) { no_listeners(w); }
static void two_causes(struct world *w)
{
	disabled(w);
	v4_only(w);
}

/* The default route's gateway is fe80::1, known in that state. */
static struct v6_neighbour *gateway(struct world *w, uint16_t state)
{
	struct v6_neighbour *n = &w->neighbours[w->facts.neighbour_count++];

	w->routes[V6].legs[0].family = AF_INET6;
	w->routes[V6].legs[0].gateway = address_of("fe80::1");
	n->ifindex = ETH0;
	n->address = address_of("fe80::1");
	n->state = state;
	n->flags = NTF_ROUTER;
	return n;
}
static void gateway_reachable(struct world *w) { gateway(w, NUD_REACHABLE); }
static void gateway_stale(struct world *w)
{
	gateway(w, NUD_STALE)->flags = 0;
}
static void gateway_failed(struct world *w)
{
	gateway(w, NUD_FAILED)->flags = 0;
}
static void gateway_incomplete(struct world *w)
{
	gateway(w, NUD_INCOMPLETE)->flags = 0;
}
static void gateway_no_router(struct world *w)
{
	gateway(w, NUD_REACHABLE)->flags = 0;
}
static void gateway_unknown(struct world *w)
{
	gateway(w, NUD_REACHABLE);
	w->facts.neighbour_count = 0;
}
static void gateway_and_ndp(struct world *w)
{
	gateway_failed(w);
	fate(w, V6_PACKET_ADVERTISEMENT, AF_INET6, 0, V6_FATE_DROPPED);
}
static void two_legs(struct world *w)
{
	gateway(w, NUD_REACHABLE);
	w->routes[V6].legs[1] = w->routes[V6].legs[0];
	w->routes[V6].legs[1].gateway = address_of("fe80::7");
	w->routes[V6].leg_count = 2;
	w->neighbours[1] = w->neighbours[0];
	w->neighbours[1].address = address_of("fe80::7");
	w->facts.neighbour_count = 2;
}
static void dead_leg(struct world *w)
{
	two_legs(w);
	w->neighbours[1].state = NUD_FAILED;
}
static void dead_leg_flag(struct world *w)
{
	two_legs(w);
	w->routes[V6].legs[1].flags = V6_LEG_DEAD;
}
static void dead_legs(struct world *w)
{
	dead_leg(w);
	w->neighbours[0].state = NUD_FAILED;
}
static void refused_neighbours(struct world *w)
{
	gateway(w, NUD_FAILED);
	w->facts.neighbours_part = (struct v6_part){ .error = EPERM };
	w->facts.neighbour_count = 0;
}
static void ra_mtu(struct world *w)
{
	link_of(w, ETH0)->conf.mtu = 1280;
	link_of(w, ETH0)->ra_mtu = 1280;
	link_of(w, ETH0)->have |= V6_LINK_HAVE_RA_MTU;
}
static void ra_mtu_same(struct world *w)
{
	link_of(w, ETH0)->conf.mtu = 1500;
}
static void ra_missing(struct world *w)
{
	no_default(w);
	link_of(w, ETH0)->conf.accept_ra = 1;
}
static void ra_missing_fresh(struct world *w)
{
	ra_missing(w);
	w->addresses[LINKLOCAL].age = (uint32_t)policy->ipv6_ra_wait;
}
static void ra_missing_unasked(struct world *w)
{
	ra_missing(w);
	link_of(w, ETH0)->ra_asked = false;
}
static void ra_expected(struct world *w)
{
	ra_host(w);
	gateway(w, NUD_STALE);
	w->routers[0].address = address_of("fe80::1");
	w->facts.router_count = 1;
}
static void ra_rogue(struct world *w)
{
	ra_expected(w);
	w->routers[0].address = address_of("fe80::9");
}
static void ra_rogue_of_two(struct world *w)
{
	ra_rogue(w);
	w->routers[1].address = address_of("fe80::8");
	w->facts.router_count = 2;
}
static void ra_static_gateway(struct world *w)
{
	ra_rogue(w);
	w->routes[V6].protocol = RTPROT_STATIC;
	link_of(w, ETH0)->conf.accept_ra = 0;
}
static void all_only(struct world *w)
{
	ra_host(w);
	w->facts.files.have_all_accept_ra = true;
}
static void all_only_written(struct world *w)
{
	ra_host(w);
	w->facts.files.have_written_accept_ra = true;
}
static void all_and_each(struct world *w)
{
	w->facts.files.have_all_accept_ra = true;
}
static void all_on(struct world *w)
{
	all_only_written(w);
	w->facts.files.written_accept_ra = 1;
}
static void source_ula(struct world *w)
{
	ula_beside(w);
	w->ways[0].chosen = address_of("fd00::2");
}
static void source_deprecated(struct world *w)
{
	deprecated_second(w);
	w->ways[0].chosen = address_of("2a0f:1::3");
}
static void source_linklocal(struct world *w)
{
	w->ways[0].chosen = address_of("fe80::2");
}
static void source_of_elsewhere(struct world *w)
{
	w->ways[0].chosen = address_of("2a0f:1::77");
}

/* eth1 is of another provider, whose default route comes second. */
static void two_providers(struct world *w)
{
	struct v6_route *r = add_route(w, ETH1, AF_INET6);

	link_of(w, ETH1)->flags = IFF_UP | IFF_RUNNING | V6_LINK_LOWER_UP;
	add_address(w, ETH1, "2a10:9::2", IFA_F_PERMANENT);
	add_address(w, ETH1, "fe80::3", IFA_F_PERMANENT);
	r->metric = 2048;
	w->facts.way_count = 3;
	w->ways[1].source = w->ways[1].chosen = address_of("2a0f:1::2");
	w->ways[1].ifindex = ETH0;
	w->ways[2].source = w->ways[2].chosen = address_of("2a10:9::2");
	w->ways[2].ifindex = ETH1;
}
static void wrong_provider(struct world *w)
{
	two_providers(w);
	w->ways[2].ifindex = ETH0;
}
static void same_provider_twice(struct world *w)
{
	wrong_provider(w);
	w->addresses[4].address = address_of("2a0f:1:9::2");
	w->ways[2].source = w->addresses[4].address;
}
static void wrong_gateway(struct world *w)
{
	two_providers(w);
	w->addresses[4].ifindex = ETH0;
	w->routes[2].legs[0] = (struct v6_leg){ .ifindex = ETH0,
		.family = AF_INET6, .gateway = address_of("2a10:9::1") };
	link_of(w, ETH1)->flags = 0;
	w->ways[2].ifindex = ETH0;
	w->ways[2].family = AF_INET6;
	w->ways[2].gateway = address_of("2a0f:1::1");
}
static void rule_to(struct world *w, uint32_t table, bool empty)
{
	w->rules[0] = (struct v6_rule){ .priority = 100, .table = table,
		.source = address_of("2a10:9::"), .source_length = 64,
		.counted = true, .empty = empty };
	w->facts.rule_count = 1;
}
static void rule_full(struct world *w) { rule_to(w, 200, false); }
static void rule_empty(struct world *w)
{
	wrong_provider(w);
	rule_to(w, 200, true);
}
static void refused_rules(struct world *w)
{
	w->facts.rules_part = (struct v6_part){ .error = EPERM };
}
static void resolver_v4(struct world *w) { w->facts.resolver_count = 1; }
static void resolver_local(struct world *w)
{
	w->facts.resolver_count = 1;
	w->resolvers[0].address = address_of("127.0.0.1");
}
static void resolver_local6(struct world *w)
{
	resolver_local(w);
	w->resolvers[0].address = address_of("::1");
}
static void resolver_elsewhere(struct world *w)
{
	w->facts.resolvers_part = (struct v6_part){ .error = ENODATA };
	w->facts.resolver_count = 0;
}
static void resolver_unread(struct world *w)
{
	w->facts.resolvers_part = (struct v6_part){ .error = EACCES };
}
static void gai(struct world *w)
{
	w->facts.files.have_precedence4 = true;
	w->facts.files.have_precedence6 = true;
	w->facts.files.precedence4 = 100;
	w->facts.files.precedence6 = 40;
}
static void gai_equal(struct world *w)
{
	gai(w);
	w->facts.files.precedence4 = 40;
}
static struct v6_name *named(struct world *w, const char *address)
{
	struct v6_name *n = &w->names[0];

	w->facts.name_count = 1;
	strcpy(n->name, "www.example.vn");
	if (address == NULL)
		return n;
	n->address_count = 1;
	n->addresses[0].address = address_of(address);
	n->addresses[0].local = true;
	return n;
}
static void name_here(struct world *w) { named(w, "2a0f:1::2"); }
static void name_routed(struct world *w) { named(w, "2a0f:1:5::1"); }
static void name_without(struct world *w) { named(w, NULL); }
static void name_unresolved(struct world *w)
{
	named(w, NULL)->error = EAI_AGAIN;
}
static void name_elsewhere(struct world *w)
{
	named(w, "2a0f:1::9")->addresses[0].local = false;
}
static void name_one_of_two(struct world *w)
{
	struct v6_name *n = named(w, "2a0f:1::2");

	n->address_count = 2;
	n->addresses[1].address = address_of("2a0f:1::9");
}
static void name_deprecated(struct world *w)
{
	deprecated_second(w);
	named(w, "2a0f:1::3");
}
static void name_duplicate(struct world *w)
{
	dad_failed_second(w);
	named(w, "2a0f:1::3");
}
static void name_dead_link(struct world *w)
{
	add_address(w, ETH1, "2a0f:1::5", IFA_F_PERMANENT);
	named(w, "2a0f:1::5");
}
static void blackhole(struct world *w) { w->sessions[1].stuck = 2; }
static void all_stuck(struct world *w)
{
	blackhole(w);
	w->sessions[0].stuck = 1;
}
static void refused_sessions(struct world *w)
{
	w->facts.sessions_part = (struct v6_part){ .error = EPERM };
}
static void specific(struct world *w)
{
	v6_only(w);
	w->listeners[1].address = address_of("2a0f:1::2");
	add_listener(w, 443, "0.0.0.0", false);
	add_address(w, ETH0, "2a0f:1::3", IFA_F_PERMANENT);
}
static void specific_v4(struct world *w)
{
	v6_only(w);
	add_listener(w, 443, "198.18.0.2", false);
	add_address(w, ETH0, "198.18.0.3", IFA_F_PERMANENT);
}
static void specific_both(struct world *w)
{
	specific(w);
	w->listeners[2].address = address_of("198.18.0.2");
}

static void ptb_dropped(struct world *w)
{
	fate(w, V6_PACKET_TOO_BIG, AF_INET6, 0, V6_FATE_DROPPED);
}
static void ptb_unknown(struct world *w)
{
	fate(w, V6_PACKET_TOO_BIG, AF_INET6, 0, V6_FATE_UNKNOWN);
}
static void solicitation_dropped(struct world *w)
{
	fate(w, V6_PACKET_SOLICITATION, AF_INET6, 0, V6_FATE_DROPPED);
}
static void advertisement_dropped(struct world *w)
{
	fate(w, V6_PACKET_ADVERTISEMENT, AF_INET6, 0, V6_FATE_DROPPED);
}
static void all_dropped(struct world *w)
{
	size_t i;

	for (i = 0; i < w->facts.walk_count; i++)
		w->walks[i].fate = V6_FATE_DROPPED;
}
static void closed_v6(struct world *w)
{
	fate(w, V6_PACKET_SYN, AF_INET6, 443, V6_FATE_DROPPED);
}
static void closed_both(struct world *w)
{
	closed_v6(w);
	fate(w, V6_PACKET_SYN, AF_INET, 443, V6_FATE_DROPPED);
}
static void closed_unused(struct world *w)
{
	closed_v6(w);
	no_listeners(w);
}
static void closed_perhaps(struct world *w)
{
	fate(w, V6_PACKET_SYN, AF_INET6, 443, V6_FATE_UNKNOWN);
}
static void open_v6(struct world *w)
{
	fate(w, V6_PACKET_SYN, AF_INET, 443, V6_FATE_DROPPED);
}
static void open_database(struct world *w)
{
	add_listener(w, 5432, "::", false);
	add_walk(w, V6_PACKET_SYN, AF_INET, 5432)->fate = V6_FATE_DROPPED;
	add_walk(w, V6_PACKET_SYN, AF_INET6, 5432);
}
static void exposed(struct world *w)
{
	add_listener(w, 5432, "::", true);
	add_listener(w, 5432, "127.0.0.1", false);
	add_walk(w, V6_PACKET_SYN, AF_INET, 5432);
	add_walk(w, V6_PACKET_SYN, AF_INET6, 5432);
}
static void exposed_filtered(struct world *w)
{
	exposed(w);
	fate(w, V6_PACKET_SYN, AF_INET6, 5432, V6_FATE_DROPPED);
	fate(w, V6_PACKET_SYN, AF_INET, 5432, V6_FATE_DROPPED);
}
static void exposed_both(struct world *w)
{
	exposed(w);
	add_listener(w, 5432, "0.0.0.0", false);
}
static void legacy(struct world *w) { w->facts.legacy = true; }
static void legacy_hidden(struct world *w) { w->facts.legacy_known = false; }
static void refused_walks(struct world *w)
{
	w->facts.walks_part = (struct v6_part){ .error = EPERM };
	w->facts.walk_count = 0;
}
static void wavering_walks(struct world *w)
{
	w->facts.walks_part.wavering = true;
	ptb_dropped(w);
}

/* What was not seen is unknown, and only for lack of privilege if so. */
static void refused_links(struct world *w)
{
	w->facts.links_part = (struct v6_part){ .error = EPERM };
	w->facts.link_count = 0;
}
static void refused_addresses(struct world *w)
{
	w->facts.addresses_part = (struct v6_part){ .error = EIO };
	no_addresses(w);
}
static void refused_routes(struct world *w)
{
	w->facts.routes_part = (struct v6_part){ .error = EPERM };
	no_routes(w);
}
static void refused_listeners(struct world *w)
{
	w->facts.listeners_part = (struct v6_part){ .error = EPERM };
	no_listeners(w);
}
static void wavering_routes(struct world *w)
{
	no_default(w);
	w->facts.routes_part.wavering = true;
}
static void wavering_addresses(struct world *w)
{
	only_linklocal(w);
	w->facts.addresses_part.wavering = true;
}

static const struct {
	const char *name;
	void (*change)(struct world *w);
	/* "verdict check subject" of what did not pass, ", " between */
	const char *wanted;
} cases[] = {
#define CASE(change, wanted) { #change, change, wanted }
	CASE(healthy, ""),
	CASE(no_kernel, "fail kern.no-ipv6 host"),
	CASE(only_lo, "fail link.present host"),
	CASE(all_off, "fail link.present host"),
	CASE(off, "fail link.down eth0"),
	CASE(no_carrier, "fail link.down eth0"),
	CASE(dormant, "fail link.down eth0"),
	CASE(small_mtu, "fail link.mtu eth0"),
	CASE(least_mtu, ""),
	CASE(detached, "fail link.no-inet6 eth0"),
	CASE(disabled, "fail link.disabled eth0"),
	CASE(disabled_by_dad, "fail link.disabled-by-dad eth0"),
	CASE(no_linklocal, "fail link.no-linklocal eth0"),
	CASE(tunnel, ""),
	CASE(ra_host, ""),
	CASE(ra_forwarding, "fail ra.ignored-forwarding eth0"),
	CASE(ra_hybrid, ""),
	CASE(static_forwarding, ""),
	CASE(static_ra, "warn ra.accepted-static eth0"),
	CASE(static_ra_harmless, ""),
	CASE(redirects, "warn ra.redirects eth0"),
	CASE(redirects_router, ""),
	CASE(dad_failed, "fail addr.dad-failed eth0 2a0f:1::2/64"),
	CASE(dad_failed_linklocal, "fail addr.dad-failed eth0 fe80::2/64"),
	CASE(dad_failed_second, "fail addr.dad-failed eth0 2a0f:1::3/64"),
	CASE(tentative, "fail addr.tentative eth0 2a0f:1::2/64"),
	CASE(tentative_fresh, "unknown addr.tentative eth0 2a0f:1::2/64, "
	     "unknown addr.global host"),
	CASE(tentative_at_limit, "unknown addr.tentative eth0 2a0f:1::2/64, "
	     "unknown addr.global host"),
	CASE(optimistic, ""),
	CASE(documentation, "fail addr.bad-prefix eth0 2001:db8::2/64"),
	CASE(documentation_beside, "fail addr.bad-prefix eth0 2001:db8::2/64"),
	CASE(documentation_and_ula, "fail addr.bad-prefix eth0 "
	     "2001:db8::2/64, warn addr.only-ula host"),
	CASE(deprecated, "fail addr.deprecated eth0 2a0f:1::2/64"),
	CASE(deprecated_second, ""),
	CASE(temporary, "warn addr.temporary eth0 2a0f:1::3/64"),
	CASE(only_temporary, "warn addr.temporary eth0 2a0f:1::2/64"),
	CASE(temporary_over, ""),
	CASE(short_life, "warn addr.lifetime eth0 2a0f:1::2/64"),
	CASE(long_life, ""),
	CASE(only_linklocal, "fail addr.global host"),
	CASE(only_ula, "warn addr.only-ula host"),
	CASE(ula_beside, ""),
	CASE(on_loopback, ""),
	CASE(no_default, "fail route.default host"),
	CASE(no_route_at_all, "fail route.default host"),
	CASE(unreachable, "fail route.default-unreachable host"),
	CASE(prohibit_first, "fail route.default-unreachable host"),
	CASE(unreachable_last, ""),
	CASE(unreachable_elsewhere, ""),
	CASE(unreachable_tie, ""),
	CASE(unreachable_for_source, ""),
	CASE(unreachable_wider, ""),
	CASE(expired, "fail route.default-expired host"),
	CASE(expired_beside, ""),
	CASE(expires, ""),
	CASE(leg_linkdown, "fail route.default-linkdown host"),
	CASE(leg_of_two, ""),
	CASE(second_uplink_down, "fail link.down eth1"),
	CASE(other_family_elsewhere, ""),
	CASE(v4_only, "fail sock.v4-only tcp/443"),
	CASE(v4_specific, "fail sock.v4-only tcp/443"),
	CASE(v4_mapped, "fail sock.v4-only tcp/443"),
	CASE(v6_only, "warn sock.v6-only tcp/443"),
	CASE(v6_only_host, ""),
	CASE(two_sockets, ""),
	CASE(v4_near, "warn sock.v6-only tcp/443"),
	CASE(v6_near, "fail sock.loopback-only tcp/443"),
	CASE(both_near, ""),
	CASE(ghost, "fail sock.ghost tcp/443"),
	CASE(no_ghost, "warn sock.specific-addr tcp/443"),
	CASE(ghost_disabled, "fail link.disabled eth0"),
	CASE(nobody_listens, ""),
	CASE(two_causes, "fail link.disabled eth0, fail sock.v4-only tcp/443"),
	CASE(gateway_reachable, ""),
	CASE(gateway_stale, ""),
	CASE(gateway_failed, "fail route.gw-failed eth0 fe80::1"),
	CASE(gateway_incomplete, "fail route.gw-failed eth0 fe80::1"),
	CASE(gateway_no_router, "fail route.gw-not-router eth0 fe80::1"),
	CASE(gateway_unknown, ""),
	CASE(gateway_and_ndp, "fail fw.ndp-dropped host"),
	CASE(two_legs, ""),
	CASE(dead_leg, "warn route.ecmp-dead-leg eth0 fe80::7"),
	CASE(dead_leg_flag, "warn route.ecmp-dead-leg eth0 fe80::7"),
	CASE(dead_legs, "fail route.gw-failed eth0 fe80::1, "
	     "fail route.gw-failed eth0 fe80::7"),
	CASE(refused_neighbours, "unknown route.gw-failed eth0 fe80::1"),
	CASE(ra_mtu, "warn link.ra-mtu-low eth0"),
	CASE(ra_mtu_same, ""),
	CASE(ra_missing, "fail ra.missing eth0"),
	CASE(ra_missing_fresh, "unknown ra.missing eth0, "
	     "fail route.default host"),
	CASE(ra_missing_unasked, "fail route.default host"),
	CASE(ra_expected, ""),
	CASE(ra_rogue, "fail ra.rogue eth0 fe80::1"),
	CASE(ra_rogue_of_two, "fail ra.rogue eth0 fe80::1"),
	CASE(ra_static_gateway, ""),
	CASE(all_only, "warn ra.all-only eth0"),
	CASE(all_only_written, "warn ra.all-only eth0"),
	CASE(all_and_each, ""),
	CASE(all_on, ""),
	CASE(source_ula, "warn addr.src-choice host"),
	CASE(source_deprecated, "warn addr.src-choice host"),
	CASE(source_linklocal, "warn addr.src-choice host"),
	CASE(source_of_elsewhere, ""),
	CASE(two_providers, ""),
	CASE(wrong_provider, "fail mh.source-leaves-wrong-provider "
	     "eth1 2a10:9::2/64"),
	CASE(same_provider_twice, ""),
	CASE(wrong_gateway, "fail mh.source-leaves-wrong-provider "
	     "eth0 2a10:9::2/64"),
	CASE(rule_full, ""),
	CASE(rule_empty, "fail mh.rule-empty-table host"),
	CASE(refused_rules, "unknown mh.rule-empty-table host"),
	CASE(resolver_v4, "warn dns.no-v6-resolver host"),
	CASE(resolver_local, ""),
	CASE(resolver_local6, ""),
	CASE(resolver_elsewhere, ""),
	CASE(resolver_unread, "unknown dns.no-v6-resolver host"),
	CASE(gai, "warn dns.gai-prefers-v4 host"),
	CASE(gai_equal, ""),
	CASE(name_here, ""),
	CASE(name_routed, ""),
	CASE(name_without, "fail dns.aaaa-missing www.example.vn"),
	CASE(name_unresolved, "unknown dns.aaaa-missing www.example.vn"),
	CASE(name_elsewhere, "fail addr.aaaa-mismatch www.example.vn"),
	CASE(name_one_of_two, "fail addr.aaaa-mismatch www.example.vn"),
	CASE(name_deprecated, "fail addr.aaaa-mismatch www.example.vn"),
	CASE(name_duplicate, "fail addr.dad-failed eth0 2a0f:1::3/64, "
	     "fail addr.aaaa-mismatch www.example.vn"),
	CASE(name_dead_link, "fail addr.aaaa-mismatch www.example.vn"),
	CASE(blackhole, "warn sock.blackhole-signs host"),
	CASE(all_stuck, ""),
	CASE(refused_sessions, "unknown sock.blackhole-signs host"),
	CASE(specific, "warn sock.specific-addr tcp/443"),
	CASE(specific_v4, "warn sock.specific-addr tcp/443"),
	CASE(specific_both, ""),
	CASE(ptb_dropped, "fail fw.ptb-dropped host"),
	CASE(ptb_unknown, "unknown fw.ptb-dropped host"),
	CASE(solicitation_dropped, "fail fw.ndp-dropped host"),
	CASE(advertisement_dropped, "fail fw.ndp-dropped host"),
	CASE(all_dropped, "fail fw.ptb-dropped host, fail fw.ndp-dropped "
	     "host"),
	CASE(closed_v6, "fail fw.parity-closed tcp/443"),
	CASE(closed_both, ""),
	CASE(closed_unused, ""),
	CASE(closed_perhaps, "unknown fw.parity-closed tcp/443"),
	CASE(open_v6, "fail fw.parity-open tcp/443"),
	CASE(open_database, "fail fw.parity-open tcp/5432"),
	CASE(exposed, "fail sock.exposed-v6-only tcp/5432"),
	CASE(exposed_filtered, ""),
	CASE(exposed_both, ""),
	CASE(legacy, "warn fw.legacy-xtables host"),
	CASE(legacy_hidden, "unknown fw.legacy-xtables host"),
	CASE(refused_walks, "unknown fw.ptb-dropped host, "
	     "unknown fw.ndp-dropped host, "
	     "unknown fw.parity-closed tcp/80, "
	     "unknown fw.parity-closed tcp/443, "
	     "unknown fw.parity-open tcp/80, "
	     "unknown fw.parity-open tcp/443"),
	CASE(wavering_walks, "unknown fw.ptb-dropped host, "
	     "unknown fw.ndp-dropped host, "
	     "unknown fw.parity-closed tcp/80, "
	     "unknown fw.parity-closed tcp/443, "
	     "unknown fw.parity-open tcp/80, "
	     "unknown fw.parity-open tcp/443"),
	CASE(refused_links, "unknown link.present host"),
	CASE(refused_addresses, "unknown link.no-linklocal eth0, "
	     "unknown addr.global host, unknown addr.only-ula host"),
	CASE(refused_routes, "unknown route.default host, "
	     "unknown route.default-unreachable host, "
	     "unknown route.default-expired host, "
	     "unknown route.default-linkdown host"),
	CASE(refused_listeners, "unknown sock.ghost tcp/80, "
	     "unknown sock.loopback-only tcp/80, "
	     "unknown sock.v4-only tcp/80, unknown sock.v6-only tcp/80, "
	     "unknown sock.ghost tcp/443, "
	     "unknown sock.loopback-only tcp/443, "
	     "unknown sock.v4-only tcp/443, unknown sock.v6-only tcp/443"),
	CASE(wavering_routes, "unknown route.default host"),
	CASE(wavering_addresses, "unknown addr.global host"),
#undef CASE
};

/* What did not pass, but for what is unknown because of something else. */
static void list(const struct report *r, char *text, size_t room)
{
	size_t i, used = 0;

	text[0] = '\0';
	for (i = 0; i < r->count; i++) {
		const struct finding *d = &r->findings[i];

		if (d->verdict == VERDICT_PASS || d->because != NULL)
			continue;
		used += (size_t)snprintf(text + used, room - used,
					 "%s%s %s %s", used ? ", " : "",
					 check_verdict_name(d->verdict),
					 d->check->id, d->subject);
		assert_true(used < room);
	}
}

static void examine(struct report *r, void (*change)(struct world *w))
{
	static struct world w;

	build(&w);
	change(&w);
	roles_assign(&w.facts);
	report_init(r, "test", policy, 0);
	examine_host(r, &w.facts);
	assert_true(report_ok(r));
}

static void test_cases(void **state)
{
	char text[2048];
	struct report r;
	size_t i, wrong = 0;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		examine(&r, cases[i].change);
		list(&r, text, sizeof(text));
		if (strcmp(text, cases[i].wanted) != 0) {
			print_error("%s: wanted \"%s\", got \"%s\"\n",
				    cases[i].name, cases[i].wanted, text);
			wrong++;
		}
		report_free(&r);
	}
	assert_int_equal(wrong, 0);
}

/* Whether C came out with VERDICT in any case. */
static bool came_out(const struct check *c, enum verdict verdict)
{
	bool found = false;
	size_t i, k;

	for (i = 0; i < COUNT(cases) && !found; i++) {
		struct report r;

		examine(&r, cases[i].change);
		for (k = 0; k < r.count; k++)
			found |= r.findings[k].check == c &&
				r.findings[k].judged == verdict;
		report_free(&r);
	}
	return found;
}

static void test_every_check(void **state)
{
	const struct check_table *t;
	size_t i;

	(void)state;
	for (t = ipv6_checks; t->rows != NULL; t++)
		for (i = 0; i < t->count; i++) {
			const struct check *c = &t->rows[i];

			if (c->judge == NULL)	/* made by without-v4 */
				continue;
			if (policy_severity(policy, c->id) == SEVERITY_OFF)
				fail_msg("%s is off", c->id);
			if (!came_out(c, VERDICT_PASS))
				fail_msg("%s never passed", c->id);
			if (!came_out(c, VERDICT_FAIL))
				fail_msg("%s never failed", c->id);
		}
}

/* An unknown that is for lack of privilege says so, any other does not. */
static void test_unprivileged(void **state)
{
	struct report r;

	(void)state;
	examine(&r, refused_routes);
	assert_true(report_find(&r, "route.default", "host")->unprivileged);
	assert_int_equal(report_verdict(&r, false), VERDICT_WARN);
	assert_int_equal(report_verdict(&r, true), VERDICT_UNKNOWN);
	report_free(&r);
	examine(&r, refused_walks);
	assert_true(report_find(&r, "fw.ptb-dropped", "host")->unprivileged);
	assert_true(report_find(&r, "fw.parity-open",
				"tcp/443")->unprivileged);
	assert_int_equal(report_verdict(&r, false), VERDICT_WARN);
	assert_int_equal(report_verdict(&r, true), VERDICT_UNKNOWN);
	report_free(&r);
	examine(&r, refused_addresses);
	assert_false(report_find(&r, "addr.global", "host")->unprivileged);
	assert_int_equal(report_verdict(&r, false), VERDICT_UNKNOWN);
	report_free(&r);
}

/* The first of two links is dead: the host hangs on the other one. */
static void first_uplink_down(struct world *w)
{
	second_uplink_down(w);
	no_carrier(w);
	link_of(w, ETH1)->flags = IFF_UP | IFF_RUNNING | V6_LINK_LOWER_UP;
	w->routes[V6].legs[0] = (struct v6_leg){ .ifindex = ETH0,
		.flags = V6_LEG_LINKDOWN };
	w->routes[V6].legs[1] = (struct v6_leg){ .ifindex = ETH1 };
	add_address(w, ETH1, "fe80::3", IFA_F_PERMANENT);
}

/* What a check came out as, and why where it was not judged. */
static void test_because(void **state)
{
	static const struct {
		void (*change)(struct world *w);
		const char *id, *subject;
		enum verdict verdict;
		const char *because;
	} rows[] = {
		{ first_uplink_down, "link.down", "eth0", VERDICT_FAIL, NULL },
		{ first_uplink_down, "route.default", "host", VERDICT_PASS,
		  NULL },
		{ off, "route.default", "host", VERDICT_UNKNOWN, "link.down" },
		{ off, "addr.global", "host", VERDICT_UNKNOWN, "link.down" },
		{ disabled, "route.default-expired", "host", VERDICT_UNKNOWN,
		  "link.disabled" },
		{ small_mtu, "addr.global", "host", VERDICT_UNKNOWN,
		  "link.mtu" },
		{ only_temporary, "addr.global", "host", VERDICT_UNKNOWN,
		  "addr.temporary" },
		{ dad_failed, "addr.global", "host", VERDICT_UNKNOWN,
		  "addr.dad-failed" },
		{ ghost_disabled, "sock.ghost", "tcp/443", VERDICT_UNKNOWN,
		  "link.disabled" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct finding *d;
		struct report r;

		examine(&r, rows[i].change);
		d = report_find(&r, rows[i].id, rows[i].subject);
		assert_non_null(d);
		assert_int_equal(d->verdict, rows[i].verdict);
		assert_string_equal(d->because ? d->because->id : "",
				    rows[i].because ? rows[i].because : "");
		report_free(&r);
	}
}

/* A standby of a floating address listens on what it does not have yet. */
static void floating(struct world *w)
{
	ghost(w);
	w->facts.files.have_nonlocal_bind = true;
	w->facts.files.nonlocal_bind = 1;
}

static void test_floating(void **state)
{
	struct report r;

	(void)state;
	examine(&r, floating);
	assert_int_equal(report_find(&r, "sock.ghost", "tcp/443")->verdict,
			 VERDICT_WARN);
	report_free(&r);
}

/* The finding names the interface's own setting, and that `all` is no help. */
static void ra_despite_all(struct world *w)
{
	static_ra(w);
	w->facts.files.have_all_accept_ra = true;
}

static void test_observed(void **state)
{
	struct report r;

	(void)state;
	examine(&r, ra_despite_all);
	assert_string_equal(report_find(&r, "ra.accepted-static",
					"eth0")->observed,
			    "net.ipv6.conf.eth0.accept_ra = 1 (the 0 in "
			    "net.ipv6.conf.all does not reach it)");
	report_free(&r);
	examine(&r, expires);
	assert_string_equal(report_find(&r, "route.default", "host")->observed,
			    "::/0 dev eth0 metric 1024 table 254");
	report_free(&r);
	examine(&r, ptb_dropped);
	assert_string_equal(report_find(&r, "fw.ptb-dropped", "host")->observed,
			    "ICMPv6 type 2 (Packet Too Big) is dropped: table "
			    "inet filter, chain input, handle 7");
	report_free(&r);
	examine(&r, expired);
	assert_string_equal(report_find(&r, "route.default-expired",
					"host")->observed,
			    "::/0 dev eth0 metric 1024 table 254: expired 1s "
			    "ago, still listed");
	report_free(&r);
}

static int load(void **state)
{
	struct fault f = { 0 };

	(void)state;
	policy = policy_load(NULL, &f);
	if (policy == NULL)
		print_error("%s\n", f.text);
	return policy == NULL;
}

static int unload(void **state)
{
	(void)state;
	policy_free(policy);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_every_check),
		cmocka_unit_test(test_unprivileged),
		cmocka_unit_test(test_because),
		cmocka_unit_test(test_floating),
		cmocka_unit_test(test_observed),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
