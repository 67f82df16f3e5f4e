/* SPDX-License-Identifier: MIT */
/*
 * lines: JSON, one object a line, to standard output or a file. Whoever reads
 * them cannot hold up the probe: what a pipe does not take is kept up to a
 * bound, and beyond it whole lines are dropped and counted.
 */
#ifndef KHIEN_PROBE_LINES_H
#define KHIEN_PROBE_LINES_H

#include <event2/event.h>
#include <jansson.h>
#include <stdint.h>

#include "fault.h"
#include "probe/judge/change.h"

#define LINES_PENDING (4u << 20)	/* bytes that may wait */

struct lines;

/*
 * Opens PATH for appending; "-" is standard output. NULL with a fault. Pass it
 * to lines_close().
 */
struct lines *lines_open(struct event_base *base, const char *path,
			 struct fault *f);

/* Writes out what it can without waiting. NULL is fine. */
void lines_close(struct lines *l);

/* Opens the file anew, after it was moved away. 0, or -1: the old one stays. */
int lines_reopen(struct lines *l, struct fault *f);

/* Writes O as one line; O is taken over, and may be NULL (no memory). */
void lines_write(struct lines *l, json_t *o);

/* How many lines were dropped so far. */
uint64_t lines_dropped(const struct lines *l);

/*
 * A change as an object: {"type": "event", "time", "target" or "zone" and
 * "targets", "check", "subject", "from", "to", …}. New reference.
 */
json_t *lines_event(const struct change_origin *from, const struct change *c);

#endif
