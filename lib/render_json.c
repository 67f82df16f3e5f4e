/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "clock.h"
#include "json.h"
#include "render.h"

/* A member that is left out where VALUE is NULL. Returns 0 or -1. */
static int set_optional(json_t *o, const char *member, const char *value)
{
	return value == NULL ? 0 :
		json_object_set_new(o, member, json_string(value));
}

json_t *render_json_finding(const struct finding *d)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			"check", d->check->id, "subject", d->subject,
			"verdict", check_verdict_name(d->verdict),
			"severity", policy_severity_name(d->severity),
			"title", d->check->title,
			"observed", d->observed, "expected", d->expected,
			"clause", d->clause,
			"who", check_actor_name(d->who),
			"fix", d->check->fix ? d->check->fix : "");

	/* not "s*": that takes a lack of memory for a lack of the value */
	if (set_optional(o, "because", d->because ? d->because->id : NULL) ||
	    set_optional(o, "rule", d->check->rule)) {
		json_decref(o);
		return NULL;
	}
	return o;
}

json_t *render_json_report(const struct report *r, bool strict)
{
	json_t *findings = json_array();
	size_t i;

	for (i = 0; i < r->count; i++)
		if (json_array_append_new(findings,
				render_json_finding(&r->findings[i])) < 0) {
			json_decref(findings);
			return NULL;
		}
	return json_pack("{s:s, s:s, s:o, s:O*}", "subject", r->subject,
			 "verdict",
			 check_verdict_name(report_verdict(r, strict)),
			 "findings", findings, "facts", r->facts);
}

int render_json(FILE *out, const struct report *reports, size_t count,
		const struct render_context *x)
{
	const struct policy *p = count ? reports[0].policy : NULL;
	char time[CLOCK_TEXT];
	json_t *all = json_array(), *document;
	bool whole = true;
	char *text;
	size_t i;

	for (i = 0; i < count; i++)
		whole &= json_array_append_new(all,
				render_json_report(&reports[i],
						   x->strict)) == 0;
	document = json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:s, s:o}",
		"schema", "khien.report/1", "tool", x->tool,
		"version", KHIEN_VERSION, "command", x->command,
		"time", clock_format(count ? reports[0].time : 0, time),
		"profile", "name", p ? p->name : "", "hash", p ? p->hash : "",
		"verdict", check_verdict_name(render_verdict(reports, count,
							     x->strict)),
		"reports", all);
	/* without memory nothing is printed, and cli.c reports the fault */
	text = whole ? json_text(document, JSON_INDENT(2)) : NULL;
	if (text != NULL)
		fprintf(out, "%s\n", text);
	else
		whole = false;
	json_decref(document);
	free(text);
	return whole ? 0 : -1;
}
