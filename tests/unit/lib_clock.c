/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "clock.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t time;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", true, 0 },
		{ "2026-11-23T08:00:00Z", true, 1795420800 },
		{ "2026-11-23T15:00:00+07:00", true, 1795420800 },
		{ "2026-11-23t08:00:00.25z", true, 1795420800 },
		{ "2026-11-23 08:00:00Z", true, 1795420800 },
		{ "2026-11-23", true, 1795392000 },
		{ "2024-02-29", true, 1709164800 },
		{ "1795420800", true, 1795420800 },
		{ "-1", true, -1 },
		{ "2106-02-07T06:28:16Z", true, INT64_C(4294967296) },
		{ "2026-02-29", false, 0 },
		{ "2026-13-01", false, 0 },
		{ "2026-11-23T24:00:00Z", false, 0 },
		{ "2026-11-23T08:00:00", false, 0 },
		{ "2026-11-23T08:00:00+7", false, 0 },
		{ "2026-11-23T08:00:00Zx", false, 0 },
		{ "tomorrow", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "99999999999999999999", false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { 0 };
		int64_t t = 0;
		int rc = clock_parse(cases[i].text, &t, &f);

		if ((rc == 0) != cases[i].good)
			fail_msg("%s: %s", cases[i].text, f.text);
		if (cases[i].good)
			assert_true(t == cases[i].time);
		else
			assert_string_not_equal(f.hint, "");
	}
}

static void test_format(void **state)
{
	char b[CLOCK_TEXT];

	(void)state;
	assert_string_equal(clock_format(1795420800, b), "2026-11-23T08:00:00Z");
	assert_string_equal(clock_format(INT64_MAX, b), "9999-12-31T23:59:59Z");
	assert_string_equal(clock_format(-1, b), "1969-12-31T23:59:59Z");
}

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t seconds;
		const char *back, *rough;
	} cases[] = {
		{ "0", true, 0, "0s", "0s" },
		{ "90", true, 90, "1m30s", "1m 30s" },
		{ "300s", true, 300, "5m", "5m" },
		{ "1h30m", true, 5400, "1h30m", "1h 30m" },
		{ "30d", true, 2592000, "30d", "30d" },
		{ "2w", true, 1209600, "14d", "14d" },
		{ "1d1h1m1s", true, 90061, "1d1h1m1s", "1d 1h" },
		{ "", false, 0, NULL, NULL },
		{ "5x", false, 0, NULL, NULL },
		{ "h", false, 0, NULL, NULL },
		{ "-5m", false, 0, NULL, NULL },
		{ "999999999999w", false, 0, NULL, NULL },
		{ "1.5h", false, 0, NULL, NULL },
	};
	char b[CLOCK_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		int64_t s = -1;
		int rc = clock_parse_duration(cases[i].text, &s, NULL);

		if ((rc == 0) != cases[i].good)
			fail_msg("%s", cases[i].text);
		if (!cases[i].good)
			continue;
		assert_true(s == cases[i].seconds);
		assert_string_equal(clock_format_duration(s, b), cases[i].back);
		assert_string_equal(clock_format_rough(s, b), cases[i].rough);
	}
	assert_string_equal(clock_format_duration(-172800, b), "-2d");
	clock_format_duration(INT64_MIN, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
