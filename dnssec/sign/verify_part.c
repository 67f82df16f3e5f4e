/* SPDX-License-Identifier: MIT */
/* verify_part: the walk over the names of one part; see verify.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"
#include "text.h"

void verify_note(struct verify_worker *w, enum zone_check c, uint16_t type,
		 const char *fmt, ...)
{
	char subject[NAME_TEXT + 1 + RRTYPE_TEXT], t[RRTYPE_TEXT];
	struct text why = { 0 };
	size_t n = zone_owner_text(w->zone, w->name, subject);
	va_list ap;

	if (type) {
		subject[n++] = ' ';
		strcpy(subject + n, rrtype_name(type, t));
	}
	va_start(ap, fmt);
	text_vprintf(&why, fmt, ap);
	va_end(ap);
	if (!text_ok(&why))
		w->part->notes.failed = true;
	notes_add(&w->part->notes, c, subject, "%s", text_get(&why));
	text_free(&why);
}

/* True where the zone must sign the RRset of TYPE (RFC 4035 section 2.2). */
static bool must_be_signed(const struct verify_worker *w, uint16_t type)
{
	switch (w->kind) {
	case VERIFY_OWN:
		return true;
	case VERIFY_CUT:
		return type == RRTYPE_DS || type == RRTYPE_NSEC;
	case VERIFY_BELOW:
		return false;
	}
	return true;
}

static void judge_ttls(struct verify_worker *w, const struct record *set)
{
	for (const struct record *r = set->next; r && r->type == set->type;
	     r = r->next)
		if (r->ttl != set->ttl) {
			verify_note(w, ZONE_TTL, set->type,
				    _("TTLs %u and %u"), set->ttl, r->ttl);
			return;
		}
}

/* RRSIGs over what is not there, or must not be signed. */
static void judge_extra(struct verify_worker *w)
{
	const struct record *r = zone_find(w->name, RRTYPE_RRSIG);

	for (; r && r->type == RRTYPE_RRSIG; r = r->next) {
		uint16_t covered = (uint16_t)(r->rdata[0] << 8 | r->rdata[1]);

		if (!zone_find(w->name, covered))
			verify_note(w, ZONE_RRSIG_EXTRA, covered,
				    _("an RRSIG, but no such records"));
		else if (!must_be_signed(w, covered))
			verify_note(w, ZONE_RRSIG_EXTRA, covered,
				    w->kind == VERIFY_CUT ?
				    _("signed, though the child zone answers for it") :
				    _("signed, though it is below a delegation"));
	}
}

/* True where the name has records that make it one of the zone's names. */
static bool has_data(const struct zone_name *n)
{
	for (const struct record *r = n->records; r; r = zone_next_set(r))
		if (r->type != RRTYPE_RRSIG && r->type != RRTYPE_NSEC &&
		    r->type != RRTYPE_NSEC3)
			return true;
	return false;
}

static int judge_name(struct verify_worker *w, size_t i, struct fault *f)
{
	const struct record *nsec = NULL;

	for (const struct record *r = w->name->records; r;
	     r = zone_next_set(r)) {
		if (r->type == RRTYPE_RRSIG)
			continue;
		judge_ttls(w, r);
		if (must_be_signed(w, r->type) && verify_rrsigs(w, r, f))
			return -1;
		if (r->type == RRTYPE_NSEC)
			nsec = r;
		if (r->type == RRTYPE_NSEC3 &&
		    verify_denial_hash(w, r))
			return fault_set(f, _("out of memory"));
	}
	judge_extra(w);
	if (w->kind != VERIFY_BELOW && has_data(w->name))
		return verify_denial_name(w, i, f);
	if (nsec)
		verify_note(w, ZONE_NSEC_EXTRA, 0, w->kind == VERIFY_BELOW ?
			    _("an NSEC below a delegation") :
			    _("an NSEC, but no other records"));
	return 0;
}

static void begin_name(struct verify_worker *w, const struct zone_name *n)
{
	w->name = n;
	w->owner_length = zone_owner(w->zone, n, w->owner);
	name_lower(w->owner, w->owner, w->owner_length);
	w->labels = name_labels(w->owner) -
		    (w->owner[0] == 1 && w->owner[1] == '*');
}

static struct verify_place place_of(const struct zone_name *n)
{
	struct verify_place p = { .there = true, .length = n->owner_length };

	memcpy(p.labels, n->key + n->key_length, n->owner_length);
	return p;
}

static void reset(struct verify_part *p)
{
	struct verify_hashes keep = p->hashes;

	notes_free(&p->notes);
	keep.expected_count = keep.found_count = 0;
	*p = (struct verify_part){ .earliest = INT64_MAX, .hashes = keep };
}

int verify_part(struct verify_worker *w, const struct zone *z, size_t first,
		size_t end, struct verify_part *p, struct fault *f)
{
	static const struct zone_name apex = { .key = (const uint8_t *)"" };
	const struct zone_name *dname = w->v->dname ? &apex : NULL;
	const struct zone_name *cut = NULL;

	reset(p);
	w->part = p;
	w->zone = z;
	if (first < end)
		p->start = place_of(&z->names[first]);
	for (size_t i = first; i < end; i++) {
		const struct zone_name *n = &z->names[i];

		begin_name(w, n);
		w->kind = VERIFY_OWN;
		if (cut && zone_is_under(n, cut)) {
			w->kind = VERIFY_BELOW;
		} else {
			cut = n->key_length && zone_find(n, RRTYPE_NS) ? n :
			      NULL;
			w->kind = cut ? VERIFY_CUT : VERIFY_OWN;
		}
		if (dname && zone_is_under(n, dname)) {
			if (n->key_length > dname->key_length && has_data(n))
				verify_note(w, ZONE_DNAME, 0,
					    _("below a DNAME"));
		} else if (w->kind == VERIFY_OWN) {
			dname = zone_find(n, RRTYPE_DNAME) ? n : NULL;
		}
		if (judge_name(w, i, f))
			return -1;
	}
	if (cut)
		p->cut = place_of(cut);
	return 0;
}

void verify_part_free(struct verify_part *p)
{
	notes_free(&p->notes);
	free(p->hashes.expected);
	free(p->hashes.found);
	*p = (struct verify_part){ 0 };
}
