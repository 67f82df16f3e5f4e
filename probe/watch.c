/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <stdlib.h>
#include <string.h>

struct watch *watch_new(struct target *t)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->target = *t;
	memset(t, 0, sizeof(*t));
	return w;
}

void watch_free(struct watch *w)
{
	int i;

	if (w == NULL)
		return;
	for (i = 0; i < WATCH_PARTS; i++) {
		metrics_part_free(&w->metrics[i]);
		glance_notes_free(&w->notes[i]);
	}
	change_free(&w->state);
	free(w->target.name);
	free(w->target.path);
	free(w);
}

struct watch_zone *watch_zone_new(const char *name)
{
	struct watch_zone *z = calloc(1, sizeof(*z));

	if (z == NULL || (z->name = strdup(name)) == NULL) {
		free(z);
		return NULL;
	}
	return z;
}

void watch_zone_free(struct watch_zone *z)
{
	if (z == NULL)
		return;
	metrics_part_free(&z->metrics);
	glance_notes_free(&z->notes);
	change_free(&z->state);
	free(z->name);
	free(z);
}

/* ---- from one look to the next ---- */

static const struct watch_versions *find_versions(const struct watch *w,
						  const struct address *a)
{
	int i;

	for (i = 0; i < w->version_count; i++)
		if (address_compare(&w->versions[i].address, a) == 0)
			return &w->versions[i];
	return NULL;
}

static void recall_versions(const struct watch *w, struct address_facts *a)
{
	struct tls_facts *t = &a->web.tls;
	const struct watch_versions *v = find_versions(w, &a->address);

	if ((t->have & TLS_HAVE_VERSIONS) || v == NULL || !t->handshake)
		return;
	t->have |= TLS_HAVE_VERSIONS;
	t->versions_accepted = v->accepted;
	t->versions_asked = v->asked;
}

/* Keeps those of the addresses that are there now. */
static void keep_versions(struct watch *w, const struct web_look *look)
{
	int i, count = 0;

	for (i = 0; i < look->address_count; i++) {
		const struct address_facts *a = &look->addresses[i];
		const struct tls_facts *t = &a->web.tls;

		if (!(t->have & TLS_HAVE_VERSIONS))
			continue;
		w->versions[count].address = a->address;
		w->versions[count].accepted = t->versions_accepted;
		w->versions[count].asked = t->versions_asked;
		count++;
	}
	w->version_count = count;
}

static void recall_hsts(struct watch *w, struct address_facts *a)
{
	struct http_facts *h = &a->web.http;
	int family = a->address.family == AF_INET6 ? FAMILY_IPV6 : FAMILY_IPV4;

	if (w->hsts_before[family] > 0) {
		h->have |= HTTP_HAVE_HSTS_BEFORE;
		h->hsts_max_age_before = w->hsts_before[family];
	}
	if (h->hsts && h->hsts_max_age > w->hsts_before[family])
		w->hsts_before[family] = h->hsts_max_age;
}

static bool connects(const struct web_look *look, int family)
{
	int i;

	for (i = 0; i < look->address_count; i++)
		if (look->addresses[i].address.family == family &&
		    look->addresses[i].web.tls.handshake)
			return true;
	return false;
}

/* Since when browsers go by IPv4 and nobody sees that IPv6 is dead. */
static void recall_masked(struct watch *w, struct web_look *look)
{
	bool masked = look->families[FAMILY_IPV6].count > 0 &&
		connects(look, AF_INET) && !connects(look, AF_INET6);

	if (!masked)
		w->masked_since = 0;
	else if (w->masked_since == 0)
		w->masked_since = look->time;
	look->masked_since = w->masked_since;
}

void watch_remember(struct watch *w, struct web_look *look)
{
	int i;

	for (i = 0; i < look->address_count; i++) {
		recall_versions(w, &look->addresses[i]);
		recall_hsts(w, &look->addresses[i]);
	}
	recall_masked(w, look);
	if (look->address_count > 0)
		keep_versions(w, look);
}

/* ---- what came of a look ---- */

int watch_web(struct watch *w, const struct web_look *look,
	      const struct report *r, int64_t interval,
	      change_handler *handler, void *arg)
{
	struct metrics_source s = {
		.target = w->target.name, .look = "web", .part = WATCH_WEB,
		.state = &w->state, .web = look, .time = look->time,
		.interval = interval, .runs = ++w->runs[WATCH_WEB],
	};

	if (change_update(&w->state, WATCH_WEB, r->findings, r->count,
			  look->time, handler, arg) < 0 ||
	    glance_notes(&w->notes[WATCH_WEB], r->findings, r->count,
			 look->time) < 0)
		return -1;
	glance_web(&w->glance, look, interval);
	return metrics_part(&w->metrics[WATCH_WEB], &s);
}

/* The name's own zone, if the walk came down to it. */
static const struct chain_zone *own_zone(const struct dns_look *d)
{
	if (d->chain == NULL || d->chain->outcome != OUTCOME_OK ||
	    d->chain->zone_count == 0)
		return NULL;
	return d->chain->zones[d->chain->zone_count - 1];
}

int watch_dns(struct watch *w, const struct dns_look *look,
	      const struct finding *findings, size_t count, int64_t interval,
	      change_handler *handler, void *arg)
{
	struct metrics_source s = {
		.target = w->target.name, .look = "dns", .part = WATCH_DNS,
		.state = &w->state, .dns = look, .zone = own_zone(look),
		.time = look->time, .interval = interval,
		.runs = ++w->runs[WATCH_DNS],
	};

	if (change_update(&w->state, WATCH_DNS, findings, count, look->time,
			  handler, arg) < 0 ||
	    glance_notes(&w->notes[WATCH_DNS], findings, count,
			 look->time) < 0)
		return -1;
	return metrics_part(&w->metrics[WATCH_DNS], &s);
}

int watch_zone_dns(struct watch_zone *w, const struct chain_zone *zone,
		   const struct finding *findings, size_t count,
		   int64_t interval, change_handler *handler, void *arg)
{
	struct metrics_source s = {
		.look = "dns", .part = WATCH_DNS, .state = &w->state,
		.zone = zone, .time = zone->time, .interval = interval,
	};

	if (w->runs > 0 && zone->time <= w->time)
		return 0;	/* another portal brought these facts already */
	w->time = zone->time;
	s.runs = ++w->runs;
	if (change_update(&w->state, WATCH_DNS, findings, count, zone->time,
			  handler, arg) < 0 ||
	    glance_notes(&w->notes, findings, count, zone->time) < 0)
		return -1;
	return metrics_part(&w->metrics, &s);
}
