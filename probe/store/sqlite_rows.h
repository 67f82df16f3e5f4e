/* SPDX-License-Identifier: MIT */
/* sqlite_rows: reading. For sqlite.c and sqlite_rows.c alone. */
#ifndef KHIEN_PROBE_SQLITE_ROWS_H
#define KHIEN_PROBE_SQLITE_ROWS_H

#include <sqlite3.h>

#include "probe/store/store.h"

enum sqlite_statement {
	SQLITE_ADD_TARGET, SQLITE_FIND_TARGET, SQLITE_ADD_SAMPLE,
	SQLITE_ADD_ROLLUP, SQLITE_ADD_EVENT, SQLITE_ADD_ENTRY,
	SQLITE_STATEMENTS,
};

struct sqlite {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *ready[SQLITE_STATEMENTS];
	int64_t closed;		/* the last day in the ledger */
};

/* In sqlite.c: a fault of what SQLite said last, and what it amounts to. */
enum store_outcome sqlite_fault(const struct sqlite *s, const char *what,
				struct fault *f);

/* store.h says what these do. */
int sqlite_rollups(void *db, int64_t span, int64_t from, int64_t to,
		   const char *target, store_row *row, void *arg,
		   struct fault *f);
int sqlite_ledger(void *db, store_link *link, void *arg, struct fault *f);
int sqlite_events(void *db, size_t most, store_told *told, void *arg,
		  struct fault *f);

/* The newest entry, if there is one. */
int sqlite_last_entry(struct sqlite *s, store_link *link, void *arg,
		      struct fault *f);

/* The digest of the figures of DAY, and how many targets it is over. */
int sqlite_day_digest(struct sqlite *s, int64_t day, int64_t *targets,
		      char digest[STORE_HASH], struct fault *f);

#endif
