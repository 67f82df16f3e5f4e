/* SPDX-License-Identifier: MIT */
/*
 * name: domain names in uncompressed wire form (RFC 1035 section 3.1), their
 * text, and their canonical order (RFC 4034 section 6.1).
 */
#ifndef KHIEN_DNSSEC_NAME_H
#define KHIEN_DNSSEC_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_WIRE 255		/* bytes of the longest name */
#define NAME_TEXT 1025		/* bytes of its longest text, NUL included */
#define NAME_LABELS 127		/* labels of the longest name, root left out */
#define NAME_KEY 512		/* bytes of the longest sort key */

/* Lower case of each byte; ASCII only (RFC 4343). */
extern const uint8_t name_lowercase[256];

/*
 * Reads N bytes of text, with RFC 1035's escapes. A name without a final dot
 * is completed with ORIGIN (wire form); "@" is ORIGIN itself; ORIGIN NULL
 * refuses both. Returns the length of what was put into OUT, or -1 with *WHY
 * (a message marked by N_()).
 */
int name_parse(const char *s, size_t n, const uint8_t *origin,
	       uint8_t out[NAME_WIRE], const char **why);

/* Writes the absolute text and a NUL; returns its length without the NUL. */
size_t name_print(const uint8_t *wire, char out[NAME_TEXT]);

/* Length of a name that is known to be well formed, root byte included. */
size_t name_length(const uint8_t *wire);

/* Length of the name at WIRE, or -1 if it is not a whole one within ROOM. */
int name_check(const uint8_t *wire, size_t room);

/* Number of labels, the root's left out. */
unsigned name_labels(const uint8_t *wire);

/* The name without its first N labels. */
const uint8_t *name_parent(const uint8_t *wire, unsigned n);

/* Copies LENGTH bytes of a name in lower case. */
void name_lower(uint8_t *out, const uint8_t *wire, size_t length);

/* True where any of LENGTH bytes is an upper-case letter. */
bool name_has_upper(const uint8_t *wire, size_t length);

/* Equal, letters' case left aside. */
bool name_equal(const uint8_t *a, const uint8_t *b);

/* True where NAME is ANCESTOR or below it. */
bool name_under(const uint8_t *name, const uint8_t *ancestor);

/*
 * The sort key of LENGTH bytes of labels (no root byte needed): the labels
 * from the last to the first, in lower case, each ended by 0, a 0 or 1 within
 * a label written as 1 1 or 1 2. So memcmp() of two keys, the shorter first,
 * is the canonical order, and an ancestor's key is a prefix. Returns the
 * key's length.
 */
size_t name_key(const uint8_t *labels, size_t length, uint8_t out[NAME_KEY]);

#endif
