/* SPDX-License-Identifier: MIT */
#include "sqlite.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "lang.h"
#include "probe/store/day.h"
#include "sqlite_rows.h"

#define APPLICATION 0x6b686965	/* "khie": whose file it is, file(1) */
#define BUSY_MS 2000

static const char schema[] =
"CREATE TABLE IF NOT EXISTS targets(id INTEGER PRIMARY KEY,"
" name TEXT NOT NULL UNIQUE);"
"CREATE TABLE IF NOT EXISTS samples(time INTEGER, target INTEGER,"
" covers INTEGER, v4 INTEGER, v6 INTEGER, v4_us INTEGER, v6_us INTEGER,"
" PRIMARY KEY(time, target)) WITHOUT ROWID;"
"CREATE TABLE IF NOT EXISTS rollups(span INTEGER, time INTEGER,"
" target INTEGER, samples INTEGER, v4_up INTEGER, v4_down INTEGER,"
" v6_up INTEGER, v6_down INTEGER, either_up INTEGER, either_down INTEGER,"
" both_up INTEGER, both_down INTEGER, v4_n INTEGER, v4_us INTEGER,"
" v4_us_max INTEGER, v6_n INTEGER, v6_us INTEGER, v6_us_max INTEGER,"
" PRIMARY KEY(span, time, target)) WITHOUT ROWID;"
"CREATE TABLE IF NOT EXISTS events(id INTEGER PRIMARY KEY, time INTEGER,"
" name TEXT, body TEXT);"
"CREATE INDEX IF NOT EXISTS events_time ON events(time);"
"CREATE TABLE IF NOT EXISTS ledger(number INTEGER PRIMARY KEY,"
" day INTEGER UNIQUE, targets INTEGER, digest TEXT, previous TEXT,"
" hash TEXT);";

static const char *const statements[SQLITE_STATEMENTS] = {
	[SQLITE_ADD_TARGET] =
"INSERT OR IGNORE INTO targets(name) VALUES(?1)",
	[SQLITE_FIND_TARGET] = "SELECT id FROM targets WHERE name = ?1",
	[SQLITE_ADD_SAMPLE] =
"INSERT OR IGNORE INTO samples VALUES(?1,?2,?3,?4,?5,?6,?7)",
	[SQLITE_ADD_ROLLUP] =
"INSERT INTO rollups VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
"?15,?16,?17,?18) ON CONFLICT DO UPDATE SET samples = samples + ?4,"
" v4_up = v4_up + ?5, v4_down = v4_down + ?6,"
" v6_up = v6_up + ?7, v6_down = v6_down + ?8,"
" either_up = either_up + ?9, either_down = either_down + ?10,"
" both_up = both_up + ?11, both_down = both_down + ?12,"
" v4_n = v4_n + ?13, v4_us = v4_us + ?14, v4_us_max = max(v4_us_max, ?15),"
" v6_n = v6_n + ?16, v6_us = v6_us + ?17, v6_us_max = max(v6_us_max, ?18)",
	[SQLITE_ADD_EVENT] = "INSERT OR REPLACE INTO events VALUES(?1,?2,?3,?4)",
	[SQLITE_ADD_ENTRY] = "INSERT INTO ledger VALUES(?1,?2,?3,?4,?5,?6)",
};

/* ---- what SQLite says ---- */

enum store_outcome sqlite_fault(const struct sqlite *s, const char *what,
				struct fault *f)
{
	int code = sqlite3_errcode(s->db) & 0xff;

	fault_set(f, "%s: %s: %s", s->path, what, sqlite3_errmsg(s->db));
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return STORE_DAMAGED;
	return STORE_LATER;
}

static enum store_outcome execute(struct sqlite *s, const char *sql,
				  const char *what, struct fault *f)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return STORE_DONE;
	return sqlite_fault(s, what, f);
}

/* ---- opening ---- */

static void close_db(void *db)
{
	struct sqlite *s = db;
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < SQLITE_STATEMENTS; i++)
		sqlite3_finalize(s->ready[i]);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

/* A number that SQL yields. */
static enum store_outcome ask(struct sqlite *s, const char *sql, int64_t *out,
			      struct fault *f)
{
	sqlite3_stmt *q;
	enum store_outcome rc = STORE_DONE;

	*out = 0;
	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
		return sqlite_fault(s, _("cannot be read"), f);
	switch (sqlite3_step(q)) {
	case SQLITE_ROW:
		*out = sqlite3_column_int64(q, 0);
		break;
	case SQLITE_DONE:
		break;
	default:
		rc = sqlite_fault(s, _("cannot be read"), f);
	}
	sqlite3_finalize(q);
	return rc;
}

