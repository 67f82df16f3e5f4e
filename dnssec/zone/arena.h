/* SPDX-License-Identifier: MIT */
/*
 * arena: memory that is taken in small pieces and given back all at once. A
 * zone of a million names has some ten million pieces; malloc's bookkeeping
 * for each would weigh more than the data.
 */
#ifndef KHIEN_DNSSEC_ARENA_H
#define KHIEN_DNSSEC_ARENA_H

#include <stddef.h>

struct arena_block;

/* All zero is an empty arena. */
struct arena {
	struct arena_block *last;
	unsigned char *at, *end;	/* what is free of the last block */
	size_t bytes;			/* taken from the system so far */
};

/* SIZE bytes, aligned for any pointer; NULL where memory ran out. */
void *arena_take(struct arena *a, size_t size);

/* Empties it but keeps its newest block for what comes next. */
void arena_reset(struct arena *a);

/* Gives everything back. Safe on a zeroed struct. */
void arena_free(struct arena *a);

#endif
