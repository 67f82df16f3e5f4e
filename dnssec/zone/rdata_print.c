/* SPDX-License-Identifier: MIT */
/* rdata_print: wire form to text; one short function per field. */
#include <arpa/inet.h>
#include <string.h>

#include "dnssec/zone/encode.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/odd.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/svcb.h"

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* A quoted string: \DDD for what is not printable ASCII. */
static char *print_string(char *out, const uint8_t *p, size_t n)
{
	*out++ = '"';
	for (; n; n--, p++) {
		if (*p < ' ' || *p >= 127) {
			*out++ = '\\';
			*out++ = (char)('0' + *p / 100);
			*out++ = (char)('0' + *p / 10 % 10);
			*out++ = (char)('0' + *p % 10);
			continue;
		}
		if (*p == '"' || *p == '\\')
			*out++ = '\\';
		*out++ = (char)*p;
	}
	*out++ = '"';
	return out;
}

static char *print_strings(char *out, const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		out = print_string(out, p + 1, *p);
		p += *p + 1;
		if (p < end)
			*out++ = ' ';
	}
	return out;
}

static char *print_bitmap(char *out, const uint8_t *p, const uint8_t *end)
{
	char *begin = out;

	for (; p < end; p += 2 + p[1])
		for (unsigned bit = 0; bit < p[1] * 8u; bit++)
			if (p[2 + bit / 8] & 0x80 >> bit % 8) {
				if (out > begin)
					*out++ = ' ';
				out = rrtype_write(out, (uint16_t)(p[0] << 8 |
								   bit));
			}
	return out;
}

static char *print_ipv4(char *out, const uint8_t *p)
{
	for (unsigned k = 0; k < 4; k++) {
		if (k)
			*out++ = '.';
		out = encode_number(out, p[k]);
	}
	return out;
}

static char *print_ipv6(char *out, const uint8_t *p)
{
	char text[INET6_ADDRSTRLEN];
	size_t n;

	inet_ntop(AF_INET6, p, text, sizeof(text));
	n = strlen(text);
	memcpy(out, text, n);
	return out + n;
}

static char *print_groups(char *out, const uint8_t *p, unsigned bytes,
			  unsigned group, char separator)
{
	for (unsigned k = 0; k < bytes; k += group) {
		if (k)
			*out++ = separator;
		out = encode_hex(out, p + k, group);
	}
	return out;
}

static char *print_gateway(char *out, uint8_t kind, const uint8_t **p)
{
	static const uint8_t lengths[] = { 0, 4, 16 };
	const uint8_t *at = *p;

	*p += kind == 3 ? name_length(at) : lengths[kind];
	switch (kind) {
	case 1:
		return print_ipv4(out, at);
	case 2:
		return print_ipv6(out, at);
	case 3:
		return out + name_print(at, out);
	}
	*out = '.';
	return out + 1;
}

/* Prints one field at *P and moves *P behind it. */
static char *print_field(char *out, char field, const uint8_t **p,
			 const uint8_t *end)
{
	const uint8_t *at = *p;

	switch (field) {
	case 'n':
	case 'N':
		*p += name_length(at);
		return out + name_print(at, out);
	case '1':
	case 'a':
	case 'o':
		*p += 1;
		return encode_number(out, *at);
	case '2':
	case 'c':
		*p += 2;
		return encode_number(out, get16(at));
	case 'T':
		*p += 2;
		return rrtype_write(out, get16(at));
	case '4':
	case 'P':
		*p += 4;
		return encode_number(out, get32(at));
	case 'R':
		*p += 4;
		return encode_time(out, get32(at));
	case 'A':
		*p += 4;
		return print_ipv4(out, at);
	case 'Q':
		*p += 16;
		return print_ipv6(out, at);
	case 'e':
		*p += 6;
		return print_groups(out, at, 6, 1, '-');
	case 'E':
		*p += 8;
		return print_groups(out, at, 8, 1, '-');
	case 'I':
		*p += 8;
		return print_groups(out, at, 8, 2, ':');
	case 's':
		*p += *at + 1;
		return print_string(out, at + 1, *at);
	case 'g':
		*p += *at + 1;
		return (char *)memcpy(out, at + 1, *at) + *at;
	case 'h':
		*p += *at + 1;
		if (!*at) {
			*out = '-';
			return out + 1;
		}
		return encode_hex(out, at + 1, *at);
	case 'H':
		*p += *at + 1;
		return encode_base32(out, at + 1, *at);
	}
	*p = end;
	switch (field) {
	case 'S':
		return print_strings(out, at, end);
	case 'L':
		return print_string(out, at, (size_t)(end - at));
	case 'b':
		return encode_base64(out, at, (size_t)(end - at));
	case 'm':
		return print_bitmap(out, at, end);
	case 'v':
		return svcb_print(out, at, (size_t)(end - at));
	}
	return encode_hex(out, at, (size_t)(end - at));
}

static char *print_generic(char *out, const uint8_t *rdata, size_t length)
{
	memcpy(out, "\\# ", 3);
	out = encode_number(out + 3, (uint32_t)length);
	if (length)
		*out++ = ' ';
	return encode_hex(out, rdata, length);
}

/*
 * The longest text comes of a bitmap: eight names of at most ten letters
 * and a space for one byte.
 */
size_t rdata_room(size_t length)
{
	return 256 + length * 96;
}

char *rdata_print(uint16_t type, const uint8_t *rdata, size_t length,
		  char *out)
{
	const struct rrtype_row *r = rrtype_find(type);
	const uint8_t *whole = rdata, *end = rdata + length;
	char *begin = out;

	if (!r || !r->fields || r->rare || !length)
		return print_generic(out, rdata, length);
	if (r->fields[0] == '!') {
		out = odd_print(type, rdata, length, out, rdata_room(length));
		return out ? out : print_generic(begin, rdata, length);
	}
	for (const char *f = r->fields; *f; f++) {
		if (out > begin && (rdata < end || !strchr("bxmv", *f)))
			*out++ = ' ';
		out = *f == 'G' ? print_gateway(out, whole[1], &rdata) :
		      print_field(out, *f, &rdata, end);
	}
	return out;
}
