/* SPDX-License-Identifier: MIT */
/* checks_addr: rules for one address, and for all of the host together. */
#include "checks_rows.h"

#include <inttypes.h>
#include <linux/if_addr.h>

#include "clock.h"
#include "lang.h"
#include "policy.h"
#include "prefix.h"
#include "roles.h"

static enum verdict addr_dad_failed(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct v6_address *a = ((const struct v6_view *)facts)->address;

	(void)p, (void)now;
	if (!(a->flags & IFA_F_DADFAILED))
		return VERDICT_PASS;
	check_observed(j, _("dadfailed: somebody else on the link has it"));
	return VERDICT_FAIL;
}

static enum verdict addr_tentative(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_address *a = ((const struct v6_view *)facts)->address;

	(void)now;
	if (!(a->flags & IFA_F_TENTATIVE) || (a->flags & IFA_F_OPTIMISTIC))
		return VERDICT_PASS;
	check_expected(j, _("done within %" PRId64 " s"),
		       p->ipv6_tentative_max);
	if (!(a->have & V6_ADDRESS_HAVE_AGE)) {
		check_observed(j, _("tentative, not known for how long"));
		return VERDICT_UNKNOWN;
	}
	check_observed(j, _("tentative, added %" PRIu32 " s ago"), a->age);
	return a->age > p->ipv6_tentative_max ? VERDICT_FAIL : VERDICT_UNKNOWN;
}

static enum verdict addr_bad_prefix(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct v6_address *a = ((const struct v6_view *)facts)->address;

	(void)p, (void)now;
	if (prefix_kind(&a->address) != PREFIX_BAD)
		return VERDICT_PASS;
	check_observed(j, "%s", prefix_about(&a->address));
	return VERDICT_FAIL;
}

static bool has_usable(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (roles_address_usable(&f->addresses[i]))
			return true;
	return false;
}

/* A second address that new connections are not to use is set so on purpose. */
static enum verdict addr_deprecated(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_address *a = v->address;

	(void)p, (void)now;
	if (!(a->flags & IFA_F_DEPRECATED))
		return VERDICT_PASS;
	check_observed(j, _("deprecated: its preferred lifetime is over"));
	return has_usable(v->facts) ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict addr_temporary(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_address *a = ((const struct v6_view *)facts)->address;

	(void)p, (void)now;
	if (!(a->flags & IFA_F_TEMPORARY) || (a->flags & IFA_F_DEPRECATED))
		return VERDICT_PASS;
	check_observed(j, _("temporary: made at random, and gone in days"));
	return VERDICT_FAIL;
}

static enum verdict addr_lifetime(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_address *a = ((const struct v6_view *)facts)->address;
	char left[CLOCK_TEXT], least[CLOCK_TEXT];

	(void)now;
	if (a->flags & (IFA_F_DEPRECATED | IFA_F_TEMPORARY))
		return VERDICT_NONE;
	if (!(a->have & V6_ADDRESS_HAVE_LIFETIME)) {
		check_observed(j, _("not observed: the kernel does not tell "
				    "lifetimes"));
		return VERDICT_UNKNOWN;
	}
	if (a->preferred == V6_FOREVER)
		return VERDICT_PASS;
	check_observed(j, _("preferred for another %s"),
		       clock_format_rough(a->preferred, left));
	check_expected(j, _("%s or more"),
		       clock_format_duration(p->ipv6_lifetime_warn, least));
	return a->preferred < p->ipv6_lifetime_warn ?
		VERDICT_FAIL : VERDICT_PASS;
}

/* ---- addresses of the host together ---- */

/* The first usable address, of KIND, or of any where KIND is PREFIX_ANY. */
static const struct v6_address *first_usable(const struct v6_facts *f,
					     enum prefix_kind kind)
{
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (roles_address_usable(a) &&
		    (kind == PREFIX_ANY || prefix_kind(&a->address) == kind))
			return a;
	}
	return NULL;
}

/* One whose duplicate address detection still runs: too early to tell. */
static const struct v6_address *first_tentative(const struct v6_facts *f)
{
	uint32_t mask = IFA_F_TENTATIVE | IFA_F_DADFAILED;
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (roles_address_wide(&f->addresses[i]) &&
		    (f->addresses[i].flags & mask) == IFA_F_TENTATIVE)
			return &f->addresses[i];
	return NULL;
}

