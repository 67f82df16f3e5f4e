/* SPDX-License-Identifier: MIT */
/* svcb: see svcb.h. */
#include "dnssec/zone/svcb.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"
#include "lang.h"

#define PARAMS_MOST 64		/* of one record */
#define VALUE_MOST 4096		/* bytes of a value, escapes resolved */

enum kind {
	KIND_BYTES, KIND_KEYS, KIND_STRINGS, KIND_NONE, KIND_PORT, KIND_IPV4,
	KIND_BASE64, KIND_IPV6,
};

/* RFC 9460 section 14.3.2, RFC 9461, RFC 9540: in the order of numbers. */
static const struct {
	const char *name;
	enum kind kind;
	bool written;		/* BIND 9.18 and Knot 3.2 read the name */
} keys[] = {
	{ "mandatory", KIND_KEYS, true },
	{ "alpn", KIND_STRINGS, true },
	{ "no-default-alpn", KIND_NONE, true },
	{ "port", KIND_PORT, true },
	{ "ipv4hint", KIND_IPV4, true },
	{ "ech", KIND_BASE64, true },
	{ "ipv6hint", KIND_IPV6, true },
	{ "dohpath", KIND_BYTES, false },
	{ "ohttp", KIND_NONE, false },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

struct param {
	uint16_t key;
	const struct rdata_token *token;	/* for messages */
	const char *value;			/* text, escapes unresolved */
	size_t length;
	bool has_value;
};

static enum kind kind_of(uint16_t key)
{
	return key < KEYS ? keys[key].kind : KIND_BYTES;
}

static int parse_key(const char *s, size_t n, uint16_t *key)
{
	uint32_t v;

	for (size_t i = 0; i < KEYS; i++)
		if (strlen(keys[i].name) == n && !memcmp(keys[i].name, s, n)) {
			*key = (uint16_t)i;
			return 0;
		}
	if (n < 4 || memcmp(s, "key", 3) ||
	    decode_number(s + 3, n - 3, 65534, &v))
		return -1;
	*key = (uint16_t)v;
	return 0;
}

/* ---- reading ---- */

/* Resolves \DDD and \X; bytes, or -1. */
static int resolve(const char *s, size_t n, uint8_t out[VALUE_MOST])
{
	size_t used = 0;

	for (const char *end = s + n; s < end; ) {
		uint32_t c = (uint8_t)*s++;

		if (c == '\\') {
			if (s == end)
				return -1;
			c = (uint8_t)*s;
			if (c >= '0' && c <= '9') {
				if (end - s < 3 || decode_number(s, 3, 255, &c))
					return -1;
				s += 2;
			}
			s++;
		}
		if (used == VALUE_MOST)
			return -1;
		out[used++] = (uint8_t)c;
	}
	return (int)used;
}

/*
 * The next item of a list split at commas; \, and \\ stand for themselves
 * (RFC 9460 appendix A.1). Returns its length, or -1 at the end.
 */
static int next_item(const uint8_t **p, const uint8_t *end,
		     uint8_t item[VALUE_MOST])
{
	size_t n = 0;

	if (*p > end)
		return -1;
	for (; *p < end && **p != ','; ++*p) {
		if (**p == '\\' && *p + 1 < end)
			++*p;
		item[n++] = **p;
	}
	++*p;			/* the comma, or one behind the end */
	return (int)n;
}

/* One item of a list in wire form; bytes, or -1. */
static int put_item(enum kind kind, const uint8_t *item, size_t n,
		    uint8_t *out)
{
	char text[INET6_ADDRSTRLEN] = "";
	uint16_t key;

	if (!n || n > 255)
		return -1;
	if (kind == KIND_STRINGS) {
		*out = (uint8_t)n;
		memcpy(out + 1, item, n);
		return (int)n + 1;
	}
	if (kind == KIND_KEYS) {
		if (parse_key((const char *)item, n, &key) || !key)
			return -1;
		out[0] = (uint8_t)(key >> 8);
		out[1] = (uint8_t)key;
		return 2;
	}
	if (n >= sizeof(text))
		return -1;
	memcpy(text, item, n);
	if (inet_pton(kind == KIND_IPV4 ? AF_INET : AF_INET6, text, out) != 1)
		return -1;
	return kind == KIND_IPV4 ? 4 : 16;
}

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, 2);
}

