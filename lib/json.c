/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "file.h"
#include "lang.h"
#include "text.h"

#define JSON_MAX (16u << 20)
#define POINTER_MAX 512

/* ---- finding a value's place again in text that is known to be valid ---- */

struct place {
	const char *at;
};

static void skip_space(struct place *p)
{
	p->at += strspn(p->at, " \t\r\n");
}

static void skip_string(struct place *p)
{
	for (p->at++; *p->at != '"'; p->at++)
		if (*p->at == '\\')
			p->at++;
	p->at++;
}

/* Moves behind any value, counting brackets. */
static void skip_value(struct place *p)
{
	int depth = 0;

	do {
		skip_space(p);
		if (*p->at == '"') {
			skip_string(p);
		} else if (strchr("[{", *p->at) != NULL) {
			depth++;
			p->at++;
		} else if (strchr("]}", *p->at) != NULL) {
			depth--;
			p->at++;
		} else if (strchr(",:", *p->at) != NULL) {
			p->at++;
		} else {
			p->at += strcspn(p->at, ",]}: \t\r\n");
		}
	} while (depth > 0);
}

/* True where the JSON string at P spells KEY; keys with escapes do not. */
static bool is_key(const char *p, const char *key, size_t length)
{
	return strncmp(p + 1, key, length) == 0 && p[1 + length] == '"';
}

/* From an object to the value of member KEY. */
static bool enter_member(struct place *p, const char *key, size_t length)
{
	p->at++;
	for (;;) {
		bool found;

		skip_space(p);
		if (*p->at != '"')
			return false;
		found = is_key(p->at, key, length);
		skip_string(p);
		skip_space(p);
		p->at++;	/* the colon */
		skip_space(p);
		if (found)
			return true;
		skip_value(p);
		skip_space(p);
		if (*p->at != ',')
			return false;
		p->at++;
	}
}

/* From an array to its element number INDEX. */
static bool enter_element(struct place *p, size_t index)
{
	p->at++;
	skip_space(p);
	while (index > 0 && *p->at != ']') {
		skip_value(p);
		skip_space(p);
		if (*p->at != ',')
			return false;
		p->at++;
		skip_space(p);
		index--;
	}
	return *p->at != ']';
}

static void locate(const struct json_file *j, const char *pointer, int *line,
		   int *column)
{
	struct place p = { j->text };
	const char *c, *deepest;

	*line = 1;
	*column = 1;
	if (p.at == NULL || j->root == NULL)
		return;
	skip_space(&p);
	deepest = p.at;
	while (*pointer == '/') {
		size_t length = strcspn(++pointer, "/");
		bool found = false;

		if (*p.at == '{')
			found = enter_member(&p, pointer, length);
		else if (*p.at == '[')
			found = enter_element(&p, strtoul(pointer, NULL, 10));
		if (!found)
			break;
		deepest = p.at;
		pointer += length;
	}
	for (c = j->text; c < deepest; c++) {
		*column = *c == '\n' ? 1 : *column + 1;
		*line += *c == '\n';
	}
}

/* ---- documents ---- */

int json_file_parse(struct json_file *j, const char *path, const char *text,
		    size_t length, struct fault *f)
{
	json_error_t error;

	memset(j, 0, sizeof(*j));
	j->path = strdup(path);
	j->text = malloc(length + 1);
	if (j->path == NULL || j->text == NULL) {
		fault_errno(f, _("cannot read %s"), path);
		goto fail;
	}
	memcpy(j->text, text, length);
	j->text[length] = '\0';
	j->length = length;
	j->root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (j->root == NULL) {
		fault_set(f, "%s:%d:%d: %s", path, error.line, error.column,
			  error.text);
		fault_hint(f, _("the file must be one JSON object"));
		goto fail;
	}
	if (!json_is_object(j->root)) {
		fault_set(f, _("%s:1:1: a JSON object was expected"), path);
		goto fail;
	}
	return 0;
fail:
	json_file_free(j);
	return -1;
}

int json_file_read(struct json_file *j, const char *path, struct fault *f)
{
	size_t length;
	char *text = file_read(path, JSON_MAX, &length, f);
	int rc;

	memset(j, 0, sizeof(*j));
	if (text == NULL)
		return -1;
	rc = json_file_parse(j, path, text, length, f);
	free(text);
	return rc;
}

void json_file_free(struct json_file *j)
{
	json_decref(j->root);
	free(j->text);
	free(j->path);
	memset(j, 0, sizeof(*j));
}

