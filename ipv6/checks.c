/* SPDX-License-Identifier: MIT */
/*
 * checks: the host's own rules, and all tables together. Links with lib/ alone:
 * facts in, verdicts out.
 */
#include "checks.h"

#include <errno.h>
#include <string.h>

#include "checks_rows.h"
#include "lang.h"
#include "policy.h"

bool ipv6_unseen(const struct v6_part *part, struct judgement *j)
{
	if (part->seen)
		return false;
	check_observed(j, _("not observed: %s"),
		       part->why[0] ? part->why : strerror(part->error));
	j->unprivileged = part->error == EPERM || part->error == EACCES;
	return true;
}

enum verdict ipv6_lacking(const struct v6_part *part, struct judgement *j)
{
	if (!part->wavering)
		return VERDICT_FAIL;
	check_observed(j, _("the kernel's list kept changing while it was "
			    "read"));
	return VERDICT_UNKNOWN;
}

bool ipv6_lacks_conf(const struct v6_link *l, struct judgement *j)
{
	if (l->have & V6_LINK_HAVE_CONF)
		return false;
	check_observed(j, _("not observed: the kernel does not tell the "
			    "settings of this link"));
	return true;
}

static enum verdict kern_no_ipv6(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;

	(void)p, (void)now;
	if (!f->inet6_known) {
		check_observed(j, _("no socket could be made to find out"));
		return VERDICT_UNKNOWN;
	}
	if (f->inet6)
		return VERDICT_PASS;
	check_observed(j, "socket(AF_INET6): %s", strerror(EAFNOSUPPORT));
	return VERDICT_FAIL;
}

static enum verdict link_present(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	size_t i, others = 0;

	(void)p, (void)now;
	if (ipv6_unseen(&f->links_part, j))
		return VERDICT_UNKNOWN;
	for (i = 0; i < f->link_count; i++) {
		if (f->links[i].uplink)
			return VERDICT_PASS;
		others += !(f->links[i].flags & IFF_LOOPBACK);
	}
	if (others == 0)
		check_observed(j, _("no interface but loopback"));
	else
		check_observed(j, ngettext("%zu interface, switched off",
					   "%zu interfaces, all switched off",
					   others), others);
	return ipv6_lacking(&f->links_part, j);
}

static const struct check host_rows[] = {
	{
		.id = "kern.no-ipv6",
		.title = N_("The kernel speaks IPv6"),
		.rule = "RFC 6540",
		.fix = N_("take ipv6.disable=1 off the boot line, or load the "
			  "module ipv6"),
		.judge = kern_no_ipv6,
	},
	{
		.id = "link.present",
		.title = N_("There is a network interface to reach the "
			    "Internet by"),
		.fix = N_("switch an interface on: ip link set NAME up"),
		.needs = { "kern.no-ipv6" },
		.judge = link_present,
	},
};

#define TABLE(rows) { rows, sizeof(rows) / sizeof((rows)[0]) }

const struct check_table ipv6_checks[] = {
	[V6_GROUP_HOST] = TABLE(host_rows),
	[V6_GROUP_LINK] = TABLE(ipv6_link_rows),
	[V6_GROUP_RA] = TABLE(ipv6_ra_rows),
	[V6_GROUP_DETECTION] = TABLE(ipv6_detection_rows),
	[V6_GROUP_ADDRESS] = TABLE(ipv6_address_rows),
	[V6_GROUP_SCOPE] = TABLE(ipv6_scope_rows),
	[V6_GROUP_REACH] = TABLE(ipv6_reach_rows),
	[V6_GROUP_ROUTE] = TABLE(ipv6_route_rows),
	[V6_GROUP_FIREWALL] = TABLE(ipv6_firewall_rows),
	[V6_GROUP_GATEWAY] = TABLE(ipv6_gateway_rows),
	[V6_GROUP_WAY] = TABLE(ipv6_way_rows),
	[V6_GROUP_SOURCE] = TABLE(ipv6_source_rows),
	[V6_GROUP_RESOLVE] = TABLE(ipv6_resolve_rows),
	[V6_GROUP_NAME] = TABLE(ipv6_name_rows),
	[V6_GROUP_PORT] = TABLE(ipv6_port_rows),
	[V6_GROUP_FILTER] = TABLE(ipv6_filter_rows),
	[V6_GROUP_EXPOSURE] = TABLE(ipv6_exposure_rows),
	[V6_GROUP_WITHOUT_V4] = TABLE(ipv6_without_v4_rows),
	[V6_GROUP_BASELINE] = TABLE(ipv6_baseline_rows),
	[V6_GROUPS] = { NULL, 0 },
};
