/* SPDX-License-Identifier: MIT */
/*
 * schedule: when each look is due. Pure: the moment is an argument, in
 * milliseconds of any clock that does not jump.
 *
 * A look comes once in each interval, at a phase that its hash gives, so the
 * looks spread over the interval and stay there after a restart; a jitter, new
 * in each round, keeps them from falling into step with anything else.
 */
#ifndef KHIEN_PROBE_SCHEDULE_H
#define KHIEN_PROBE_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_JITTER 20	/* at most 1/20 of the interval */

/*
 * The first moment after NOW at which a look with HASH is due, every INTERVAL
 * (> 0). Two successive ones lie INTERVAL apart, give or take the jitter.
 */
int64_t schedule_next(uint64_t hash, int64_t interval, int64_t now);

/*
 * The first look at all: COUNT targets are begun with over COUNT times
 * STEP, but never over more than INTERVAL, so that few targets need not wait.
 */
int64_t schedule_first(uint64_t hash, int64_t interval, size_t count,
		       int64_t step, int64_t now);

/* What waits: put it first into what is waited for. */
struct schedule_entry {
	int64_t due;
	size_t place;		/* in the heap, from 1; 0: not waiting */
};

/* A heap: the next one due is at the top. */
struct schedule {
	struct schedule_entry **heap;
	size_t count, room;
};

/* Puts E in, due at DUE; one that waits already is moved. 0, or -1: memory. */
int schedule_add(struct schedule *s, struct schedule_entry *e, int64_t due);

/* Takes E out, if it waits. */
void schedule_remove(struct schedule *s, struct schedule_entry *e);

/* The next one, or NULL. It stays in. */
struct schedule_entry *schedule_top(const struct schedule *s);

/* Takes out the next one if it is due at NOW; else NULL. */
struct schedule_entry *schedule_pop(struct schedule *s, int64_t now);

/* Frees the heap, not what waits in it. Safe on a zeroed struct. */
void schedule_free(struct schedule *s);

#endif
