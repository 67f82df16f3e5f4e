/* SPDX-License-Identifier: MIT */
/* denial: see denial.h. */
#include "dnssec/sign/denial.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/crew.h"
#include "dnssec/zone/encode.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

int denial_parse(const char *s, enum denial *d)
{
	static const char *const names[] = {
		[DENIAL_NSEC] = "nsec", [DENIAL_NSEC3] = "nsec3",
		[DENIAL_OPTOUT] = "optout",
	};

	for (int i = DENIAL_NSEC; i <= DENIAL_OPTOUT; i++)
		if (!strcmp(s, names[i])) {
			*d = (enum denial)i;
			return 0;
		}
	return -1;
}

void denial_mark(struct zone *z, void (*called)(void *context,
						const struct zone_name *n,
						const struct zone_name *dname),
		 void *context)
{
	const struct zone_name *cut = NULL, *dname = NULL;
	size_t used = 0;

	for (size_t i = 0; i < z->count; i++) {
		struct zone_name *n = &z->names[i];

		n->flags = 0;
		if (dname && zone_is_under(n, dname)) {
			if (called)
				called(context, n, dname);
			continue;
		}
		if (cut && zone_is_under(n, cut)) {
			n->flags = ZONE_BELOW;
		} else if (n->key_length && zone_find(n, RRTYPE_NS)) {
			n->flags = ZONE_CUT;
			if (zone_find(n, RRTYPE_DS))
				n->flags |= ZONE_SECURE;
		}
		z->names[used] = *n;
		n = &z->names[used++];
		if (n->flags & ZONE_CUT)
			cut = n;
		else if (!n->flags && zone_find(n, RRTYPE_DNAME))
			dname = n;
	}
	z->count = used;
}

/* ---- bitmaps ---- */

/*
 * The bitmap of a name's types with EXTRA (ascending, ended by 0), at OUT. At
 * a delegation the zone speaks for NS and DS only (RFC 4035 section 2.3).
 */
static uint8_t *put_types(const struct zone_name *n, const uint16_t *extra,
			  uint8_t *out)
{
	struct rdata_bitmap b = { .at = out };

	for (const struct record *r = n->records; r; r = zone_next_set(r)) {
		if ((n->flags & ZONE_CUT) && r->type != RRTYPE_NS &&
		    r->type != RRTYPE_DS)
			continue;
		while (*extra && *extra < r->type)
			rdata_bitmap_add(&b, *extra++);
		rdata_bitmap_add(&b, r->type);
	}
	while (*extra)
		rdata_bitmap_add(&b, *extra++);
	return rdata_bitmap_end(&b);
}

/* ---- NSEC ---- */

/* Index of the name that follows names[I] in the chain; 0 at the end. */
static size_t next_name(const struct zone *z, size_t i)
{
	while (++i < z->count)
		if (!(z->names[i].flags & ZONE_BELOW))
			return i;
	return 0;
}

size_t denial_nsec(const struct zone *z, size_t i,
		   uint8_t out[DENIAL_RDATA_MOST])
{
	static const uint16_t extra[] = { RRTYPE_RRSIG, RRTYPE_NSEC, 0 };
	uint8_t next[NAME_WIRE];
	size_t n = zone_owner(z, &z->names[next_name(z, i)], next);

	/*
	 * RFC 4034 signs it in lower case, RFC 6840 section 5.1 as it stands:
	 * in lower case it is right for both.
	 */
	name_lower(out, next, n);
	return (size_t)(put_types(&z->names[i], extra, out + n) - out);
}

/* ---- NSEC3 ---- */

size_t denial_nsec3(const struct zone *z, const struct denial_chain *c,
		    size_t i, enum denial d, uint8_t out[DENIAL_RDATA_MOST])
{
	static const uint16_t signature[] = { RRTYPE_RRSIG, 0 }, none[] = { 0 };
	const struct denial_owner *o = &c->owners[i];
	const struct denial_owner *next = &c->owners[(i + 1) % c->count];
	const struct zone_name *n = &z->names[o->name];
	bool is_signed = !(n->flags & ZONE_CUT) || (n->flags & ZONE_SECURE);
	uint8_t *p = out;

	*p++ = 1;			/* SHA-1 */
	*p++ = d == DENIAL_OPTOUT;
	*p++ = 0;			/* iterations, RFC 9276 section 3.1 */
	*p++ = 0;
	*p++ = 0;			/* salt, likewise */
	*p++ = DENIAL_HASH;
	memcpy(p, next->hash, DENIAL_HASH);
	p += DENIAL_HASH;
	if (!o->empty)
		p = put_types(n, is_signed ? signature : none, p);
	return (size_t)(p - out);
}

void denial_label(const struct denial_owner *o, uint8_t out[DENIAL_LABEL])
{
	out[0] = 32;
	encode_base32((char *)out + 1, o->hash, DENIAL_HASH);
}

static bool in_chain(const struct zone_name *n, enum denial d)
{
	if (n->flags & ZONE_BELOW)
		return false;
	return d != DENIAL_OPTOUT || !(n->flags & ZONE_CUT) ||
	       (n->flags & ZONE_SECURE);
}

