/* SPDX-License-Identifier: MIT */
/* policy_print: a profile as text, as JSON, and the schema of its file. */
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "policy.h"
#include "policy_knobs.h"
#include "text.h"

/* "1.2", "30d", "a b c", "2026-03-15 200d …": as in the file, but no quotes. */
static void add_value(struct text *t, json_t *v)
{
	const char *key, *space = "";
	size_t i;
	json_t *item;

	if (json_is_string(v))
		text_add(t, json_string_value(v));
	else if (json_is_boolean(v))
		text_add(t, json_is_true(v) ? "true" : "false");
	else if (json_is_integer(v))
		text_printf(t, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	json_array_foreach(v, i, item) {
		text_add(t, i ? " " : "");
		add_value(t, item);
	}
	json_object_foreach(v, key, item) {
		text_printf(t, "%s%s ", space, key);
		add_value(t, item);
		space = " ";
	}
}

void policy_print(const struct policy *p, FILE *out)
{
	const char *language = getenv("LANGUAGE");
	const char *title = p->title;
	size_t i;

	if (language != NULL && strncmp(language, "vi", 2) == 0 &&
	    p->title_vi != NULL)
		title = p->title_vi;
	fprintf(out, "%s: %s\n", p->name, title ? title : "");
	if (p->base != NULL)
		fprintf(out, _("extends %s\n"), p->base);
	fprintf(out, "SHA-256 %s\n\n", p->hash);
	for (i = 0; i < policy_knob_count; i++) {
		const struct knob *k = &policy_knobs[i];
		json_t *knob = json_object_get(p->knobs, k->id);
		struct text value = { 0 };

		add_value(&value, json_object_get(knob, "value"));
		fprintf(out, "%-29s %s%s%s\n%29s # %s [%s]\n", k->id,
			text_get(&value), k->unit ? " " : "",
			k->unit ? k->unit : "", "", _(k->help),
			json_string_value(json_object_get(knob, "clause")));
		text_free(&value);
	}
}

static json_t *clauses_json(const struct policy *p)
{
	json_t *all = json_object();
	size_t i;

	for (i = 0; i < p->clause_count; i++) {
		const struct policy_clause *c = &p->clauses[i];

		json_object_set_new(all, c->id,
			json_pack("{s:s, s:{s:s, s:s*}, s:s, s:s*}",
				  "source", c->source, "title", "en", c->title,
				  "vi", c->title_vi, "in_force", c->in_force,
				  "superseded_by", c->superseded_by));
	}
	return all;
}

static json_t *checks_json(const struct policy *p)
{
	json_t *all = json_object();
	size_t i;

	for (i = 0; i < p->check_count; i++) {
		const struct policy_check *c = &p->checks[i];

		json_object_set_new(all, c->id,
			json_pack("{s:s, s:s}", "severity",
				  policy_severity_name(c->severity),
				  "clause", c->clause));
	}
	return all;
}

json_t *policy_json(const struct policy *p)
{
	/* whole, without "extends": what is printed can be loaded again */
	return json_pack("{s:s, s:s, s:s, s:{s:s*, s:s*}, s:o, s:O, s:o}",
			 "schema", "khien.policy/1", "profile", p->name,
			 "hash", p->hash,
			 "title", "en", p->title, "vi", p->title_vi,
			 "clauses", clauses_json(p), "knobs", p->knobs,
			 "checks", checks_json(p));
}

/* ---- the schema of a policy file, JSON Schema 2020-12 ---- */

static json_t *choices_schema(const struct knob *k)
{
	json_t *words = json_array();
	size_t i;

	if (k->choices == NULL) {
		json_decref(words);
		return json_pack("{s:s, s:i}", "type", "string", "minLength", 1);
	}
	for (i = 0; k->choices[i] != NULL; i++)
		json_array_append_new(words, json_string(k->choices[i]));
	return json_pack("{s:o}", "enum", words);
}

static json_t *duration_schema(void)
{
	return json_pack("{s:s, s:s}", "type", "string",
			 "pattern", "^([0-9]+[smhdw]?)+$");
}

static json_t *value_schema(const struct knob *k)
{
	switch (k->kind) {
	case KNOB_NUMBER:
		return json_pack("{s:s, s:I, s:I}", "type", "integer",
				 "minimum", (json_int_t)k->min,
				 "maximum", (json_int_t)k->max);
	case KNOB_DURATION:
		return duration_schema();
	case KNOB_SCHEDULE:
		return json_pack("{s:s, s:i, s:{s:o}, s:b}", "type", "object",
				 "minProperties", 1, "patternProperties",
				 "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
				 duration_schema(),
				 "additionalProperties", 0);
	case KNOB_VERSION:
		return json_pack("{s:[ssss]}", "enum", "1.0", "1.1", "1.2",
				 "1.3");
	case KNOB_FLAG:
		return json_pack("{s:s}", "type", "boolean");
	case KNOB_CHOICE:
		return choices_schema(k);
	case KNOB_LIST:
		return json_pack("{s:s, s:o, s:I, s:I, s:b}", "type", "array",
				 "items", choices_schema(k),
				 "minItems", (json_int_t)k->min,
				 "maxItems", (json_int_t)k->max,
				 "uniqueItems", 1);
	}
	return NULL;
}

static json_t *knobs_schema(void)
{
	json_t *all = json_object();
	size_t i;

	for (i = 0; i < policy_knob_count; i++)
		json_object_set_new(all, policy_knobs[i].id,
			json_pack("{s:s, s:s, s:{s:o, s:{s:s}, s:{s:s}}, s:b, s:[ss]}",
				  "description", policy_knobs[i].help,
				  "type", "object", "properties",
				  "value", value_schema(&policy_knobs[i]),
				  "clause", "type", "string",
				  "note", "type", "string",
				  "additionalProperties", 0,
				  "required", "value", "clause"));
	return json_pack("{s:s, s:o, s:b}", "type", "object", "properties", all,
			 "additionalProperties", 0);
}

static json_t *title_schema(void)
{
	return json_pack("{s:s, s:{s:{s:s}, s:{s:s}}, s:b}", "type", "object",
			 "properties", "en", "type", "string",
			 "vi", "type", "string", "additionalProperties", 0);
}

json_t *policy_schema(void)
{
	json_t *clause = json_pack(
		"{s:s, s:{s:{s:s}, s:o, s:{s:s}, s:{s:s}}, s:b, s:[sss]}",
		"type", "object", "properties", "source", "type", "string",
		"title", title_schema(), "in_force", "type", "string",
		"superseded_by", "type", "string", "additionalProperties", 0,
		"required", "source", "title", "in_force");
	json_t *check = json_pack(
		"{s:s, s:{s:{s:[sss]}, s:{s:s}}, s:b, s:[ss]}",
		"type", "object", "properties", "severity", "enum", "must",
		"should", "off", "clause", "type", "string",
		"additionalProperties", 0, "required", "severity", "clause");
	json_t *properties = json_pack(
		"{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:o, s:{s:s, s:o}, s:o, s:{s:s, s:o}}",
		"schema", "const", "khien.policy/1",
		"profile", "type", "string", "extends", "type", "string",
		"hash", "type", "string", "title", title_schema(),
		"clauses", "type", "object", "additionalProperties", clause,
		"knobs", knobs_schema(),
		"checks", "type", "object", "additionalProperties", check);

	return json_pack("{s:s, s:s, s:s, s:o, s:b, s:[s]}",
			 "$schema", "https://json-schema.org/draft/2020-12/schema",
			 "title", "khien policy", "type", "object",
			 "properties", properties,
			 "additionalProperties", 0, "required", "profile");
}
