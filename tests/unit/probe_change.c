/* SPDX-License-Identifier: MIT */
/* change: what counts as a change, and what does not. */
#include "unit.h"

#include "probe/judge/change.h"

static const struct check connect = { .id = "https.connect" };
static const struct check hsts = { .id = "http.hsts" };

static char heard[512];

static void hear(void *arg, const struct change *e)
{
	size_t used = strlen(heard);

	(void)arg;
	(void)snprintf(heard + used, sizeof(heard) - used,
		       "%s/%s %s>%s since %d%s;", e->check->id, e->subject,
		       check_verdict_name(e->from), check_verdict_name(e->to),
		       (int)e->since, e->finding == NULL ? " gone" : "");
}

/* One step: the findings of a look, and the events that must come of it. */
struct step {
	unsigned part;
	struct {
		const struct check *check;
		const char *subject;
		enum verdict verdict;
		const struct check *because;
	} found[3];
	const char *expected;
};

static void play(const struct step *steps, size_t count)
{
	struct change_state s = { 0 };
	size_t i, n;

	for (i = 0; i < count; i++) {
		struct finding d[3] = { { 0 } };

		for (n = 0; n < 3 && steps[i].found[n].check != NULL; n++) {
			d[n].check = steps[i].found[n].check;
			d[n].subject = (char *)(uintptr_t)
				steps[i].found[n].subject;
			d[n].verdict = steps[i].found[n].verdict;
			d[n].because = steps[i].found[n].because;
		}
		heard[0] = '\0';
		assert_int_equal(change_update(&s, steps[i].part, d, n,
					      100 + (int64_t)i, hear, NULL), 0);
		assert_string_equal(heard, steps[i].expected);
	}
	change_free(&s);
	change_free(&s);
}

static void changes(void **state)
{
	static const struct step steps[] = {
		{ 0, { { &connect, "v4", VERDICT_PASS, NULL },
		       { &connect, "v6", VERDICT_FAIL, NULL } },
		  "https.connect/v6 none>fail since 0;" },
		{ 0, { { &connect, "v4", VERDICT_PASS, NULL },
		       { &connect, "v6", VERDICT_FAIL, NULL } }, "" },
		{ 0, { { &connect, "v4", VERDICT_WARN, NULL },
		       { &connect, "v6", VERDICT_PASS, NULL } },
		  "https.connect/v4 pass>warn since 100;"
		  "https.connect/v6 fail>pass since 100;" },
		{ 0, { { &connect, "v4", VERDICT_UNKNOWN, NULL },
		       { &connect, "v6", VERDICT_PASS, NULL } },
		  "https.connect/v4 warn>unknown since 102;" },
	};

	(void)state;
	play(steps, COUNT(steps));
}

/* What is unknown because of another raises nothing, and loses nothing. */
static void consequences(void **state)
{
	static const struct step steps[] = {
		{ 0, { { &connect, "v6", VERDICT_PASS, NULL },
		       { &hsts, "v6", VERDICT_WARN, NULL } },
		  "http.hsts/v6 none>warn since 0;" },
		{ 0, { { &connect, "v6", VERDICT_FAIL, NULL },
		       { &hsts, "v6", VERDICT_UNKNOWN, &connect } },
		  "https.connect/v6 pass>fail since 100;" },
		{ 0, { { &connect, "v6", VERDICT_PASS, NULL },
		       { &hsts, "v6", VERDICT_WARN, NULL } },
		  "https.connect/v6 fail>pass since 101;" },
		{ 0, { { &connect, "v6", VERDICT_PASS, NULL },
		       { &hsts, "v6", VERDICT_PASS, NULL } },
		  "http.hsts/v6 warn>pass since 100;" },
	};

	(void)state;
	play(steps, COUNT(steps));
}

/* What a look no longer has goes; what the other look has stays. */
static void parts(void **state)
{
	static const struct step steps[] = {
		{ 0, { { &connect, "a", VERDICT_PASS, NULL },
		       { &connect, "b", VERDICT_FAIL, NULL } },
		  "https.connect/b none>fail since 0;" },
		{ 1, { { &hsts, "zone", VERDICT_PASS, NULL } }, "" },
		{ 0, { { NULL, NULL, 0, NULL } },
		  "https.connect/b fail>none since 100 gone;" },
		{ 1, { { &hsts, "zone", VERDICT_FAIL, NULL } },
		  "http.hsts/zone pass>fail since 101;" },
	};

	(void)state;
	play(steps, COUNT(steps));
}

