/* SPDX-License-Identifier: MIT */
/* rdata_parse: text to wire form; one short function per field. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/odd.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/svcb.h"
#include "lang.h"

struct input {
	const struct rdata_token *at, *end;
	const uint8_t *origin;
	uint8_t *out;
	size_t used;
	struct rdata_error *error;
};

static int bad(struct input *i, const char *why)
{
	i->error->why = why;
	i->error->token = i->at < i->end ? i->at : NULL;
	return -1;
}

static int put(struct input *i, const void *bytes, size_t n)
{
	if (n > RDATA_MOST - i->used)
		return bad(i, N_("the record is longer than 65535 bytes"));
	memcpy(i->out + i->used, bytes, n);
	i->used += n;
	return 0;
}

static int put_number(struct input *i, uint32_t v, unsigned bytes)
{
	uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16),
			 (uint8_t)(v >> 8), (uint8_t)v };

	return put(i, b + 4 - bytes, bytes);
}

static int read_number(struct input *i, unsigned bytes)
{
	uint32_t v, max = bytes == 4 ? UINT32_MAX : (1u << 8 * bytes) - 1;

	if (decode_number(i->at->at, i->at->length, max, &v))
		return bad(i, bytes == 1 ? N_("expected a number from 0 to 255") :
			   bytes == 2 ? N_("expected a number from 0 to 65535") :
			   N_("expected a number from 0 to 4294967295"));
	return put_number(i, v, bytes);
}

static int read_name(struct input *i)
{
	uint8_t name[NAME_WIRE];
	const char *why;
	int n = name_parse(i->at->at, i->at->length, i->origin, name, &why);

	return n < 0 ? bad(i, why) : put(i, name, (size_t)n);
}

static int read_period(struct input *i)
{
	uint32_t v;

	if (decode_period(i->at->at, i->at->length, UINT32_MAX, &v))
		return bad(i, N_("expected seconds or a period like 1h30m"));
	return put_number(i, v, 4);
}

static int read_time(struct input *i)
{
	uint32_t v;

	if (decode_time(i->at->at, i->at->length, &v))
		return bad(i, N_("expected a time as YYYYMMDDHHMMSS"));
	return put_number(i, v, 4);
}

static int read_type(struct input *i)
{
	uint16_t t;

	if (rrtype_parse(i->at->at, i->at->length, &t))
		return bad(i, N_("unknown record type"));
	return put_number(i, t, 2);
}

struct word {
	const char *name;
	uint16_t value;
};

/* RFC 4034 appendix A.1 and IANA's registry. */
static const struct word algorithms[] = {
	{ "RSAMD5", 1 }, { "DH", 2 }, { "DSA", 3 }, { "RSASHA1", 5 },
	{ "DSA-NSEC3-SHA1", 6 }, { "RSASHA1-NSEC3-SHA1", 7 },
	{ "NSEC3DSA", 6 }, { "NSEC3RSASHA1", 7 }, { "RSASHA256", 8 },
	{ "RSASHA512", 10 }, { "ECC-GOST", 12 }, { "ECDSAP256SHA256", 13 },
	{ "ECDSAP384SHA384", 14 }, { "ED25519", 15 }, { "ED448", 16 },
	{ "INDIRECT", 252 }, { "PRIVATEDNS", 253 }, { "PRIVATEOID", 254 },
	{ NULL, 0 },
};

/* RFC 4398 section 2.1. */
static const struct word cert_types[] = {
	{ "PKIX", 1 }, { "SPKI", 2 }, { "PGP", 3 }, { "IPKIX", 4 },
	{ "ISPKI", 5 }, { "IPGP", 6 }, { "ACPKIX", 7 }, { "IACPKIX", 8 },
	{ "URI", 253 }, { "OID", 254 }, { NULL, 0 },
};

/* RFC 9859 section 2.1. */
static const struct word schemes[] = { { "NOTIFY", 1 }, { NULL, 0 } };

static int read_word(struct input *i, const struct word *words, unsigned bytes)
{
	const struct rdata_token *t = i->at;

	if (t->length && t->at[0] >= '0' && t->at[0] <= '9')
		return read_number(i, bytes);
	for (; words->name; words++)
		if (strlen(words->name) == t->length &&
		    !strncasecmp(words->name, t->at, t->length))
			return put_number(i, words->value, bytes);
	return bad(i, N_("expected a number or a mnemonic of IANA's registry"));
}

static int read_address(struct input *i, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t address[16];

	if (i->at->length < sizeof(text)) {
		memcpy(text, i->at->at, i->at->length);
		text[i->at->length] = '\0';
		if (inet_pton(family, text, address) == 1)
			return put(i, address, family == AF_INET ? 4 : 16);
	}
	return bad(i, family == AF_INET ? N_("expected an IPv4 address") :
		   N_("expected an IPv6 address"));
}

