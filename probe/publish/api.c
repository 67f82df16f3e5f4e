/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "net/hello.h"
#include "json.h"
#include "policy.h"
#include "probe/engine_view.h"

#define LIMIT 1000		/* unless told */
#define LIMIT_MAX 10000

static const char *const families[FAMILIES] = { "ipv4", "ipv6" };

/* ---- all targets ---- */

static size_t failing(const struct engine_view *v)
{
	const struct change_state *s = &v->watch->state;
	size_t i, n = 0;

	for (i = 0; i < s->count; i++)
		n += s->entries[i].because == NULL &&
			s->entries[i].verdict == VERDICT_FAIL;
	return n;
}

/* Names are letters, digits, hyphens and dots: nothing to escape. */
static void add_line(struct text *t, const struct engine_view *v)
{
	const struct glance *g = &v->watch->glance;
	char time[CLOCK_TEXT];
	int i;

	text_printf(t, "{\"target\":\"%s\",\"verdict\":\"%s\",\"failing\":%zu",
		    v->watch->target.name,
		    check_verdict_name(engine_view_verdict(v)), failing(v));
	if (g->time != 0)
		text_printf(t, ",\"time\":\"%s\"",
			    clock_format(g->time, time));
	for (i = 0; i < FAMILIES; i++)
		text_printf(t, ",\"%s\":\"%s\"", families[i],
			    glance_state_name(g->families[i].state));
	text_add(t, "}");
}

void api_targets(struct pages *p, const struct web_request *q,
		 struct web_answer *a)
{
	const char *after = web_query(q, "after");
	size_t i = after ? engine_view_behind(p->engine, after) : 0, n = 0;
	size_t count = engine_view_count(p->engine);
	int64_t limit = LIMIT;
	struct engine_view v;

	if (!pages_number(q, a, "limit", 1, LIMIT_MAX, &limit))
		return;
	a->type = pages_json;
	text_printf(&a->body, "{\"schema\":\"khien.targets/1\",\"count\":%zu,"
		    "\"targets\":[", count);
	for (; i < count && n < (size_t)limit; i++, n++) {
		engine_view_at(p->engine, i, &v);
		text_add(&a->body, n > 0 ? "," : "");
		add_line(&a->body, &v);
	}
	text_printf(&a->body, "],\"more\":%s}\n", i < count ? "true" : "false");
}

/* ---- one target ---- */

static void put(json_t *o, const char *key, json_t *value)
{
	if (value != NULL)
		(void)json_object_set_new(o, key, value);
}

static void put_text(json_t *o, const char *key, const char *s)
{
	if (s != NULL && s[0] != '\0')
		put(o, key, json_string(s));
}

static void put_time(json_t *o, const char *key, int64_t time)
{
	char text[CLOCK_TEXT];

	if (time != 0)
		put(o, key, json_string(clock_format(time, text)));
}

/* Milliseconds with three decimals, not seventeen. */
static json_t *ms(double value)
{
	return json_real((double)(int64_t)(value * 1000 + 0.5) / 1000);
}

static json_t *family_object(const struct glance_family *g)
{
	char text[ADDRESS_TEXT];
	json_t *o = json_object();

	put_text(o, "state", glance_state_name(g->state));
	if (!g->asked)
		return o;
	put_text(o, "address", address_format(&g->address, text));
	put_text(o, "outcome", outcome_name(g->outcome));
	if (g->status != 0)
		put(o, "status", json_integer(g->status));
	if (g->tls_version != 0)
		put_text(o, "tls", hello_version_name(g->tls_version));
	if (g->verify_error >= 0)
		put(o, "verify_error", json_integer(g->verify_error));
	put_time(o, "not_after", g->not_after);
	if (g->timed)
		put(o, "ms", json_pack("{s:o,s:o,s:o,s:o,s:o}",
			"resolve", ms(g->resolve_ms),
			"connect", ms(g->connect_ms), "tls", ms(g->tls_ms),
			"first_byte", ms(g->first_byte_ms),
			"total", ms(g->total_ms)));
	return o;
}

static const struct glance_note *find_note(const struct glance_notes *n,
					   const struct change_entry *e)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (n->items[i].check == e->check &&
		    strcmp(n->items[i].subject, e->subject) == 0)
			return &n->items[i];
	return NULL;
}

