/* SPDX-License-Identifier: MIT */
/* self: the probe's own figures, so that one sees when it does not look. */
#ifndef KHIEN_PROBE_SELF_H
#define KHIEN_PROBE_SELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/store/store.h"
#include "text.h"

#define SELF_BUCKETS 9		/* of the lag, the last without a bound */

struct self {
	uint64_t lag_count[SELF_BUCKETS];	/* not cumulative */
	double lag_sum;				/* s */
	size_t in_flight, targets;
	bool vantage_known[2], vantage_up[2];	/* our own IPv4, IPv6 */
	bool reload_good;			/* the last one */
	int64_t reload_time;			/* of the last good one */
	uint64_t lines_dropped;
	const struct store_figures *store;	/* NULL: none is kept */
};

/* Notes that a look began LAG seconds after it was due. */
void self_lag(struct self *s, double lag);

/* Adds portalprobe_* and process_*. */
void self_write(struct text *out, const struct self *s, bool openmetrics);

#endif
