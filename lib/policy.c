/* SPDX-License-Identifier: MIT */
#include "policy.h"

#include <inttypes.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json.h"
#include "lang.h"
#include "policy_embedded.h"
#include "policy_knobs.h"

#define POINTER_MAX 256
#define EMBEDDED_MAX 16

/* ---- one value ---- */

static const struct {
	const char *text;
	int64_t version;
} versions[] = {
	{ "1.0", 0x0301 }, { "1.1", 0x0302 }, { "1.2", 0x0303 },
	{ "1.3", 0x0304 },
};

static bool is_choice(const struct knob *k, const char *word)
{
	size_t i;

	if (k->choices == NULL)
		return word[0] != '\0';
	for (i = 0; k->choices[i] != NULL; i++)
		if (strcmp(k->choices[i], word) == 0)
			return true;
	return false;
}

static bool read_number(const struct knob *k, json_t *v, void *at)
{
	int64_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < k->min || n > k->max)
		return false;
	*(int64_t *)at = n;
	return true;
}

static bool read_duration(const struct knob *k, json_t *v, void *at)
{
	int64_t n;

	if (!json_is_string(v) ||
	    clock_parse_duration(json_string_value(v), &n, NULL) < 0 ||
	    n < k->min || n > k->max)
		return false;
	*(int64_t *)at = n;
	return true;
}

static bool read_version(const struct knob *k, json_t *v, void *at)
{
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (!json_is_string(v) ||
		    strcmp(versions[i].text, json_string_value(v)) != 0 ||
		    versions[i].version < k->min || versions[i].version > k->max)
			continue;
		*(int64_t *)at = versions[i].version;
		return true;
	}
	return false;
}

static bool read_flag(const struct knob *k, json_t *v, void *at)
{
	(void)k;
	if (!json_is_boolean(v))
		return false;
	*(bool *)at = json_is_true(v);
	return true;
}

static bool read_choice(const struct knob *k, json_t *v, void *at)
{
	char *copy;

	if (!json_is_string(v) || !is_choice(k, json_string_value(v)))
		return false;
	copy = strdup(json_string_value(v));
	if (copy == NULL)
		return false;
	free(*(char **)at);
	*(char **)at = copy;
	return true;
}

