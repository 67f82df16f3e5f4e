/* SPDX-License-Identifier: MIT */
#include "daemon.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "lang.h"
#include "probe/engine.h"
#include "probe/notify.h"
#include "probe/publish/glance.h"
#include "probe/publish/journal.h"
#include "probe/publish/lines.h"
#include "probe/publish/pages.h"
#include "probe/publish/web.h"
#include "probe/sandbox.h"
#include "probe/store/store.h"
#include "probe/watch.h"
#include "render.h"

#define SIGNALS 3

struct daemon {
	const struct config *config;
	struct event_base *base;
	struct lines *lines;
	struct journal *journal;
	struct store *store;	/* NULL: none is kept */
	struct engine *engine;
	struct web *web;
	struct event *signals[SIGNALS];
	struct pages pages;
};

/* The log of a service is its standard error. */
static void say(const char *text)
{
	fprintf(stderr, "khien-probe: %s\n", text);
}

static void say_fault(const struct fault *f)
{
	say(f->text);
	if (f->hint[0] != '\0')
		fprintf(stderr, "  %s\n", f->hint);
}

/* ---- what the engine tells ---- */

/* Event O about NAME, which is taken over, to all who want to know. */
static void tell(struct daemon *d, const char *name, int64_t time, json_t *o)
{
	int64_t id = journal_next(d->journal);
	char *text;

	(void)json_object_set_new(o, "id", json_integer(id));
	text = json_text(o, JSON_COMPACT);
	if (text == NULL || journal_add(d->journal, id, time, name, text) < 0)
		say(_("out of memory: an event is not kept"));
	else if (d->store != NULL)
		store_event(d->store, name, id, time, text);
	free(text);
	lines_write(d->lines, o);
}

static void on_change(void *arg, const struct change_origin *from,
		      const struct change *c)
{
	struct daemon *d = arg;

	tell(d, from->target != NULL ? from->target : from->zone, c->time,
	     lines_event(from, c));
}

static void on_look(void *arg, const struct watch *w)
{
	struct daemon *d = arg;
	struct store_sample sample;

	if (d->store == NULL)
		return;
	glance_sample(&w->glance, &sample);
	store_sample(d->store, w->target.name, w->glance.time, &sample);
}

static void on_result(void *arg, const char *look, const struct report *r)
{
	struct daemon *d = arg;
	char text[CLOCK_TEXT];

	if (!d->config->results)
		return;
	lines_write(d->lines, json_pack("{s:s,s:s,s:s,s:s,s:o}",
			"type", "result", "look", look,
			"time", clock_format(r->time, text),
			"target", r->subject,
			"report", render_json_report(r, false)));
}

/* A day's figures are final: whoever keeps this line can prove them later. */
static void on_closed(void *arg, const struct store_entry *e)
{
	struct daemon *d = arg;
	char day[CLOCK_TEXT], now[CLOCK_TEXT];

	(void)clock_format(e->day, day);
	day[10] = '\0';
	lines_write(d->lines, json_pack("{s:s,s:s,s:I,s:s,s:I,s:s,s:s}",
			"type", "ledger",
			"time", clock_format(clock_now(), now),
			"number", (json_int_t)e->number, "day", day,
			"targets", (json_int_t)e->targets,
			"digest", e->digest, "hash", e->hash));
}

static void on_trouble(void *arg, const char *text)
{
	(void)arg;
	say(text);
}

/* ---- history ---- */

static int recall(void *arg, int64_t id, int64_t time, const char *text)
{
	struct daemon *d = arg;
	json_t *o = json_loads(text, 0, NULL);
	const char *name = json_string_value(json_object_get(o, "target"));

	if (name == NULL)
		name = json_string_value(json_object_get(o, "zone"));
	if (name != NULL && id >= journal_next(d->journal))
		(void)journal_add(d->journal, id, time, name, text);
	json_decref(o);
	return 0;
}

/*
 * The events that were there before. What is wrong with the store is said by
 * whoever writes to it.
 */
static void recall_events(struct daemon *d, const char *where)
{
	const struct store_ops *ops = store_engine(where);
	void *db;

	if (access(where, F_OK) < 0 || ops->open(&db, where, true, NULL))
		return;
	(void)ops->events(db, JOURNAL_EVENTS, recall, d, NULL);
	ops->close(db);
}

static int begin_history(struct daemon *d, struct fault *f)
{
	const struct config *c = d->config;
	const struct store_keep keep = {
		c->keep_samples, c->keep_minutes, c->keep_hours,
		c->keep_events,
	};
	const struct store_listener listener = {
		.say = on_trouble, .closed = on_closed, .arg = d,
	};

	d->journal = journal_new();
	if (d->journal == NULL)
		return fault_errno(f, _("cannot begin"));
	if (c->store == NULL)
		return 0;
	recall_events(d, c->store);
	d->store = store_open(d->base, c->store, &keep, &listener, f);
	return d->store != NULL ? 0 : -1;
}

