/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "lang.h"
#include "probe/store/sqlite.h"
#include "text.h"

#define BATCH 5000		/* records that are written at once */
#define PAUSE 1			/* s between batches */
#define RETRY 5			/* s after one that could not be written */
#define UPKEEP 10		/* s */

/* What the thread has to tell: a text, or an entry of the ledger. */
struct notice {
	struct notice *next;
	char *text;
	struct store_entry entry;
};

struct store {
	const struct store_ops *ops;
	char *where;
	struct store_keep keep;
	struct store_listener listener;
	struct event *told;
	int pipe[2];		/* the thread says that there are notices */
	pthread_t thread;
	bool running;

	pthread_mutex_t lock;	/* for all below */
	pthread_cond_t wake;
	struct store_record *pending;
	size_t count, room;
	struct notice *notices, **last;
	struct store_figures figures;
	bool ending;
};

/* What the thread alone knows. */
struct writer {
	struct store *store;
	void *db;
	struct store_record *batch;	/* being written; kept if that failed */
	size_t count, done;
	char said[768];			/* the fault that was told last */
	int64_t upkeep;			/* when it is due */
};

const struct store_ops *store_engine(const char *where)
{
	(void)where;
	return &sqlite_ops;
}

/* ---- sums ---- */

static enum store_state combine(const struct store_sample *s, bool both)
{
	enum store_state a = s->state[0], b = s->state[1];
	enum store_state strong = both ? STORE_DOWN : STORE_UP;
	enum store_state weak = both ? STORE_UP : STORE_DOWN;

	if (a == strong || b == strong)
		return strong;
	return a == weak && b == weak ? weak : STORE_UNKNOWN;
}

void store_sums_add(struct store_sums *a, const struct store_sample *s)
{
	const enum store_state states[STORE_KINDS] = {
		s->state[0], s->state[1], combine(s, false), combine(s, true),
	};
	int i;

	a->samples++;
	for (i = 0; i < STORE_KINDS; i++) {
		if (states[i] == STORE_UP)
			a->up[i] += s->covers;
		else if (states[i] == STORE_DOWN)
			a->down[i] += s->covers;
	}
	for (i = 0; i < STORE_FAMILIES; i++) {
		if (s->us[i] < 0)
			continue;
		a->answers[i]++;
		a->us_sum[i] += s->us[i];
		if (s->us[i] > a->us_max[i])
			a->us_max[i] = s->us[i];
	}
}

void store_sums_join(struct store_sums *a, const struct store_sums *b)
{
	int i;

	a->samples += b->samples;
	for (i = 0; i < STORE_KINDS; i++) {
		a->up[i] += b->up[i];
		a->down[i] += b->down[i];
	}
	for (i = 0; i < STORE_FAMILIES; i++) {
		a->answers[i] += b->answers[i];
		a->us_sum[i] += b->us_sum[i];
		if (b->us_max[i] > a->us_max[i])
			a->us_max[i] = b->us_max[i];
	}
}

/* ---- records ---- */

static void free_records(struct store_record *r, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		free(r[i].name);
		free(r[i].text);
	}
}

/* Makes room for one more: more memory, or the oldest tenth goes. Locked. */
static bool make_room(struct store *s)
{
	size_t room = s->room ? s->room * 2 : 1024, gone = s->count / 10;
	struct store_record *more;

	if (s->count < s->room)
		return true;
	if (s->room < STORE_PENDING) {
		more = realloc(s->pending, room * sizeof(*more));
		if (more != NULL) {
			s->pending = more;
			s->room = room;
			return true;
		}
	}
	if (gone == 0)
		return false;
	free_records(s->pending, gone);
	memmove(s->pending, s->pending + gone,
		(s->count - gone) * sizeof(*s->pending));
	s->count -= gone;
	s->figures.dropped += gone;
	return true;
}

/* Takes over what R points to. */
static void add(struct store *s, struct store_record *r, bool whole)
{
	(void)pthread_mutex_lock(&s->lock);
	if (whole && make_room(s)) {
		s->pending[s->count++] = *r;
	} else {
		s->figures.dropped++;
		free_records(r, 1);
	}
	(void)pthread_mutex_unlock(&s->lock);
}

void store_sample(struct store *s, const char *target, int64_t time,
		  const struct store_sample *sample)
{
	struct store_record r = {
		.time = time, .name = strdup(target), .sample = *sample,
	};

	add(s, &r, r.name != NULL);
}

void store_event(struct store *s, const char *name, int64_t id, int64_t time,
		 const char *text)
{
	struct store_record r = {
		.time = time, .name = strdup(name), .text = strdup(text),
		.id = id,
	};

	add(s, &r, r.name != NULL && r.text != NULL);
}

