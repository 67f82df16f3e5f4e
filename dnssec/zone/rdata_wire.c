/* SPDX-License-Identifier: MIT */
/* rdata_wire: checking RDATA, its canonical form, bitmaps; see rdata.h. */
#include <string.h>

#include "dnssec/zone/name.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/svcb.h"

/* RFC 4034 section 4.1.2: windows ascend, 1 to 32 bytes, none ends in 0. */
static bool bitmap_valid(const uint8_t *p, size_t n)
{
	int before = -1;

	while (n) {
		if (n < 3 || p[0] <= before || p[1] < 1 || p[1] > 32 ||
		    n < 2u + p[1] || !p[1 + p[1]])
			return false;
		before = p[0];
		n -= 2u + p[1];
		p += 2u + p[1];
	}
	return true;
}

static bool strings_valid(const uint8_t *p, size_t n)
{
	if (!n)
		return false;
	while (n) {
		if (*p >= n)
			return false;
		n -= *p + 1u;
		p += *p + 1u;
	}
	return true;
}

/* Bytes of one field at P, N left; -1 where it is not well formed. */
static int field_length(char field, const uint8_t *p, size_t n)
{
	int want;

	switch (field) {
	case 'n':
	case 'N':
		return name_check(p, n);
	case '1':
	case 'a':
	case 'o':
		want = 1;
		break;
	case '2':
	case 'T':
	case 'c':
		want = 2;
		break;
	case '4':
	case 'P':
	case 'R':
	case 'A':
		want = 4;
		break;
	case 'e':
		want = 6;
		break;
	case 'E':
	case 'I':
		want = 8;
		break;
	case 'Q':
		want = 16;
		break;
	case 's':
	case 'h':
	case 'g':
	case 'H':
		if (!n || ((field == 'g' || field == 'H') && !*p))
			return -1;
		want = *p + 1;
		break;
	case 'S':
		return strings_valid(p, n) ? (int)n : -1;
	case 'm':
		return bitmap_valid(p, n) ? (int)n : -1;
	case 'v':
		return svcb_valid(p, n) ? (int)n : -1;
	default:	/* L, b, x: whatever is left */
		return (int)n;
	}
	return (size_t)want <= n ? want : -1;
}

/* RFC 4025 section 2.5: none, IPv4, IPv6 or a name. */
static int gateway_length(uint8_t kind, const uint8_t *p, size_t n)
{
	static const int lengths[] = { 0, 4, 16 };

	if (kind == 3)
		return name_check(p, n);
	return kind < 3 && (size_t)lengths[kind] <= n ? lengths[kind] : -1;
}

bool rdata_valid(uint16_t type, const uint8_t *rdata, size_t length)
{
	const struct rrtype_row *r = rrtype_find(type);
	size_t at = 0;

	if (!r || !r->fields || r->fields[0] == '!')
		return true;
	for (const char *f = r->fields; *f; f++) {
		int n = *f == 'G' ?
			gateway_length(rdata[1], rdata + at, length - at) :
			field_length(*f, rdata + at, length - at);

		if (n < 0)
			return false;
		at += (size_t)n;
	}
	return at == length;
}

/* The fields up to the last name that is lower-cased; "" where none is. */
static const char *lowered_fields(uint16_t type, const char **end)
{
	const struct rrtype_row *r = rrtype_find(type);
	const char *last = r && r->fields ? strrchr(r->fields, 'n') : NULL;

	if (!last)
		return NULL;
	*end = last + 1;
	return r->fields;
}

bool rdata_has_upper(uint16_t type, const uint8_t *rdata, size_t length)
{
	const char *end, *f = lowered_fields(type, &end);
	size_t at = 0;

	if (!f)
		return false;
	for (; f < end; f++) {
		int n = field_length(*f, rdata + at, length - at);

		if (n < 0)
			return false;
		if (*f == 'n' && name_has_upper(rdata + at, (size_t)n))
			return true;
		at += (size_t)n;
	}
	return false;
}

void rdata_canonical(uint16_t type, const uint8_t *rdata, size_t length,
		     uint8_t *out)
{
	const char *end, *f = lowered_fields(type, &end);
	size_t at = 0;

	memcpy(out, rdata, length);
	if (!f)
		return;
	for (; f < end; f++) {
		int n = field_length(*f, rdata + at, length - at);

		if (n < 0)
			return;
		if (*f == 'n')
			name_lower(out + at, rdata + at, (size_t)n);
		at += (size_t)n;
	}
}

void rdata_bitmap_add(struct rdata_bitmap *b, uint16_t type)
{
	uint8_t number = type >> 8, low = type & 255;

	/* a window: its number, its length, its bits */
	if (!b->window || b->window[0] != number) {
		b->window = rdata_bitmap_end(b);
		memset(b->window, 0, 34);
		b->window[0] = number;
	}
	b->window[2 + low / 8] |= (uint8_t)(0x80 >> low % 8);
	b->window[1] = (uint8_t)(low / 8 + 1);
}

uint8_t *rdata_bitmap_end(const struct rdata_bitmap *b)
{
	return b->window ? b->window + 2 + b->window[1] : b->at;
}