static void put_note(json_t *o, const struct glance_note *n)
{
	put_text(o, "observed", n->observed);
	put_text(o, "expected", n->expected);
	put_text(o, "clause", n->clause);
	put_text(o, "severity", policy_severity_name(n->severity));
	if (n->verdict == VERDICT_FAIL || n->verdict == VERDICT_WARN)
		put_text(o, "fix", n->check->fix);
}

/* One check about one subject; what it saw is there unless it passed. */
static json_t *check_object(const struct change_entry *e,
			    const struct glance_note *n)
{
	json_t *o = json_object();

	put_text(o, "check", e->check->id);
	put_text(o, "subject", e->subject);
	put_text(o, "title", e->check->title);
	put_text(o, "verdict", check_verdict_name(e->because != NULL ?
			VERDICT_UNKNOWN : e->verdict));
	if (e->because != NULL)
		put_text(o, "because", e->because->id);
	put_time(o, "since", e->since);
	put_text(o, "who", check_actor_name(e->who));
	put(o, "runs", json_integer((json_int_t)e->runs));
	put(o, "failures", json_integer((json_int_t)e->failures));
	if (n != NULL)
		put_note(o, n);
	return o;
}

static void put_state(json_t *list, const struct change_state *s,
		      const struct glance_notes *notes, size_t parts)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct change_entry *e = &s->entries[i];
		size_t part = e->part < parts ? e->part : 0;

		if (e->verdict == VERDICT_NONE && e->because == NULL)
			continue;
		(void)json_array_append_new(list, check_object(e,
				find_note(&notes[part], e)));
	}
}

static json_t *target_object(const struct engine_view *v)
{
	const struct watch *w = v->watch;
	json_t *o = json_object(), *zones = json_array();
	json_t *checks = json_array();
	size_t i;

	put_text(o, "schema", "khien.target/1");
	put_text(o, "target", w->target.name);
	put_text(o, "path", w->target.path);
	put(o, "interval", json_integer(v->interval));
	put(o, "dns_interval", json_integer(v->dns_interval));
	put_text(o, "verdict", check_verdict_name(engine_view_verdict(v)));
	put_time(o, "time", w->glance.time);
	put_time(o, "dns_time", w->notes[WATCH_DNS].time);
	for (i = 0; i < FAMILIES; i++)
		put(o, families[i], family_object(&w->glance.families[i]));
	for (i = 0; i < v->zone_count; i++) {
		const struct watch_zone *z = v->zones[i];

		(void)json_array_append_new(zones, json_string(z->name));
		put_state(checks, &z->state, &z->notes, 1);
	}
	put(o, "zones", zones);
	put_state(checks, &w->state, w->notes, WATCH_PARTS);
	put(o, "checks", checks);
	return o;
}

void api_target(struct pages *p, const struct web_request *q,
		struct web_answer *a)
{
	const char *name = strrchr(q->path, '/') + 1;
	struct engine_view v;
	json_t *o;
	char *text;

	if (!engine_view_find(p->engine, name, &v)) {
		pages_refuse(a, 404, "there is no such target");
		return;
	}
	o = target_object(&v);
	text = json_text(o, JSON_COMPACT);
	json_decref(o);
	a->type = pages_json;
	if (text == NULL)
		a->body.failed = true;
	else
		text_printf(&a->body, "%s\n", text);
	free(text);
}

/* ---- events ---- */

void api_events(struct pages *p, const struct web_request *q,
		struct web_answer *a)
{
	const char *since = web_query(q, "since");
	struct journal_query j = { .name = web_query(q, "target") };
	int64_t limit = LIMIT, last;
	struct fault f = { "", "" };

	if (!pages_number(q, a, "after", 0, INT64_MAX, &j.after) ||
	    !pages_number(q, a, "limit", 1, LIMIT_MAX, &limit))
		return;
	if (since != NULL && clock_parse(since, &j.since, &f) < 0) {
		pages_refuse(a, 400, "since: a time such as "
			     "2026-11-23T08:00:00Z was expected");
		return;
	}
	j.limit = (size_t)limit;
	a->type = pages_json;
	text_add(&a->body, "{\"schema\":\"khien.events/1\",\"events\":[");
	last = journal_list(p->journal, &j, &a->body);
	text_printf(&a->body, "],\"last\":%lld}\n", (long long)last);
}
