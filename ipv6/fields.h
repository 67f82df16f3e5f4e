/* SPDX-License-Identifier: MIT */
/*
 * fields: the facts as one table: what each field is called in JSON, what it
 * is and where it stands. show, snapshots (both directions) and what watch
 * says has changed are walks over it (record.c), so a new fact is one row
 * here, and a new list one row and its own table.
 *
 * A snapshot of an older version lacks what is new. So a new field is one that
 * may be absent: it has a bit in `have`, a bool beside it, or zero means that
 * it is not there. A list that is absent was not seen.
 */
#ifndef KHIEN_IPV6_FIELDS_H
#define KHIEN_IPV6_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipv6/facts.h"

enum field_kind {
	FIELD_NUMBER,		/* an integer of `size` bytes */
	FIELD_BOOL,
	FIELD_TEXT,		/* char[size] */
	FIELD_ADDRESS,		/* struct in6_addr; IPv4 as such */
	FIELD_FAMILY,		/* int: "inet", "inet6"; AF_UNSPEC: null */
	FIELD_WORD,		/* a number that has a name */
	FIELD_WORDS,		/* bits that have names; the rest as "0x…" */
	FIELD_SECONDS,		/* uint32_t; V6_FOREVER is null */
	FIELD_OBJECT,		/* a struct within */
	FIELD_ROWS,		/* an array of structs within */
	FIELD_DERIVED,		/* follows from the others: shown, never read */
};

enum field_presence {
	FIELD_ALWAYS,
	FIELD_HAVE,		/* where `bit` is set in the unsigned at `have` */
	FIELD_FLAG,		/* where the bool at `have` is true */
	FIELD_NONZERO,		/* where it is not all zeros */
};

/* How the field takes part in comparing two looks (record_changes). */
enum field_change {
	FIELD_PLAIN,
	FIELD_KEY,		/* tells which thing the row is about */
	FIELD_HIDDEN_KEY,	/* likewise; another one names it better */
	FIELD_MOVING,		/* changes by itself: ages, lifetimes */
};

struct field_word {
	uint32_t number;
	const char *name;	/* NULL ends the table */
};

struct field {
	const char *name;	/* NULL ends the table */
	enum field_kind kind;
	enum field_presence presence;
	enum field_change change;
	size_t offset, size;	/* of FIELD_ROWS: of all of them */
	bool is_signed;
	size_t have;		/* offset of what tells the presence */
	unsigned bit;
	const struct field_word *words;
	const struct field *fields;	/* of a struct within */
	size_t item, count;	/* FIELD_ROWS: size of one, offset of how many */
	json_t *(*derive)(const struct v6_facts *f, const void *item);
};

/* A list of the facts that grows; its part says how reading it went. */
struct field_list {
	const char *name;	/* NULL ends the table */
	size_t items, count, room;	/* offsets in struct v6_facts */
	size_t part;
	size_t size;		/* of one item */
	const struct field *fields;
};

extern const struct field fields_facts[];	/* of struct v6_facts itself */
extern const struct field_list fields_lists[];

/* Words that text output shares with JSON. */
extern const struct field_word fields_link_flags[];
extern const struct field_word fields_address_flags[];
extern const struct field_word fields_leg_flags[];
extern const struct field_word fields_protocols[];
extern const struct field_word fields_types[];

/* The name of NUMBER, or its digits in BUFFER. */
const char *fields_word(const struct field_word *w, uint32_t number,
			char buffer[16]);

#endif
