/* SPDX-License-Identifier: MIT */
/* ClientHellos, and replies whole, cut short and made of garbage. */
#include "unit.h"

#include "net/hello.h"

static const uint8_t random_bytes[32] = { 1, 2, 3 };

static void test_build(void **state)
{
	uint8_t out[HELLO_MAX];
	char name[300];

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (int v = HELLO_SSL3; v <= HELLO_TLS13; v++) {
		size_t n = hello_build(out, v, "portal.dongnai.gov.vn",
				       random_bytes);

		assert_in_range(n, 60, HELLO_MAX);
		assert_int_equal(out[0], 22);
		assert_int_equal(out[3] << 8 | out[4], n - 5);
		assert_int_equal(out[5], 1);
		assert_int_equal(out[6] << 16 | out[7] << 8 | out[8], n - 9);
		assert_int_equal(out[9] << 8 | out[10],
				 v > HELLO_TLS12 ? HELLO_TLS12 : v);
		assert_memory_equal(out + 11, random_bytes, 32);
		assert_int_equal(memmem(out, n, "portal.dongnai", 14) != NULL,
				 v != HELLO_SSL3);
		assert_int_equal(hello_build(out, v, name, random_bytes), 0);
		name[253] = '\0';
		assert_in_range(hello_build(out, v, name, random_bytes), 60,
				HELLO_MAX);
		name[253] = 'a';
		/* an address is no server name: RFC 6066 section 3 */
		n = hello_build(out, v, "192.0.2.1", random_bytes);
		assert_null(memmem(out, n, "192.0.2.1", 9));
	}
	assert_int_equal(hello_build(out, 0x0305, NULL, random_bytes), 0);
	assert_int_equal(hello_build(out, 0x0200, NULL, random_bytes), 0);
}

/* An offer stands in the hello, and nothing beside it. */
static void test_offer(void **state)
{
	static const uint16_t cipher = 0xc02f, group = 0x0019;
	struct hello_offer offer = {
		.ciphers = &cipher, .cipher_count = 1,
		.groups = &group, .group_count = 1, .ticket = true,
	};
	static const uint8_t suites[] = { 0, 4, 0xc0, 0x2f, 0, 0xff };
	static const uint8_t groups[] = { 0, 10, 0, 4, 0, 2, 0, 0x19 };
	static const uint8_t ticket[] = { 0, 35, 0, 0 };
	uint8_t out[HELLO_MAX];
	uint16_t all[HELLO_OFFER_MAX];
	size_t n = hello_build_offer(out, HELLO_TLS12, "a.vn", random_bytes,
				     &offer);

	(void)state;
	assert_non_null(memmem(out, n, suites, sizeof(suites)));
	assert_non_null(memmem(out, n, groups, sizeof(groups)));
	assert_non_null(memmem(out, n, ticket, sizeof(ticket)));
	offer.ticket = false;
	n = hello_build_offer(out, HELLO_TLS12, "a.vn", random_bytes, &offer);
	assert_null(memmem(out, n, ticket, sizeof(ticket)));
	offer.cipher_count = HELLO_OFFER_MAX + 1;
	assert_int_equal(hello_build_offer(out, HELLO_TLS12, "a.vn",
					   random_bytes, &offer), 0);
	assert_int_equal(hello_ciphers(HELLO_TLS13, all), 4);
	assert_int_equal(all[0], 0x1301);
	assert_in_range(hello_ciphers(HELLO_TLS12, all), 30, HELLO_OFFER_MAX);
	assert_in_range(hello_groups(all), 8, HELLO_OFFER_MAX);
	/* as many as there may be fit in */
	offer.cipher_count = offer.group_count = HELLO_OFFER_MAX;
	memset(all, 7, sizeof(all));
	offer.ciphers = offer.groups = all;
	assert_in_range(hello_build_offer(out, HELLO_TLS13, "a.vn",
					  random_bytes, &offer), 200,
			HELLO_MAX);
}

