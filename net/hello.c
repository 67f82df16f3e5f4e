/* SPDX-License-Identifier: MIT */
/*
 * hello: see hello.h. Messages as in RFC 8446 section 4 and, for the older
 * versions, RFC 5246 section 7.4 and RFC 6101.
 */
#include "hello.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#define RECORD_HEADER 5
#define RECORD_MAX (16384 + 2048)
#define TYPE_ALERT 21
#define TYPE_HANDSHAKE 22
#define SERVER_HELLO 2
#define EXT_SESSION_TICKET 35
#define EXT_SUPPORTED_VERSIONS 43
#define EXT_KEY_SHARE 51

/* ---- writing ---- */

/* Bytes being written; a length before a block is filled in at its end. */
struct out {
	uint8_t *at;
	size_t length;
};

static void put8(struct out *o, unsigned v)
{
	o->at[o->length++] = (uint8_t)v;
}

static void put16(struct out *o, unsigned v)
{
	put8(o, v >> 8);
	put8(o, v);
}

static void put_bytes(struct out *o, const void *bytes, size_t length)
{
	memcpy(o->at + o->length, bytes, length);
	o->length += length;
}

/* Leaves WIDTH bytes for a length; returns where, for end(). */
static size_t begin(struct out *o, int width)
{
	o->length += (size_t)width;
	return o->length;
}

static void end(struct out *o, size_t start, int width)
{
	size_t n = o->length - start;

	for (int i = 1; i <= width; i++, n >>= 8)
		o->at[start - (size_t)i] = (uint8_t)n;
}

