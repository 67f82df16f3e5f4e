/* SPDX-License-Identifier: MIT */
/*
 * chain: the chain of trust link by link, from the root down to a name, by
 * asking the authoritative servers themselves. No cache of a resolver stands
 * between: what is broken is seen at once, at the zone where it is broken, and
 * before it becomes bogus.
 *
 * Zones are walked once and shared: while a walk's `max_age` allows, the
 * facts of the root, vn and gov.vn serve all portals below them. Everything is
 * bounded: depth, servers per zone, queries per zone, time.
 */
#ifndef KHIEN_DNSSEC_CHAIN_H
#define KHIEN_DNSSEC_CHAIN_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "dnssec/facts.h"
#include "fault.h"
#include "net/address.h"
#include "net/outcome.h"
#include "net/validate.h"

#define CHAIN_DEPTH 12		/* zones from the root to the name */
#define CHAIN_NAMES 13		/* name servers of a zone that are asked */

struct chain_config {
	const char *trust_anchor;	/* file of DS or DNSKEY records of the root */
	const char *root_hints;		/* file of NS, A and AAAA records */
	/* Finds addresses of name servers that lie outside their zone. */
	struct validator *validator;
	bool allow_inside;
	int query_ms;			/* deadline of one question; 0: 3000 */
};

/* One zone of the chain. */
struct chain_zone {
	struct link_facts link;
	struct servers_facts names;
	const struct server_facts *servers; /* by name, then address */
	int server_count;		/* at most LINK_SERVERS */
	int64_t time;			/* when it was looked at */
};

struct chain_result {
	/*
	 * OK where the walk came to an end at the name's own zone. Else at
	 * the last zone that could be asked: the zones above are there.
	 */
	enum outcome outcome;
	char why[OUTCOME_WHY];
	const struct chain_zone *zones[CHAIN_DEPTH]; /* root first; borrowed */
	int zone_count;
};

struct chain_walker;
struct chain_walk;

typedef void chain_done(void *arg, const struct chain_result *r);

/* NULL with a fault (file, line) where a file is missing or wrong. */
struct chain_walker *chain_open(struct event_base *base,
				const struct chain_config *c,
				struct fault *f);

/*
 * Ends it; walks under way are cancelled. Before validate_close() of its
 * validator. Not from a callback. NULL is fine.
 */
void chain_close(struct chain_walker *w);

/*
 * Walks down to NAME. NOW is the moment for which signatures are judged;
 * zones looked at no longer than MAX_AGE seconds ago are taken as they are.
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first; the result is gone after it. NULL with a fault
 * for a NAME that is none and where memory ran out.
 */
struct chain_walk *chain_start(struct chain_walker *w, const char *name,
			       int64_t now, int max_age, int deadline_ms,
			       chain_done *done, void *arg, struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void chain_cancel(struct chain_walk *k);

#endif
