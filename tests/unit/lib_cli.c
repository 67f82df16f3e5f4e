/* SPDX-License-Identifier: MIT */
/* The parser of the command line; what a user sees is in tests/cli. */
#include "unit.h"

#include "cli.h"
#include "cli_help.h"
#include "cli_parse.h"

static int run_nothing(struct cli *c)
{
	(void)c;
	return 0;
}

static const struct cli_option options[] = {
	{ "out", "FILE", "where", CLI_REQUIRED },
	{ "name", "NAME", "names", CLI_REPEAT },
	{ "quick", NULL, "flag", 0 },
	{ "count", "N", "number", 0 },
	{ NULL, NULL, NULL, 0 },
};
static const struct cli_command commands[] = {
	{ "make", "FILE…", "make it", "Teaches.\n", options, 1, 2, run_nothing },
	{ "look", NULL, "look at it", NULL, NULL, 0, 0, run_nothing },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NULL },
};
static const struct cli_command *const tables[] = { commands, NULL };
static const struct cli_tool tool = {
	"khien-test", "tests", NULL, commands, NULL
};

/* Splits LINE at blanks and parses it; the words live in *WORDS. */
static int parse(struct cli *c, const char *line, char **words)
{
	char *argv[32] = { (char *)"khien-test" }, *save = NULL, *word;
	int argc = 1;

	memset(c, 0, sizeof(*c));
	c->tool = &tool;
	*words = strdup(line);
	for (word = strtok_r(*words, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return cli_parse(c, tables, argc, argv);
}

static void test_good(void **state)
{
	const char *const *names;
	struct cli c;
	char *words;
	size_t count;
	int64_t n = 7;

	(void)state;
	assert_int_equal(parse(&c, "--json make --out=o --name a a.pem --name "
			       "b --quick -- --b.pem", &words), 0);
	assert_string_equal(c.command->name, "make");
	assert_string_equal(cli_value(&c, "out"), "o");
	names = cli_values(&c, "name", &count);
	assert_int_equal(count, 2);
	assert_string_equal(names[1], "b");
	assert_true(cli_flag(&c, "quick"));
	assert_true(cli_flag(&c, "json"));
	assert_int_equal(c.arg_count, 2);
	assert_string_equal(c.args[1], "--b.pem");
	assert_int_equal(cli_number(&c, "count", 1, 9, &n), 0);
	assert_int_equal(n, 7);
	cli_parse_free(&c);
	free(words);
}

static void test_bad(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "bake", "no command \"bake\"" },
		{ "make x", "--out FILE is missing" },
		{ "make --out", "--out needs a value" },
		{ "make --out a --out b x", "--out was given twice" },
		{ "make --out a", "FILE… is missing" },
		{ "make --out a b c d", "\"d\" is one word too many" },
		{ "make --quick=1 --out a b", "--quick takes no value" },
		{ "make --colour --out a b", "no option --colour" },
		{ "make -v --out a b", "no option -v" },
		{ "look --out a", "no option --out" },
		{ "look more", "one word too many" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct cli c;
		char *words;

		assert_int_equal(parse(&c, cases[i].line, &words), -1);
		if (strstr(c.fault.text, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].line, c.fault.text);
		cli_parse_free(&c);
		free(words);
	}
}

static void test_numbers(void **state)
{
	static const char *const bad[] = { "", "x", "1x", "0", "10", "-1",
		"99999999999999999999" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct cli c;
		char line[64], *words;
		int64_t n = 5;

		snprintf(line, sizeof(line), "make a --out b --count=%s",
			 bad[i]);
		assert_int_equal(parse(&c, line, &words), 0);
		assert_int_equal(cli_number(&c, "count", 1, 9, &n), -1);
		assert_int_equal(n, 5);
		cli_parse_free(&c);
		free(words);
	}
}

/* Help and completion come from the tables: every option is in them. */
static void test_help(void **state)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	FILE *f = tmpfile();
	char *text;
	size_t i;

	(void)state;
	cli_help_command(&tool, commands, f);
	text = unit_slurp(f);
	assert_non_null(strstr(text, "--out FILE"));
	assert_non_null(strstr(text, "--name NAME…"));
	assert_non_null(strstr(text, "Teaches."));
	assert_non_null(strstr(text, "--policy"));
	free(text);
	fclose(f);
	for (i = 0; i < COUNT(shells); i++) {
		f = tmpfile();
		assert_int_equal(cli_help_completion(&tool, tables, shells[i],
						     f), 0);
		text = unit_slurp(f);
		assert_non_null(strstr(text, "quick"));
		assert_non_null(strstr(text, "look"));
		free(text);
		fclose(f);
	}
	assert_int_equal(cli_help_completion(&tool, tables, "csh", stdout), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
