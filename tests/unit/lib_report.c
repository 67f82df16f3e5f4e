/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "render.h"
#include "report.h"

/* Judgements of these rows are the facts themselves. */
struct facts {
	enum verdict first, second, third;
	bool unprivileged;
};

static enum verdict judge_first(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct facts *f = facts;

	(void)p;
	(void)now;
	check_observed(j, "first is %d", f->first);
	return f->first;
}

static enum verdict judge_second(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct facts *f = facts;

	(void)p;
	(void)now;
	j->unprivileged = f->unprivileged;
	j->who = ACTOR_CA;
	return f->second;
}

static enum verdict judge_third(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	(void)p;
	(void)now;
	(void)j;
	return ((const struct facts *)facts)->third;
}

/* Ids that the published policy knows, so that they have a severity. */
static const struct check rows[] = {
	{ .id = "tls.handshake", .title = "first", .judge = judge_first },
	{ .id = "tls.version", .title = "second", .fix = "mend it",
	  .needs = { "tls.handshake" }, .judge = judge_second },
	{ .id = "tls.cert-name", .title = "third",
	  .needs = { "tls.version" }, .judge = judge_third },
};
static const struct check_table table = { rows, COUNT(rows) };

static struct policy *policy;

static int load(void **state)
{
	static const char text[] =
		"{\"profile\":\"t\",\"extends\":\"tt32-2017\",\"checks\":{"
		"\"tls.cert-name\":{\"severity\":\"should\","
		"\"clause\":\"https.trusted-ca\"}}}";

	(void)state;
	policy = policy_parse("t", text, strlen(text), NULL);
	return policy == NULL;
}

static int unload(void **state)
{
	(void)state;
	policy_free(policy);
	return 0;
}

static void judge(struct report *r, struct facts f)
{
	const struct subject s = { "portal", NULL };

	report_init(r, "portal", policy, 1000);
	report_judge(r, table, &f, &s);
	assert_true(report_ok(r));
}

