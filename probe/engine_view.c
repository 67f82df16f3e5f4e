/* SPDX-License-Identifier: MIT */
#include "engine_view.h"

#include <string.h>

#include "engine_place.h"

size_t engine_view_count(const struct engine *e)
{
	return e->count;
}

void engine_view_at(const struct engine *e, size_t i, struct engine_view *v)
{
	const struct place *p = e->places[i];
	const struct target *t = &p->watch->target;

	*v = (struct engine_view) {
		.watch = p->watch, .zones = p->chain.items,
		.zone_count = (size_t)p->chain.count,
		.interval = t->interval ? t->interval : e->config->interval,
		.dns_interval = t->dns_interval ? t->dns_interval :
			e->config->dns_interval,
	};
}

size_t engine_view_behind(const struct engine *e, const char *name)
{
	size_t low = 0, high = e->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(name, e->places[middle]->watch->target.name) < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

bool engine_view_find(const struct engine *e, const char *name,
		      struct engine_view *v)
{
	size_t i = engine_view_behind(e, name);

	if (i == 0 || strcmp(e->places[i - 1]->watch->target.name, name) != 0)
		return false;
	engine_view_at(e, i - 1, v);
	return true;
}

enum verdict engine_view_verdict(const struct engine_view *v)
{
	enum verdict worst = change_worst(&v->watch->state);
	size_t i;

	for (i = 0; i < v->zone_count; i++) {
		enum verdict zone = change_worst(&v->zones[i]->state);

		if (zone > worst)
			worst = zone;
	}
	return worst;
}
