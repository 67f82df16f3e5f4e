/* SPDX-License-Identifier: MIT */
/*
 * store: what is kept beyond the moment: samples, rolled up to minutes, hours
 * and days; events; and a ledger in which each day's figures are chained by
 * hash to those before.
 *
 * A thread of its own writes, in batches, so that a slow or full disk holds up
 * no look and no alarm: what cannot be written waits up to a bound, then the
 * oldest is dropped and counted. A damaged file is moved aside and a new one
 * begun. Which engine does the keeping is a table of functions.
 */
#ifndef KHIEN_PROBE_STORE_H
#define KHIEN_PROBE_STORE_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

#define STORE_FAMILIES 2	/* IPv4, IPv6 */
#define STORE_PENDING 200000	/* records that may wait */
#define STORE_HASH 65		/* SHA-256, hex */
#define STORE_GRACE 900		/* s after midnight, UTC, that a day is closed */

#define STORE_MINUTE 60
#define STORE_HOUR 3600
#define STORE_DAY 86400

enum store_state { STORE_UNKNOWN, STORE_DOWN, STORE_UP };

/* One look at one target: whether it answered over each family. */
struct store_sample {
	int64_t covers;		/* s that it stands for */
	enum store_state state[STORE_FAMILIES];
	int64_t us[STORE_FAMILIES];	/* until the whole answer; < 0: none */
};

/* A sample, or an event where there is text. */
struct store_record {
	int64_t time;
	char *name;		/* of the target or zone */
	char *text;		/* the event as JSON; NULL: a sample */
	int64_t id;		/* of the event */
	struct store_sample sample;
};

/* What is counted as up: both at once, or at least one of the two, too. */
enum store_kind {
	STORE_IPV4, STORE_IPV6, STORE_EITHER, STORE_BOTH, STORE_KINDS,
};

/* Figures of one target over a span. Seconds that are neither: not known. */
struct store_sums {
	int64_t samples;
	int64_t up[STORE_KINDS], down[STORE_KINDS];	/* s */
	int64_t answers[STORE_FAMILIES];	/* samples that have a time */
	int64_t us_sum[STORE_FAMILIES], us_max[STORE_FAMILIES];
};

struct store_rollup {
	const char *target;
	int64_t time;		/* when the span begins */
	struct store_sums sums;
};

/* One day, closed: HASH is over all the others and, by PREVIOUS, the past. */
struct store_entry {
	int64_t number;		/* from 1 */
	int64_t day;		/* its midnight, UTC */
	int64_t targets;
	char digest[STORE_HASH];	/* of the day's figures */
	char previous[STORE_HASH];	/* "" in the first */
	char hash[STORE_HASH];
};

/* How long things are kept, in seconds. Days and the ledger stay. */
struct store_keep {
	int64_t samples, minutes, hours, events;
};

enum store_outcome {
	STORE_DONE,
	STORE_LATER,		/* full, busy: the same may work later */
	STORE_DAMAGED,		/* no database, or a broken one */
	STORE_GONE,		/* the file was taken away */
};

/* Handed one after the other; borrowed. Nonzero ends it. */
typedef int store_row(void *arg, const struct store_rollup *r);
typedef int store_link(void *arg, const struct store_entry *e);
typedef int store_told(void *arg, int64_t id, int64_t time, const char *text);

/* An engine. Faults are set where the outcome is not STORE_DONE (0). */
struct store_ops {
	const char *name;
	/* READER: what is there is read, nothing is made. */
	enum store_outcome (*open)(void **db, const char *where, bool reader,
				   struct fault *f);
	void (*close)(void *db);
	/* All of them or none. */
	enum store_outcome (*write)(void *db, const struct store_record *r,
				    size_t count, struct fault *f);
	/* Closes the days that are over (each is told), drops what is old. */
	enum store_outcome (*upkeep)(void *db, int64_t now,
				     const struct store_keep *keep,
				     store_link *closed, void *arg,
				     struct fault *f);
	/* Moves a damaged one away; ASIDE is where to. */
	int (*set_aside)(const char *where, int64_t now, char aside[512],
			 struct fault *f);
	/* SPAN within [FROM, TO); by time, then name; TARGET may be NULL. */
	int (*rollups)(void *db, int64_t span, int64_t from, int64_t to,
		       const char *target, store_row *row, void *arg,
		       struct fault *f);
	int (*ledger)(void *db, store_link *link, void *arg, struct fault *f);
	/* The last MOST events, oldest first. */
	int (*events)(void *db, size_t most, store_told *told, void *arg,
		      struct fault *f);
	/* A whole copy as a new file, while others write. */
	int (*backup)(void *db, const char *out, struct fault *f);
};

/* The engine for WHERE. There is SQLite. */
const struct store_ops *store_engine(const char *where);

struct store_listener {
	void (*say)(void *arg, const char *text);
	void (*closed)(void *arg, const struct store_entry *e);
	void *arg;
};

struct store_figures {
	bool well;		/* the last thing that was written was */
	uint64_t written, dropped;
	size_t pending;
};

struct store;

/*
 * Begins to keep things in WHERE. The folder must be there; all else that is
 * wrong is said and tried again. NULL with a fault.
 */
struct store *store_open(struct event_base *base, const char *where,
			 const struct store_keep *keep,
			 const struct store_listener *l, struct fault *f);

/* Writes what waits, within a bound of time. NULL is fine. */
void store_close(struct store *s);

/* Neither waits for the disk. */
void store_sample(struct store *s, const char *target, int64_t time,
		  const struct store_sample *sample);
void store_event(struct store *s, const char *name, int64_t id, int64_t time,
		 const char *text);

void store_figures(struct store *s, struct store_figures *figures);

/* Adds one sample, or the sums of B, to A. */
void store_sums_add(struct store_sums *a, const struct store_sample *sample);
void store_sums_join(struct store_sums *a, const struct store_sums *b);

#endif
