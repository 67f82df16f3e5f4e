/* SPDX-License-Identifier: MIT */
#include "status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json.h"
#include "lang.h"
#include "probe/ask.h"
#include "probe/config.h"
#include "probe/target.h"
#include "text.h"

const struct cli_option status_options[] = {
	{ "at", "ADDRESS", N_("where the probe listens, as in its "
			      "configuration"), 0 },
	{ "config", "FILE", N_("its configuration, whose first address is "
			       "asked"), 0 },
	{ 0 }
};

/* Findings, and the rows and clauses that they point to. */
struct asked {
	struct report *reports;
	json_t **answers;
	struct check **rows;	/* two for each finding of a report */
	size_t count;
};

/* ---- where ---- */

static int listener_of(struct cli *c, struct config *config)
{
	const char *at = cli_value(c, "at"), *path = cli_value(c, "config");
	json_t *o;
	char *text;
	int rc;

	if (path != NULL && at != NULL)
		return fault_set(&c->fault, _("either --at or --config is "
					      "expected, not both"));
	if (path != NULL)
		return config_read(config, path, &c->fault);
	if (at == NULL)
		return config_default(config, &c->fault);
	o = json_pack("{s:[s]}", "listen", at);
	text = json_text(o, 0);
	json_decref(o);
	if (text == NULL)
		return fault_set(&c->fault, _("--at: an address was "
					      "expected"));
	rc = config_parse(config, "--at", text, strlen(text), &c->fault);
	free(text);
	return rc;
}

/* ---- what is so ---- */

static const char *member(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

static enum verdict verdict_of(const char *word)
{
	int v;

	for (v = VERDICT_PASS; v <= VERDICT_FAIL; v++)
		if (strcmp(check_verdict_name((enum verdict)v), word) == 0)
			return (enum verdict)v;
	return VERDICT_UNKNOWN;
}

static enum actor actor_of(const char *word)
{
	int a;

	for (a = ACTOR_PORTAL; a < ACTOR_PROBE; a++)
		if (strcmp(check_actor_name((enum actor)a), word) == 0)
			break;
	return (enum actor)a;
}

/* The rows are filled in here; their texts are the answer's. */
static void add_finding(struct check *row, struct report *r, const json_t *o)
{
	struct check *cause = row + 1;
	const char *because = member(o, "because");
	struct finding *d = &r->findings[r->count++];
	struct text seen = { 0 };

	row->id = member(o, "check");
	row->title = member(o, "title");
	row->fix = member(o, "fix");
	cause->id = because;
	text_add(&seen, member(o, "observed"));
	d->verdict = d->judged = verdict_of(member(o, "verdict"));
	if (d->verdict > VERDICT_PASS && because[0] == '\0')
		text_printf(&seen, "%s(since %s)", seen.length > 0 ? " " : "",
			    member(o, "since"));
	d->check = row;
	d->subject = strdup(member(o, "subject"));
	d->severity = strcmp(member(o, "severity"), "should") == 0 ?
		SEVERITY_SHOULD : SEVERITY_MUST;
	d->observed = strdup(text_get(&seen));
	d->expected = strdup(member(o, "expected"));
	d->clause = member(o, "clause");
	if (d->clause[0] == '\0')	/* it passed: the probe says no more */
		d->clause = policy_check_clause(r->policy, row->id);
	if (d->clause == NULL)
		d->clause = "-";
	d->who = actor_of(member(o, "who"));
	d->because = because[0] != '\0' ? cause : NULL;
	if (!text_ok(&seen) || !d->subject || !d->observed || !d->expected)
		r->failed = true;
	text_free(&seen);
}

static int make_report(struct cli *c, struct asked *x, size_t n,
		       const char *name)
{
	const json_t *o = x->answers[n];
	json_t *checks = json_object_get(o, "checks"), *item;
	size_t i, count = json_array_size(checks);
	struct report *r = &x->reports[n];

	report_init(r, name, c->policy, c->now);
	r->findings = calloc(count + 1, sizeof(*r->findings));
	r->room = count + 1;
	x->rows[n] = calloc(2 * count + 1, sizeof(**x->rows));
	if (r->findings == NULL || x->rows[n] == NULL)
		return fault_set(&c->fault, _("out of memory"));
	json_array_foreach(checks, i, item)
		add_finding(&x->rows[n][2 * i], r, item);
	return report_ok(r) ? 0 : fault_set(&c->fault, _("out of memory"));
}

/* An answer that stands still is no answer. */
static int check_age(struct cli *c, const json_t *o, const char *name)
{
	int64_t interval = json_integer_value(json_object_get(o, "interval"));
	const char *time = member(o, "time");
	int64_t seen = 0;

	if (time[0] == '\0')
		return fault_set(&c->fault, _("%s was not looked at yet"),
				 name);
	if (clock_parse(time, &seen, &c->fault) < 0)
		return -1;
	if (c->now - seen > 3 * interval + 60)
		return fault_set(&c->fault, _("%s was not looked at since "
					      "%s"), name, time);
	return 0;
}

static int ask_target(struct cli *c, const struct config_listen *l,
		      struct asked *x, size_t n, const char *word)
{
	char name[TARGET_NAME_MAX + 1], path[TARGET_NAME_MAX + 32], *text;
	int status;

	if (target_name(word, name, &c->fault) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "/api/v1/targets/%s", name);
	text = ask_get(l, path, &status, &c->fault);
	if (text == NULL)
		return -1;
	if (status == 200)
		x->answers[n] = json_loads(text, 0, NULL);
	free(text);
	if (status == 404) {
		fault_set(&c->fault, _("%s is not among the probe's targets"),
			  name);
		return fault_hint(&c->fault, _("check looks at any name, "
					       "once"));
	}
	if (x->answers[n] == NULL)
		return fault_set(&c->fault, _("what answers at %s is no "
					      "probe"), l->text);
	if (check_age(c, x->answers[n], name) < 0)
		return -1;
	return make_report(c, x, n, name);
}

static void asked_free(struct asked *x)
{
	size_t i;

	for (i = 0; i < x->count; i++) {
		if (x->reports != NULL)
			report_free(&x->reports[i]);
		if (x->answers != NULL)
			json_decref(x->answers[i]);
		if (x->rows != NULL)
			free(x->rows[i]);
	}
	free(x->rows);
	free(x->reports);
	free(x->answers);
}

int status_run(struct cli *c)
{
	struct asked x = { .count = (size_t)c->arg_count };
	struct config config = { 0 };
	int status = -1;
	size_t i;

	x.reports = calloc(x.count, sizeof(*x.reports));
	x.answers = calloc(x.count, sizeof(*x.answers));
	x.rows = calloc(x.count, sizeof(*x.rows));
	if (x.reports == NULL || x.answers == NULL || x.rows == NULL) {
		fault_set(&c->fault, _("out of memory"));
		goto out;
	}
	if (listener_of(c, &config) < 0)
		goto out;
	if (config.listen_count == 0) {
		fault_set(&c->fault, _("the probe listens nowhere"));
		goto out;
	}
	for (i = 0; i < x.count; i++)
		if (ask_target(c, &config.listen[0], &x, i, c->args[i]) < 0)
			goto out;
	status = cli_report(c, x.reports, x.count);
out:
	asked_free(&x);
	config_free(&config);
	return status;
}
