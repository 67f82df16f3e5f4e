/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <locale.h>

#include "fault.h"
#include "text.h"

static void test_grows(void **state)
{
	struct text t = { 0 };
	int i;

	(void)state;
	assert_string_equal(text_get(&t), "");
	for (i = 0; i < 1000; i++)
		text_printf(&t, "%03d", i);
	assert_true(text_ok(&t));
	assert_int_equal(t.length, 3000);
	assert_int_equal(strncmp(text_get(&t) + 2997, "999", 4), 0);
	text_free(&t);
	assert_int_equal(t.length, 0);
}

static void test_refuses_absurd_size(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add_bytes(&t, "x", SIZE_MAX - 1);
	assert_false(text_ok(&t));
	text_add(&t, "more");
	assert_string_equal(text_get(&t), "");
	text_free(&t);
}

/* A shell must read each back as the word it was. */
static void test_shell(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "plain-1.2/x", "plain-1.2/x" },
		{ "", "''" },
		{ "two words", "'two words'" },
		{ "it's", "'it'\\''s'" },
		{ "a;rm -rf $HOME", "'a;rm -rf $HOME'" },
		{ "new\nline", "'new\nline'" },
		{ "~", "'~'" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct text t = { 0 };

		text_add_shell(&t, cases[i].in);
		assert_string_equal(text_get(&t), cases[i].out);
		text_free(&t);
	}
}

static void test_columns(void **state)
{
	(void)state;
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		skip();
	assert_int_equal(text_columns("khien"), 5);
	assert_int_equal(text_columns("khiên"), 5);
	assert_int_equal(text_columns("khie\xcc\x82n"), 5);	/* NFD */
	assert_int_equal(text_columns("\xff\xfe"), 2);		/* no UTF-8 */
}

static void test_clean(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "khiên 盾", "khiên 盾" },
		{ "a\033[2Jb\nc\x7f", "a?[2Jb?c?" },
		{ "\xff\xfe", "??" },
		{ "\xc3", "?" },
		{ "\xc3(", "?(" },
		{ "\xe1\xbb", "??" },
		{ "\xc0\xaf", "??" },		/* too long a form of / */
		{ "\xed\xa0\x80", "???" },	/* a surrogate */
		{ "\xf4\x90\x80\x80", "????" },
		{ "\xc2\x9b", "??" },		/* CSI, a control character */
		{ "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		char s[32];

		snprintf(s, sizeof(s), "%s", cases[i].in);
		text_clean(s);
		assert_string_equal(s, cases[i].out);
	}
}

static void test_fault(void **state)
{
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(fault_set(&f, "cause %d", 1), -1);
	assert_int_equal(fault_set(&f, "later"), -1);
	fault_context(&f, "%s", "file");
	assert_string_equal(f.text, "file: cause 1");
	fault_hint(&f, "first");
	fault_hint(&f, "second");
	assert_string_equal(f.hint, "first");
	memset(&f, 0, sizeof(f));
	errno = ENOENT;
	fault_errno(&f, "cannot open %s", "x");
	assert_string_equal(f.text, "cannot open x: No such file or directory");
	assert_int_equal(fault_set(NULL, "nobody cares"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_refuses_absurd_size),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
