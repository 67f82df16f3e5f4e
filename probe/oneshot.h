/* SPDX-License-Identifier: MIT */
/* oneshot: one look at each of some targets: `khien-probe check`. */
#ifndef KHIEN_PROBE_ONESHOT_H
#define KHIEN_PROBE_ONESHOT_H

#include "probe/config.h"
#include "probe/facts.h"
#include "probe/target.h"
#include "report.h"

/* How long a portal took to answer at one address. */
struct oneshot_times {
	char subject[FACTS_SUBJECT];
	double resolve_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
};

struct oneshot {
	struct report *reports;		/* one for each target, in their order */
	size_t count;
	struct oneshot_times *times;	/* of those that answered */
	size_t time_count;
};

/*
 * Looks at all of TARGETS, some at a time, and judges them as of NOW. Returns
 * 0, or -1 with a fault and nothing in OUT. Pass it to oneshot_free().
 */
int oneshot_run(struct oneshot *out, const struct config *c,
		const struct policy *p, const struct target_list *targets,
		int64_t now, struct fault *f);

/* Safe on a zeroed struct. */
void oneshot_free(struct oneshot *o);

#endif
