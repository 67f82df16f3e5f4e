/* SPDX-License-Identifier: MIT */
/* zone: see zone.h. What is read is put together in zone_read.c. */
#include "dnssec/zone/zone.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"

/* ---- comparing ---- */

static int compare_keys(const uint8_t *a, size_t na, const uint8_t *b,
			size_t nb)
{
	int d = memcmp(a, b, na < nb ? na : nb);

	return d ? d : (na > nb) - (na < nb);
}

int zone_compare(const struct zone_name *a, const struct zone_name *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	return compare_keys(a->key, a->key_length, b->key, b->key_length);
}

bool zone_is_under(const struct zone_name *n, const struct zone_name *a)
{
	return n->key_length >= a->key_length &&
	       !memcmp(n->key, a->key, a->key_length);
}

/*
 * Bytes of RDATA that hold all names with a canonical form: the longest comes
 * in a NAPTR, behind two numbers and three strings.
 */
#define NAMED 1100

static void canonical_head(const struct record *r, uint8_t out[NAMED])
{
	rdata_canonical(r->type, r->rdata,
			r->length < NAMED ? r->length : NAMED, out);
}

/* Names in RDATA compare in lower case where canonical form has them so. */
int zone_compare_rdata(const struct record *a, const struct record *b)
{
	size_t n = a->length < b->length ? a->length : b->length, k;
	uint8_t ca[NAMED], cb[NAMED];
	int d = memcmp(a->rdata, b->rdata, n);

	if (d && (rdata_has_upper(a->type, a->rdata, a->length) ||
		  rdata_has_upper(b->type, b->rdata, b->length))) {
		canonical_head(a, ca);
		canonical_head(b, cb);
		k = n < NAMED ? n : NAMED;
		d = memcmp(ca, cb, k);
		if (!d)
			d = memcmp(a->rdata + k, b->rdata + k, n - k);
	}
	return d ? d : (int)a->length - (int)b->length;
}

int zone_compare_records(const struct record *a, const struct record *b)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return zone_compare_rdata(a, b);
}

/* ---- adding ---- */

struct record *zone_new_record(struct zone *z, uint16_t type, uint32_t ttl,
			       uint32_t line, const void *rdata,
			       size_t length)
{
	struct record *r = arena_take(&z->arena, sizeof(*r) + length);

	if (!r)
		return NULL;
	r->next = NULL;
	r->ttl = ttl;
	r->line = line;
	r->type = type;
	r->length = (uint16_t)length;
	memcpy(r->rdata, rdata, length);
	z->records++;
	return r;
}

void zone_free(struct zone *z)
{
	arena_free(&z->arena);
	free(z->names);
	free(z->path);
	*z = (struct zone){ 0 };
}

void zone_reset(struct zone *z)
{
	struct zone keep = { .path = z->path, .names = z->names,
			     .room = z->room, .arena = z->arena };

	arena_reset(&keep.arena);
	*z = keep;
}

/* ---- changing ---- */

int zone_insert(struct zone *z, size_t i, uint16_t type, uint32_t ttl,
		const void *rdata, size_t length)
{
	struct record *r = zone_new_record(z, type, ttl, 0, rdata, length);
	struct record **at = &z->names[i].records;

	if (!r)
		return -1;
	while (*at && zone_compare_records(*at, r) < 0)
		at = &(*at)->next;
	if (*at && !zone_compare_records(*at, r)) {
		z->records--;
		return 0;
	}
	r->next = *at;
	*at = r;
	return 0;
}

/* ---- looking ---- */

struct record *zone_find(const struct zone_name *n, uint16_t type)
{
	struct record *r = n->records;

	while (r && r->type < type)
		r = r->next;
	return r && r->type == type ? r : NULL;
}

struct record *zone_next_set(const struct record *r)
{
	uint16_t type = r->type;
	struct record *n = r->next;

	while (n && n->type == type)
		n = n->next;
	return n;
}

size_t zone_owner(const struct zone *z, const struct zone_name *n,
		  uint8_t out[NAME_WIRE])
{
	memcpy(out, n->key + n->key_length, n->owner_length);
	memcpy(out + n->owner_length, z->apex, z->apex_length);
	return n->owner_length + z->apex_length;
}

size_t zone_owner_text(const struct zone *z, const struct zone_name *n,
		       char out[NAME_TEXT])
{
	uint8_t wire[NAME_WIRE];

	zone_owner(z, n, wire);
	return name_print(wire, out);
}

uint32_t zone_soa_minimum(const struct record *r)
{
	const uint8_t *p = r->rdata + r->length - 4;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}