static void put_list(struct out *o, const uint16_t *values, size_t count)
{
	size_t start = begin(o, 2);

	for (size_t i = 0; i < count; i++)
		put16(o, values[i]);
	end(o, start, 2);
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What servers out there have: strong first, but none left out. */
static const uint16_t suites13[] = { 0x1301, 0x1302, 0x1303, 0x1304 };

static const uint16_t suites12[] = {
	0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,	/* ECDHE, AEAD */
	0x009e, 0x009f, 0xccaa, 0xc0ac, 0xc0ad,		/* DHE; CCM */
	0xc023, 0xc027, 0xc024, 0xc028, 0x0067, 0x006b,	/* CBC, SHA-2 */
	0x009c, 0x009d, 0x003c, 0x003d,			/* RSA key exchange */
};

static const uint16_t suites_old[] = {
	0xc009, 0xc013, 0xc00a, 0xc014, 0x0033, 0x0039,	/* AES CBC, SHA-1 */
	0x0032, 0x0038, 0x002f, 0x0035, 0x0041, 0x0084,
	0xc008, 0xc012, 0x0016, 0x000a,			/* 3DES */
	0xc007, 0xc011, 0x0005, 0x0004,			/* RC4 */
	0x0015, 0x0009, 0x0003, 0x0006,			/* DES, export */
};

static const uint16_t groups[] = {
	0x001d, 0x0017, 0x0018, 0x0019, 0x001e,	/* X25519 P-256 P-384 P-521 X448 */
	0x11ec, 0x0100, 0x0101,			/* X25519MLKEM768; FFDHE */
	0x11eb, 0x11ed, 0x0016,	/* P-256 and P-384 with ML-KEM; secp256k1 */
};

static const uint16_t signatures[] = {
	0x0403, 0x0503, 0x0603, 0x0807, 0x0808,	/* ECDSA, EdDSA */
	0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,	/* RSA-PSS */
	0x0401, 0x0501, 0x0601, 0x0301, 0x0303,	/* PKCS #1, SHA-224 */
	0x0203, 0x0201, 0x0202,			/* SHA-1 */
};

size_t hello_ciphers(int version, uint16_t out[HELLO_OFFER_MAX])
{
	const uint16_t *lists[] = { suites13, suites12, suites_old };
	size_t counts[] = { COUNT(suites13), COUNT(suites12),
			    COUNT(suites_old) };
	size_t first = version == HELLO_TLS13 ? 0 :
		       version == HELLO_TLS12 ? 1 : 2;
	size_t last = version == HELLO_TLS13 ? 0 : 2;
	size_t n = 0;

	for (size_t l = first; l <= last; l++)
		for (size_t i = 0; i < counts[l]; i++)
			out[n++] = lists[l][i];
	return n;
}

size_t hello_groups(uint16_t out[HELLO_OFFER_MAX])
{
	memcpy(out, groups, sizeof(groups));
	return COUNT(groups);
}

static void put_suites(struct out *o, int version,
		       const struct hello_offer *offer)
{
	uint16_t all[HELLO_OFFER_MAX];
	size_t start = begin(o, 2), n = offer->cipher_count;
	const uint16_t *suites = offer->ciphers;

	if (!suites) {
		n = hello_ciphers(version, all);
		suites = all;
	}
	for (size_t i = 0; i < n; i++)
		put16(o, suites[i]);
	if (version < HELLO_TLS13)
		put16(o, 0x00ff);	/* secure renegotiation, RFC 5746 */
	end(o, start, 2);
}

static bool is_address(const char *name)
{
	uint8_t bytes[16];

	return inet_pton(AF_INET, name, bytes) == 1 ||
	       inet_pton(AF_INET6, name, bytes) == 1;
}

/* RFC 6066 section 3. */
static void put_name(struct out *o, const char *name)
{
	size_t extension, list, host;

	put16(o, 0);
	extension = begin(o, 2);
	list = begin(o, 2);
	put8(o, 0);
	host = begin(o, 2);
	put_bytes(o, name, strlen(name));
	end(o, host, 2);
	end(o, list, 2);
	end(o, extension, 2);
}

static void put_list_extension(struct out *o, unsigned type,
			       const uint16_t *values, size_t count)
{
	size_t start;

	put16(o, type);
	start = begin(o, 2);
	put_list(o, values, count);
	end(o, start, 2);
}

static void put_extensions(struct out *o, int version, const char *name,
			   const struct hello_offer *offer)
{
	static const uint8_t ticket[] = { 0, EXT_SESSION_TICKET, 0, 0 };
	static const uint8_t point_formats[] = { 0, 11, 0, 2, 1, 0 };
	static const uint8_t tls13[] = {
		0, 43, 0, 3, 2, 3, 4,	/* supported_versions: only 1.3 */
		0, 51, 0, 2, 0, 0,	/* key_share: none */
		0, 45, 0, 2, 1, 1,	/* psk_key_exchange_modes: psk_dhe_ke */
	};
	size_t start = begin(o, 2);

	if (name)
		put_name(o, name);
	if (offer->groups)
		put_list_extension(o, 10, offer->groups, offer->group_count);
	else
		put_list_extension(o, 10, groups, COUNT(groups));
	if (version >= HELLO_TLS12)
		put_list_extension(o, 13, signatures, COUNT(signatures));
	if (version < HELLO_TLS13 && offer->ticket)
		put_bytes(o, ticket, sizeof(ticket));
	if (version < HELLO_TLS13)
		put_bytes(o, point_formats, sizeof(point_formats));
	else
		put_bytes(o, tls13, sizeof(tls13));
	end(o, start, 2);
}

size_t hello_build(uint8_t out[HELLO_MAX], int version, const char *name,
		   const uint8_t random[32])
{
	static const struct hello_offer all;

	return hello_build_offer(out, version, name, random, &all);
}

size_t hello_build_offer(uint8_t out[HELLO_MAX], int version,
			 const char *name, const uint8_t random[32],
			 const struct hello_offer *offer)
{
	struct out o = { .at = out };
	int legacy = version > HELLO_TLS12 ? HELLO_TLS12 : version;
	size_t record, message;

	if (version < HELLO_SSL3 || version > HELLO_TLS13 ||
	    offer->cipher_count > HELLO_OFFER_MAX ||
	    offer->group_count > HELLO_OFFER_MAX)
		return 0;
	if (name && (!*name || is_address(name)))
		name = NULL;
	if (name && strlen(name) > 253)
		return 0;
	put8(&o, TYPE_HANDSHAKE);
	/* RFC 8446 section 5.1: 0x0301 for what some servers cannot bear */
	put16(&o, version == HELLO_SSL3 ? HELLO_SSL3 : HELLO_TLS10);
	record = begin(&o, 2);
	put8(&o, 1);
	message = begin(&o, 3);
	put16(&o, (unsigned)legacy);
	put_bytes(&o, random, 32);
	if (version == HELLO_TLS13) {		/* looks like resumption: D.4 */
		put8(&o, 32);
		put_bytes(&o, random, 32);
	} else {
		put8(&o, 0);
	}
	put_suites(&o, version, offer);
	put8(&o, 1);				/* no compression */
	put8(&o, 0);
	if (version != HELLO_SSL3)
		put_extensions(&o, version, name, offer);
	end(&o, message, 3);
	end(&o, record, 2);
	return o.length;
}

/* ---- reading ---- */

/* Bytes being read; a read past the end sets `short_of` and yields 0. */
struct in {
	const uint8_t *at;
	size_t left;
	bool short_of;
};

static const uint8_t *get_bytes(struct in *i, size_t length)
{
	const uint8_t *at = i->at;

	if (i->short_of || length > i->left) {
		i->short_of = true;
		return NULL;
	}
	i->at += length;
	i->left -= length;
	return at;
}

static unsigned get(struct in *i, int width)
{
	const uint8_t *at = get_bytes(i, (size_t)width);
	unsigned v = 0;

	for (int n = 0; at && n < width; n++)
		v = v << 8 | at[n];
	return v;
}

/* The SHA-256 of "HelloRetryRequest": RFC 8446 section 4.1.3. */
static const uint8_t retry[32] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
	0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
	0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* What the extensions say: RFC 8446 section 4.2, RFC 5077 section 3.2. */
static void take_extension(unsigned type, const uint8_t *body,
			   unsigned length, struct hello_answer *answer)
{
	if (type == EXT_SUPPORTED_VERSIONS && length == 2)
		answer->version = body[0] << 8 | body[1];
	else if (type == EXT_KEY_SHARE && length >= 2)
		answer->group = (uint16_t)(body[0] << 8 | body[1]);
	else if (type == EXT_SESSION_TICKET)
		answer->ticket = true;
}

static void take_extensions(struct in *i, struct hello_answer *answer)
{
	struct in extensions = { .left = get(i, 2) };

	if (i->short_of || extensions.left > i->left)
		return;
	extensions.at = i->at;
	while (extensions.left) {
		unsigned type = get(&extensions, 2);
		unsigned length = get(&extensions, 2);
		const uint8_t *body = get_bytes(&extensions, length);

		if (!body)
			return;
		take_extension(type, body, length, answer);
	}
}

static enum hello_reply parse_server_hello(const uint8_t *body, size_t length,
					   struct hello_answer *answer)
{
	struct in i = { .at = body, .left = length };
	const uint8_t *random;

	answer->version = (int)get(&i, 2);
	random = get_bytes(&i, 32);
	get_bytes(&i, get(&i, 1));		/* session id */
	answer->cipher = (uint16_t)get(&i, 2);
	get(&i, 1);				/* compression */
	if (i.short_of || answer->version >> 8 != 3)
		return HELLO_NOT_TLS;
	if (i.left) {
		take_extensions(&i, answer);
		if (i.short_of)
			return HELLO_NOT_TLS;
	}
	return memcmp(random, retry, sizeof(retry)) ? HELLO_SERVER :
						      HELLO_RETRY;
}

/*
 * A handshake message may be cut over several records (RFC 8446 section 5.1):
 * they are joined in JOINED.
 */
static enum hello_reply parse_handshake(const uint8_t *joined, size_t length,
					struct hello_answer *answer)
{
	size_t want;

	if (length < 1)
		return HELLO_MORE;
	if (joined[0] != SERVER_HELLO)
		return HELLO_NOT_TLS;
	if (length < 4)
		return HELLO_MORE;
	want = (size_t)joined[1] << 16 | (size_t)joined[2] << 8 | joined[3];
	if (want > HELLO_REPLY_MAX)
		return HELLO_NOT_TLS;
	if (length - 4 < want)
		return HELLO_MORE;
	return parse_server_hello(joined + 4, want, answer);
}

/* One record at DATA: its body, or NULL with *REPLY saying MORE or NOT_TLS. */
static const uint8_t *next_record(const uint8_t *data, size_t left,
				  unsigned *type, size_t *length,
				  enum hello_reply *reply)
{
	*reply = HELLO_NOT_TLS;
	if (left >= 1 && data[0] != TYPE_ALERT && data[0] != TYPE_HANDSHAKE)
		return NULL;
	if (left >= 2 && data[1] != 3)
		return NULL;
	if (left >= RECORD_HEADER) {
		*type = data[0];
		*length = (size_t)data[3] << 8 | data[4];
		if (!*length || *length > RECORD_MAX)
			return NULL;
	}
	*reply = HELLO_MORE;
	return left >= RECORD_HEADER ? data + RECORD_HEADER : NULL;
}

enum hello_reply hello_parse(const uint8_t *data, size_t length,
			     struct hello_answer *answer)
{
	uint8_t joined[HELLO_REPLY_MAX];
	size_t have = 0, size = 0, here;
	enum hello_reply reply = HELLO_MORE;
	const uint8_t *body;
	unsigned type = 0;

	memset(answer, 0, sizeof(*answer));
	if (length > HELLO_REPLY_MAX)
		length = HELLO_REPLY_MAX;
	for (size_t at = 0; at < length; at += RECORD_HEADER + size) {
		body = next_record(data + at, length - at, &type, &size,
				   &reply);
		if (!body)
			break;
		here = length - at - RECORD_HEADER;
		if (here > size)
			here = size;
		if (type == TYPE_ALERT && !have) {
			if (size != 2)
				return HELLO_NOT_TLS;
			if (here < 2)
				return HELLO_MORE;
			/* RFC 6066 section 3: only a warning, it goes on */
			if (body[0] == 1 && body[1] == 112)
				continue;
			answer->alert = body[1];
			return HELLO_ALERT;
		}
		if (type != TYPE_HANDSHAKE)
			return HELLO_NOT_TLS;
		memcpy(joined + have, body, here);
		have += here;
		reply = parse_handshake(joined, have, answer);
		if (reply != HELLO_MORE)
			return reply;
	}
	return length == HELLO_REPLY_MAX ? HELLO_NOT_TLS : reply;
}

/* ---- names ---- */

static const struct {
	int code;
	const char *name;
} alerts[] = {			/* RFC 8446 section 6 */
	{ 0, "close_notify" }, { 10, "unexpected_message" },
	{ 20, "bad_record_mac" }, { 22, "record_overflow" },
	{ 40, "handshake_failure" }, { 42, "bad_certificate" },
	{ 47, "illegal_parameter" }, { 48, "unknown_ca" },
	{ 49, "access_denied" }, { 50, "decode_error" },
	{ 51, "decrypt_error" }, { 70, "protocol_version" },
	{ 71, "insufficient_security" }, { 80, "internal_error" },
	{ 86, "inappropriate_fallback" }, { 90, "user_canceled" },
	{ 109, "missing_extension" }, { 110, "unsupported_extension" },
	{ 112, "unrecognized_name" }, { 116, "certificate_required" },
	{ 120, "no_application_protocol" },
};

const char *hello_alert_name(int alert)
{
	for (size_t i = 0; i < COUNT(alerts); i++)
		if (alerts[i].code == alert)
			return alerts[i].name;
	return NULL;
}

const char *hello_version_name(int version)
{
	static const char *const names[] = {
		"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3",
	};

	return version >= HELLO_SSL3 && version <= HELLO_TLS13 ?
	       names[version - HELLO_SSL3] : NULL;
}
