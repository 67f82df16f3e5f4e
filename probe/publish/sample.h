/* SPDX-License-Identifier: MIT */
/* sample: one line of Prometheus' text format, and of OpenMetrics. */
#ifndef KHIEN_PROBE_SAMPLE_H
#define KHIEN_PROBE_SAMPLE_H

#include <stdbool.h>

#include "text.h"

enum sample_kind { SAMPLE_GAUGE, SAMPLE_COUNTER, SAMPLE_HISTOGRAM };

/*
 * The TYPE and HELP lines of a family. A counter's NAME ends in "_total",
 * which OPENMETRICS leaves out here and the older format does not.
 */
void sample_family(struct text *t, const char *name, enum sample_kind kind,
		   const char *help, bool openmetrics);

/* Begins a sample; labels follow, then its value. */
void sample_begin(struct text *t, const char *name);

/* A label, escaped; one without a value (NULL or "") is left out. */
void sample_label(struct text *t, const char *key, const char *value);
void sample_label_number(struct text *t, const char *key, long value);

/* Ends the sample: whole numbers are written as such. */
void sample_end(struct text *t, double value);

#endif
