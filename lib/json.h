/* SPDX-License-Identifier: MIT */
/*
 * json: Jansson with positions. Jansson tells line and column of a syntax
 * error; for an error of meaning (wrong type, out of range, unknown key) the
 * place of the value is looked up again in the text.
 */
#ifndef KHIEN_JSON_H
#define KHIEN_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

/* A parsed document together with its text. */
struct json_file {
	char *path;		/* for messages */
	char *text;
	size_t length;
	json_t *root;
};

/*
 * Parses TEXT (LENGTH bytes; copied). PATH is only for messages. The root must
 * be an object and no key may come twice. Returns 0, or -1 with a fault
 * "PATH:LINE:COLUMN: …".
 */
int json_file_parse(struct json_file *j, const char *path, const char *text,
		    size_t length, struct fault *f);

/* Reads and parses PATH, at most 16 MiB. */
int json_file_read(struct json_file *j, const char *path, struct fault *f);

/* Safe on a zeroed struct. */
void json_file_free(struct json_file *j);

/*
 * A fault about the value at POINTER (RFC 6901, e.g. "/knobs/tls.groups/value";
 * "" is the whole document; an array index is a number): "PATH:LINE:COLUMN:
 * message". A pointer that leads nowhere gives the deepest place it reaches.
 * Returns -1.
 */
int json_file_fault(const struct json_file *j, const char *pointer,
		    struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Fault for the first member of the object at POINTER whose name is not in
 * ALLOWED (NULL-terminated). Returns 0 or -1.
 */
int json_file_only(const struct json_file *j, const char *pointer,
		   const char *const *allowed, struct fault *f);

/*
 * Typed reading of one member of the object at POINTER. A missing member
 * leaves *OUT as it is and returns 0; a wrong type or a value out of range is
 * a fault with its place. Strings stay owned by the document.
 */
int json_file_string(const struct json_file *j, const char *pointer,
		     const char *member, const char **out, struct fault *f);
int json_file_integer(const struct json_file *j, const char *pointer,
		      const char *member, int64_t min, int64_t max,
		      int64_t *out, struct fault *f);
int json_file_bool(const struct json_file *j, const char *pointer,
		   const char *member, bool *out, struct fault *f);
/* A duration written as a string ("30s", "5m"), in seconds. */
int json_file_duration(const struct json_file *j, const char *pointer,
		       const char *member, int64_t min, int64_t max,
		       int64_t *out, struct fault *f);

/*
 * V as text: what json_dumps() of Jansson gives with FLAGS, but whole or not at
 * all. Jansson 2.14 overlooks a lack of memory while it writes a key, and then
 * the key is missing. Pass the result to free(). NULL: no memory, or V is NULL.
 */
char *json_text(const json_t *v, size_t flags);

/* The value at POINTER, or NULL. Borrowed. */
json_t *json_file_at(const struct json_file *j, const char *pointer);

#endif
