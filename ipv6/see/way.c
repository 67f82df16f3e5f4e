/* SPDX-License-Identifier: MIT */
/* way: see way.h. */
#include "way.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "ipv6/prefix.h"
#include "ipv6/roles.h"
#include "netlink.h"
#include "rows.h"

/* Somewhere in the space of each of four regional registries. */
static const uint8_t far[] = { 0x24, 0x26, 0x2a, 0x2c };

bool way_parse(const void *message, size_t length, struct v6_way *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWROUTE,
						sizeof(struct rtmsg));
	const struct rtmsg *r;
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	r = mnl_nlmsg_get_payload(h);
	if (r->rtm_family != AF_INET6 || r->rtm_type != RTN_UNICAST)
		return false;
	netlink_for_each(a, h, sizeof(*r)) {
		switch (mnl_attr_get_type(a)) {
		case RTA_OIF:
			netlink_copy(a, &out->ifindex, sizeof(out->ifindex));
			break;
		case RTA_GATEWAY:
			if (netlink_copy(a, &out->gateway,
					 sizeof(out->gateway)))
				out->family = AF_INET6;
			break;
		case RTA_PREFSRC:
			netlink_copy(a, &out->chosen, sizeof(out->chosen));
			break;
		}
	}
	return out->ifindex != 0;
}

struct answer {
	bool have;
	struct v6_way way;
};

static void begin(void *data)
{
	((struct answer *)data)->have = false;
}

static int take(const void *message, size_t length, void *data)
{
	struct answer *a = data;

	a->have = way_parse(message, length, &a->way);
	return 0;
}

/* Asks for SOURCE (NULL: any) to a place that begins with FIRST. */
static bool ask(const struct in6_addr *source, uint8_t first,
		struct v6_way *out, struct v6_part *part)
{
	const struct in6_addr to = { .s6_addr = { first, [15] = 1 } };
	char body[NETLINK_BODY] = { 0 };
	struct rtmsg m = { .rtm_family = AF_INET6, .rtm_dst_len = 128,
			   .rtm_src_len = source ? 128 : 0 };
	size_t length = sizeof(m);
	struct answer a = { 0 };
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETROUTE, .body = body,
		.begin = begin, .take = take, .data = &a,
	};

	memcpy(body, &m, sizeof(m));
	netlink_put(body, &length, RTA_DST, &to, sizeof(to));
	if (source != NULL)
		netlink_put(body, &length, RTA_SRC, source, sizeof(*source));
	q.body_length = length;
	netlink_ask(&q, part);
	*out = a.way;
	if (source != NULL)
		out->source = *source;
	return a.have;
}

static bool is_known(const struct v6_facts *f, const struct v6_way *w)
{
	size_t i;

	for (i = 0; i < f->way_count; i++)
		if (memcmp(&f->ways[i].source, &w->source,
			   sizeof(w->source)) == 0 &&
		    memcmp(&f->ways[i].chosen, &w->chosen,
			   sizeof(w->chosen)) == 0 &&
		    f->ways[i].ifindex == w->ifindex &&
		    memcmp(&f->ways[i].gateway, &w->gateway,
			   sizeof(w->gateway)) == 0)
			return true;
	return false;
}

/* The ways of SOURCE to all the places. Returns 0, or -1: no memory. */
static int see_source(struct v6_facts *f, const struct in6_addr *source)
{
	struct v6_way one, *grown;
	struct v6_part part;
	size_t i;

	for (i = 0; i < sizeof(far); i++) {
		if (!ask(source, far[i], &one, &part)) {
			if (part.error == ENOMEM)
				return -1;
			continue;	/* no way: others say why */
		}
		if (is_known(f, &one))
			continue;
		grown = rows_grow(f->ways, f->way_count, &f->way_room,
				  sizeof(one));
		if (grown == NULL)
			return -1;
		f->ways = grown;
		f->ways[f->way_count++] = one;
	}
	return 0;
}

/* How many next hops the IPv6 default routes have between them: 0, 1, 2. */
static unsigned count_hops(const struct v6_facts *f)
{
	const struct v6_leg *first = NULL;
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++) {
			const struct v6_leg *g = &f->routes[i].legs[k];

			if (f->routes[i].family != AF_INET6 ||
			    f->routes[i].type != RTN_UNICAST)
				continue;
			if (first == NULL)
				first = g;
			else if (first->ifindex != g->ifindex ||
				 memcmp(&first->gateway, &g->gateway,
					sizeof(g->gateway)) != 0)
				return 2;
		}
	return first ? 1 : 0;
}

/* A global address of an interface: a provider gave it for that link. */
static bool is_provided(const struct v6_facts *f, const struct v6_address *a)
{
	const struct v6_link *l = roles_link(f, a->ifindex);

	return l != NULL && !(l->flags & IFF_LOOPBACK) &&
		roles_address_usable(a) &&
		prefix_kind(&a->address) == PREFIX_GLOBAL;
}

void way_see(struct v6_facts *f)
{
	unsigned hops = count_hops(f);
	size_t i, asked = 0;

	f->way_count = 0;
	f->ways_part = (struct v6_part){ .seen = f->routes_part.seen,
					 .error = f->routes_part.error };
	if (hops > 0 && see_source(f, NULL) != 0)
		f->ways_part = (struct v6_part){ .error = ENOMEM };
	for (i = 0; hops > 1 && i < f->address_count; i++)
		if (is_provided(f, &f->addresses[i]) &&
		    asked++ < WAY_SOURCES &&
		    see_source(f, &f->addresses[i].address) != 0)
			f->ways_part = (struct v6_part){ .error = ENOMEM };
}
