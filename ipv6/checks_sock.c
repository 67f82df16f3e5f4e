/* SPDX-License-Identifier: MIT */
/* checks_sock: rules for who listens on the portal's ports. */
#include "checks_rows.h"

#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "reach.h"
#include "roles.h"

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

/* Whether a socket of the port's, of FAMILY, takes A alone or any address. */
static bool listens_on(const struct v6_facts *f, uint16_t port, int family,
		       const struct in6_addr *a)
{
	static const struct in6_addr any4 = {
		.s6_addr = { [10] = 0xff, [11] = 0xff } };
	size_t i;

	for (i = 0; i < f->listener_count; i++) {
		const struct v6_listener *l = &f->listeners[i];

		if (l->port != port)
			continue;
		if (IN6_ARE_ADDR_EQUAL(&l->address, a) ||
		    (family == AF_INET &&
		     IN6_ARE_ADDR_EQUAL(&l->address, &any4)) ||
		    (IN6_IS_ADDR_UNSPECIFIED(&l->address) &&
		     (family == AF_INET6 || !l->v6only)))
			return true;
	}
	return false;
}

static bool takes_all(const struct v6_facts *f, uint16_t port, int family)
{
	static const struct in6_addr none = { .s6_addr = {
		[10] = 0xff, 0xff, 192, 0, 2, 1 } };	/* documentation */
	static const struct in6_addr none6 = { .s6_addr = {
		0x20, 0x01, 0x0d, 0xb8, [15] = 1 } };

	return listens_on(f, port, family, family == AF_INET ? &none : &none6);
}

/* The first usable address of FAMILY that nobody listens on, or NULL. */
static const struct v6_address *left_out(const struct v6_view *v, int family)
{
	const struct v6_facts *f = v->facts;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->family == family && !reach_is_near(&a->address) &&
		    (family == AF_INET || roles_address_usable(a)) &&
		    !listens_on(f, v->port, family, &a->address))
			return a;
	}
	return NULL;
}

static enum verdict sock_specific(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	const struct v6_address *four, *six;
	char text[PREFIX_TEXT], place[REACH_PLACE];

	(void)p, (void)now;
	if (!v->facts->listeners_part.seen || !v->facts->addresses_part.seen ||
	    r.v4 == NULL || r.v6 == NULL)
		return VERDICT_NONE;
	four = left_out(v, AF_INET);
	six = left_out(v, AF_INET6);
	/* all of one family, some of the other; names of both are a choice */
	if ((four == NULL) == (six == NULL) ||
	    !takes_all(v->facts, v->port, six ? AF_INET : AF_INET6))
		return VERDICT_PASS;
	check_observed(j, _("listens on %s, but not on %s"),
		       reach_place(six ? r.v6 : r.v4, place),
		       prefix_format(six ? &six->address : &four->address,
				     text));
	check_expected(j, six ? _("all addresses, as over IPv4") :
		       _("all addresses, as over IPv6"));
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
	{
		.id = "sock.specific-addr",
		.title = N_("The service listens alike over both families, on "
			    "all addresses or on some"),
		.fix = N_("nginx: listen [::]:443 ssl; Apache: Listen "
			  "[::]:443; or name the addresses of both families"),
		.needs = { "kern.no-ipv6", "sock.ghost" },
		.judge = sock_specific,
	},
};
