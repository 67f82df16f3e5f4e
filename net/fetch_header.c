/* SPDX-License-Identifier: MIT */
/* fetch_header: the header lines of an answer; see fetch.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fetch_transfer.h"

/* Well-formed UTF-8 (RFC 3629) from end to end. */
static bool is_utf8(const char *s, size_t length)
{
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0, more; i < length; i += 1 + more) {
		more = u[i] < 0x80 ? 0 : u[i] >= 0xc2 && u[i] < 0xe0 ? 1 :
		       (u[i] & 0xf0) == 0xe0 ? 2 :
		       u[i] >= 0xf0 && u[i] < 0xf5 ? 3 : length;
		if (more >= length - i)
			return false;
		for (size_t k = 1; k <= more; k++)
			if ((u[i + k] & 0xc0) != 0x80)
				return false;
		if ((u[i] == 0xe0 && u[i + 1] < 0xa0) ||
		    (u[i] == 0xed && u[i + 1] >= 0xa0) ||
		    (u[i] == 0xf0 && u[i + 1] < 0x90) ||
		    (u[i] == 0xf4 && u[i + 1] >= 0x90))
			return false;
	}
	return true;
}

/* One line, its end cut off, and made fit to be shown. */
static void keep_header(struct fetch *x, const char *line, size_t length)
{
	bool utf8 = is_utf8(line, length);
	size_t from = x->headers.length;

	if ((*line == ' ' || *line == '\t') && from)	/* folded */
		x->headers.at[from - 1] = ' ';
	text_add_bytes(&x->headers, line, length);
	text_add(&x->headers, "\n");
	if (!text_ok(&x->headers))
		return;
	for (size_t i = from; i < from + length; i++) {
		unsigned char c = (unsigned char)x->headers.at[i];

		if (c < ' ' || c == 127 || (c >= 128 && !utf8))
			x->headers.at[i] = c == '\t' ? ' ' : '?';
	}
}

size_t fetch_header_came(char *data, size_t size, size_t count, void *arg)
{
	struct fetch *x = arg;
	size_t all = size * count, length = all;

	x->header_bytes += all;
	x->header_lines++;
	if (x->header_bytes > FETCH_HEADERS ||
	    x->header_lines > FETCH_HEADER_LINES) {
		x->headers_too_large = true;
		return 0;
	}
	while (length && (data[length - 1] == '\n' || data[length - 1] == '\r'))
		length--;
	if (!length)
		return all;
	if (length >= 5 && !memcmp(data, "HTTP/", 5))
		text_free(&x->headers);	/* what was before was 1xx */
	else
		keep_header(x, data, length);
	return all;
}

/* Where the value of header NAME begins in LINE, or NULL: another header. */
static const char *value_of(const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) || line[n] != ':')
		return NULL;
	line += n + 1;
	while (*line == ' ')
		line++;
	return line;
}

char *fetch_header(const struct fetch_result *r, const char *name,
		   char *buffer, size_t size, int *count)
{
	int found = 0;

	for (const char *line = r->headers, *end; *line; line = end + 1) {
		const char *value = value_of(line, name);

		end = strchr(line, '\n');
		if (!end)
			break;
		if (value && value <= end && !found++) {
			const char *last = end;

			while (last > value && last[-1] == ' ')
				last--;
			snprintf(buffer, size, "%.*s", (int)(last - value),
				 value);
		}
	}
	if (count)
		*count = found;
	return found ? buffer : NULL;
}
