/* SPDX-License-Identifier: MIT */
/* checks_link: rules for one link: is IPv6 on it and alive? */
#include "checks_rows.h"

#include <inttypes.h>

#include "lang.h"
#include "policy.h"
#include "roles.h"

static enum verdict link_down(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct v6_link *l = ((const struct v6_view *)facts)->link;

	(void)p, (void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (!(l->flags & IFF_UP))
		check_observed(j, _("switched off"));
	else if (!roles_link_carries(l))
		check_observed(j, _("switched on, but no carrier"));
	else
		return VERDICT_PASS;
	return VERDICT_FAIL;
}

static enum verdict link_mtu(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct v6_link *l = ((const struct v6_view *)facts)->link;

	(void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (!(l->have & V6_LINK_HAVE_MTU)) {
		check_observed(j, _("not observed: the kernel does not tell "
				    "the MTU"));
		return VERDICT_UNKNOWN;
	}
	check_observed(j, "MTU %" PRIu32, l->mtu);
	check_expected(j, _("MTU %" PRId64 " or more"), p->ipv6_mtu_min);
	return l->mtu < p->ipv6_mtu_min ? VERDICT_FAIL : VERDICT_PASS;
}

/* What the kernel goes by is the lower of the link's MTU and this one. */
static enum verdict link_ra_mtu_low(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct v6_link *l = ((const struct v6_view *)facts)->link;
	bool told = (l->have & V6_LINK_HAVE_RA_MTU) && l->ra_mtu != 0 &&
		l->ra_mtu == (uint32_t)l->conf.mtu;

	(void)p, (void)now;
	if (!l->uplink || !(l->have & V6_LINK_HAVE_MTU))
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (l->conf.mtu <= 0 || (uint32_t)l->conf.mtu >= l->mtu)
		return VERDICT_PASS;
	check_observed(j, _("net.ipv6.conf.%s.mtu = %d%s"), l->name,
		       l->conf.mtu, told ? _(", as a router told") : "");
	check_expected(j, _("%" PRIu32 ", the MTU of the link"), l->mtu);
	return VERDICT_FAIL;
}

static enum verdict link_no_inet6(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_link *l = ((const struct v6_view *)facts)->link;

	(void)p, (void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (!(l->have & V6_LINK_HAVE_INET6)) {
		check_observed(j, _("not observed: the kernel does not tell "
				    "the link's families"));
		return VERDICT_UNKNOWN;
	}
	if (l->inet6)
		return VERDICT_PASS;
	check_observed(j, _("the kernel has not attached IPv6 to it"));
	return VERDICT_FAIL;
}

/* The kernel's own answer to a duplicate link-local address. */
static bool disabled_by_dad(const struct v6_link *l)
{
	return l->conf.disable_ipv6 && l->conf.accept_dad == 2 &&
		!l->linklocal;
}

static enum verdict link_disabled_by_dad(const struct policy *p,
					 const void *facts, int64_t now,
					 struct judgement *j)
{
	const struct v6_link *l = ((const struct v6_view *)facts)->link;

	(void)p, (void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (!disabled_by_dad(l))
		return VERDICT_PASS;
	check_observed(j, "net.ipv6.conf.%s: disable_ipv6 = 1, "
		       "accept_dad = 2", l->name);
	return VERDICT_FAIL;
}

static enum verdict link_disabled(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;
	const struct v6_files *all = &v->facts->files;

	(void)p, (void)now;
	if (!l->uplink)
		return VERDICT_NONE;
	if (ipv6_lacks_conf(l, j))
		return VERDICT_UNKNOWN;
	if (l->conf.disable_ipv6 == 0)
		return VERDICT_PASS;
	check_observed(j, "net.ipv6.conf.%s.disable_ipv6 = 1%s", l->name,
		       all->have_all_disable && all->all_disable ?
		       ", net.ipv6.conf.all.disable_ipv6 = 1" : "");
	check_expected(j, "net.ipv6.conf.%s.disable_ipv6 = 0", l->name);
	return VERDICT_FAIL;
}

static enum verdict link_no_linklocal(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct v6_view *v = facts;
	const struct v6_link *l = v->link;

	(void)p, (void)now;
	/* a tunnel without neighbours does without */
	if (!l->uplink || (l->flags & (IFF_NOARP | IFF_POINTOPOINT)))
		return VERDICT_NONE;
	if (ipv6_unseen(&v->facts->addresses_part, j))
		return VERDICT_UNKNOWN;
	if (l->linklocal)
		return VERDICT_PASS;
	if ((l->have & V6_LINK_HAVE_ADDRGEN) && l->addrgen_mode != 0)
		check_observed(j, _("no address in fe80::/10, addrgenmode %u"),
			       l->addrgen_mode);
	else
		check_observed(j, _("no address in fe80::/10"));
	return ipv6_lacking(&v->facts->addresses_part, j);
}

const struct check ipv6_link_rows[] = {
	{
		.id = "link.down",
		.title = N_("The link to the Internet is up"),
		.fix = N_("ip link set NAME up; see to cable and switch port"),
		.judge = link_down,
	},
	{
		.id = "link.mtu",
		.title = N_("The link's MTU is large enough for IPv6"),
		.rule = "RFC 8200 section 5",
		.fix = N_("ip link set NAME mtu 1500, then add the IPv6 "
			  "addresses and routes again: the kernel dropped "
			  "them"),
		.needs = { "kern.no-ipv6" },
		.judge = link_mtu,
	},
	{
		.id = "link.no-inet6",
		.title = N_("IPv6 is attached to the link"),
		.rule = "RFC 4862 section 5.3",
		.fix = N_("switch the link off and on: ip link set NAME down; "
			  "ip link set NAME up"),
		.needs = { "kern.no-ipv6", "link.mtu" },
		.judge = link_no_inet6,
	},
	{
		.id = "link.ra-mtu-low",
		.title = N_("IPv6 may use the whole MTU of the link"),
		.rule = "RFC 4861 section 4.6.4",
		.fix = N_("see what MTU the router advertises (AdvLinkMTU), "
			  "or who sets net.ipv6.conf.NAME.mtu"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6" },
		.judge = link_ra_mtu_low,
	},
	{
		.id = "link.disabled-by-dad",
		.title = N_("The kernel has not switched IPv6 off because of "
			    "a duplicate link-local address"),
		.rule = "RFC 4862 section 5.4.5",
		.fix = N_("find the other machine with this MAC address (a "
			  "clone?), change one, then sysctl "
			  "net.ipv6.conf.NAME.disable_ipv6=0"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6" },
		.judge = link_disabled_by_dad,
	},
	{
		.id = "link.disabled",
		.title = N_("IPv6 is switched on for the link"),
		.rule = "RFC 6540",
		.fix = N_("find who sets it (grep -r disable_ipv6 "
			  "/etc/sysctl.d /etc/sysctl.conf), sysctl "
			  "net.ipv6.conf.NAME.disable_ipv6=0, then add "
			  "addresses and routes again: the kernel dropped "
			  "them"),
		.needs = { "kern.no-ipv6", "link.mtu", "link.no-inet6",
			   "link.disabled-by-dad" },
		.judge = link_disabled,
	},
	{
		.id = "link.no-linklocal",
		.title = N_("The link has a link-local address"),
		.rule = "RFC 4291 section 2.1",
		.fix = N_("ip link set NAME addrgenmode eui64, then switch "
			  "the link off and on"),
		.needs = { "kern.no-ipv6", "link.down", "link.mtu",
			   "link.no-inet6", "link.disabled-by-dad",
			   "link.disabled" },
		.judge = link_no_linklocal,
	},
};
