/* SPDX-License-Identifier: MIT */
/* schedule: phases, jitter, and the order in which looks come due. */
#include "unit.h"

#include "probe/schedule.h"
#include "probe/target.h"

#define MINUTE 60000

/* Successive looks lie one interval apart, give or take the jitter. */
static void steady(void **state)
{
	static const int64_t intervals[] = { 1, 7, 1000, MINUTE, 604800000 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(intervals); i++) {
		int64_t n = intervals[i], width = n / SCHEDULE_JITTER;
		uint64_t hash = target_hash("portal.dongnai.gov.vn");
		int64_t now = 12345678, before;
		int round;

		before = schedule_next(hash, n, now);
		assert_true(before > now && before <= now + n + width);
		for (round = 0; round < 1000; round++) {
			now = schedule_next(hash, n, before);
			assert_true(now > before);
			assert_true(now - before >= n - width);
			assert_true(now - before <= n + width);
			before = now;
		}
	}
}

/* A moment skipped does not make a look come twice, nor shift its phase. */
static void same_phase(void **state)
{
	uint64_t hash = target_hash("a.vn");
	int64_t due = schedule_next(hash, MINUTE, 0);

	(void)state;
	assert_int_equal(schedule_next(hash, MINUTE, due - 1), due);
	assert_true(schedule_next(hash, MINUTE, due) > due + MINUTE / 2);
	assert_int_equal(schedule_next(hash, MINUTE, due + 10 * MINUTE),
			 schedule_next(hash, MINUTE, due + 10 * MINUTE));
}

/* 10,000 names spread over the minute: no second has twice its share. */
static void spread(void **state)
{
	int seconds[64] = { 0 }, i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		char name[40];

		(void)snprintf(name, sizeof(name), "portal-%d.gov.vn", i);
		seconds[schedule_next(target_hash(name), MINUTE, 0) / 1000]++;
	}
	for (i = 4; i < 60; i++)
		assert_in_range(seconds[i], 83, 333);
}

static void first(void **state)
{
	uint64_t hash = target_hash("a.vn");

	(void)state;
	assert_in_range(schedule_first(hash, MINUTE, 1, 20, 100), 100, 119);
	assert_in_range(schedule_first(hash, MINUTE, 100, 20, 0), 0, 1999);
	assert_in_range(schedule_first(hash, MINUTE, 1000000, 20, 0), 0,
			MINUTE - 1);
	assert_int_equal(schedule_first(hash, MINUTE, 0, 20, 7), 7);
}

static void heap(void **state)
{
	static struct schedule_entry entries[1000];
	struct schedule s = { 0 };
	uint64_t x = 1;
	int64_t before = -1;
	int i, left = 0;

	(void)state;
	assert_null(schedule_top(&s));
	for (i = 0; i < 1000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		assert_int_equal(schedule_add(&s, &entries[i],
					      (int64_t)(x >> 54)), 0);
	}
	for (i = 0; i < 1000; i += 3) {	/* move some, take some out */
		assert_int_equal(schedule_add(&s, &entries[i],
					      entries[i].due / 2), 0);
		schedule_remove(&s, &entries[i + (i % 2 ? 0 : 1) % 1000]);
	}
	assert_null(schedule_pop(&s, -1));
	while (schedule_top(&s) != NULL) {
		struct schedule_entry *e = schedule_pop(&s, 1 << 30);

		assert_true(e->due >= before);
		assert_int_equal(e->place, 0);
		before = e->due;
		left++;
	}
	assert_int_equal(left, 1000 - 334);
	schedule_remove(&s, &entries[0]);	/* not in: nothing happens */
	schedule_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steady),
		cmocka_unit_test(same_phase),
		cmocka_unit_test(spread),
		cmocka_unit_test(first),
		cmocka_unit_test(heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
