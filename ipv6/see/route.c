/* SPDX-License-Identifier: MIT */
/* route: see route.h. */
#include "route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netlink.h"
#include "nexthop.h"
#include "rows.h"

/* Old kernels list their own "no route" entry like this. */
#define METRIC_NONE UINT32_MAX

static void read_gateway(const struct nlattr *a, int family,
			 struct v6_leg *leg)
{
	if (netlink_copy_address(a, family, &leg->gateway))
		leg->family = family;
}

/* RTA_VIA: a gateway of the other family (RFC 5549). */
static void read_via(const struct nlattr *a, struct v6_leg *leg)
{
	const struct rtvia *via = mnl_attr_get_payload(a);
	size_t room = mnl_attr_get_payload_len(a);

	if (room >= sizeof(*via) + 16 && via->rtvia_family == AF_INET6)
		memcpy(&leg->gateway, via->rtvia_addr, 16);
	else if (room >= sizeof(*via) + 4 && via->rtvia_family == AF_INET)
		netlink_map(via->rtvia_addr, &leg->gateway);
	else
		return;
	leg->family = via->rtvia_family;
}

static unsigned leg_flags(unsigned rtnh)
{
	return (rtnh & RTNH_F_DEAD ? V6_LEG_DEAD : 0u) |
		(rtnh & RTNH_F_LINKDOWN ? V6_LEG_LINKDOWN : 0u);
}

/* One nexthop of RTA_MULTIPATH and the attributes inside it. */
static void read_leg(const struct rtnexthop *n, size_t length, int family,
		     struct v6_route *out)
{
	const struct nlattr *attr;
	const void *inner = n + 1;
	struct v6_leg leg = { .ifindex = n->rtnh_ifindex };

	leg.flags = leg_flags(n->rtnh_flags);
	mnl_attr_for_each_payload(inner, length - sizeof(*n)) {
		if (mnl_attr_get_type(attr) == RTA_GATEWAY)
			read_gateway(attr, family, &leg);
		else if (mnl_attr_get_type(attr) == RTA_VIA)
			read_via(attr, &leg);
	}
	if (out->leg_count < V6_LEGS)
		out->legs[out->leg_count] = leg;
	out->leg_count++;
}

static void read_multipath(const struct nlattr *a, int family,
			   struct v6_route *out)
{
	const char *at = mnl_attr_get_payload(a);
	size_t left = mnl_attr_get_payload_len(a);

	while (left >= sizeof(struct rtnexthop)) {
		const struct rtnexthop *n = (const void *)at;
		size_t step = MNL_ALIGN((size_t)n->rtnh_len);

		if (n->rtnh_len < sizeof(*n) || n->rtnh_len > left)
			return;
		read_leg(n, n->rtnh_len, family, out);
		if (step >= left)
			return;
		at += step;
		left -= step;
	}
}

/* Ticks, rounded so that what is over stays below zero. */
static void read_expiry(const struct nlattr *a, long ticks,
			struct v6_route *out)
{
	struct rta_cacheinfo c;

	if (!netlink_copy(a, &c, sizeof(c)) || c.rta_expires == 0)
		return;
	out->expires = true;
	out->expires_in = c.rta_expires / ticks;
	if (c.rta_expires < 0 && out->expires_in == 0)
		out->expires_in = -1;
}

static void read_attribute(const struct nlattr *a, long ticks,
			   struct v6_leg *own, struct v6_route *out)
{
	switch (mnl_attr_get_type(a)) {
	case RTA_TABLE:		/* rtm_table has only eight bits */
		netlink_copy(a, &out->table, sizeof(out->table));
		break;
	case RTA_PRIORITY:
		netlink_copy(a, &out->metric, sizeof(out->metric));
		break;
	case RTA_DST:
		if (out->family == AF_INET6)
			netlink_copy(a, &out->prefix, sizeof(out->prefix));
		break;
	case RTA_OIF:
		netlink_copy(a, &own->ifindex, sizeof(own->ifindex));
		break;
	case RTA_GATEWAY:
		read_gateway(a, out->family, own);
		break;
	case RTA_VIA:
		read_via(a, own);
		break;
	case RTA_NH_ID:
		netlink_copy(a, &out->nexthop, sizeof(out->nexthop));
		break;
	case RTA_CACHEINFO:
		read_expiry(a, ticks, out);
		break;
	case RTA_MULTIPATH:
		read_multipath(a, out->family, out);
		break;
	}
}

/* Whether PREFIX/LENGTH holds all of 2000::/3, where the Internet is. */
static bool covers_internet(const struct v6_route *r)
{
	uint8_t mask = (uint8_t)(0xff00 >> r->length);

	if (r->family == AF_INET || r->length == 0)
		return r->length == 0;
	return r->length <= 3 && r->prefix.s6_addr[0] == (0x20 & mask);
}

