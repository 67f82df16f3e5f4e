/* SPDX-License-Identifier: MIT */
/*
 * checks_way: rules for the source that packets bear and the provider they
 * leave by, proved from the kernel's own answers; and for what becomes of them
 * further on.
 */
#include "checks_rows.h"

#include <inttypes.h>
#include <linux/if_addr.h>
#include <stdio.h>

#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "roles.h"

/*
 * Registries allocate no less to a provider, so addresses that differ within
 * these bits are of different ones (RFC 7020 section 3 leaves that to them).
 */
#define PROVIDER_BITS 32

static const struct v6_address *find_address(const struct v6_facts *f,
					     const struct in6_addr *a)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (IN6_ARE_ADDR_EQUAL(&f->addresses[i].address, a))
			return &f->addresses[i];
	return NULL;
}

static bool has_better(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (roles_address_usable(&f->addresses[i]) &&
		    prefix_kind(&f->addresses[i].address) == PREFIX_GLOBAL)
			return true;
	return false;
}

/* Why A is a bad source; "" where it is none. Temporary ones: see addr.c. */
static const char *fault_of(const struct v6_address *a)
{
	enum prefix_kind kind = prefix_kind(&a->address);

	if (a->flags & IFA_F_DEPRECATED)
		return _("deprecated");
	if (kind == PREFIX_LINKLOCAL)
		return "link-local (RFC 4291)";
	return kind == PREFIX_GLOBAL ? "" : prefix_about(&a->address);
}

static enum verdict addr_src_choice(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	const struct v6_address *a = NULL;
	enum verdict v = VERDICT_NONE;
	char text[PREFIX_TEXT];
	size_t i;

	(void)p, (void)now;
	if (!f->ways_part.seen || !has_better(f))
		return VERDICT_NONE;
	for (i = 0; i < f->way_count && v != VERDICT_FAIL; i++) {
		if (!IN6_IS_ADDR_UNSPECIFIED(&f->ways[i].source))
			continue;
		a = find_address(f, &f->ways[i].chosen);
		if (a == NULL)
			continue;
		v = fault_of(a)[0] ? VERDICT_FAIL : VERDICT_PASS;
		check_observed(j, "%s%s%s", prefix_format(&a->address, text),
			       fault_of(a)[0] ? ": " : "", fault_of(a));
	}
	return v;
}

static enum verdict mh_rule_empty_table(const struct policy *p,
					const void *facts, int64_t now,
					struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	char text[PREFIX_TEXT];
	size_t i;

	(void)p, (void)now;
	if (ipv6_unseen(&f->rules_part, j))
		return VERDICT_UNKNOWN;
	for (i = 0; i < f->rule_count; i++) {
		const struct v6_rule *r = &f->rules[i];

		if (!r->counted || !r->empty)
			continue;
		check_observed(j, _("rule %" PRIu32 " from %s/%u looks into "
				    "table %" PRIu32 ", which is empty"),
			       r->priority, prefix_format(&r->source, text),
			       r->source_length, r->table);
		return ipv6_lacking(&f->rules_part, j);
	}
	return VERDICT_PASS;
}

/* ---- several providers ---- */

static bool same_provider(const struct in6_addr *a, const struct in6_addr *b)
{
	struct in6_addr x = prefix_mask(a, PROVIDER_BITS);
	struct in6_addr y = prefix_mask(b, PROVIDER_BITS);

	return IN6_ARE_ADDR_EQUAL(&x, &y);
}

enum kinship { KIN_UNKNOWN, KIN_SAME, KIN_OTHER };

/* Whether the provider at the other end of next hop G is that of A. */
static enum kinship kinship(const struct v6_facts *f, int ifindex,
			    const struct in6_addr *gateway,
			    const struct in6_addr *a)
{
	enum kinship found = KIN_UNKNOWN;
	size_t i;

	if (prefix_kind(gateway) == PREFIX_GLOBAL)
		return same_provider(gateway, a) ? KIN_SAME : KIN_OTHER;
	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *own = &f->addresses[i];

		if (own->ifindex != ifindex ||
		    prefix_kind(&own->address) != PREFIX_GLOBAL)
			continue;
		if (same_provider(&own->address, a))
			return KIN_SAME;
		found = KIN_OTHER;
	}
	return found;
}

/* Whether some default route leads to the provider that A is of. */
static bool has_own_provider(const struct v6_facts *f,
			     const struct in6_addr *a)
{
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++) {
			const struct v6_leg *g = &f->routes[i].legs[k];

			if (f->routes[i].family == AF_INET6 &&
			    kinship(f, g->ifindex, &g->gateway, a) == KIN_SAME)
				return true;
		}
	return false;
}