void store_figures(struct store *s, struct store_figures *figures)
{
	(void)pthread_mutex_lock(&s->lock);
	*figures = s->figures;
	figures->pending += s->count;
	(void)pthread_mutex_unlock(&s->lock);
}

/* ---- what the thread tells ---- */

/* TEXT is taken over; where it is NULL, E is told. */
static void tell(struct store *s, char *text, const struct store_entry *e)
{
	struct notice *n = calloc(1, sizeof(*n));

	if (n == NULL) {
		free(text);
		return;
	}
	n->text = text;
	if (e != NULL)
		n->entry = *e;
	(void)pthread_mutex_lock(&s->lock);
	*s->last = n;
	s->last = &n->next;
	(void)pthread_mutex_unlock(&s->lock);
	if (write(s->pipe[1], "", 1) < 0)
		return;		/* full: it will be read anyway */
}

static int tell_entry(void *arg, const struct store_entry *e)
{
	tell(arg, NULL, e);
	return 0;
}

/* Once for each trouble, not for each attempt. */
static void tell_trouble(struct writer *w, const struct fault *f)
{
	if (strcmp(w->said, f->text) == 0)
		return;
	(void)snprintf(w->said, sizeof(w->said), "%s", f->text);
	tell(w->store, strdup(f->text), NULL);
}

static void tell_well(struct writer *w)
{
	struct text t = { 0 };

	if (w->said[0] == '\0')
		return;
	w->said[0] = '\0';
	text_printf(&t, _("%s is written again"), w->store->where);
	tell(w->store, t.at, NULL);
}

static void on_notice(evutil_socket_t fd, short what, void *arg)
{
	struct store *s = arg;
	struct notice *n, *next;
	char some[64];

	(void)what;
	while (read(fd, some, sizeof(some)) > 0)
		;
	(void)pthread_mutex_lock(&s->lock);
	n = s->notices;
	s->notices = NULL;
	s->last = &s->notices;
	(void)pthread_mutex_unlock(&s->lock);
	for (; n != NULL; n = next) {
		next = n->next;
		if (n->text != NULL)
			s->listener.say(s->listener.arg, n->text);
		else
			s->listener.closed(s->listener.arg, &n->entry);
		free(n->text);
		free(n);
	}
}

/* ---- the thread ---- */

static void set_well(struct store *s, bool well)
{
	(void)pthread_mutex_lock(&s->lock);
	s->figures.well = well;
	(void)pthread_mutex_unlock(&s->lock);
}

static void close_db(struct writer *w)
{
	if (w->db != NULL)
		w->store->ops->close(w->db);
	w->db = NULL;
}

static void set_aside(struct writer *w)
{
	const struct store *s = w->store;
	struct fault f = { "", "" };
	struct text t = { 0 };
	char aside[512];

	if (s->ops->set_aside(s->where, clock_now(), aside, &f) < 0) {
		tell_trouble(w, &f);
		return;
	}
	text_printf(&t, _("%s is damaged: it was moved to %s, and a new one "
			  "is begun"), s->where, aside);
	tell(w->store, t.at, NULL);
	w->said[0] = '\0';
}

/* Takes note of OUTCOME; true where it went well. */
static bool went(struct writer *w, enum store_outcome outcome,
		 const struct fault *f)
{
	if (outcome == STORE_DONE)
		return true;
	set_well(w->store, false);
	tell_trouble(w, f);
	if (outcome != STORE_LATER)
		close_db(w);
	if (outcome == STORE_DAMAGED)
		set_aside(w);
	return false;
}

static bool be_open(struct writer *w)
{
	struct fault f = { "", "" };

	return w->db != NULL ||
		went(w, w->store->ops->open(&w->db, w->store->where, false,
					    &f), &f);
}

/* Takes over what waits, unless a batch is still there. */
static void take_batch(struct writer *w)
{
	struct store *s = w->store;

	if (w->batch != NULL)
		return;
	(void)pthread_mutex_lock(&s->lock);
	w->batch = s->pending;
	w->count = s->count;
	w->done = 0;
	s->pending = NULL;
	s->count = s->room = 0;
	s->figures.pending = w->count;
	(void)pthread_mutex_unlock(&s->lock);
}

static void drop_batch(struct writer *w)
{
	if (w->batch != NULL)
		free_records(w->batch + w->done, w->count - w->done);
	free(w->batch);
	w->batch = NULL;
	w->count = w->done = 0;
}

