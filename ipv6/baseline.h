/* SPDX-License-Identifier: MIT */
/*
 * baseline: the state that is expected of a host, in a file: routers,
 * prefixes, addresses, ports. What differs from it is a finding.
 */
#ifndef KHIEN_IPV6_BASELINE_H
#define KHIEN_IPV6_BASELINE_H

#include <jansson.h>

#include "fault.h"
#include "ipv6/facts.h"
#include "report.h"

enum baseline_list {
	BASELINE_ROUTERS,	/* "eth0 fe80::1" */
	BASELINE_PREFIXES,	/* "eth0 2a0f::/64" */
	BASELINE_ADDRESSES,	/* "eth0 2a0f::2/64" */
	BASELINE_PORTS,		/* "tcp/443 inet6" */
	BASELINE_LISTS
};

/* Sorted, each once. */
struct baseline_items {
	char **rows;
	size_t count, room;
};

struct baseline {
	struct baseline_items lists[BASELINE_LISTS];
};

/*
 * What F has of each list: gateways of default routes, wide addresses that are
 * not temporary with their prefixes, TCP ports that others reach. Returns 0,
 * or -1 with a fault where memory ran out.
 */
int baseline_of(struct baseline *b, const struct v6_facts *f,
		struct fault *fault);

/* As JSON (policy/schema/ipv6-baseline.schema.json). NULL: no memory. */
json_t *baseline_json(const struct baseline *b, const char *host, int64_t time);

/* Reads that, strictly. Returns 0, or -1 with a fault: file, line, column. */
int baseline_read(struct baseline *b, const char *path, struct fault *f);

/*
 * Before F is judged: where nothing else was said, only the baseline's routers
 * may advertise themselves (ra.rogue). Returns 0, or -1 with a fault.
 */
int baseline_apply(const struct baseline *b, struct v6_facts *f,
		   struct fault *fault);

/* Adds to R what differs, by V6_GROUP_BASELINE. 0, or -1 with a fault. */
int baseline_judge(struct report *r, const struct baseline *b,
		   const struct v6_facts *f, struct fault *fault);

/* Safe on a zeroed struct. */
void baseline_free(struct baseline *b);

#endif
