/* SPDX-License-Identifier: MIT */
/* addr: see addr.h. */
#include "addr.h"

#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

/* What the attributes say, before it is known which of them counts. */
struct raw {
	bool have_address, have_local;
	struct in6_addr address, local;
};

/* IFA_CACHEINFO's stamps are hundredths of a second of uptime, and wrap. */
static uint32_t age(uint32_t stamp, double uptime)
{
	uint32_t now = (uint32_t)(uint64_t)(uptime * 100);
	uint32_t passed = now - stamp;

	/* the two clocks are a tick apart: not yet is now */
	return passed > UINT32_MAX - 100 ? 0 : passed / 100;
}

static void read_lifetime(const struct nlattr *a, double uptime,
			  struct v6_address *out)
{
	struct ifa_cacheinfo c;

	if (!netlink_copy(a, &c, sizeof(c)))
		return;
	out->preferred = c.ifa_prefered;
	out->valid = c.ifa_valid;
	out->age = age(c.cstamp, uptime);
	out->have |= V6_ADDRESS_HAVE_LIFETIME | V6_ADDRESS_HAVE_AGE;
}

static void read_attribute(const struct nlattr *a, double uptime,
			   struct raw *raw, struct v6_address *out)
{
	switch (mnl_attr_get_type(a)) {
	case IFA_ADDRESS:
		raw->have_address = netlink_copy_address(a, out->family,
							 &raw->address);
		break;
	case IFA_LOCAL:
		raw->have_local = netlink_copy_address(a, out->family,
						       &raw->local);
		break;
	case IFA_FLAGS:
		netlink_copy(a, &out->flags, sizeof(out->flags));
		break;
	case IFA_CACHEINFO:
		read_lifetime(a, uptime, out);
		break;
	}
}

bool addr_parse(const void *message, size_t length, double uptime,
		struct v6_address *out)
{
	const struct nlmsghdr *h = netlink_open(message, length, RTM_NEWADDR,
						sizeof(struct ifaddrmsg));
	const struct ifaddrmsg *i;
	const struct nlattr *a;
	struct raw raw = { 0 };

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	i = mnl_nlmsg_get_payload(h);
	if (i->ifa_family != AF_INET && i->ifa_family != AF_INET6)
		return false;
	out->family = i->ifa_family;
	out->ifindex = (int)i->ifa_index;
	out->length = i->ifa_prefixlen;
	out->scope = i->ifa_scope;
	out->flags = i->ifa_flags;	/* eight bits; IFA_FLAGS has them all */
	netlink_for_each(a, h, sizeof(*i))
		read_attribute(a, uptime, &raw, out);
	/* with a peer, IFA_ADDRESS is the peer's and IFA_LOCAL is ours */
	out->address = raw.have_local ? raw.local : raw.address;
	return raw.have_local || raw.have_address;
}

struct collector {
	struct v6_facts *facts;
	double uptime;
};

static void begin(void *data)
{
	((struct collector *)data)->facts->address_count = 0;
}

static int take(const void *message, size_t length, void *data)
{
	struct collector *c = data;
	struct v6_facts *f = c->facts;
	struct v6_address one, *grown;

	if (!addr_parse(message, length, c->uptime, &one))
		return 0;
	grown = rows_grow(f->addresses, f->address_count, &f->address_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	f->addresses = grown;
	f->addresses[f->address_count++] = one;
	return 0;
}

void addr_see(struct v6_facts *f, double uptime)
{
	struct ifaddrmsg body = { .ifa_family = AF_UNSPEC };
	struct collector c = { f, uptime };
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETADDR, .dump = true,
		.body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = &c,
	};

	netlink_ask(&q, &f->addresses_part);
}
