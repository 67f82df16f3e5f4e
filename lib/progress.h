/* SPDX-License-Identifier: MIT */
/*
 * progress: a bar on stderr for work that takes longer than a second, only
 * where stderr is a terminal, at most ten times a second.
 */
#ifndef KHIEN_PROGRESS_H
#define KHIEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *label;
	uint64_t total;		/* 0: not known */
	double begun, shown;	/* clock_monotonic() */
	bool on;		/* stderr is a terminal */
	bool drawn;
};

/* LABEL is kept, not copied. */
void progress_begin(struct progress *p, const char *label, uint64_t total);

/* DONE of the total. Cheap: call it as often as you like, from one thread. */
void progress_at(struct progress *p, uint64_t done);

/* Takes the bar off the screen. */
void progress_end(struct progress *p);

#endif
