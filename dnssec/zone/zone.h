/* SPDX-License-Identifier: MIT */
/*
 * zone: all records of a zone, compact and in canonical order: an array of
 * names, each with its records as a list sorted by type and canonical RDATA.
 * Records and names live in an arena; nothing is freed singly.
 */
#ifndef KHIEN_DNSSEC_ZONE_H
#define KHIEN_DNSSEC_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dnssec/zone/arena.h"
#include "dnssec/zone/name.h"
#include "fault.h"

struct record {
	struct record *next;
	uint32_t ttl;
	uint32_t line;		/* in the file; 0: made by us */
	uint16_t type;
	uint16_t length;
	uint8_t rdata[];
};

enum zone_name_flag {
	ZONE_CUT = 1,		/* a delegation: NS, and not the apex */
	ZONE_SECURE = 2,	/* … with DS */
	ZONE_BELOW = 4,		/* below a delegation: glue or occluded */
};

struct zone_name {
	uint64_t prefix;	/* the first eight bytes of the key */
	const uint8_t *key;	/* name_key() of the labels below the apex */
	struct record *records;
	uint16_t key_length;
	uint8_t owner_length;	/* bytes of the labels below the apex, which
				   stand behind the key with their case */
	uint8_t flags;		/* of enum zone_name_flag; set by denial.c */
};

/* A type that was left out while reading, and how often. */
struct zone_left_out {
	uint16_t type;
	uint32_t count, line;	/* line of the first */
};

struct zone_stray {
	uint8_t name[NAME_WIRE];
	uint32_t line;
	struct zone_stray *next;
};

#define ZONE_LEFT_OUT 8

struct zone {
	char *path;		/* for messages; owned */
	uint8_t apex[NAME_WIRE];	/* wire form, as written */
	size_t apex_length;	/* 0: not known yet */
	struct zone_name *names;	/* owned; names[0] is the apex */
	size_t count, room;
	size_t records;		/* in all */
	struct arena arena;
	struct record **tail;	/* while reading: where the next one goes */
	bool sorted;

	struct zone_left_out left_out[ZONE_LEFT_OUT];
	size_t left_out_count;
	size_t duplicates;	/* records that were there already */
	struct zone_stray *strays, **strays_end; /* records out of the zone */
	size_t stray_count;
};

struct zone_source {
	const char *path;	/* "-" is standard input */
	const char *text;	/* a text in memory instead, LENGTH bytes */
	size_t length;
	const uint8_t *apex;	/* wire form; NULL: the owner of the SOA, which
				   then must be the first record */
	/* Types to leave out (and count), ended by 0; NULL: none. */
	const uint16_t *leave_out;
	bool strays_kept;	/* records out of the zone are noted in
				   `strays`, not a fault */
};

/*
 * Reads and sorts a zone. Duplicates are dropped (RFC 2181 section 5). Pass
 * the result to zone_free(), also after -1. Faults have file and line.
 */
int zone_read(struct zone *z, const struct zone_source *s, struct fault *f);

/* Safe on a zeroed struct. */
void zone_free(struct zone *z);

/* Forgets all records but keeps the memory for the next zone_read(). */
void zone_reset(struct zone *z);

/*
 * Adds a record to names[I], in its place; nothing where it is there already.
 * Returns 0, or -1 where memory ran out.
 */
int zone_insert(struct zone *z, size_t i, uint16_t type, uint32_t ttl,
		const void *rdata, size_t length);

/* The first record of TYPE, or NULL. The others of the RRset follow it. */
struct record *zone_find(const struct zone_name *n, uint16_t type);

/* The first record behind the RRset that R is the first of, or NULL. */
struct record *zone_next_set(const struct record *r);

/* Adds a record to the arena, not yet to a name; NULL: no memory. */
struct record *zone_new_record(struct zone *z, uint16_t type, uint32_t ttl,
			       uint32_t line, const void *rdata,
			       size_t length);

/* Order of two records of a name: by type, then by RDATA. */
int zone_compare_records(const struct record *a, const struct record *b);

/* Order of two names' keys. */
int zone_compare(const struct zone_name *a, const struct zone_name *b);

/* True where N is at or below A. */
bool zone_is_under(const struct zone_name *n, const struct zone_name *a);

/* The name's owner as absolute wire form; returns its length. */
size_t zone_owner(const struct zone *z, const struct zone_name *n,
		  uint8_t out[NAME_WIRE]);

/* Its text; returns the length. */
size_t zone_owner_text(const struct zone *z, const struct zone_name *n,
		       char out[NAME_TEXT]);

/* Canonical order of two records' RDATA (RFC 4034 section 6.3). */
int zone_compare_rdata(const struct record *a, const struct record *b);

/* SOA MINIMUM; R is a SOA. */
uint32_t zone_soa_minimum(const struct record *r);

#endif
