/* SPDX-License-Identifier: MIT */
/* verify_report: what was noted, as findings of a report. */
#include <inttypes.h>

#include "clock.h"
#include "dnssec/sign/verify.h"
#include "lang.h"

static void add_notes(const struct verify *v, enum zone_check c,
		      struct report *r, const struct subject *zone)
{
	const struct check *row = &dnssec_zone_checks.rows[c];
	const struct notes *n = &v->notes;
	struct judgement j = { .who = row->who };

	for (size_t i = 0; i < n->count; i++) {
		struct subject s = { n->list[i].subject, zone };

		if (n->list[i].check != c)
			continue;
		check_observed(&j, "%s", n->list[i].text);
		report_add(r, row, &s, VERDICT_FAIL, &j);
	}
	if (n->total[c] <= NOTES_MOST)
		return;
	check_observed(&j, _("and %zu more"), n->total[c] - NOTES_MOST);
	report_add(r, row, zone, VERDICT_FAIL, &j);
}

/* How long the zone holds yet. */
static void add_left(const struct verify *v, struct report *r,
		     const struct subject *zone)
{
	const struct check *row = &dnssec_zone_checks.rows[ZONE_RRSIG_LEFT];
	const struct policy *p = v->options->policy;
	struct judgement j = { .who = row->who };
	int64_t left = v->earliest - v->options->now;
	char time[CLOCK_TEXT], rough[CLOCK_TEXT], least[CLOCK_TEXT];

	if (v->earliest == INT64_MAX)
		return;
	check_observed(&j, _("%s is the first to expire, at %s, in %s"),
		       v->earliest_of, clock_format(v->earliest, time),
		       clock_format_rough(left, rough));
	check_expected(&j, _("more than %s"),
		       clock_format_duration(p->dnssec_left_warn, least));
	report_add(r, row, zone, left < p->dnssec_left_fail ? VERDICT_FAIL :
		   left < p->dnssec_left_warn ? VERDICT_WARN : VERDICT_PASS,
		   &j);
}

/* True where the check says something about a zone like this. */
static bool applies(const struct verify *v, enum zone_check c)
{
	if (c > ZONE_DNSKEY && !v->key_count)
		return false;
	if (c >= ZONE_NSEC_MISSING && c <= ZONE_NSEC_BITMAP)
		return v->nsec;
	if (c >= ZONE_NSEC3_PARAM)
		return v->nsec3;
	return c != ZONE_DENIAL_TTL || v->nsec || v->nsec3;
}

static void add_pass(const struct verify *v, enum zone_check c,
		     struct report *r, const struct subject *zone)
{
	const struct check *row = &dnssec_zone_checks.rows[c];
	struct judgement j = { .who = row->who };

	if (c == ZONE_DNSKEY)
		check_observed(&j, _("%zu keys"), v->key_count);
	else if (c == ZONE_RRSIG_MISSING)
		check_observed(&j, _("%zu RRsets, %zu signatures"),
			       v->rrsets, v->signatures);
	else if (c == ZONE_RRSIG_VALID)
		check_observed(&j, _("%zu of %zu verified"), v->verified,
			       v->signatures);
	report_add(r, row, zone, VERDICT_PASS, &j);
}

void verify_report(const struct verify *v, struct report *r,
		   const struct subject *s)
{
	for (int i = 0; i < ZONE_CHECKS; i++) {
		enum zone_check c = (enum zone_check)i;

		if (c == ZONE_RRSIG_LEFT)
			add_left(v, r, s);
		else if (v->notes.total[c])
			add_notes(v, c, r, s);
		else if (applies(v, c))
			add_pass(v, c, r, s);
	}
}