static void note_written(struct writer *w, size_t n)
{
	struct store *s = w->store;

	free_records(w->batch + w->done, n);
	w->done += n;
	(void)pthread_mutex_lock(&s->lock);
	s->figures.written += n;
	s->figures.pending = w->count - w->done;
	s->figures.well = true;
	(void)pthread_mutex_unlock(&s->lock);
}

static bool write_batch(struct writer *w)
{
	struct fault f = { "", "" };

	take_batch(w);
	while (w->done < w->count) {
		size_t n = w->count - w->done;

		if (n > BATCH)
			n = BATCH;
		if (!went(w, w->store->ops->write(w->db, w->batch + w->done,
						  n, &f), &f))
			return false;
		note_written(w, n);
		tell_well(w);
	}
	drop_batch(w);
	return true;
}

static bool keep_up(struct writer *w)
{
	struct store *s = w->store;
	struct fault f = { "", "" };
	int64_t now = clock_now();

	if (now < w->upkeep && now > w->upkeep - 2 * UPKEEP)
		return true;
	w->upkeep = now + UPKEEP;
	return went(w, s->ops->upkeep(w->db, now, &s->keep, tell_entry, s, &f),
		    &f);
}

/* Waits for SECONDS or the end; false: it has come. */
static bool pause_for(struct store *s, int seconds)
{
	struct timespec until;
	bool more;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	(void)pthread_mutex_lock(&s->lock);
	while (!s->ending &&
	       pthread_cond_timedwait(&s->wake, &s->lock, &until) == 0)
		;
	more = !s->ending;
	(void)pthread_mutex_unlock(&s->lock);
	return more;
}

static void *work(void *arg)
{
	struct writer w = { .store = arg };
	bool more = true;

	while (more) {
		bool well = be_open(&w) && write_batch(&w) && keep_up(&w);

		if (well)
			set_well(w.store, true);
		more = pause_for(w.store, well ? PAUSE : RETRY);
	}
	/* at the end what waits is tried once more, and then let go */
	if (be_open(&w) && write_batch(&w))
		(void)write_batch(&w);
	drop_batch(&w);
	close_db(&w);
	return NULL;
}

/* ---- from beginning to end ---- */

/* The folder must be there: what names no folder is a slip of the pen. */
static int check_folder(const char *where, struct fault *f)
{
	const char *slash = strrchr(where, '/');
	char *folder = slash == NULL ? strdup(".") : slash == where ?
		strdup("/") : strndup(where, (size_t)(slash - where));
	int rc = folder != NULL ? access(folder, W_OK | X_OK) : -1;

	if (rc < 0) {
		fault_errno(f, _("cannot keep anything in %s"), where);
		fault_hint(f, _("make its folder, and let the user of the "
				"probe write to it"));
	}
	free(folder);
	return rc;
}

static int start_thread(struct store *s)
{
	sigset_t all, before;
	int rc;

	/* signals are for the event loop */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&s->thread, NULL, work, s);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	s->running = rc == 0;
	return rc == 0 ? 0 : -1;
}

static int set_up(struct store *s, struct event_base *base, const char *where)
{
	pthread_condattr_t attributes;

	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&s->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	s->last = &s->notices;
	s->figures.well = true;
	s->ops = store_engine(where);
	s->where = strdup(where);
	s->pipe[0] = s->pipe[1] = -1;
	if (s->where == NULL || pipe2(s->pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	s->told = event_new(base, s->pipe[0], EV_READ | EV_PERSIST, on_notice,
			    s);
	if (s->told == NULL || event_add(s->told, NULL) < 0)
		return -1;
	return start_thread(s);
}

struct store *store_open(struct event_base *base, const char *where,
			 const struct store_keep *keep,
			 const struct store_listener *l, struct fault *f)
{
	struct store *s;

	if (check_folder(where, f) < 0)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		fault_errno(f, _("cannot keep anything in %s"), where);
		return NULL;
	}
	s->keep = *keep;
	s->listener = *l;
	if (set_up(s, base, where) == 0)
		return s;
	fault_errno(f, _("cannot keep anything in %s"), where);
	store_close(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->ending = true;
	(void)pthread_cond_signal(&s->wake);
	(void)pthread_mutex_unlock(&s->lock);
	if (s->running)
		(void)pthread_join(s->thread, NULL);
	if (s->told != NULL) {
		on_notice(s->pipe[0], EV_READ, s);
		event_free(s->told);
	}
	if (s->pipe[0] >= 0) {
		(void)close(s->pipe[0]);
		(void)close(s->pipe[1]);
	}
	free_records(s->pending, s->count);
	free(s->pending);
	free(s->where);
	(void)pthread_cond_destroy(&s->wake);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}
