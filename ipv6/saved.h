/* SPDX-License-Identifier: MIT */
/*
 * saved: a snapshot in a file: all facts with the host's name and the moment,
 * to be judged elsewhere (policy/schema/ipv6-snapshot.schema.json).
 */
#ifndef KHIEN_IPV6_SAVED_H
#define KHIEN_IPV6_SAVED_H

#include <jansson.h>

#include "fault.h"
#include "ipv6/facts.h"

#define SAVED_HOST 256		/* room for a host's name */

/* F of HOST at TIME as JSON. New reference; NULL where memory ran out. */
json_t *saved_json(const struct v6_facts *f, const char *host, int64_t time);

/*
 * Reads what saved_json() made from PATH ("-" is standard input), at most
 * 16 MiB, strictly: faults carry file, line and column. Returns 0 or -1; pass F
 * to snapshot_free() in either case.
 */
int saved_read(const char *path, struct v6_facts *f, char host[SAVED_HOST],
	       int64_t *time, struct fault *fault);

#endif
