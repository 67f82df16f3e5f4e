/* SPDX-License-Identifier: MIT */
/* checks_route: rules for the way to the Internet. */
#include "checks_rows.h"

#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "clock.h"
#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "roles.h"

/* What the default routes for IPv6 are good for. */
struct survey {
	const struct v6_route *usable, *rejecting, *expired, *dead;
	size_t count;
};

static struct survey survey_routes(const struct v6_facts *f)
{
	struct survey s = { 0 };
	size_t i;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->family != AF_INET6)
			continue;
		s.count++;
		if (roles_route_usable(f, r))
			s.usable = s.usable ? s.usable : r;
		else if (roles_route_rejects(r))
			s.rejecting = r;
		else if (r->expires && r->expires_in < 0)
			s.expired = r;
		else if (r->type == RTN_UNICAST && !roles_route_alive(r))
			s.dead = r;
	}
	return s;
}

/* "default via fe80::1 dev eth0 metric 1024", as J's observation. */
static void describe(const struct v6_facts *f, const struct v6_route *r,
		     struct judgement *j, const char *more)
{
	char prefix[PREFIX_TEXT], gateway[PREFIX_TEXT], via[PREFIX_TEXT + 8];
	const struct v6_link *l = NULL;

	via[0] = '\0';
	if (r->leg_count > 0) {
		l = roles_link(f, r->legs[0].ifindex);
		if (r->legs[0].family != AF_UNSPEC)
			snprintf(via, sizeof(via), " via %s",
				 prefix_format(&r->legs[0].gateway, gateway));
	}
	check_observed(j, "%s/%u%s%s%s metric %" PRIu32 " table %" PRIu32
		       "%s%s", prefix_format(&r->prefix, prefix), r->length,
		       via, l ? " dev " : "", l ? l->name : "", r->metric,
		       r->table, more[0] ? ": " : "", more);
}

static enum verdict route_default(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	struct survey s;

	(void)p, (void)now;
	if (ipv6_unseen(&f->routes_part, j))
		return VERDICT_UNKNOWN;
	s = survey_routes(f);
	if (s.count == 0) {
		check_observed(j, _("no default route for IPv6 in any table"));
		return ipv6_lacking(&f->routes_part, j);
	}
	if (s.usable != NULL)
		describe(f, s.usable, j, "");
	return VERDICT_PASS;
}

static enum verdict route_default_unreachable(const struct policy *p,
					      const void *facts, int64_t now,
					      struct judgement *j)
{
	static const char *const words[] = {
		[RTN_UNREACHABLE] = "unreachable",
		[RTN_BLACKHOLE] = "blackhole",
		[RTN_PROHIBIT] = "prohibit",
		[RTN_THROW] = "throw",
	};
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	struct survey s;

	(void)p, (void)now;
	if (ipv6_unseen(&f->routes_part, j))
		return VERDICT_UNKNOWN;
	s = survey_routes(f);
	if (s.usable != NULL || s.rejecting == NULL)
		return VERDICT_PASS;
	describe(f, s.rejecting, j, words[s.rejecting->type]);
	return VERDICT_FAIL;
}

static enum verdict route_default_expired(const struct policy *p,
					  const void *facts, int64_t now,
					  struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	struct survey s;
	char more[96], ago[CLOCK_TEXT];

	(void)p, (void)now;
	if (ipv6_unseen(&f->routes_part, j))
		return VERDICT_UNKNOWN;
	s = survey_routes(f);
	if (s.usable != NULL || s.expired == NULL)
		return VERDICT_PASS;
	snprintf(more, sizeof(more), _("expired %s ago, still listed"),
		 clock_format_rough(-s.expired->expires_in, ago));
	describe(f, s.expired, j, more);
	return VERDICT_FAIL;
}

static enum verdict route_default_linkdown(const struct policy *p,
					   const void *facts, int64_t now,
					   struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	struct survey s;

	(void)p, (void)now;
	if (ipv6_unseen(&f->routes_part, j))
		return VERDICT_UNKNOWN;
	s = survey_routes(f);
	if (s.usable != NULL || s.dead == NULL)
		return VERDICT_PASS;
	describe(f, s.dead, j, _("no carrier on its link"));
	return VERDICT_FAIL;
}

const struct check ipv6_route_rows[] = {
	{
		.id = "route.default",
		.title = N_("There is a default route for IPv6"),
		.rule = "RFC 4861 section 5.2",
		.fix = N_("ip -6 route add default via GATEWAY dev NAME, and "
			  "in the network configuration"),
		.needs = { "kern.no-ipv6", "link.present", "link.down",
			   "link.disabled", "link.no-linklocal",
			   "ra.ignored-forwarding", "ra.missing" },
		.judge = route_default,
	},
	{
		.id = "route.default-unreachable",
		.title = N_("The default route leads somewhere"),
		.fix = N_("ip -6 route del unreachable default, or give it a "
			  "higher metric than the real one"),
		.needs = { "link.down", "route.default" },
		.judge = route_default_unreachable,
	},
	{
		.id = "route.default-expired",
		.title = N_("The router still advertises itself"),
		.rule = "RFC 4861 section 6.3.5",
		.fix = N_("see why the router's advertisements no longer "
			  "come: the router, the switch's RA guard, MLD "
			  "snooping"),
		.needs = { "link.down", "route.default" },
		.who = ACTOR_ISP,
		.judge = route_default_expired,
	},
	{
		.id = "route.default-linkdown",
		.title = N_("The default route's link has a carrier"),
		.fix = N_("see to cable and switch port of that link"),
		.needs = { "link.down", "route.default" },
		.judge = route_default_linkdown,
	},
};
