/* SPDX-License-Identifier: MIT */
/* master: see master.h. What an entry says; scan.c finds the entries. */
#include "dnssec/zone/master.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/scan.h"
#include "lang.h"

#define TTL_MOST 2147483647u	/* RFC 2181 section 8 */

struct master {
	const struct master_source *source;
	struct scan scan;
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

/* A fault about the entry as a whole. */
static int here(const struct master *m, const char *message, struct fault *f)
{
	return scan_fault(&m->scan, m->scan.entry_line, message, f);
}

/* A fault with the word that it is about, cut if it is long. */
static int entry_fault(const struct master *m, const char *what,
		       const struct rdata_error *e, struct fault *f)
{
	char word[48];
	size_t n, used = 0;

	if (!e->token)
		return fault_set(f, "%s:%u: %s%s%s", m->source->path,
				 m->scan.entry_line, what, *what ? ": " : "",
				 _(e->why));
	n = e->token->length;
	for (size_t i = 0; i < n && used < sizeof(word) - 4; i++) {
		char c = e->token->at[i];

		word[used++] = c >= ' ' && c < 127 ? c : '?';
	}
	memcpy(word + used, used < n ? "..." : "", used < n ? 4 : 1);
	return fault_set(f, "%s:%u: %s%s%s, not \"%s\"", m->source->path,
			 m->scan.entry_line, what, *what ? ": " : "", _(e->why),
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

	if (m->scan.count != 2)
		return here(m, _("$ORIGIN takes one name"), f);
	n = name_parse(m->scan.tokens[1].at, m->scan.tokens[1].length,
		       m->have_origin ? m->origin : NULL, name, &e.why);
	if (n < 0) {
		e.token = &m->scan.tokens[1];
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
				 &m->scan.tokens[1] };

	if (m->scan.count != 2)
		return here(m, _("$TTL takes one number"), f);
	if (decode_period(m->scan.tokens[1].at, m->scan.tokens[1].length, TTL_MOST,
			  &m->ttl_default))
		return entry_fault(m, "$TTL", &e, f);
	m->have_ttl_default = true;
	return 0;
}

static int read_directive(struct master *m, struct fault *f)
{
	struct rdata_error e = { N_("an unknown directive: expected $ORIGIN or $TTL"),
				 &m->scan.tokens[0] };

	if (token_is(&m->scan.tokens[0], "$ORIGIN"))
		return read_origin(m, f);
	if (token_is(&m->scan.tokens[0], "$TTL"))
		return read_default_ttl(m, f);
	entry_fault(m, "", &e, f);
	if (token_is(&m->scan.tokens[0], "$INCLUDE") ||
	    token_is(&m->scan.tokens[0], "$GENERATE"))
		fault_hint(f, _("write the zone out flat first: named-compilezone does it"));
	return -1;
}

/* The owner, from the entry's first token. *SAME: as the record before. */
static int read_owner(struct master *m, bool *same, struct fault *f)
{
	const struct rdata_token *t = &m->scan.tokens[0];
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

	for (*ttl_given = false; *at < m->scan.count; (*at)++) {
		const struct rdata_token *t = &m->scan.tokens[*at];
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
	return here(m, _("a record without a type"), f);
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
		here(m, _("a record without a TTL"), f);
		return fault_hint(f, _("put a $TTL line at the top of the file"));
	}
	return 0;
}

static int read_record(struct master *m, struct fault *f)
{
	struct master_record r = { .line = m->scan.entry_line };
	struct rdata_error e;
	bool same = true, ttl_given;
	size_t at = 0;
	int n;

	if (!m->scan.blank_owner) {
		if (read_owner(m, &same, f))
			return -1;
		at = 1;
	} else if (!m->owner_length) {
		return here(m, _("the first record has no owner"), f);
	}
	if (read_head(m, &at, &r.type, &ttl_given, f))
		return -1;
	if (rrtype_is_meta(r.type))
		return here(m, _("a type that is for questions only does not belong in a zone"), f);
	n = rdata_parse(r.type, m->scan.tokens + at, m->scan.count - at,
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

static int read_entries(struct master *m, struct fault *f)
{
	int more, err;

	while ((more = scan_next(&m->scan, f)) > 0) {
		const struct rdata_token *t = &m->scan.tokens[0];

		if (!m->scan.blank_owner && !t->quoted && t->length > 1 &&
		    t->at[0] == '$')
			err = read_directive(m, f);
		else
			err = read_record(m, f);
		if (err)
			return err;
	}
	return more;
}

int master_read(const struct master_source *s, struct fault *f)
{
	struct master m = { .source = s, .rdata = malloc(RDATA_MOST) };
	int err = -1;

	if (!m.rdata)
		return fault_set(f, _("out of memory"));
	if (s->origin) {
		memcpy(m.origin, s->origin, name_length(s->origin));
		m.have_origin = true;
	}
	if (!scan_open(&m.scan, s->path, s->text, s->length, f)) {
		err = read_entries(&m, f);
		scan_close(&m.scan);
	}
	free(m.rdata);
	return err;
}
