/* SPDX-License-Identifier: MIT */
/* name: see name.h. */
#include "dnssec/zone/name.h"

#include <string.h>

#include "lang.h"

#define L16(x) x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, \
	x + 8, x + 9, x + 10, x + 11, x + 12, x + 13, x + 14, x + 15

const uint8_t name_lowercase[256] = {
	L16(0), L16(16), L16(32), L16(48),
	'@', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	'[', '\\', ']', '^', '_',
	L16(96), L16(112), L16(128), L16(144), L16(160), L16(176), L16(192),
	L16(208), L16(224), L16(240),
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One escape behind a backslash: \DDD or \X. Returns bytes used, 0 if bad. */
static size_t unescape(const char *s, size_t n, uint8_t *byte)
{
	unsigned v;

	if (n == 0)
		return 0;
	if (!is_digit(s[0])) {
		*byte = (uint8_t)s[0];
		return 1;
	}
	if (n < 3 || !is_digit(s[1]) || !is_digit(s[2]))
		return 0;
	v = (unsigned)(s[0] - '0') * 100 + (unsigned)(s[1] - '0') * 10 +
	    (unsigned)(s[2] - '0');
	*byte = (uint8_t)v;
	return v > 255 ? 0 : 3;
}

static int no(const char **why, const char *message)
{
	*why = message;
	return -1;
}

/* Puts ORIGIN behind the USED bytes of labels. */
static int complete(uint8_t *out, size_t used, const uint8_t *origin,
		    const char **why)
{
	size_t length;

	if (!origin)
		return no(why, N_("a relative name, but no $ORIGIN and no zone name is known"));
	length = name_length(origin);
	if (used + length > NAME_WIRE)
		return no(why, N_("the name is longer than 255 bytes"));
	memcpy(out + used, origin, length);
	return (int)(used + length);
}

int name_parse(const char *s, size_t n, const uint8_t *origin,
	       uint8_t out[NAME_WIRE], const char **why)
{
	size_t at = 0, label = 0, used = 1;	/* out[label] is its length byte */

	if (n == 1 && s[0] == '@')
		return complete(out, 0, origin, why);
	if (n == 1 && s[0] == '.') {
		out[0] = 0;
		return 1;
	}
	if (n == 0)
		return no(why, N_("an empty name"));
	while (at < n) {
		uint8_t c = (uint8_t)s[at++];

		if (c == '.') {
			if (used - label == 1)
				return no(why, N_("an empty label in a name"));
			out[label] = (uint8_t)(used - label - 1);
			label = used++;
			if (used > NAME_WIRE)
				return no(why, N_("the name is longer than 255 bytes"));
			continue;
		}
		if (c == '\\') {
			size_t k = unescape(s + at, n - at, &c);

			if (!k)
				return no(why, N_("a backslash must be followed by three digits up to 255 or by one character"));
			at += k;
		}
		if (used - label > 63)
			return no(why, N_("a label is longer than 63 bytes"));
		if (used >= NAME_WIRE)
			return no(why, N_("the name is longer than 255 bytes"));
		out[used++] = c;
	}
	if (used - label == 1) {	/* ended in a dot: absolute */
		out[label] = 0;
		return (int)used;
	}
	out[label] = (uint8_t)(used - label - 1);
	return complete(out, used, origin, why);
}

/* Characters that mean something in a master file. */
static bool is_special(uint8_t c)
{
	return c == '.' || c == '\\' || c == '"' || c == '(' || c == ')' ||
	       c == ';' || c == '@' || c == '$';
}

static char *print_byte(char *p, uint8_t c)
{
	if (c <= ' ' || c >= 127) {
		*p++ = '\\';
		*p++ = (char)('0' + c / 100);
		*p++ = (char)('0' + c / 10 % 10);
		*p++ = (char)('0' + c % 10);
		return p;
	}
	if (is_special(c))
		*p++ = '\\';
	*p++ = (char)c;
	return p;
}

size_t name_print(const uint8_t *wire, char out[NAME_TEXT])
{
	char *p = out;

	if (!*wire)
		*p++ = '.';
	while (*wire) {
		for (unsigned n = *wire++; n; n--) {
			uint8_t c = *wire++;

			if ((c >= 'a' && c <= 'z') || is_digit((char)c) ||
			    c == '-')
				*p++ = (char)c;
			else
				p = print_byte(p, c);
		}
		*p++ = '.';
	}
	*p = '\0';
	return (size_t)(p - out);
}

size_t name_length(const uint8_t *wire)
{
	const uint8_t *p = wire;

	while (*p)
		p += *p + 1;
	return (size_t)(p - wire) + 1;
}

int name_check(const uint8_t *wire, size_t room)
{
	size_t at = 0;

	if (room > NAME_WIRE)
		room = NAME_WIRE;
	while (at < room) {
		uint8_t n = wire[at];

		if (n == 0)
			return (int)at + 1;
		if (n > 63)
			return -1;
		at += n + 1u;
	}
	return -1;
}

unsigned name_labels(const uint8_t *wire)
{
	unsigned n = 0;

	for (; *wire; wire += *wire + 1)
		n++;
	return n;
}

const uint8_t *name_parent(const uint8_t *wire, unsigned n)
{
	while (n-- && *wire)
		wire += *wire + 1;
	return wire;
}

/* A length byte is at most 63 and 'A' is 65: bytes need not be told apart. */
void name_lower(uint8_t *out, const uint8_t *wire, size_t length)
{
	for (size_t i = 0; i < length; i++)
		out[i] = name_lowercase[wire[i]];
}

bool name_has_upper(const uint8_t *wire, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (wire[i] >= 'A' && wire[i] <= 'Z')
			return true;
	return false;
}

static bool equal_bytes(const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name_lowercase[a[i]] != name_lowercase[b[i]])
			return false;
	return true;
}

bool name_equal(const uint8_t *a, const uint8_t *b)
{
	size_t n = name_length(a);

	return n == name_length(b) && equal_bytes(a, b, n);
}

bool name_under(const uint8_t *name, const uint8_t *ancestor)
{
	unsigned have = name_labels(name), want = name_labels(ancestor);

	return have >= want && name_equal(name_parent(name, have - want),
					  ancestor);
}

/* Where each label of LENGTH bytes begins; returns how many. */
static unsigned find_labels(const uint8_t *labels, size_t length,
			    const uint8_t *at[NAME_LABELS])
{
	const uint8_t *end = labels + length;
	unsigned n = 0;

	while (labels < end && *labels && n < NAME_LABELS) {
		at[n++] = labels;
		labels += *labels + 1;
	}
	return n;
}

size_t name_key(const uint8_t *labels, size_t length, uint8_t out[NAME_KEY])
{
	const uint8_t *at[NAME_LABELS];
	unsigned n = find_labels(labels, length, at);
	uint8_t *p = out;

	while (n--) {
		const uint8_t *l = at[n];

		for (unsigned k = *l++; k; k--) {
			uint8_t c = name_lowercase[*l++];

			if (c < 2) {
				*p++ = 1;
				c++;
			}
			*p++ = c;
		}
		*p++ = 0;
	}
	return (size_t)(p - out);
}
