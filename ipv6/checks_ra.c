/* SPDX-License-Identifier: MIT */
/* checks_ra: rules for what a link takes from routers. */
#include "checks_rows.h"

#include <linux/rtnetlink.h>

#include "lang.h"
#include "policy.h"
#include "roles.h"

/* ipv6_accept_ra() of the kernel: 1 is without effect on a router. */
static bool ra_in_force(const struct v6_conf *c)
{
	bool accepted = c->forwarding ? c->accept_ra == 2 : c->accept_ra > 0;

	return accepted && (c->accept_ra_defrtr || c->autoconf);
}

enum origin { ORIGIN_STATIC, ORIGIN_DYNAMIC };

/* A wide address on L that came by hand, or by an RA or DHCPv6. */
static bool has_address(const struct v6_facts *f, const struct v6_link *l,
			enum origin origin)
{
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->ifindex == l->ifindex && roles_address_wide(a) &&
		    roles_address_static(a) == (origin == ORIGIN_STATIC))
			return true;
	}
	return false;
}

static bool has_static_default(const struct v6_facts *f,
			       const struct v6_link *l)
{
	size_t i;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->family == AF_INET6 && r->type == RTN_UNICAST &&
		    r->protocol != RTPROT_RA &&
		    roles_route_uses(r, l->ifindex))
			return true;
	}
	return false;
}

/*
 * Whether the link lives on advertisements: it has seen them, or has an
 * address from them; or it never asked, and was given nothing by hand.
 */
static bool depends_on_ra(const struct v6_facts *f, const struct v6_link *l)
{
	if (has_static_default(f, l))
		return false;
	return (l->have & V6_LINK_HAVE_RA && l->ra_seen) ||
		has_address(f, l, ORIGIN_DYNAMIC) ||
		(!l->ra_asked && !has_address(f, l, ORIGIN_STATIC));
}

static enum verdict ra_ignored_forwarding(const struct policy *p,
					  const void *facts, int64_t now,
					  struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;

	(void)p, (void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (!l->conf.forwarding || l->conf.accept_ra != 1)
		return l->conf.accept_ra ? VERDICT_PASS : VERDICT_NONE;
	if (!v->facts->routes_part.seen || !v->facts->addresses_part.seen ||
	    !depends_on_ra(v->facts, l))
		return VERDICT_NONE;
	check_observed(j, "net.ipv6.conf.%s: forwarding = 1, accept_ra = 1",
		       l->name);
	check_expected(j, "net.ipv6.conf.%s.accept_ra = 2", l->name);
	return VERDICT_FAIL;
}

static enum verdict ra_accepted_static(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;
	const struct v6_files *all = &v->facts->files;

	(void)p, (void)now;
	if (!v->facts->routes_part.seen || !v->facts->addresses_part.seen ||
	    !has_static_default(v->facts, l) ||
	    !has_address(v->facts, l, ORIGIN_STATIC))
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (!ra_in_force(&l->conf))
		return VERDICT_PASS;
	check_observed(j, "net.ipv6.conf.%s.accept_ra = %d%s", l->name,
		       l->conf.accept_ra,
		       all->have_all_accept_ra && all->all_accept_ra == 0 ?
		       _(" (the 0 in net.ipv6.conf.all does not reach it)") :
		       "");
	check_expected(j, "net.ipv6.conf.%s.accept_ra = 0", l->name);
	return VERDICT_FAIL;
}

static bool has_any_default(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].family == AF_INET6 &&
		    f->routes[i].type == RTN_UNICAST)
			return true;
	return false;
}

/* For how long L has had a link-local address: then it began to ask. */
static int64_t asked_for(const struct v6_facts *f, const struct v6_link *l)
{
	int64_t longest = -1;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->ifindex == l->ifindex && a->family == AF_INET6 &&
		    IN6_IS_ADDR_LINKLOCAL(&a->address) &&
		    (a->have & V6_ADDRESS_HAVE_AGE) && a->age > longest)
			longest = a->age;
	}
	return longest;
}

static enum verdict ra_missing(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_facts *f = v->facts;
	const struct v6_link *l = v->link;

	(void)now;
	if (!l->uplink || !(l->have & V6_LINK_HAVE_CONF) ||
	    !(l->have & V6_LINK_HAVE_RA) || !ra_in_force(&l->conf) ||
	    !l->ra_asked)
		return VERDICT_NONE;
	if (l->ra_seen)
		return VERDICT_PASS;
	if (!f->routes_part.seen || has_any_default(f))
		return VERDICT_NONE;
	check_observed(j, _("routers were asked for, and none has answered"));
	return asked_for(f, l) <= p->ipv6_ra_wait ? VERDICT_UNKNOWN :
		ipv6_lacking(&f->routes_part, j);
}

