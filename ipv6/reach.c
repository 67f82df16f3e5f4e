/* SPDX-License-Identifier: MIT */
/* reach: see reach.h. */
#include "reach.h"

#include <stdio.h>
#include <string.h>

bool reach_is_near(const struct in6_addr *a)
{
	enum prefix_kind kind = prefix_kind(a);

	if (IN6_IS_ADDR_V4MAPPED(a))
		return a->s6_addr[12] == 127;
	return kind == PREFIX_LOOPBACK || kind == PREFIX_LINKLOCAL;
}

static void count_v4(struct reach *r, const struct v6_listener *l)
{
	if (reach_is_near(&l->address))
		r->v4_near = l;
	else
		r->v4 = l;
}

static void count_v6(struct reach *r, const struct v6_listener *l)
{
	if ((l->have & V6_LISTENER_HAVE_LOCAL) && !l->local)
		r->ghost = l;
	else if (reach_is_near(&l->address))
		r->v6_near = l;
	else
		r->v6 = l;
	/* an IPv6 socket on any address takes IPv4 too (RFC 3493, 5.3) */
	if (IN6_IS_ADDR_UNSPECIFIED(&l->address) && !l->v6only)
		r->v4 = l;
}

struct reach reach_of(const struct v6_facts *f, uint16_t port)
{
	struct reach r = { 0 };
	size_t i;

	for (i = 0; i < f->listener_count; i++) {
		const struct v6_listener *l = &f->listeners[i];

		if (l->port != port)
			continue;
		if (IN6_IS_ADDR_V4MAPPED(&l->address))
			count_v4(&r, l);
		else
			count_v6(&r, l);
	}
	return r;
}

const char *reach_place(const struct v6_listener *l, char buffer[REACH_PLACE])
{
	bool v4 = IN6_IS_ADDR_V4MAPPED(&l->address);
	char text[PREFIX_TEXT];

	snprintf(buffer, REACH_PLACE, "%s%s%s:%u", v4 ? "" : "[",
		 prefix_format(&l->address, text), v4 ? "" : "]", l->port);
	return buffer;
}

bool reach_is_portal(const struct v6_facts *f, uint16_t port)
{
	size_t i;

	for (i = 0; i < f->port_count; i++)
		if (f->ports[i] == port)
			return true;
	return false;
}

static bool is_exposed(const struct v6_listener *l)
{
	return !IN6_IS_ADDR_V4MAPPED(&l->address) &&
		!((l->have & V6_LISTENER_HAVE_LOCAL) && !l->local) &&
		!reach_is_near(&l->address);
}

size_t reach_exposed(const struct v6_facts *f, uint16_t *ports, size_t room)
{
	size_t i, at, n = 0;

	for (i = 0; i < f->listener_count; i++) {
		const struct v6_listener *l = &f->listeners[i];

		if (!is_exposed(l))
			continue;
		for (at = 0; at < n && ports[at] < l->port; at++)
			;
		if ((at < n && ports[at] == l->port) || n == room)
			continue;
		memmove(&ports[at + 1], &ports[at], (n - at) * sizeof(*ports));
		ports[at] = l->port;
		n++;
	}
	return n;
}
