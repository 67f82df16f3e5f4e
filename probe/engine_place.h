/* SPDX-License-Identifier: MIT */
/*
 * engine_place: the places of an engine's targets: made, found, exchanged on a
 * reload. For engine.c and engine_place.c alone.
 */
#ifndef KHIEN_PROBE_ENGINE_PLACE_H
#define KHIEN_PROBE_ENGINE_PLACE_H

#include "probe/engine.h"
#include "probe/observe/guard.h"
#include "probe/observe/observer.h"
#include "probe/schedule.h"
#include "probe/watch.h"
#include "probe/zones.h"

struct place;

/* What waits in the schedule: one of a target's two looks. */
struct due {
	struct schedule_entry entry;	/* first: the schedule hands it out */
	struct place *place;
	unsigned part;
};

/* One target: what is known of it, and what is under way. */
struct place {
	struct engine *engine;
	struct watch *watch;
	struct due due[WATCH_PARTS];
	struct portal *portal;
	struct trust *trust;
	struct zones_chain chain;
	int64_t versions_due;		/* ms: all TLS versions are tried then */
	bool confirming;		/* the web look that runs is a second one */
	bool fresh;			/* no look was scheduled yet */
	bool kept;			/* while the targets are exchanged */
};

struct engine {
	struct event_base *base;
	const struct config *config;
	const struct policy *policy;
	struct engine_listener listener;
	struct observer observer;
	struct guard guard;
	struct schedule schedule;
	struct event *timer;
	struct place **places;		/* sorted by name */
	size_t count;
	struct zones zones;
	size_t in_flight;
	struct self self;
};

/* In engine.c: milliseconds on a clock that does not jump. */
int64_t engine_now(void);

/* In engine.c: sets the timer to the next look that is due. */
void engine_arm(struct engine *e);

/* In engine.c: has look PART at P wait until DUE. */
void engine_wait(struct place *p, unsigned part, int64_t due);

/* Cancels what is under way, and frees it. */
void engine_place_free(struct place *p);

#endif
