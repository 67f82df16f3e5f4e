/* SPDX-License-Identifier: MIT */
#include "sqlite_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "probe/store/day.h"

/* Called with each row; nonzero ends it. */
typedef int row_function(sqlite3_stmt *q, void *arg);

/* Hands all rows of Q, which is finalized, to ROW. */
static int each(struct sqlite *s, sqlite3_stmt *q, row_function *row,
		void *arg, struct fault *f)
{
	int code, ended = 0;

	while ((code = sqlite3_step(q)) == SQLITE_ROW && ended == 0)
		ended = row(q, arg);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		(void)sqlite_fault(s, _("cannot be read"), f);
	sqlite3_finalize(q);
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

static sqlite3_stmt *prepare(struct sqlite *s, const char *sql,
			     struct fault *f)
{
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK)
		return q;
	(void)sqlite_fault(s, _("cannot be read"), f);
	sqlite3_finalize(q);
	return NULL;
}

static const char *text_of(sqlite3_stmt *q, int column)
{
	const unsigned char *text = sqlite3_column_text(q, column);

	return text != NULL ? (const char *)text : "";
}

/* ---- figures ---- */

struct row_to {
	store_row *row;
	void *arg;
};

static int give_rollup(sqlite3_stmt *q, void *arg)
{
	const struct row_to *to = arg;
	struct store_rollup r = {
		.target = text_of(q, 0), .time = sqlite3_column_int64(q, 1),
	};
	int i, n = 2;

	r.sums.samples = sqlite3_column_int64(q, n++);
	for (i = 0; i < STORE_KINDS; i++) {
		r.sums.up[i] = sqlite3_column_int64(q, n++);
		r.sums.down[i] = sqlite3_column_int64(q, n++);
	}
	for (i = 0; i < STORE_FAMILIES; i++) {
		r.sums.answers[i] = sqlite3_column_int64(q, n++);
		r.sums.us_sum[i] = sqlite3_column_int64(q, n++);
		r.sums.us_max[i] = sqlite3_column_int64(q, n++);
	}
	return to->row(to->arg, &r);
}

int sqlite_rollups(void *db, int64_t span, int64_t from, int64_t to,
		   const char *target, store_row *row, void *arg,
		   struct fault *f)
{
	struct row_to where = { row, arg };
	sqlite3_stmt *q = prepare(db,
"SELECT name, time, samples, v4_up, v4_down, v6_up, v6_down, either_up,"
" either_down, both_up, both_down, v4_n, v4_us, v4_us_max, v6_n, v6_us,"
" v6_us_max FROM rollups JOIN targets ON targets.id = rollups.target"
" WHERE span = ?1 AND time >= ?2 AND time < ?3 AND (?4 IS NULL OR name = ?4)"
" ORDER BY time, name", f);

	if (q == NULL)
		return -1;
	sqlite3_bind_int64(q, 1, span);
	sqlite3_bind_int64(q, 2, from);
	sqlite3_bind_int64(q, 3, to);
	if (target != NULL)
		sqlite3_bind_text(q, 4, target, -1, SQLITE_STATIC);
	return each(db, q, give_rollup, &where, f);
}

int sqlite_day_digest(struct sqlite *s, int64_t day, int64_t *targets,
		      char digest[STORE_HASH], struct fault *f)
{
	struct day_digest d;

	day_begin(&d);
	if (sqlite_rollups(s, STORE_DAY, day, day + 1, NULL, day_add, &d,
			   f) < 0)
		return -1;
	*targets = day_end(&d, digest);
	return 0;
}

/* ---- the ledger ---- */

struct link_to {
	store_link *link;
	void *arg;
};

static void copy_hash(char to[STORE_HASH], sqlite3_stmt *q, int column)
{
	(void)snprintf(to, STORE_HASH, "%s", text_of(q, column));
}

static int give_entry(sqlite3_stmt *q, void *arg)
{
	const struct link_to *to = arg;
	struct store_entry e = {
		.number = sqlite3_column_int64(q, 0),
		.day = sqlite3_column_int64(q, 1),
		.targets = sqlite3_column_int64(q, 2),
	};

	copy_hash(e.digest, q, 3);
	copy_hash(e.previous, q, 4);
	copy_hash(e.hash, q, 5);
	return to->link(to->arg, &e);
}

static int entries(struct sqlite *s, const char *sql, store_link *link,
		   void *arg, struct fault *f)
{
	struct link_to where = { link, arg };
	sqlite3_stmt *q = prepare(s, sql, f);

	return q != NULL ? each(s, q, give_entry, &where, f) : -1;
}

int sqlite_ledger(void *db, store_link *link, void *arg, struct fault *f)
{
	return entries(db, "SELECT number, day, targets, digest, previous, "
		       "hash FROM ledger ORDER BY number", link, arg, f);
}

int sqlite_last_entry(struct sqlite *s, store_link *link, void *arg,
		      struct fault *f)
{
	return entries(s, "SELECT number, day, targets, digest, previous, "
		       "hash FROM ledger ORDER BY number DESC LIMIT 1", link,
		       arg, f);
}

/* ---- events ---- */

struct told_to {
	store_told *told;
	void *arg;
};

static int give_event(sqlite3_stmt *q, void *arg)
{
	const struct told_to *to = arg;

	return to->told(to->arg, sqlite3_column_int64(q, 0),
			sqlite3_column_int64(q, 1), text_of(q, 2));
}

int sqlite_events(void *db, size_t most, store_told *told, void *arg,
		  struct fault *f)
{
	struct told_to where = { told, arg };
	sqlite3_stmt *q = prepare(db, "SELECT * FROM (SELECT id, time, body "
				  "FROM events ORDER BY id DESC LIMIT ?1) "
				  "ORDER BY id", f);

	if (q == NULL)
		return -1;
	sqlite3_bind_int64(q, 1, (sqlite3_int64)most);
	return each(db, q, give_event, &where, f);
}