static unsigned key_labels(const struct zone_name *n)
{
	unsigned labels = 0;

	for (unsigned i = 0; i < n->key_length; i++)
		labels += !n->key[i];
	return labels;
}

/* Labels that two names have in common, counted from the apex. */
static unsigned common_labels(const struct zone_name *a,
			      const struct zone_name *b)
{
	unsigned labels = 0;

	for (unsigned i = 0; i < a->key_length && i < b->key_length &&
	     a->key[i] == b->key[i]; i++)
		labels += !a->key[i];
	return labels;
}

/*
 * How many ancestors of N, below those it shares with BEFORE (the name of the
 * chain in front of it), have no records and so are empty non-terminals.
 */
static unsigned empty_above(const struct zone_name *before,
			    const struct zone_name *n)
{
	unsigned labels = key_labels(n);

	return before && labels ? labels - 1 - common_labels(before, n) : 0;
}

/* Collects the owners without their hashes; C->owners NULL only counts. */
static void collect(struct denial_chain *c, const struct zone *z,
		    enum denial d)
{
	const struct zone_name *before = NULL;

	c->count = 0;
	for (size_t i = 0; i < z->count; i++) {
		const struct zone_name *n = &z->names[i];
		unsigned above;

		if (!in_chain(n, d))
			continue;
		above = empty_above(before, n);
		before = n;
		if (c->owners)
			for (unsigned k = 0; k <= above; k++) {
				struct denial_owner *o =
					&c->owners[c->count + k];

				o->name = (uint32_t)i;
				o->empty = k > 0;
				o->hash[0] = (uint8_t)k; /* labels to strip */
			}
		c->count += 1 + above;
	}
}

struct hashing {
	const struct zone *zone;
	struct denial_chain *chain;
	size_t step;
};

struct hasher {
	EVP_MD *sha1;
	EVP_MD_CTX *context;
};

static void hasher_leave(void *state)
{
	struct hasher *h = state;

	EVP_MD_CTX_free(h->context);
	EVP_MD_free(h->sha1);
	free(h);
}

static void *hasher_enter(void *context, struct fault *f)
{
	struct hasher *h = calloc(1, sizeof(*h));

	(void)context;
	if (h) {
		h->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
		h->context = EVP_MD_CTX_new();
		if (h->sha1 && h->context)
			return h;
		hasher_leave(h);
	}
	fault_set(f, _("the crypto library cannot make SHA-1"));
	return NULL;
}

static int hash_piece(void *context, void *state, size_t piece, void *result,
		      struct fault *f)
{
	struct hashing *x = context;
	struct hasher *h = state;
	size_t end = (piece + 1) * x->step;

	(void)result;
	if (end > x->chain->count)
		end = x->chain->count;
	for (size_t i = piece * x->step; i < end; i++) {
		struct denial_owner *o = &x->chain->owners[i];
		uint8_t owner[NAME_WIRE];
		const uint8_t *p;
		size_t n;

		n = zone_owner(x->zone, &x->zone->names[o->name], owner);
		name_lower(owner, owner, n);
		p = name_parent(owner, o->hash[0]);
		n -= (size_t)(p - owner);
		if (!EVP_DigestInit_ex2(h->context, h->sha1, NULL) ||
		    !EVP_DigestUpdate(h->context, p, n) ||
		    !EVP_DigestFinal_ex(h->context, o->hash, NULL))
			return fault_set(f, _("the crypto library cannot make SHA-1"));
	}
	return 0;
}

static int hash_taken(void *context, size_t piece, void *result,
		      struct fault *f)
{
	(void)context;
	(void)piece;
	(void)result;
	(void)f;
	return 0;
}

static int compare_owners(const void *a, const void *b)
{
	return memcmp(a, b, DENIAL_HASH);
}

int denial_hash(struct denial_chain *c, const struct zone *z, enum denial d,
		unsigned threads, struct fault *f)
{
	struct hashing x = { z, c, 4096 };
	struct crew crew = {
		.threads = threads, .result_size = 1, .context = &x,
		.enter = hasher_enter, .leave = hasher_leave,
		.work = hash_piece, .take = hash_taken,
	};

	*c = (struct denial_chain){ 0 };
	collect(c, z, d);
	c->owners = malloc((c->count + 1) * sizeof(*c->owners));
	if (!c->owners)
		return fault_set(f, _("out of memory"));
	collect(c, z, d);
	crew.pieces = (c->count + x.step - 1) / x.step;
	if (crew_run(&crew, f))
		return -1;
	qsort(c->owners, c->count, sizeof(*c->owners), compare_owners);
	for (size_t i = 1; i < c->count; i++)
		if (!compare_owners(&c->owners[i - 1], &c->owners[i]))
			return fault_set(f, _("two names of the zone have the same NSEC3 hash"));
	return 0;
}

void denial_free(struct denial_chain *c)
{
	free(c->owners);
	*c = (struct denial_chain){ 0 };
}