/*
 * What audits read is `all`, at run time or as written for the next boot; what
 * the kernel goes by is the interface's own.
 */
static enum verdict ra_all_only(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;
	const struct v6_files *s = &v->facts->files;
	bool live = s->have_all_accept_ra && s->all_accept_ra == 0;
	bool written = s->have_written_accept_ra &&
		s->written_accept_ra == 0;

	(void)p, (void)now;
	if (!live && !written)
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (!ra_in_force(&l->conf))
		return VERDICT_PASS;
	check_observed(j, _("net.ipv6.conf.all.accept_ra = 0%s, but "
			    "net.ipv6.conf.%s.accept_ra = %d"),
		       live ? "" : _(" in the files for the next boot"),
		       l->name, l->conf.accept_ra);
	check_expected(j, _("the same for the interface, which alone counts"));
	return VERDICT_FAIL;
}

static enum verdict ra_redirects(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;
	const struct v6_files *all = &v->facts->files;

	(void)p, (void)now;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	/* a router takes no redirects, whatever the setting */
	if (l->conf.forwarding || l->conf.accept_redirects == 0)
		return VERDICT_PASS;
	check_observed(j, "net.ipv6.conf.%s.accept_redirects = %d%s", l->name,
		       l->conf.accept_redirects,
		       all->have_all_redirects && all->all_redirects == 0 ?
		       _(" (the 0 in net.ipv6.conf.all does not reach it)") :
		       "");
	check_expected(j, "net.ipv6.conf.%s.accept_redirects = 0", l->name);
	return VERDICT_FAIL;
}

const struct check ipv6_ra_rows[] = {
	{
		.id = "ra.ignored-forwarding",
		.title = N_("Router advertisements are not ignored because of "
			    "forwarding"),
		.rule = "RFC 4861 section 6.2.1",
		.fix = N_("sysctl net.ipv6.conf.NAME.accept_ra=2 (containers "
			  "and virtual machines switch forwarding on)"),
		.needs = { "kern.no-ipv6", "link.down", "link.mtu",
			   "link.no-inet6", "link.disabled-by-dad",
			   "link.disabled" },
		.judge = ra_ignored_forwarding,
	},
	{
		.id = "ra.missing",
		.title = N_("A router answers the link's solicitations"),
		.rule = "RFC 4861 section 6.3.7",
		.fix = N_("see to the router's advertisements, and to RA "
			  "guard and MLD snooping at the switch; or give the "
			  "host a static default route"),
		.needs = { "kern.no-ipv6", "link.down", "link.mtu",
			   "link.no-inet6", "link.disabled-by-dad",
			   "link.disabled", "link.no-linklocal",
			   "ra.ignored-forwarding" },
		.who = ACTOR_ISP,
		.judge = ra_missing,
	},
	{
		.id = "ra.accepted-static",
		.title = N_("A link that is configured by hand takes no "
			    "router advertisements"),
		.rule = "RFC 6104",
		.fix = N_("sysctl net.ipv6.conf.NAME.accept_ra=0, for each "
			  "interface by its name, and in /etc/sysctl.d"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6",
			   "link.disabled-by-dad", "link.disabled" },
		.judge = ra_accepted_static,
	},
	{
		.id = "ra.all-only",
		.title = N_("Where router advertisements are switched off for "
			    "all, they are so for the interface"),
		.rule = "RFC 6104",
		.fix = N_("sysctl net.ipv6.conf.NAME.accept_ra=0, for each "
			  "interface by its name, and in /etc/sysctl.d; or "
			  "take the line about all away"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6",
			   "link.disabled-by-dad", "link.disabled",
			   "ra.accepted-static" },
		.judge = ra_all_only,
	},
	{
		.id = "ra.redirects",
		.title = N_("The link takes no ICMPv6 redirects"),
		.rule = "RFC 9099 section 2.3.3",
		.fix = N_("sysctl net.ipv6.conf.NAME.accept_redirects=0, for "
			  "each interface by its name, and in /etc/sysctl.d"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6",
			   "link.disabled-by-dad", "link.disabled" },
		.judge = ra_redirects,
	},
};
