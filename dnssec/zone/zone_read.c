/* SPDX-License-Identifier: MIT */
/* zone_read: from a master file to a zone in canonical order; see zone.h. */
#include <stdlib.h>
#include <string.h>

#include "dnssec/zone/master.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/zone.h"
#include "lang.h"

/* ---- names ---- */

static uint64_t key_prefix(const uint8_t *key, size_t length)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (i < length ? key[i] : 0);
	return v;
}

static int make_room(struct zone *z)
{
	size_t room = z->room ? z->room * 2 : 64;
	struct zone_name *n;

	if (z->count < z->room)
		return 0;
	n = realloc(z->names, room * sizeof(*n));
	if (!n)
		return -1;
	z->names = n;
	z->room = room;
	return 0;
}

/* Fills in a name from its labels below the apex. */
static int set_name(struct zone *z, struct zone_name *n, const uint8_t *labels,
		    size_t length)
{
	uint8_t key[NAME_KEY], *p;
	size_t k = name_key(labels, length, key);

	p = arena_take(&z->arena, k + length);
	if (!p)
		return -1;
	memcpy(p, key, k);
	memcpy(p + k, labels, length);
	*n = (struct zone_name){
		.prefix = key_prefix(key, k), .key = p,
		.key_length = (uint16_t)k, .owner_length = (uint8_t)length,
	};
	return 0;
}

/* Begins a name at the end of the array. */
static int append_name(struct zone *z, const uint8_t *labels, size_t length)
{
	struct zone_name *n;

	if (make_room(z) || set_name(z, &z->names[z->count], labels, length))
		return -1;
	n = &z->names[z->count++];
	z->tail = &n->records;
	if (z->count > 1 && zone_compare(n - 1, n) >= 0)
		z->sorted = false;
	return 0;
}

/* ---- reading ---- */

struct reading {
	struct zone *zone;
	const struct zone_source *source;
};

/* Counts a record that is left out; 1 where it is one of those. */
static int leave_out(struct zone *z, const uint16_t *types,
		     const struct master_record *r)
{
	size_t i;

	if (!types)
		return 0;
	while (*types && *types != r->type)
		types++;
	if (!*types)
		return 0;
	for (i = 0; i < z->left_out_count; i++)
		if (z->left_out[i].type == r->type)
			break;
	if (i == ZONE_LEFT_OUT)
		return 1;
	if (i == z->left_out_count)
		z->left_out[z->left_out_count++] = (struct zone_left_out){
			r->type, 0, r->line };
	z->left_out[i].count++;
	return 1;
}

/* The apex is the owner of the first record, which must be a SOA. */
static int find_apex(struct zone *z, const struct master_record *r,
		     struct fault *f)
{
	if (r->type != RRTYPE_SOA) {
		fault_set(f, _("%s:%u: the first record is not the SOA, so the name of the zone is not known"), z->path, r->line);
		return fault_hint(f, _("give it with --zone"));
	}
	memcpy(z->apex, r->owner, r->owner_length);
	z->apex_length = r->owner_length;
	return 0;
}

static int stray(struct zone *z, const struct zone_source *s,
		 const struct master_record *r, struct fault *f)
{
	char owner[NAME_TEXT], apex[NAME_TEXT];
	struct zone_stray *y;

	if (!s->strays_kept) {
		name_print(r->owner, owner);
		name_print(z->apex, apex);
		fault_set(f, _("%s:%u: %s is not in the zone %s"), z->path,
			  r->line, owner, apex);
		return fault_hint(f, _("a name without a final dot is completed with $ORIGIN; take out what belongs to another zone"));
	}
	z->tail = NULL;
	z->stray_count++;
	y = arena_take(&z->arena, sizeof(*y));
	if (!y)
		return fault_set(f, _("out of memory"));
	memcpy(y->name, r->owner, r->owner_length);
	y->line = r->line;
	y->next = NULL;
	*z->strays_end = y;
	z->strays_end = &y->next;
	return 0;
}

/* Length of the labels below the apex, or -1 where it is not below. */
static int below_apex(const struct zone *z, const struct master_record *r)
{
	size_t n = r->owner_length - z->apex_length;

	if (r->owner_length < z->apex_length)
		return -1;
	if (memcmp(r->owner + n, z->apex, z->apex_length) &&
	    !name_under(r->owner, z->apex))
		return -1;
	/* bytes that look like the apex may begin within a label */
	for (const uint8_t *p = r->owner; p != r->owner + n; p += *p + 1)
		if (p > r->owner + n)
			return -1;
	return (int)n;
}

