/* SPDX-License-Identifier: MIT */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"
#include "probe/judge/judge.h"
#include "probe/observe/observer.h"
#include "probe/schedule.h"
#include "probe/watch.h"
#include "probe/zones.h"

#define FIRST_STEP 20		/* ms between first looks at start */
#define OVERDUE 60000		/* ms; later than that is not well */
#define BELOW 20		/* targets named in the event of a zone */

struct place;

/* What waits in the schedule: one of a target's two looks. */
struct due {
	struct schedule_entry entry;	/* first: the schedule hands it out */
	struct place *place;
	unsigned part;
};

/* One target: what is known of it, and what is under way. */
struct place {
	struct engine *engine;
	struct watch *watch;
	struct due due[WATCH_PARTS];
	struct portal *portal;
	struct trust *trust;
	struct zones_chain chain;
	int64_t versions_due;		/* ms: all TLS versions are tried then */
	bool fresh;			/* no look was scheduled yet */
	bool kept;			/* while the targets are exchanged */
};

struct engine {
	struct event_base *base;
	const struct config *config;
	const struct policy *policy;
	struct engine_listener listener;
	struct observer observer;
	struct schedule schedule;
	struct event *timer;
	struct place **places;		/* sorted by name */
	size_t count;
	struct zones zones;
	size_t in_flight;
	struct self self;
};

static int64_t now_ms(void)
{
	return (int64_t)(clock_monotonic() * 1000);
}

static void trouble(struct engine *e, const char *text)
{
	e->listener.trouble(e->listener.arg, text);
}

static int64_t interval_of(const struct place *p, unsigned part)
{
	const struct target *t = &p->watch->target;
	const struct config *c = p->engine->config;

	if (part == WATCH_DNS)
		return t->dns_interval ? t->dns_interval : c->dns_interval;
	return t->interval ? t->interval : c->interval;
}

/* ---- the timer ---- */

static void arm(struct engine *e)
{
	const struct schedule_entry *top = schedule_top(&e->schedule);
	int64_t wait;
	struct timeval tv;

	if (top == NULL || e->in_flight >= (size_t)e->config->parallel) {
		(void)event_del(e->timer);
		return;
	}
	wait = top->due - now_ms();
	if (wait < 0)
		wait = 0;
	tv.tv_sec = wait / 1000;
	tv.tv_usec = wait % 1000 * 1000;
	if (event_add(e->timer, &tv) < 0)
		trouble(e, _("cannot set the timer"));
}

/* Another phase for DNS than for the web, and for another target. */
static uint64_t phase_of(const struct place *p, unsigned part)
{
	return p->watch->target.hash ^ (part * 0x9e3779b97f4a7c15u);
}

static void wait_for(struct place *p, unsigned part, int64_t due)
{
	if (schedule_add(&p->engine->schedule, &p->due[part].entry, due) < 0)
		trouble(p->engine, _("out of memory: a target is no longer "
				     "looked at"));
}

static void look_ended(struct place *p, unsigned part)
{
	struct engine *e = p->engine;

	e->in_flight--;
	wait_for(p, part, schedule_next(phase_of(p, part),
					interval_of(p, part) * 1000, now_ms()));
	arm(e);
}

/* ---- what came of a look ---- */

/* A change, and whose it is. */
struct source {
	struct engine *engine;
	const struct watch *watch;	/* NULL: a zone's */
	const struct watch_zone *zone;
};

static bool hangs_below(const struct place *p, const struct watch_zone *z)
{
	int i;

	for (i = 0; i < p->chain.count; i++)
		if (p->chain.items[i] == z)
			return true;
	return false;
}

static void pass_on(void *arg, const struct change *c)
{
	const struct source *s = arg;
	struct engine *e = s->engine;
	const char *below[BELOW];
	struct change_origin from = { .below = below };
	size_t i;

	if (s->watch != NULL)
		from.target = s->watch->target.name;
	else
		from.zone = s->zone->name;
	for (i = 0; s->zone != NULL && i < e->count; i++) {
		if (!hangs_below(e->places[i], s->zone))
			continue;
		if (from.below_count++ < BELOW)
			below[from.below_listed++] =
				e->places[i]->watch->target.name;
	}
	e->listener.change(e->listener.arg, &from, c);
}

