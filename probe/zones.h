/* SPDX-License-Identifier: MIT */
/*
 * zones: the zones that targets hang below, each known once, however many
 * portals share it, for as long as one does.
 */
#ifndef KHIEN_PROBE_ZONES_H
#define KHIEN_PROBE_ZONES_H

#include <stddef.h>

#include "dnssec/chain.h"
#include "probe/watch.h"

struct zones {
	struct watch_zone **items;
	size_t count, room;
};

/* The zones from the root down to a target's own. */
struct zones_chain {
	struct watch_zone *items[CHAIN_DEPTH];
	int count;
};

/*
 * Makes CHAIN the zones of a walk's result. A walk that got stuck says nothing
 * of the zones below: they stay what they were. Returns 0, or -1 where memory
 * ran out and CHAIN is as it was.
 */
int zones_follow(struct zones *z, struct zones_chain *chain,
		 const struct chain_result *r);

/* Lets go of a chain; zones that nobody holds any more are forgotten. */
void zones_release(struct zones *z, struct zones_chain *chain);

/* Frees the set; all chains must have been released. */
void zones_free(struct zones *z);

#endif
