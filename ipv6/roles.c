/* SPDX-License-Identifier: MIT */
/* roles: see roles.h. */
#include "roles.h"

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "prefix.h"

static int by_ifindex(const void *key, const void *row)
{
	const int *ifindex = key;
	const struct v6_link *l = row;

	return (*ifindex > l->ifindex) - (*ifindex < l->ifindex);
}

const struct v6_link *roles_link(const struct v6_facts *f, int ifindex)
{
	if (f->link_count == 0)
		return NULL;
	return bsearch(&ifindex, f->links, f->link_count, sizeof(*f->links),
		       by_ifindex);
}

bool roles_link_carries(const struct v6_link *l)
{
	/* RUNNING follows a lost carrier only after up to a second */
	return (l->flags & IFF_RUNNING) && (l->flags & V6_LINK_LOWER_UP);
}

bool roles_link_works(const struct v6_link *l)
{
	return (l->flags & IFF_UP) && roles_link_carries(l) &&
		(!(l->have & V6_LINK_HAVE_INET6) || l->inet6) &&
		(!(l->have & V6_LINK_HAVE_CONF) || l->conf.disable_ipv6 == 0);
}

bool roles_address_wide(const struct v6_address *a)
{
	enum prefix_kind kind = prefix_kind(&a->address);

	return a->family == AF_INET6 &&
		(kind == PREFIX_GLOBAL || kind == PREFIX_ULA ||
		 kind == PREFIX_BAD);
}

bool roles_address_usable(const struct v6_address *a)
{
	uint32_t bad = IFA_F_DADFAILED | IFA_F_DEPRECATED | IFA_F_TEMPORARY;

	/* an optimistic address is in use while it is probed (RFC 4429) */
	if (!(a->flags & IFA_F_OPTIMISTIC))
		bad |= IFA_F_TENTATIVE;
	return roles_address_wide(a) && !(a->flags & bad) &&
		prefix_kind(&a->address) != PREFIX_BAD;
}

bool roles_unsettled(const struct v6_facts *f, int64_t longest)
{
	uint32_t mask = IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_OPTIMISTIC;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if ((a->flags & mask) == IFA_F_TENTATIVE &&
		    (a->have & V6_ADDRESS_HAVE_AGE) && a->age <= longest)
			return true;
	}
	return false;
}

bool roles_gateway_asked(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->neighbour_count; i++)
		if (f->neighbours[i].state & NUD_INCOMPLETE)
			return true;
	return false;
}

bool roles_address_static(const struct v6_address *a)
{
	return a->flags & IFA_F_PERMANENT;
}

bool roles_route_rejects(const struct v6_route *r)
{
	return r->family == AF_INET6 &&
		(r->type == RTN_UNREACHABLE || r->type == RTN_BLACKHOLE ||
		 r->type == RTN_PROHIBIT || r->type == RTN_THROW);
}

/* One next hop that is alive is enough; no word of any is no objection. */
bool roles_route_alive(const struct v6_route *r)
{
	unsigned i;

	for (i = 0; i < r->leg_count && i < V6_LEGS; i++)
		if (r->legs[i].flags == 0)
			return true;
	return r->leg_count == 0 || r->leg_count > V6_LEGS;
}

/* Whether R wins over OTHER in their table: longer prefix, lower metric. */
static bool precedes(const struct v6_route *r, const struct v6_route *other)
{
	if (r->table != other->table || r->family != other->family ||
	    r->source_length != other->source_length)
		return false;
	return r->length > other->length ||
		(r->length == other->length && r->metric < other->metric);
}

bool roles_route_usable(const struct v6_facts *f, const struct v6_route *r)
{
	size_t i;

	if (r->type != RTN_UNICAST || (r->expires && r->expires_in < 0) ||
	    !roles_route_alive(r))
		return false;
	for (i = 0; i < f->route_count; i++)
		if (roles_route_rejects(&f->routes[i]) &&
		    precedes(&f->routes[i], r))
			return false;
	return true;
}

bool roles_route_uses(const struct v6_route *r, int ifindex)
{
	unsigned i;

	for (i = 0; i < r->leg_count && i < V6_LEGS; i++)
		if (r->legs[i].ifindex == ifindex)
			return true;
	return false;
}

/* Whether TABLE has a default for IPv6 that leads anywhere. */
static bool has_v6_default(const struct v6_facts *f, uint32_t table)
{
	size_t i;

	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].family == AF_INET6 &&
		    f->routes[i].type == RTN_UNICAST &&
		    f->routes[i].table == table)
			return true;
	return false;
}

static bool carries_default(const struct v6_facts *f, const struct v6_link *l)
{
	size_t i;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->type == RTN_UNICAST && roles_route_uses(r, l->ifindex) &&
		    (r->family == AF_INET6 || !has_v6_default(f, r->table)))
			return true;
	}
	return false;
}

/* Of either family, wider than the link; scopes count downwards. */
static bool is_addressed(const struct v6_facts *f, const struct v6_link *l)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (f->addresses[i].ifindex == l->ifindex &&
		    f->addresses[i].scope < RT_SCOPE_LINK)
			return true;
	return false;
}

static bool is_switched_on(const struct v6_facts *f, const struct v6_link *l)
{
	(void)f;
	return (l->flags & IFF_UP) && l->master == 0;
}

/* True where at least one link fits. */
static bool mark_uplinks(struct v6_facts *f,
			 bool (*fits)(const struct v6_facts *,
				      const struct v6_link *))
{
	bool any = false;
	size_t i;

	for (i = 0; i < f->link_count; i++) {
		struct v6_link *l = &f->links[i];

		l->uplink = !(l->flags & IFF_LOOPBACK) && fits(f, l);
		any |= l->uplink;
	}
	return any;
}

static void mark_addressed(struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];
		struct v6_link *l = (struct v6_link *)
			roles_link(f, a->ifindex);

		if (l == NULL)
			continue;
		if (roles_address_wide(a))
			l->serves = true;
		if (prefix_kind(&a->address) == PREFIX_LINKLOCAL)
			l->linklocal = true;
	}
}

void roles_assign(struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->link_count; i++)
		f->links[i].serves = f->links[i].linklocal = false;
	mark_addressed(f);
	if (!mark_uplinks(f, carries_default) && !mark_uplinks(f, is_addressed))
		mark_uplinks(f, is_switched_on);
	for (i = 0; i < f->link_count; i++)
		f->links[i].serves = !(f->links[i].flags & IFF_LOOPBACK) &&
			(f->links[i].serves || f->links[i].uplink);
}

const struct v6_link *roles_main_link(const struct v6_facts *f)
{
	const struct v6_link *first = NULL;
	size_t i;

	for (i = 0; i < f->link_count; i++) {
		const struct v6_link *l = &f->links[i];

		if (!l->uplink)
			continue;
		if (roles_link_works(l))
			return l;
		if (first == NULL)
			first = l;
	}
	return first;
}
