/* SPDX-License-Identifier: MIT */
/* monitor: see monitor.h. */
#include "monitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdalign.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addr.h"
#include "ipv6/record.h"
#include "lang.h"
#include "link.h"
#include "neigh.h"
#include "netlink.h"
#include "route.h"

#define BUFFER (32 * 1024)
#define DATAGRAMS 512		/* read in one go */
#define ROOM (1 << 20)		/* asked of the kernel */
#define DEFAULT_MAX 3		/* prefix length: wider than 2000::/3 */

/* Of a neighbour: what it becomes when it is lost, or found again. */
#define TELLING (NUD_FAILED | NUD_INCOMPLETE | NUD_REACHABLE)

/*
 * Of routes the default ones, of neighbours those that are lost or found; all
 * else. Types and states stand in host order, the filter loads big-endian.
 * Announcements come one message to a datagram.
 */
static int set_filter(int fd)
{
	const unsigned body = sizeof(struct nlmsghdr);
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWNEIGH), 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 4),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 body + offsetof(struct rtmsg, rtm_dst_len)),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, DEFAULT_MAX, 3, 2),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 body + offsetof(struct ndmsg, ndm_state)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, htons(TELLING), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]), .filter = code,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

static int join_groups(int fd)
{
	static const int groups[] = {
		RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
		RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV6_RULE,
		RTNLGRP_IPV6_IFINFO, RTNLGRP_IPV6_NETCONF, RTNLGRP_NEXTHOP,
		RTNLGRP_NEIGH,
	};
	size_t i;

	/* an old kernel may lack one of them: it has no such things then */
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &groups[i], sizeof(groups[i])) != 0 &&
		    errno != EINVAL)
			return -1;
	return 0;
}

int monitor_open(struct fault *f)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_ROUTE);
	int room = ROOM;

	if (fd < 0)
		return fault_errno(f, _("cannot open a netlink socket"));
	/* more than an ordinary user may have, where we may */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room,
		       sizeof(room)) != 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room,
				 sizeof(room));
	if (set_filter(fd) == 0 &&
	    bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0 &&
	    join_groups(fd) == 0)
		return fd;
	fault_errno(f, _("cannot listen to the kernel's announcements"));
	close(fd);
	return -1;
}

static const struct field_list *list_called(const char *name)
{
	const struct field_list *l = fields_lists;

	while (strcmp(l->name, name) != 0)
		l++;
	return l;
}

/* Whether F's list NAME has ITEM, but for what moves by itself. */
static bool known(const struct v6_facts *f, const char *name, const void *item)
{
	const struct field_list *l = list_called(name);
	const void *old = record_find(f, l, item);

	return old != NULL && record_same(l->fields, old, item);
}

static bool link_news(const void *message, size_t length,
		      const struct v6_facts *f)
{
	struct v6_link one;

	return link_parse(message, length, &one) && !known(f, "links", &one);
}

static bool address_news(const void *message, size_t length,
			 const struct v6_facts *f)
{
	struct v6_address one;

	return addr_parse(message, length, 0, &one) &&
		!known(f, "addresses", &one);
}

static bool route_news(const void *message, size_t length,
		       const struct v6_facts *f)
{
	struct v6_route one;

	return route_parse(message, length, 100, &one) &&
		!known(f, "routes", &one);
}

static bool is_dead(const struct v6_neighbour *n)
{
	return n->state & (NUD_FAILED | NUD_INCOMPLETE);
}

static bool is_gateway(const struct v6_facts *f, const struct v6_neighbour *n)
{
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++)
			if (f->routes[i].legs[k].ifindex == n->ifindex &&
			    IN6_ARE_ADDR_EQUAL(&f->routes[i].legs[k].gateway,
					       &n->address))
				return true;
	return false;
}

/* A gateway that is lost, or found again. */
static bool neighbour_news(const void *message, size_t length,
			   const struct v6_facts *f)
{
	const struct v6_neighbour *old;
	struct v6_neighbour one;

	if (!neigh_parse(message, length, &one) || !is_gateway(f, &one))
		return false;
	old = record_find(f, list_called("neighbours"), &one);
	return is_dead(&one) != (old != NULL && is_dead(old));
}

/* A bridge port's link messages tell of the bridge, not of IPv6. */
static bool of_bridge(const struct nlmsghdr *h)
{
	return h->nlmsg_len >= sizeof(*h) + 1 &&
		*(const uint8_t *)mnl_nlmsg_get_payload(h) == AF_BRIDGE;
}

static bool leads_out(const struct nlmsghdr *h)
{
	const struct rtmsg *r = mnl_nlmsg_get_payload(h);

	return h->nlmsg_len >= sizeof(*h) + sizeof(*r) &&
		r->rtm_dst_len <= DEFAULT_MAX && !(r->rtm_flags & RTM_F_CLONED);
}

bool monitor_relevant(const void *message, size_t length,
		      const struct v6_facts *f)
{
	const struct nlmsghdr *h = message;

	if (length < sizeof(*h) || h->nlmsg_len < sizeof(*h) ||
	    h->nlmsg_len > length)
		return false;
	switch (h->nlmsg_type) {
	case RTM_NEWLINK:
		return !of_bridge(h) && link_news(message, length, f);
	case RTM_DELLINK:
		return !of_bridge(h);
	case RTM_NEWADDR:
		return address_news(message, length, f);
	case RTM_NEWROUTE:
		return route_news(message, length, f);
	case RTM_DELROUTE:
		return leads_out(h);
	case RTM_NEWNEIGH:
		return neighbour_news(message, length, f);
	case RTM_DELADDR:
	case RTM_NEWRULE:
	case RTM_DELRULE:
	case RTM_NEWNETCONF:
	case RTM_DELNETCONF:
	case RTM_NEWNEXTHOP:
	case RTM_DELNEXTHOP:
		return true;
	}
	return false;
}

static bool any_relevant(const char *buffer, size_t length,
			 const struct v6_facts *f)
{
	while (length >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *h = (const void *)buffer;
		size_t step = MNL_ALIGN((size_t)h->nlmsg_len);

		if (h->nlmsg_len < sizeof(*h) || h->nlmsg_len > length)
			return true;	/* not to be understood: look */
		if (monitor_relevant(h, h->nlmsg_len, f))
			return true;
		if (step >= length)
			break;
		buffer += step;
		length -= step;
	}
	return false;
}

enum monitor_news monitor_read(int fd, const struct v6_facts *f)
{
	static alignas(4) char buffer[BUFFER];
	enum monitor_news news = MONITOR_NOTHING;
	int i;

	for (i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_nl from = { 0 };
		socklen_t room = sizeof(from);
		ssize_t n = recvfrom(fd, buffer, sizeof(buffer), MSG_TRUNC,
				     (struct sockaddr *)&from, &room);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0 || (size_t)n > sizeof(buffer))
			news = MONITOR_LOST;	/* ENOBUFS, or cut off */
		else if (from.nl_pid == 0 && news == MONITOR_NOTHING &&
			 any_relevant(buffer, (size_t)n, f))
			news = MONITOR_CHANGE;
		if (n < 0 && errno != ENOBUFS)
			break;
	}
	return news;
}
