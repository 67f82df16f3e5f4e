/* SPDX-License-Identifier: MIT */
/*
 * decode: reading the alphabets of zone files: base64 and base32hex (RFC
 * 4648), hex, decimal numbers, periods, and the times of RRSIGs (RFC 4034
 * section 3.2). All take N characters that need not end in a NUL.
 */
#ifndef KHIEN_DNSSEC_DECODE_H
#define KHIEN_DNSSEC_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A base64 reader that is fed piece after piece, for text broken over many
 * tokens. All zero is its beginning.
 */
struct decode64 {
	uint32_t bits;
	unsigned count, padding;
	bool ended;
};

/* Reads N characters into OUT (room for ROOM bytes); bytes written, or -1. */
int decode_base64(struct decode64 *d, const char *s, size_t n, uint8_t *out,
		  size_t room);

/* True where what was fed so far is whole. */
bool decode_base64_done(const struct decode64 *d);

/* Bytes written, or -1. */
int decode_base32(const char *s, size_t n, uint8_t *out, size_t room);
int decode_hex(const char *s, size_t n, uint8_t *out, size_t room);

/* Decimal digits alone, at most MAX. Returns 0 or -1. */
int decode_number(const char *s, size_t n, uint32_t max, uint32_t *out);

/* Digits, or digits with the units w, d, h, m and s ("1h30m"). 0 or -1. */
int decode_period(const char *s, size_t n, uint32_t max, uint32_t *out);

/* YYYYMMDDHHMMSS, or seconds since 1970 of up to ten digits. 0 or -1. */
int decode_time(const char *s, size_t n, uint32_t *out);

#endif
