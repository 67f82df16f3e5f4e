/* SPDX-License-Identifier: MIT */
/*
 * verify_hashes: the chains of denial as a whole: parts are joined, then the
 * NSEC3 records that must be and those that are there are compared in the
 * order of the hashes.
 */
#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/encode.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

#define OPT_OUT 1		/* flag: RFC 5155 section 3.1.2.1 */

/* ---- joining ---- */

static const char *place_text(const struct verify *v,
			      const struct verify_place *p, char out[NAME_TEXT])
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
			  place_text(v, &p->start, name),
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
		err = verify_expect_empty(v, &h, &v->hashes, p->first_index,
				   &v->last, &p->first, true, f);
	if (!err && p->first_needed.there)
		err = verify_expect_empty(v, &h, &v->hashes, p->first_needed_index,
				   &v->last_needed, &p->first_needed, false,
				   f);
	nsec3_free(&h);
	return err;
}

static int append(struct verify_hashes *to, const struct verify_hashes *from)
{
	for (size_t i = 0; i < from->expected_count; i++) {
		struct verify_expected *e = verify_expect(to);

		if (!e)
			return -1;
		*e = from->expected[i];
	}
	for (size_t i = 0; i < from->found_count; i++) {
		struct verify_found *d = verify_find(to);

		if (!d)
			return -1;
		*d = from->found[i];
	}
	return 0;
}

int verify_hashes_join(struct verify *v, struct verify_part *p,
		       struct fault *f)
{
	judge_seam(v, p);
	if (p->start.there)
		v->cut = p->cut;
	if (p->entered)
		verify_pending_close(&v->notes, &v->pending, p->entry);
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
		length = verify_bitmap(n, n->key_length && zone_find(n, RRTYPE_NS) ?
				VERIFY_CUT : VERIFY_OWN, false, want);
	verify_bitmap_note(&v->notes, ZONE_NSEC3_BITMAP, name, have,
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

void verify_hashes_end(struct verify *v, const struct zone *z)
{
	struct verify_hashes *h = &v->hashes;

	if (v->nsec)
		verify_pending_close(&v->notes, &v->pending, v->apex);
	if (!v->nsec && !v->nsec3 && !v->notes.total[ZONE_NSEC3_PARAM])
		notes_add(&v->notes, ZONE_DENIAL, v->apex_text,
			  _("neither NSEC nor NSEC3PARAM at the apex"));
	if (!v->nsec3)
		return;
	if (h->expected_count)
		qsort(h->expected, h->expected_count, sizeof(*h->expected),
		      compare_expected);
	if (h->found_count)
		qsort(h->found, h->found_count, sizeof(*h->found),
		      compare_found);
	judge_links(v);
	judge_hashes(v, z);
}
