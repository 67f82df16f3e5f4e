/* SPDX-License-Identifier: MIT */
/*
 * examine: what is judged, and what it hangs on. A default route or a global
 * address is a matter of the host, but where it is missing because its link is
 * down, the link is the cause. So the host's verdicts hang on the link that
 * works, where one does, else on the first that does not; and its verdict on
 * addresses on the address that would do, had it not a fault of its own.
 */
#include "examine.h"

#include <linux/if_addr.h>
#include <stdio.h>

#include "checks.h"
#include "prefix.h"
#include "reach.h"
#include "roles.h"

/*
 * Addresses without a blemish all pass alike; beyond this many they are no
 * longer listed one by one.
 */
#define PLAIN_MAX 64

#define GATEWAYS_MAX 32	/* judged one by one */
#define EXPOSED_MAX 64	/* ports that others get to, judged one by one */

#define SUBJECT_TEXT (PREFIX_TEXT + IF_NAMESIZE + 8)

static const struct subject host = { "host", NULL };

static void judge_link(struct report *r, struct v6_view *v,
		       const struct v6_link *l)
{
	struct subject s = { l->name, &host };

	v->link = l;
	report_judge(r, ipv6_checks[V6_GROUP_LINK], v, &s);
	report_judge(r, ipv6_checks[V6_GROUP_RA], v, &s);
}

/* A link-local or loopback one is plain unless its detection is at issue. */
static bool is_plain(const struct v6_address *a)
{
	return !(a->flags & (IFA_F_DADFAILED | IFA_F_TENTATIVE)) &&
		(!roles_address_wide(a) ||
		 (roles_address_usable(a) && a->preferred == V6_FOREVER));
}

/* Where nothing is expected of a link, nor of its addresses. */
static bool matters(const struct v6_link *l, const struct v6_address *a)
{
	if (a->family != AF_INET6 || l == NULL)
		return false;
	if (l->flags & IFF_LOOPBACK)
		return roles_address_wide(a);
	return l->uplink || (l->serves && roles_link_works(l));
}

static void name_address(const struct v6_link *l, const struct v6_address *a,
			 char text[SUBJECT_TEXT])
{
	char address[PREFIX_TEXT];

	snprintf(text, SUBJECT_TEXT, "%s %s/%u", l->name,
		 prefix_format(&a->address, address), a->length);
}

static void judge_addresses(struct report *r, struct v6_view *v)
{
	const struct v6_facts *f = v->facts;
	char text[SUBJECT_TEXT];
	size_t i, plain = 0;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];
		const struct v6_link *l = roles_link(f, a->ifindex);
		struct subject up, s = { text, &up };

		if (!matters(l, a) || (is_plain(a) && plain++ >= PLAIN_MAX))
			continue;
		up = (struct subject){ l->name, &host };
		name_address(l, a, text);
		v->link = l;
		v->address = a;
		report_judge(r, ipv6_checks[V6_GROUP_DETECTION], v, &s);
		if (roles_address_wide(a))
			report_judge(r, ipv6_checks[V6_GROUP_ADDRESS], v, &s);
	}
}

/*
 * The address that would be the host's, had it not some fault; NULL where a
 * good one exists, or none at all. With GLOBAL, only global ones count.
 */
static const struct v6_address *blocked_address(const struct v6_facts *f,
						bool global)
{
	const struct v6_address *found = NULL;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (!matters(roles_link(f, a->ifindex), a) ||
		    !roles_address_wide(a) ||
		    (global && prefix_kind(&a->address) != PREFIX_GLOBAL))
			continue;
		if (roles_address_usable(a))
			return NULL;
		if (found == NULL)
			found = a;
	}
	return found;
}

/* The host's rows of GROUP, hanging on A where given, else on its link. */
static void judge_host(struct report *r, struct v6_view *v,
		       enum v6_group group, const struct v6_address *a)
{
	const struct v6_link *l = a ? roles_link(v->facts, a->ifindex) :
		roles_main_link(v->facts);
	struct subject link = { l ? l->name : "", &host };
	struct subject address, s = { host.name, l ? &link : NULL };
	char text[SUBJECT_TEXT];

	if (a != NULL) {
		name_address(l, a, text);
		address = (struct subject){ text, &link };
		s.parent = &address;
	}
	report_judge(r, ipv6_checks[group], v, &s);
}

/* Whether a gateway of that link and address was judged before. */
static bool is_repeated(const struct v6_facts *f, size_t route, unsigned leg)
{
	const struct v6_leg *g = &f->routes[route].legs[leg];
	size_t i;
	unsigned k;

	for (i = 0; i <= route; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++) {
			const struct v6_leg *other = &f->routes[i].legs[k];

			if (i == route && k == leg)
				return false;
			if (f->routes[i].family == AF_INET6 &&
			    other->ifindex == g->ifindex &&
			    IN6_ARE_ADDR_EQUAL(&other->gateway, &g->gateway))
				return true;
		}
	return false;
}