static int put_list(enum kind kind, const uint8_t *value, size_t n,
		    uint8_t out[VALUE_MOST * 4])
{
	const uint8_t *p = value, *end = value + n;
	uint8_t item[VALUE_MOST];
	int used = 0, k, length;

	if (!n)
		return -1;
	while ((length = next_item(&p, end, item)) >= 0) {
		if (used > VALUE_MOST * 3)
			return -1;
		k = put_item(kind, item, (size_t)length, out + used);
		if (k < 0)
			return -1;
		used += k;
	}
	if (kind == KIND_KEYS)
		qsort(out, (size_t)used / 2, 2, compare_keys);
	return used;
}

/* A value in wire form; bytes, or -1. */
static int put_value(const struct param *p, uint8_t out[VALUE_MOST * 4])
{
	enum kind kind = kind_of(p->key);
	uint8_t value[VALUE_MOST];
	struct decode64 d = { 0 };
	uint32_t port;
	int n = resolve(p->value, p->length, value);

	if (n < 0 || (kind == KIND_NONE && n) ||
	    (!p->has_value && kind != KIND_NONE && kind != KIND_BYTES))
		return -1;
	switch (kind) {
	case KIND_NONE:
	case KIND_BYTES:
		memcpy(out, value, (size_t)n);
		return n;
	case KIND_PORT:
		if (decode_number((char *)value, (size_t)n, 65535, &port))
			return -1;
		out[0] = (uint8_t)(port >> 8);
		out[1] = (uint8_t)port;
		return 2;
	case KIND_BASE64:
		n = decode_base64(&d, (char *)value, (size_t)n, out,
				  VALUE_MOST);
		return n > 0 && decode_base64_done(&d) ? n : -1;
	case KIND_KEYS:
	case KIND_STRINGS:
	case KIND_IPV4:
	case KIND_IPV6:
		return put_list(kind, value, (size_t)n, out);
	}
	return -1;
}

/*
 * One parameter from *T on. A quoted value is a token of its own, right
 * behind the "=". Returns 0 or -1.
 */
static int take_param(const struct rdata_token **t,
		      const struct rdata_token *end, struct param *p)
{
	const struct rdata_token *k = *t, *next = k + 1;
	const char *equals = memchr(k->at, '=', k->length);
	size_t n = equals ? (size_t)(equals - k->at) : k->length;

	if (k->quoted || parse_key(k->at, n, &p->key))
		return -1;
	*t = next;
	p->token = k;
	p->has_value = equals;
	p->value = equals ? equals + 1 : "";
	p->length = equals ? k->length - n - 1 : 0;
	if (equals && !p->length && next < end && next->quoted &&
	    next->at == equals + 2) {
		p->value = next->at;
		p->length = next->length;
		*t = next + 1;
	}
	return 0;
}

static int compare_params(const void *a, const void *b)
{
	return ((const struct param *)a)->key - ((const struct param *)b)->key;
}

static int fail(struct rdata_error *e, const char *why,
		const struct rdata_token *t)
{
	e->why = why;
	e->token = t;
	return -1;
}

int svcb_parse(const struct rdata_token *tokens, size_t count, uint8_t *out,
	       size_t room, struct rdata_error *e)
{
	const struct rdata_token *t = tokens, *end = tokens + count;
	struct param params[PARAMS_MOST];
	uint8_t value[VALUE_MOST * 4];
	size_t n = 0, used = 0;

	while (t < end) {
		const struct rdata_token *at = t;

		if (n == PARAMS_MOST || take_param(&t, end, &params[n++]))
			return fail(e, N_("expected a parameter like alpn=h2 (RFC 9460)"), at);
	}
	qsort(params, n, sizeof(*params), compare_params);
	for (size_t i = 0; i < n; i++) {
		const struct param *p = &params[i];
		int length = put_value(p, value);

		if (i && p->key == p[-1].key)
			return fail(e, N_("a parameter comes twice"), p->token);
		if (length < 0)
			return fail(e, N_("the value does not fit its parameter"), p->token);
		if (room - used < (size_t)length + 4)
			return fail(e, N_("the record is longer than 65535 bytes"), p->token);
		out[used++] = (uint8_t)(p->key >> 8);
		out[used++] = (uint8_t)p->key;
		out[used++] = (uint8_t)(length >> 8);
		out[used++] = (uint8_t)length;
		memcpy(out + used, value, (size_t)length);
		used += (size_t)length;
	}
	return (int)used;
}