static enum store_outcome foreign(struct sqlite *s, int64_t version,
				  struct fault *f)
{
	fault_set(f, _("%s: not a store of khien-probe, or one of a newer "
		       "version (%lld)"), s->path, (long long)version);
	return STORE_DAMAGED;
}

/* A file of somebody else's is not written to. */
static enum store_outcome recognise(struct sqlite *s, struct fault *f)
{
	int64_t application, tables, version;
	enum store_outcome rc;

	if ((rc = ask(s, "PRAGMA application_id", &application, f)) ||
	    (rc = ask(s, "PRAGMA user_version", &version, f)) ||
	    (rc = ask(s, "SELECT count(*) FROM sqlite_schema", &tables, f)))
		return rc;
	if (tables > 0 && (application != APPLICATION || version != 1))
		return foreign(s, version, f);
	return STORE_DONE;
}

static enum store_outcome prepare(struct sqlite *s, struct fault *f)
{
	enum store_outcome rc;
	char mark[96];
	size_t i;

	(void)snprintf(mark, sizeof(mark),
		       "PRAGMA application_id = %d; PRAGMA user_version = 1",
		       APPLICATION);
	if ((rc = execute(s, "PRAGMA journal_mode = WAL;"
			  "PRAGMA synchronous = NORMAL;"
			  "PRAGMA journal_size_limit = 67108864",
			  _("cannot be opened"), f)) ||
	    (rc = execute(s, "BEGIN IMMEDIATE", _("cannot be written"), f)) ||
	    (rc = execute(s, schema, _("cannot be set up"), f)) ||
	    (rc = execute(s, mark, _("cannot be set up"), f)) ||
	    (rc = execute(s, "COMMIT", _("cannot be set up"), f)))
		return rc;
	for (i = 0; i < SQLITE_STATEMENTS; i++)
		if (sqlite3_prepare_v3(s->db, statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &s->ready[i],
				       NULL) != SQLITE_OK)
			return sqlite_fault(s, _("cannot be set up"), f);
	return ask(s, "SELECT coalesce(max(day), -86400) FROM ledger",
		   &s->closed, f);
}

static enum store_outcome open_db(void **db, const char *where, bool reader,
				  struct fault *f)
{
	int flags = SQLITE_OPEN_NOMUTEX | (reader ? SQLITE_OPEN_READONLY :
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	struct sqlite *s = calloc(1, sizeof(*s));
	enum store_outcome rc;
	mode_t mask;
	int code;

	*db = NULL;
	if (s == NULL || (s->path = strdup(where)) == NULL) {
		fault_errno(f, _("cannot open %s"), where);
		close_db(s);
		return STORE_LATER;
	}
	mask = umask(0027);	/* who is watched is nobody else's business */
	code = sqlite3_open_v2(where, &s->db, flags, NULL);
	if (code != SQLITE_OK) {
		rc = sqlite_fault(s, _("cannot be opened"), f);
	} else {
		(void)sqlite3_busy_timeout(s->db, BUSY_MS);
		rc = recognise(s, f);
		if (rc == STORE_DONE && !reader)
			rc = prepare(s, f);
	}
	(void)umask(mask);
	if (rc == STORE_DONE)
		*db = s;
	else
		close_db(s);
	return rc;
}

static int set_aside(const char *where, int64_t now, char aside[512],
		     struct fault *f)
{
	static const char *const tails[] = { "-wal", "-shm", "" };
	char from[512], to[544], time[CLOCK_TEXT];
	size_t i;

