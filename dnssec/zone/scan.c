/* SPDX-License-Identifier: MIT */
/* scan: see scan.h. */
#include "dnssec/zone/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"

#define WINDOW_FIRST ((size_t)256 << 10)
/* A record of 65535 bytes written as \DDD, with room for comments. */
#define WINDOW_MOST ((size_t)4 << 20)

int scan_fault(const struct scan *s, uint32_t line, const char *message,
	       struct fault *f)
{
	return fault_set(f, "%s:%u: %s", s->path, line, message);
}

/* ---- the window ---- */

/* Moves what is left to the front and reads more. 0, or -1 with a fault. */
static int refill(struct scan *s, struct fault *f)
{
	size_t left = (size_t)(s->end - s->at);
	ssize_t n;

	if (left == s->window_size) {
		char *p;

		if (s->window_size >= WINDOW_MOST)
			return scan_fault(s, s->line, _("a parenthesis or quotation mark opened here is not closed"), f);
		p = realloc(s->window, s->window_size * 4);
		if (!p)
			return fault_set(f, _("out of memory"));
		s->window = p;
		s->window_size *= 4;
	} else {
		memmove(s->window, s->at, left);
	}
	do
		n = read(s->fd, s->window + left, s->window_size - left);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_errno(f, "%s", s->path);
	s->last = n == 0;
	s->at = s->window;
	s->end = s->window + left + (size_t)n;
	return 0;
}

/* ---- one entry: the tokens up to the end of its line ---- */

enum found {
	FOUND_ENTRY,
	FOUND_MORE,		/* the window ends before the entry does */
	FOUND_END,		/* nothing is left */
	FOUND_FAULT,
};

/* Bytes that end a token or mean something by themselves. */
static const bool ends_token[256] = {
	[' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true,
	['('] = true, [')'] = true, [';'] = true, ['"'] = true,
	['\\'] = true, ['\0'] = true,
};

static int add_token(struct scan *s, const char *at, size_t length,
		     bool quoted, struct fault *f)
{
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 64;
		struct rdata_token *t = realloc(s->tokens, room * sizeof(*t));

		if (!t)
			return fault_set(f, _("out of memory"));
		s->tokens = t;
		s->room = room;
	}
	s->tokens[s->count++] = (struct rdata_token){
		at, (uint32_t)length, quoted };
	return 0;
}

/* Behind a bare word at P; NULL where the window ends in an escape. */
static const char *word_end(const char *p, const char *end)
{
	while (p < end) {
		if (!ends_token[(uint8_t)*p])
			p++;
		else if (*p != '\\')
			break;
		else if (end - p < 2)
			return NULL;
		else if (p[1] == '\n')	/* left to the reader of the word */
			return p + 1;
		else
			p += 2;
	}
	return p;
}

/* The closing mark of the string whose text begins at P, or NULL. */
static const char *quote_end(const char *p, const char *end)
{
	while (p < end && *p != '"' && *p != '\n')
		p += *p == '\\' && end - p > 1 && p[1] != '\n' ? 2 : 1;
	return p < end ? p : NULL;
}

struct cursor {
	const char *p;
	uint32_t line;
	unsigned depth;
	uint32_t opened;	/* line of the first open parenthesis */
};

/* A quoted string at C->P. */
static enum found find_quoted(struct scan *s, struct cursor *c,
			     struct fault *f)
{
	const char *close = quote_end(c->p + 1, s->end);

	if (close && *close == '"') {
		if (add_token(s, c->p + 1, (size_t)(close - c->p - 1), true, f))
			return FOUND_FAULT;
		c->p = close + 1;
		return FOUND_ENTRY;
	}
	if (!close && !s->last)
		return FOUND_MORE;
	scan_fault(s, c->line, _("a quotation mark is not closed"), f);
	return FOUND_FAULT;
}

static enum found find_word(struct scan *s, struct cursor *c,
			   struct fault *f)
{
	const char *e = word_end(c->p, s->end);

