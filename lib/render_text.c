/* SPDX-License-Identifier: MIT */
/*
 * render_text: the report for people, the worst first. What passed, and what
 * only follows from a failure, is counted, unless --verbose asks for it.
 */
#include <string.h>

#include "clock.h"
#include "lang.h"
#include "render.h"
#include "text.h"

static const char *const colours[] = {
	[VERDICT_PASS] = "\033[32m",
	[VERDICT_WARN] = "\033[33m",
	[VERDICT_UNKNOWN] = "\033[35m",
	[VERDICT_FAIL] = "\033[1;31m",
};

/* The verdict's word, padded to the widest of them. */
static void put_verdict(FILE *out, enum verdict v, bool colour)
{
	const char *word = check_verdict_title(v);
	size_t widest = 0, columns = text_columns(word);
	int i;

	for (i = VERDICT_PASS; i <= VERDICT_FAIL; i++) {
		size_t c = text_columns(check_verdict_title((enum verdict)i));

		if (c > widest)
			widest = c;
	}
	fprintf(out, "%s%s%s%*s", colour ? colours[v] : "", word,
		colour ? "\033[0m" : "", (int)(widest - columns), "");
}

static void put_pair(FILE *out, const char *label, const char *value)
{
	if (value != NULL && value[0] != '\0')
		fprintf(out, "         %s: %s\n", label, value);
}

static void put_finding(FILE *out, const struct finding *d,
			const struct policy *p,
			const struct render_context *x)
{
	const struct policy_clause *c = policy_find_clause(p, d->clause);
	bool bad = d->verdict != VERDICT_PASS;

	put_verdict(out, d->verdict, x->colour);
	fprintf(out, "  %s  [%s] %s\n", d->subject, d->check->id,
		_(d->check->title));
	if (d->because != NULL) {
		fprintf(out, "         %s %s\n", _("not judged, because of:"),
			d->because->id);
		return;
	}
	put_pair(out, _("seen"), d->observed);
	if (!bad)
		return;
	put_pair(out, _("wanted"), d->expected);
	put_pair(out, _("rule"), c ? c->source : NULL);
	put_pair(out, _("see"), d->check->rule);
	put_pair(out, _("to act"), check_actor_title(d->who));
	put_pair(out, _("do"), d->check->fix ? _(d->check->fix) : NULL);
}

/* One line for all that finding FIRST's cause left unjudged, and that follow it. */
static void put_unjudged(FILE *out, const struct report *r, size_t first,
			 const struct render_context *x)
{
	const struct check *cause = r->findings[first].because;
	unsigned long count = 0;
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (r->findings[i].because != cause)
			continue;
		if (i < first)
			return;		/* said already */
		count++;
	}
	put_verdict(out, VERDICT_UNKNOWN, x->colour);
	fprintf(out, ngettext("  %lu check was not judged, because of: %s\n",
			      "  %lu checks were not judged, because of: %s\n",
			      count), count, cause->id);
}

static void put_summary(FILE *out, const struct report *r,
			const struct render_context *x)
{
	unsigned counts[VERDICT_FAIL + 1] = { 0 };
	enum verdict v = report_verdict(r, x->strict);
	char time[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < r->count; i++)
		counts[r->findings[i].verdict]++;
	put_verdict(out, v, x->colour);
	fprintf(out, _("  %s: %u passed, %u warned, %u failed, %u unknown "
		       "(profile %s, %s)\n"), r->subject, counts[VERDICT_PASS],
		counts[VERDICT_WARN], counts[VERDICT_FAIL],
		counts[VERDICT_UNKNOWN], r->policy->name,
		clock_format(r->time, time));
}

static void put_all(FILE *out, const struct report *r, enum verdict v,
		    const struct render_context *x)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (r->findings[i].verdict != v)
			continue;
		if (r->findings[i].because != NULL && !x->verbose)
			put_unjudged(out, r, i, x);
		else
			put_finding(out, &r->findings[i], r->policy, x);
	}
}

int render_text(FILE *out, const struct report *reports, size_t count,
		const struct render_context *x)
{
	static const enum verdict order[] = {
		VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_WARN, VERDICT_PASS
	};
	size_t i, o;

	for (i = 0; i < count; i++) {
		const struct report *r = &reports[i];

		for (o = 0; o < (x->verbose ? 4 : 3); o++)
			put_all(out, r, order[o], x);
		put_summary(out, r, x);
	}
	return 0;
}
