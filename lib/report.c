/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A copy that can be shown: it may hold what a stranger's server said. */
static char *copy(const char *s)
{
	char *c = strdup(s);

	if (c != NULL)
		text_clean(c);
	return c;
}

void report_init(struct report *r, const char *subject,
		 const struct policy *p, int64_t time)
{
	memset(r, 0, sizeof(*r));
	r->subject = strdup(subject);
	r->policy = p;
	r->time = time;
	r->failed = r->subject == NULL;
}

void report_free(struct report *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		free(r->findings[i].subject);
		free(r->findings[i].observed);
		free(r->findings[i].expected);
	}
	free(r->findings);
	free(r->subject);
	json_decref(r->facts);
	memset(r, 0, sizeof(*r));
}

/* A zeroed finding at the end, or NULL with r->failed. */
static struct finding *grow(struct report *r)
{
	if (r->count == r->room) {
		size_t room = r->room ? r->room * 2 : 32;
		struct finding *more = realloc(r->findings,
					       room * sizeof(*more));

		if (more == NULL) {
			r->failed = true;
			return NULL;
		}
		r->findings = more;
		r->room = room;
	}
	memset(&r->findings[r->count], 0, sizeof(r->findings[0]));
	return &r->findings[r->count++];
}

static void add(struct report *r, const struct check *c,
		const struct subject *s, enum verdict v,
		const struct check *because, const struct judgement *j)
{
	enum severity severity = policy_severity(r->policy, c->id);
	struct finding *d;

	if (v == VERDICT_NONE || severity == SEVERITY_OFF)
		return;
	d = grow(r);
	if (d == NULL)
		return;
	d->check = c;
	d->subject = copy(s->name);
	d->observed = copy(j ? j->observed : "");
	d->expected = copy(j ? j->expected : "");
	d->judged = v;
	d->verdict = v == VERDICT_FAIL && severity == SEVERITY_SHOULD ?
		VERDICT_WARN : v;
	d->severity = severity;
	d->because = because;
	d->clause = policy_check_clause(r->policy, c->id);
	d->who = j ? j->who : c->who;
	d->unprivileged = j ? j->unprivileged : false;
	if (d->subject == NULL || d->observed == NULL || d->expected == NULL)
		r->failed = true;
}

void report_add(struct report *r, const struct check *c,
		const struct subject *s, enum verdict v,
		const struct judgement *j)
{
	add(r, c, s, v, NULL, j);
}

const struct finding *report_find(const struct report *r, const char *id,
				  const char *subject)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strcmp(r->findings[i].check->id, id) == 0 &&
		    r->findings[i].subject != NULL &&
		    strcmp(r->findings[i].subject, subject) == 0)
			return &r->findings[i];
	return NULL;
}

/* What made check ID fail for S or something that S is part of, or NULL. */
static const struct check *failed_cause(const struct report *r, const char *id,
					const struct subject *s)
{
	for (; s != NULL; s = s->parent) {
		const struct finding *d = report_find(r, id, s->name);

		if (d == NULL)
			continue;
		if (d->because != NULL)
			return d->because;
		if (d->judged == VERDICT_FAIL)
			return d->check;
	}
	return NULL;
}

static const struct check *blocked_by(const struct report *r,
				      const struct check *c,
				      const struct subject *s)
{
	const struct check *cause = NULL;
	size_t i;

	for (i = 0; i < CHECK_NEEDS && c->needs[i] != NULL; i++) {
		cause = failed_cause(r, c->needs[i], s);
		if (cause != NULL)
			break;
	}
	return cause;
}

void report_judge(struct report *r, struct check_table table,
		  const void *facts, const struct subject *s)
{
	size_t i;

	for (i = 0; i < table.count; i++) {
		const struct check *c = &table.rows[i];
		const struct check *cause;
		struct judgement j = { .who = c->who };
		enum verdict v;

		if (c->judge == NULL ||
		    policy_severity(r->policy, c->id) == SEVERITY_OFF)
			continue;
		cause = blocked_by(r, c, s);
		v = cause ? VERDICT_UNKNOWN :
			c->judge(r->policy, facts, r->time, &j);
		add(r, c, s, v, cause, &j);
	}
}

bool report_ok(const struct report *r)
{
	return !r->failed;
}

enum verdict report_verdict(const struct report *r, bool strict)
{
	enum verdict worst = VERDICT_PASS;
	size_t i;

	if (r->count == 0)
		return VERDICT_UNKNOWN;
	for (i = 0; i < r->count; i++) {
		const struct finding *d = &r->findings[i];
		enum verdict v = d->verdict;

		if (v == VERDICT_UNKNOWN && d->unprivileged && !strict)
			v = VERDICT_WARN;
		if (v > worst)
			worst = v;
	}
	return worst;
}