static void report_begin(struct report *r, const struct place *p, int64_t time)
{
	report_init(r, p->watch->target.name, p->engine->policy, time);
}

/* Takes the report in by what the caller did with it, and frees it. */
static void report_end(struct engine *e, const char *look, struct report *r,
		       int taken)
{
	if (!report_ok(r) || taken < 0)
		trouble(e, _("out of memory: the result of a look is lost"));
	else
		e->listener.result(e->listener.arg, look, r);
	report_free(r);
}

static void seen_web(void *arg, struct web_look *look)
{
	struct place *p = arg;
	struct source from = { p->engine, p->watch, NULL };
	struct report r;
	int taken;

	p->portal = NULL;
	watch_remember(p->watch, look);
	report_begin(&r, p, look->time);
	judge_web(&r, look);
	taken = report_ok(&r) ?
		watch_web(p->watch, look, &r, interval_of(p, WATCH_WEB),
			  pass_on, &from) : -1;
	report_end(p->engine, "web", &r, taken);
	look_ended(p, WATCH_WEB);
}

/*
 * The report has the chain's findings from the root down, and then those of
 * the name.
 */
static int take_dns(struct place *p, const struct dns_look *look,
		    const struct report *r, const size_t *starts, int zones)
{
	struct source from = { p->engine, p->watch, NULL };
	int64_t interval = interval_of(p, WATCH_DNS);
	int i;

	if (zones > 0 && zones_follow(&p->engine->zones, &p->chain,
				      look->chain) < 0)
		return -1;
	for (i = 0; i < zones; i++) {
		struct source above = { p->engine, NULL, p->chain.items[i] };

		if (watch_zone_dns(p->chain.items[i], look->chain->zones[i],
				   &r->findings[starts[i]],
				   starts[i + 1] - starts[i], interval,
				   pass_on, &above) < 0)
			return -1;
	}
	return watch_dns(p->watch, look, &r->findings[starts[zones]],
			 r->count - starts[zones], interval, pass_on, &from);
}

static void learn_servers(struct watch *w, const struct dns_look *look)
{
	struct address servers[DNS_SERVERS];
	int count = observer_servers(look->chain, servers);

	if (count == 0)
		return;
	memcpy(w->servers, servers, sizeof(servers));
	w->server_count = count;
}

static void seen_dns(void *arg, const struct dns_look *look)
{
	struct place *p = arg;
	size_t starts[CHAIN_DEPTH + 1] = { 0 };
	struct report r;
	int zones, taken;

	p->trust = NULL;
	learn_servers(p->watch, look);
	report_begin(&r, p, look->time);
	zones = judge_dns(&r, p->watch->target.name, look, starts);
	taken = report_ok(&r) ? take_dns(p, look, &r, starts, zones) : -1;
	report_end(p->engine, "dns", &r, taken);
	/* the first web look waits for this one: now it knows the servers */
	if (p->watch->runs[WATCH_WEB] == 0 && p->portal == NULL)
		wait_for(p, WATCH_WEB, now_ms());
	look_ended(p, WATCH_DNS);
}

/* ---- looking ---- */

static bool start_web(struct place *p, struct fault *f)
{
	struct engine *e = p->engine;
	struct watch *w = p->watch;
	int64_t now = now_ms();
	bool versions = now >= p->versions_due;

	p->portal = observer_web(&e->observer, &w->target, w->servers,
				 w->server_count, versions, clock_now(),
				 seen_web, p, f);
	if (p->portal == NULL)
		return false;
	if (versions)
		p->versions_due = now + interval_of(p, WATCH_DNS) * 1000;
	return true;
}

