/* SPDX-License-Identifier: MIT */
/* neigh: see neigh.h. */
#include "neigh.h"

#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

bool neigh_parse(const void *message, size_t length,
		 struct v6_neighbour *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWNEIGH,
						sizeof(struct ndmsg));
	const struct ndmsg *n;
	const struct nlattr *a;
	bool have = false;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	n = mnl_nlmsg_get_payload(h);
	if (n->ndm_family != AF_INET6 || (n->ndm_flags & NTF_PROXY))
		return false;
	out->ifindex = n->ndm_ifindex;
	out->state = n->ndm_state;
	out->flags = n->ndm_flags;
	netlink_for_each(a, h, sizeof(*n))
		if (mnl_attr_get_type(a) == NDA_DST)
			have = netlink_copy_address(a, AF_INET6,
						    &out->address);
	return have;
}

static bool is_gateway(const struct v6_facts *f, const struct v6_neighbour *n)
{
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++) {
			const struct v6_leg *g = &f->routes[i].legs[k];

			if (g->family == AF_INET6 &&
			    g->ifindex == n->ifindex &&
			    IN6_ARE_ADDR_EQUAL(&g->gateway, &n->address))
				return true;
		}
	return false;
}

static void begin(void *data)
{
	((struct v6_facts *)data)->neighbour_count = 0;
}

static int take(const void *message, size_t length, void *data)
{
	struct v6_facts *f = data;
	struct v6_neighbour one, *grown;

	if (!neigh_parse(message, length, &one) || !is_gateway(f, &one))
		return 0;
	grown = rows_grow(f->neighbours, f->neighbour_count,
			  &f->neighbour_room, sizeof(one));
	if (grown == NULL)
		return -1;
	f->neighbours = grown;
	f->neighbours[f->neighbour_count++] = one;
	return 0;
}

void neigh_see(struct v6_facts *f)
{
	struct ndmsg body = { .ndm_family = AF_INET6 };
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETNEIGH, .dump = true,
		.body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = f,
	};

	netlink_ask(&q, &f->neighbours_part);
}
