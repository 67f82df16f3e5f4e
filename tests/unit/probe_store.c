/* SPDX-License-Identifier: MIT */
/* store: sums, roll-ups, the ledger and what breaks it, retention, damage. */
#include "unit.h"

#include <sqlite3.h>
#include <unistd.h>

#include "file.h"
#include "probe/store/ledger.h"
#include "probe/store/sqlite.h"
#include "probe/store/store.h"

#define DAY1 1795478400		/* 2026-11-24 */
#define DAY2 (DAY1 + STORE_DAY)

static char folder[] = "/tmp/khien-store.XXXXXX";
static char file[64];
static const struct store_keep keep = {
	STORE_DAY, 14 * STORE_DAY, 400 * STORE_DAY, 400 * STORE_DAY,
};

static struct store_record sample(int64_t time, const char *name,
				  enum store_state v4, enum store_state v6)
{
	struct store_record r = {
		.time = time, .name = (char *)(uintptr_t)name,
		.sample = { 60, { v4, v6 }, { 1000, -1 } },
	};

	return r;
}

static void *opened(bool reader)
{
	struct fault f = { "", "" };
	void *db;

	if (sqlite_ops.open(&db, file, reader, &f) != STORE_DONE)
		fail_msg("%s", f.text);
	return db;
}