static void judge_gateway(struct report *r, struct v6_view *v,
			  const struct v6_leg *g)
{
	const struct v6_link *l = roles_link(v->facts, g->ifindex);
	char text[SUBJECT_TEXT], address[PREFIX_TEXT];
	struct subject link = { l ? l->name : "", &host }, s = { text, &link };

	snprintf(text, sizeof(text), "%s %s", link.name,
		 prefix_format(&g->gateway, address));
	v->leg = g;
	v->link = l;
	report_judge(r, ipv6_checks[V6_GROUP_GATEWAY], v, &s);
}

static void judge_gateways(struct report *r, struct v6_view *v)
{
	const struct v6_facts *f = v->facts;
	size_t i, judged = 0;
	unsigned k;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *one = &f->routes[i];

		if (one->family != AF_INET6)
			continue;
		for (k = 0; k < one->leg_count && k < V6_LEGS; k++)
			if (one->legs[k].family == AF_INET6 &&
			    judged < GATEWAYS_MAX && !is_repeated(f, i, k)) {
				judge_gateway(r, v, &one->legs[k]);
				judged++;
			}
	}
}

/* The addresses that the kernel was asked for by their own. */
static bool has_way(const struct v6_facts *f, const struct v6_address *a)
{
	size_t i;

	for (i = 0; i < f->way_count; i++)
		if (IN6_ARE_ADDR_EQUAL(&f->ways[i].source, &a->address))
			return true;
	return false;
}

static void judge_sources(struct report *r, struct v6_view *v)
{
	const struct v6_facts *f = v->facts;
	char text[SUBJECT_TEXT];
	size_t i;

	for (i = 0; f->way_count > 0 && i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];
		const struct v6_link *l = roles_link(f, a->ifindex);
		struct subject up, s = { text, &up };

		if (l == NULL || a->family != AF_INET6 || !has_way(f, a))
			continue;
		up = (struct subject){ l->name, &host };
		name_address(l, a, text);
		v->link = l;
		v->address = a;
		report_judge(r, ipv6_checks[V6_GROUP_SOURCE], v, &s);
	}
}

static void judge_names(struct report *r, struct v6_view *v)
{
	const struct v6_link *l = roles_main_link(v->facts);
	struct subject link = { l ? l->name : "", &host };
	size_t i;

	for (i = 0; i < v->facts->name_count; i++) {
		struct subject s = { v->facts->names[i].name,
				     l ? &link : &host };

		v->name = &v->facts->names[i];
		report_judge(r, ipv6_checks[V6_GROUP_NAME], v, &s);
	}
}

static void judge_port(struct report *r, struct v6_view *v, uint16_t port,
		       enum v6_group group)
{
	const struct v6_link *l = roles_main_link(v->facts);
	struct subject link = { l ? l->name : "", &host };
	char text[16];
	struct subject s = { text, l ? &link : &host };

	v->port = port;
	snprintf(text, sizeof(text), "tcp/%u", port);
	report_judge(r, ipv6_checks[group], v, &s);
}

static void judge_ports(struct report *r, struct v6_view *v)
{
	const struct v6_facts *f = v->facts;
	uint16_t exposed[EXPOSED_MAX];
	size_t i, n = reach_exposed(f, exposed, EXPOSED_MAX);

	for (i = 0; i < f->port_count; i++) {
		judge_port(r, v, f->ports[i], V6_GROUP_PORT);
		judge_port(r, v, f->ports[i], V6_GROUP_FILTER);
	}
	for (i = 0; i < n; i++)
		judge_port(r, v, exposed[i], V6_GROUP_EXPOSURE);
}

void examine_host(struct report *r, const struct v6_facts *f)
{
	struct v6_view v = { .facts = f };
	size_t i;

	report_judge(r, ipv6_checks[V6_GROUP_HOST], &v, &host);
	for (i = 0; i < f->link_count; i++)
		if (f->links[i].serves)
			judge_link(r, &v, &f->links[i]);
	judge_addresses(r, &v);
	judge_host(r, &v, V6_GROUP_SCOPE, blocked_address(f, false));
	judge_host(r, &v, V6_GROUP_REACH, blocked_address(f, true));
	judge_host(r, &v, V6_GROUP_ROUTE, NULL);
	report_judge(r, ipv6_checks[V6_GROUP_FIREWALL], &v, &host);
	judge_gateways(r, &v);
	judge_host(r, &v, V6_GROUP_WAY, NULL);
	judge_sources(r, &v);
	judge_host(r, &v, V6_GROUP_RESOLVE, NULL);
	judge_names(r, &v);
	judge_ports(r, &v);
}
