/* SPDX-License-Identifier: MIT */
#include "engine_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"
#include "probe/judge/judge.h"

#define CONFIRM 5000		/* ms till a failure is looked at once more */
#define OVERDUE 60000		/* ms; later than that is not well */
#define BELOW 20		/* targets named in the event of a zone */

int64_t engine_now(void)
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

void engine_arm(struct engine *e)
{
	const struct schedule_entry *top = schedule_top(&e->schedule);
	int64_t wait;
	struct timeval tv;

	if (top == NULL || e->in_flight >= (size_t)e->config->parallel) {
		(void)event_del(e->timer);
		return;
	}
	wait = top->due - engine_now();
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

void engine_wait(struct place *p, unsigned part, int64_t due)
{
	if (schedule_add(&p->engine->schedule, &p->due[part].entry, due) < 0)
		trouble(p->engine, _("out of memory: a target is no longer "
				     "looked at"));
}

static void look_ended(struct place *p, unsigned part)
{
	struct engine *e = p->engine;
	int64_t interval = interval_of(p, part) * 1000, now = engine_now();
	int64_t next = schedule_next(phase_of(p, part), interval, now);

	if (part == WATCH_WEB && p->confirming && next > now + CONFIRM)
		next = now + CONFIRM;
	e->in_flight--;
	engine_wait(p, part, next);
	engine_arm(e);
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

/* Says once that this side has lost a family, and once that it is back. */
static void tell_vantage(struct engine *e)
{
	static const char *const names[FAMILIES] = {
		[FAMILY_IPV4] = "IPv4", [FAMILY_IPV6] = "IPv6",
	};
	char text[160];
	int i;

	for (i = 0; i < FAMILIES; i++) {
		struct guard_family *f = &e->guard.families[i];

		if (f->down == f->told)
			continue;
		f->told = f->down;
		(void)snprintf(text, sizeof(text), f->down ?
			       _("this machine has lost %s: what fails over "
				 "it is unknown") :
			       _("this machine has %s again"), names[i]);
		trouble(e, text);
	}
}

/*
 * A failure is told when a second look has seen it, too, so that one lost
 * packet is no alarm; meanwhile it is asked whether the fault is on this side.
 */
static bool confirm(struct place *p, const struct report *r)
{
	bool again = !p->confirming && report_ok(r) &&
		change_worsens(&p->watch->state, WATCH_WEB, r->findings,
			       r->count);
	int64_t wait = interval_of(p, WATCH_WEB) * 1000;

	p->confirming = again;
	if (again)
		guard_refresh(&p->engine->guard, r->time, (int)
			      (wait < CONFIRM ? wait : CONFIRM) / 2);
	return again;
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
	guard_excuse(&p->engine->guard, &r);
	tell_vantage(p->engine);
	if (confirm(p, &r)) {
		report_free(&r);
		look_ended(p, WATCH_WEB);
		return;
	}
	taken = report_ok(&r) ?
		watch_web(p->watch, look, &r, interval_of(p, WATCH_WEB),
			  pass_on, &from) : -1;
	if (taken == 0)
		p->engine->listener.looked(p->engine->listener.arg, p->watch);
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
	guard_learn(&p->engine->guard, look->chain);
	tell_vantage(p->engine);
	guard_excuse(&p->engine->guard, &r);
	taken = report_ok(&r) ? take_dns(p, look, &r, starts, zones) : -1;
	report_end(p->engine, "dns", &r, taken);
	/* the first web look waits for this one: now it knows the servers */
	if (p->watch->runs[WATCH_WEB] == 0 && p->portal == NULL)
		engine_wait(p, WATCH_WEB, engine_now());
	look_ended(p, WATCH_DNS);
}

/* ---- looking ---- */

static bool start_web(struct place *p, struct fault *f)
{
	struct engine *e = p->engine;
	struct watch *w = p->watch;
	int64_t now = engine_now();
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
		int64_t now = engine_now();
		struct schedule_entry *entry = schedule_pop(&e->schedule, now);

		if (entry == NULL)
			break;
		start(e, (struct due *)entry, now);
	}
	engine_arm(e);
}

/* ---- what others see ---- */

static bool in_shard(const struct engine_shard *s, uint64_t hash)
{
	return hash % s->count == s->index;
}

void engine_metrics(struct engine *e, const struct engine_shard *shard,
		    struct self *self, struct text *out, bool openmetrics)
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
		const struct watch *w = e->places[i]->watch;

		if (!in_shard(shard, w->target.hash))
			continue;
		parts[n++] = &w->metrics[WATCH_WEB];
		parts[n++] = &w->metrics[WATCH_DNS];
	}
	for (i = 0; i < e->zones.count; i++)
		if (in_shard(shard, target_hash(e->zones.items[i]->name)))
			parts[n++] = &e->zones.items[i]->metrics;
	for (i = 0; i < families; i++)
		metrics_family(out, i, openmetrics, parts, n);
	free(parts);
	memcpy(self->lag_count, e->self.lag_count, sizeof(self->lag_count));
	self->lag_sum = e->self.lag_sum;
	self->targets = e->count;
	self->in_flight = e->in_flight;
	for (i = 0; i < FAMILIES; i++) {
		self->vantage_known[i] = e->guard.families[i].known;
		self->vantage_up[i] = !e->guard.families[i].down;
	}
}

bool engine_health(const struct engine *e, struct text *out)
{
	const struct schedule_entry *top = schedule_top(&e->schedule);
	int64_t late = top != NULL ? engine_now() - top->due : 0;

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
	e->guard.base = base;
	e->guard.allow_inside = c->allow_private;
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
		engine_place_free(e->places[i]);
	guard_close(&e->guard);
	observer_close(&e->observer);
	schedule_free(&e->schedule);
	if (e->timer != NULL)
		event_free(e->timer);
	zones_free(&e->zones);
	free(e->places);
	free(e);
}