/* The group of a HelloRetryRequest and the ticket of a ServerHello. */
static void test_extensions(void **state)
{
	static const uint8_t head[] = {
		22, 3, 3, 0, 54, 2, 0, 0, 50, 3, 3,
	};
	static const uint8_t tail[] = {
		0, 0x13, 1, 0, 0, 10, 0, 51, 0, 2, 0, 0x1d, 0, 35, 0, 0,
	};
	uint8_t data[sizeof(head) + 32 + sizeof(tail)] = { 0 };
	struct hello_answer a;

	(void)state;
	memcpy(data, head, sizeof(head));
	memcpy(data + sizeof(head) + 32, tail, sizeof(tail));
	assert_int_equal(hello_parse(data, sizeof(data), &a), HELLO_SERVER);
	assert_int_equal(a.group, 0x1d);
	assert_true(a.ticket);
	data[sizeof(data) - 3] = 36;
	assert_int_equal(hello_parse(data, sizeof(data), &a), HELLO_SERVER);
	assert_false(a.ticket);
}

/* A ServerHello: VERSION, CIPHER and, if not 0, supported_versions. */
static size_t server_hello(uint8_t *out, int version, int selected, bool retry)
{
	static const uint8_t retry_random[8] = {
		0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
	};
	static const uint8_t rest[24] = {
		0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
		0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
		0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
	};
	size_t n = 0, body = selected ? 2 + 32 + 1 + 2 + 1 + 2 + 6 :
					2 + 32 + 1 + 2 + 1;

	out[n++] = 22, out[n++] = 3, out[n++] = 3;
	out[n++] = 0, out[n++] = (uint8_t)(body + 4);
	out[n++] = 2, out[n++] = 0, out[n++] = 0, out[n++] = (uint8_t)body;
	out[n++] = (uint8_t)(version >> 8), out[n++] = (uint8_t)version;
	memset(out + n, 7, 32);
	if (retry) {
		memcpy(out + n, retry_random, 8);
		memcpy(out + n + 8, rest, 24);
	}
	n += 32;
	out[n++] = 0, out[n++] = 0xc0, out[n++] = 0x2f, out[n++] = 0;
	if (selected) {
		out[n++] = 0, out[n++] = 6, out[n++] = 0, out[n++] = 43;
		out[n++] = 0, out[n++] = 2;
		out[n++] = (uint8_t)(selected >> 8);
		out[n++] = (uint8_t)selected;
	}
	return n;
}

static void test_accepted(void **state)
{
	static const struct {
		int version, selected;
		bool retry;
		enum hello_reply reply;
		int chosen;
	} rows[] = {
		{ 0x0300, 0, false, HELLO_SERVER, 0x0300 },
		{ 0x0301, 0, false, HELLO_SERVER, 0x0301 },
		{ 0x0303, 0, false, HELLO_SERVER, 0x0303 },
		{ 0x0303, 0x0304, false, HELLO_SERVER, 0x0304 },
		{ 0x0303, 0x0304, true, HELLO_RETRY, 0x0304 },
		{ 0x0203, 0, false, HELLO_NOT_TLS, 0 },
	};
	uint8_t data[256];
	struct hello_answer a;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = server_hello(data, rows[i].version,
					rows[i].selected, rows[i].retry);

		assert_int_equal(hello_parse(data, n, &a), rows[i].reply);
		if (rows[i].reply == HELLO_NOT_TLS)
			continue;
		assert_int_equal(a.version, rows[i].chosen);
		assert_int_equal(a.cipher, 0xc02f);
		for (size_t cut = 0; cut < n; cut++)
			assert_int_equal(hello_parse(data, cut, &a),
					 HELLO_MORE);
	}
}

/* The same message cut over records of one byte each. */
static void test_fragments(void **state)
{
	uint8_t whole[256], cut[2048];
	size_t n = server_hello(whole, 0x0303, 0x0304, true), at = 0;
	struct hello_answer a;

	(void)state;
	for (size_t i = 5; i < n; i++) {
		memcpy(cut + at, "\x16\x03\x03\x00\x01", 5);
		cut[at + 5] = whole[i];
		at += 6;
	}
	for (size_t i = 0; i < at; i++)
		assert_int_equal(hello_parse(cut, i, &a), HELLO_MORE);
	assert_int_equal(hello_parse(cut, at, &a), HELLO_RETRY);
	assert_int_equal(a.version, HELLO_TLS13);
}

