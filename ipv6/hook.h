/* SPDX-License-Identifier: MIT */
/*
 * hook: a program that is run for each event. No shell takes part: the program
 * gets the event as JSON on standard input, and its main words in the
 * environment (KHIEN_EVENT, KHIEN_CHECK, KHIEN_SUBJECT, KHIEN_VERDICT).
 */
#ifndef KHIEN_IPV6_HOOK_H
#define KHIEN_IPV6_HOOK_H

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

#include "fault.h"

#define HOOK_RUNNING 4		/* at the same time */
#define HOOK_WAITING 256	/* beyond this, events are not handed over */
#define HOOK_SECONDS 30		/* then the program is ended */

struct hook {
	const char *command;	/* path of the program, or NULL: no hook */
	struct {
		pid_t pid;	/* 0: a free place */
		double until;	/* clock_monotonic() */
	} running[HOOK_RUNNING];
	json_t *waiting[HOOK_WAITING];
	size_t first, count;	/* of waiting, a ring */
	unsigned long lost;	/* events that found no place */
};

/* Takes a reference to EVENT and runs the program for it as soon as it can. */
void hook_event(struct hook *h, json_t *event, double now);

/* After SIGCHLD, and now and then: collects, ends what takes too long. */
void hook_tend(struct hook *h, double now);

/* Ends what still runs and frees what waits. */
void hook_close(struct hook *h);

#endif
