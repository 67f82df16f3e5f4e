/* SPDX-License-Identifier: MIT */
/* config: defaults, every key, and where a file is broken. */
#include "unit.h"

#include "probe/config.h"

static int parse(struct config *c, const char *text, struct fault *f)
{
	memset(f, 0, sizeof(*f));
	return config_parse(c, "/etc/khien/p.json", text, strlen(text), f);
}

static void defaults(void **state)
{
	struct config c;
	struct fault f;

	(void)state;
	assert_int_equal(parse(&c, "{}", &f), 0);
	assert_null(c.targets);
	assert_string_equal(c.trust_anchor, "/usr/share/dns/root.key");
	assert_string_equal(c.lines, "-");
	assert_false(c.allow_private);
	assert_null(c.store);
	assert_int_equal(c.keep_minutes, 14 * 86400);
	assert_int_equal(c.interval, 60);
	assert_int_equal(c.dns_interval, 300);
	assert_int_equal(c.listen_count, 2);
	assert_string_equal(c.listen[0].text, "127.0.0.1:9810");
	assert_int_equal(c.listen[1].address.ss_family, AF_INET6);
	config_free(&c);
	config_free(&c);
}

static void everything(void **state)
{
	static const char text[] =
		"{ \"note\": [\"x\"], \"targets\": \"t.txt\","
		" \"listen\": [\"[2001:db8::1]:80\"],"
		" \"trust_anchor\": \"/a\", \"root_hints\": \"h\","
		" \"ca_file\": \"ca.pem\", \"lines\": \"events.ndjson\","
		" \"results\": true, \"allow_private\": true,"
		" \"interval\": \"30s\", \"dns_interval\": \"10m\","
		" \"timeout\": \"5s\", \"parallel\": 7 }";
	struct config c;
	struct fault f;

	(void)state;
	assert_int_equal(parse(&c, text, &f), 0);
	assert_string_equal(c.targets, "/etc/khien/t.txt");
	assert_string_equal(c.trust_anchor, "/a");
	assert_string_equal(c.root_hints, "/etc/khien/h");
	assert_string_equal(c.ca_file, "/etc/khien/ca.pem");
	assert_string_equal(c.lines, "/etc/khien/events.ndjson");
	assert_true(c.results && c.allow_private);
	assert_int_equal(c.interval, 30);
	assert_int_equal(c.dns_interval, 600);
	assert_int_equal(c.timeout, 5);
	assert_int_equal(c.parallel, 7);
	assert_int_equal(c.listen_count, 1);
	assert_string_equal(c.listen[0].text, "[2001:db8::1]:80");
	config_free(&c);
	assert_int_equal(parse(&c, "{ \"listen\": [] }", &f), 0);
	assert_int_equal(c.listen_count, 0);
	config_free(&c);
}

static void broken(void **state)
{
	static const struct {
		const char *input, *expected;
	} cases[] = {
		{ "", ":1:" },
		{ "[]", ":1:1: a JSON object" },
		{ "{\n \"intervall\": \"1s\" }", ":2:15: unknown key" },
		{ "{\n \"interval\": 60 }", ":2:14: \"interval\" must be" },
		{ "{ \"interval\": \"0s\" }", "\"interval\" must be" },
		{ "{ \"timeout\": \"2m\" }", "from \"1s\" to \"1m\"" },
		{ "{ \"parallel\": 0 }", "from 1 to 10000" },
		{ "{ \"allow_private\": \"no\" }", "true or false" },
		{ "{ \"targets\": 1 }", "must be a string" },
		{ "{ \"targets\": \"\" }", "is empty" },
		{ "{ \"listen\": \"127.0.0.1:1\" }", "must be a list" },
		{ "{ \"listen\": [1] }", "\"ADDRESS:PORT\"" },
		{ "{\n\"listen\": [\"127.0.0.1:1\",\n \"::1\"] }", ":3:2: " },
		{ "{ \"listen\": [\"localhost:1\"] }", "\"ADDRESS:PORT\"" },
		{ "{ \"listen\": [\"[::1]:0\"] }", "\"ADDRESS:PORT\"" },
		{ "{ \"listen\": [\"[::1]:65536\"] }", "\"ADDRESS:PORT\"" },
		{ "{ \"listen\": [\"[::1]:+5\"] }", "\"ADDRESS:PORT\"" },
		{ "{ \"timeout\": \"1s\", \"timeout\": \"1s\" }", "duplicate" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct config c;
		struct fault f;

		assert_int_equal(parse(&c, cases[i].input, &f), -1);
		if (strstr(f.text, cases[i].expected) == NULL ||
		    strstr(f.text, "/etc/khien/p.json") == NULL)
			fail_msg("%zu: %s", i, f.text);
		assert_null(c.lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(everything),
		cmocka_unit_test(broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