/* ---- targets ---- */

static int load_targets(struct daemon *d, struct fault *f)
{
	struct target_list list;
	int rc;

	if (target_list_read(&list, d->config->targets, f) < 0)
		return -1;
	rc = engine_set_targets(d->engine, &list, f);
	target_list_free(&list);
	if (rc < 0)
		return -1;
	d->pages.reload_good = true;
	d->pages.reload_time = clock_now();
	return 0;
}

/* Reads all first: the old targets stay in force unless all of it is good. */
static void reload(struct daemon *d)
{
	struct fault f = { "", "" };

	notify_send("STATUS=reading the targets");
	if (load_targets(d, &f) < 0) {
		d->pages.reload_good = false;
		say_fault(&f);
		say(_("the targets are as they were"));
	} else {
		say(_("the targets were read"));
	}
	memset(&f, 0, sizeof(f));
	if (lines_reopen(d->lines, &f) < 0)
		say_fault(&f);
	notify_send(d->pages.reload_good ? "STATUS=watching" :
		    "STATUS=watching; the new targets are broken");
}

/* ---- signals ---- */

static void on_hangup(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	reload(arg);
}

static void on_end(evutil_socket_t number, short what, void *arg)
{
	struct daemon *d = arg;

	(void)number;
	(void)what;
	event_base_loopbreak(d->base);
}

static int add_signals(struct daemon *d, struct fault *f)
{
	static const struct {
		int number;
		event_callback_fn handler;
	} rows[SIGNALS] = {
		{ SIGHUP, on_hangup }, { SIGTERM, on_end }, { SIGINT, on_end },
	};
	size_t i;

	/* a reader of our lines or pages that goes away is no reason to end */
	(void)signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < SIGNALS; i++) {
		d->signals[i] = evsignal_new(d->base, rows[i].number,
					     rows[i].handler, d);
		if (d->signals[i] == NULL || event_add(d->signals[i], NULL) < 0)
			return fault_set(f, _("cannot wait for signals"));
	}
	return 0;
}

/* ---- from beginning to end ---- */

/* The files that are written: lines, the store, Unix sockets. */
static int shut(const struct config *c, struct fault *f)
{
	const char *paths[CONFIG_LISTEN + 2] = { c->lines, c->store };
	size_t i, n = 2;
	int rc;

	for (i = 0; i < c->listen_count; i++)
		if (c->listen[i].address.ss_family == AF_UNIX)
			paths[n++] = ((const struct sockaddr_un *)
				      &c->listen[i].address)->sun_path;
	rc = sandbox_enter(paths, n, f);
	if (rc > 0)
		say(_("this kernel has no Landlock: the probe could write "
		      "wherever its user may"));
	return rc < 0 ? -1 : 0;
}

static int begin(struct daemon *d, const struct policy *p, struct fault *f)
{
	const struct config *c = d->config;
	struct engine_listener listener = {
		.change = on_change, .result = on_result,
		.looked = on_look, .trouble = on_trouble, .arg = d,
	};

	if (c->targets == NULL) {
		fault_set(f, _("the configuration names no targets"));
		return fault_hint(f, _("add \"targets\": \"FILE\""));
	}
	if (shut(c, f) < 0)
		return -1;
	d->base = event_base_new();
	if (d->base == NULL)
		return fault_set(f, _("cannot make an event loop"));
	d->lines = lines_open(d->base, c->lines, f);
	if (d->lines == NULL || begin_history(d, f) < 0)
		return -1;
	d->engine = engine_open(d->base, c, p, &listener, f);
	if (d->engine == NULL || load_targets(d, f) < 0)
		return -1;
	d->pages.engine = d->engine;
	d->pages.journal = d->journal;
	d->pages.lines = d->lines;
	d->pages.store = d->store;
	d->web = web_open(d->base, c->listen, c->listen_count, pages_answer,
			  &d->pages, f);
	return d->web != NULL ? add_signals(d, f) : -1;
}

static void end(struct daemon *d)
{
	size_t i;

	for (i = 0; i < SIGNALS; i++)
		if (d->signals[i] != NULL)
			event_free(d->signals[i]);
	web_close(d->web);
	engine_close(d->engine);
	store_close(d->store);
	journal_free(d->journal);
	lines_close(d->lines);
	if (d->base != NULL)
		event_base_free(d->base);
}

int daemon_run(const struct config *c, const struct policy *p,
	       struct fault *f)
{
	struct daemon d = { .config = c };
	int rc = begin(&d, p, f);

	if (rc == 0) {
		notify_send("READY=1\nSTATUS=watching");
		if (event_base_dispatch(d.base) < 0)
			rc = fault_set(f, _("the event loop failed"));
		notify_send("STOPPING=1");
	}
	end(&d);
	return rc;
}