static void sql(const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void sums(void **state)
{
	static const struct {
		enum store_state v4, v6;
		int either, both;	/* 1 up, -1 down, 0 unknown */
	} rows[] = {
		{ STORE_UP, STORE_UP, 1, 1 },
		{ STORE_UP, STORE_DOWN, 1, -1 },
		{ STORE_DOWN, STORE_UP, 1, -1 },
		{ STORE_DOWN, STORE_DOWN, -1, -1 },
		{ STORE_UP, STORE_UNKNOWN, 1, 0 },
		{ STORE_UNKNOWN, STORE_DOWN, 0, -1 },
		{ STORE_UNKNOWN, STORE_UNKNOWN, 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct store_record r = sample(1, "a", rows[i].v4, rows[i].v6);
		struct store_sums s = { 0 };

		store_sums_add(&s, &r.sample);
		assert_int_equal(s.up[STORE_EITHER] - s.down[STORE_EITHER],
				 60 * rows[i].either);
		assert_int_equal(s.up[STORE_BOTH] - s.down[STORE_BOTH],
				 60 * rows[i].both);
		store_sums_join(&s, &s);
		assert_int_equal(s.samples, 2);
	}
}

static struct store_sums seen;
static int rows_seen;

static int see(void *arg, const struct store_rollup *r)
{
	(void)arg;
	seen = r->sums;
	rows_seen++;
	return 0;
}

static void look(int64_t span, int64_t from, const char *name, int rows)
{
	void *db = opened(true);

	rows_seen = 0;
	assert_int_equal(sqlite_ops.rollups(db, span, from, from + STORE_DAY,
					    name, see, NULL, NULL), 0);
	assert_int_equal(rows_seen, rows);
	sqlite_ops.close(db);
}

static void rolled_up(void **state)
{
	struct store_record r[121];
	void *db = opened(false);
	size_t i;

	(void)state;
	for (i = 0; i < 120; i++)
		r[i] = sample(DAY1 + 60 * (int64_t)i, "a.vn", STORE_UP,
			      i < 30 ? STORE_DOWN : STORE_UP);
	r[120] = sample(DAY1 + 5, "b.vn", STORE_DOWN, STORE_DOWN);
	assert_int_equal(sqlite_ops.write(db, r, 121, NULL), STORE_DONE);
	/* the same once more changes nothing */
	assert_int_equal(sqlite_ops.write(db, r, 121, NULL), STORE_DONE);
	sqlite_ops.close(db);
	look(STORE_MINUTE, DAY1, "a.vn", 120);
	look(STORE_HOUR, DAY1, "a.vn", 2);
	look(STORE_DAY, DAY1, NULL, 2);
	look(STORE_DAY, DAY1, "a.vn", 1);
	assert_int_equal(seen.samples, 120);
	assert_int_equal(seen.up[STORE_IPV4], 7200);
	assert_int_equal(seen.down[STORE_IPV6], 1800);
	assert_int_equal(seen.up[STORE_BOTH], 5400);
	assert_int_equal(seen.answers[0], 120);
	assert_int_equal(seen.us_max[0], 1000);
	assert_int_equal(seen.answers[1], 0);
}

/* ---- the ledger ---- */

static int count_entry(void *arg, const struct store_entry *e)
{
	(void)e;
	++*(int *)arg;
	return 0;
}

static int closed_at(int64_t now)
{
	void *db = opened(false);
	int n = 0;

	assert_int_equal(sqlite_ops.upkeep(db, now, &keep, count_entry, &n,
					   NULL), STORE_DONE);
	sqlite_ops.close(db);
	return n;
}

static struct ledger_verdict checked(const char *head)
{
	struct ledger_verdict v;
	void *db = opened(true);
	struct fault f = { "", "" };

	if (ledger_check(&sqlite_ops, db, head, &v, &f) < 0)
		fail_msg("%s", f.text);
	sqlite_ops.close(db);
	return v;
}

static void closing(void **state)
{
	struct store_record r = sample(DAY2 + 7, "a.vn", STORE_UP, STORE_UP);
	struct store_record late = sample(DAY1 + 7, "a.vn", STORE_UP, STORE_UP);
	struct ledger_verdict v;
	void *db = opened(false);

	(void)state;
	assert_int_equal(sqlite_ops.write(db, &r, 1, NULL), STORE_DONE);
	sqlite_ops.close(db);
	assert_int_equal(closed_at(DAY2 + STORE_GRACE - 1), 0);
	assert_int_equal(closed_at(DAY2 + STORE_GRACE), 1);
	v = checked(NULL);
	assert_true(v.intact);
	assert_int_equal(v.state.last.number, 1);
	assert_int_equal(v.state.last.targets, 2);
	assert_int_equal(v.state.last.day, DAY1);
	/* what comes late does not touch a closed day */
	db = opened(false);
	assert_int_equal(sqlite_ops.write(db, &late, 1, NULL), STORE_DONE);
	sqlite_ops.close(db);
	assert_true(checked(v.state.last.hash).intact);
	assert_int_equal(closed_at(DAY2 + STORE_DAY + STORE_GRACE), 1);
	assert_int_equal(closed_at(DAY2 + STORE_DAY + STORE_GRACE), 0);
	assert_true(checked(v.state.last.hash).intact);
	assert_int_equal(checked(NULL).state.last.number, 2);
	assert_false(checked("00").intact);
}

static void forged(void **state)
{
	static const struct {
		const char *change, *undo, *why;
	} rows[] = {
		{ "UPDATE rollups SET v6_down = v6_down - 60, "
		  "v6_up = v6_up + 60 WHERE span = 86400 AND target = 1 AND "
		  "time = 1795478400",
		  "UPDATE rollups SET v6_down = v6_down + 60, "
		  "v6_up = v6_up - 60 WHERE span = 86400 AND target = 1 AND "
		  "time = 1795478400", "figures were changed" },
		{ "UPDATE targets SET name = 'c.vn' WHERE id = 2",
		  "UPDATE targets SET name = 'b.vn' WHERE id = 2",
		  "figures were changed" },
		{ "UPDATE rollups SET time = time - 86400 WHERE "
		  "span = 86400 AND target = 2",
		  "UPDATE rollups SET time = time + 86400 WHERE "
		  "span = 86400 AND target = 2", "no entry" },
		{ "UPDATE ledger SET targets = 3 WHERE number = 1",
		  "UPDATE ledger SET targets = 2 WHERE number = 1",
		  "entry was changed" },
		{ "UPDATE ledger SET number = 3 WHERE number = 2",
		  "UPDATE ledger SET number = 2 WHERE number = 3", "missing" },
		{ "UPDATE rollups SET span = 86401 WHERE span = 86400 AND "
		  "time = 1795564800",
		  "UPDATE rollups SET span = 86400 WHERE span = 86401",
		  "figures are gone" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct ledger_verdict v;

		sql(rows[i].change);
		v = checked(NULL);
		if (v.intact || strstr(v.why, rows[i].why) == NULL)
			fail_msg("%s: %s", rows[i].change, v.why);
		sql(rows[i].undo);
		assert_true(checked(NULL).intact);
	}
}

static void old(void **state)
{
	(void)state;
	look(STORE_MINUTE, DAY1, NULL, 121);
	(void)closed_at(DAY1 + 15 * STORE_DAY);
	look(STORE_MINUTE, DAY1, NULL, 0);
	look(STORE_HOUR, DAY1, NULL, 3);
	(void)closed_at(DAY1 + 500 * STORE_DAY);
	look(STORE_HOUR, DAY1, NULL, 0);
	look(STORE_DAY, DAY1, NULL, 2);
	assert_true(checked(NULL).intact);
}

/* ---- back-up, damage ---- */

static void backed_up(void **state)
{
	char out[96], before[64];
	struct fault f = { "", "" };
	void *writer = opened(false), *reader = opened(true);

	(void)state;
	(void)snprintf(out, sizeof(out), "%s/copy", folder);
	if (sqlite_ops.backup(reader, out, &f) < 0)
		fail_msg("%s", f.text);
	sqlite_ops.close(reader);
	sqlite_ops.close(writer);
	strcpy(before, file);
	strcpy(file, out);
	assert_true(checked(NULL).intact);
	look(STORE_DAY, DAY1, NULL, 2);
	strcpy(file, before);
	assert_int_equal(unlink(out), 0);
}

static void damaged(void **state)
{
	struct fault f = { "", "" };
	char aside[512];
	FILE *out = fopen(file, "w");
	void *db;

	(void)state;
	assert_non_null(out);
	assert_true(fputs("this is no database, whatever its name", out) > 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(sqlite_ops.open(&db, file, false, &f),
			 STORE_DAMAGED);
	assert_null(db);
	assert_non_null(strstr(f.text, file));
	assert_int_equal(sqlite_ops.set_aside(file, DAY1, aside, NULL), 0);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(unlink(aside), 0);
	db = opened(false);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(sqlite_ops.upkeep(db, DAY1, &keep, count_entry, NULL,
					   &f), STORE_GONE);
	sqlite_ops.close(db);
}

static int set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(file, sizeof(file), "%s/db", folder);
	return 0;
}

static int tear_down(void **state)
{
	char **names, path[320];
	ssize_t i, n = file_list(folder, "", &names, NULL);

	(void)state;
	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	file_list_free(names);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums),
		cmocka_unit_test(rolled_up),
		cmocka_unit_test(closing),
		cmocka_unit_test(forged),
		cmocka_unit_test(backed_up),
		cmocka_unit_test(old),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