static enum verdict addr_global(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	const struct v6_address *a;
	char text[PREFIX_TEXT];

	(void)p, (void)now;
	if (ipv6_unseen(&f->addresses_part, j))
		return VERDICT_UNKNOWN;
	a = first_usable(f, PREFIX_ANY);
	if (a != NULL) {
		check_observed(j, "%s", prefix_format(&a->address, text));
		return VERDICT_PASS;
	}
	a = first_tentative(f);
	if (a != NULL) {
		check_observed(j, _("%s is still tentative"),
			       prefix_format(&a->address, text));
		return VERDICT_UNKNOWN;
	}
	check_observed(j, _("no usable address wider than the link"));
	return ipv6_lacking(&f->addresses_part, j);
}

static enum verdict addr_only_ula(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	const struct v6_address *ula;
	char text[PREFIX_TEXT];

	(void)p, (void)now;
	if (ipv6_unseen(&f->addresses_part, j))
		return VERDICT_UNKNOWN;
	if (first_usable(f, PREFIX_GLOBAL) != NULL)
		return VERDICT_PASS;
	ula = first_usable(f, PREFIX_ULA);
	if (ula == NULL)
		return VERDICT_NONE;
	check_observed(j, "%s: %s", prefix_format(&ula->address, text),
		       prefix_about(&ula->address));
	check_expected(j, _("an address in 2000::/3"));
	return ipv6_lacking(&f->addresses_part, j);
}

const struct check ipv6_detection_rows[] = {
	{
		.id = "addr.dad-failed",
		.title = N_("Nobody else on the link has this address"),
		.rule = "RFC 4862 section 5.4.5",
		.fix = N_("find who else has it, then remove and add it here: "
			  "the kernel never tries again by itself"),
		.judge = addr_dad_failed,
	},
	{
		.id = "addr.tentative",
		.title = N_("Duplicate address detection came to an end"),
		.rule = "RFC 4862 section 5.4",
		.fix = N_("see whether the link has a carrier, and "
			  "net.ipv6.conf.NAME.dad_transmits"),
		.needs = { "link.down", "addr.dad-failed" },
		.judge = addr_tentative,
	},
};

const struct check ipv6_address_rows[] = {
	{
		.id = "addr.bad-prefix",
		.title = N_("The address is of a block that services may use"),
		.rule = "RFC 6890",
		.fix = N_("ask the provider for a prefix of global unicast "
			  "addresses"),
		.judge = addr_bad_prefix,
	},
	{
		.id = "addr.deprecated",
		.title = N_("The host has an address that is not deprecated"),
		.rule = "RFC 4862 section 5.5.4",
		.fix = N_("renew the prefix at the router or DHCPv6 server, "
			  "or give the address a lifetime: ip -6 addr change "
			  "ADDRESS dev NAME preferred_lft forever"),
		.needs = { "addr.dad-failed", "addr.bad-prefix" },
		.judge = addr_deprecated,
	},
	{
		.id = "addr.temporary",
		.title = N_("A server has no temporary addresses"),
		.rule = "RFC 8981 section 1.2",
		.fix = N_("sysctl net.ipv6.conf.NAME.use_tempaddr=0"),
		.needs = { "addr.bad-prefix" },
		.judge = addr_temporary,
	},
	{
		.id = "addr.lifetime",
		.title = N_("The address stays preferred for long enough"),
		.rule = "RFC 4862 section 5.5.3",
		.fix = N_("see why the router or DHCPv6 server does not renew "
			  "it; a server's address is best set by hand"),
		.needs = { "addr.dad-failed", "addr.bad-prefix" },
		.judge = addr_lifetime,
	},
};

const struct check ipv6_scope_rows[] = {
	{
		.id = "addr.global",
		.title = N_("The host has a usable IPv6 address"),
		.rule = "RFC 4291 section 2.1",
		.fix = N_("ask the provider for IPv6 addresses, then ip -6 "
			  "addr add ADDRESS/64 dev NAME"),
		.needs = { "link.present", "link.down",
			   "link.disabled", "ra.ignored-forwarding",
			   "ra.missing", "addr.dad-failed", "addr.tentative",
			   "addr.bad-prefix", "addr.deprecated",
			   "addr.temporary" },
		.who = ACTOR_ISP,
		.judge = addr_global,
	},
};

const struct check ipv6_reach_rows[] = {
	{
		.id = "addr.only-ula",
		.title = N_("The host has an address that the Internet can "
			    "reach"),
		.rule = "RFC 4193 section 4.1",
		.fix = N_("ask the provider for a prefix of global unicast "
			  "addresses"),
		.needs = { "addr.global", "addr.dad-failed", "addr.tentative",
			   "addr.bad-prefix", "addr.deprecated",
			   "addr.temporary" },
		.who = ACTOR_ISP,
		.judge = addr_only_ula,
	},
};
