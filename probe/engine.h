/* SPDX-License-Identifier: MIT */
/*
 * engine: looks at all targets without pause. Each has two looks, web and DNS,
 * each on its own interval and phase; none waits for another, but for the
 * bound on how many are under way. What a look finds changes the state of its
 * target; a zone has a state of its own, so that one fault at gov.vn is one
 * event and not one for each portal below.
 */
#ifndef KHIEN_PROBE_ENGINE_H
#define KHIEN_PROBE_ENGINE_H

#include <event2/event.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "policy.h"
#include "probe/config.h"
#include "probe/judge/change.h"
#include "probe/publish/self.h"
#include "probe/target.h"
#include "report.h"
#include "text.h"

struct watch;

struct engine_listener {
	/* Something is no longer as it was. */
	void (*change)(void *arg, const struct change_origin *from,
		       const struct change *c);
	/* A look ("web", "dns") came to an end with this report. */
	void (*result)(void *arg, const char *look, const struct report *r);
	/* A web look was taken in: W has what is known now. */
	void (*looked)(void *arg, const struct watch *w);
	/* Something is wrong on this side. */
	void (*trouble)(void *arg, const char *text);
	void *arg;
};

struct engine;

/* All pointers are borrowed and must outlive it. NULL with a fault. */
struct engine *engine_open(struct event_base *base, const struct config *c,
			   const struct policy *p,
			   const struct engine_listener *l, struct fault *f);

/* Cancels what is under way. NULL is fine. */
void engine_close(struct engine *e);

/*
 * Watches the targets of LIST, which is emptied, in place of the present
 * ones. What is known of a target that is in both stays. Returns 0, or -1
 * where memory ran out and nothing was changed.
 */
int engine_set_targets(struct engine *e, struct target_list *list,
		       struct fault *f);

/* A part of all targets: those whose hash leaves INDEX, divided by COUNT. */
struct engine_shard {
	unsigned index, count;		/* { 0, 1 }: all */
};

/*
 * Writes the page of samples of the targets and zones in SHARD. SELF is filled
 * in as far as known here.
 */
void engine_metrics(struct engine *e, const struct engine_shard *shard,
		    struct self *self, struct text *out, bool openmetrics);

/* Says how things stand; false where looks are long overdue. */
bool engine_health(const struct engine *e, struct text *out);

#endif
