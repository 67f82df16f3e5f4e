/* SPDX-License-Identifier: MIT */
/* crew: see crew.h. */
#include "dnssec/sign/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

#define WAITING_PER_THREAD 4
/* libldns puts whole messages of 64 KiB on the stack. */
#define STACK_SIZE ((size_t)2 << 20)

struct slot {
	void *result;
	bool done;
};

struct run {
	const struct crew *crew;
	pthread_mutex_t lock;
	pthread_cond_t changed;		/* done, taken or failed */
	struct slot *slots;
	size_t slot_count;
	size_t next;			/* piece that nobody has begun */
	size_t taken;			/* pieces taken so far */
	bool failed;
	struct fault fault;
};

static void fail(struct run *r, const struct fault *f)
{
	pthread_mutex_lock(&r->lock);
	if (!r->failed) {
		r->failed = true;
		r->fault = *f;
	}
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

/* Waits for a piece to do and a slot for it; false where all is over. */
static bool next_piece(struct run *r, size_t *i)
{
	bool go;

	pthread_mutex_lock(&r->lock);
	while (!r->failed && r->next < r->crew->pieces &&
	       r->next >= r->taken + r->slot_count)
		pthread_cond_wait(&r->changed, &r->lock);
	go = !r->failed && r->next < r->crew->pieces;
	if (go)
		*i = r->next++;
	pthread_mutex_unlock(&r->lock);
	return go;
}

static void finish(struct run *r, size_t i)
{
	pthread_mutex_lock(&r->lock);
	r->slots[i % r->slot_count].done = true;
	if (i == r->taken)
		pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

static void *worker(void *argument)
{
	struct run *r = argument;
	const struct crew *c = r->crew;
	struct fault f = { "", "" };
	void *state = c->enter(c->context, &f);
	size_t i;

	if (!state) {
		fail(r, &f);
		return NULL;
	}
	while (next_piece(r, &i)) {
		if (c->work(c->context, state, i,
			    r->slots[i % r->slot_count].result, &f)) {
			fail(r, &f);
			break;
		}
		finish(r, i);
	}
	c->leave(state);
	return NULL;
}

/* The caller's part: takes each piece when its turn has come. */
static void take_all(struct run *r)
{
	const struct crew *c = r->crew;
	struct fault f = { "", "" };

	for (size_t i = 0; i < c->pieces; i++) {
		struct slot *s = &r->slots[i % r->slot_count];
		bool over;

		pthread_mutex_lock(&r->lock);
		while (!s->done && !r->failed)
			pthread_cond_wait(&r->changed, &r->lock);
		over = r->failed;
		pthread_mutex_unlock(&r->lock);
		if (over)
			return;
		if (c->take(c->context, i, s->result, &f)) {
			fail(r, &f);
			return;
		}
		pthread_mutex_lock(&r->lock);
		s->done = false;
		r->taken++;
		pthread_cond_broadcast(&r->changed);
		pthread_mutex_unlock(&r->lock);
	}
}

static unsigned start(struct run *r, pthread_t *threads)
{
	pthread_attr_t attr;
	unsigned n = 0;
	int err = pthread_attr_init(&attr);

	if (!err) {
		pthread_attr_setstacksize(&attr, STACK_SIZE);
		while (n < r->crew->threads) {
			err = pthread_create(&threads[n], &attr, worker, r);
			if (err)
				break;
			n++;
		}
		pthread_attr_destroy(&attr);
	}
	if (!n) {	/* with fewer than wanted it only takes longer */
		struct fault f = { "", "" };

		errno = err;
		fault_errno(&f, _("starting a thread"));
		fail(r, &f);
	}
	return n;
}

static int make_slots(struct run *r)
{
	const struct crew *c = r->crew;

	r->slot_count = (size_t)c->threads * WAITING_PER_THREAD;
	r->slots = calloc(r->slot_count, sizeof(*r->slots));
	for (size_t i = 0; r->slots && i < r->slot_count; i++) {
		r->slots[i].result = calloc(1, c->result_size);
		if (!r->slots[i].result)
			return -1;
	}
	return r->slots ? 0 : -1;
}

int crew_run(const struct crew *c, struct fault *f)
{
	struct run r = { .crew = c, .lock = PTHREAD_MUTEX_INITIALIZER,
			 .changed = PTHREAD_COND_INITIALIZER };
	pthread_t *threads = calloc(c->threads, sizeof(*threads));
	unsigned started;

	if (!threads || make_slots(&r)) {
		fault_set(&r.fault, _("out of memory"));
		r.failed = true;
	} else {
		started = start(&r, threads);
		take_all(&r);
		for (unsigned i = 0; i < started; i++)
			pthread_join(threads[i], NULL);
	}
	for (size_t i = 0; r.slots && i < r.slot_count; i++) {
		if (r.slots[i].result && c->drop)
			c->drop(r.slots[i].result);
		free(r.slots[i].result);
	}
	free(r.slots);
	free(threads);
	if (r.failed) {
		fault_set(f, "%s", r.fault.text);
		if (r.fault.hint[0])
			fault_hint(f, "%s", r.fault.hint);
	}
	return r.failed ? -1 : 0;
}
