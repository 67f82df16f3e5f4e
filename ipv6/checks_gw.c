/* SPDX-License-Identifier: MIT */
/* checks_gw: rules for one gateway of a default route. */
#include "checks_rows.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "roles.h"

static const struct {
	unsigned state;
	const char *name;
} states[] = {
	{ NUD_INCOMPLETE, "INCOMPLETE" }, { NUD_REACHABLE, "REACHABLE" },
	{ NUD_STALE, "STALE" }, { NUD_DELAY, "DELAY" },
	{ NUD_PROBE, "PROBE" }, { NUD_FAILED, "FAILED" },
	{ NUD_NOARP, "NOARP" }, { NUD_PERMANENT, "PERMANENT" },
};

static const char *state_name(unsigned state)
{
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i].state == state)
			return states[i].name;
	return "NONE";
}

static const struct v6_neighbour *find(const struct v6_facts *f,
				       const struct v6_leg *g)
{
	size_t i;

	for (i = 0; i < f->neighbour_count; i++)
		if (f->neighbours[i].ifindex == g->ifindex &&
		    IN6_ARE_ADDR_EQUAL(&f->neighbours[i].address, &g->gateway))
			return &f->neighbours[i];
	return NULL;
}

static bool is_dead(const struct v6_facts *f, const struct v6_leg *g)
{
	const struct v6_neighbour *n = find(f, g);

	return g->flags != 0 ||
		(n != NULL && (n->state & (NUD_FAILED | NUD_INCOMPLETE)));
}

static bool is_same(const struct v6_leg *a, const struct v6_leg *b)
{
	return a->ifindex == b->ifindex && a->family == b->family &&
		IN6_ARE_ADDR_EQUAL(&a->gateway, &b->gateway);
}

/* Whether G is one of several next hops of a route, and another one lives. */
static bool has_living_twin(const struct v6_facts *f, const struct v6_leg *g)
{
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];
		bool within = false, living = false;

		for (k = 0; k < r->leg_count && k < V6_LEGS; k++) {
			if (is_same(&r->legs[k], g))
				within = true;
			else if (!is_dead(f, &r->legs[k]))
				living = true;
		}
		if (r->family == AF_INET6 && within && living)
			return true;
	}
	return false;
}

static enum verdict failed(const struct v6_view *v, struct judgement *j,
			   bool one_of_several)
{
	const struct v6_neighbour *n = find(v->facts, v->leg);

	if (ipv6_unseen(&v->facts->neighbours_part, j))
		return VERDICT_UNKNOWN;
	if (has_living_twin(v->facts, v->leg) != one_of_several)
		return VERDICT_NONE;
	if (n == NULL)		/* nothing was sent there yet */
		return VERDICT_NONE;
	check_observed(j, _("neighbour %s"), state_name(n->state));
	return is_dead(v->facts, v->leg) ? VERDICT_FAIL : VERDICT_PASS;
}

static enum verdict route_gw_failed(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	(void)p, (void)now;
	return failed(facts, j, false);
}

static enum verdict route_dead_leg(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;

	(void)p, (void)now;
	if (!has_living_twin(v->facts, v->leg))
		return VERDICT_NONE;
	if (v->leg->flags != 0) {
		check_observed(j, _("the kernel says %s"),
			       v->leg->flags & V6_LEG_DEAD ? "dead" :
			       "linkdown");
		return VERDICT_FAIL;
	}
	return failed(v, j, true);
}

/*
 * The flag is learnt from advertisements (RFC 4861 section 7.2.5), which the
 * kernel has seen for sure only where the neighbour has just answered.
 */
static enum verdict route_gw_not_router(const struct policy *p,
					const void *facts, int64_t now,
					struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_neighbour *n = find(v->facts, v->leg);

	(void)p, (void)now;
	if (n == NULL || !(n->state & NUD_REACHABLE))
		return VERDICT_NONE;
	check_observed(j, _("neighbour %s, %s"), state_name(n->state),
		       n->flags & NTF_ROUTER ? _("a router") :
		       _("says that it is no router"));
	return n->flags & NTF_ROUTER ? VERDICT_PASS : VERDICT_FAIL;
}

/* The default route with that next hop that came by an RA, or NULL. */
static const struct v6_route *advertised(const struct v6_facts *f,
					 const struct v6_leg *g)
{
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->family != AF_INET6 || r->protocol != RTPROT_RA)
			continue;
		for (k = 0; k < r->leg_count && k < V6_LEGS; k++)
			if (is_same(&r->legs[k], g))
				return r;
	}
	return NULL;
}

static enum verdict ra_rogue(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_facts *f = v->facts;
	char text[PREFIX_TEXT];
	size_t i;

	(void)p, (void)now;
	if (f->router_count == 0 || advertised(f, v->leg) == NULL)
		return VERDICT_NONE;
	for (i = 0; i < f->router_count; i++)
		if (IN6_ARE_ADDR_EQUAL(&f->routers[i].address,
				       &v->leg->gateway))
			return VERDICT_PASS;
	check_observed(j, _("a default route by router advertisement of %s"),
		       prefix_format(&v->leg->gateway, text));
	if (f->router_count == 1)
		check_expected(j, "%s", prefix_format(&f->routers[0].address,
						      text));
	else
		check_expected(j, _("one of the %zu routers that are expected"),
			       f->router_count);
	return VERDICT_FAIL;
}

const struct check ipv6_gateway_rows[] = {
	{
		.id = "ra.rogue",
		.title = N_("Only expected routers advertise themselves"),
		.rule = "RFC 6104",
		.fix = N_("find that router by its MAC address (ip -6 neigh), "
			  "switch RA guard on (RFC 6105); a server does best "
			  "without RAs: accept_ra=0 and a static route"),
		.needs = { "link.down", "link.disabled" },
		.judge = ra_rogue,
	},
	{
		.id = "route.gw-failed",
		.title = N_("The gateway answers"),
		.rule = "RFC 4861 section 7.3",
		.fix = N_("ping it: ping -6 GATEWAY%NAME; see to its address, "
			  "to VLAN and switch, and to filters of ICMPv6 types "
			  "135 and 136"),
		.needs = { "kern.no-ipv6", "link.down", "link.disabled",
			   "link.no-linklocal", "fw.ndp-dropped" },
		.who = ACTOR_ISP,
		.judge = route_gw_failed,
	},
	{
		.id = "route.ecmp-dead-leg",
		.title = N_("All next hops of a route with several live"),
		.rule = "RFC 2991",
		.fix = N_("what is hashed to it is lost: repair that gateway "
			  "or take it out of the route; sysctl "
			  "net.ipv6.conf.NAME.ignore_routes_with_linkdown=1"),
		.needs = { "kern.no-ipv6", "link.down", "link.disabled",
			   "link.no-linklocal", "fw.ndp-dropped" },
		.judge = route_dead_leg,
	},
	{
		.id = "route.gw-not-router",
		.title = N_("The gateway says that it is a router"),
		.rule = "RFC 4861 section 7.2.5",
		.fix = N_("see whether the address is the router's; a router "
			  "that runs Linux needs forwarding: sysctl "
			  "net.ipv6.conf.all.forwarding=1"),
		.needs = { "route.gw-failed", "route.ecmp-dead-leg" },
		.who = ACTOR_ISP,
		.judge = route_gw_not_router,
	},
};
