/* SPDX-License-Identifier: MIT */
/*
 * guard: whether this machine itself has IPv4 and IPv6. What all name servers
 * of a chain, from the root down, do not answer over one family is this side's
 * fault; then what fails over it is unknown, not failed.
 */
#ifndef KHIEN_PROBE_GUARD_H
#define KHIEN_PROBE_GUARD_H

#include "net/dnsquery.h"
#include "probe/facts.h"
#include "report.h"

#define GUARD_SERVERS 4		/* of the root, in each family */

/* What a finding that is excused is unknown because of. */
extern const struct check guard_vantage;

/* A server of the root, and what it is being asked. */
struct guard_server {
	struct guard_family *family;
	struct address address;
	struct dnsquery *query;
};

struct guard_family {
	struct guard_server servers[GUARD_SERVERS];
	int server_count, asked, answered, pending;
	bool known, down;
	bool told;			/* that it is down; the caller's */
};

struct guard {
	struct event_base *base;
	bool allow_inside;
	int64_t refreshed;		/* when it last asked by itself */
	struct guard_family families[FAMILIES];
};

/*
 * Learns from a walk R (NULL: nothing): a family of which at least two servers
 * were asked and none answered is down. A walk whose root was seen before it
 * last asked by itself teaches nothing.
 */
void guard_learn(struct guard *g, const struct chain_result *r);

/* Asks the root's servers that it learned, for at most DEADLINE ms. */
void guard_refresh(struct guard *g, int64_t now, int deadline_ms);

/*
 * Makes "unknown, because probe.vantage" of the findings that fail for an
 * address of a family that is down: that nobody answers there.
 */
void guard_excuse(const struct guard *g, struct report *r);

/* Cancels what is under way. Safe on a zeroed struct. */
void guard_close(struct guard *g);

#endif
