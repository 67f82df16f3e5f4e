/* SPDX-License-Identifier: MIT */
/*
 * journal: the last events, in memory, each with a number that goes on over
 * restarts where there is a store. Who asks for events never waits for a disk.
 */
#ifndef KHIEN_PROBE_JOURNAL_H
#define KHIEN_PROBE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

#define JOURNAL_EVENTS 4096

struct journal;

/* NULL where memory ran out. */
struct journal *journal_new(void);
void journal_free(struct journal *j);

/* The number of the next event; they begin with 1. */
int64_t journal_next(const struct journal *j);

/*
 * Adds event ID, at least journal_next(); TEXT is its JSON, NAME of its target
 * or zone. 0, or -1 where memory ran out.
 */
int journal_add(struct journal *j, int64_t id, int64_t time, const char *name,
		const char *text);

struct journal_query {
	int64_t after;		/* numbers above this one */
	int64_t since;		/* at this time or later */
	const char *name;	/* of this target or zone; NULL: of all */
	size_t limit;
};

/*
 * Adds the texts of what matches, oldest first, with commas between. Returns
 * the number behind which to ask on.
 */
int64_t journal_list(const struct journal *j, const struct journal_query *q,
		     struct text *out);

#endif
