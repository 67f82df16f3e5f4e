/* SPDX-License-Identifier: MIT */
/* metrics_rows: the families of metrics.h, in three tables of rows. */
#ifndef KHIEN_PROBE_METRICS_ROWS_H
#define KHIEN_PROBE_METRICS_ROWS_H

#include "metrics.h"
#include "sample.h"

struct metrics_row {
	const char *name;
	enum sample_kind kind;
	const char *help;
	void (*samples)(struct text *t, const char *name,
			const struct metrics_source *s);
};

/* Each ends with a NULL name. */
extern const struct metrics_row metrics_check_rows[];
extern const struct metrics_row metrics_web_rows[];
extern const struct metrics_row metrics_dns_rows[];

/* Begins a sample with the target's label. */
void metrics_begin(struct text *t, const char *name,
		   const struct metrics_source *s);

/* The same, and the labels that a subject of judge.h amounts to. */
void metrics_begin_subject(struct text *t, const char *name,
			   const struct metrics_source *s,
			   const char *subject);

/* The same for the source's zone, which it must have. */
void metrics_begin_zone(struct text *t, const char *name,
			const struct metrics_source *s);

#endif
