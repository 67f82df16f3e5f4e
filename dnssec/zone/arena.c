/* SPDX-License-Identifier: MIT */
/* arena: see arena.h. Blocks double from 64 KiB up to 8 MiB. */
#include "dnssec/zone/arena.h"

#include <stdint.h>
#include <stdlib.h>

#define BLOCK_FIRST ((size_t)64 << 10)
#define BLOCK_MOST ((size_t)8 << 20)

struct arena_block {
	struct arena_block *before;
	size_t size;
	_Alignas(8) unsigned char bytes[];
};

static int arena_grow(struct arena *a, size_t size)
{
	size_t room = a->last ? a->last->size * 2 : BLOCK_FIRST;
	struct arena_block *b;

	if (room > BLOCK_MOST)
		room = BLOCK_MOST;
	if (room < size)
		room = size;
	if (room > SIZE_MAX - sizeof(*b))
		return -1;
	b = malloc(sizeof(*b) + room);
	if (!b)
		return -1;
	b->before = a->last;
	b->size = room;
	a->last = b;
	a->at = b->bytes;
	a->end = b->bytes + room;
	a->bytes += sizeof(*b) + room;
	return 0;
}

void *arena_take(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX - 7)
		return NULL;
	size = (size + 7) & ~(size_t)7;
	if ((!a->at || (size_t)(a->end - a->at) < size) && arena_grow(a, size))
		return NULL;
	p = a->at;
	a->at += size;
	return p;
}

static void arena_drop(struct arena *a, struct arena_block *b)
{
	while (b) {
		struct arena_block *before = b->before;

		a->bytes -= sizeof(*b) + b->size;
		free(b);
		b = before;
	}
}

void arena_reset(struct arena *a)
{
	if (!a->last)
		return;
	arena_drop(a, a->last->before);
	a->last->before = NULL;
	a->at = a->last->bytes;
}

void arena_free(struct arena *a)
{
	arena_drop(a, a->last);
	*a = (struct arena){ 0 };
}
