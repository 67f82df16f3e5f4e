/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "json.h"
#include "policy.h"
#include "policy_knobs.h"

static struct policy *parse(const char *text, struct fault *f)
{
	return policy_parse("p.json", text, strlen(text), f);
}

static void test_published(void **state)
{
	struct fault f = { 0 };
	const char *const *name;

	(void)state;
	assert_string_equal(policy_names()[0], "tt32-2017");
	for (name = policy_names(); *name != NULL; name++) {
		struct policy *p = policy_load(*name, &f);

		if (p == NULL)
			fail_msg("%s", f.text);
		assert_string_equal(p->name, *name);
		assert_int_equal(strlen(p->hash), 64);
		policy_free(p);
	}
}

static void test_values(void **state)
{
	struct policy *p = policy_load(NULL, NULL), *s = policy_load("strict", NULL);

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->tls_version_min, 0x0303);
	assert_string_equal(p->tls_key_default, "rsa:2048");
	assert_int_equal(p->http_hsts_start, 300);
	assert_false(p->http_hsts_subdomains);
	assert_int_equal(p->dnssec_validity, 30 * 86400);
	assert_int_equal(p->tls_ciphers.count, 6);
	assert_true(policy_list_has(&p->tls_groups, "x25519"));
	assert_false(policy_list_has(&p->tls_groups, "x448"));
	assert_non_null(s);
	assert_string_equal(s->base, "tt32-2017");
	assert_int_equal(s->tls_version_min, 0x0304);
	assert_int_equal(s->tls_ciphers.count, 0);
	assert_int_equal(s->http_hsts_start, 300);	/* from the base */
	assert_string_not_equal(p->hash, s->hash);
	policy_free(p);
	policy_free(s);
	policy_free(NULL);
}

/* Each error names its line and column and what was expected. */
static void test_errors(void **state)
{
	static const struct {
		const char *text, *place, *says;
	} cases[] = {
		{ "{\"profile\":\"x\",", "p.json:1:", "" },
		{ "[]", "p.json:1:1:", "object" },
		{ "{\n \"profile\": 1 }", "p.json:2:13:", "string" },
		{ "{\"profile\":\"x\"}", "p.json:1:", "knob" },
		{ "{\"profile\":\"x\",\n\"colour\": 1 }", "p.json:2:11:",
		  "unknown key \"colour\"" },
		{ "{\"profile\":\"x\", \"extends\":\"y\"}", "p.json:1:27:",
		  "no profile \"y\"" },
		{ "{\"extends\":\"strict\"}", "p.json:1:1:",
		  "\"profile\" is missing" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": 3}",
		  "p.json:1:46:", "object" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.verison-min\": {} } }", "p.json:2:22:",
		  "unknown key \"tls.verison-min\"" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.version-min\": { \"value\": \"1.4\",\n"
		  "   \"clause\": \"https.tls12\" } } }", "p.json:2:33:",
		  "\"1.3\"" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.version-min\": { \"value\": \"1.2\" } } }",
		  "p.json:2:22:", "\"clause\" is missing" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.version-min\": { \"value\": \"1.2\",\n"
		  "   \"clause\": \"https.tls99\" } } }", "p.json:3:14:",
		  "no clause \"https.tls99\"" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.key-rsa-bits-min\": { \"value\": 100,\n"
		  "   \"clause\": \"https.key-2048\" } } }", "p.json:2:38:",
		  "from 1024 to 16384" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"tls.groups\": { \"value\": [\"X25519\",\"X25519\"],\n"
		  "   \"clause\": \"https.tls12\" } } }", "p.json:2:28:",
		  "different words" },
#define LIFETIME(value) \
		"{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n" \
		"  \"tls.cert-lifetime-max\": { \"value\": " value ",\n" \
		"   \"clause\": \"https.key-2048\" } } }", "p.json:2:", \
		"an object of dates"
		{ LIFETIME("\"200d\"") }, { LIFETIME("{}") },
		{ LIFETIME("{\"2026-03-15\": 200}") },
		{ LIFETIME("{\"2026-03-15\": \"11y\"}") },
		{ LIFETIME("{\"2026-03-15\": \"4000d\"}") },
		{ LIFETIME("{\"2026-03\": \"200d\"}") },
		{ LIFETIME("{\"2026-02-30\": \"200d\"}") },
		{ LIFETIME("{\"1773532800\": \"200d\"}") },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"knobs\": {\n"
		  "  \"dnssec.refresh\": { \"value\": \"90d\",\n"
		  "   \"clause\": \"dnssec.own\" } } }", "p.json:2:32:",
		  "must not be above" },
		{ "{\"profile\":\"x\", \"extends\":\"strict\", \"checks\": {\n"
		  "  \"no.such-check\": { \"severity\": \"must\",\n"
		  "   \"clause\": \"https.tls12\" } } }", "p.json:2:20:",
		  "no check \"no.such-check\"" },
		{ "{\"profile\":\"x\", \"profile\":\"x\"}", "p.json:1:", "" },
		{ "\xff\xfe\x01", "p.json:1:", "" },
		{ "", "p.json:1:", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { 0 };
		struct policy *p = parse(cases[i].text, &f);

		assert_null(p);
		if (strncmp(f.text, cases[i].place, strlen(cases[i].place)) ||
		    strstr(f.text, cases[i].says) == NULL)
			fail_msg("case %zu: %s", i, f.text);
	}
}