static bool start_dns(struct place *p, struct fault *f)
{
	p->trust = observer_dns(&p->engine->observer, &p->watch->target,
				clock_now(), seen_dns, p, f);
	return p->trust != NULL;
}

static bool (*const starts_look[WATCH_PARTS])(struct place *, struct fault *) =
{
	[WATCH_WEB] = start_web,
	[WATCH_DNS] = start_dns,
};

static void start(struct engine *e, struct due *d, int64_t now)
{
	struct fault f = { "", "" };

	self_lag(&e->self, (double)(now - d->entry.due) / 1000);
	e->in_flight++;
	if (starts_look[d->part](d->place, &f))
		return;
	trouble(e, f.text);
	look_ended(d->place, d->part);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct engine *e = arg;

	(void)fd;
	(void)what;
	while (e->in_flight < (size_t)e->config->parallel) {
		int64_t now = now_ms();
		struct schedule_entry *entry = schedule_pop(&e->schedule, now);

		if (entry == NULL)
			break;
		start(e, (struct due *)entry, now);
	}
	arm(e);
}

/* ---- targets ---- */

static void place_free(struct place *p)
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
				       FIRST_STEP, now_ms());

	p->fresh = false;
	wait_for(p, WATCH_DNS, first);
	/* earlier, when the DNS look is done; without it, after its timeout */
	wait_for(p, WATCH_WEB, first + e->config->timeout * 1000);
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
				place_free(fresh[i]);
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
			place_free(e->places[i]);
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
	arm(e);
	return 0;
}

/* ---- what others see ---- */

void engine_metrics(struct engine *e, struct self *self, struct text *out,
		    bool openmetrics)
{
	size_t i, n = 0, families = metrics_count();
	const struct metrics_part **parts =
		calloc(e->count * WATCH_PARTS + e->zones.count + 1,
		       sizeof(*parts));

	if (parts == NULL) {
		out->failed = true;
		return;
	}
	for (i = 0; i < e->count; i++) {
		parts[n++] = &e->places[i]->watch->metrics[WATCH_WEB];
		parts[n++] = &e->places[i]->watch->metrics[WATCH_DNS];
	}
	for (i = 0; i < e->zones.count; i++)
		parts[n++] = &e->zones.items[i]->metrics;
	for (i = 0; i < families; i++)
		metrics_family(out, i, openmetrics, parts, n);
	free(parts);
	memcpy(self->lag_count, e->self.lag_count, sizeof(self->lag_count));
	self->lag_sum = e->self.lag_sum;
	self->targets = e->count;
	self->in_flight = e->in_flight;
}

bool engine_health(const struct engine *e, struct text *out)
{
	const struct schedule_entry *top = schedule_top(&e->schedule);
	int64_t late = top != NULL ? now_ms() - top->due : 0;

	if (late > OVERDUE) {
		text_printf(out, "overdue by %lld s: %zu looks are under "
			    "way, %d may be\n", (long long)late / 1000,
			    e->in_flight, (int)e->config->parallel);
		return false;
	}
	text_printf(out, "ok: %zu targets, %zu looks under way\n", e->count,
		    e->in_flight);
	return true;
}

/* ---- from beginning to end ---- */

struct engine *engine_open(struct event_base *base, const struct config *c,
			   const struct policy *p,
			   const struct engine_listener *l, struct fault *f)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		fault_errno(f, _("cannot begin"));
		return NULL;
	}
	e->base = base;
	e->config = c;
	e->policy = p;
	e->listener = *l;
	e->timer = evtimer_new(base, on_timer, e);
	if (e->timer == NULL)
		fault_set(f, _("cannot make a timer"));
	else if (observer_open(&e->observer, base, c, f) == 0)
		return e;
	engine_close(e);
	return NULL;
}

void engine_close(struct engine *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->count; i++)
		place_free(e->places[i]);
	observer_close(&e->observer);
	schedule_free(&e->schedule);
	if (e->timer != NULL)
		event_free(e->timer);
	zones_free(&e->zones);
	free(e->places);
	free(e);
}
