/* SPDX-License-Identifier: MIT */
/*
 * verify_denial: the chains of denial. NSEC is judged name by name; of NSEC3
 * each part gathers what there must be and what there is, and the end compares
 * the two in the order of the hashes.
 */
#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"
#include "text.h"

#define OPT_OUT 1		/* flag: RFC 5155 section 3.1.2.1 */

/* A name that an NSEC3 must match. */
struct verify_expected {
	uint8_t hash[NSEC3_HASH];
	uint32_t name;		/* index in the zone */
	uint8_t strip;		/* labels: an empty non-terminal above it */
	bool optional;		/* may be left out where opt-out covers it */
	uint64_t types;		/* hash of the bitmap */
};

/* An NSEC3 that is there. */
struct verify_found {
	uint8_t hash[NSEC3_HASH], next[NSEC3_HASH];
	uint32_t name;
	uint8_t flags;
	uint64_t types;
};

/* ---- bitmaps ---- */

static uint64_t sum(const uint8_t *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

/* The bitmap that the name must have; returns its length. */
static size_t bitmap(const struct zone_name *n, enum verify_kind kind,
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

static void note_bitmap(struct notes *notes, enum zone_check c,
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
static void close_pending(struct notes *notes, struct verify_pending *p,
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

	close_pending(&w->part->notes, p, w->owner);
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
	length = bitmap(w->name, w->kind, true, want);
	if (length != r->length - n || memcmp(want, r->rdata + n, length)) {
		char subject[NAME_TEXT];

		zone_owner_text(w->zone, w->name, subject);
		note_bitmap(&w->part->notes, ZONE_NSEC_BITMAP, subject,
			    r->rdata + n, r->length - n, want, length);
	}
}

/* ---- NSEC3: what there must be ---- */

static struct verify_expected *add_expected(struct verify_hashes *h)
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

static struct verify_found *add_found(struct verify_hashes *h)
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
static int expect_empty(const struct verify *v, struct nsec3_hasher *h,
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
		struct verify_expected *e = add_expected(to);

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
	struct verify_expected *e = add_expected(&p->hashes);
	struct verify_place here = place_here(w);
	uint8_t types[RDATA_BITMAP_MOST];
	int err = 0;

	if (!e)
		return fault_set(f, _("out of memory"));
	*e = (struct verify_expected){ .name = (uint32_t)i,
				       .optional = optional };
	e->types = sum(types, bitmap(w->name, w->kind, false, types));
	if (nsec3_hash(&w->hasher, w->owner, w->owner_length,
		       v->param.iterations, v->param.salt,
		       v->param.salt_length, e->hash, f))
		return -1;
	if (!p->first.there) {
		p->first = here;
		p->first_index = (uint32_t)i;
		p->first_optional = optional;
	} else if (optional) {
		err = expect_empty(v, &w->hasher, &p->hashes, (uint32_t)i,
				   &p->last, &here, true, f);
	}
	if (!optional && !p->first_needed.there) {
		p->first_needed = here;
		p->first_needed_index = (uint32_t)i;
	} else if (!optional) {
		err = expect_empty(v, &w->hasher, &p->hashes, (uint32_t)i,
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
	to = add_found(&w->part->hashes);
	if (!to)
		return -1;
	*to = d;
	to->name = (uint32_t)(w->name - w->zone->names);
	return 0;
}

/* ---- joining ---- */

const char *verify_place_text(const struct verify *v,
			      const struct verify_place *p,
			      char out[NAME_TEXT])
{
	uint8_t wire[NAME_WIRE];

	memcpy(wire, p->labels, p->length);
	memcpy(wire + p->length, v->apex, v->apex_length);
	name_print(wire, out);
	return out;
}

/* A part that begins below the delegation that the one before ended with. */
static void judge_seam(struct verify *v, const struct verify_part *p)
{
	uint8_t start[NAME_WIRE + 1], cut[NAME_WIRE + 1];
	char name[NAME_TEXT];

	if (!v->cut.there || !p->start.there)
		return;
	memcpy(start, p->start.labels, p->start.length);
	start[p->start.length] = 0;
	memcpy(cut, v->cut.labels, v->cut.length);
	cut[v->cut.length] = 0;
	if (name_under(start, cut))
		notes_add(&v->notes, ZONE_RRSIG_EXTRA,
			  verify_place_text(v, &p->start, name),
			  _("it was taken for a name of the zone, but is below a delegation"));
}

/* What had to wait: the empty non-terminals in front of the first names. */
static int join_empty(struct verify *v, const struct verify_part *p,
		      struct fault *f)
{
	struct nsec3_hasher h;
	int err = 0;

	if (!p->first.there || !v->last.there)
		return 0;
	if (nsec3_init(&h, f))
		return -1;
	if (p->first_optional)
		err = expect_empty(v, &h, &v->hashes, p->first_index,
				   &v->last, &p->first, true, f);
	if (!err && p->first_needed.there)
		err = expect_empty(v, &h, &v->hashes, p->first_needed_index,
				   &v->last_needed, &p->first_needed, false,
				   f);
	nsec3_free(&h);
	return err;
}

static int append(struct verify_hashes *to, const struct verify_hashes *from)
{
	for (size_t i = 0; i < from->expected_count; i++) {
		struct verify_expected *e = add_expected(to);

		if (!e)
			return -1;
		*e = from->expected[i];
	}
	for (size_t i = 0; i < from->found_count; i++) {
		struct verify_found *d = add_found(to);

		if (!d)
			return -1;
		*d = from->found[i];
	}
	return 0;
}

int verify_denial_join(struct verify *v, struct verify_part *p,
		       struct fault *f)
{
	judge_seam(v, p);
	if (p->start.there)
		v->cut = p->cut;
	if (p->entered)
		close_pending(&v->notes, &v->pending, p->entry);
	if (p->entered)
		v->pending = p->pending;
	if (join_empty(v, p, f))
		return -1;
	if (append(&v->hashes, &p->hashes))
		return fault_set(f, _("out of memory"));
	if (p->last.there)
		v->last = p->last;
	if (p->last_needed.there)
		v->last_needed = p->last_needed;
	return 0;
}

/* ---- the end ---- */

/* By hash; of equal ones that first which must be there. */
static int compare_expected(const void *a, const void *b)
{
	const struct verify_expected *x = a, *y = b;
	int d = memcmp(x->hash, y->hash, NSEC3_HASH);

	return d ? d : x->optional - y->optional;
}

static int compare_found(const void *a, const void *b)
{
	return memcmp(a, b, NSEC3_HASH);
}

static const char *hash_text(const uint8_t hash[NSEC3_HASH], char out[33])
{
	*encode_base32(out, hash, NSEC3_HASH) = '\0';
	return out;
}

/* The name behind a hash, where the zone is at hand, or the hash. */
static const char *expected_text(const struct zone *z,
				 const struct verify_expected *e,
				 char out[NAME_TEXT])
{
	uint8_t owner[NAME_WIRE];

	if (!z)
		return hash_text(e->hash, out);
	zone_owner(z, &z->names[e->name], owner);
	name_print(name_parent(owner, e->strip), out);
	return out;
}

static void found_text(const struct verify *v, const struct verify_found *d,
		       char out[NAME_TEXT])
{
	hash_text(d->hash, out);
	out[32] = '.';
	strcpy(out + 33, v->apex_text[0] == '.' ? "" : v->apex_text);
}

static void judge_links(struct verify *v)
{
	const struct verify_hashes *h = &v->hashes;

	for (size_t i = 0; i < h->found_count; i++) {
		const struct verify_found *d = &h->found[i];
		const struct verify_found *next =
			&h->found[(i + 1) % h->found_count];
		char owner[NAME_TEXT], have[33], want[33];

		if (!memcmp(d->next, next->hash, NSEC3_HASH))
			continue;
		found_text(v, d, owner);
		notes_add(&v->notes, ZONE_NSEC3_CHAIN, owner,
			  _("it points to %s, but %s follows"),
			  hash_text(d->next, have),
			  hash_text(next->hash, want));
	}
}

/* A name without NSEC3: allowed where the one that covers it opts out. */
static void judge_missing(struct verify *v, const struct zone *z,
			  const struct verify_expected *e, size_t behind)
{
	const struct verify_hashes *h = &v->hashes;
	const struct verify_found *cover;
	char name[NAME_TEXT], hash[33];

	if (e->optional && h->found_count) {
		cover = &h->found[behind ? behind - 1 : h->found_count - 1];
		if (cover->flags & OPT_OUT)
			return;
	}
	notes_add(&v->notes, ZONE_NSEC3_MISSING, expected_text(z, e, name),
		  _("no NSEC3 with hash %s"), hash_text(e->hash, hash));
}

/* Finds the NSEC3 of D and its name again to say what differs. */
static void note_types(struct verify *v, const struct zone *z,
		       const struct verify_expected *e,
		       const struct verify_found *d)
{
	uint8_t want[RDATA_BITMAP_MOST];
	const struct zone_name *n;
	const struct record *r;
	char name[NAME_TEXT];
	const uint8_t *have;
	size_t length = 0;

	expected_text(z, e, name);
	if (!z) {
		notes_add(&v->notes, ZONE_NSEC3_BITMAP, name,
			  _("it does not list the types of its name"));
		return;
	}
	r = zone_find(&z->names[d->name], RRTYPE_NSEC3);
	have = r->rdata + 5 + r->rdata[4];
	have += 1 + have[0];
	n = &z->names[e->name];
	if (!e->strip)
		length = bitmap(n, n->key_length && zone_find(n, RRTYPE_NS) ?
				VERIFY_CUT : VERIFY_OWN, false, want);
	note_bitmap(&v->notes, ZONE_NSEC3_BITMAP, name, have,
		    r->length - (size_t)(have - r->rdata), want, length);
}

static void judge_hashes(struct verify *v, const struct zone *z)
{
	const struct verify_hashes *h = &v->hashes;
	size_t i = 0, k = 0;

	while (i < h->expected_count || k < h->found_count) {
		const struct verify_expected *e = &h->expected[i];
		const struct verify_found *d = &h->found[k];
		char name[NAME_TEXT];
		int order;

		if (i && i < h->expected_count &&
		    !memcmp(e->hash, e[-1].hash, NSEC3_HASH)) {
			i++;	/* the same name once more */
			continue;
		}
		order = i == h->expected_count ? 1 :
			k == h->found_count ? -1 :
			memcmp(e->hash, d->hash, NSEC3_HASH);
		if (order < 0) {
			judge_missing(v, z, e, k);
		} else if (order > 0) {
			found_text(v, d, name);
			notes_add(&v->notes, ZONE_NSEC3_EXTRA, name,
				  _("no name of the zone has this hash"));
		} else if (e->types != d->types) {
			note_types(v, z, e, d);
		}
		i += order <= 0;
		k += order >= 0;
	}
}

int verify_denial_end(struct verify *v, const struct zone *z, struct fault *f)
{
	struct verify_hashes *h = &v->hashes;

	(void)f;
	if (v->nsec)
		close_pending(&v->notes, &v->pending, v->apex);
	if (!v->nsec && !v->nsec3 && !v->notes.total[ZONE_NSEC3_PARAM])
		notes_add(&v->notes, ZONE_DENIAL, v->apex_text,
			  _("neither NSEC nor NSEC3PARAM at the apex"));
	if (!v->nsec3)
		return 0;
	if (h->expected_count)
		qsort(h->expected, h->expected_count, sizeof(*h->expected),
		      compare_expected);
	if (h->found_count)
		qsort(h->found, h->found_count, sizeof(*h->found),
		      compare_found);
	judge_links(v);
	judge_hashes(v, z);
	return 0;
}
