/* SPDX-License-Identifier: MIT */
/* metrics_check: what became of the checks, and of looking itself. */
#include <string.h>

#include "metrics_rows.h"
#include "net/outcome.h"

static void begin_entry(struct text *t, const char *name,
			const struct metrics_source *s,
			const struct change_entry *e)
{
	metrics_begin_subject(t, name, s, e->subject);
	sample_label(t, "check", e->check->id);
}

static bool judged(const struct metrics_source *s, const struct change_entry *e)
{
	return e->part == s->part && e->because == NULL &&
		e->verdict != VERDICT_NONE && e->verdict != VERDICT_UNKNOWN;
}

static void check_success(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	size_t i;

	for (i = 0; i < s->state->count; i++) {
		const struct change_entry *e = &s->state->entries[i];

		if (!judged(s, e))
			continue;
		begin_entry(t, name, s, e);
		sample_end(t, e->verdict == VERDICT_PASS);
	}
}

/* How asking ended, where the check is about getting through at all. */
static const char *reason(const struct metrics_source *s,
			  const struct change_entry *e)
{
	bool https = strcmp(e->check->id, "https.connect") == 0;
	int i;

	if (s->web == NULL ||
	    (!https && strcmp(e->check->id, "http.connect") != 0))
		return "violation";
	for (i = 0; i < s->web->address_count; i++) {
		const struct address_facts *a = &s->web->addresses[i];

		if (a->asked && strcmp(a->subject, e->subject) == 0)
			return outcome_name(https ? a->https : a->http);
	}
	return "violation";
}

static void check_failing(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	size_t i;

	for (i = 0; i < s->state->count; i++) {
		const struct change_entry *e = &s->state->entries[i];

		if (!judged(s, e) || e->verdict == VERDICT_PASS)
			continue;
		begin_entry(t, name, s, e);
		sample_label(t, "verdict", check_verdict_name(e->verdict));
		sample_label(t, "reason", reason(s, e));
		sample_label(t, "who", check_actor_name(e->who));
		sample_end(t, 1);
	}
}

static void check_failures(struct text *t, const char *name,
			   const struct metrics_source *s)
{
	size_t i;

	for (i = 0; i < s->state->count; i++) {
		const struct change_entry *e = &s->state->entries[i];

		/* most never fail: their zeros would be half of the page */
		if (e->part != s->part || e->failures == 0)
			continue;
		begin_entry(t, name, s, e);
		sample_end(t, (double)e->failures);
	}
}

static void begin_look(struct text *t, const char *name,
		       const struct metrics_source *s)
{
	if (s->target == NULL && s->zone != NULL)
		metrics_begin_zone(t, name, s);
	else
		metrics_begin(t, name, s);
	sample_label(t, "look", s->look);
}

static void check_runs(struct text *t, const char *name,
		       const struct metrics_source *s)
{
	begin_look(t, name, s);
	sample_end(t, (double)s->runs);
}

static void check_last_run(struct text *t, const char *name,
			   const struct metrics_source *s)
{
	begin_look(t, name, s);
	sample_end(t, (double)s->time);
}

static void check_interval(struct text *t, const char *name,
			   const struct metrics_source *s)
{
	begin_look(t, name, s);
	sample_end(t, (double)s->interval);
}

const struct metrics_row metrics_check_rows[] = {
	{ "portal_check_success", SAMPLE_GAUGE,
	  "Whether the check passed; absent while it is unknown.",
	  check_success },
	{ "portal_check_failing", SAMPLE_GAUGE,
	  "Present while the check fails or warns, with who must act.",
	  check_failing },
	{ "portal_check_failures_total", SAMPLE_COUNTER,
	  "How often the check failed; absent while it never did.", check_failures },
	{ "portal_check_runs_total", SAMPLE_COUNTER,
	  "How often the portal or zone was looked at.", check_runs },
	{ "portal_check_last_run_timestamp_seconds", SAMPLE_GAUGE,
	  "When it was looked at last.", check_last_run },
	{ "portal_check_interval_seconds", SAMPLE_GAUGE,
	  "How often it is to be looked at.", check_interval },
	{ NULL, SAMPLE_GAUGE, NULL, NULL },
};
