/* SPDX-License-Identifier: MIT */
/* master: see master.h. */
#include "dnssec/zone/master.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

#define WINDOW_FIRST ((size_t)256 << 10)
/* A record of 65535 bytes written as \DDD, with room for comments. */
#define WINDOW_MOST ((size_t)4 << 20)
#define TTL_MOST 2147483647u	/* RFC 2181 section 8 */

struct master {
	const struct master_source *source;
	int fd;				/* -1: the text is all there is */
	char *window;			/* owned; NULL where fd is -1 */
	size_t window_size;
	const char *at, *end;		/* what is left of the window */
	bool last;			/* nothing comes behind END */
	uint32_t line;			/* line number at AT */

	struct rdata_token *tokens;
	size_t count, room;
	bool blank_owner;		/* the entry begins with white space */
	uint32_t entry_line;		/* where the entry begins */

	uint8_t origin[NAME_WIRE];
	bool have_origin;
	uint8_t owner[NAME_WIRE];
	size_t owner_length;		/* 0: none yet */
	char owner_text[256];		/* token that OWNER was read from */
	size_t owner_text_length;	/* 0: none, or too long to keep */
	uint32_t ttl, ttl_default;
	bool have_ttl, have_ttl_default;
	uint8_t *rdata;			/* RDATA_MOST bytes */
};

static int master_fault(const struct master *m, uint32_t line,
			const char *message, struct fault *f)
{
	return fault_set(f, "%s:%u: %s", m->source->path, line, message);
}

/* ---- the window ---- */

/* Moves what is left to the front and reads more. 0, or -1 with a fault. */
static int refill(struct master *m, struct fault *f)
{
	size_t left = (size_t)(m->end - m->at);
	ssize_t n;

	if (left == m->window_size) {
		char *p;

		if (m->window_size >= WINDOW_MOST)
			return master_fault(m, m->line, _("a parenthesis or quotation mark opened here is not closed"), f);
		p = realloc(m->window, m->window_size * 4);
		if (!p)
			return fault_set(f, _("out of memory"));
		m->window = p;
		m->window_size *= 4;
	} else {
		memmove(m->window, m->at, left);
	}
	do
		n = read(m->fd, m->window + left, m->window_size - left);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_errno(f, "%s", m->source->path);
	m->last = n == 0;
	m->at = m->window;
	m->end = m->window + left + (size_t)n;
	return 0;
}

/* ---- one entry: the tokens up to the end of its line ---- */

enum scan {
	SCAN_ENTRY,
	SCAN_MORE,		/* the window ends before the entry does */
	SCAN_END,		/* nothing is left */
	SCAN_FAULT,
};

