/* SPDX-License-Identifier: MIT */
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

/* A number that depends on every bit of both. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t h = a ^ (b * 0x9e3779b97f4a7c15u);

	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

/* Due moment of round ROUND: its phase, and the jitter of that round. */
static int64_t due_in(uint64_t hash, int64_t interval, int64_t round)
{
	int64_t phase = (int64_t)(hash % (uint64_t)interval);
	int64_t width = interval / SCHEDULE_JITTER;
	int64_t jitter = width == 0 ? 0 :
		(int64_t)(mix(hash, (uint64_t)round) % (uint64_t)width);

	return round * interval + phase + jitter;
}

int64_t schedule_next(uint64_t hash, int64_t interval, int64_t now)
{
	/* Early enough that its due moment lies before NOW or is the next. */
	int64_t round = now / interval - 2;

	while (due_in(hash, interval, round) <= now)
		round++;
	return due_in(hash, interval, round);
}

int64_t schedule_first(uint64_t hash, int64_t interval, size_t count,
		       int64_t step, int64_t now)
{
	int64_t width = interval;

	if (count < (size_t)(interval / step))
		width = (int64_t)count * step;
	return width <= 0 ? now : now + (int64_t)(hash % (uint64_t)width);
}

/* ---- the heap; place N has its children at 2N and 2N + 1 ---- */

static void put(struct schedule *s, size_t place, struct schedule_entry *e)
{
	s->heap[place - 1] = e;
	e->place = place;
}

static struct schedule_entry *at(const struct schedule *s, size_t place)
{
	return s->heap[place - 1];
}

static void rise(struct schedule *s, size_t place)
{
	struct schedule_entry *e = at(s, place);

	while (place > 1 && at(s, place / 2)->due > e->due) {
		put(s, place, at(s, place / 2));
		place /= 2;
	}
	put(s, place, e);
}

static void sink(struct schedule *s, size_t place)
{
	struct schedule_entry *e = at(s, place);

	for (;;) {
		size_t child = place * 2;

		if (child > s->count)
			break;
		if (child < s->count && at(s, child + 1)->due <
		    at(s, child)->due)
			child++;
		if (at(s, child)->due >= e->due)
			break;
		put(s, place, at(s, child));
		place = child;
	}
	put(s, place, e);
}

static int make_room(struct schedule *s)
{
	size_t room = s->room ? s->room * 2 : 64;
	struct schedule_entry **more;

	if (s->count < s->room)
		return 0;
	more = realloc(s->heap, room * sizeof(struct schedule_entry *));
	if (more == NULL)
		return -1;
	s->heap = more;
	s->room = room;
	return 0;
}

int schedule_add(struct schedule *s, struct schedule_entry *e, int64_t due)
{
	schedule_remove(s, e);
	if (make_room(s) < 0)
		return -1;
	e->due = due;
	s->count++;
	put(s, s->count, e);
	rise(s, s->count);
	return 0;
}

void schedule_remove(struct schedule *s, struct schedule_entry *e)
{
	size_t place = e->place;
	struct schedule_entry *last;

	if (place == 0)
		return;
	last = at(s, s->count);
	s->count--;
	e->place = 0;
	if (last == e)
		return;
	put(s, place, last);
	rise(s, place);
	sink(s, last->place);
}

struct schedule_entry *schedule_top(const struct schedule *s)
{
	return s->count > 0 ? s->heap[0] : NULL;
}

struct schedule_entry *schedule_pop(struct schedule *s, int64_t now)
{
	struct schedule_entry *e = schedule_top(s);

	if (e == NULL || e->due > now)
		return NULL;
	schedule_remove(s, e);
	return e;
}

void schedule_free(struct schedule *s)
{
	free(s->heap);
	memset(s, 0, sizeof(*s));
}
