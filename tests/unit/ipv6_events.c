/* SPDX-License-Identifier: MIT */
/* From report to report: what is an event, and what is none. */
#include "unit.h"

#include "ipv6/events.h"
#include "policy.h"

static const struct check rows[] = {
	{ .id = "link.down", .title = "a" },
	{ .id = "route.default", .title = "b" },
	{ .id = "addr.lifetime", .title = "c" },
};

enum { DOWN, DEFAULT, LIFETIME };

/* What a report says of one check: verdict, and what was seen. */
struct said {
	int check;
	enum verdict verdict;
	const char *observed;
	int because;		/* a check, or -1 */
};

#define TURNS 4

/* Each turn's report, and the events after it, in order of the checks. */
static const struct {
	const char *name;
	struct {
		struct said said[3];
		size_t count;
		const char *events;
	} turns[TURNS];
} stories[] = {
	{ "appears once, is cleared once", {
		{ { { DOWN, VERDICT_PASS, "", -1 } }, 1, "" },
		{ { { DOWN, VERDICT_FAIL, "x", -1 } }, 1,
		  "appeared link.down pass fail;" },
		{ { { DOWN, VERDICT_FAIL, "x", -1 } }, 1, "" },
		{ { { DOWN, VERDICT_PASS, "", -1 } }, 1,
		  "cleared link.down fail pass;" },
	} },
	{ "gone altogether is cleared, too", {
		{ { { DOWN, VERDICT_WARN, "x", -1 } }, 1,
		  "appeared link.down pass warn;" },
		{ { { 0 } }, 0, "cleared link.down warn pass;" },
	} },
	{ "what cannot be judged is held", {
		{ { { DEFAULT, VERDICT_FAIL, "x", -1 } }, 1,
		  "appeared route.default pass fail;" },
		{ { { DOWN, VERDICT_FAIL, "y", -1 },
		    { DEFAULT, VERDICT_UNKNOWN, "", DOWN } }, 2,
		  "appeared link.down pass fail;" },
		{ { { DOWN, VERDICT_PASS, "", -1 },
		    { DEFAULT, VERDICT_FAIL, "x", -1 } }, 2,
		  "cleared link.down fail pass;" },
		{ { { DEFAULT, VERDICT_PASS, "", -1 } }, 1,
		  "cleared route.default fail pass;" },
	} },
	{ "a verdict changes", {
		{ { { DEFAULT, VERDICT_WARN, "x", -1 } }, 1,
		  "appeared route.default pass warn;" },
		{ { { DEFAULT, VERDICT_FAIL, "x", -1 } }, 1,
		  "changed route.default warn fail;" },
		{ { { DEFAULT, VERDICT_FAIL, "y", -1 } }, 1,
		  "changed route.default fail fail;" },
	} },
	{ "time alone is no change", {
		{ { { LIFETIME, VERDICT_WARN, "for another 4m 20s", -1 } }, 1,
		  "appeared addr.lifetime pass warn;" },
		{ { { LIFETIME, VERDICT_WARN, "for another 59s", -1 } }, 1, "" },
		{ { { LIFETIME, VERDICT_WARN, "for another 4m", -1 } }, 1, "" },
	} },
};

static char told[512];

static int tell(const struct event *e, void *data)
{
	(void)data;
	snprintf(told + strlen(told), sizeof(told) - strlen(told),
		 "%s %s %s %s;", events_name(e->kind), e->check->id,
		 check_verdict_name(e->before), check_verdict_name(e->after));
	return 0;
}

static void say(struct report *r, const struct said *s)
{
	const struct subject host = { "host", NULL };
	struct judgement j = { 0 };

	check_observed(&j, "%s", s->observed);
	report_add(r, &rows[s->check], &host, s->verdict, &j);
	/* the policy's severity is none of our business here */
	r->findings[r->count - 1].verdict = s->verdict;
	if (s->because >= 0)
		r->findings[r->count - 1].because = &rows[s->because];
}

static void stories_are_told(void **state)
{
	struct policy *p = policy_load(NULL, NULL);
	size_t i, t, k;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < COUNT(stories); i++) {
		struct events e = { 0 };

		for (t = 0; t < TURNS && stories[i].turns[t].events; t++) {
			struct report r;

			report_init(&r, "h", p, 0);
			for (k = 0; k < stories[i].turns[t].count; k++)
				say(&r, &stories[i].turns[t].said[k]);
			told[0] = '\0';
			assert_true(events_update(&e, &r, tell, NULL) >= 0);
			if (strcmp(told, stories[i].turns[t].events) != 0)
				fail_msg("%s, turn %zu: \"%s\"",
					 stories[i].name, t, told);
			report_free(&r);
		}
		events_free(&e);
	}
	policy_free(p);
}

static const struct {
	const char *a, *b;
	bool alike;
} pairs[] = {
	{ "", "", true },
	{ "x", "y", false },
	{ "expired 3s ago", "expired 1m 2s ago", true },
	{ "expired 3s ago", "expired ago", true },
	{ "expired 3s ago", "expired 3 ago", false },
	{ "2d 4h", "9w", true },
	/* parts of addresses are no durations */
	{ "fe80::2d dev eth0", "fe80::3d dev eth0", false },
	{ "2d::1", "3d::1", false },
	{ "mtu 1400", "mtu 1500", false },
};

static void durations_do_not_count(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++)
		if (events_alike(pairs[i].a, pairs[i].b) != pairs[i].alike)
			fail_msg("%s / %s", pairs[i].a, pairs[i].b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stories_are_told),
		cmocka_unit_test(durations_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