/* ---- checking ---- */

static bool value_valid(enum kind kind, const uint8_t *p, size_t n)
{
	switch (kind) {
	case KIND_BYTES:
		return true;
	case KIND_NONE:
		return n == 0;
	case KIND_PORT:
		return n == 2;
	case KIND_KEYS:
		return n && n % 2 == 0;
	case KIND_IPV4:
		return n && n % 4 == 0;
	case KIND_IPV6:
		return n && n % 16 == 0;
	case KIND_BASE64:
		return n > 0;
	case KIND_STRINGS:
		break;
	}
	while (n && *p && *p < n) {
		n -= *p + 1u;
		p += *p + 1u;
	}
	return n == 0;
}

bool svcb_valid(const uint8_t *p, size_t length)
{
	int before = -1;

	while (length) {
		int key;
		size_t n;

		if (length < 4)
			return false;
		key = p[0] << 8 | p[1];
		n = (size_t)(p[2] << 8 | p[3]);
		if (key <= before || n > length - 4 ||
		    !value_valid(kind_of((uint16_t)key), p + 4, n))
			return false;
		before = key;
		p += 4 + n;
		length -= 4 + n;
	}
	return true;
}

/* ---- writing ---- */

static char *print_key(char *out, uint16_t key)
{
	size_t n;

	if (key >= KEYS || !keys[key].written)
		return encode_number((char *)memcpy(out, "key", 3) + 3, key);
	n = strlen(keys[key].name);
	return (char *)memcpy(out, keys[key].name, n) + n;
}

/* A byte within quotation marks. */
static char *print_byte(char *out, uint8_t c)
{
	if (c < ' ' || c >= 127) {
		*out++ = '\\';
		*out++ = (char)('0' + c / 100);
		*out++ = (char)('0' + c / 10 % 10);
		*out++ = (char)('0' + c % 10);
		return out;
	}
	if (c == '"' || c == '\\')
		*out++ = '\\';
	*out++ = (char)c;
	return out;
}

/* alpn: a comma or backslash within an item is escaped twice. */
static char *print_strings(char *out, const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		for (unsigned n = *p++; n; n--, p++) {
			if (*p == ',' || *p == '\\')
				out = print_byte(out, '\\');
			out = print_byte(out, *p);
		}
		if (p < end)
			*out++ = ',';
	}
	return out;
}

static char *print_addresses(char *out, int family, unsigned size,
			     const uint8_t *p, const uint8_t *end)
{
	while (p < end) {
		inet_ntop(family, p, out, INET6_ADDRSTRLEN);
		out += strlen(out);
		p += size;
		if (p < end)
			*out++ = ',';
	}
	return out;
}

static char *print_value(char *out, enum kind kind, const uint8_t *p, size_t n)
{
	const uint8_t *end = p + n;

	switch (kind) {
	case KIND_PORT:
		return encode_number(out, (uint32_t)(p[0] << 8 | p[1]));
	case KIND_KEYS:
		for (; p < end; p += 2) {
			out = print_key(out, (uint16_t)(p[0] << 8 | p[1]));
			if (p + 2 < end)
				*out++ = ',';
		}
		return out;
	case KIND_IPV4:
		return print_addresses(out, AF_INET, 4, p, end);
	case KIND_IPV6:
		return print_addresses(out, AF_INET6, 16, p, end);
	case KIND_BASE64:
		return encode_base64(out, p, n);
	case KIND_STRINGS:
	case KIND_BYTES:
	case KIND_NONE:
		break;
	}
	*out++ = '"';
	if (kind == KIND_STRINGS)
		out = print_strings(out, p, end);
	else
		for (; p < end; p++)
			out = print_byte(out, *p);
	*out++ = '"';
	return out;
}

char *svcb_print(char *out, const uint8_t *p, size_t length)
{
	for (const uint8_t *end = p + length, *begin = p; p < end; ) {
		uint16_t key = (uint16_t)(p[0] << 8 | p[1]);
		size_t n = (size_t)(p[2] << 8 | p[3]);

		if (p > begin)
			*out++ = ' ';
		out = print_key(out, key);
		if (n) {
			*out++ = '=';
			out = print_value(out, key < KEYS && !keys[key].written ?
					  KIND_BYTES : kind_of(key), p + 4, n);
		}
		p += 4 + n;
	}
	return out;
}