/* Four plain numbers, as nearly every record of a zone has them. */
static int read_ipv4(struct input *i)
{
	const char *s = i->at->at, *end = s + i->at->length;
	uint8_t address[4];

	for (unsigned k = 0; k < 4; k++) {
		unsigned v = 0, digits = 0;

		for (; s < end && *s >= '0' && *s <= '9' && digits < 4; s++) {
			v = v * 10 + (unsigned)(*s - '0');
			digits++;
		}
		if (!digits || digits > 3 || v > 255 ||
		    (k < 3 ? s == end || *s++ != '.' : s != end))
			return bad(i, N_("expected an IPv4 address"));
		address[k] = (uint8_t)v;
	}
	return put(i, address, 4);
}

/* Appends the bytes of a token, escapes resolved; -1 after bad(). */
static int put_text(struct input *i)
{
	const char *s = i->at->at, *end = s + i->at->length;

	while (s < end) {
		uint8_t c = (uint8_t)*s++;

		if (c == '\\') {
			uint32_t v;

			if (s == end)
				return bad(i, N_("a backslash at the end of a string"));
			c = (uint8_t)*s++;
			if (c >= '0' && c <= '9') {
				if (end - s < 2 ||
				    decode_number(s - 1, 3, 255, &v))
					return bad(i, N_("a backslash must be followed by three digits up to 255 or by one character"));
				c = (uint8_t)v;
				s += 2;
			}
		}
		if (put(i, &c, 1))
			return -1;
	}
	return 0;
}

static int read_string(struct input *i)
{
	size_t length = i->used;
	uint8_t zero = 0;

	if (put(i, &zero, 1) || put_text(i))
		return -1;
	if (i->used - length - 1 > 255)
		return bad(i, N_("a string is longer than 255 bytes"));
	i->out[length] = (uint8_t)(i->used - length - 1);
	return 0;
}

static int read_tag(struct input *i)
{
	if (!i->at->length)
		return bad(i, N_("expected a tag of letters and digits"));
	for (uint32_t k = 0; k < i->at->length; k++) {
		char c = i->at->at[k];

		if (!((c >= '0' && c <= '9') ||
		      ((c | 32) >= 'a' && (c | 32) <= 'z')))
			return bad(i, N_("expected a tag of letters and digits"));
	}
	return read_string(i);
}

static int read_strings(struct input *i)
{
	for (; i->at < i->end; i->at++)
		if (read_string(i))
			return -1;
	return 0;
}

static int read_base64(struct input *i)
{
	struct decode64 d = { 0 };

	for (; i->at < i->end; i->at++) {
		int n = decode_base64(&d, i->at->at, i->at->length,
				      i->out + i->used, RDATA_MOST - i->used);

		if (n < 0)
			return bad(i, N_("expected base64"));
		i->used += (size_t)n;
	}
	if (!decode_base64_done(&d))
		return bad(i, N_("the base64 is cut off"));
	return 0;
}

/* Hex to the end; a token may end in the middle of a byte. */
static int read_hex(struct input *i)
{
	char pair[2];
	unsigned have = 0;

	for (; i->at < i->end; i->at++) {
		for (uint32_t k = 0; k < i->at->length; k++) {
			uint8_t byte;

			pair[have++] = i->at->at[k];
			if (have < 2)
				continue;
			have = 0;
			if (decode_hex(pair, 2, &byte, 1) != 1)
				return bad(i, N_("expected hexadecimal digits"));
			if (put(i, &byte, 1))
				return -1;
		}
	}
	return have ? bad(i, N_("an odd number of hexadecimal digits")) : 0;
}

static int read_salt(struct input *i)
{
	uint8_t salt[256];
	int n = 0;

	if (i->at->length != 1 || i->at->at[0] != '-')
		n = decode_hex(i->at->at, i->at->length, salt + 1, 255);
	if (n < 0)
		return bad(i, N_("expected hexadecimal digits or \"-\""));
	salt[0] = (uint8_t)n;
	return put(i, salt, (size_t)n + 1);
}

static int read_base32(struct input *i)
{
	uint8_t hash[256];
	int n = decode_base32(i->at->at, i->at->length, hash + 1, 255);

	if (n < 1)
		return bad(i, N_("expected a hash in base32hex"));
	hash[0] = (uint8_t)n;
	return put(i, hash, (size_t)n + 1);
}

