/* SPDX-License-Identifier: MIT */
/*
 * encode: the alphabets of zone files: base64 and base32hex (RFC 4648), hex,
 * decimal numbers, periods, and the times of RRSIGs (RFC 4034 section 3.2).
 * Writers return the place behind what they wrote and add no NUL; readers
 * return the number of bytes or -1.
 */
#ifndef KHIEN_DNSSEC_ENCODE_H
#define KHIEN_DNSSEC_ENCODE_H

#include <stddef.h>
#include <stdint.h>

/* Four characters for every three bytes begun. */
char *encode_base64(char *out, const uint8_t *in, size_t n);

/* Eight characters for every five bytes, lower case, no padding. */
char *encode_base32(char *out, const uint8_t *in, size_t n);

/* Two characters a byte, upper case. */
char *encode_hex(char *out, const uint8_t *in, size_t n);

char *encode_number(char *out, uint32_t v);

/* YYYYMMDDHHMMSS in UTC of seconds since 1970. */
char *encode_time(char *out, uint32_t t);

/*
 * A base64 reader that is fed piece after piece, for text broken over many
 * tokens. All zero is its beginning.
 */
struct decode64 {
	uint32_t bits;
	unsigned count, padding;
};

/* Reads N characters into OUT (room for ROOM bytes); bytes written, or -1. */
int decode_base64(struct decode64 *d, const char *s, size_t n, uint8_t *out,
		  size_t room);

/* True (1) where what was fed so far is whole. */
int decode_base64_done(const struct decode64 *d);

int decode_base32(const char *s, size_t n, uint8_t *out, size_t room);
int decode_hex(const char *s, size_t n, uint8_t *out, size_t room);

/* Decimal digits alone, at most MAX. Returns 0 or -1. */
int decode_number(const char *s, size_t n, uint32_t max, uint32_t *out);

/* Digits, or digits with the units w, d, h, m and s ("1h30m"). 0 or -1. */
int decode_period(const char *s, size_t n, uint32_t max, uint32_t *out);

/* YYYYMMDDHHMMSS, or seconds since 1970 of up to ten digits. 0 or -1. */
int decode_time(const char *s, size_t n, uint32_t *out);

#endif
