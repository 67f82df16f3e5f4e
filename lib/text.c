/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define FIRST_ROOM 256

/* Room for MORE bytes and a NUL. */
static bool reserve(struct text *t, size_t more)
{
	size_t room = t->room ? t->room : FIRST_ROOM;
	char *at;

	if (t->failed)
		return false;
	if (more >= SIZE_MAX / 2 - t->length) {
		t->failed = true;
		return false;
	}
	while (room < t->length + more + 1)
		room *= 2;
	if (room == t->room)
		return true;
	at = realloc(t->at, room);
	if (at == NULL) {
		t->failed = true;
		return false;
	}
	t->at = at;
	t->room = room;
	return true;
}

void text_add_bytes(struct text *t, const char *s, size_t length)
{
	if (!reserve(t, length))
		return;
	memcpy(t->at + t->length, s, length);
	t->length += length;
	t->at[t->length] = '\0';
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_vprintf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	int length;

	va_copy(again, ap);
	length = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (length < 0) {
		t->failed = true;
		return;
	}
	if (!reserve(t, (size_t)length))
		return;
	(void)vsnprintf(t->at + t->length, (size_t)length + 1, fmt, ap);
	t->length += (size_t)length;
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(t, fmt, ap);
	va_end(ap);
}

void text_add_shell(struct text *t, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";

	if (s[0] != '\0' && s[strspn(s, plain)] == '\0') {
		text_add(t, s);
		return;
	}
	text_add(t, "'");
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			text_add(t, "'\\''");
		else
			text_add_bytes(t, s, 1);
	}
	text_add(t, "'");
}

bool text_ok(const struct text *t)
{
	return !t->failed;
}

const char *text_get(const struct text *t)
{
	return t->at ? t->at : "";
}

void text_free(struct text *t)
{
	free(t->at);
	memset(t, 0, sizeof(*t));
}

/* Length of the UTF-8 character at S, or 0 where there is none. RFC 3629. */
static size_t character(const unsigned char *s)
{
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 :
			s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0, i;

	for (i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* too long a form, a surrogate, beyond U+10FFFF */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	/* control characters, C1 included */
	if (s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0))
		return 0;
	return length;
}

void text_clean(char *s)
{
	while (*s != '\0') {
		size_t length = character((const unsigned char *)s);

		if (length == 0)
			*s = '?';
		s += length ? length : 1;
	}
}

size_t text_columns(const char *s)
{
	mbstate_t state;
	size_t columns = 0, left = strlen(s);

	memset(&state, 0, sizeof(state));
	while (left > 0) {
		wchar_t c;
		size_t used = mbrtowc(&c, s, left, &state);
		int width;

		if (used == 0 || used == (size_t)-1 || used == (size_t)-2) {
			/* not this locale's encoding: a byte, a column */
			memset(&state, 0, sizeof(state));
			used = 1;
			width = 1;
		} else {
			width = wcwidth(c);
		}
		columns += width > 0 ? (size_t)width : 0;
		s += used;
		left -= used;
	}
	return columns;
}
