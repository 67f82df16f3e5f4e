/* SPDX-License-Identifier: MIT */
/* plan: see plan.h. */
#include "dnssec/sign/plan.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/pubkey.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"
#include "text.h"

/* A piece takes some milliseconds to sign and fits a core's cache. */
#define PIECE_NAMES 128
#define WARNINGS_MOST 10	/* of one kind; the rest is counted */

/* FNV-1a, then the finaliser of MurmurHash3 so that every bit counts. */
uint64_t plan_hash(const uint8_t *owner, size_t length, uint16_t type)
{
	uint64_t h = 0xcbf29ce484222325u ^ type;

	for (size_t i = 0; i < length; i++)
		h = (h ^ owner[i]) * 0x100000001b3u;
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 33;
}

bool plan_signs(const struct zone_name *n, uint16_t type)
{
	if (n->flags & ZONE_BELOW)
		return false;
	return !(n->flags & ZONE_CUT) || type == RRTYPE_DS;
}

/* ---- warnings ---- */

struct warner {
	const struct plan_options *options;
	const struct zone *zone;
	size_t count;
};

static void warn(struct warner *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void warn(struct warner *w, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	if (++w->count > WARNINGS_MOST || !w->options->warn)
		return;
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	if (text_ok(&t))
		w->options->warn(w->options->warn_context, text_get(&t));
	text_free(&t);
}

/* Where a kind of warning came more often than it was printed: the rest. */
static void warn_rest(struct warner *w, const char *what)
{
	size_t rest = w->count > WARNINGS_MOST ? w->count - WARNINGS_MOST : 0;

	w->count = 0;
	if (rest)
		warn(w, _("and %zu more %s"), rest, what);
	w->count = 0;
}

static void below_dname(void *context, const struct zone_name *n,
			const struct zone_name *dname)
{
	struct warner *w = context;
	char below[NAME_TEXT], above[NAME_TEXT];

	zone_owner_text(w->zone, n, below);
	zone_owner_text(w->zone, dname, above);
	warn(w, _("%s is left out: it is below the DNAME %s (RFC 6672 section 2.4)"),
	     below, above);
}

/* ---- the zone's own records ---- */

/*
 * RFC 2181 section 5.2: one TTL for an RRset; the lowest is the safe one.
 * Returns how many RRsets there are.
 */
static size_t level_ttls(struct zone *z, struct warner *w)
{
	char owner[NAME_TEXT], type[RRTYPE_TEXT];
	size_t rrsets = 0;

	for (size_t i = 0; i < z->count; i++) {
		struct record *r = z->names[i].records, *end, *x;

		for (; r; r = end) {
			uint32_t least = r->ttl;
			bool mixed = false;

			rrsets++;
			end = zone_next_set(r);
			for (x = r->next; x != end; x = x->next) {
				mixed |= x->ttl != r->ttl;
				if (x->ttl < least)
					least = x->ttl;
			}
			if (!mixed)
				continue;
			zone_owner_text(z, &z->names[i], owner);
			warn(w, _("%s %s has records with different TTLs; the lowest is taken for all (RFC 2181 section 5.2)"),
			     owner, rrtype_name(r->type, type));
			for (x = r; x != end; x = x->next)
				x->ttl = least;
		}
	}
	return rrsets;
}

/* True where the DNSKEY is one of ours. */
static bool is_ours(const struct keyring *keys, const struct record *r)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].rdata_length == r->length &&
		    !memcmp(keys->keys[i].rdata, r->rdata, r->length))
			return true;
	return false;
}

static int insert_keys(struct zone *z, const struct plan_options *o,
		       struct warner *w)
{
	const struct keyring *keys = o->keys;
	char owner[NAME_TEXT];
	struct record *r;

	zone_owner_text(z, &z->names[0], owner);
	for (r = zone_find(&z->names[0], RRTYPE_DNSKEY);
	     r && r->type == RRTYPE_DNSKEY; r = r->next) {
		if (is_ours(keys, r))
			continue;
		warn(w, _("%s DNSKEY %u of the input is none of the folder's keys; it is kept"),
		     owner, pubkey_tag(r->rdata, r->length));
	}
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].publish &&
		    zone_insert(z, 0, RRTYPE_DNSKEY, o->dnskey_ttl,
				keys->keys[i].rdata,
				keys->keys[i].rdata_length))
			return -1;
	for (r = zone_find(&z->names[0], RRTYPE_DNSKEY);
	     r && r->type == RRTYPE_DNSKEY; r = r->next)
		r->ttl = o->dnskey_ttl;
	return 0;
}

/* SHA-1, no flags, no iterations, no salt; no resolver asks for its TTL. */
static int insert_param(struct zone *z)
{
	static const uint8_t param[] = { 1, 0, 0, 0, 0 };

	return zone_insert(z, 0, RRTYPE_NSEC3PARAM, 0, param, sizeof(param));
}

