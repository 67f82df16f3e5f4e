/* SPDX-License-Identifier: MIT */
/*
 * odd: the presentation formats of rare types (LOC, APL, WKS, NSAP, ATMA),
 * which libldns knows. Slow, and used for nothing else; for no type with names
 * in it, since libldns does not complete those with the origin.
 */
#ifndef KHIEN_DNSSEC_ODD_H
#define KHIEN_DNSSEC_ODD_H

#include <stddef.h>
#include <stdint.h>

#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"

/*
 * Reads the tokens as RDATA of ROW's type. Returns the length put into OUT,
 * or -1 where they are not well formed.
 */
int odd_parse(const struct rrtype_row *row, const struct rdata_token *tokens,
	      size_t count, const uint8_t *origin, uint8_t out[RDATA_MOST]);

/*
 * Writes RDATA into OUT (ROOM bytes) without a NUL; the place behind it, or
 * NULL where libldns does not know how: then RFC 3597's form is always right.
 */
char *odd_print(uint16_t type, const uint8_t *rdata, size_t length, char *out,
		size_t room);

#endif
