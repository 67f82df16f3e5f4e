/* SPDX-License-Identifier: MIT */
/* checks_sock: rules for who listens on the portal's ports. */
#include "checks_rows.h"

#include "lang.h"
#include "policy.h"
#include "reach.h"

static enum verdict sock_ghost(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_files *all = &v->facts->files;
	struct reach r = reach_of(v->facts, v->port);
	char text[REACH_PLACE];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.ghost == NULL)
		return r.v6 || r.v6_near ? VERDICT_PASS : VERDICT_NONE;
	if (v->facts->addresses_part.wavering)
		return ipv6_lacking(&v->facts->addresses_part, j);
	check_observed(j, _("listens on %s, an address this host does not "
			    "have"), reach_place(r.ghost, text));
	/* a standby of a floating address is meant to */
	return all->have_nonlocal_bind && all->nonlocal_bind ?
		VERDICT_WARN : VERDICT_FAIL;
}

static enum verdict sock_loopback_only(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	char v4[REACH_PLACE], v6[REACH_PLACE];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v4 == NULL)
		return VERDICT_NONE;
	if (r.v6 != NULL || r.ghost != NULL || r.v6_near == NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s, but for IPv6 only on %s"),
		       reach_place(r.v4, v4), reach_place(r.v6_near, v6));
	return VERDICT_FAIL;
}

static enum verdict sock_v4_only(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	char text[REACH_PLACE];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v4 == NULL)
		return VERDICT_NONE;
	if (r.v6 != NULL || r.v6_near != NULL || r.ghost != NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s only"), reach_place(r.v4, text));
	check_expected(j, _("a listener on [::]:%u as well"), v->port);
	return VERDICT_FAIL;
}

/* Whether the host speaks IPv4 beyond itself. */
static bool has_v4(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (f->addresses[i].family == AF_INET &&
		    !reach_is_near(&f->addresses[i].address))
			return true;
	return false;
}

static enum verdict sock_v6_only(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_files *all = &v->facts->files;
	struct reach r = reach_of(v->facts, v->port);
	char text[REACH_PLACE];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v6 == NULL || !has_v4(v->facts))
		return VERDICT_NONE;
	if (r.v4 != NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s only%s"), reach_place(r.v6, text),
		       all->have_bindv6only && all->bindv6only ?
		       " (net.ipv6.bindv6only = 1)" : "");
	check_expected(j, _("a listener on 0.0.0.0:%u as well"), v->port);
	return VERDICT_FAIL;
}

const struct check ipv6_port_rows[] = {
	{
		.id = "sock.ghost",
		.title = N_("The service listens on addresses that this host "
			    "has"),
		.fix = N_("add the address, or restart the service on [::]; a "
			  "socket keeps listening when its address goes"),
		.needs = { "kern.no-ipv6", "link.down", "link.disabled" },
		.judge = sock_ghost,
	},
	{
		.id = "sock.loopback-only",
		.title = N_("The service listens for other hosts over IPv6, "
			    "too"),
		.fix = N_("nginx: listen [::]:443 ssl; Apache: Listen "
			  "[::]:443"),
		.needs = { "kern.no-ipv6", "sock.ghost" },
		.judge = sock_loopback_only,
	},
	{
		.id = "sock.v4-only",
		.title = N_("The service listens over IPv6"),
		.rule = "RFC 6540",
		.fix = N_("nginx: listen [::]:443 ssl; Apache: Listen "
			  "[::]:443"),
		.needs = { "kern.no-ipv6" },
		.judge = sock_v4_only,
	},
	{
		.id = "sock.v6-only",
		.title = N_("The service listens over IPv4 as long as that is "
			    "in use"),
		.rule = "RFC 3493 section 5.3",
		.fix = N_("nginx: listen 443 ssl; beside listen [::]:443 ssl; "
			  "or ipv6only=off"),
		.needs = { "kern.no-ipv6" },
		.judge = sock_v6_only,
	},
};