static void test_alerts(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		enum hello_reply reply;
		int alert;
	} rows[] = {
		{ "\x15\x03\x01\x00\x02\x02\x46", 7, HELLO_ALERT, 70 },
		{ "\x15\x03\x00\x00\x02\x02\x28", 7, HELLO_ALERT, 40 },
		{ "\x15\x03\x01\x00\x02\x02", 6, HELLO_MORE, 0 },
		{ "\x15\x03\x01\x00\x03\x02\x46\x00", 8, HELLO_NOT_TLS, 0 },
		{ "\x15\x03\x01\x00\x00", 5, HELLO_NOT_TLS, 0 },
		{ "\x15\x03\x03\x00\x02\x01\x70", 7, HELLO_MORE, 0 },
		{ "\x15\x03\x03\x00\x02\x01\x70\x15\x03\x03\x00\x02\x02\x46",
		  14, HELLO_ALERT, 70 },
		{ "HTTP/1.1 400 Bad Request\r\n", 26, HELLO_NOT_TLS, 0 },
		{ "SSH-2.0-OpenSSH\r\n", 17, HELLO_NOT_TLS, 0 },
		{ "\x16\x03\x03\xff\xff\x02", 6, HELLO_NOT_TLS, 0 },
		{ "\x16\x03\x03\x00\x04\x0b\x00\x00\x00", 9, HELLO_NOT_TLS, 0 },
		{ "\x16\x03\x03\x00\x04\x02\xff\xff\xff", 9, HELLO_NOT_TLS, 0 },
		{ "\x17\x03\x03\x00\x01\x00", 6, HELLO_NOT_TLS, 0 },
	};
	struct hello_answer a;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(hello_parse((const uint8_t *)rows[i].bytes,
					     rows[i].length, &a),
				 rows[i].reply);
		assert_int_equal(a.alert, rows[i].alert);
	}
	assert_string_equal(hello_alert_name(70), "protocol_version");
	assert_null(hello_alert_name(1));
	assert_string_equal(hello_version_name(HELLO_TLS12), "TLS 1.2");
	assert_null(hello_version_name(0x0305));
}

/* Damage in every byte, and noise: no crash, no over-read (ASan sees it). */
static void test_garbage(void **state)
{
	uint8_t whole[256];
	size_t n = server_hello(whole, 0x0303, 0x0304, true);
	struct hello_answer a;

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (int v = 0; v < 256; v += 5) {
			uint8_t *copy = malloc(n);

			assert_non_null(copy);
			memcpy(copy, whole, n);
			copy[i] = (uint8_t)v;
			assert_in_range(hello_parse(copy, n, &a), HELLO_MORE,
					HELLO_NOT_TLS);
			free(copy);
		}
	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t length = (size_t)rand() % 200;
		uint8_t *noise = malloc(length + 1);

		assert_non_null(noise);
		for (size_t i = 0; i < length; i++)
			noise[i] = (uint8_t)rand();
		if (length > 6 && round % 2)
			memcpy(noise, "\x16\x03\x03\x00\x40\x02", 6);
		assert_in_range(hello_parse(noise, length, &a), HELLO_MORE,
				HELLO_NOT_TLS);
		free(noise);
	}
}

/* A server that never ends its message is told from one that is slow. */
static void test_endless(void **state)
{
	static uint8_t data[HELLO_REPLY_MAX + 100];
	struct hello_answer a;

	(void)state;
	for (size_t i = 0; i + 6 <= sizeof(data); i += 6)
		memcpy(data + i, "\x16\x03\x03\x00\x01\x02", 6);
	data[11] = 0, data[17] = 0x1f, data[23] = 0xff;
	assert_int_equal(hello_parse(data, HELLO_REPLY_MAX - 1, &a),
			 HELLO_MORE);
	assert_int_equal(hello_parse(data, HELLO_REPLY_MAX, &a),
			 HELLO_NOT_TLS);
	assert_int_equal(hello_parse(data, sizeof(data), &a), HELLO_NOT_TLS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_offer),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_endless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
