/* SPDX-License-Identifier: MIT */
/*
 * rdata: RDATA between text and wire form, driven by rrtype's table. Wire
 * form here is uncompressed, with letters' case as it was given.
 */
#ifndef KHIEN_DNSSEC_RDATA_H
#define KHIEN_DNSSEC_RDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RDATA_MOST 65535

/* A word of a master file, its escapes not yet resolved. */
struct rdata_token {
	const char *at;
	uint32_t length;
	bool quoted;
};

/* What was wrong with RDATA, for the reader of a file. */
struct rdata_error {
	const char *why;		/* N_() */
	const struct rdata_token *token;	/* where; NULL: at the end */
};

/*
 * Reads COUNT tokens as RDATA of TYPE; relative names end in ORIGIN (may be
 * NULL). RFC 3597's form is taken for every type and checked where the fields
 * are known. Returns the length put into OUT, or -1 with *E.
 */
int rdata_parse(uint16_t type, const struct rdata_token *tokens, size_t count,
		const uint8_t *origin, uint8_t out[RDATA_MOST],
		struct rdata_error *e);

/* True where LENGTH bytes are well formed RDATA of TYPE. */
bool rdata_valid(uint16_t type, const uint8_t *rdata, size_t length);

/*
 * Bytes of text that rdata_print() may need for LENGTH bytes, whatever the
 * type.
 */
size_t rdata_room(size_t length);

/* Writes well formed RDATA as text without a NUL; the place behind it. */
char *rdata_print(uint16_t type, const uint8_t *rdata, size_t length,
		  char *out);

/* True where a name that is lower-cased in canonical form has a capital. */
bool rdata_has_upper(uint16_t type, const uint8_t *rdata, size_t length);

/* The canonical form (RFC 4034 section 6.2); OUT has room for LENGTH bytes. */
void rdata_canonical(uint16_t type, const uint8_t *rdata, size_t length,
		     uint8_t *out);

/*
 * Building a bitmap of types (RFC 4034 section 4.1.2): begin with AT where it
 * goes (RDATA_BITMAP_MOST bytes of room) and the rest zero, add types in
 * ascending order, ask for the end.
 */
#define RDATA_BITMAP_MOST (256 * 34)
struct rdata_bitmap {
	uint8_t *at, *window;
};
void rdata_bitmap_add(struct rdata_bitmap *b, uint16_t type);
uint8_t *rdata_bitmap_end(const struct rdata_bitmap *b);

#endif