	(void)snprintf(aside, 512, "%s.damaged-%s", where,
		       clock_format(now, time));
	for (i = 0; i < 3; i++) {
		if (snprintf(from, sizeof(from), "%s%s", where, tails[i]) >=
		    (int)sizeof(from)) {
			errno = ENAMETOOLONG;
			return fault_errno(f, _("cannot move %s"), where);
		}
		(void)snprintf(to, sizeof(to), "%s%s", aside, tails[i]);
		if (rename(from, to) < 0 && errno != ENOENT)
			return fault_errno(f, _("cannot move %s"), from);
	}
	return 0;
}

/* ---- writing ---- */

static int step(sqlite3_stmt *q)
{
	int code = sqlite3_step(q);

	(void)sqlite3_reset(q);
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

static int64_t target_id(struct sqlite *s, const char *name)
{
	sqlite3_stmt *find = s->ready[SQLITE_FIND_TARGET];
	sqlite3_stmt *add = s->ready[SQLITE_ADD_TARGET];
	int64_t id = -1;

	sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
	if (sqlite3_step(find) == SQLITE_ROW)
		id = sqlite3_column_int64(find, 0);
	(void)sqlite3_reset(find);
	if (id >= 0)
		return id;
	sqlite3_bind_text(add, 1, name, -1, SQLITE_STATIC);
	return step(add) == 0 ? sqlite3_last_insert_rowid(s->db) : -1;
}

static int add_rollup(struct sqlite *s, int64_t target, int64_t time,
		      int64_t span, const struct store_sums *sums)
{
	sqlite3_stmt *q = s->ready[SQLITE_ADD_ROLLUP];
	int i, n = 1;

	sqlite3_bind_int64(q, n++, span);
	sqlite3_bind_int64(q, n++, time - time % span);
	sqlite3_bind_int64(q, n++, target);
	sqlite3_bind_int64(q, n++, sums->samples);
	for (i = 0; i < STORE_KINDS; i++) {
		sqlite3_bind_int64(q, n++, sums->up[i]);
		sqlite3_bind_int64(q, n++, sums->down[i]);
	}
	for (i = 0; i < STORE_FAMILIES; i++) {
		sqlite3_bind_int64(q, n++, sums->answers[i]);
		sqlite3_bind_int64(q, n++, sums->us_sum[i]);
		sqlite3_bind_int64(q, n++, sums->us_max[i]);
	}
	return step(q);
}

/* A sample for a day that is closed comes too late for that day's figures. */
static int add_rollups(struct sqlite *s, int64_t target,
		       const struct store_record *r)
{
	static const int64_t spans[] = {
		STORE_MINUTE, STORE_HOUR, STORE_DAY,
	};
	struct store_sums sums = { 0 };
	size_t i;

	store_sums_add(&sums, &r->sample);
	for (i = 0; i < 3; i++) {
		if (spans[i] == STORE_DAY &&
		    r->time < s->closed + STORE_DAY)
			continue;
		if (add_rollup(s, target, r->time, spans[i], &sums) < 0)
			return -1;
	}
	return 0;
}

static int add_sample(struct sqlite *s, const struct store_record *r)
{
	sqlite3_stmt *q = s->ready[SQLITE_ADD_SAMPLE];
	int64_t target = target_id(s, r->name);
	int i;

	if (target < 0)
		return -1;
	sqlite3_bind_int64(q, 1, r->time);
	sqlite3_bind_int64(q, 2, target);
	sqlite3_bind_int64(q, 3, r->sample.covers);
	for (i = 0; i < STORE_FAMILIES; i++) {
		sqlite3_bind_int(q, 4 + i, (int)r->sample.state[i]);
		if (r->sample.us[i] < 0)
			sqlite3_bind_null(q, 6 + i);
		else
			sqlite3_bind_int64(q, 6 + i, r->sample.us[i]);
	}
	if (step(q) < 0)
		return -1;
	/* the same second again (the clock was set back) counts once */
	return sqlite3_changes(s->db) == 0 ? 0 : add_rollups(s, target, r);
}

static int add_event(struct sqlite *s, const struct store_record *r)
{
	sqlite3_stmt *q = s->ready[SQLITE_ADD_EVENT];

	sqlite3_bind_int64(q, 1, r->id);
	sqlite3_bind_int64(q, 2, r->time);
	sqlite3_bind_text(q, 3, r->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 4, r->text, -1, SQLITE_STATIC);
	return step(q);
}

/* Undoes what was begun, and keeps what was wrong before that. */
static enum store_outcome undo(struct sqlite *s, struct fault *f)
{
	enum store_outcome rc = sqlite_fault(s, _("cannot be written"), f);

	(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static enum store_outcome write_db(void *db, const struct store_record *r,
				   size_t count, struct fault *f)
{
	struct sqlite *s = db;
	size_t i;

	if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
		return sqlite_fault(s, _("cannot be written"), f);
	for (i = 0; i < count; i++)
		if ((r[i].text != NULL ? add_event(s, &r[i]) :
		     add_sample(s, &r[i])) < 0)
			return undo(s, f);
	if (sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL))
		return undo(s, f);
	return STORE_DONE;
}

/* ---- the ledger, and what is old ---- */

static int keep_last(void *arg, const struct store_entry *e)
{
	*(struct store_entry *)arg = *e;
	return 0;
}

static int add_entry(struct sqlite *s, const struct store_entry *e)
{
	sqlite3_stmt *q = s->ready[SQLITE_ADD_ENTRY];

	sqlite3_bind_int64(q, 1, e->number);
	sqlite3_bind_int64(q, 2, e->day);
	sqlite3_bind_int64(q, 3, e->targets);
	sqlite3_bind_text(q, 4, e->digest, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 5, e->previous, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 6, e->hash, -1, SQLITE_STATIC);
	return step(q);
}

static enum store_outcome close_day(struct sqlite *s, int64_t day,
				    struct store_entry *e, struct fault *f)
{
	struct store_entry last = { 0 };

	memset(e, 0, sizeof(*e));
	if (sqlite_last_entry(s, keep_last, &last, f) < 0 ||
	    sqlite_day_digest(s, day, &e->targets, e->digest, f) < 0)
		return sqlite_fault(s, _("cannot be read"), f);
	e->number = last.number + 1;
	e->day = day;
	memcpy(e->previous, last.hash, sizeof(e->previous));
	day_entry_hash(e, e->hash);
	if (add_entry(s, e) < 0)
		return sqlite_fault(s, _("cannot be written"), f);
	s->closed = day;
	return STORE_DONE;
}

static enum store_outcome close_days(struct sqlite *s, int64_t now,
				     store_link *closed, void *arg,
				     struct fault *f)
{
	int64_t today = (now - STORE_GRACE) / STORE_DAY * STORE_DAY, day;
	enum store_outcome rc;
	struct store_entry e;
	char sql[160];

	for (;;) {
		(void)snprintf(sql, sizeof(sql), "SELECT min(time) FROM "
			       "rollups WHERE span = 86400 AND time > %lld "
			       "AND time < %lld", (long long)s->closed,
			       (long long)today);
		if ((rc = ask(s, sql, &day, f)) != STORE_DONE || day == 0)
			return rc;
		if ((rc = close_day(s, day, &e, f)) != STORE_DONE)
			return rc;
		if (closed(arg, &e) != 0)
			return STORE_DONE;
	}
}

static enum store_outcome forget(struct sqlite *s, const char *what,
				 int64_t before, struct fault *f)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql), "DELETE FROM %s time < %lld", what,
		       (long long)before);
	return execute(s, sql, _("cannot be cleared of what is old"), f);
}

