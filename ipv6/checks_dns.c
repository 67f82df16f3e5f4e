/* SPDX-License-Identifier: MIT */
/* checks_dns: rules for how names are resolved, and where they lead. */
#include "checks_rows.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <netdb.h>

#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "roles.h"

static enum verdict dns_no_v6_resolver(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	size_t i, elsewhere = 0;
	char text[PREFIX_TEXT];

	(void)p, (void)now;
	/* of a network namespace that has no file of its own */
	if (!f->resolvers_part.seen && f->resolvers_part.error == ENODATA)
		return VERDICT_NONE;
	if (ipv6_unseen(&f->resolvers_part, j))
		return VERDICT_UNKNOWN;
	for (i = 0; i < f->resolver_count; i++) {
		const struct in6_addr *a = &f->resolvers[i].address;

		if (!IN6_IS_ADDR_V4MAPPED(a) && !IN6_IS_ADDR_LOOPBACK(a))
			return VERDICT_PASS;
		elsewhere += IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[12] != 127;
	}
	/* whom a name server on this host asks is not to be seen from here */
	if (elsewhere == 0)
		return VERDICT_NONE;
	check_observed(j, _("name servers over IPv4 only: %s%s"),
		       prefix_format(&f->resolvers[0].address, text),
		       f->resolver_count > 1 ? ", ..." : "");
	return VERDICT_FAIL;
}

static enum verdict dns_gai_prefers_v4(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct v6_files *s =
		&((const struct v6_view *)facts)->facts->files;

	(void)p, (void)now;
	if (!s->have_precedence4 || !s->have_precedence6 ||
	    s->precedence4 <= s->precedence6)
		return VERDICT_PASS;
	check_observed(j, _("gai.conf: precedence %d for IPv4, %d for IPv6"),
		       s->precedence4, s->precedence6);
	return VERDICT_FAIL;
}

/* ---- one name ---- */

static enum verdict dns_aaaa_missing(const struct policy *p,
				     const void *facts, int64_t now,
				     struct judgement *j)
{
	const struct v6_name *n = ((const struct v6_view *)facts)->name;

	(void)p, (void)now;
	if (n->error != 0) {
		check_observed(j, _("not resolved: %s"),
			       gai_strerror(n->error));
		return VERDICT_UNKNOWN;
	}
	if (n->address_count > 0)
		return VERDICT_PASS;
	check_observed(j, _("no AAAA"));
	return VERDICT_FAIL;
}

/* What keeps packets to A, an address of this host, from being answered. */
static const char *ailment(const struct v6_facts *f, const struct in6_addr *a)
{
	const struct v6_link *l;
	const char *found = "";
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *own = &f->addresses[i];

		if (!IN6_ARE_ADDR_EQUAL(&own->address, a))
			continue;
		l = roles_link(f, own->ifindex);
		if (own->flags & IFA_F_DADFAILED)
			found = _("is a duplicate");
		else if ((own->flags & IFA_F_TENTATIVE) &&
			 !(own->flags & IFA_F_OPTIMISTIC))
			found = _("is tentative");
		else if (own->flags & IFA_F_DEPRECATED)
			found = _("is deprecated");
		else if (l != NULL && !(l->flags & IFF_LOOPBACK) &&
			 !roles_link_works(l))
			found = _("is on a link that does not work");
		else
			return "";
	}
	return found;
}

static enum verdict addr_aaaa_mismatch(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_name *n = v->name;
	char text[PREFIX_TEXT];
	unsigned i;

	(void)p, (void)now;
	if (n->error != 0 || n->address_count == 0)
		return VERDICT_NONE;
	if (ipv6_unseen(&v->facts->addresses_part, j))
		return VERDICT_UNKNOWN;
	for (i = 0; i < n->address_count && i < V6_NAMED; i++) {
		const struct in6_addr *a = &n->addresses[i].address;
		const char *what = n->addresses[i].local ?
			ailment(v->facts, a) :
			_("is no address of this host");

		if (what[0] == '\0')
			continue;
		check_observed(j, "%s %s", prefix_format(a, text), what);
		return n->addresses[i].local ? VERDICT_FAIL :
			ipv6_lacking(&v->facts->addresses_part, j);
	}
	check_observed(j, "%s", prefix_format(&n->addresses[0].address, text));
	return VERDICT_PASS;
}

const struct check ipv6_resolve_rows[] = {
	{
		.id = "dns.no-v6-resolver",
		.title = N_("There is a name server that is asked over IPv6"),
		.rule = "RFC 8106",
		.fix = N_("add one: nameserver ADDRESS in /etc/resolv.conf, "
			  "DNS= in /etc/systemd/resolved.conf, or RDNSS at "
			  "the router"),
		.needs = { "kern.no-ipv6" },
		.judge = dns_no_v6_resolver,
	},
	{
		.id = "dns.gai-prefers-v4",
		.title = N_("Programs prefer IPv6 where a name has both"),
		.rule = "RFC 6724 section 2.1",
		.fix = N_("take the line precedence ::ffff:0:0/96 100 out of "
			  "/etc/gai.conf"),
		.judge = dns_gai_prefers_v4,
	},
};

const struct check ipv6_name_rows[] = {
	{
		.id = "dns.aaaa-missing",
		.title = N_("The name has an AAAA"),
		.rule = "RFC 3596 section 2",
		.fix = N_("have the DNS host publish one: NAME AAAA ADDRESS"),
		.needs = { "kern.no-ipv6" },
		.who = ACTOR_DNS_HOST,
		.judge = dns_aaaa_missing,
	},
	{
		.id = "addr.aaaa-mismatch",
		.title = N_("The name leads to addresses of this host that "
			    "work"),
		.rule = "RFC 3596 section 2",
		.fix = N_("give the host that address, or have the AAAA "
			  "changed"),
		.needs = { "dns.aaaa-missing", "link.down", "link.disabled",
			   "link.mtu", "link.no-inet6",
			   "link.disabled-by-dad" },
		.judge = addr_aaaa_mismatch,
	},
};
