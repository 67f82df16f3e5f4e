/* SPDX-License-Identifier: MIT */
#include "zones.h"

#include <stdlib.h>
#include <string.h>

#include "probe/judge/judge.h"

static struct watch_zone *find(const struct zones *z, const char *name)
{
	size_t i;

	for (i = 0; i < z->count; i++)
		if (strcmp(z->items[i]->name, name) == 0)
			return z->items[i];
	return NULL;
}

static struct watch_zone *add(struct zones *z, const char *name)
{
	struct watch_zone *zone;

	if (z->count == z->room) {
		size_t room = z->room ? z->room * 2 : 16;
		struct watch_zone **more =
			realloc(z->items, room * sizeof(*more));

		if (more == NULL)
			return NULL;
		z->items = more;
		z->room = room;
	}
	zone = watch_zone_new(name);
	if (zone != NULL)
		z->items[z->count++] = zone;
	return zone;
}

static struct watch_zone *hold(struct zones *z, const char *name)
{
	struct watch_zone *zone = find(z, name);

	if (zone == NULL)
		zone = add(z, name);
	if (zone != NULL)
		zone->users++;
	return zone;
}

static void let_go(struct zones *z, struct watch_zone *zone)
{
	size_t i;

	if (--zone->users > 0)
		return;
	for (i = 0; i < z->count; i++)
		if (z->items[i] == zone)
			z->items[i] = z->items[--z->count];
	watch_zone_free(zone);
}

void zones_release(struct zones *z, struct zones_chain *chain)
{
	while (chain->count > 0)
		let_go(z, chain->items[--chain->count]);
}

int zones_follow(struct zones *z, struct zones_chain *chain,
		 const struct chain_result *r)
{
	struct zones_chain now = { .count = 0 };

	while (now.count < r->zone_count) {
		char name[FACTS_SUBJECT];

		judge_zone_subject(name, r->zones[now.count]->link.zone);
		now.items[now.count] = hold(z, name);
		if (now.items[now.count] == NULL) {
			zones_release(z, &now);
			return -1;
		}
		now.count++;
	}
	while (r->outcome != OUTCOME_OK && now.count < chain->count) {
		now.items[now.count] = chain->items[now.count];
		now.items[now.count++]->users++;
	}
	zones_release(z, chain);
	*chain = now;
	return 0;
}

void zones_free(struct zones *z)
{
	free(z->items);
	memset(z, 0, sizeof(*z));
}
