/* SPDX-License-Identifier: MIT */
#include "oneshot.h"

#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "probe/judge/judge.h"
#include "probe/observe/observer.h"
#include "probe/publish/evidence.h"
#include "progress.h"

struct run {
	struct observer observer;
	const struct target_list *targets;
	struct item *items;
	struct oneshot *out;
	int64_t now;
	size_t started, ended, in_flight;
	struct progress progress;
	struct fault *fault;
	bool failed;
};

/* One target: first the DNS look, whose name servers the web look asks. */
struct item {
	struct run *run;
	const struct target *target;
	struct report *report;
	struct trust *trust;
	struct portal *portal;
};

void oneshot_free(struct oneshot *o)
{
	size_t i;

	for (i = 0; i < o->count; i++)
		report_free(&o->reports[i]);
	free(o->reports);
	free(o->times);
	memset(o, 0, sizeof(*o));
}

static void fail(struct run *r)
{
	r->failed = true;
	event_base_loopbreak(r->observer.base);
}

static void start_more(struct run *r);

static void item_done(struct item *i)
{
	struct run *r = i->run;

	r->in_flight--;
	r->ended++;
	progress_at(&r->progress, r->ended);
	if (!report_ok(i->report)) {
		fault_set(r->fault, _("out of memory"));
		fail(r);
	} else if (r->ended == r->targets->count) {
		event_base_loopbreak(r->observer.base);
	} else {
		start_more(r);
	}
}

static int keep_times(struct oneshot *o, const struct address_facts *a)
{
	const struct http_facts *h = &a->web.http;
	struct oneshot_times *more, *t;

	if (!(h->have & HTTP_HAVE_TIMES))
		return 0;
	more = realloc(o->times, (o->time_count + 1) * sizeof(*more));
	if (more == NULL)
		return -1;
	o->times = more;
	t = &more[o->time_count++];
	memcpy(t->subject, a->subject, sizeof(t->subject));
	t->resolve_ms = h->resolve_ms;
	t->connect_ms = h->connect_ms;
	t->tls_ms = h->tls_ms;
	t->first_byte_ms = h->first_byte_ms;
	t->total_ms = h->total_ms;
	return 0;
}

static void seen_web(void *arg, struct web_look *w)
{
	struct item *i = arg;
	int k;

	i->portal = NULL;
	judge_web(i->report, w);
	(void)json_object_set_new(i->report->facts, "web", evidence_web(w));
	for (k = 0; k < w->address_count; k++)
		if (keep_times(i->run->out, &w->addresses[k]) < 0)
			i->report->failed = true;
	item_done(i);
}

static void seen_dns(void *arg, const struct dns_look *d)
{
	struct item *i = arg;
	struct run *r = i->run;
	struct address servers[DNS_SERVERS];
	int count = observer_servers(d->chain, servers);

	i->trust = NULL;
	judge_dns(i->report, i->target->name, d, NULL);
	(void)json_object_set_new(i->report->facts, "dns", evidence_dns(d));
	i->portal = observer_web(&r->observer, i->target, servers, count, true,
				 r->now, seen_web, i, r->fault);
	if (i->portal == NULL)
		fail(r);
}

static void start_more(struct run *r)
{
	const struct config *c = r->observer.config;

	while (r->started < r->targets->count &&
	       r->in_flight < (size_t)c->parallel) {
		struct item *i = &r->items[r->started++];

		r->in_flight++;
		i->trust = observer_dns(&r->observer, i->target, r->now,
					seen_dns, i, r->fault);
		if (i->trust == NULL) {
			fail(r);
			return;
		}
	}
}

static int prepare(struct run *r, const struct policy *p, struct fault *f)
{
	struct oneshot *o = r->out;
	size_t i, n = r->targets->count;

	o->reports = calloc(n, sizeof(*o->reports));
	r->items = calloc(n, sizeof(*r->items));
	if (o->reports == NULL || r->items == NULL)
		return fault_errno(f, _("cannot look at %zu targets"), n);
	for (i = 0; i < n; i++) {
		struct item *item = &r->items[i];

		item->run = r;
		item->target = &r->targets->items[i];
		item->report = &o->reports[i];
		report_init(item->report, item->target->name, p, r->now);
		item->report->facts = json_object();
	}
	o->count = n;
	return 0;
}

static void cancel_all(struct run *r)
{
	size_t i;

	for (i = 0; r->items != NULL && i < r->targets->count; i++) {
		trust_cancel(r->items[i].trust);
		portal_cancel(r->items[i].portal);
	}
}

int oneshot_run(struct oneshot *out, const struct config *c,
		const struct policy *p, const struct target_list *targets,
		int64_t now, struct fault *f)
{
	struct run r = {
		.targets = targets, .out = out, .now = now, .fault = f,
		.failed = true,
	};
	struct event_base *base = event_base_new();

	memset(out, 0, sizeof(*out));
	if (base == NULL) {
		fault_errno(f, _("cannot make an event loop"));
		goto out;
	}
	if (prepare(&r, p, f) < 0 || observer_open(&r.observer, base, c, f) < 0)
		goto out;
	r.failed = false;
	progress_begin(&r.progress, _("looking"), targets->count);
	start_more(&r);
	if (!r.failed && event_base_dispatch(base) < 0)
		r.failed = true;
	if (r.failed || r.ended < targets->count) {
		fault_set(f, _("the event loop failed"));
		r.failed = true;
	}
	progress_end(&r.progress);
	cancel_all(&r);
out:
	observer_close(&r.observer);
	if (base != NULL)
		event_base_free(base);
	free(r.items);
	if (r.failed)
		oneshot_free(out);
	return r.failed ? -1 : 0;
}
