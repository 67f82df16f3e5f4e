/* SPDX-License-Identifier: MIT */
/*
 * encode: writing the alphabets of zone files: base64 and base32hex (RFC
 * 4648), hex, decimal numbers and the times of RRSIGs (RFC 4034 section 3.2).
 * All return the place behind what they wrote and add no NUL; decode.h reads
 * them back.
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

#endif
