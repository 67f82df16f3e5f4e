/* SPDX-License-Identifier: MIT */
/*
 * second: a second opinion on a name that a resolver calls bogus while every
 * link of its chain is whole. libunbound holds a key that it once found bad for
 * 60 s, whatever it is told (NULL_KEY_TTL); a memory of its own, made anew,
 * knows nothing of that. One such memory serves all names, and is made anew at
 * most once in SECOND_AGE seconds.
 */
#ifndef KHIEN_PROBE_SECOND_H
#define KHIEN_PROBE_SECOND_H

#include "net/validate.h"

#define SECOND_AGE 10

struct second {
	struct event_base *base;
	struct validate_config config;	/* its texts are borrowed */
	struct validator *validator;	/* NULL: none was wanted yet */
	double made;			/* clock_monotonic() */
	int users;
};

/*
 * A validator that is young, to be handed back to second_release(); NULL where
 * none can be made. Not from a callback of a validator.
 */
struct validator *second_hold(struct second *s);
void second_release(struct second *s);

/* Safe on a zeroed struct. */
void second_close(struct second *s);

#endif
