/* SPDX-License-Identifier: MIT */
/* encode: see encode.h. */
#include "dnssec/zone/encode.h"

static const char alphabet64[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alphabet32[] = "0123456789abcdefghijklmnopqrstuv";
static const char alphabet16[] = "0123456789ABCDEF";

char *encode_base64(char *out, const uint8_t *in, size_t n)
{
	for (; n >= 3; n -= 3, in += 3) {
		uint32_t v = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 |
			     in[2];

		*out++ = alphabet64[v >> 18];
		*out++ = alphabet64[v >> 12 & 63];
		*out++ = alphabet64[v >> 6 & 63];
		*out++ = alphabet64[v & 63];
	}
	if (n) {
		uint32_t v = (uint32_t)in[0] << 16 |
			     (n > 1 ? (uint32_t)in[1] << 8 : 0);

		*out++ = alphabet64[v >> 18];
		*out++ = alphabet64[v >> 12 & 63];
		*out++ = n > 1 ? alphabet64[v >> 6 & 63] : '=';
		*out++ = '=';
	}
	return out;
}

char *encode_base32(char *out, const uint8_t *in, size_t n)
{
	uint32_t bits = 0;
	unsigned count = 0;

	while (n--) {
		bits = bits << 8 | *in++;
		for (count += 8; count >= 5; count -= 5)
			*out++ = alphabet32[bits >> (count - 5) & 31];
	}
	if (count)
		*out++ = alphabet32[bits << (5 - count) & 31];
	return out;
}

char *encode_hex(char *out, const uint8_t *in, size_t n)
{
	for (; n; n--, in++) {
		*out++ = alphabet16[*in >> 4];
		*out++ = alphabet16[*in & 15];
	}
	return out;
}

char *encode_number(char *out, uint32_t v)
{
	char digits[10];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (n)
		*out++ = digits[--n];
	return out;
}

static char *digits2(char *out, unsigned v)
{
	*out++ = (char)('0' + v / 10);
	*out++ = (char)('0' + v % 10);
	return out;
}

/*
 * Days to date with years that begin in March, so that the leap day is a
 * year's last; all unsigned, since day 0 is taken as 0000-03-01.
 */
char *encode_time(char *out, uint32_t t)
{
	uint32_t seconds = t % 86400, days = t / 86400 + 719468;
	uint32_t era = days / 146097, day = days % 146097;
	uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint32_t of_year = day - (365 * year + year / 4 - year / 100);
	uint32_t m = (5 * of_year + 2) / 153;
	uint32_t of_month = of_year - (153 * m + 2) / 5 + 1;

	year += era * 400 + (m >= 10);
	m = m < 10 ? m + 3 : m - 9;
	out = digits2(out, year / 100);
	out = digits2(out, year % 100);
	out = digits2(out, m);
	out = digits2(out, of_month);
	out = digits2(out, seconds / 3600);
	out = digits2(out, seconds / 60 % 60);
	return digits2(out, seconds % 60);
}
