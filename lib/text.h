/* SPDX-License-Identifier: MIT */
/*
 * text: a growing string. Running out of memory is remembered, not returned
 * from each call: build the whole text, then ask text_ok() once.
 */
#ifndef KHIEN_TEXT_H
#define KHIEN_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *at;	/* NUL-terminated once anything was added; NULL before */
	size_t length;	/* bytes, without the NUL */
	size_t room;	/* bytes allocated */
	bool failed;	/* an allocation failed; what follows is dropped */
};

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const char *s, size_t length);
void text_printf(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *t, const char *fmt, va_list ap);

/* Adds S so that a POSIX shell reads it back as one word. */
void text_add_shell(struct text *t, const char *s);

/* False where an allocation failed. An empty text is fine: see text_get(). */
bool text_ok(const struct text *t);

/* The string; "" where nothing was added. Valid until the next call. */
const char *text_get(const struct text *t);

/* Frees what it holds and makes it empty. Safe on an empty text. */
void text_free(struct text *t);

/*
 * Makes S fit to be shown and to stand in JSON: what is no UTF-8 (RFC 3629), and
 * control characters, become '?'. For everything that came from outside.
 */
void text_clean(char *s);

/* Columns that S takes on a terminal (Vietnamese combining marks count 0). */
size_t text_columns(const char *s);

#endif
