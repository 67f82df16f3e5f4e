/* SPDX-License-Identifier: MIT */
/* server_checks: what is asked of a zone's name servers; see checks.h. */
#include <stdio.h>

#include "checks.h"
#include "clock.h"
#include "facts.h"
#include "lang.h"
#include "policy.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- one address of a name server ---- */

/* RCODEs in words: RFC 1035 4.1.1, RFC 2136 2.2. */
static const char *rcode_name(int rcode, char buffer[16])
{
	static const char *const names[] = {
		"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
		"REFUSED",
	};

	if (rcode >= 0 && (size_t)rcode < COUNT(names))
		return names[rcode];
	snprintf(buffer, 16, "RCODE %d", rcode);
	return buffer;
}

static enum verdict server_answers(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct server_facts *s = facts;

	(void)p, (void)now;
	if (!(s->have & SERVER_HAVE_UDP))
		return VERDICT_UNKNOWN;
	if (!s->answers_udp) {
		check_observed(j, "%s", _("no answer over UDP"));
		return VERDICT_FAIL;
	}
	check_observed(j, _("answered in %.0f ms"), s->query_ms);
	return VERDICT_PASS;
}

static enum verdict server_tcp(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct server_facts *s = facts;

	(void)p, (void)now;
	if (!(s->have & SERVER_HAVE_TCP))
		return VERDICT_UNKNOWN;
	if (!s->answers_tcp)
		check_observed(j, "%s", _("no answer over TCP"));
	return s->answers_tcp ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict server_authoritative(const struct policy *p,
					 const void *facts, int64_t now,
					 struct judgement *j)
{
	const struct server_facts *s = facts;
	char buffer[16];

	(void)p, (void)now;
	if (!(s->have & SERVER_HAVE_UDP) || !s->answers_udp)
		return VERDICT_UNKNOWN;
	check_expected(j, "%s", _("NOERROR with the AA bit"));
	check_observed(j, s->authoritative ? _("%s with the AA bit") :
		       _("%s without the AA bit"),
		       rcode_name(s->rcode, buffer));
	return s->authoritative && !s->rcode ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict serial(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct server_facts *s = facts;
	char text[CLOCK_TEXT];

	if (!s->have_serial || !s->have_serial_best)
		return VERDICT_UNKNOWN;
	check_observed(j, "%u", s->serial);
	check_expected(j, _("%u, no more than %s after the others"),
		       s->serial_best,
		       clock_format_duration(p->dns_serial_lag_max, text));
	if (s->serial == s->serial_best)
		return VERDICT_PASS;
	return s->have & SERVER_HAVE_BEHIND &&
	       now - s->behind_since < p->dns_serial_lag_max ?
	       VERDICT_WARN : VERDICT_FAIL;
}

static const struct check servers[] = {
	{
		.id = "dns.server-answers",
		.title = N_("the name server answers"),
		.rule = "RFC 2182 3",
		.fix = N_("see whether the server runs, and whether UDP port "
			  "53 reaches it"),
		.who = ACTOR_DNS_HOST,
		.judge = server_answers,
	}, {
		.id = "dns.server-tcp",
		.title = N_("the name server answers over TCP"),
		.rule = "RFC 7766 5",
		.fix = N_("let TCP port 53 through, too: large answers need "
			  "it"),
		.needs = { "dns.server-answers" },
		.who = ACTOR_DNS_HOST,
		.judge = server_tcp,
	}, {
		.id = "dns.server-authoritative",
		.title = N_("the name server answers for the zone"),
		.rule = "RFC 1912 2.8",
		.fix = N_("configure the zone on that server, or take the "
			  "server out of the NS records here and at the "
			  "parent"),
		.needs = { "dns.server-answers" },
		.who = ACTOR_DNS_HOST,
		.judge = server_authoritative,
	}, {
		.id = "dns.serial",
		.title = N_("the name server has the newest zone"),
		.rule = "RFC 1996, RFC 1982",
		.fix = N_("see why that server does not get the zone: NOTIFY, "
			  "access to transfers, TSIG key, TCP port 53"),
		.needs = { "dns.server-answers", "dns.server-authoritative" },
		.who = ACTOR_DNS_HOST,
		.judge = serial,
	},
};

const struct check_table dnssec_server_checks = { servers, COUNT(servers) };

/* ---- a zone's name servers together ---- */

static enum verdict server_count(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct servers_facts *s = facts;

	(void)now;
	if (!s->have)
		return VERDICT_UNKNOWN;
	check_expected(j, _("at least %d"), (int)p->dns_nameservers_min);
	check_observed(j, "%d", s->count);
	return s->count < p->dns_nameservers_min ? VERDICT_FAIL :
						   VERDICT_PASS;
}

static enum verdict server_ipv6(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct servers_facts *s = facts;

	(void)now;
	if (!s->have)
		return VERDICT_UNKNOWN;
	check_expected(j, _("at least %d"), (int)p->dns_nameservers_ipv6_min);
	check_observed(j, _("%d of %d have an IPv6 address"), s->count_ipv6,
		       s->count);
	return s->count_ipv6 < p->dns_nameservers_ipv6_min ? VERDICT_FAIL :
							     VERDICT_PASS;
}

static const struct check sets[] = {
	{
		.id = "dns.server-count",
		.title = N_("the zone has enough name servers"),
		.rule = "RFC 1034 4.1, RFC 2182 5",
		.fix = N_("add a name server in another network"),
		.who = ACTOR_DNS_HOST,
		.judge = server_count,
	}, {
		.id = "dns.server-ipv6",
		.title = N_("enough name servers have an IPv6 address"),
		.rule = "RFC 3901 4",
		.fix = N_("give the name servers IPv6 addresses: AAAA records "
			  "of their names, and glue at the parent"),
		.who = ACTOR_DNS_HOST,
		.judge = server_ipv6,
	},
};

const struct check_table dnssec_servers_checks = { sets, COUNT(sets) };