bool route_parse(const void *message, size_t length, long ticks,
		 struct v6_route *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWROUTE,
						sizeof(struct rtmsg));
	const struct rtmsg *r;
	const struct nlattr *a;
	struct v6_leg own = { 0 };

	if (h == NULL)
		return false;
	r = mnl_nlmsg_get_payload(h);
	/* the way out for nearly all of a full table: touch nothing else */
	if (r->rtm_dst_len > 3 || (r->rtm_flags & RTM_F_CLONED) ||
	    (r->rtm_family != AF_INET && r->rtm_family != AF_INET6))
		return false;
	memset(out, 0, sizeof(*out));
	out->family = r->rtm_family;
	out->length = r->rtm_dst_len;
	out->source_length = r->rtm_src_len;
	out->type = r->rtm_type;
	out->protocol = r->rtm_protocol;
	out->table = r->rtm_table;
	own.flags = leg_flags(r->rtm_flags);
	netlink_for_each(a, h, sizeof(*r))
		read_attribute(a, ticks, &own, out);
	if (out->leg_count == 0 && (own.ifindex != 0 || own.family != 0)) {
		out->legs[0] = own;
		out->leg_count = 1;
	}
	return covers_internet(out) &&
		!(out->type != RTN_UNICAST && out->metric == METRIC_NONE);
}

struct collector {
	struct v6_facts *facts;
	size_t keep;		/* routes of the other family, already there */
	long ticks;
};

static void begin(void *data)
{
	struct collector *c = data;

	c->facts->route_count = c->keep;
}

static int take(const void *message, size_t length, void *data)
{
	struct collector *c = data;
	struct v6_facts *f = c->facts;
	struct v6_route one, *grown;

	if (!route_parse(message, length, c->ticks, &one))
		return 0;
	grown = rows_grow(f->routes, f->route_count, &f->route_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	f->routes = grown;
	f->routes[f->route_count++] = one;
	return 0;
}

static void see_family(struct v6_facts *f, int family, struct v6_part *part)
{
	struct rtmsg body = { .rtm_family = (unsigned char)family };
	struct collector c = { f, f->route_count, sysconf(_SC_CLK_TCK) };
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETROUTE, .dump = true,
		.body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = &c,
	};

	netlink_ask(&q, part);
}

/* What one lookup answered. */
struct answer {
	bool have;
	uint8_t type, length;
};

static void forget(void *data)
{
	((struct answer *)data)->have = false;
}

static int take_answer(const void *message, size_t length, void *data)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWROUTE,
						sizeof(struct rtmsg));
	const struct rtmsg *r;
	struct answer *a = data;

	if (h == NULL)
		return 0;
	r = mnl_nlmsg_get_payload(h);
	*a = (struct answer){ true, r->rtm_type, r->rtm_dst_len };
	return 0;
}

/* The kernel's own decision for a packet to A; with MATCH its table's entry. */
static void look_up(const struct in6_addr *a, bool match,
		    struct answer *answer, struct v6_part *part)
{
	char body[NETLINK_BODY] = { 0 };
	struct rtmsg r = { .rtm_family = AF_INET6, .rtm_dst_len = 128,
			   .rtm_flags = match ? RTM_F_FIB_MATCH : 0 };
	size_t length = sizeof(r);
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETROUTE, .body = body,
		.begin = forget, .take = take_answer, .data = answer,
	};

	memcpy(body, &r, sizeof(r));
	netlink_put(body, &length, RTA_DST, a, sizeof(*a));
	q.body_length = length;
	netlink_ask(&q, part);
}

int route_is_local(const struct in6_addr *a)
{
	struct answer answer = { 0 };
	struct v6_part part;

	look_up(a, false, &answer, &part);
	if (answer.have)
		return answer.type == RTN_LOCAL || answer.type == RTN_ANYCAST;
	/* refused by a route, or by there being none: not ours */
	return part.error == ENETUNREACH || part.error == EHOSTUNREACH ||
		part.error == EACCES || part.error == EINVAL ? 0 : -1;
}

static bool has_default(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].family == AF_INET6)
			return true;
	return false;
}

/*
 * The kernel does not mark an IPv6 route dump as interrupted when routes
 * change under it, so that none was listed is no proof. True where its own
 * lookup for a global address finds a default all the same.
 */
static bool contradicted(const struct v6_facts *f)
{
	static const struct in6_addr far = { .s6_addr = { 0x20, [15] = 1 } };
	struct answer answer = { 0 };
	struct v6_part part;

	if (has_default(f))
		return false;
	look_up(&far, true, &answer, &part);
	return answer.have && answer.length <= 3;
}

void route_see(struct v6_facts *f)
{
	struct v6_part v4;
	size_t keep;
	int attempt;

	f->route_count = 0;
	see_family(f, AF_INET, &v4);
	keep = f->route_count;
	for (attempt = 0; attempt < 3; attempt++) {
		f->route_count = keep;
		see_family(f, AF_INET6, &f->routes_part);
		if (!f->routes_part.seen || !contradicted(f))
			break;
	}
	if (f->routes_part.seen && attempt == 3)
		f->routes_part.wavering = true;
	if (v4.error == ENOMEM)
		f->routes_part = v4;
	if (f->routes_part.seen)
		nexthop_see(f);
}
