/* SPDX-License-Identifier: MIT */
#include "glance.h"

#include <stdlib.h>
#include <string.h>

/* ---- up or down ---- */

static bool answered(const struct address_facts *a)
{
	const struct http_facts *h = &a->web.http;

	return (h->have & HTTP_HAVE_ANSWER) && h->status > 0 &&
		h->status < 500;
}

static enum store_state state_of(const struct address_facts *a)
{
	if (!a->asked)
		return STORE_UNKNOWN;
	if (answered(a))
		return STORE_UP;
	return outcome_is_ours(a->https) ? STORE_UNKNOWN : STORE_DOWN;
}

/* Up beats down: a browser tries the next address. */
static enum store_state better(enum store_state a, enum store_state b)
{
	return a > b ? a : b;
}

static void take_address(struct glance_family *g,
			 const struct address_facts *a,
			 const struct family_facts *f)
{
	const struct tls_facts *t = &a->web.tls;
	const struct http_facts *h = &a->web.http;

	g->asked = true;
	g->address = a->address;
	g->outcome = a->https;
	g->status = (h->have & HTTP_HAVE_ANSWER) ? h->status : 0;
	g->http_version = a->http_version;
	g->tls_version = (t->have & TLS_HAVE_HANDSHAKE) && t->handshake ?
		t->version : 0;
	g->redirects = h->redirect_hops;
	g->verify_error = a->have_verify ? a->verify_error : -1;
	g->not_after = (t->cert.have & CERT_HAVE_CERT) ? t->cert.not_after : 0;
	g->timed = h->have & HTTP_HAVE_TIMES;
	if (f->have & FAMILY_HAVE_RESOLVE)
		g->resolve_ms = f->resolve_ms;
	g->connect_ms = h->connect_ms;
	g->tls_ms = h->tls_ms;
	g->first_byte_ms = h->first_byte_ms;
	g->total_ms = h->total_ms;
}

static void take_family(struct glance_family *g, const struct web_look *w,
			int family)
{
	const struct family_facts *f = &w->families[family];
	int want = family == FAMILY_IPV6 ? AF_INET6 : AF_INET, i;
	bool known = w->name.have & NAME_HAVE_ANSWER;

	memset(g, 0, sizeof(*g));
	if ((known && !w->name.exists) ||
	    ((f->have & FAMILY_HAVE_ANSWER) && f->count == 0))
		g->state = STORE_DOWN;
	for (i = 0; i < w->address_count; i++) {
		const struct address_facts *a = &w->addresses[i];
		enum store_state s;

		if (a->address.family != want || !a->asked)
			continue;
		s = state_of(a);
		if (!g->asked || (s == STORE_UP && g->state != STORE_UP))
			take_address(g, a, f);
		g->state = better(g->state, s);
	}
}

void glance_web(struct glance *g, const struct web_look *look,
		int64_t interval)
{
	int64_t since = g->time != 0 ? look->time - g->time : interval;
	int i;

	if (since > 2 * interval)
		since = 2 * interval;
	g->covers = since > 0 ? since : 0;
	g->time = look->time;
	for (i = 0; i < FAMILIES; i++)
		take_family(&g->families[i], look, i);
}

void glance_sample(const struct glance *g, struct store_sample *s)
{
	int i;

	s->covers = g->covers;
	for (i = 0; i < FAMILIES; i++) {
		const struct glance_family *f = &g->families[i];

		s->state[i] = f->state;
		s->us[i] = f->timed && f->state == STORE_UP ?
			(int64_t)(f->total_ms * 1000) : -1;
	}
}

const char *glance_state_name(enum store_state s)
{
	static const char *const names[] = {
		[STORE_UNKNOWN] = "unknown", [STORE_DOWN] = "down",
		[STORE_UP] = "up",
	};

	return names[s];
}

/* ---- what did not pass ---- */

void glance_notes_free(struct glance_notes *n)
{
	size_t i;

	for (i = 0; i < n->count; i++) {
		free(n->items[i].subject);
		free(n->items[i].observed);
		free(n->items[i].expected);
	}
	free(n->items);
	memset(n, 0, sizeof(*n));
}

static int add_note(struct glance_notes *n, const struct finding *d)
{
	struct glance_note *x = &n->items[n->count];

	*x = (struct glance_note) {
		.check = d->check, .subject = strdup(d->subject),
		.observed = strdup(d->observed ? d->observed : ""),
		.expected = strdup(d->expected ? d->expected : ""),
		.clause = d->clause, .verdict = d->verdict,
		.severity = d->severity, .who = d->who, .because = d->because,
	};
	n->count++;
	return x->subject != NULL && x->observed != NULL &&
		x->expected != NULL ? 0 : -1;
}

int glance_notes(struct glance_notes *n, const struct finding *findings,
		 size_t count, int64_t time)
{
	struct glance_notes made = { .time = time };
	size_t i, wanted = 0;

	for (i = 0; i < count; i++)
		wanted += findings[i].verdict > VERDICT_PASS;
	made.items = calloc(wanted + 1, sizeof(*made.items));
	if (made.items == NULL)
		return -1;
	for (i = 0; i < count; i++)
		if (findings[i].verdict > VERDICT_PASS &&
		    add_note(&made, &findings[i]) < 0) {
			glance_notes_free(&made);
			return -1;
		}
	glance_notes_free(n);
	*n = made;
	return 0;
}
