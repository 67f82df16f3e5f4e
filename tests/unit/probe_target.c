/* SPDX-License-Identifier: MIT */
/* target: names, the targets file, and where it is broken. */
#include "unit.h"

#include "clock.h"
#include "probe/target.h"

static void names(void **state)
{
	static const struct {
		const char *input, *expected;	/* NULL: refused */
	} cases[] = {
		{ "portal.dongnai.gov.vn", "portal.dongnai.gov.vn" },
		{ "Portal.DongNai.GOV.vn.", "portal.dongnai.gov.vn" },
		{ "xn--tnhngnai-2ya.vn", "xn--tnhngnai-2ya.vn" },
		{ "3.vn", "3.vn" },
		{ "localhost", NULL },
		{ "", NULL },
		{ ".", NULL },
		{ "..", NULL },
		{ "a..vn", NULL },
		{ ".vn", NULL },
		{ "a.vn..", NULL },
		{ "-a.vn", NULL },
		{ "a-.vn", NULL },
		{ "a_b.vn", NULL },
		{ "a b.vn", NULL },
		{ "192.0.2.1", NULL },
		{ "2001:db8::1", NULL },
		{ "https://portal.vn/", NULL },
		{ "t\xe1\xbb\x89nh.vn", NULL },
		{ "a\x1b[31m.vn", NULL },
		{ "0123456789012345678901234567890123456789012345678901234567890123.vn", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		char name[TARGET_NAME_MAX + 1];
		struct fault f = { "", "" };
		int rc = target_name(cases[i].input, name, &f);

		if (cases[i].expected == NULL) {
			assert_int_equal(rc, -1);
			assert_true(f.text[0] != '\0' && f.hint[0] != '\0');
			assert_null(strchr(f.text, '\x1b'));
		} else {
			assert_int_equal(rc, 0);
			assert_string_equal(name, cases[i].expected);
		}
	}
}

static void longest_name(void **state)
{
	char input[300], name[TARGET_NAME_MAX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(input); i++)
		input[i] = i % 2 ? '.' : 'a';
	input[253] = '\0';
	assert_int_equal(target_name(input, name, NULL), 0);
	input[253] = '.';
	input[254] = 'a';
	input[255] = '\0';
	assert_int_equal(target_name(input, name, NULL), -1);
}

static void good_file(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf# portals of the province\r\n"
		"portal.dongnai.gov.vn\r\n"
		"\n"
		"  dvc.dongnai.gov.vn. path=/dich-vu interval=30s\tdns_interval=10m # new\n"
		"A.vn";
	struct target_list list;
	struct fault f = { "", "" };

	(void)state;
	assert_int_equal(target_list_parse(&list, "t", text,
					   sizeof(text) - 1, &f), 0);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[0].name, "a.vn");
	assert_string_equal(list.items[0].path, "/");
	assert_int_equal(list.items[0].interval, 0);
	assert_string_equal(list.items[1].name, "dvc.dongnai.gov.vn");
	assert_string_equal(list.items[1].path, "/dich-vu");
	assert_int_equal(list.items[1].interval, 30);
	assert_int_equal(list.items[1].dns_interval, 600);
	assert_int_equal(list.items[1].line, 4);
	target_list_free(&list);
	target_list_free(&list);
}

static void broken_files(void **state)
{
	static const struct {
		const char *input, *expected;
	} cases[] = {
		{ "a.vn\nb_c.vn\n", "t:2: \"b_c.vn\" is not a host name" },
		{ "a.vn\n\n# x\na.vn\n", "t:4: a.vn is there already, in line 1" },
		{ "a.vn A.vn", "t:1: key=value was expected" },
		{ "a.vn =x", "t:1: key=value was expected" },
		{ "a.vn colour=red", "t:1: unknown key \"colour\"" },
		{ "a.vn path=x", "t:1: path must begin" },
		{ "a.vn path=/\xc4\x91", "t:1: path must be ASCII" },
		{ "a.vn path=/a path=/b", "t:1: key \"path\" comes twice" },
		{ "a.vn interval=0", "t:1: interval must be a duration" },
		{ "a.vn interval=8d", "t:1: interval must be a duration" },
		{ "a.vn dns_interval=soon", "t:1: dns_interval must be" },
		{ "a.vn\n\x7f" "ELF\x02\x01", "t:2: \"\\x7fELF\\x02\\x01\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct target_list list;
		struct fault f = { "", "" };

		assert_int_equal(target_list_parse(&list, "t", cases[i].input,
						   strlen(cases[i].input),
						   &f), -1);
		if (strncmp(f.text, cases[i].expected,
			    strlen(cases[i].expected)) != 0)
			fail_msg("%zu: %s", i, f.text);
		assert_int_equal(list.count, 0);
	}
}

static void garbage(void **state)
{
	char text[9000];
	struct target_list list;
	struct fault f = { "", "" };

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(target_list_parse(&list, "t", text, sizeof(text), &f),
			 -1);
	assert_non_null(strstr(f.text, "t:1: the line is longer"));
	memcpy(text, "a.vn\0b.vn\n", 10);
	assert_int_equal(target_list_parse(&list, "t", text, 10, NULL), -1);
	assert_int_equal(target_list_parse(&list, "t", "", 0, NULL), 0);
	assert_int_equal(list.count, 0);
	f.text[0] = '\0';
	assert_int_equal(target_list_read(&list, "/nonexistent/x", &f), -1);
	assert_non_null(strstr(f.text, "/nonexistent/x"));
}

static void operands(void **state)
{
	struct target_list list = { 0 };

	(void)state;
	assert_int_equal(target_list_add(&list, "B.vn", NULL), 0);
	assert_int_equal(target_list_add(&list, "b.vn.", NULL), 0);
	assert_int_equal(target_list_add(&list, "a.vn", NULL), 0);
	assert_int_equal(target_list_add(&list, "a b", NULL), -1);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].name, "b.vn");
	target_list_free(&list);
}

/* 10,000 portals in one file load in under a second. */
static void ten_thousand(void **state)
{
	char *text = malloc(600000);
	struct target_list list;
	size_t length = 0;
	double begun;
	int i;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < 10000; i++)
		length += (size_t)sprintf(text + length,
			"portal-%d.tinh.gov.vn path=/ # %d\n", i * 7919 % 10000, i);
	begun = clock_monotonic();
	assert_int_equal(target_list_parse(&list, "t", text, length, NULL), 0);
	assert_true(clock_monotonic() - begun < 1.0);
	assert_int_equal(list.count, 10000);
	target_list_free(&list);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(longest_name),
		cmocka_unit_test(good_file),
		cmocka_unit_test(broken_files),
		cmocka_unit_test(garbage),
		cmocka_unit_test(operands),
		cmocka_unit_test(ten_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
