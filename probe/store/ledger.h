/* SPDX-License-Identifier: MIT */
/*
 * ledger: the chain of closed days. Each entry's hash is the SHA-256 of
 *
 *	NUMBER DAY TARGETS DIGEST PREVIOUS
 *
 * and a newline, where DIGEST is that of the day's figures (sqlite.h) and
 * PREVIOUS the hash before. Whoever noted one hash can have all that came
 * before it proved; who changes a figure must change every hash after it.
 */
#ifndef KHIEN_PROBE_LEDGER_H
#define KHIEN_PROBE_LEDGER_H

#include <jansson.h>

#include "probe/store/store.h"

struct ledger_state {
	struct store_entry last;	/* number 0: no day is closed yet */
};

struct ledger_verdict {
	bool intact;
	char why[256];			/* not intact: where and how */
	struct ledger_state state;
};

/* Reads where the ledger stands. 0, or -1 with a fault. */
int ledger_state(const struct store_ops *ops, void *db,
		 struct ledger_state *s, struct fault *f);

/*
 * Computes all of it anew, from the figures of each day. HEAD (may be NULL) is
 * a hash that must be in it. A broken ledger is a verdict, not a fault.
 */
int ledger_check(const struct store_ops *ops, void *db, const char *head,
		 struct ledger_verdict *v, struct fault *f);

/* {"number", "day", "targets", "digest", "hash"}, null where none is. */
json_t *ledger_json(const struct ledger_state *s);

#endif
