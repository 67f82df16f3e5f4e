/* SPDX-License-Identifier: MIT */
/*
 * change: what changed since the last look. State changes, not samples, raise
 * alarms. Pure: findings in, events out.
 *
 * A finding that is unknown only because another one failed changes nothing:
 * the cause has its own event, so one cause gives one.
 *
 * What goes to and fro is told once, as flapping, and then not until it rests:
 * more than 30 % of the last 20 looks, and less than 25 % (as Icinga counts).
 */
#ifndef KHIEN_PROBE_CHANGE_H
#define KHIEN_PROBE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "report.h"

/* What is known of one check about one subject. */
struct change_entry {
	const struct check *check;
	char *subject;
	unsigned part;			/* which look it comes from */
	enum verdict verdict;		/* the last one that was its own */
	enum actor who;
	const struct check *because;	/* set: unknown for now, because … */
	bool seen;			/* in the last report of its part */
	bool flapping;
	signed char told;		/* the verdict of the last event */
	uint32_t changes;		/* of the last looks, a bit each */
	int64_t since;			/* when the verdict became what it is */
	uint64_t runs, failures;	/* own verdicts; of them fail */
};

/* Zeroed to begin with. */
struct change_state {
	struct change_entry *entries;
	size_t count, room;
};

struct change {
	const struct check *check;
	const char *subject;
	enum verdict from, to;		/* VERDICT_NONE: not there */
	int64_t time, since;		/* FROM had been so since then; 0: never */
	bool flapping;			/* no more is told until it rests */
	bool rests;			/* it was flapping; FROM may be TO */
	const struct finding *finding;	/* NULL where it is gone */
};

/* Where a change comes from: one target, or a zone that several hang below. */
struct change_origin {
	const char *target;		/* NULL: a zone */
	const char *zone;
	const char *const *below;	/* some of the targets below the zone */
	size_t below_listed, below_count;	/* here, and in all */
};

typedef void change_handler(void *arg, const struct change *e);

/*
 * Takes in the COUNT findings that look PART came to at TIME and calls HANDLER
 * for each change, in their order. The first look at something raises an event
 * unless it passed. What PART had before and has no longer (an address taken
 * out of DNS) is dropped, with an event where it had not passed. Returns 0,
 * or -1 where memory ran out.
 */
int change_update(struct change_state *s, unsigned part,
		 const struct finding *findings, size_t count, int64_t time,
		 change_handler *handler, void *arg);

/*
 * True where FINDINGS of PART have a failure of something that did not fail
 * before: worth a second look before it is told.
 */
bool change_worsens(const struct change_state *s, unsigned part,
		    const struct finding *findings, size_t count);

/* The worst verdict in the state; VERDICT_UNKNOWN while nothing is known. */
enum verdict change_worst(const struct change_state *s);

/* Safe on a zeroed struct. */
void change_free(struct change_state *s);

#endif
