/* SPDX-License-Identifier: MIT */
/*
 * sqlite: the store in one file: SQLite, write-ahead log, one writer; readers
 * do not hold it up. The day's figures that the ledger vouches for are one
 * line for each target, by name:
 *
 *	NAME SAMPLES UP DOWN UP DOWN UP DOWN UP DOWN N SUM MAX N SUM MAX
 *
 * seconds up and down over IPv4, IPv6, either, both, then answers, their µs
 * and the longest, over IPv4 and IPv6. Their SHA-256 is the entry's digest.
 */
#ifndef KHIEN_PROBE_SQLITE_H
#define KHIEN_PROBE_SQLITE_H

#include "probe/store/store.h"

extern const struct store_ops sqlite_ops;

#endif