static void worst(void **state)
{
	struct change_state s = { 0 };
	struct finding d[2] = {
		{ .check = &connect, .subject = (char *)(uintptr_t)"a",
		  .verdict = VERDICT_WARN },
		{ .check = &hsts, .subject = (char *)(uintptr_t)"a",
		  .verdict = VERDICT_UNKNOWN, .because = &connect },
	};

	(void)state;
	assert_int_equal(change_worst(&s), VERDICT_UNKNOWN);
	assert_int_equal(change_update(&s, 0, d, 2, 5, hear, NULL), 0);
	assert_int_equal(change_worst(&s), VERDICT_WARN);
	assert_int_equal(s.entries[0].runs, 1);
	assert_int_equal(s.entries[0].failures, 0);
	assert_int_equal(s.entries[1].runs, 0);
	change_free(&s);
}

/* What is worth a second look before it is told. */
static void worsens(void **state)
{
	static const struct {
		enum verdict before, now;
		bool expected;
	} cases[] = {
		{ VERDICT_PASS, VERDICT_FAIL, true },
		{ VERDICT_WARN, VERDICT_FAIL, true },
		{ VERDICT_UNKNOWN, VERDICT_FAIL, true },
		{ VERDICT_FAIL, VERDICT_FAIL, false },
		{ VERDICT_FAIL, VERDICT_PASS, false },
		{ VERDICT_PASS, VERDICT_WARN, false },
		{ VERDICT_PASS, VERDICT_UNKNOWN, false },
		{ VERDICT_NONE, VERDICT_FAIL, false },	/* the first look */
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct change_state s = { 0 };
		struct finding d = {
			.check = &connect, .verdict = cases[i].before,
			.subject = (char *)(uintptr_t)"a",
		};

		if (cases[i].before != VERDICT_NONE)
			assert_int_equal(change_update(&s, 0, &d, 1, 5, hear,
						       NULL), 0);
		d.verdict = cases[i].now;
		assert_int_equal(change_worsens(&s, 0, &d, 1),
				 cases[i].expected);
		assert_false(change_worsens(&s, 1, &d, 1));
		change_free(&s);
		heard[0] = '\0';
	}
}

static void count(void *arg, const struct change *e)
{
	int *counts = arg;

	counts[0]++;
	counts[1] += e->flapping;
	counts[2] += e->rests;
	counts[3] = e->to;
}

/* To and fro is told once; when it rests, that, and how it is then. */
static void flapping(void **state)
{
	struct change_state s = { 0 };
	struct finding d = {
		.check = &connect, .subject = (char *)(uintptr_t)"a",
	};
	int counts[4] = { 0 }, i;

	(void)state;
	for (i = 0; i < 40; i++) {	/* every look another verdict */
		d.verdict = i % 2 == 0 ? VERDICT_PASS : VERDICT_FAIL;
		assert_int_equal(change_update(&s, 0, &d, 1, i, count,
					       counts), 0);
	}
	assert_int_equal(counts[0], 7);	/* the seventh says so */
	assert_int_equal(counts[1], 1);
	assert_int_equal(counts[2], 0);
	assert_true(s.entries[0].flapping);
	for (i = 40; i < 80; i++)	/* then it stays down */
		assert_int_equal(change_update(&s, 0, &d, 1, i, count,
					       counts), 0);
	assert_int_equal(counts[0], 8);
	assert_int_equal(counts[2], 1);
	assert_int_equal(counts[3], VERDICT_FAIL);
	assert_false(s.entries[0].flapping);
	d.verdict = VERDICT_PASS;	/* and what changes is told again */
	assert_int_equal(change_update(&s, 0, &d, 1, 80, count, counts), 0);
	assert_int_equal(counts[0], 9);
	assert_int_equal(counts[3], VERDICT_PASS);
	change_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes),
		cmocka_unit_test(consequences),
		cmocka_unit_test(parts),
		cmocka_unit_test(worst),
		cmocka_unit_test(worsens),
		cmocka_unit_test(flapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