static enum verdict mh_source(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_facts *f = v->facts;
	const struct in6_addr *a = &v->address->address;
	enum verdict verdict = VERDICT_NONE;
	char gateway[PREFIX_TEXT];
	size_t i;

	(void)p, (void)now;
	if (!has_own_provider(f, a))
		return VERDICT_NONE;
	for (i = 0; i < f->way_count; i++) {
		const struct v6_way *w = &f->ways[i];
		const struct v6_link *l = roles_link(f, w->ifindex);

		if (!IN6_ARE_ADDR_EQUAL(&w->source, a))
			continue;
		verdict = VERDICT_PASS;
		if (kinship(f, w->ifindex, &w->gateway, a) != KIN_OTHER)
			continue;
		check_observed(j, _("leaves by %s%s%s, where the prefix is of "
				    "another provider"), l ? l->name : "?",
			       w->family == AF_INET6 ? " via " : "",
			       w->family == AF_INET6 ?
			       prefix_format(&w->gateway, gateway) : "");
		return VERDICT_FAIL;
	}
	return verdict;
}

/* ---- the path ---- */

static const struct v6_sessions *of_family(const struct v6_facts *f,
					   int family)
{
	size_t i;

	for (i = 0; i < f->session_count; i++)
		if (f->sessions[i].family == family)
			return &f->sessions[i];
	return NULL;
}

static enum verdict sock_blackhole(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	const struct v6_sessions *v6 = of_family(f, AF_INET6);
	const struct v6_sessions *v4 = of_family(f, AF_INET);
	char text[PREFIX_TEXT];

	(void)p, (void)now;
	if (ipv6_unseen(&f->sessions_part, j))
		return VERDICT_UNKNOWN;
	if (v6 == NULL || v6->count == 0)
		return VERDICT_NONE;
	/* where IPv4 is stuck as well, it is not about the size of packets */
	if (v6->stuck == 0 || (v4 != NULL && v4->stuck > 0))
		return VERDICT_PASS;
	check_observed(j, _("%" PRIu32 " of %" PRIu32 " TCP sessions send the "
			    "same full segment in vain, such as that with "
			    "[%s]:%u (MSS %" PRIu32 ", path MTU %" PRIu32 ")"),
		       v6->stuck, v6->count, prefix_format(&v6->peer, text),
		       v6->peer_port, v6->mss, v6->pmtu);
	return VERDICT_FAIL;
}

const struct check ipv6_way_rows[] = {
	{
		.id = "addr.src-choice",
		.title = N_("Packets to the Internet bear an address that it "
			    "can answer to"),
		.rule = "RFC 6724 section 5",
		.fix = N_("see the src of the default route (ip -6 route), "
			  "ip addrlabel, and the addresses' lifetimes"),
		.needs = { "kern.no-ipv6", "addr.global", "route.default",
			   "route.default-unreachable",
			   "route.default-expired" },
		.judge = addr_src_choice,
	},
	{
		.id = "mh.rule-empty-table",
		.title = N_("No rule looks into an empty routing table"),
		.rule = "RFC 8678 section 4",
		.fix = N_("ip -6 route add default via GATEWAY dev NAME table "
			  "NUMBER; or take the rule away: ip -6 rule del "
			  "pref PRIORITY"),
		.needs = { "kern.no-ipv6", "link.down", "link.disabled",
			   "link.mtu", "link.no-inet6", "route.default" },
		.judge = mh_rule_empty_table,
	},
	{
		.id = "sock.blackhole-signs",
		.title = N_("Full-size segments get through over IPv6"),
		.rule = "RFC 2923 section 2.1",
		.fix = N_("find who drops ICMPv6 type 2 on the way; until "
			  "then: ip -6 route change default ... mtu 1280"),
		.needs = { "kern.no-ipv6", "link.down", "route.default",
			   "fw.ptb-dropped", "fw.ndp-dropped" },
		.who = ACTOR_ISP,
		.judge = sock_blackhole,
	},
};

const struct check ipv6_source_rows[] = {
	{
		.id = "mh.source-leaves-wrong-provider",
		.title = N_("Packets leave by the provider whose address they "
			    "bear"),
		.rule = "RFC 2827 (BCP 38), RFC 8678 section 3",
		.fix = N_("a rule and a table for each provider: ip -6 rule "
			  "add from PREFIX table NUMBER; ip -6 route add "
			  "default via GATEWAY dev NAME table NUMBER"),
		.needs = { "link.down", "mh.rule-empty-table" },
		.judge = mh_source,
	},
};