static void test_verdicts(void **state)
{
	static const struct {
		struct facts facts;
		enum verdict lax, strict;
		size_t count;
	} cases[] = {
		{ { VERDICT_PASS, VERDICT_PASS, VERDICT_PASS, false },
		  VERDICT_PASS, VERDICT_PASS, 3 },
		{ { VERDICT_PASS, VERDICT_NONE, VERDICT_PASS, false },
		  VERDICT_PASS, VERDICT_PASS, 2 },
		{ { VERDICT_PASS, VERDICT_WARN, VERDICT_PASS, false },
		  VERDICT_WARN, VERDICT_WARN, 3 },
		{ { VERDICT_PASS, VERDICT_UNKNOWN, VERDICT_PASS, true },
		  VERDICT_WARN, VERDICT_UNKNOWN, 3 },
		{ { VERDICT_WARN, VERDICT_UNKNOWN, VERDICT_PASS, false },
		  VERDICT_UNKNOWN, VERDICT_UNKNOWN, 3 },
		/* "should": a failure is a warning */
		{ { VERDICT_PASS, VERDICT_PASS, VERDICT_FAIL, false },
		  VERDICT_WARN, VERDICT_WARN, 3 },
		{ { VERDICT_PASS, VERDICT_FAIL, VERDICT_PASS, false },
		  VERDICT_FAIL, VERDICT_FAIL, 3 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct report r;

		judge(&r, cases[i].facts);
		assert_int_equal(report_verdict(&r, false), cases[i].lax);
		assert_int_equal(report_verdict(&r, true), cases[i].strict);
		assert_int_equal(r.count, cases[i].count);
		report_free(&r);
	}
}

/* One cause, one finding: what only follows is unknown, and names the cause. */
static void test_needs(void **state)
{
	struct report r;
	const struct finding *d;

	(void)state;
	judge(&r, (struct facts){ VERDICT_FAIL, VERDICT_FAIL, VERDICT_FAIL, false });
	d = report_find(&r, "tls.handshake", "portal");
	assert_int_equal(d->verdict, VERDICT_FAIL);
	assert_null(d->because);
	d = report_find(&r, "tls.version", "portal");
	assert_int_equal(d->verdict, VERDICT_UNKNOWN);
	assert_string_equal(d->because->id, "tls.handshake");
	d = report_find(&r, "tls.cert-name", "portal");
	assert_int_equal(d->verdict, VERDICT_UNKNOWN);
	assert_string_equal(d->because->id, "tls.handshake");
	report_free(&r);
}

/* A need is looked up from the subject outwards, not sideways. */
static void test_parents(void **state)
{
	const struct subject portal = { "portal", NULL };
	const struct subject v4 = { "portal ipv4", &portal };
	const struct subject v6 = { "portal ipv6", &portal };
	const struct check_table one = { rows, 1 }, two = { rows + 1, 1 };
	struct facts bad = { VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS, false };
	struct report r;

	(void)state;
	report_init(&r, "portal", policy, 0);
	report_judge(&r, one, &bad, &v6);
	report_judge(&r, two, &bad, &v6);
	report_judge(&r, two, &bad, &v4);
	assert_int_equal(report_find(&r, "tls.version", "portal ipv6")->verdict,
			 VERDICT_UNKNOWN);
	assert_int_equal(report_find(&r, "tls.version", "portal ipv4")->verdict,
			 VERDICT_PASS);
	report_free(&r);

	report_init(&r, "portal", policy, 0);
	report_judge(&r, one, &bad, &portal);
	report_judge(&r, two, &bad, &v4);
	assert_int_equal(report_find(&r, "tls.version", "portal ipv4")->verdict,
			 VERDICT_UNKNOWN);
	report_free(&r);
	assert_int_equal(report_verdict(&r, false), VERDICT_UNKNOWN);
}

static char *render(const char *format, const struct report *r)
{
	bool brief = strcmp(format, "brief") == 0;
	const struct render_context x = {
		.tool = "khien-test", .command = "check", .verbose = !brief
	};
	FILE *f = tmpfile();
	char *text;

	assert_non_null(f);
	render_find(brief ? "text" : format)->write(f, r, 1, &x);
	text = unit_slurp(f);
	fclose(f);
	return text;
}

static void test_render(void **state)
{
	static const struct {
		const char *format, *has;
	} cases[] = {
		{ "text", "FAIL" }, { "text", "mend it" },
		{ "text", "1 passed, 0 warned, 1 failed, 1 unknown" },
		{ "text", "not judged, because of: tls.version" },
		{ "brief", "1 check was not judged, because of: tls.version" },
		{ "json", "\"because\": \"tls.version\"" },
		{ "json", "\"who\": \"ca\"" },
		{ "json", "\"schema\": \"khien.report/1\"" },
		{ "nagios", "CRITICAL - tls.version portal |" },
		{ "nagios", "'fail'=1;;;0" },
		{ "metrics", "khien_check_success{check=\"tls.version\","
		  "subject=\"portal\",severity=\"must\"} 0\n" },
		{ "metrics", "# EOF\n" },
	};
	struct report r;
	size_t i;

	(void)state;
	judge(&r, (struct facts){ VERDICT_PASS, VERDICT_FAIL, VERDICT_PASS, false });
	for (i = 0; i < COUNT(cases); i++) {
		char *text = render(cases[i].format, &r);

		if (strstr(text, cases[i].has) == NULL)
			fail_msg("%s lacks %s:\n%s", cases[i].format,
				 cases[i].has, text);
		free(text);
	}
	assert_null(render_find("xml"));
	report_free(&r);
}

/* What the network says must not break a line or a label. */
static void test_render_hostile(void **state)
{
	const struct subject s = { "a|b\n\"c\\", NULL };
	struct judgement j = { .observed = "x|y\nz" };
	struct report r;
	char *text;

	(void)state;
	report_init(&r, s.name, policy, 0);
	report_add(&r, &rows[0], &s, VERDICT_FAIL, &j);
	text = render("nagios", &r);
	assert_ptr_equal(strchr(text, '|'), strrchr(text, '|'));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
	text = render("metrics", &r);
	assert_non_null(strstr(text, "subject=\"a|b\\n\\\"c\\\\\""));
	free(text);
	report_free(&r);
}

/* A text that is cut is cut at a character's edge. */
static void test_cut(void **state)
{
	struct judgement j = { 0 };
	char long_text[700] = "";
	size_t i;

	(void)state;
	for (i = 0; i + 3 < sizeof(long_text); i += 3)
		strcat(long_text, "ế");
	check_observed(&j, "%s", long_text);
	i = strlen(j.observed);
	assert_true(i % 3 == 0 && i > 310);
	assert_int_equal((unsigned char)j.observed[i - 3], 0xe1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_render),
		cmocka_unit_test(test_render_hostile),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
