/* SPDX-License-Identifier: MIT */
/*
 * events: from one report to the next: which problems appeared, changed or
 * were cleared. What a check says about time ("for another 4m") is no change.
 * Where a check cannot be judged because of another one's failure, its own
 * problem is held until it can be judged again. Pure.
 */
#ifndef KHIEN_IPV6_EVENTS_H
#define KHIEN_IPV6_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"

enum event_kind {
	EVENT_APPEARED,
	EVENT_CHANGED,
	EVENT_CLEARED,
};

/* One problem that stands. */
struct event_problem {
	const struct check *check;
	char *subject, *observed;
	enum verdict verdict;
	bool seen;		/* private */
};

struct events {
	struct event_problem *problems;
	size_t count, room;
};

struct event {
	enum event_kind kind;
	const struct check *check;
	const char *subject;
	enum verdict before, after;	/* PASS where there was, is, none */
	const struct finding *finding;	/* NULL where nothing is judged now */
};

/*
 * Compares what stands with R, hands each event to TELL, and keeps what stands
 * now. TELL returns 0, or -1 to stop. Returns how many events there were, or -1
 * (memory ran out, or TELL said so).
 */
int events_update(struct events *e, const struct report *r,
		  int (*tell)(const struct event *event, void *data),
		  void *data);

/* Safe on a zeroed struct. */
void events_free(struct events *e);

/* "appeared", "changed", "cleared". */
const char *events_name(enum event_kind k);

/* Whether A and B say the same but for durations. */
bool events_alike(const char *a, const char *b);

#endif
