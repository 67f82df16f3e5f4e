/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <sys/socket.h>

#include "facts.h"
#include "lang.h"

static enum verdict name(const struct policy *p, const void *facts,
			 int64_t now, struct judgement *j)
{
	const struct name_facts *n = facts;

	(void)p;
	(void)now;
	if (!(n->have & NAME_HAVE_ANSWER)) {
		check_observed(j, _("no name server gave an answer: %s"),
			       n->why);
		return VERDICT_UNKNOWN;
	}
	if (n->exists)
		return VERDICT_PASS;
	check_observed(j, _("%s does not exist (NXDOMAIN)"), n->name);
	check_expected(j, _("a name with A and AAAA records"));
	return VERDICT_FAIL;
}

static const char *record(const struct family_facts *a)
{
	return a->family == AF_INET6 ? "AAAA" : "A";
}

static void list_addresses(const struct family_facts *a, struct judgement *j)
{
	char first[ADDRESS_TEXT];

	address_format(&a->addresses[0], first);
	if (a->count == 1)
		check_observed(j, "%s %s", record(a), first);
	else
		check_observed(j, _("%s %s and %d more"), record(a), first,
			       a->count - 1);
}

static enum verdict address(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct family_facts *a = facts;

	(void)p;
	(void)now;
	if (!(a->have & FAMILY_HAVE_ANSWER)) {
		check_observed(j, _("no answer for %s: %s"), record(a),
			       a->why);
		return VERDICT_UNKNOWN;
	}
	check_expected(j, _("an %s record with an address that the Internet "
			    "can reach"), record(a));
	if (a->count == 0) {
		check_observed(j, _("no %s record"), record(a));
		return VERDICT_FAIL;
	}
	if (a->inside > 0) {
		check_observed(j, _("%s: not asked"), a->inside_text);
		return a->inside == a->count ? VERDICT_FAIL : VERDICT_WARN;
	}
	list_addresses(a, j);
	return VERDICT_PASS;
}

static const struct check name_rows[] = {
	{
		.id = "dns.name",
		.title = N_("the portal's name exists"),
		.rule = "RFC 2308 section 2.1",
		.fix = N_("publish the name in its zone, and see that the "
			  "delegation leads to the right name servers"),
		.who = ACTOR_DNS_HOST,
		.judge = name,
	},
};

static const struct check family_rows[] = {
	{
		.id = "dns.address",
		.title = N_("the name has a public address of this family"),
		.rule = "RFC 1035 section 3.4.1, RFC 3596 section 2.1",
		.fix = N_("publish the A or AAAA record that is missing; an "
			  "address inside (private, loopback) is of no use "
			  "to citizens"),
		.needs = { "dns.name" },
		.who = ACTOR_DNS_HOST,
		.judge = address,
	},
};

const struct check_table probe_name_checks = {
	name_rows, sizeof(name_rows) / sizeof(name_rows[0])
};

const struct check_table probe_family_checks = {
	family_rows, sizeof(family_rows) / sizeof(family_rows[0])
};
