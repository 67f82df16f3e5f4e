/* SPDX-License-Identifier: MIT */
/*
 * day: the digest of one day's figures, a line for each target; sqlite.h has
 * the line. And what a span's figures are made of: sums of samples.
 */
#ifndef KHIEN_PROBE_DAY_H
#define KHIEN_PROBE_DAY_H

#include <sha2.h>

#include "probe/store/store.h"

struct day_digest {
	SHA2_CTX context;
	int64_t targets;
};

void day_begin(struct day_digest *d);

/* A store_row: ARG is a struct day_digest. Rows come by name. */
int day_add(void *arg, const struct store_rollup *r);

/* Returns how many targets there were. */
int64_t day_end(struct day_digest *d, char digest[STORE_HASH]);

/* The hash that E must have, from its other members. */
void day_entry_hash(const struct store_entry *e, char hex[STORE_HASH]);

#endif