static void list_free(struct policy_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

static bool read_list(const struct knob *k, json_t *v, void *at)
{
	size_t i, count = json_array_size(v);
	struct policy_list list = { 0 };

	if (!json_is_array(v) || (int64_t)count < k->min ||
	    (int64_t)count > k->max)
		return false;
	list.items = calloc(count + 1, sizeof(*list.items));
	if (list.items == NULL)
		return false;
	for (i = 0; i < count; i++) {
		const char *word = json_string_value(json_array_get(v, i));

		if (word != NULL && is_choice(k, word) &&
		    !policy_list_has(&list, word))
			list.items[list.count] = strdup(word);
		if (list.items[list.count] == NULL) {
			list_free(&list);
			return false;
		}
		list.count++;
	}
	list_free(at);
	memcpy(at, &list, sizeof(list));
	return true;
}

/* Midnight of "2026-03-15"; other ways to write a time are refused here. */
static bool read_day(const char *s, int64_t *day)
{
	return strlen(s) == strlen("2026-03-15") && s[4] == '-' &&
	       clock_parse(s, day, NULL) == 0;
}

static int compare_steps(const void *a, const void *b)
{
	const struct policy_step *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static bool read_schedule(const struct knob *k, json_t *v, void *at)
{
	struct policy_schedule s = { .count = 0 };
	const char *day;
	json_t *value;

	if (!json_is_object(v) || json_object_size(v) == 0)
		return false;
	s.steps = calloc(json_object_size(v), sizeof(*s.steps));
	if (s.steps == NULL)
		return false;
	json_object_foreach(v, day, value) {
		struct policy_step *step = &s.steps[s.count++];

		if (!read_day(day, &step->from) ||
		    !read_duration(k, value, &step->value)) {
			free(s.steps);
			return false;
		}
	}
	qsort(s.steps, s.count, sizeof(*s.steps), compare_steps);
	free(((struct policy_schedule *)at)->steps);
	memcpy(at, &s, sizeof(s));
	return true;
}

int64_t policy_schedule_at(const struct policy_schedule *s, int64_t time)
{
	int64_t value = -1;
	size_t i;

	for (i = 0; i < s->count && s->steps[i].from <= time; i++)
		value = s->steps[i].value;
	return value;
}

/* What a value of KIND looks like, for an error message. */
static void describe(const struct knob *k, char *text, size_t room)
{
	char low[CLOCK_TEXT], high[CLOCK_TEXT];
	size_t used = 0, i;

	switch (k->kind) {
	case KNOB_NUMBER:
		(void)snprintf(text, room, _("a whole number from %" PRId64
			       " to %" PRId64 " (%s)"), k->min, k->max, k->unit);
		return;
	case KNOB_DURATION:
		(void)snprintf(text, room, _("a duration from \"%s\" to \"%s\""),
			       clock_format_duration(k->min, low),
			       clock_format_duration(k->max, high));
		return;
	case KNOB_SCHEDULE:
		(void)snprintf(text, room, _("an object of dates "
			       "(\"2026-03-15\"), each with a duration from "
			       "\"%s\" to \"%s\""),
			       clock_format_duration(k->min, low),
			       clock_format_duration(k->max, high));
		return;
	case KNOB_VERSION:
		(void)snprintf(text, room, "\"1.0\", \"1.1\", \"1.2\", \"1.3\"");
		return;
	case KNOB_FLAG:
		(void)snprintf(text, room, _("true or false"));
		return;
	case KNOB_CHOICE:
	case KNOB_LIST:
		break;
	}
	if (k->kind == KNOB_LIST)
		used = (size_t)snprintf(text, room, _("a list of %" PRId64 " to %"
					PRId64 " different words"), k->min,
					k->max);
	for (i = 0; k->choices != NULL && k->choices[i] != NULL &&
	     used < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%s\"%s\"",
					 i ? ", " : used ? ": " : "",
					 k->choices[i]);
}

static bool (*const readers[])(const struct knob *, json_t *, void *) = {
	[KNOB_NUMBER] = read_number,
	[KNOB_DURATION] = read_duration,
	[KNOB_VERSION] = read_version,
	[KNOB_FLAG] = read_flag,
	[KNOB_CHOICE] = read_choice,
	[KNOB_SCHEDULE] = read_schedule,
	[KNOB_LIST] = read_list,
};

static const struct knob *find_knob(const char *id)
{
	size_t i;

	for (i = 0; i < policy_knob_count; i++)
		if (strcmp(policy_knobs[i].id, id) == 0)
			return &policy_knobs[i];
	return NULL;
}

const char *policy_knob_id(size_t i)
{
	return i < policy_knob_count ? policy_knobs[i].id : NULL;
}

/* ---- a file ---- */

/* Copies a string of the file; a missing one stays NULL. */
static int copy_string(const struct json_file *j, const char *pointer,
		       const char *member, char **out, struct fault *f)
{
	const char *s = NULL;

	if (json_file_string(j, pointer, member, &s, f) < 0)
		return -1;
	if (s == NULL)
		return 0;
	free(*out);
	*out = strdup(s);
	return *out != NULL ? 0 : fault_errno(f, _("cannot read %s"), j->path);
}

static int required(const struct json_file *j, const char *pointer,
		    const char *member, const char *value, struct fault *f)
{
	return value != NULL ? 0 :
		json_file_fault(j, pointer, f, _("\"%s\" is missing"), member);
}

static int load_clause(struct policy *p, const struct json_file *j,
		       const char *id, struct fault *f)
{
	static const char *const keys[] = {
		"source", "title", "in_force", "superseded_by", NULL
	};
	static const char *const languages[] = { "en", "vi", NULL };
	struct policy_clause *c, *more;
	char at[POINTER_MAX], title[POINTER_MAX];

	(void)snprintf(at, sizeof(at), "/clauses/%s", id);
	(void)snprintf(title, sizeof(title), "/clauses/%s/title", id);
	more = realloc(p->clauses, (p->clause_count + 1) * sizeof(*more));
	if (more == NULL)
		return fault_errno(f, _("cannot read %s"), j->path);
	p->clauses = more;
	c = memset(&more[p->clause_count++], 0, sizeof(*c));
	c->id = strdup(id);
	if (c->id == NULL)
		return fault_errno(f, _("cannot read %s"), j->path);
	if (!json_is_object(json_file_at(j, at)))
		return json_file_fault(j, at, f, _("an object was expected"));
	if (json_file_only(j, at, keys, f) < 0 ||
	    json_file_only(j, title, languages, f) < 0 ||
	    copy_string(j, at, "source", &c->source, f) < 0 ||
	    copy_string(j, at, "in_force", &c->in_force, f) < 0 ||
	    copy_string(j, at, "superseded_by", &c->superseded_by, f) < 0 ||
	    copy_string(j, title, "en", &c->title, f) < 0 ||
	    copy_string(j, title, "vi", &c->title_vi, f) < 0)
		return -1;
	if (required(j, at, "source", c->source, f) < 0 ||
	    required(j, at, "in_force", c->in_force, f) < 0 ||
	    required(j, title, "en", c->title, f) < 0)
		return -1;
	return 0;
}

static int load_clauses(struct policy *p, const struct json_file *j,
			struct fault *f)
{
	json_t *clauses = json_file_at(j, "/clauses"), *v;
	const char *id;

	json_object_foreach(clauses, id, v)
		if (policy_find_clause(p, id) != NULL ?
		    json_file_fault(j, "/clauses", f,
				    _("clause \"%s\" is in the base already"),
				    id) : load_clause(p, j, id, f))
			return -1;
	return 0;
}

/* The clause named at POINTER must be one that the profile has. */
static int load_clause_id(const struct policy *p, const struct json_file *j,
			  const char *pointer, const char **id, struct fault *f)
{
	char at[POINTER_MAX];

	*id = NULL;
	if (json_file_string(j, pointer, "clause", id, f) < 0 ||
	    required(j, pointer, "clause", *id, f) < 0)
		return -1;
	(void)snprintf(at, sizeof(at), "%s/clause", pointer);
	if (policy_find_clause(p, *id) == NULL)
		return json_file_fault(j, at, f, _("there is no clause \"%s\" "
				       "under \"clauses\""), *id);
	return 0;
}

static int load_knob(struct policy *p, const struct json_file *j,
		     const char *id, json_t *v, struct fault *f)
{
	static const char *const keys[] = { "value", "clause", "note", NULL };
	const struct knob *k = find_knob(id);
	char at[POINTER_MAX], value[POINTER_MAX], wanted[320];
	const char *clause;

	(void)snprintf(at, sizeof(at), "/knobs/%s", id);
	(void)snprintf(value, sizeof(value), "/knobs/%s/value", id);
	if (k == NULL) {
		json_file_fault(j, at, f, _("unknown key \"%s\""), id);
		return fault_hint(f, _("`khien policy` lists all knobs"));
	}
	if (!json_is_object(v))
		return json_file_fault(j, at, f, _("an object was expected"));
	if (json_file_only(j, at, keys, f) < 0 ||
	    load_clause_id(p, j, at, &clause, f) < 0)
		return -1;
	if (!readers[k->kind](k, json_object_get(v, "value"),
			      (char *)p + k->offset)) {
		describe(k, wanted, sizeof(wanted));
		return json_file_fault(j, value, f, _("\"%s\" must be %s"), id,
				       wanted);
	}
	return json_object_set(p->knobs, id, v) == 0 ? 0 :
		fault_errno(f, _("cannot read %s"), j->path);
}

static const struct {
	const char *name;
	enum severity severity;
} severities[] = {
	{ "must", SEVERITY_MUST }, { "should", SEVERITY_SHOULD },
	{ "off", SEVERITY_OFF },
};

static struct policy_check *find_check(const struct policy *p, const char *id)
{
	size_t i;

	for (i = 0; i < p->check_count; i++)
		if (strcmp(p->checks[i].id, id) == 0)
			return &p->checks[i];
	return NULL;
}

/* The row of check ID; made where a profile without a base may make it. */
static struct policy_check *check_row(struct policy *p, const char *id)
{
	struct policy_check *c = find_check(p, id), *more;

	if (c != NULL || p->base != NULL)
		return c;
	more = realloc(p->checks, (p->check_count + 1) * sizeof(*more));
	if (more == NULL)
		return NULL;
	p->checks = more;
	c = memset(&more[p->check_count], 0, sizeof(*c));
	c->id = strdup(id);
	if (c->id == NULL)
		return NULL;
	p->check_count++;
	return c;
}

static int load_check(struct policy *p, const struct json_file *j,
		      const char *id, struct fault *f)
{
	static const char *const keys[] = { "severity", "clause", NULL };
	char at[POINTER_MAX], where[POINTER_MAX];
	const char *word = NULL, *clause;
	struct policy_check *c = check_row(p, id);
	size_t i;

	(void)snprintf(at, sizeof(at), "/checks/%s", id);
	(void)snprintf(where, sizeof(where), "/checks/%s/severity", id);
	if (c == NULL) {
		json_file_fault(j, at, f, _("there is no check \"%s\""), id);
		return fault_hint(f, _("`khien checks` lists all checks"));
	}
	if (!json_is_object(json_file_at(j, at)))
		return json_file_fault(j, at, f, _("an object was expected"));
	if (json_file_only(j, at, keys, f) < 0 ||
	    load_clause_id(p, j, at, &clause, f) < 0 ||
	    json_file_string(j, at, "severity", &word, f) < 0 ||
	    required(j, at, "severity", word, f) < 0)
		return -1;
	for (i = 0; i < 3 && strcmp(severities[i].name, word) != 0; i++)
		;
	if (i == 3)
		return json_file_fault(j, where, f, _("\"severity\" must be "
				       "\"must\", \"should\" or \"off\""));
	c->severity = severities[i].severity;
	free(c->clause);
	c->clause = strdup(clause);
	return c->clause != NULL ? 0 :
		fault_errno(f, _("cannot read %s"), j->path);
}

static const struct policy_embedded *find_embedded(const char *name)
{
	const struct policy_embedded *e;

	for (e = policy_embedded; e->name != NULL; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	return NULL;
}

/*
 * A file that extends nothing must have the checks of the default profile,
 * all of them and no others: a slip of the pen would switch one off.
 */
static int check_complete(const struct policy *p, const struct json_file *j,
			  struct fault *f)
{
	struct policy *all;
	size_t i;
	int rc = 0;

	if (p->base != NULL || find_embedded(j->path) != NULL)
		return 0;
	all = policy_load(NULL, f);
	if (all == NULL)
		return -1;
	for (i = 0; rc == 0 && i < p->check_count; i++) {
		char at[POINTER_MAX];

		(void)snprintf(at, sizeof(at), "/checks/%s", p->checks[i].id);
		if (find_check(all, p->checks[i].id) == NULL)
			rc = json_file_fault(j, at, f, _("there is no check "
					     "\"%s\""), p->checks[i].id);
	}
	for (i = 0; rc == 0 && i < all->check_count; i++)
		if (find_check(p, all->checks[i].id) == NULL)
			rc = json_file_fault(j, "/checks", f, _("check \"%s\" "
					     "is missing"), all->checks[i].id);
	if (rc < 0)
		fault_hint(f, _("`khien checks` lists all checks; or begin the "
				"file with \"extends\": \"%s\""),
			   policy_embedded[0].name);
	policy_free(all);
	return rc;
}

static int load_knobs_and_checks(struct policy *p, const struct json_file *j,
				 struct fault *f)
{
	json_t *v;
	const char *id;
	size_t i;

	json_object_foreach(json_file_at(j, "/knobs"), id, v)
		if (load_knob(p, j, id, v, f) < 0)
			return -1;
	json_object_foreach(json_file_at(j, "/checks"), id, v)
		if (load_check(p, j, id, f) < 0)
			return -1;
	for (i = 0; i < policy_knob_count; i++) {
		if (json_object_get(p->knobs, policy_knobs[i].id) != NULL)
			continue;
		json_file_fault(j, "/knobs", f, _("knob \"%s\" is missing"),
				policy_knobs[i].id);
		return fault_hint(f, _("give it, or begin the file with "
				       "\"extends\": \"%s\""),
				  policy_embedded[0].name);
	}
	return 0;
}

/* Pairs of knobs that only make sense in one order. */
static int check_pairs(const struct policy *p, const struct json_file *j,
		       struct fault *f)
{
	const struct {
		const char *low, *high;
		int64_t low_value, high_value;
	} pairs[] = {
		{ "tls.version-min", "tls.version-max", p->tls_version_min,
		  p->tls_version_max },
		{ "tls.cert-left-fail-percent", "tls.cert-left-warn-percent",
		  p->tls_cert_left_fail_percent, p->tls_cert_left_warn_percent },
		{ "http.response-warn", "http.response-fail",
		  p->http_response_warn_ms, p->http_response_fail_ms },
		{ "http.hsts-start", "http.hsts-target", p->http_hsts_start,
		  p->http_hsts_target },
		{ "dnssec.refresh", "dnssec.validity", p->dnssec_refresh,
		  p->dnssec_validity - p->dnssec_jitter },
		{ "dnssec.left-fail", "dnssec.left-warn", p->dnssec_left_fail,
		  p->dnssec_left_warn },
	};
	char at[POINTER_MAX];
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (pairs[i].low_value <= pairs[i].high_value)
			continue;
		(void)snprintf(at, sizeof(at), "/knobs/%s/value", pairs[i].low);
		return json_file_fault(j, at, f, _("\"%s\" must not be above "
				       "\"%s\""), pairs[i].low, pairs[i].high);
	}
	return 0;
}

static int load_top(struct policy *p, const struct json_file *j,
		    struct fault *f)
{
	static const char *const keys[] = {
		"profile", "extends", "title", "clauses", "knobs", "checks",
		/* of a policy that a tool printed; the hash is made anew */
		"schema", "hash", NULL
	};
	static const char *const objects[] = { "clauses", "knobs", "checks" };
	char at[POINTER_MAX];
	size_t i;

	if (json_file_only(j, "", keys, f) < 0 ||
	    copy_string(j, "", "profile", &p->name, f) < 0 ||
	    copy_string(j, "/title", "en", &p->title, f) < 0 ||
	    copy_string(j, "/title", "vi", &p->title_vi, f) < 0 ||
	    required(j, "", "profile", p->name, f) < 0)
		return -1;
	for (i = 0; i < 3; i++) {
		(void)snprintf(at, sizeof(at), "/%s", objects[i]);
		if (json_file_at(j, at) != NULL &&
		    !json_is_object(json_file_at(j, at)))
			return json_file_fault(j, at, f,
					       _("an object was expected"));
	}
	return 0;
}

/* "extends" names an embedded profile; what it has comes first. */
static struct policy *load_base(const struct json_file *j, struct fault *f)
{
	const struct policy_embedded *e;
	const char *base = NULL;
	struct policy *p;

	if (json_file_string(j, "", "extends", &base, f) < 0)
		return NULL;
	if (base == NULL) {
		p = calloc(1, sizeof(*p));
		if (p != NULL && (p->knobs = json_object()) != NULL)
			return p;
		free(p);
		fault_errno(f, _("cannot read %s"), j->path);
		return NULL;
	}
	e = strcmp(base, j->path) == 0 ? NULL : find_embedded(base);
	if (e != NULL) {
		p = policy_parse(e->name, e->text, e->length, f);
		if (p == NULL)
			return NULL;
		free(p->base);
		p->base = p->name;
		p->name = NULL;
		return p;
	}
	json_file_fault(j, "/extends", f, _("there is no profile \"%s\" to "
			"extend"), base);
	fault_hint(f, _("\"extends\" takes tt32-2017 or strict"));
	return NULL;
}

struct policy *policy_parse(const char *path, const char *text, size_t length,
			    struct fault *f)
{
	struct json_file j;
	struct policy *p;

	if (json_file_parse(&j, path, text, length, f) < 0)
		return NULL;
	p = load_base(&j, f);
	if (p != NULL && (load_top(p, &j, f) < 0 ||
			  load_clauses(p, &j, f) < 0 ||
			  load_knobs_and_checks(p, &j, f) < 0 ||
			  check_complete(p, &j, f) < 0 ||
			  check_pairs(p, &j, f) < 0)) {
		policy_free(p);
		p = NULL;
	}
	if (p != NULL)
		(void)SHA256Data((const uint8_t *)text, length, p->hash);
	json_file_free(&j);
	return p;
}

struct policy *policy_load(const char *name, struct fault *f)
{
	const struct policy_embedded *e;
	struct json_file j;
	struct policy *p;

	e = find_embedded(name ? name : policy_embedded[0].name);
	if (e != NULL)
		return policy_parse(e->name, e->text, e->length, f);
	if (json_file_read(&j, name, f) < 0) {
		fault_hint(f, _("--policy takes tt32-2017, strict, or a file"));
		return NULL;
	}
	p = policy_parse(name, j.text, j.length, f);
	json_file_free(&j);
	return p;
}

void policy_free(struct policy *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < policy_knob_count; i++) {
		void *at = (char *)p + policy_knobs[i].offset;

		if (policy_knobs[i].kind == KNOB_LIST)
			list_free(at);
		else if (policy_knobs[i].kind == KNOB_CHOICE)
			free(*(char **)at);
		else if (policy_knobs[i].kind == KNOB_SCHEDULE)
			free(((struct policy_schedule *)at)->steps);
	}
	for (i = 0; i < p->clause_count; i++) {
		free(p->clauses[i].id);
		free(p->clauses[i].source);
		free(p->clauses[i].title);
		free(p->clauses[i].title_vi);
		free(p->clauses[i].in_force);
		free(p->clauses[i].superseded_by);
	}
	for (i = 0; i < p->check_count; i++) {
		free(p->checks[i].id);
		free(p->checks[i].clause);
	}
	free(p->clauses);
	free(p->checks);
	free(p->name);
	free(p->title);
	free(p->title_vi);
	free(p->base);
	json_decref(p->knobs);
	free(p);
}

/* ---- asking ---- */

const char *const *policy_names(void)
{
	static const char *names[EMBEDDED_MAX];
	size_t i;

	for (i = 0; i + 1 < EMBEDDED_MAX && policy_embedded[i].name != NULL; i++)
		names[i] = policy_embedded[i].name;
	return names;
}

enum severity policy_severity(const struct policy *p, const char *id)
{
	const struct policy_check *c = find_check(p, id);

	return c ? c->severity : SEVERITY_OFF;
}

const char *policy_severity_name(enum severity s)
{
	size_t i;

	for (i = 0; i < 2 && severities[i].severity != s; i++)
		;
	return severities[i].name;
}

const char *policy_check_clause(const struct policy *p, const char *id)
{
	const struct policy_check *c = find_check(p, id);

	return c ? c->clause : "";
}

const struct policy_clause *policy_find_clause(const struct policy *p,
					       const char *id)
{
	size_t i;

	for (i = 0; i < p->clause_count; i++)
		if (strcmp(p->clauses[i].id, id) == 0)
			return &p->clauses[i];
	return NULL;
}

bool policy_list_has(const struct policy_list *list, const char *item)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcasecmp(list->items[i], item) == 0)
			return true;
	return false;
}