static int take_record(void *context, const struct master_record *r,
		       struct fault *f)
{
	struct reading *g = context;
	struct zone *z = g->zone;
	struct record *d;
	int below;

	if (!z->apex_length && find_apex(z, r, f))
		return -1;
	if (leave_out(z, g->source->leave_out, r)) {
		z->tail = NULL;
		return 0;
	}
	if (!r->owner_same || !z->tail) {
		below = below_apex(z, r);
		if (below < 0)
			return stray(z, g->source, r, f);
		if (append_name(z, r->owner, (size_t)below))
			return fault_set(f, _("out of memory"));
	}
	d = zone_new_record(z, r->type, r->ttl, r->line, r->rdata, r->length);
	if (!d)
		return fault_set(f, _("out of memory"));
	*z->tail = d;
	z->tail = &d->next;
	return 0;
}

/* ---- sorting ---- */

static int compare_names(const void *a, const void *b)
{
	return zone_compare(a, b);
}

/* Merges two sorted lists; of equal records that of A comes first. */
static struct record *merge(struct record *a, struct record *b)
{
	struct record *first, **end = &first;

	while (a && b) {
		struct record **least = zone_compare_records(a, b) <= 0 ? &a : &b;

		*end = *least;
		end = &(*least)->next;
		*least = *end;
	}
	*end = a ? a : b;
	return first;
}

/* Sorts a list bottom up: RUNS[i] is empty or has 2^i records. */
static struct record *sort_list(struct record *list)
{
	struct record *runs[64] = { NULL }, *done = NULL;
	unsigned used = 0;

	while (list) {
		struct record *r = list;
		unsigned i;

		list = list->next;
		r->next = NULL;
		for (i = 0; i < used && runs[i]; i++) {
			r = merge(runs[i], r);
			runs[i] = NULL;
		}
		runs[i] = r;
		if (i == used)
			used++;
	}
	for (unsigned i = 0; i < used; i++)
		if (runs[i])
			done = done ? merge(runs[i], done) : runs[i];
	return done;
}

/* Sorts a name's records unless they are sorted; drops duplicates. */
static void settle_records(struct zone *z, struct zone_name *n)
{
	struct record *r = n->records;
	int worst = -1;

	for (; r && r->next; r = r->next) {
		int d = zone_compare_records(r, r->next);

		if (d > worst)
			worst = d;
		if (d > 0)
			break;
	}
	if (worst < 0)
		return;
	if (worst > 0)
		n->records = sort_list(n->records);
	for (r = n->records; r && r->next; ) {
		if (zone_compare_records(r, r->next)) {
			r = r->next;
			continue;
		}
		/* the lower TTL counts, whichever came first */
		if (r->next->ttl < r->ttl)
			r->ttl = r->next->ttl;
		r->next = r->next->next;
		z->duplicates++;
		z->records--;
	}
}

/* Puts the few records of B before those of A; sorting follows. */
static void join(struct zone_name *a, const struct zone_name *b)
{
	struct record *last = b->records;

	while (last->next)
		last = last->next;
	last->next = a->records;
	a->records = b->records;
}

static void settle(struct zone *z)
{
	size_t used = 0;

	if (!z->sorted)
		qsort(z->names, z->count, sizeof(*z->names), compare_names);
	for (size_t i = 0; i < z->count; i++) {
		if (!z->sorted && used &&
		    !zone_compare(&z->names[used - 1], &z->names[i])) {
			join(&z->names[used - 1], &z->names[i]);
			continue;
		}
		z->names[used++] = z->names[i];
	}
	z->count = used;
	for (size_t i = 0; i < z->count; i++)
		settle_records(z, &z->names[i]);
	z->sorted = true;
	z->tail = NULL;
}

int zone_read(struct zone *z, const struct zone_source *s, struct fault *f)
{
	struct reading g = { z, s };
	struct master_source m = {
		.path = s->path, .text = s->text, .length = s->length,
		.origin = s->apex, .take = take_record, .context = &g,
	};

	if (!z->path)
		z->path = strdup(s->path);
	if (!z->path)
		return fault_set(f, _("out of memory"));
	if (s->apex) {
		z->apex_length = name_length(s->apex);
		memcpy(z->apex, s->apex, z->apex_length);
	}
	z->sorted = true;
	z->strays_end = &z->strays;
	if (master_read(&m, f))
		return -1;
	settle(z);
	return 0;
}
