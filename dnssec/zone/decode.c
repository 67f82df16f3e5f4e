/* SPDX-License-Identifier: MIT */
/* decode: see decode.h. */
#include "dnssec/zone/decode.h"

/* 0…63, 64 for padding, 255 for anything else. */
static const uint8_t value64[256] = {
#define X 255
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, 62, X, X, X, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, 64, X, X,
	X, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, X,
	X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
#undef X
};

int decode_base64(struct decode64 *d, const char *s, size_t n, uint8_t *out,
		  size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t v = value64[(uint8_t)s[i]];

		if (d->ended || v > 64 || (v < 64 && d->padding))
			return -1;
		if (v == 64) {
			d->padding++;
			continue;
		}
		d->bits = d->bits << 6 | v;
		if ((++d->count & 3) == 0) {
			if (room - used < 3)
				return -1;
			out[used++] = (uint8_t)(d->bits >> 16);
			out[used++] = (uint8_t)(d->bits >> 8);
			out[used++] = (uint8_t)d->bits;
		}
	}
	if (d->padding == 1 && (d->count & 3) == 3) {
		if (room - used < 2 || (d->bits & 3))
			return -1;
		out[used++] = (uint8_t)(d->bits >> 10);
		out[used++] = (uint8_t)(d->bits >> 2);
		d->ended = true;
	} else if (d->padding == 2 && (d->count & 3) == 2) {
		if (room - used < 1 || (d->bits & 15))
			return -1;
		out[used++] = (uint8_t)(d->bits >> 4);
		d->ended = true;
	}
	return (int)used;
}

bool decode_base64_done(const struct decode64 *d)
{
	return d->ended || ((d->count & 3) == 0 && !d->padding);
}

static int value32(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
}

int decode_base32(const char *s, size_t n, uint8_t *out, size_t room)
{
	uint32_t bits = 0;
	unsigned count = 0;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		int v = value32(s[i]);

		if (v < 0)
			return -1;
		bits = bits << 5 | (uint32_t)v;
		count += 5;
		if (count >= 8) {
			count -= 8;
			if (used == room)
				return -1;
			out[used++] = (uint8_t)(bits >> count);
		}
	}
	/* what is left over must be padding bits, and zero */
	return count >= 5 || (bits & ((1u << count) - 1)) ? -1 : (int)used;
}

static int value16(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int decode_hex(const char *s, size_t n, uint8_t *out, size_t room)
{
	if (n % 2 || n / 2 > room)
		return -1;
	for (size_t i = 0; i < n; i += 2) {
		int high = value16(s[i]), low = value16(s[i + 1]);

		if (high < 0 || low < 0)
			return -1;
		*out++ = (uint8_t)(high << 4 | low);
	}
	return (int)(n / 2);
}

int decode_number(const char *s, size_t n, uint32_t max, uint32_t *out)
{
	uint64_t v = 0;

	if (n == 0 || n > 10)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	if (v > max)
		return -1;
	*out = (uint32_t)v;
	return 0;
}

static uint32_t unit(char c)
{
	switch (c | 32) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	}
	return 0;
}

int decode_period(const char *s, size_t n, uint32_t max, uint32_t *out)
{
	uint64_t total = 0, v = 0;
	bool digits = false, units = false;

	for (size_t i = 0; i < n; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			v = v * 10 + (uint64_t)(s[i] - '0');
			digits = true;
		} else {
			uint32_t u = unit(s[i]);

			if (!digits || !u)
				return -1;
			total += v * u;
			v = 0;
			digits = false;
			units = true;
		}
		if (v > UINT32_MAX || total > UINT32_MAX)
			return -1;
	}
	if (n == 0 || (units && digits))
		return -1;
	total += v;
	if (total > max)
		return -1;
	*out = (uint32_t)total;
	return 0;
}

static uint32_t days_of(uint32_t year, uint32_t month, uint32_t day)
{
	uint32_t y = month > 2 ? year : year - 1;
	uint32_t m = month > 2 ? month - 3 : month + 9;
	uint32_t of_era = y % 400;

	return y / 400 * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       (153 * m + 2) / 5 + day - 1 - 719468;
}

int decode_time(const char *s, size_t n, uint32_t *out)
{
	static const uint8_t width[6] = { 4, 2, 2, 2, 2, 2 };
	static const uint32_t least[6] = { 1970, 1, 1, 0, 0, 0 };
	static const uint32_t most[6] = { 2106, 12, 31, 23, 59, 59 };
	uint32_t part[6];
	uint64_t t;

	if (n <= 10)
		return decode_number(s, n, UINT32_MAX, out);
	if (n != 14)
		return -1;
	for (unsigned i = 0; i < 6; s += width[i], i++)
		if (decode_number(s, width[i], most[i], &part[i]) ||
		    part[i] < least[i])
			return -1;
	t = (uint64_t)days_of(part[0], part[1], part[2]) * 86400 +
	    part[3] * 3600 + part[4] * 60 + part[5];
	if (t > UINT32_MAX)
		return -1;
	*out = (uint32_t)t;
	return 0;
}
