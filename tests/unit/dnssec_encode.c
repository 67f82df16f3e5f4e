/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"

/* RFC 4648 section 10. */
static void base64(void **state)
{
	static const struct {
		const char *plain, *text;
	} rows[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].plain), m = strlen(rows[i].text);
		struct decode64 d = { 0 };
		char text[16];
		uint8_t plain[8];
		int used = 0;

		*encode_base64(text, (const uint8_t *)rows[i].plain, n) = '\0';
		assert_string_equal(text, rows[i].text);
		for (size_t k = 0; k < m; k++) {	/* piece by piece */
			int c = decode_base64(&d, text + k, 1, plain + used, 8);

			assert_true(c >= 0);
			used += c;
		}
		assert_true(decode_base64_done(&d));
		assert_int_equal(used, n);
		assert_memory_equal(plain, rows[i].plain, n);
	}
}

static void bad_base64(void **state)
{
	static const char *const rows[] = {
		"Z", "Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Zm9v=",
		"Zg==Zg==", "Z g==", "Zg-=",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct decode64 d = { 0 };
		uint8_t out[16];
		int n = decode_base64(&d, rows[i], strlen(rows[i]), out, 16);

		if (n >= 0 && decode_base64_done(&d))
			fail_msg("%s was read", rows[i]);
	}
}

static void hex_and_base32(void **state)
{
	uint8_t out[32];
	char text[65];

	(void)state;
	assert_int_equal(decode_hex("00ffAb", 6, out, 32), 3);
	assert_memory_equal(out, "\0\xff\xab", 3);
	*encode_hex(text, out, 3) = '\0';
	assert_string_equal(text, "00FFAB");
	assert_int_equal(decode_hex("0", 1, out, 32), -1);
	assert_int_equal(decode_hex("0g", 2, out, 32), -1);
	assert_int_equal(decode_hex("0001", 4, out, 1), -1);
	/* RFC 5155 appendix A has this hash */
	assert_int_equal(decode_base32("0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM", 32,
				       out, 20), 20);
	*encode_base32(text, out, 20) = '\0';
	assert_string_equal(text, "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom");
	assert_int_equal(decode_base32("co", 2, out, 32), 1);
	assert_int_equal(out[0], 'f');
	assert_int_equal(decode_base32("cp", 2, out, 32), -1);
	assert_int_equal(decode_base32("cow", 3, out, 32), -1);
	assert_int_equal(decode_base32("c", 1, out, 32), -1);
}

static void times(void **state)
{
	static const struct {
		uint32_t t;
		const char *text;
	} rows[] = {
		{ 0, "19700101000000" }, { 951782400, "20000229000000" },
		{ 951868800, "20000301000000" }, { 1284026679, "20100909100439" },
		{ 2147483648u, "20380119031408" },
		{ 4107542399u, "21000228235959" },
		{ 4107542400u, "21000301000000" },
		{ 4294967295u, "21060207062815" },
	};
	uint32_t t;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[15];

		*encode_time(text, rows[i].t) = '\0';
		assert_string_equal(text, rows[i].text);
		assert_int_equal(decode_time(text, 14, &t), 0);
		assert_int_equal(t, rows[i].t);
	}
	assert_int_equal(decode_time("1284026679", 10, &t), 0);
	assert_int_equal(t, 1284026679);
	assert_int_equal(decode_time("20101301000000", 14, &t), -1);
	assert_int_equal(decode_time("2010010100000", 13, &t), -1);
	assert_int_equal(decode_time("21070101000000", 14, &t), -1);
	assert_int_equal(decode_time("2010010100000x", 14, &t), -1);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t value;		/* -1: refused */
	} rows[] = {
		{ "0", 0 }, { "3600", 3600 }, { "1h", 3600 }, { "1H30m", 5400 },
		{ "1w2d3h4m5s", 788645 }, { "4294967295", 4294967295 },
		{ "4294967296", -1 }, { "", -1 }, { "h", -1 }, { "1h30", -1 },
		{ "1x", -1 }, { "-1", -1 }, { "99999999999999999999", -1 },
		{ "7102w", -1 },
	};
	uint32_t v;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int err = decode_period(rows[i].text, strlen(rows[i].text),
					UINT32_MAX, &v);

		assert_int_equal(err, rows[i].value < 0 ? -1 : 0);
		if (!err)
			assert_int_equal(v, rows[i].value);
	}
	assert_int_equal(decode_number("255", 3, 255, &v), 0);
	assert_int_equal(decode_number("256", 3, 255, &v), -1);
	assert_int_equal(decode_number("1 ", 2, 255, &v), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64), cmocka_unit_test(bad_base64),
		cmocka_unit_test(hex_and_base32), cmocka_unit_test(times),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
