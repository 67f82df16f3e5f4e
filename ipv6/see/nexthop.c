/* SPDX-License-Identifier: MIT */
/* nexthop: see nexthop.h. */
#include "nexthop.h"

#include <libmnl/libmnl.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netlink.h"

static void read_group(const struct nlattr *a, struct nexthop *out)
{
	const char *at = mnl_attr_get_payload(a);
	size_t left = mnl_attr_get_payload_len(a);
	struct nexthop_grp g;

	for (; left >= sizeof(g); at += sizeof(g), left -= sizeof(g)) {
		memcpy(&g, at, sizeof(g));
		if (out->member_count < V6_LEGS)
			out->members[out->member_count] = g.id;
		out->member_count++;
	}
}

bool nexthop_parse(const void *message, size_t length, struct nexthop *out)
{
	const struct nlmsghdr *h = netlink_open(message, length,
						RTM_NEWNEXTHOP,
						sizeof(struct nhmsg));
	const struct nhmsg *n;
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	n = mnl_nlmsg_get_payload(h);
	out->leg.flags = (n->nh_flags & RTNH_F_DEAD ? V6_LEG_DEAD : 0u) |
		(n->nh_flags & RTNH_F_LINKDOWN ? V6_LEG_LINKDOWN : 0u);
	netlink_for_each(a, h, sizeof(*n)) {
		switch (mnl_attr_get_type(a)) {
		case NHA_ID:
			netlink_copy(a, &out->id, sizeof(out->id));
			break;
		case NHA_OIF:
			netlink_copy(a, &out->leg.ifindex,
				     sizeof(out->leg.ifindex));
			break;
		case NHA_GATEWAY:
			if (netlink_copy_address(a, n->nh_family,
						 &out->leg.gateway))
				out->leg.family = n->nh_family;
			break;
		case NHA_BLACKHOLE:
			out->blackhole = true;
			break;
		case NHA_GROUP:
			read_group(a, out);
			break;
		}
	}
	return out->id != 0;
}

static void begin(void *data)
{
	memset(data, 0, sizeof(struct nexthop));
}

static int take(const void *message, size_t length, void *data)
{
	nexthop_parse(message, length, data);
	return 0;
}

/* The object ID; false where there is none (any more). */
static bool fetch(uint32_t id, struct nexthop *out)
{
	char body[NETLINK_BODY] = { 0 };
	size_t size = sizeof(struct nhmsg);
	struct v6_part part;
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETNEXTHOP, .body = body,
		.begin = begin, .take = take, .data = out,
	};

	netlink_put(body, &size, NHA_ID, &id, sizeof(id));
	q.body_length = size;
	netlink_ask(&q, &part);
	return part.seen && out->id == id;
}

static void add_leg(struct v6_route *r, const struct nexthop *n)
{
	if (n->blackhole) {
		r->type = RTN_BLACKHOLE;
		return;
	}
	if (r->leg_count < V6_LEGS)
		r->legs[r->leg_count] = n->leg;
	r->leg_count++;
}

static void resolve(struct v6_route *r)
{
	struct nexthop top, member;
	unsigned i;

	if (!fetch(r->nexthop, &top))
		return;
	if (top.member_count == 0)
		add_leg(r, &top);
	for (i = 0; i < top.member_count && i < V6_LEGS; i++)
		if (fetch(top.members[i], &member))
			add_leg(r, &member);
}

void nexthop_see(struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].nexthop != 0 && f->routes[i].leg_count == 0)
			resolve(&f->routes[i]);
}
