/* SPDX-License-Identifier: MIT */
/* sign: see sign.h. */
#include "dnssec/sign/sign.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/plan.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

#define RRSIG_HEAD 18		/* bytes of RRSIG RDATA before the signer */

struct sign_worker {
	const struct plan *plan;
	struct key_signer *signers;	/* one per key of the ring */
	/*
	 * What is signed: head and signer's name of the RRSIG, then the RRset
	 * in canonical form (RFC 4034 section 3.1.8.1).
	 */
	uint8_t *data;
	size_t room, used;
	size_t prefix;			/* RRSIG_HEAD and the signer's name */
	/* the name at work */
	uint8_t owner[NAME_WIRE];	/* in lower case */
	size_t owner_length;
	unsigned labels;		/* RFC 4034 section 3.1.3 */
	char text[NAME_TEXT];
	struct write_owner written;
};

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

struct sign_worker *sign_worker_new(const struct plan *p, struct fault *f)
{
	const struct keyring *keys = p->options->keys;
	struct sign_worker *w = calloc(1, sizeof(*w));
	const struct zone *z = p->zone;

	if (!w)
		goto memory;
	w->plan = p;
	w->prefix = RRSIG_HEAD + z->apex_length;
	w->room = (size_t)16 << 10;
	w->data = malloc(w->room);
	w->signers = calloc(keys->count, sizeof(*w->signers));
	if (!w->data || !w->signers)
		goto memory;
	name_lower(w->data + RRSIG_HEAD, z->apex, z->apex_length);
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].active &&
		    key_signer_init(&w->signers[i], &keys->keys[i], f)) {
			sign_worker_free(w);
			return NULL;
		}
	return w;
memory:
	sign_worker_free(w);
	fault_set(f, _("out of memory"));
	return NULL;
}

void sign_worker_free(struct sign_worker *w)
{
	if (!w)
		return;
	for (size_t i = 0; w->signers && i < w->plan->options->keys->count;
	     i++)
		key_signer_free(&w->signers[i]);
	free(w->signers);
	free(w->data);
	free(w);
}

/* ---- the data that is signed ---- */

static int reserve(struct sign_worker *w, size_t n)
{
	size_t room = w->room;
	uint8_t *p;

	if (room - w->used >= n)
		return 0;
	while (room - w->used < n)
		room *= 2;
	p = realloc(w->data, room);
	if (!p)
		return -1;
	w->data = p;
	w->room = room;
	return 0;
}

/* Appends a record in canonical form (RFC 4034 section 6.2). 0 or -1. */
static int add_record(struct sign_worker *w, uint16_t type, uint32_t ttl,
		      const uint8_t *rdata, size_t length)
{
	uint8_t *p;

	if (reserve(w, w->owner_length + 10 + length))
		return -1;
	p = w->data + w->used;
	memcpy(p, w->owner, w->owner_length);
	p += w->owner_length;
	put16(p, type);
	put16(p + 2, 1);
	put32(p + 4, ttl);
	put16(p + 8, (uint32_t)length);
	rdata_canonical(type, rdata, length, p + 10);
	w->used += w->owner_length + 10 + length;
	return 0;
}

/*
 * When the signature ends: the validity less a part of the jitter that comes
 * from a hash of owner and type, so that signatures do not all end at once
 * and yet are the same in every run. The records that every validation starts
 * from get none.
 */
static uint32_t expiration(const struct sign_worker *w, uint16_t type)
{
	const struct plan *p = w->plan;
	uint64_t jitter = (uint64_t)p->options->jitter;

	if (!jitter || type == RRTYPE_SOA || type == RRTYPE_DNSKEY ||
	    type == RRTYPE_CDS || type == RRTYPE_CDNSKEY)
		return p->expiration;
	return p->expiration -
	       (uint32_t)(plan_hash(w->owner, w->owner_length, type) %
			  (jitter + 1));
}

/* KSK: DNSKEY and, at the apex, CDS and CDNSKEY (RFC 7344 section 4.1). */
static bool signs(const struct key *k, uint16_t type, bool apex)
{
	bool ksk = apex && (type == RRTYPE_DNSKEY || type == RRTYPE_CDS ||
			    type == RRTYPE_CDNSKEY);

	return k->active && (k->role & (ksk ? KEY_KSK : KEY_ZSK));
}

/* Signs what stands in w->data with every key that must; writes RRSIGs. */
static int sign_data(struct sign_worker *w, uint16_t type, uint32_t ttl,
		     struct write_buffer *out, size_t *signatures,
		     struct fault *f)
{
	const struct keyring *keys = w->plan->options->keys;
	bool apex = w->owner_length == w->plan->zone->apex_length;
	uint8_t rdata[RRSIG_HEAD + NAME_WIRE + KEY_SIGNATURE_MOST];
	uint8_t *d = w->data;
	size_t n;