/* Each algorithm of the keys must sign all of the zone (RFC 4035 2.2). */
static int check_roles(const struct keyring *keys, struct fault *f)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct algorithm *a = keys->keys[i].algorithm;
		int roles = 0;

		if (keys->keys[i].active && !a->makes)
			return fault_set(f, _("%s: no signatures are made with %s: it relies on SHA-1 (RFC 9905)"),
					 keys->keys[i].path, a->name);
		if (!keys->keys[i].publish)
			continue;
		for (size_t j = 0; j < keys->count; j++)
			if (keys->keys[j].algorithm == a &&
			    keys->keys[j].active)
				roles |= (int)keys->keys[j].role;
		if (roles == KEY_CSK)
			continue;
		fault_set(f, roles & KEY_KSK ?
			  _("no active ZSK or CSK of algorithm %s signs the zone's data") :
			  _("no active KSK or CSK of algorithm %s signs the DNSKEY records"),
			  a->name);
		return fault_hint(f, _("khien-dnssec keygen makes one; --role csk does both"));
	}
	return 0;
}

/* ---- pieces ---- */

int plan_compare(const struct plan *p, size_t name, size_t owner)
{
	const struct zone_name *n = &p->zone->names[name];
	uint8_t label[DENIAL_LABEL + 1];
	size_t length = n->key_length;
	int d;

	/* the key of a single label is the label and a 0 */
	denial_label(&p->chain.owners[owner], label);
	label[DENIAL_LABEL] = 0;
	d = memcmp(n->key, label + 1,
		   length < DENIAL_LABEL ? length : DENIAL_LABEL);
	return d ? d : (length > DENIAL_LABEL) - (length < DENIAL_LABEL);
}

/* Begins a piece where the one before it ends; NULL where memory ran out. */
static struct plan_piece *next_piece(struct plan *p, size_t *room)
{
	struct plan_piece at = { 0 }, *s;

	if (p->piece_count == *room) {
		size_t more = *room ? *room * 2 : 64;

		s = realloc(p->pieces, more * sizeof(*s));
		if (!s)
			return NULL;
		p->pieces = s;
		*room = more;
	}
	s = &p->pieces[p->piece_count];
	if (p->piece_count++) {
		at.name = at.name_end = s[-1].name_end;
		at.owner = at.owner_end = s[-1].owner_end;
	}
	*s = at;
	return s;
}

/*
 * Cuts names and NSEC3 owners, in their one canonical order, into pieces of
 * like size. What is below a delegation stays with it, so that each piece can
 * be judged alone.
 */
static int cut_pieces(struct plan *p)
{
	const struct zone *z = p->zone;
	size_t i = 0, k = 0, room = 0;

	while (i < z->count || k < p->chain.count) {
		struct plan_piece *s = next_piece(p, &room);
		size_t n = 0;

		if (!s)
			return -1;
		for (; n < PIECE_NAMES && (i < z->count || k < p->chain.count);
		     n++) {
			if (k == p->chain.count ||
			    (i < z->count && plan_compare(p, i, k) <= 0))
				i++;
			else
				k++;
		}
		while (i < z->count && (z->names[i].flags & ZONE_BELOW))
			i++;
		s->name_end = i;
		s->owner_end = k;
	}
	return 0;
}

int plan_make(struct plan *p, struct zone *z,
		 const struct plan_options *o, struct fault *f)
{
	struct warner w = { o, z, 0 };
	const struct record *soa;
	uint32_t minimum;

	*p = (struct plan){ .zone = z, .options = o };
	if (check_roles(o->keys, f))
		return -1;
	denial_mark(z, below_dname, &w);
	warn_rest(&w, _("names below a DNAME"));
	p->rrsets = level_ttls(z, &w);
	warn_rest(&w, _("RRsets with different TTLs"));
	soa = zone_find(&z->names[0], RRTYPE_SOA);
	minimum = zone_soa_minimum(soa);
	p->denial_ttl = soa->ttl < minimum ? soa->ttl : minimum;
	p->inception = (uint32_t)(o->now - o->inception_offset);
	p->expiration = (uint32_t)(o->now + o->validity);
	if (insert_keys(z, o, &w) ||
	    (o->denial != DENIAL_NSEC && insert_param(z)))
		return fault_set(f, _("out of memory"));
	if (o->denial != DENIAL_NSEC &&
	    denial_hash(&p->chain, z, o->denial, o->threads, f))
		return -1;
	return cut_pieces(p) ? fault_set(f, _("out of memory")) : 0;
}

void plan_free(struct plan *p)
{
	denial_free(&p->chain);
	free(p->pieces);
	*p = (struct plan){ 0 };
}
