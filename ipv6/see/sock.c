/* SPDX-License-Identifier: MIT */
/* sock: see sock.h. */
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <string.h>

#include "netlink.h"
#include "route.h"
#include "rows.h"

bool sock_parse(const void *message, size_t length, struct v6_listener *out)
{
	const struct nlmsghdr *h = netlink_open(message, length,
						SOCK_DIAG_BY_FAMILY,
						sizeof(struct inet_diag_msg));
	const struct inet_diag_msg *d;
	const struct nlattr *a;
	uint8_t v6only;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	d = mnl_nlmsg_get_payload(h);
	if (d->idiag_family != AF_INET && d->idiag_family != AF_INET6)
		return false;
	out->family = d->idiag_family;
	out->port = ntohs(d->id.idiag_sport);
	out->ifindex = (int)d->id.idiag_if;
	out->uid = d->idiag_uid;
	if (out->family == AF_INET)
		netlink_map(d->id.idiag_src, &out->address);
	else
		memcpy(&out->address, d->id.idiag_src, sizeof(out->address));
	netlink_for_each(a, h, sizeof(*d))
		if (mnl_attr_get_type(a) == INET_DIAG_SKV6ONLY &&
		    netlink_copy(a, &v6only, sizeof(v6only))) {
			out->v6only = v6only;
			out->have |= V6_LISTENER_HAVE_V6ONLY;
		}
	return true;
}

struct collector {
	struct v6_facts *facts;
	size_t keep;		/* listeners of the other family */
};

static void begin(void *data)
{
	struct collector *c = data;

	c->facts->listener_count = c->keep;
}

static int take(const void *message, size_t length, void *data)
{
	struct collector *c = data;
	struct v6_facts *f = c->facts;
	struct v6_listener one, *grown;

	if (!sock_parse(message, length, &one))
		return 0;
	grown = rows_grow(f->listeners, f->listener_count, &f->listener_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	f->listeners = grown;
	f->listeners[f->listener_count++] = one;
	return 0;
}

static void see_family(struct v6_facts *f, int family)
{
	struct inet_diag_req_v2 body = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_states = 1 << TCP_LISTEN,
	};
	struct collector c = { f, f->listener_count };
	struct netlink_query q = {
		.bus = NETLINK_SOCK_DIAG, .type = SOCK_DIAG_BY_FAMILY,
		.dump = true, .body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = &c,
	};

	netlink_ask(&q, &f->listeners_part);
}

/* Whether an interface carries what L is bound to. */
static bool carried(const struct v6_facts *f, const struct v6_listener *l)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (memcmp(&f->addresses[i].address, &l->address,
			   sizeof(l->address)) == 0)
			return true;
	return false;
}

/*
 * A socket stays in LISTEN when the address it is bound to goes. What no
 * interface carries may still be local by a route; the kernel is asked.
 */
static void see_local(const struct v6_facts *f, struct v6_listener *l)
{
	int local = 1;

	if (IN6_IS_ADDR_UNSPECIFIED(&l->address) ||
	    IN6_IS_ADDR_V4MAPPED(&l->address) || !f->addresses_part.seen)
		return;
	if (!carried(f, l)) {
		/* a link-local one has no route without its interface */
		local = IN6_IS_ADDR_LINKLOCAL(&l->address) ? 0 :
			route_is_local(&l->address);
		if (local < 0)
			return;
	}
	l->local = local;
	l->have |= V6_LISTENER_HAVE_LOCAL;
}

void sock_see(struct v6_facts *f)
{
	size_t i;

	f->listener_count = 0;
	see_family(f, AF_INET);
	/* a kernel without AF_INET6 has no handler: none listens there */
	if (f->listeners_part.seen)
		see_family(f, AF_INET6);
	if (f->listeners_part.error == ENOENT && f->inet6_known && !f->inet6)
		f->listeners_part = (struct v6_part){ .seen = true };
	for (i = 0; i < f->listener_count; i++)
		see_local(f, &f->listeners[i]);
}