/* By date, in whatever order they are written. */
static void test_schedule(void **state)
{
	static const char text[] = "{\"profile\":\"x\","
		"\"extends\":\"tt32-2017\",\"knobs\":{"
		"\"tls.cert-lifetime-max\":{\"value\":{\"1970-01-03\":\"2d\","
		"\"1970-01-02\":\"3d\"},\"clause\":\"https.tls12\"}}}";
	static const struct {
		int64_t time, value;
	} cases[] = {
		{ 0, -1 }, { 86399, -1 }, { 86400, 3 * 86400 },
		{ 2 * 86400 - 1, 3 * 86400 }, { 2 * 86400, 2 * 86400 },
		{ INT64_MAX, 2 * 86400 },
	};
	struct policy *p = parse(text, NULL);
	size_t i;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(policy_schedule_at(&p->tls_cert_lifetime_max,
						    cases[i].time),
				 cases[i].value);
	policy_free(p);
}

static void test_weakened(void **state)
{
	static const char text[] = "{\"profile\":\"weak\","
		"\"extends\":\"tt32-2017\",\"knobs\":{\"tls.version-min\":"
		"{\"value\":\"1.1\",\"clause\":\"https.tls12\"}}}";
	struct policy *p = parse(text, NULL);

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->tls_version_min, 0x0302);
	assert_string_equal(p->name, "weak");
	policy_free(p);
}

/* Every knob: clause, help, a place of its own; every check a clause. */
static void test_complete(void **state)
{
	struct policy *p = policy_load(NULL, NULL);
	size_t i, k;

	(void)state;
	for (i = 0; i < policy_knob_count; i++) {
		const struct knob *a = &policy_knobs[i];
		json_t *knob = json_object_get(p->knobs, a->id);
		const char *clause = json_string_value(
			json_object_get(knob, "clause"));

		assert_non_null(clause);
		assert_non_null(policy_find_clause(p, clause));
		assert_true(a->help != NULL && a->help[0] != '\0');
		assert_true((a->kind == KNOB_NUMBER) == (a->unit != NULL));
		for (k = 0; k < i; k++)
			assert_true(policy_knobs[k].offset != a->offset);
	}
	for (i = 0; i < p->check_count; i++)
		assert_non_null(policy_find_clause(p, p->checks[i].clause));
	assert_int_equal(policy_severity(p, "no.such"), SEVERITY_OFF);
	assert_string_equal(policy_check_clause(p, "no.such"), "");
	policy_free(p);
}

/* What is printed can be edited and loaded again, and must stay complete. */
static void test_round_trip(void **state)
{
	struct policy *p = policy_load("strict", NULL), *again;
	json_t *j = policy_json(p);
	struct fault f = { 0 };
	char *text = json_dumps(j, JSON_INDENT(1));

	(void)state;
	again = policy_parse("dumped.json", text, strlen(text), &f);
	if (again == NULL)
		fail_msg("%s", f.text);
	assert_int_equal(again->tls_version_min, 0x0304);
	assert_int_equal(again->check_count, p->check_count);
	policy_free(again);
	free(text);

	json_object_set_new(json_object_get(j, "checks"), "tls.verison",
		json_pack("{s:s, s:s}", "severity", "must", "clause",
			  "https.tls12"));
	text = json_dumps(j, 0);
	assert_null(policy_parse("dumped.json", text, strlen(text), &f));
	assert_non_null(strstr(f.text, "no check \"tls.verison\""));
	free(text);

	memset(&f, 0, sizeof(f));
	json_object_del(json_object_get(j, "checks"), "tls.verison");
	json_object_del(json_object_get(j, "checks"), "tls.version");
	text = json_dumps(j, 0);
	assert_null(policy_parse("dumped.json", text, strlen(text), &f));
	assert_non_null(strstr(f.text, "check \"tls.version\" is missing"));
	free(text);
	json_decref(j);
	policy_free(p);
}

static void test_json(void **state)
{
	struct policy *p = policy_load("strict", NULL);
	json_t *j = policy_json(p), *s = policy_schema();

	(void)state;
	assert_non_null(j);
	assert_non_null(s);
	assert_int_equal(json_object_size(json_object_get(j, "knobs")),
			 policy_knob_count);
	json_decref(j);
	json_decref(s);
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_weakened),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