static int compare_types(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static int read_bitmap(struct input *i)
{
	uint8_t map[RDATA_BITMAP_MOST];
	struct rdata_bitmap b = { .at = map };
	uint16_t few[64], *types = few;
	size_t n = (size_t)(i->end - i->at), k;
	int err = -1;

	if (n > sizeof(few) / sizeof(few[0])) {
		types = calloc(n, sizeof(*types));
		if (!types)
			return bad(i, N_("out of memory"));
	}
	for (k = 0; k < n; k++, i->at++)
		if (rrtype_parse(i->at->at, i->at->length, &types[k])) {
			bad(i, N_("unknown record type"));
			goto out;
		}
	qsort(types, n, sizeof(*types), compare_types);
	for (k = 0; k < n; k++)
		rdata_bitmap_add(&b, types[k]);
	err = put(i, map, (size_t)(rdata_bitmap_end(&b) - map));
out:
	if (types != few)
		free(types);
	return err;
}

/* BYTES as groups of GROUP bytes in hex with SEPARATOR between. */
static int read_groups(struct input *i, unsigned bytes, unsigned group,
		       char separator)
{
	const char *s = i->at->at;
	uint8_t out[8];
	uint32_t want = bytes * 2 + bytes / group - 1;

	for (unsigned k = 0; k < bytes && i->at->length == want; k++) {
		if (k && k % group == 0 && *s++ != separator)
			break;
		if (decode_hex(s, 2, out + k, 1) != 1)
			break;
		s += 2;
		if (k + 1 == bytes)
			return put(i, out, bytes);
	}
	return bad(i, N_("expected groups of hexadecimal digits"));
}

static int read_params(struct input *i)
{
	int n = svcb_parse(i->at, (size_t)(i->end - i->at), i->out + i->used,
			   RDATA_MOST - i->used, i->error);

	if (n < 0)
		return -1;
	i->used += (size_t)n;
	i->at = i->end;
	return 0;
}

/* Of the kind in the second byte: "." for none, IPv4, IPv6, a name. */
static int read_gateway(struct input *i)
{
	switch (i->out[1]) {
	case 0:
		return i->at->length == 1 && i->at->at[0] == '.' ? 0 :
		       bad(i, N_("expected \".\", since there is no gateway"));
	case 1:
		return read_ipv4(i);
	case 2:
		return read_address(i, AF_INET6);
	case 3:
		return read_name(i);
	}
	return bad(i, N_("the type of the gateway must be 0 to 3"));
}

/* One field; fields to the end eat all tokens, the others one. */
static int read_field(struct input *i, char field)
{
	if (i->at == i->end && !strchr("bxmv", field))
		return bad(i, N_("fields are missing"));
	switch (field) {
	case 'n':
	case 'N':
		return read_name(i);
	case '1':
		return read_number(i, 1);
	case '2':
		return read_number(i, 2);
	case '4':
		return read_number(i, 4);
	case 'P':
		return read_period(i);
	case 'R':
		return read_time(i);
	case 'T':
		return read_type(i);
	case 'a':
		return read_word(i, algorithms, 1);
	case 'c':
		return read_word(i, cert_types, 2);
	case 'o':
		return read_word(i, schemes, 1);
	case 'A':
		return read_ipv4(i);
	case 'Q':
		return read_address(i, AF_INET6);
	case 's':
		return read_string(i);
	case 'g':
		return read_tag(i);
	case 'L':
		return put_text(i);
	case 'S':
		return read_strings(i);
	case 'b':
		return read_base64(i);
	case 'x':
		return read_hex(i);
	case 'h':
		return read_salt(i);
	case 'H':
		return read_base32(i);
	case 'm':
		return read_bitmap(i);
	case 'v':
		return read_params(i);
	case 'G':
		return read_gateway(i);
	case 'e':
		return read_groups(i, 6, 1, '-');
	case 'E':
		return read_groups(i, 8, 1, '-');
	case 'I':
		return read_groups(i, 8, 2, ':');
	}
	return bad(i, N_("unknown record type"));
}

/* RFC 3597 section 5: \# LENGTH HEX… */
static int read_generic(struct input *i, uint16_t type)
{
	uint32_t length;

	if (++i->at == i->end ||
	    decode_number(i->at->at, i->at->length, RDATA_MOST, &length))
		return bad(i, N_("expected the length behind \\#"));
	i->at++;
	if (read_hex(i))
		return -1;
	if (i->used != length)
		return bad(i, N_("the length behind \\# is not that of the data"));
	if (!rdata_valid(type, i->out, i->used))
		return bad(i, N_("the data is not well formed for its type"));
	return (int)i->used;
}

static bool is_generic(const struct rdata_token *t)
{
	return !t->quoted && t->length == 2 && !memcmp(t->at, "\\#", 2);
}

int rdata_parse(uint16_t type, const struct rdata_token *tokens, size_t count,
		const uint8_t *origin, uint8_t out[RDATA_MOST],
		struct rdata_error *e)
{
	struct input i = { tokens, tokens + count, origin, out, 0, e };
	const struct rrtype_row *r = rrtype_find(type);
	int n;

	if (count && is_generic(tokens))
		return read_generic(&i, type);
	if (!r || !r->fields)
		return bad(&i, N_("data of this type must be written as \\# LENGTH HEX (RFC 3597)"));
	if (r->fields[0] == '!') {
		n = odd_parse(r, tokens, count, origin, out);
		return n < 0 ? bad(&i, N_("not well formed for its type")) : n;
	}
	for (const char *f = r->fields; *f; f++) {
		if (read_field(&i, *f))
			return -1;
		if (!strchr("Sbxmv", *f))
			i.at++;
	}
	if (i.at < i.end)
		return bad(&i, N_("more fields than the type has"));
	return (int)i.used;
}