int json_file_fault(const struct json_file *j, const char *pointer,
		    struct fault *f, const char *fmt, ...)
{
	char message[512];
	int line, column;
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	locate(j, pointer, &line, &column);
	return fault_set(f, "%s:%d:%d: %s", j->path, line, column, message);
}

json_t *json_file_at(const struct json_file *j, const char *pointer)
{
	json_t *v = j->root;

	while (*pointer == '/' && v != NULL) {
		char key[POINTER_MAX];
		size_t length = strcspn(++pointer, "/");

		if (length >= sizeof(key))
			return NULL;
		memcpy(key, pointer, length);
		key[length] = '\0';
		v = json_is_array(v) ?
			json_array_get(v, strtoul(key, NULL, 10)) :
			json_object_get(v, key);
		pointer += length;
	}
	return v;
}

int json_file_only(const struct json_file *j, const char *pointer,
		   const char *const *allowed, struct fault *f)
{
	json_t *object = json_file_at(j, pointer), *value;
	const char *key;
	size_t i;

	json_object_foreach(object, key, value) {
		char where[POINTER_MAX];

		for (i = 0; allowed[i] != NULL; i++)
			if (strcmp(allowed[i], key) == 0)
				break;
		if (allowed[i] != NULL)
			continue;
		(void)snprintf(where, sizeof(where), "%s/%s", pointer, key);
		return json_file_fault(j, where, f, _("unknown key \"%s\""),
				       key);
	}
	return 0;
}

/* The member, and its pointer in WHERE for a message. */
static json_t *member_at(const struct json_file *j, const char *pointer,
			 const char *member, char where[POINTER_MAX])
{
	(void)snprintf(where, POINTER_MAX, "%s/%s", pointer, member);
	return json_file_at(j, where);
}

int json_file_string(const struct json_file *j, const char *pointer,
		     const char *member, const char **out, struct fault *f)
{
	char where[POINTER_MAX];
	json_t *v = member_at(j, pointer, member, where);

	if (v == NULL)
		return 0;
	if (!json_is_string(v))
		return json_file_fault(j, where, f,
				       _("\"%s\" must be a string"), member);
	*out = json_string_value(v);
	return 0;
}

int json_file_integer(const struct json_file *j, const char *pointer,
		      const char *member, int64_t min, int64_t max,
		      int64_t *out, struct fault *f)
{
	char where[POINTER_MAX];
	json_t *v = member_at(j, pointer, member, where);

	if (v == NULL)
		return 0;
	if (!json_is_integer(v) || json_integer_value(v) < min ||
	    json_integer_value(v) > max)
		return json_file_fault(j, where, f,
				       _("\"%s\" must be a whole number from "
					 "%" PRId64 " to %" PRId64), member,
				       min, max);
	*out = json_integer_value(v);
	return 0;
}

int json_file_bool(const struct json_file *j, const char *pointer,
		   const char *member, bool *out, struct fault *f)
{
	char where[POINTER_MAX];
	json_t *v = member_at(j, pointer, member, where);

	if (v == NULL)
		return 0;
	if (!json_is_boolean(v))
		return json_file_fault(j, where, f,
				       _("\"%s\" must be true or false"),
				       member);
	*out = json_is_true(v);
	return 0;
}

int json_file_duration(const struct json_file *j, const char *pointer,
		       const char *member, int64_t min, int64_t max,
		       int64_t *out, struct fault *f)
{
	char where[POINTER_MAX], low[CLOCK_TEXT], high[CLOCK_TEXT];
	json_t *v = member_at(j, pointer, member, where);
	int64_t seconds;

	if (v == NULL)
		return 0;
	if (json_is_string(v) &&
	    clock_parse_duration(json_string_value(v), &seconds, NULL) == 0 &&
	    seconds >= min && seconds <= max) {
		*out = seconds;
		return 0;
	}
	return json_file_fault(j, where, f,
			       _("\"%s\" must be a duration in quotes from "
				 "\"%s\" to \"%s\""), member,
			       clock_format_duration(min, low),
			       clock_format_duration(max, high));
}

/* Takes in a piece; the text itself remembers when memory ran out. */
static int add_piece(const char *piece, size_t length, void *arg)
{
	struct text *t = arg;

	text_add_bytes(t, piece, length);
	return text_ok(t) ? 0 : -1;
}

char *json_text(const json_t *v, size_t flags)
{
	struct text t = { 0 };

	if (v == NULL || json_dump_callback(v, add_piece, &t, flags) < 0 ||
	    !text_ok(&t)) {
		text_free(&t);
		return NULL;
	}
	return t.at;
}
