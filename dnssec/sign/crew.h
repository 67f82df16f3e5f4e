/* SPDX-License-Identifier: MIT */
/*
 * crew: threads that work on numbered pieces in any order, while the caller
 * takes what they made in order. At most a few pieces per thread wait to be
 * taken, so memory does not grow with the work.
 */
#ifndef KHIEN_DNSSEC_CREW_H
#define KHIEN_DNSSEC_CREW_H

#include <stddef.h>

#include "fault.h"

struct crew {
	unsigned threads;	/* at least 1 */
	size_t pieces;
	size_t result_size;	/* bytes of a result; zeroed at the start */
	void *context;		/* handed to all of these */

	/* A thread's own state, or NULL with a fault. */
	void *(*enter)(void *context, struct fault *f);
	void (*leave)(void *state);
	/*
	 * Does piece I. RESULT is reused by later pieces once it was taken.
	 * Returns 0, or -1 with a fault, which ends it all.
	 */
	int (*work)(void *context, void *state, size_t i, void *result,
		    struct fault *f);
	/* Called in order, in the caller's thread. */
	int (*take)(void *context, size_t i, void *result, struct fault *f);
	/* Frees what a result holds. */
	void (*drop)(void *result);
};

/* Returns 0, or -1 with the first fault. */
int crew_run(const struct crew *c, struct fault *f);

#endif
