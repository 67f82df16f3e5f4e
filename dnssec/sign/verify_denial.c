/* SPDX-License-Identifier: MIT */
/*
 * verify_denial: the chains of denial, name by name. NSEC is judged at once; of
 * NSEC3 each part gathers what there must be and what there is, for
 * verify_hashes.c to compare.
 */
#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/decode.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"
#include "text.h"

/* ---- bitmaps ---- */

static uint64_t sum(const uint8_t *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

/* The bitmap that the name must have; returns its length. */
size_t verify_bitmap(const struct zone_name *n, enum verify_kind kind,
		     bool nsec, uint8_t out[RDATA_BITMAP_MOST])
{
	struct rdata_bitmap b = { .at = out };
	bool rrsig = nsec || kind == VERIFY_OWN || zone_find(n, RRTYPE_DS);

	for (const struct record *r = n->records; r; r = zone_next_set(r)) {
		if (r->type == RRTYPE_RRSIG || r->type == RRTYPE_NSEC3 ||
		    (kind == VERIFY_CUT && r->type != RRTYPE_NS &&
		     r->type != RRTYPE_DS && r->type != RRTYPE_NSEC))
			continue;
		if (rrsig && r->type > RRTYPE_RRSIG) {
			rdata_bitmap_add(&b, RRTYPE_RRSIG);
			rrsig = false;
		}
		rdata_bitmap_add(&b, r->type);
	}
	if (rrsig)
		rdata_bitmap_add(&b, RRTYPE_RRSIG);
	return (size_t)(rdata_bitmap_end(&b) - out);
}

/* A bitmap's types as text; to be freed with text_free(). */
static struct text types_text(const uint8_t *p, size_t n)
{
	struct text t = { 0 };
	char name[RRTYPE_TEXT];

	for (const uint8_t *end = p + n; p < end; p += 2 + p[1])
		for (unsigned bit = 0; bit < p[1] * 8u; bit++)
			if (p[2 + bit / 8] & 0x80 >> bit % 8)
				text_printf(&t, "%s%s", t.length ? " " : "",
					    rrtype_name((uint16_t)(p[0] << 8 | bit),
							name));
	return t;
}

void verify_bitmap_note(struct notes *notes, enum zone_check c,
			const char *subject, const uint8_t *have,
			size_t have_length, const uint8_t *want,
			size_t want_length)
{
	struct text h = types_text(have, have_length);
	struct text w = types_text(want, want_length);

	notes_add(notes, c, subject, _("it lists \"%s\", but should \"%s\""),
		  text_get(&h), text_get(&w));
	text_free(&h);
	text_free(&w);
}

/* ---- NSEC ---- */

static void note_chain(struct notes *notes, const uint8_t *owner,
		       const uint8_t *next, const uint8_t *follows)
{
	char name[NAME_TEXT], have[NAME_TEXT], want[NAME_TEXT];

	name_print(owner, name);
	name_print(next, have);
	name_print(follows, want);
	notes_add(notes, ZONE_NSEC_CHAIN, name,
		  _("it points to %s, but %s follows"), have, want);
}

/* The name that follows in the chain is NEXT. */
void verify_pending_close(struct notes *notes, struct verify_pending *p,
			  const uint8_t *next)
{
	if (p->open && !name_equal(p->next, next))
		note_chain(notes, p->owner, p->next, next);
	p->open = false;
}

static void judge_denial_ttl(struct verify_worker *w,
			     const struct record *r)
{
	if (w->v->denial_ttl_known && r->ttl != w->v->denial_ttl)
		verify_note(w, ZONE_DENIAL_TTL, r->type,
			    _("TTL %u, but the SOA asks for %u"), r->ttl,
			    w->v->denial_ttl);
}

static void judge_nsec(struct verify_worker *w)
{
	const struct record *r = zone_find(w->name, RRTYPE_NSEC);
	struct verify_pending *p = &w->part->pending;
	uint8_t want[RDATA_BITMAP_MOST];
	size_t n, length;

	verify_pending_close(&w->part->notes, p, w->owner);
	if (!r) {
		verify_note(w, ZONE_NSEC_MISSING, 0, _("no NSEC record"));
		return;
	}
	if (r->next && r->next->type == RRTYPE_NSEC)
		verify_note(w, ZONE_NSEC_CHAIN, 0,
			    _("more than one NSEC record"));
	judge_denial_ttl(w, r);
	n = name_length(r->rdata);
	p->open = true;
	memcpy(p->owner, w->owner, w->owner_length);
	memcpy(p->next, r->rdata, n);
	length = verify_bitmap(w->name, w->kind, true, want);
	if (length != r->length - n || memcmp(want, r->rdata + n, length)) {
		char subject[NAME_TEXT];

		zone_owner_text(w->zone, w->name, subject);
		verify_bitmap_note(&w->part->notes, ZONE_NSEC_BITMAP, subject,
			    r->rdata + n, r->length - n, want, length);
	}
}

/* ---- NSEC3: what there must be ---- */

struct verify_expected *verify_expect(struct verify_hashes *h)
{
	size_t room = h->expected_room ? h->expected_room * 2 : 512;
	struct verify_expected *e;

	if (h->expected_count == h->expected_room) {
		e = realloc(h->expected, room * sizeof(*e));
		if (!e)
			return NULL;
		h->expected = e;
		h->expected_room = room;
	}
	return &h->expected[h->expected_count++];
}

struct verify_found *verify_find(struct verify_hashes *h)
{
	size_t room = h->found_room ? h->found_room * 2 : 512;
	struct verify_found *d;

	if (h->found_count == h->found_room) {
		d = realloc(h->found, room * sizeof(*d));
		if (!d)
			return NULL;
		h->found = d;
		h->found_room = room;
	}
	return &h->found[h->found_count++];
}

static unsigned labels_in(const struct verify_place *p)
{
	unsigned n = 0;

	for (unsigned at = 0; at < p->length; at += p->labels[at] + 1u)
		n++;
	return n;
}

/* Labels that two names have in common, counted from the apex. */
static unsigned common_labels(const struct verify_place *a,
			      const struct verify_place *b)
{
	uint8_t x[NAME_WIRE + 1], y[NAME_WIRE + 1];
	const uint8_t *p = x, *q = y;
	unsigned i = labels_in(a), k = labels_in(b);

	memcpy(x, a->labels, a->length);
	x[a->length] = 0;
	memcpy(y, b->labels, b->length);
	y[b->length] = 0;
	if (i > k)
		p = name_parent(p, i - k);
	else
		q = name_parent(q, k - i);
	for (i = i < k ? i : k; i && !name_equal(p, q); i--) {
		p = name_parent(p, 1);
		q = name_parent(q, 1);
	}
	return i;
}

/*
 * The empty non-terminals above NAME that BEFORE, the last such name in front
 * of it, does not share.
 */
int verify_expect_empty(const struct verify *v, struct nsec3_hasher *h,
			struct verify_hashes *to, uint32_t index,
			const struct verify_place *before,
			const struct verify_place *name, bool optional,
			struct fault *f)
{
	unsigned labels = labels_in(name), shared;
	uint8_t owner[NAME_WIRE];
	size_t length = name->length + v->apex_length;

	if (!before->there || !labels)
		return 0;
	shared = common_labels(before, name);
	name_lower(owner, name->labels, name->length);
	memcpy(owner + name->length, v->apex, v->apex_length);
	for (unsigned strip = 1; labels - strip > shared; strip++) {
		const uint8_t *p = name_parent(owner, strip);
		struct verify_expected *e = verify_expect(to);

		if (!e)
			return fault_set(f, _("out of memory"));
		*e = (struct verify_expected){
			.name = index, .strip = (uint8_t)strip,
			.optional = optional, .types = sum(NULL, 0) };
		if (nsec3_hash(h, p, length - (size_t)(p - owner),
			       v->param.iterations, v->param.salt,
			       v->param.salt_length, e->hash, f))
			return -1;
	}
	return 0;
}

static struct verify_place place_here(const struct verify_worker *w)
{
	struct verify_place p = { .there = true,
				  .length = w->name->owner_length };

	memcpy(p.labels, w->owner, p.length);
	return p;
}

/*
 * The name itself, and the empty non-terminals above it. For the first names
 * of a part the latter must wait until the part is joined.
 */
static int expect_name(struct verify_worker *w, size_t i, struct fault *f)
{
	const struct verify *v = w->v;
	struct verify_part *p = w->part;
	bool optional = w->kind == VERIFY_CUT &&
			!zone_find(w->name, RRTYPE_DS);
	struct verify_expected *e = verify_expect(&p->hashes);
	struct verify_place here = place_here(w);
	uint8_t types[RDATA_BITMAP_MOST];
	int err = 0;

	if (!e)
		return fault_set(f, _("out of memory"));
	*e = (struct verify_expected){ .name = (uint32_t)i,
				       .optional = optional };
	e->types = sum(types, verify_bitmap(w->name, w->kind, false, types));
	if (nsec3_hash(&w->hasher, w->owner, w->owner_length,
		       v->param.iterations, v->param.salt,
		       v->param.salt_length, e->hash, f))
		return -1;
	if (!p->first.there) {
		p->first = here;
		p->first_index = (uint32_t)i;
		p->first_optional = optional;
	} else if (optional) {
		err = verify_expect_empty(v, &w->hasher, &p->hashes, (uint32_t)i,
				   &p->last, &here, true, f);
	}
	if (!optional && !p->first_needed.there) {
		p->first_needed = here;
		p->first_needed_index = (uint32_t)i;
	} else if (!optional) {
		err = verify_expect_empty(v, &w->hasher, &p->hashes, (uint32_t)i,
				   &p->last_needed, &here, false, f);
	}
	p->last = here;
	if (!optional)
		p->last_needed = here;
	return err;
}

int verify_denial_name(struct verify_worker *w, size_t i, struct fault *f)
{
	if (!w->part->entered) {
		w->part->entered = true;
		memcpy(w->part->entry, w->owner, w->owner_length);
	}
	if (w->v->nsec)
		judge_nsec(w);
	else if (zone_find(w->name, RRTYPE_NSEC))
		verify_note(w, ZONE_NSEC_EXTRA, 0,
			    _("an NSEC, but the apex has none"));
	return w->v->nsec3 ? expect_name(w, i, f) : 0;
}

/* ---- NSEC3: what there is ---- */

/* The hash that the owner's first label stands for; false if it is none. */
static bool owner_hash(const struct verify_worker *w, uint8_t out[NSEC3_HASH])
{
	return w->name->owner_length == 33 && w->owner[0] == 32 &&
	       decode_base32((const char *)w->owner + 1, 32, out,
			     NSEC3_HASH) == NSEC3_HASH;
}

/* True where the NSEC3 belongs to the chain that NSEC3PARAM names. */
static bool of_chain(const struct verify *v, const struct record *r)
{
	const uint8_t *p = r->rdata;

	return p[0] == 1 && (p[2] << 8 | p[3]) == v->param.iterations &&
	       p[4] == v->param.salt_length &&
	       !memcmp(p + 5, v->param.salt, p[4]);
}

int verify_denial_hash(struct verify_worker *w, const struct record *set)
{
	struct verify_found d = { .name = 0 }, *to;
	bool have = false;

	if (!w->v->nsec3) {
		verify_note(w, ZONE_NSEC3_PARAM, set->type,
			    _("an NSEC3, but the apex has no NSEC3PARAM that can be used"));
		return 0;
	}
	judge_denial_ttl(w, set);
	if (!owner_hash(w, d.hash)) {
		verify_note(w, ZONE_NSEC3_EXTRA, set->type,
			    _("the owner is no hash below the apex"));
		return 0;
	}
	for (const struct record *r = set; r && r->type == set->type;
	     r = r->next) {
		const uint8_t *next = r->rdata + 5 + r->rdata[4];

		if (!of_chain(w->v, r) || next[0] != NSEC3_HASH) {
			verify_note(w, ZONE_NSEC3_PARAM, set->type,
				    _("its parameters are not those of NSEC3PARAM"));
			continue;
		}
		if (have)
			verify_note(w, ZONE_NSEC3_CHAIN, set->type,
				    _("more than one NSEC3 record"));
		have = true;
		d.flags = r->rdata[1];
		memcpy(d.next, next + 1, NSEC3_HASH);
		next += 1 + NSEC3_HASH;
		d.types = sum(next, r->length - (size_t)(next - r->rdata));
	}
	if (!have)
		return 0;
	to = verify_find(&w->part->hashes);
	if (!to)
		return -1;
	*to = d;
	to->name = (uint32_t)(w->name - w->zone->names);
	return 0;
}
