/* SPDX-License-Identifier: MIT */
#include "engine_place.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"

#define FIRST_STEP 20		/* ms between first looks at start */

void engine_place_free(struct place *p)
{
	struct engine *e = p->engine;
	unsigned i;

	for (i = 0; i < WATCH_PARTS; i++)
		schedule_remove(&e->schedule, &p->due[i].entry);
	e->in_flight -= (size_t)((p->trust != NULL) + (p->portal != NULL));
	trust_cancel(p->trust);
	portal_cancel(p->portal);
	zones_release(&e->zones, &p->chain);
	watch_free(p->watch);
	free(p);
}

/* Takes over *T. It is not scheduled yet. */
static struct place *place_new(struct engine *e, struct target *t)
{
	struct place *p = calloc(1, sizeof(*p));
	unsigned i;

	if (p == NULL || (p->watch = watch_new(t)) == NULL) {
		free(p);
		return NULL;
	}
	p->engine = e;
	p->fresh = true;
	for (i = 0; i < WATCH_PARTS; i++) {
		p->due[i].place = p;
		p->due[i].part = i;
	}
	return p;
}

/* Where the sorted array has NAME, or NULL. */
static struct place *place_named(const struct engine *e, const char *name)
{
	size_t low = 0, high = e->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		struct place *p = e->places[middle];
		int order = strcmp(name, p->watch->target.name);

		if (order == 0)
			return p;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Its interval or path may be another now; what is known stays. */
static void place_renew(struct place *p, struct target *t)
{
	struct target *mine = &p->watch->target;
	char *path = mine->path;

	mine->path = t->path;
	t->path = path;		/* freed with the list */
	mine->interval = t->interval;
	mine->dns_interval = t->dns_interval;
}

static void begin_looking(struct engine *e, struct place *p, size_t count)
{
	int64_t first = schedule_first(p->watch->target.hash,
				       e->config->interval * 1000, count,
				       FIRST_STEP, engine_now());

	p->fresh = false;
	engine_wait(p, WATCH_DNS, first);
	/* earlier, when the DNS look is done; without it, after its timeout */
	engine_wait(p, WATCH_WEB, first + e->config->timeout * 1000);
}

/*
 * A place for each target of LIST that has none yet, NULL for the others. NULL
 * where memory ran out. It has one more element than LIST, so it is never
 * empty.
 */
static struct place **make_places(struct engine *e, struct target_list *list)
{
	struct place **fresh = calloc(list->count + 1, sizeof(*fresh));
	size_t i;

	for (i = 0; fresh != NULL && i < list->count; i++) {
		if (place_named(e, list->items[i].name) != NULL)
			continue;
		fresh[i] = place_new(e, &list->items[i]);
		if (fresh[i] != NULL)
			continue;
		while (i-- > 0)
			if (fresh[i] != NULL)
				engine_place_free(fresh[i]);
		free(fresh);
		return NULL;
	}
	return fresh;
}

/* Drops what LIST has no longer: what is in it was marked as kept. */
static void drop_places(struct engine *e)
{
	size_t i;

	for (i = 0; i < e->count; i++) {
		if (e->places[i]->kept)
			e->places[i]->kept = false;
		else
			engine_place_free(e->places[i]);
	}
	free(e->places);
}

int engine_set_targets(struct engine *e, struct target_list *list,
		       struct fault *f)
{
	struct place **places = make_places(e, list), *p;
	size_t i, n = list->count, added = 0;

	if (places == NULL)
		return fault_set(f, _("out of memory for %zu targets"), n);
	/* from here on nothing can fail */
	for (i = 0; i < n; i++) {
		if (places[i] != NULL) {
			added++;
			continue;
		}
		p = place_named(e, list->items[i].name);
		place_renew(p, &list->items[i]);
		p->kept = true;
		places[i] = p;
	}
	drop_places(e);
	e->places = places;
	e->count = n;
	for (i = 0; i < n; i++)
		if (places[i]->fresh)
			begin_looking(e, places[i], added);
	target_list_free(list);
	engine_arm(e);
	return 0;
}