/* The file may be taken away while it is open; writing on would be in vain. */
static bool is_there(const struct sqlite *s)
{
	return access(s->path, F_OK) == 0 || errno != ENOENT;
}

static enum store_outcome upkeep(void *db, int64_t now,
				 const struct store_keep *keep,
				 store_link *closed, void *arg,
				 struct fault *f)
{
	struct sqlite *s = db;
	enum store_outcome rc;

	if (!is_there(s)) {
		fault_set(f, _("%s was taken away"), s->path);
		return STORE_GONE;
	}
	if ((rc = close_days(s, now, closed, arg, f)) ||
	    (rc = forget(s, "samples WHERE", now - keep->samples, f)) ||
	    (rc = forget(s, "rollups WHERE span = 60 AND",
			 now - keep->minutes, f)) ||
	    (rc = forget(s, "rollups WHERE span = 3600 AND",
			 now - keep->hours, f)))
		return rc;
	return forget(s, "events WHERE", now - keep->events, f);
}

/* ---- back-up ---- */

/*
 * VACUUM INTO reads one state of the file while others write, and takes an
 * empty file, which lib/file.h makes, syncs and puts in place.
 */
static int backup(void *db, const char *out, struct fault *f)
{
	struct sqlite *s = db;
	struct file_new n;
	sqlite3_stmt *q = NULL;
	int rc = -1;

	if (file_begin(&n, out, 0600, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(s->db, "VACUUM INTO ?1", -1, &q, NULL) !=
	    SQLITE_OK ||
	    sqlite3_bind_text(q, 1, n.temporary, -1, SQLITE_STATIC) ||
	    sqlite3_step(q) != SQLITE_DONE)
		(void)sqlite_fault(s, _("cannot be copied"), f);
	else
		rc = 0;
	sqlite3_finalize(q);
	if (rc == 0)
		rc = file_commit(&n, f);
	file_abort(&n);
	return rc;
}

const struct store_ops sqlite_ops = {
	.name = "SQLite",
	.open = open_db,
	.close = close_db,
	.write = write_db,
	.upkeep = upkeep,
	.set_aside = set_aside,
	.rollups = sqlite_rollups,
	.ledger = sqlite_ledger,
	.events = sqlite_events,
	.backup = backup,
};
