/* SPDX-License-Identifier: MIT */
/* verify_rrsig: the signatures of one RRset (RFC 4035 section 5.3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

#define HEAD 18			/* bytes before the signer's name */
#define SAMPLE 256		/* with VERIFY_SAMPLE, one in so many */

/* RRSIG RDATA taken apart. */
struct rrsig {
	uint16_t covered, tag;
	uint8_t algorithm, labels;
	uint32_t ttl, expiration, inception;
	const uint8_t *signer, *signature;
	size_t signer_length, length;
};

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static bool take_apart(const struct record *r, struct rrsig *s)
{
	const uint8_t *p = r->rdata;
	int n = r->length > HEAD ? name_check(p + HEAD, r->length - HEAD) : -1;

	if (n < 0)
		return false;
	*s = (struct rrsig){
		.covered = get16(p), .algorithm = p[2], .labels = p[3],
		.ttl = get32(p + 4), .expiration = get32(p + 8),
		.inception = get32(p + 12), .tag = get16(p + 16),
		.signer = p + HEAD, .signer_length = (size_t)n,
		.signature = p + HEAD + n,
		.length = r->length - HEAD - (size_t)n,
	};
	return true;
}

/* ---- the data that was signed (RFC 4034 section 3.1.8.1) ---- */

static uint8_t *room_for(struct verify_worker *w, size_t n)
{
	size_t room = w->room;
	uint8_t *p;

	if (room - w->used < n) {
		while (room - w->used < n)
			room *= 2;
		p = realloc(w->data, room);
		if (!p)
			return NULL;
		w->data = p;
		w->room = room;
	}
	p = w->data + w->used;
	w->used += n;
	return p;
}

static int gather(struct verify_worker *w, const struct rrsig *s,
		  const uint8_t *rrsig, const struct record *set)
{
	uint8_t *p;

	w->used = 0;
	p = room_for(w, HEAD + s->signer_length);
	if (!p)
		return -1;
	memcpy(p, rrsig, HEAD);
	name_lower(p + HEAD, s->signer, s->signer_length);
	for (const struct record *r = set; r && r->type == set->type;
	     r = r->next) {
		p = room_for(w, w->owner_length + 10 + r->length);
		if (!p)
			return -1;
		memcpy(p, w->owner, w->owner_length);
		p += w->owner_length;
		*p++ = (uint8_t)(r->type >> 8);
		*p++ = (uint8_t)r->type;
		*p++ = 0;
		*p++ = 1;
		memcpy(p, rrsig + 4, 4);	/* the original TTL */
		p += 4;
		*p++ = (uint8_t)(r->length >> 8);
		*p++ = (uint8_t)r->length;
		rdata_canonical(r->type, r->rdata, r->length, p);
	}
	return 0;
}

/* ---- one signature ---- */

/* Whether this one is worth the time at the level that is wanted. */
static bool chosen(struct verify_worker *w, size_t key, uint16_t type)
{
	uint32_t h = type;

	if (w->v->options->level == VERIFY_FULL || !w->seen[key] ||
	    !w->name->key_length ||
	    w->v->keys[key].algorithm->family == ALGORITHM_RSA)
		return true;
	for (size_t i = 0; i < w->owner_length; i++)
		h = (h ^ w->owner[i]) * 16777619u;
	return (h >> 8) % SAMPLE == 0;
}

/* The key of the DNSKEY RRset that an RRSIG names, or -1. */
static ssize_t find_key(const struct verify *v, const struct rrsig *s,
			size_t from)
{
	for (size_t i = from; i < v->key_count; i++)
		if (v->keys[i].tag == s->tag &&
		    v->keys[i].number == s->algorithm &&
		    (v->keys[i].flags & PUBKEY_ZONE))
			return (ssize_t)i;
	return -1;
}

/*
 * 1 where some key with that tag made the signature, 0 where none did, -1
 * with a fault. Several keys may have one tag (RFC 4034 section 5.3.1).
 */
static int proves(struct verify_worker *w, const struct rrsig *s,
		  const uint8_t *rrsig, const struct record *set,
		  struct fault *f)
{
	ssize_t k = -1;

	while ((k = find_key(w->v, s, (size_t)(k + 1))) >= 0) {
		if (!w->v->keys[k].pkey || !chosen(w, (size_t)k, set->type))
			return 1;	/* not to be found out here */
		if (gather(w, s, rrsig, set))
			return fault_set(f, _("out of memory"));
		w->seen[k] = true;
		w->part->verified++;
		if (pubkey_verify(&w->verifiers[k], w->data, w->used,
				  s->signature, s->length) == 1)
			return 1;
	}
	return 0;
}

static const char *when(uint32_t t, int64_t now, char out[CLOCK_TEXT])
{
	/* RFC 4034 section 3.1.5: serial arithmetic around now */
	return clock_format(now + (int32_t)(t - (uint32_t)now), out);
}

