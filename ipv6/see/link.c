/* SPDX-License-Identifier: MIT */
/*
 * link: one GETLINK dump tells, beside flags and MTU, the sysctls of each
 * interface as the kernel applies them (IFLA_AF_SPEC, AF_INET6,
 * IFLA_INET6_CONF), so nothing below /proc/sys/net/ipv6/conf/IF is read.
 */
#include "link.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

#define IF_RA_RCVD 0x20		/* of IFLA_INET6_FLAGS; kernel: net/if_inet6.h */
#define IF_RS_SENT 0x10

/* Where each sysctl stands in the kernel's array, and where with us. */
static const struct {
	int index;
	size_t offset;
} conf_fields[] = {
	{ DEVCONF_FORWARDING, offsetof(struct v6_conf, forwarding) },
	{ DEVCONF_MTU6, offsetof(struct v6_conf, mtu) },
	{ DEVCONF_ACCEPT_RA, offsetof(struct v6_conf, accept_ra) },
	{ DEVCONF_ACCEPT_REDIRECTS, offsetof(struct v6_conf, accept_redirects) },
	{ DEVCONF_AUTOCONF, offsetof(struct v6_conf, autoconf) },
	{ DEVCONF_DAD_TRANSMITS, offsetof(struct v6_conf, dad_transmits) },
	{ DEVCONF_USE_TEMPADDR, offsetof(struct v6_conf, use_tempaddr) },
	{ DEVCONF_ACCEPT_RA_DEFRTR, offsetof(struct v6_conf, accept_ra_defrtr) },
	{ DEVCONF_DISABLE_IPV6, offsetof(struct v6_conf, disable_ipv6) },
	{ DEVCONF_ACCEPT_DAD, offsetof(struct v6_conf, accept_dad) },
};

/* The array grows with each kernel; one too short for us is not used. */
static void read_conf(const struct nlattr *a, struct v6_link *out)
{
	int32_t values[DEVCONF_ACCEPT_DAD + 1];
	size_t i;

	if (!netlink_copy(a, values, sizeof(values)))
		return;
	for (i = 0; i < sizeof(conf_fields) / sizeof(conf_fields[0]); i++)
		memcpy((char *)&out->conf + conf_fields[i].offset,
		       &values[conf_fields[i].index], sizeof(values[0]));
	out->have |= V6_LINK_HAVE_CONF;
}

static void read_inet6(const struct nlattr *nest, struct v6_link *out)
{
	const struct nlattr *a;
	uint32_t flags;

	out->inet6 = true;
	mnl_attr_for_each_nested(a, nest) {
		switch (mnl_attr_get_type(a)) {
		case IFLA_INET6_FLAGS:
			if (!netlink_copy(a, &flags, sizeof(flags)))
				break;
			out->ra_asked = flags & IF_RS_SENT;
			out->ra_seen = flags & IF_RA_RCVD;
			out->have |= V6_LINK_HAVE_RA;
			break;
		case IFLA_INET6_RA_MTU:
			if (netlink_copy(a, &out->ra_mtu, sizeof(out->ra_mtu)))
				out->have |= V6_LINK_HAVE_RA_MTU;
			break;
		case IFLA_INET6_CONF:
			read_conf(a, out);
			break;
		case IFLA_INET6_ADDR_GEN_MODE:
			if (netlink_copy(a, &out->addrgen_mode, 1))
				out->have |= V6_LINK_HAVE_ADDRGEN;
			break;
		}
	}
}

static void read_families(const struct nlattr *nest, struct v6_link *out)
{
	const struct nlattr *a;

	/* a link without IPv6 has the nest, but no AF_INET6 within */
	out->have |= V6_LINK_HAVE_INET6;
	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) == AF_INET6)
			read_inet6(a, out);
}

static void read_info(const struct nlattr *nest, struct v6_link *out)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) == IFLA_INFO_KIND)
			netlink_copy_text(a, out->kind, sizeof(out->kind));
}

static void read_attribute(const struct nlattr *a, struct v6_link *out)
{
	switch (mnl_attr_get_type(a)) {
	case IFLA_IFNAME:
		netlink_copy_text(a, out->name, sizeof(out->name));
		break;
	case IFLA_MTU:
		if (netlink_copy(a, &out->mtu, sizeof(out->mtu)))
			out->have |= V6_LINK_HAVE_MTU;
		break;
	case IFLA_MASTER:
		netlink_copy(a, &out->master, sizeof(out->master));
		break;
	case IFLA_LINKINFO:
		read_info(a, out);
		break;
	case IFLA_AF_SPEC:
		read_families(a, out);
		break;
	}
}

bool link_parse(const void *message, size_t length, struct v6_link *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWLINK,
						sizeof(struct ifinfomsg));
	const struct ifinfomsg *i;
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	i = mnl_nlmsg_get_payload(h);
	out->ifindex = i->ifi_index;
	out->flags = i->ifi_flags;
	netlink_for_each(a, h, sizeof(*i))
		read_attribute(a, out);
	return true;
}

static void begin(void *data)
{
	((struct v6_facts *)data)->link_count = 0;
}

static int take(const void *message, size_t length, void *data)
{
	struct v6_facts *f = data;
	struct v6_link one, *grown;

	if (!link_parse(message, length, &one))
		return 0;
	grown = rows_grow(f->links, f->link_count, &f->link_room, sizeof(one));
	if (grown == NULL)
		return -1;
	f->links = grown;
	f->links[f->link_count++] = one;
	return 0;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct v6_link *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

void link_see(struct v6_facts *f)
{
	char body[NETLINK_BODY] = { 0 };
	size_t length = sizeof(struct ifinfomsg);
	uint32_t mask = RTEXT_FILTER_SKIP_STATS;
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETLINK, .dump = true,
		.body = body, .begin = begin, .take = take, .data = f,
	};

	netlink_put(body, &length, IFLA_EXT_MASK, &mask, sizeof(mask));
	q.body_length = length;
	netlink_ask(&q, &f->links_part);
	if (f->link_count > 0)
		qsort(f->links, f->link_count, sizeof(*f->links), by_ifindex);
}