	if (e && (e < s->end || s->last)) {
		if (add_token(s, c->p, (size_t)(e - c->p), false, f))
			return FOUND_FAULT;
		c->p = e;
		return FOUND_ENTRY;
	}
	if (!s->last)
		return FOUND_MORE;
	scan_fault(s, c->line, _("a backslash at the end of the file"), f);
	return FOUND_FAULT;
}

static enum found find_parenthesis(struct scan *s, struct cursor *c,
				  struct fault *f)
{
	if (*c->p++ == '(') {
		if (!c->depth++)
			c->opened = c->line;
		return FOUND_ENTRY;
	}
	if (c->depth--)
		return FOUND_ENTRY;
	scan_fault(s, c->line, _("a closing parenthesis without an opening one"), f);
	return FOUND_FAULT;
}

/* The end of the window. */
static enum found find_end(struct scan *s, struct cursor *c,
			  struct fault *f)
{
	if (!s->last)
		return FOUND_MORE;
	if (c->depth) {
		scan_fault(s, c->opened, _("a parenthesis is not closed"), f);
		return FOUND_FAULT;
	}
	s->at = c->p;
	s->line = c->line;
	return s->count ? FOUND_ENTRY : FOUND_END;
}

/*
 * Collects the tokens of the next entry that has any. On FOUND_ENTRY and
 * FOUND_END s->at is behind it; on FOUND_MORE nothing has moved.
 */
static enum found find_entry(struct scan *s, struct fault *f)
{
	struct cursor c = { s->at, s->line, 0, 0 };
	bool line_start = true;
	enum found r;

	s->count = 0;
	for (;;) {
		if (c.p == s->end)
			return find_end(s, &c, f);
		switch (*c.p) {
		case '\n':
			c.p++;
			c.line++;
			if (c.depth)
				continue;
			s->at = c.p;
			s->line = c.line;
			if (s->count)
				return FOUND_ENTRY;
			line_start = true;
			continue;
		case ' ':
		case '\t':
		case '\r':
			if (line_start && !s->count && !c.depth)
				s->blank_owner = true;
			line_start = false;
			c.p++;
			continue;
		case ';':
			while (c.p < s->end && *c.p != '\n')
				c.p++;
			continue;
		case '\0':
			scan_fault(s, c.line, _("a byte 0: this is not a zone file"), f);
			return FOUND_FAULT;
		}
		if (line_start && !s->count && !c.depth)
			s->blank_owner = false;
		line_start = false;
		if (!s->count)
			s->entry_line = c.line;
		if (*c.p == '(' || *c.p == ')')
			r = find_parenthesis(s, &c, f);
		else if (*c.p == '"')
			r = find_quoted(s, &c, f);
		else
			r = find_word(s, &c, f);
		if (r != FOUND_ENTRY)
			return r;
	}
}

int scan_next(struct scan *s, struct fault *f)
{
	enum found r;

	while ((r = find_entry(s, f)) == FOUND_MORE)
		if (refill(s, f))
			return -1;
	return r == FOUND_FAULT ? -1 : r == FOUND_ENTRY;
}

int scan_open(struct scan *s, const char *path, const char *text,
	      size_t length, struct fault *f)
{
	*s = (struct scan){ .path = path, .fd = -1, .line = 1 };
	if (text) {
		s->at = text;
		s->end = text + length;
		s->last = true;
		return 0;
	}
	s->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
		dup(STDIN_FILENO);
	if (s->fd < 0)
		return fault_errno(f, "%s", path);
	s->window_size = WINDOW_FIRST;
	s->window = malloc(s->window_size);
	if (!s->window) {
		scan_close(s);
		return fault_set(f, _("out of memory"));
	}
	s->at = s->end = s->window;
	return 0;
}

void scan_close(struct scan *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->window);
	free(s->tokens);
	*s = (struct scan){ .fd = -1 };
}