/* Labels, signer and TTL; true where they fit. */
static bool form_fits(struct verify_worker *w, const struct rrsig *s,
		      const struct record *rrsig, const struct record *set)
{
	bool good = true;

	if (s->labels != w->labels) {
		verify_note(w, ZONE_RRSIG_FORM, set->type,
			    _("key %u: it says %u labels, the name has %u"),
			    s->tag, s->labels, w->labels);
		good = false;
	}
	if (!name_equal(s->signer, w->v->apex)) {
		verify_note(w, ZONE_RRSIG_FORM, set->type,
			    _("key %u: the signer is not the zone"), s->tag);
		good = false;
	}
	if (s->ttl != set->ttl || rrsig->ttl != set->ttl) {
		verify_note(w, ZONE_RRSIG_FORM, set->type,
			    _("key %u: TTL %u, original TTL %u, but the RRset has %u"),
			    s->tag, rrsig->ttl, s->ttl, set->ttl);
		good = false;
	}
	return good;
}

/* How a signature fares, from the worst to the best. */
enum fate { FATE_NO_KEY, FATE_EXPIRED, FATE_EARLY, FATE_BAD, FATE_GOOD };

static int judge(struct verify_worker *w, const struct rrsig *s,
		 const struct record *rrsig, const struct record *set,
		 enum fate *fate, struct fault *f)
{
	uint32_t now = (uint32_t)w->v->options->now;
	int r;

	if (find_key(w->v, s, 0) < 0) {
		verify_note(w, ZONE_RRSIG_KEY, set->type,
			    _("no DNSKEY has tag %u and algorithm %u"),
			    s->tag, s->algorithm);
		*fate = FATE_NO_KEY;
		return 0;
	}
	*fate = FATE_BAD;
	if (!form_fits(w, s, rrsig, set))
		return 0;
	r = proves(w, s, rrsig->rdata, set, f);
	if (r < 0)
		return -1;
	if (!r)
		verify_note(w, ZONE_RRSIG_VALID, set->type,
			    _("key %u: the signature does not verify"),
			    s->tag);
	else if ((int32_t)(s->expiration - now) < 0)
		*fate = FATE_EXPIRED;
	else if ((int32_t)(s->inception - now) > 0)
		*fate = FATE_EARLY;
	else
		*fate = FATE_GOOD;
	return 0;
}

/* Keeps the expiration that comes first. */
static void keep_earliest(struct verify_worker *w, uint32_t expiration,
			  uint16_t type)
{
	int64_t now = w->v->options->now;
	int64_t at = now + (int32_t)(expiration - (uint32_t)now);
	struct verify_part *p = w->part;
	char name[NAME_TEXT], t[RRTYPE_TEXT];

	if (at >= p->earliest)
		return;
	p->earliest = at;
	name_print(w->owner, name);
	snprintf(p->earliest_of, sizeof(p->earliest_of), "%s %s", name,
		 rrtype_name(type, t));
}

/* The best signature of one algorithm. */
struct best {
	enum fate fate;
	bool there;
	uint32_t time;		/* when it expired or begins, or ends */
	uint16_t tag;
};

static void note_best(struct verify_worker *w, const struct best *b,
		      uint8_t algorithm, const struct record *set)
{
	char name[16], time[CLOCK_TEXT];
	int64_t now = w->v->options->now;

	if (!b->there || b->fate == FATE_NO_KEY)
		verify_note(w, ZONE_RRSIG_MISSING, set->type,
			    _("no RRSIG by a DNSKEY of algorithm %s"),
			    algorithm_name(algorithm, name));
	else if (b->fate == FATE_EXPIRED)
		verify_note(w, ZONE_RRSIG_EXPIRED, set->type,
			    _("key %u: expired at %s"), b->tag,
			    when(b->time, now, time));
	else if (b->fate == FATE_EARLY)
		verify_note(w, ZONE_RRSIG_INCEPTION, set->type,
			    _("key %u: valid from %s"), b->tag,
			    when(b->time, now, time));
	else if (b->fate == FATE_GOOD)
		keep_earliest(w, b->time, set->type);
}

static int algorithm_index(const struct verify *v, uint8_t number)
{
	for (unsigned i = 0; i < v->algorithm_count; i++)
		if (v->algorithms[i] == number)
			return (int)i;
	return -1;
}

int verify_rrsigs(struct verify_worker *w, const struct record *set,
		  struct fault *f)
{
	struct best best[VERIFY_ALGORITHMS] = { { .there = false } };
	const struct record *r;

	w->part->rrsets++;
	for (r = zone_find(w->name, RRTYPE_RRSIG);
	     r && r->type == RRTYPE_RRSIG; r = r->next) {
		struct rrsig s;
		enum fate fate;
		int i;

		if (!take_apart(r, &s) || s.covered != set->type)
			continue;
		w->part->signatures++;
		if (judge(w, &s, r, set, &fate, f))
			return -1;
		i = algorithm_index(w->v, s.algorithm);
		if (i < 0 || (best[i].there && best[i].fate >= fate))
			continue;
		best[i] = (struct best){
			fate, true,
			fate == FATE_EARLY ? s.inception : s.expiration,
			s.tag };
	}
	for (unsigned i = 0; i < w->v->algorithm_count; i++)
		note_best(w, &best[i], w->v->algorithms[i], set);
	return 0;
}
