/* SPDX-License-Identifier: MIT */
/* events: see events.h. */
#include "events.h"

#include <stdlib.h>
#include <string.h>

const char *events_name(enum event_kind k)
{
	static const char *const names[] = {
		[EVENT_APPEARED] = "appeared",
		[EVENT_CHANGED] = "changed",
		[EVENT_CLEARED] = "cleared",
	};

	return names[k];
}

/*
 * Length of a duration ("12d", "4h") that S begins with, as a word of its own:
 * parts of addresses look alike. 0: none.
 */
static size_t duration(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n == 0 || s[n] == '\0' || strchr("smhdw", s[n]) == NULL)
		return 0;
	n++;
	return s[n] == '\0' || strchr(" ,.;)", s[n]) != NULL ? n : 0;
}

/* Skips durations and the spaces around them. */
static const char *skip(const char *begin, const char *s)
{
	for (;;) {
		size_t n = s == begin || s[-1] == ' ' ? duration(s) : 0;

		if (n > 0)
			s += n;
		else if (*s == ' ')
			s++;
		else
			return s;
	}
}

bool events_alike(const char *a, const char *b)
{
	const char *x = a, *y = b;

	for (;;) {
		x = skip(a, x);
		y = skip(b, y);
		if (*x != *y)
			return false;
		if (*x == '\0')
			return true;
		x++;
		y++;
	}
}

static bool is_problem(const struct finding *d)
{
	return d->because == NULL && d->verdict != VERDICT_PASS;
}

static struct event_problem *find(struct events *e, const struct finding *d)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		if (e->problems[i].check == d->check &&
		    strcmp(e->problems[i].subject, d->subject) == 0)
			return &e->problems[i];
	return NULL;
}

static struct event_problem *add(struct events *e, const struct finding *d)
{
	struct event_problem *p;

	if (e->count == e->room) {
		size_t room = e->room ? e->room * 2 : 16;

		p = realloc(e->problems, room * sizeof(*p));
		if (p == NULL)
			return NULL;
		e->problems = p;
		e->room = room;
	}
	p = &e->problems[e->count];
	*p = (struct event_problem){ .check = d->check };
	p->subject = strdup(d->subject);
	if (p->subject == NULL)
		return NULL;
	e->count++;
	return p;
}

/* What D says becomes what is known. */
static int keep(struct event_problem *p, const struct finding *d)
{
	char *observed = strdup(d->observed);

	if (observed == NULL)
		return -1;
	free(p->observed);
	p->observed = observed;
	p->verdict = d->verdict;
	p->seen = true;
	return 0;
}

static void drop(struct events *e, size_t i)
{
	free(e->problems[i].subject);
	free(e->problems[i].observed);
	e->problems[i] = e->problems[--e->count];
}

typedef int tell_function(const struct event *event, void *data);

/* A problem of R: 1 where that is an event. */
static int take(struct events *e, const struct finding *d, tell_function *tell,
		void *data)
{
	struct event_problem *p = find(e, d);
	struct event event = { EVENT_CHANGED, d->check, d->subject,
			       VERDICT_PASS, d->verdict, d };

	if (p == NULL) {
		p = add(e, d);
		if (p == NULL || keep(p, d) != 0)
			return -1;
		event.kind = EVENT_APPEARED;
	} else {
		bool same = p->verdict == d->verdict &&
			events_alike(p->observed, d->observed);

		event.before = p->verdict;
		if (keep(p, d) != 0)
			return -1;
		if (same)
			return 0;
	}
	return tell(&event, data) == 0 ? 1 : -1;
}

/* A problem that R has not: cleared, unless it could not be judged. */
static int clear(struct events *e, size_t i, const struct report *r,
		 tell_function *tell, void *data)
{
	struct event_problem *p = &e->problems[i];
	const struct finding *d = report_find(r, p->check->id, p->subject);
	struct event event = { EVENT_CLEARED, p->check, p->subject,
			       p->verdict, VERDICT_PASS, d };
	int told;

	if (d != NULL && d->because != NULL)
		return 0;
	told = tell(&event, data);
	drop(e, i);
	return told == 0 ? 1 : -1;
}

int events_update(struct events *e, const struct report *r,
		  tell_function *tell, void *data)
{
	int total = 0, one;
	size_t i;

	for (i = 0; i < e->count; i++)
		e->problems[i].seen = false;
	for (i = 0; i < r->count; i++) {
		if (!is_problem(&r->findings[i]))
			continue;
		one = take(e, &r->findings[i], tell, data);
		if (one < 0)
			return -1;
		total += one;
	}
	/* backwards: what is dropped is replaced by the last one */
	for (i = e->count; i-- > 0;) {
		if (e->problems[i].seen)
			continue;
		one = clear(e, i, r, tell, data);
		if (one < 0)
			return -1;
		total += one;
	}
	return total;
}

void events_free(struct events *e)
{
	while (e->count > 0)
		drop(e, e->count - 1);
	free(e->problems);
	memset(e, 0, sizeof(*e));
}
