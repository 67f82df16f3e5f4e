/* SPDX-License-Identifier: MIT */
/*
 * metrics: what is known of the portals as Prometheus samples. Each look's
 * samples are written once, when it is done, family by family; a scrape only
 * strings them together. A value that was not measured is absent, never zero.
 */
#ifndef KHIEN_PROBE_METRICS_H
#define KHIEN_PROBE_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/facts.h"
#include "probe/judge/change.h"
#include "text.h"

#define METRICS_FAMILIES 32	/* room; how many there are: metrics_count() */

/* The samples of one look, family N at text[at[N]] to text[at[N + 1]]. */
struct metrics_part {
	char *text;
	uint32_t at[METRICS_FAMILIES + 1];
};

/* What they are made from; a pointer that is NULL has no samples. */
struct metrics_source {
	const char *target;		/* NULL: a zone */
	const char *look;		/* "web" or "dns" */
	unsigned part;			/* entries of the state that count */
	const struct change_state *state;
	const struct web_look *web;
	const struct dns_look *dns;	/* the verdict */
	const struct chain_zone *zone;	/* with a target: the one it is in */
	int64_t time;			/* of the look */
	int64_t interval;		/* s between looks */
	uint64_t runs;			/* looks so far */
};

/* Writes the samples anew. 0, or -1 where memory ran out: *P is as it was. */
int metrics_part(struct metrics_part *p, const struct metrics_source *s);

/* Safe on a zeroed struct. */
void metrics_part_free(struct metrics_part *p);

/* How many families there are. */
size_t metrics_count(void);

/* Adds family N: its head, then the samples of COUNT parts. */
void metrics_family(struct text *out, size_t n, bool openmetrics,
		    const struct metrics_part *const *parts, size_t count);

#endif
