/* SPDX-License-Identifier: MIT */
#include "change.h"

#include <stdlib.h>
#include <string.h>

static struct change_entry *find(const struct change_state *s, unsigned part,
				const struct finding *d)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		struct change_entry *e = &s->entries[i];

		if (e->check == d->check && e->part == part &&
		    strcmp(e->subject, d->subject) == 0)
			return e;
	}
	return NULL;
}

static struct change_entry *append(struct change_state *s, unsigned part,
				  const struct finding *d)
{
	struct change_entry *e;

	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 32;
		struct change_entry *more = realloc(s->entries,
						   room * sizeof(*more));

		if (more == NULL)
			return NULL;
		s->entries = more;
		s->room = room;
	}
	e = &s->entries[s->count];
	memset(e, 0, sizeof(*e));
	e->subject = strdup(d->subject);
	if (e->subject == NULL)
		return NULL;
	e->check = d->check;
	e->part = part;
	e->verdict = VERDICT_NONE;
	e->told = VERDICT_NONE;
	s->count++;
	return e;
}

/* ---- what goes to and fro ---- */

#define FLAP_LOOKS 20
#define FLAP_HIGH 6		/* changes, of FLAP_LOOKS: more begin it */
#define FLAP_LOW 5		/* fewer end it */

/* Notes whether this look CHANGED E, and whether it flaps now. */
static void note_flapping(struct change_entry *e, bool changed)
{
	int n;

	e->changes = (e->changes << 1 | changed) & ((1u << FLAP_LOOKS) - 1);
	n = __builtin_popcount(e->changes);
	e->flapping = e->flapping ? n >= FLAP_LOW : n > FLAP_HIGH;
}

/* ---- from look to look ---- */

/* Moves E on to what D says; an event where that is a change. */
static void take(struct change_entry *e, const struct finding *d, int64_t now,
		 change_handler *handler, void *arg)
{
	struct change change = {
		.check = e->check, .subject = e->subject,
		.from = e->verdict, .to = d->verdict,
		.time = now, .since = e->since, .finding = d,
	};
	bool first = e->verdict == VERDICT_NONE, flapped = e->flapping;
	bool changed = e->verdict != d->verdict;

	e->seen = true;
	e->because = d->because;
	e->who = d->who;
	if (d->because != NULL)
		return;
	e->runs++;
	e->failures += d->verdict == VERDICT_FAIL;
	note_flapping(e, changed && !first);
	if (changed) {
		e->verdict = d->verdict;
		e->since = now;
	}
	if (flapped) {
		change.from = (enum verdict)e->told;
		change.rests = !e->flapping;
	}
	change.flapping = e->flapping;
	if (flapped ? e->flapping : !changed)
		return;
	e->told = (signed char)d->verdict;
	if (!first || d->verdict != VERDICT_PASS)
		handler(arg, &change);
}

static void drop(struct change_entry *e, int64_t now, change_handler *handler,
		 void *arg)
{
	struct change change = {
		.check = e->check, .subject = e->subject,
		.from = (enum verdict)e->told, .to = VERDICT_NONE,
		.time = now, .since = e->since,
	};

	if (e->told > VERDICT_PASS)
		handler(arg, &change);
	free(e->subject);
}

static void sweep(struct change_state *s, unsigned part, int64_t now,
		  change_handler *handler, void *arg)
{
	size_t i, kept = 0;

	for (i = 0; i < s->count; i++) {
		struct change_entry *e = &s->entries[i];

		if (e->part == part && !e->seen)
			drop(e, now, handler, arg);
		else
			s->entries[kept++] = *e;
	}
	s->count = kept;
}

int change_update(struct change_state *s, unsigned part,
		 const struct finding *findings, size_t count, int64_t time,
		 change_handler *handler, void *arg)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->entries[i].part == part)
			s->entries[i].seen = false;
	for (i = 0; i < count; i++) {
		struct change_entry *e = find(s, part, &findings[i]);

		if (e == NULL)
			e = append(s, part, &findings[i]);
		if (e == NULL)
			return -1;
		take(e, &findings[i], time, handler, arg);
	}
	sweep(s, part, time, handler, arg);
	return 0;
}

bool change_worsens(const struct change_state *s, unsigned part,
		    const struct finding *findings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct change_entry *e;

		if (findings[i].verdict != VERDICT_FAIL)
			continue;
		e = find(s, part, &findings[i]);
		if (e != NULL && e->verdict != VERDICT_NONE &&
		    e->verdict != VERDICT_FAIL)
			return true;
	}
	return false;
}

enum verdict change_worst(const struct change_state *s)
{
	enum verdict worst = s->count ? VERDICT_PASS : VERDICT_UNKNOWN;
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->entries[i].because == NULL &&
		    s->entries[i].verdict > worst)
			worst = s->entries[i].verdict;
	return worst;
}

void change_free(struct change_state *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		free(s->entries[i].subject);
	free(s->entries);
	memset(s, 0, sizeof(*s));
}
