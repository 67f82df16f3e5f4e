/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <stdio.h>
#include <string.h>

#include "dnssec/checks.h"
#include "probe/checks.h"
#include "probe/judge/dualstack.h"
#include "tlsconf/checks.h"

char *judge_family_subject(char buffer[FACTS_SUBJECT], const char *name,
			   int family, const struct address *a)
{
	char text[ADDRESS_TEXT];

	if (a == NULL)
		(void)snprintf(buffer, FACTS_SUBJECT, "%s %s", name,
			       address_family_name(family));
	else
		(void)snprintf(buffer, FACTS_SUBJECT, "%s %s [%s]", name,
			       address_family_name(family),
			       address_format(a, text));
	return buffer;
}

char *judge_zone_subject(char buffer[FACTS_SUBJECT], const char *zone)
{
	size_t length = strlen(zone);

	if (length > 1 && zone[length - 1] == '.')
		length--;
	(void)snprintf(buffer, FACTS_SUBJECT, "%.*s", (int)length, zone);
	return buffer;
}

/* What was seen of one family's web servers, or that nothing was. */
static void judge_family(struct report *r, const struct web_look *w,
			 const struct family_facts *family,
			 const struct subject *name)
{
	static const struct web_facts nothing;
	char text[FACTS_SUBJECT];
	struct subject s = { text, name };
	int i, judged = 0;

	judge_family_subject(text, w->name.name, family->family, NULL);
	report_judge(r, probe_family_checks, family, &s);
	for (i = 0; i < w->address_count; i++) {
		const struct address_facts *a = &w->addresses[i];
		struct subject one = { a->subject, &s };

		if (a->address.family != family->family || !a->asked)
			continue;
		report_judge(r, tlsconf_checks, &a->web,
			     strcmp(a->subject, text) == 0 ? &s : &one);
		judged++;
	}
	if (judged == 0)
		report_judge(r, tlsconf_checks, &nothing, &s);
}

/* What failed for one of the families stands above what compares both. */
static void judge_both(struct report *r, const struct web_look *w,
		       const struct subject *name)
{
	char v4[FACTS_SUBJECT], v6[FACTS_SUBJECT];
	struct dualstack_facts facts;
	struct subject first = { v4, name }, second = { v6, &first };
	struct subject both = { w->name.name, &second };

	judge_family_subject(v4, w->name.name, AF_INET, NULL);
	judge_family_subject(v6, w->name.name, AF_INET6, NULL);
	dualstack_compare(&facts, w, r->policy->dualstack_attempt_delay);
	report_judge(r, probe_dualstack_checks, &facts, &both);
}

void judge_web(struct report *r, const struct web_look *w)
{
	struct subject name = { w->name.name, NULL };
	int i;

	report_judge(r, probe_name_checks, &w->name, &name);
	for (i = 0; i < FAMILIES; i++)
		judge_family(r, w, &w->families[i], &name);
	judge_both(r, w, &name);
}

static void judge_servers(struct report *r, const struct chain_zone *z,
			  const struct subject *zone)
{
	int i;

	report_judge(r, dnssec_servers_checks, &z->names, zone);
	for (i = 0; i < z->server_count; i++) {
		const struct server_facts *server = &z->servers[i];
		char bare[FACTS_SUBJECT], text[FACTS_SUBJECT + 64 + 1];
		struct subject s = { text, zone };

		judge_zone_subject(bare, server->name);
		(void)snprintf(text, sizeof(text), "%s %s", bare,
			       server->address);
		report_judge(r, dnssec_server_checks, server, &s);
	}
}

/*
 * What a validating resolver says is about the name; what is wrong with a link
 * above explains it.
 */
static void judge_verdict(struct report *r, const char *name,
			  const struct dns_look *d,
			  const struct subject *zone)
{
	static const enum link_verdict words[] = {
		[VALIDATE_SECURE] = LINK_SECURE,
		[VALIDATE_INSECURE] = LINK_INSECURE,
		[VALIDATE_BOGUS] = LINK_BOGUS,
		[VALIDATE_INDETERMINATE] = LINK_INDETERMINATE,
	};
	struct check_table secure = {
		check_find(dnssec_checks, "dnssec.secure"), 1
	};
	struct link_facts link = { .have = LINK_HAVE_VERDICT };
	struct subject s = { name, zone };

	if (!d->have_verdict || secure.rows == NULL)
		return;
	link.verdict = words[d->verdict];
	(void)snprintf(link.zone, sizeof(link.zone), "%s", name);
	(void)snprintf(link.verdict_why, sizeof(link.verdict_why), "%s",
		       d->why);
	report_judge(r, secure, &link, &s);
}

int judge_dns(struct report *r, const char *name, const struct dns_look *d,
	      size_t starts[CHAIN_DEPTH + 1])
{
	char texts[CHAIN_DEPTH][FACTS_SUBJECT];
	struct subject subjects[CHAIN_DEPTH];
	int i, count = d->chain != NULL ? d->chain->zone_count : 0;

	for (i = 0; i < count; i++) {
		const struct chain_zone *z = d->chain->zones[i];

		if (starts != NULL)
			starts[i] = r->count;
		judge_zone_subject(texts[i], z->link.zone);
		subjects[i].name = texts[i];
		subjects[i].parent = i > 0 ? &subjects[i - 1] : NULL;
		report_judge(r, dnssec_checks, &z->link, &subjects[i]);
		judge_servers(r, z, &subjects[i]);
	}
	if (starts != NULL)
		starts[count] = r->count;
	judge_verdict(r, name, d, count > 0 ? &subjects[count - 1] : NULL);
	return count;
}