	put16(d, type);
	d[3] = (uint8_t)w->labels;
	put32(d + 4, ttl);
	put32(d + 8, expiration(w, type));
	put32(d + 12, w->plan->inception);
	for (size_t i = 0; i < keys->count; i++) {
		const struct key *k = &keys->keys[i];

		if (!signs(k, type, apex))
			continue;
		d[2] = k->algorithm->number;
		put16(d + 16, k->tag);
		if (key_sign(&w->signers[i], d, w->used, rdata + w->prefix,
			     &n, f))
			return -1;
		memcpy(rdata, d, w->prefix);
		if (write_record(out, &w->written, ttl, RRTYPE_RRSIG, rdata,
				 w->prefix + n))
			return fault_set(f, _("out of memory"));
		++*signatures;
	}
	return 0;
}

/* ---- names ---- */

/* Writes an RRset and, where SIGN, its signatures. *R moves behind it. */
static int write_set(struct sign_worker *w, const struct record **r, bool sign,
		     struct write_buffer *out, size_t *signatures,
		     struct fault *f)
{
	const struct record *first = *r;
	uint16_t type = first->type;

	w->used = w->prefix;
	for (; *r && (*r)->type == type; *r = (*r)->next) {
		if (write_record(out, &w->written, (*r)->ttl, type,
				 (*r)->rdata, (*r)->length) ||
		    (sign && add_record(w, type, first->ttl, (*r)->rdata,
					(*r)->length)))
			return fault_set(f, _("out of memory"));
	}
	return sign ? sign_data(w, type, first->ttl, out, signatures, f) : 0;
}

/* Writes and signs a record that we made: NSEC or NSEC3. */
static int write_own(struct sign_worker *w, uint16_t type,
		     const uint8_t *rdata, size_t length,
		     struct write_buffer *out, size_t *signatures,
		     struct fault *f)
{
	uint32_t ttl = w->plan->denial_ttl;

	w->used = w->prefix;
	if (write_record(out, &w->written, ttl, type, rdata, length) ||
	    add_record(w, type, ttl, rdata, length))
		return fault_set(f, _("out of memory"));
	return sign_data(w, type, ttl, out, signatures, f);
}

static void begin_owner(struct sign_worker *w, const uint8_t *wire,
			size_t length)
{
	name_lower(w->owner, wire, length);
	w->owner_length = length;
	w->labels = name_labels(wire) - (wire[0] == 1 && wire[1] == '*');
	w->written.text = w->text;
	w->written.length = name_print(wire, w->text);
}

/* One name: its RRsets in the order of types, its NSEC among them; the SOA
 * before all, so that a reader knows the zone's name at once. */
static int sign_name(struct sign_worker *w, size_t i, struct write_buffer *out,
		     size_t *signatures, struct fault *f)
{
	const struct plan *p = w->plan;
	const struct zone_name *n = &p->zone->names[i];
	const struct record *r = n->records;
	const struct record *soa = i ? NULL : zone_find(n, RRTYPE_SOA);
	bool nsec = p->options->denial == DENIAL_NSEC &&
		    !(n->flags & ZONE_BELOW);
	uint8_t wire[NAME_WIRE], rdata[DENIAL_RDATA_MOST];

	begin_owner(w, wire, zone_owner(p->zone, n, wire));
	if (soa && write_set(w, &soa, true, out, signatures, f))
		return -1;
	while (r || nsec) {
		if (r && !i && r->type == RRTYPE_SOA) {
			r = zone_next_set(r);
			continue;
		}
		if (nsec && (!r || r->type > RRTYPE_NSEC)) {
			nsec = false;
			if (write_own(w, RRTYPE_NSEC, rdata,
				      denial_nsec(p->zone, i, rdata), out,
				      signatures, f))
				return -1;
			continue;
		}
		if (write_set(w, &r, plan_signs(n, r->type), out, signatures,
			      f))
			return -1;
	}
	return 0;
}

static int sign_hash(struct sign_worker *w, size_t i, struct write_buffer *out,
		     size_t *signatures, struct fault *f)
{
	const struct plan *p = w->plan;
	uint8_t wire[NAME_WIRE], rdata[DENIAL_RDATA_MOST];

	denial_label(&p->chain.owners[i], wire);
	memcpy(wire + DENIAL_LABEL, p->zone->apex, p->zone->apex_length);
	begin_owner(w, wire, DENIAL_LABEL + p->zone->apex_length);
	return write_own(w, RRTYPE_NSEC3, rdata,
			 denial_nsec3(p->zone, &p->chain, i,
				      p->options->denial, rdata),
			 out, signatures, f);
}

int sign_piece(struct sign_worker *w, size_t i, struct write_buffer *out,
	       size_t *signatures, struct fault *f)
{
	const struct plan *p = w->plan;
	struct plan_piece at = p->pieces[i];

	/* names and hashes come in one canonical order */
	while (at.name < at.name_end || at.owner < at.owner_end) {
		if (at.owner == at.owner_end ||
		    (at.name < at.name_end &&
		     plan_compare(p, at.name, at.owner) <= 0)) {
			if (sign_name(w, at.name++, out, signatures, f))
				return -1;
		} else if (sign_hash(w, at.owner++, out, signatures, f)) {
			return -1;
		}
	}
	return 0;
}
