/* SPDX-License-Identifier: MIT */
/* checks_sock: rules for who listens on the portal's ports. */
#include "checks_rows.h"

#include <stdio.h>

#include "lang.h"
#include "policy.h"
#include "prefix.h"

/* From where a port can be reached, by family. */
struct reach {
	const struct v6_listener *v4, *v6;	/* from other hosts */
	const struct v6_listener *v4_near, *v6_near;	/* from here only */
	const struct v6_listener *ghost;	/* from nowhere any more */
};

static bool is_near(const struct in6_addr *a)
{
	enum prefix_kind kind = prefix_kind(a);

	if (IN6_IS_ADDR_V4MAPPED(a))
		return a->s6_addr[12] == 127;
	return kind == PREFIX_LOOPBACK || kind == PREFIX_LINKLOCAL;
}

static void count_v4(struct reach *r, const struct v6_listener *l)
{
	if (is_near(&l->address))
		r->v4_near = l;
	else
		r->v4 = l;
}

static void count_v6(struct reach *r, const struct v6_listener *l)
{
	if ((l->have & V6_LISTENER_HAVE_LOCAL) && !l->local)
		r->ghost = l;
	else if (is_near(&l->address))
		r->v6_near = l;
	else
		r->v6 = l;
	/* an IPv6 socket on any address takes IPv4 too (RFC 3493, 5.3) */
	if (IN6_IS_ADDR_UNSPECIFIED(&l->address) && !l->v6only)
		r->v4 = l;
}

static struct reach reach_of(const struct v6_facts *f, uint16_t port)
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

/* "[::]:443" or "0.0.0.0:443". */
static const char *place(const struct v6_listener *l,
			 char buffer[PREFIX_TEXT + 8])
{
	bool v4 = IN6_IS_ADDR_V4MAPPED(&l->address);
	char text[PREFIX_TEXT];

	snprintf(buffer, PREFIX_TEXT + 8, "%s%s%s:%u", v4 ? "" : "[",
		 prefix_format(&l->address, text), v4 ? "" : "]", l->port);
	return buffer;
}

static enum verdict sock_ghost(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_files *all = &v->facts->files;
	struct reach r = reach_of(v->facts, v->port);
	char text[PREFIX_TEXT + 8];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.ghost == NULL)
		return r.v6 || r.v6_near ? VERDICT_PASS : VERDICT_NONE;
	if (v->facts->addresses_part.wavering)
		return ipv6_lacking(&v->facts->addresses_part, j);
	check_observed(j, _("listens on %s, an address this host does not "
			    "have"), place(r.ghost, text));
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
	char v4[PREFIX_TEXT + 8], v6[PREFIX_TEXT + 8];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v4 == NULL)
		return VERDICT_NONE;
	if (r.v6 != NULL || r.ghost != NULL || r.v6_near == NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s, but for IPv6 only on %s"),
		       place(r.v4, v4), place(r.v6_near, v6));
	return VERDICT_FAIL;
}

static enum verdict sock_v4_only(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	char text[PREFIX_TEXT + 8];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v4 == NULL)
		return VERDICT_NONE;
	if (r.v6 != NULL || r.v6_near != NULL || r.ghost != NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s only"), place(r.v4, text));
	check_expected(j, _("a listener on [::]:%u as well"), v->port);
	return VERDICT_FAIL;
}

/* Whether the host speaks IPv4 beyond itself. */
static bool has_v4(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (f->addresses[i].family == AF_INET &&
		    !is_near(&f->addresses[i].address))
			return true;
	return false;
}

static enum verdict sock_v6_only(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_files *all = &v->facts->files;
	struct reach r = reach_of(v->facts, v->port);
	char text[PREFIX_TEXT + 8];

	(void)p, (void)now;
	if (ipv6_unseen(&v->facts->listeners_part, j))
		return VERDICT_UNKNOWN;
	if (r.v6 == NULL || !has_v4(v->facts))
		return VERDICT_NONE;
	if (r.v4 != NULL)
		return VERDICT_PASS;
	check_observed(j, _("listens on %s only%s"), place(r.v6, text),
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
