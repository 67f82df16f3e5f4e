/* SPDX-License-Identifier: MIT */
/* rule: see rule.h. */
#include "rule.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

static void read_attribute(const struct nlattr *a, struct v6_rule *out)
{
	switch (mnl_attr_get_type(a)) {
	case FRA_PRIORITY:
		netlink_copy(a, &out->priority, sizeof(out->priority));
		break;
	case FRA_TABLE:		/* the header's has only eight bits */
		netlink_copy(a, &out->table, sizeof(out->table));
		break;
	case FRA_SRC:
		netlink_copy(a, &out->source, sizeof(out->source));
		break;
	case FRA_DST:
	case FRA_IIFNAME:
	case FRA_OIFNAME:
	case FRA_FWMARK:
	case FRA_UID_RANGE:
	case FRA_IP_PROTO:
	case FRA_SPORT_RANGE:
	case FRA_DPORT_RANGE:
		out->narrowed = true;
		break;
	}
}

bool rule_parse(const void *message, size_t length, struct v6_rule *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWRULE,
						sizeof(struct fib_rule_hdr));
	const struct fib_rule_hdr *r;
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	r = mnl_nlmsg_get_payload(h);
	if (r->family != AF_INET6 || r->action != FR_ACT_TO_TBL ||
	    r->src_len > 128)
		return false;
	out->table = r->table;
	out->source_length = r->src_len;
	out->inverted = r->flags & FIB_RULE_INVERT;
	out->narrowed = r->dst_len != 0 || r->tos != 0;
	netlink_for_each(a, h, sizeof(*r))
		read_attribute(a, out);
	return out->table != RT_TABLE_UNSPEC;	/* else of a VRF */
}

static void begin(void *data)
{
	((struct v6_facts *)data)->rule_count = 0;
}

static int take(const void *message, size_t length, void *data)
{
	struct v6_facts *f = data;
	struct v6_rule one, *grown;

	if (!rule_parse(message, length, &one) || f->rule_count > RULE_MAX)
		return 0;
	grown = rows_grow(f->rules, f->rule_count, &f->rule_room, sizeof(one));
	if (grown == NULL)
		return -1;
	f->rules = grown;
	f->rules[f->rule_count++] = one;
	return 0;
}

/* ---- empty tables ---- */

struct count {
	uint32_t table;
	bool any;
};

static void begin_count(void *data)
{
	((struct count *)data)->any = false;
}

static int take_count(const void *message, size_t length, void *data)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWROUTE,
						sizeof(struct rtmsg));
	struct count *c = data;
	const struct nlattr *a;
	uint32_t table;

	if (h == NULL || c->any)
		return 0;
	table = ((const struct rtmsg *)mnl_nlmsg_get_payload(h))->rtm_table;
	netlink_for_each(a, h, sizeof(struct rtmsg))
		if (mnl_attr_get_type(a) == RTA_TABLE)
			netlink_copy(a, &table, sizeof(table));
	/* a kernel that does not filter lists all tables */
	c->any = table == c->table;
	return 0;
}

static void see_empty(struct v6_rule *r)
{
	char body[NETLINK_BODY] = { 0 };
	struct rtmsg m = { .rtm_family = AF_INET6 };
	struct count c = { .table = r->table };
	size_t length = sizeof(m);
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETROUTE, .dump = true,
		.body = body, .begin = begin_count, .take = take_count,
		.data = &c,
	};
	struct v6_part part;

	memcpy(body, &m, sizeof(m));
	netlink_put(body, &length, RTA_TABLE, &r->table, sizeof(r->table));
	q.body_length = length;
	netlink_ask(&q, &part);
	r->counted = part.seen || part.error == ENOENT;
	r->empty = r->counted && !c.any;	/* ENOENT: no such table */
}

static bool has_default(const struct v6_facts *f, uint32_t table)
{
	size_t i;

	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].family == AF_INET6 &&
		    f->routes[i].table == table)
			return true;
	return false;
}

/* The tables that the kernel has of itself may be empty: main on a router. */
static bool is_own(uint32_t table)
{
	return table == RT_TABLE_LOCAL || table == RT_TABLE_MAIN ||
		table == RT_TABLE_DEFAULT;
}

void rule_see(struct v6_facts *f)
{
	struct fib_rule_hdr body = { .family = AF_INET6 };
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETRULE, .dump = true,
		.body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = f,
	};
	size_t i;

	netlink_ask(&q, &f->rules_part);
	if (f->rule_count > RULE_MAX)
		f->rules_part.wavering = true;
	/* a kernel without policy routing has one table */
	if (f->rules_part.error == EOPNOTSUPP)
		f->rules_part = (struct v6_part){ .seen = true };
	for (i = 0; i < f->rule_count && i < RULE_MAX; i++) {
		struct v6_rule *r = &f->rules[i];

		if (is_own(r->table))
			continue;
		if (has_default(f, r->table))
			r->counted = true;
		else
			see_empty(r);
	}
}