/* Bytes that end a token or mean something by themselves. */
static const bool ends_token[256] = {
	[' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true,
	['('] = true, [')'] = true, [';'] = true, ['"'] = true,
	['\\'] = true, ['\0'] = true,
};

static int add_token(struct master *m, const char *at, size_t length,
		     bool quoted, struct fault *f)
{
	if (m->count == m->room) {
		size_t room = m->room ? m->room * 2 : 64;
		struct rdata_token *t = realloc(m->tokens, room * sizeof(*t));

		if (!t)
			return fault_set(f, _("out of memory"));
		m->tokens = t;
		m->room = room;
	}
	m->tokens[m->count++] = (struct rdata_token){
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
		else
			p += 2;
	}
	return p;
}

/* The closing mark of the string whose text begins at P, or NULL. */
static const char *quote_end(const char *p, const char *end)
{
	while (p < end && *p != '"' && *p != '\n')
		p += *p == '\\' && end - p > 1 ? 2 : 1;
	return p < end ? p : NULL;
}

struct scanner {
	const char *p;
	uint32_t line;
	unsigned depth;
	uint32_t opened;	/* line of the first open parenthesis */
};

/* A quoted string at S->P. */
static enum scan scan_quoted(struct master *m, struct scanner *s,
			     struct fault *f)
{
	const char *close = quote_end(s->p + 1, m->end);

	if (close && *close == '"') {
		if (add_token(m, s->p + 1, (size_t)(close - s->p - 1), true, f))
			return SCAN_FAULT;
		s->p = close + 1;
		return SCAN_ENTRY;
	}
	if (!close && !m->last)
		return SCAN_MORE;
	master_fault(m, s->line, _("a quotation mark is not closed"), f);
	return SCAN_FAULT;
}

static enum scan scan_word(struct master *m, struct scanner *s,
			   struct fault *f)
{
	const char *e = word_end(s->p, m->end);

	if (e && (e < m->end || m->last)) {
		if (add_token(m, s->p, (size_t)(e - s->p), false, f))
			return SCAN_FAULT;
		s->p = e;
		return SCAN_ENTRY;
	}
	if (!m->last)
		return SCAN_MORE;
	master_fault(m, s->line, _("a backslash at the end of the file"), f);
	return SCAN_FAULT;
}

static enum scan scan_parenthesis(struct master *m, struct scanner *s,
				  struct fault *f)
{
	if (*s->p++ == '(') {
		if (!s->depth++)
			s->opened = s->line;
		return SCAN_ENTRY;
	}
	if (s->depth--)
		return SCAN_ENTRY;
	master_fault(m, s->line, _("a closing parenthesis without an opening one"), f);
	return SCAN_FAULT;
}

/* The end of the window. */
static enum scan scan_end(struct master *m, struct scanner *s,
			  struct fault *f)
{
	if (!m->last)
		return SCAN_MORE;
	if (s->depth) {
		master_fault(m, s->opened, _("a parenthesis is not closed"), f);
		return SCAN_FAULT;
	}
	m->at = s->p;
	m->line = s->line;
	return m->count ? SCAN_ENTRY : SCAN_END;
}

/*
 * Collects the tokens of the next entry that has any. On SCAN_ENTRY and
 * SCAN_END m->at is behind it; on SCAN_MORE nothing has moved.
 */
static enum scan scan_entry(struct master *m, struct fault *f)
{
	struct scanner s = { m->at, m->line, 0, 0 };
	bool line_start = true;
	enum scan r;

	m->count = 0;
	for (;;) {
		if (s.p == m->end)
			return scan_end(m, &s, f);
		switch (*s.p) {
		case '\n':
			s.p++;
			s.line++;
			if (s.depth)
				continue;
			m->at = s.p;
			m->line = s.line;
			if (m->count)
				return SCAN_ENTRY;
			line_start = true;
			continue;
		case ' ':
		case '\t':
		case '\r':
			if (line_start && !m->count && !s.depth)
				m->blank_owner = true;
			line_start = false;
			s.p++;
			continue;
		case ';':
			while (s.p < m->end && *s.p != '\n')
				s.p++;
			continue;
		case '\0':
			master_fault(m, s.line, _("a byte 0: this is not a zone file"), f);
			return SCAN_FAULT;
		}
		if (line_start && !m->count && !s.depth)
			m->blank_owner = false;
		line_start = false;
		if (!m->count)
			m->entry_line = s.line;
		if (*s.p == '(' || *s.p == ')')
			r = scan_parenthesis(m, &s, f);
		else if (*s.p == '"')
			r = scan_quoted(m, &s, f);
		else
			r = scan_word(m, &s, f);
		if (r != SCAN_ENTRY)
			return r;
	}
}

static enum scan next_entry(struct master *m, struct fault *f)
{
	enum scan s;

	while ((s = scan_entry(m, f)) == SCAN_MORE)
		if (refill(m, f))
			return SCAN_FAULT;
	return s;
}

/* ---- what an entry says ---- */

/* A fault with the word that it is about, cut if it is long. */
static int entry_fault(const struct master *m, const char *what,
		       const struct rdata_error *e, struct fault *f)
{
	char word[48];
	size_t n, used = 0;

	if (!e->token)
		return fault_set(f, "%s:%u: %s%s%s", m->source->path,
				 m->entry_line, what, *what ? ": " : "",
				 _(e->why));
	n = e->token->length;
	for (size_t i = 0; i < n && used < sizeof(word) - 4; i++) {
		char c = e->token->at[i];

		word[used++] = c >= ' ' && c < 127 ? c : '?';
	}
	memcpy(word + used, used < n ? "..." : "", used < n ? 4 : 1);
	return fault_set(f, "%s:%u: %s%s%s, not \"%s\"", m->source->path,
			 m->entry_line, what, *what ? ": " : "", _(e->why),
			 word);
}

static bool token_is(const struct rdata_token *t, const char *word)
{
	return !t->quoted && strlen(word) == t->length &&
	       !strncasecmp(t->at, word, t->length);
}

static int read_origin(struct master *m, struct fault *f)
{
	struct rdata_error e = { NULL, NULL };
	uint8_t name[NAME_WIRE];
	int n;

	if (m->count != 2)
		return master_fault(m, m->entry_line, _("$ORIGIN takes one name"), f);
	n = name_parse(m->tokens[1].at, m->tokens[1].length,
		       m->have_origin ? m->origin : NULL, name, &e.why);
	if (n < 0) {
		e.token = &m->tokens[1];
		return entry_fault(m, "$ORIGIN", &e, f);
	}
	memcpy(m->origin, name, (size_t)n);
	m->have_origin = true;
	m->owner_text_length = 0;
	return 0;
}

static int read_default_ttl(struct master *m, struct fault *f)
{
	struct rdata_error e = { N_("expected a TTL up to 2147483647 s"),
				 &m->tokens[1] };

	if (m->count != 2)
		return master_fault(m, m->entry_line, _("$TTL takes one number"), f);
	if (decode_period(m->tokens[1].at, m->tokens[1].length, TTL_MOST,
			  &m->ttl_default))
		return entry_fault(m, "$TTL", &e, f);
	m->have_ttl_default = true;
	return 0;
}

static int read_directive(struct master *m, struct fault *f)
{
	struct rdata_error e = { N_("an unknown directive: expected $ORIGIN or $TTL"),
				 &m->tokens[0] };

	if (token_is(&m->tokens[0], "$ORIGIN"))
		return read_origin(m, f);
	if (token_is(&m->tokens[0], "$TTL"))
		return read_default_ttl(m, f);
	entry_fault(m, "", &e, f);
	if (token_is(&m->tokens[0], "$INCLUDE") ||
	    token_is(&m->tokens[0], "$GENERATE"))
		fault_hint(f, _("write the zone out flat first: named-compilezone does it"));
	return -1;
}

/* The owner, from the entry's first token. *SAME: as the record before. */
static int read_owner(struct master *m, bool *same, struct fault *f)
{
	const struct rdata_token *t = &m->tokens[0];
	struct rdata_error e = { NULL, t };
	int n;

	*same = t->length == m->owner_text_length &&
		!memcmp(t->at, m->owner_text, t->length);
	if (*same && m->owner_length)
		return 0;
	*same = false;
	n = name_parse(t->at, t->length, m->have_origin ? m->origin : NULL,
		       m->owner, &e.why);
	if (n < 0)
		return entry_fault(m, "", &e, f);
	m->owner_length = (size_t)n;
	m->owner_text_length = 0;
	if (t->length <= sizeof(m->owner_text)) {
		memcpy(m->owner_text, t->at, t->length);
		m->owner_text_length = t->length;
	}
	return 0;
}

/* 1 where the token is class IN, 0 where none, -1 for another class. */
static int read_class(const struct rdata_token *t)
{
	if (token_is(t, "IN") || token_is(t, "CLASS1"))
		return 1;
	if (token_is(t, "CH") || token_is(t, "HS") || token_is(t, "CS") ||
	    (t->length > 5 && !strncasecmp(t->at, "CLASS", 5)))
		return -1;
	return 0;
}

/*
 * TTL, class and type, the first two in either order and both optional.
 * *AT is the index of the first token behind them.
 */
static int read_head(struct master *m, size_t *at, uint16_t *type,
		     bool *ttl_given, struct fault *f)
{
	struct rdata_error e = { NULL, NULL };
	bool class_given = false;

	for (*ttl_given = false; *at < m->count; (*at)++) {
		const struct rdata_token *t = &m->tokens[*at];
		int class = class_given ? 0 : read_class(t);

		e.token = t;
		if (class < 0) {
			e.why = N_("only class IN can be signed");
			return entry_fault(m, "", &e, f);
		}
		if (class) {
			class_given = true;
			continue;
		}
		if (!*ttl_given && t->length && t->at[0] >= '0' &&
		    t->at[0] <= '9') {
			e.why = N_("expected a TTL up to 2147483647 s");
			if (decode_period(t->at, t->length, TTL_MOST, &m->ttl))
				return entry_fault(m, "", &e, f);
			*ttl_given = m->have_ttl = true;
			continue;
		}
		if (!rrtype_parse(t->at, t->length, type)) {
			(*at)++;
			return 0;
		}
		e.why = N_("expected a record type that is known");
		entry_fault(m, "", &e, f);
		return fault_hint(f, _("a type that is not known here is written as TYPEn with \\# LENGTH HEX (RFC 3597)"));
	}
	return master_fault(m, m->entry_line, _("a record without a type"), f);
}

/*
 * Without a TTL of its own: $TTL (RFC 2308 section 4), else that of the
 * record before it (RFC 1035 section 5.1), else for a SOA its MINIMUM.
 */
static int settle_ttl(struct master *m, const struct master_record *r,
		      struct fault *f)
{
	if (m->have_ttl_default) {
		m->ttl = m->ttl_default;
	} else if (!m->have_ttl && r->type == RRTYPE_SOA && r->length >= 4) {
		const uint8_t *p = r->rdata + r->length - 4;

		m->ttl = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
			 (uint32_t)p[2] << 8 | p[3];
		m->have_ttl = true;
	} else if (!m->have_ttl && m->source->ttl_optional) {
		m->ttl = 0;
	} else if (!m->have_ttl) {
		master_fault(m, m->entry_line, _("a record without a TTL"), f);
		return fault_hint(f, _("put a $TTL line at the top of the file"));
	}
	return 0;
}

static int read_record(struct master *m, struct fault *f)
{
	struct master_record r = { .line = m->entry_line };
	struct rdata_error e;
	bool same = true, ttl_given;
	size_t at = 0;
	int n;

	if (!m->blank_owner) {
		if (read_owner(m, &same, f))
			return -1;
		at = 1;
	} else if (!m->owner_length) {
		return master_fault(m, m->entry_line, _("the first record has no owner"), f);
	}
	if (read_head(m, &at, &r.type, &ttl_given, f))
		return -1;
	if (rrtype_is_meta(r.type))
		return master_fault(m, m->entry_line, _("a type that is for questions only does not belong in a zone"), f);
	n = rdata_parse(r.type, m->tokens + at, m->count - at,
			m->have_origin ? m->origin : NULL, m->rdata, &e);
	if (n < 0) {
		char type[RRTYPE_TEXT];

		return entry_fault(m, rrtype_name(r.type, type), &e, f);
	}
	r.rdata = m->rdata;
	r.length = (uint16_t)n;
	if (!ttl_given && settle_ttl(m, &r, f))
		return -1;
	r.ttl = m->ttl;
	r.owner = m->owner;
	r.owner_length = m->owner_length;
	r.owner_same = same;
	return m->source->take(m->source->context, &r, f);
}

/* ---- a whole file ---- */

static int read_entries(struct master *m, struct fault *f)
{
	enum scan s;
	int err;

	while ((s = next_entry(m, f)) == SCAN_ENTRY) {
		if (!m->blank_owner && m->tokens[0].length > 1 &&
		    !m->tokens[0].quoted && m->tokens[0].at[0] == '$')
			err = read_directive(m, f);
		else
			err = read_record(m, f);
		if (err)
			return err;
	}
	return s == SCAN_END ? 0 : -1;
}

static int master_open(struct master *m, struct fault *f)
{
	const struct master_source *s = m->source;

	if (s->text) {
		m->at = s->text;
		m->end = s->text + s->length;
		m->last = true;
		return 0;
	}
	m->fd = strcmp(s->path, "-") ? open(s->path, O_RDONLY | O_CLOEXEC) :
		dup(STDIN_FILENO);
	if (m->fd < 0)
		return fault_errno(f, "%s", s->path);
	m->window_size = WINDOW_FIRST;
	m->window = malloc(m->window_size);
	if (!m->window)
		return fault_set(f, _("out of memory"));
	m->at = m->end = m->window;
	return 0;
}

int master_read(const struct master_source *s, struct fault *f)
{
	struct master m = { .source = s, .fd = -1, .line = 1 };
	int err = -1;

	m.rdata = malloc(RDATA_MOST);
	if (!m.rdata) {
		fault_set(f, _("out of memory"));
		goto out;
	}
	if (s->origin) {
		memcpy(m.origin, s->origin, name_length(s->origin));
		m.have_origin = true;
	}
	if (!master_open(&m, f))
		err = read_entries(&m, f);
out:
	if (m.fd >= 0)
		close(m.fd);
	free(m.window);
	free(m.tokens);
	free(m.rdata);
	return err;
}
