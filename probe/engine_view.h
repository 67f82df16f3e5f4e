/* SPDX-License-Identifier: MIT */
/* engine_view: what the engine knows, for those who only look at it. */
#ifndef KHIEN_PROBE_ENGINE_VIEW_H
#define KHIEN_PROBE_ENGINE_VIEW_H

#include "probe/engine.h"
#include "probe/watch.h"

struct engine_view {
	const struct watch *watch;
	struct watch_zone *const *zones;	/* from the root down */
	size_t zone_count;
	int64_t interval, dns_interval;		/* s; what is in force */
};

size_t engine_view_count(const struct engine *e);

/* Target number I by name, from 0. */
void engine_view_at(const struct engine *e, size_t i, struct engine_view *v);

/* The index of the first target whose name comes behind NAME. */
size_t engine_view_behind(const struct engine *e, const char *name);

/* False where there is no such target. */
bool engine_view_find(const struct engine *e, const char *name,
		      struct engine_view *v);

/* The worst of what is known of the target and of the zones it is in. */
enum verdict engine_view_verdict(const struct engine_view *v);

#endif
