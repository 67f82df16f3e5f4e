/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <string.h>

#include "lang.h"

#define FEW 2			/* servers of which one alone proves nothing */

const struct check guard_vantage = {
	.id = "probe.vantage",
	.title = N_("the probe itself reaches the Internet over the family"),
	.fix = N_("mend the probe's own network: its default route, its "
		  "firewall, its provider"),
	.who = ACTOR_PROBE,
};

static struct guard_family *family_of(struct guard *g, int family)
{
	return &g->families[family == AF_INET6 ? FAMILY_IPV6 : FAMILY_IPV4];
}

static void settle(struct guard_family *f)
{
	if (f->asked < FEW && f->answered == 0)
		return;
	f->known = true;
	f->down = f->answered == 0;
}

/* ---- what a walk saw ---- */

static void learn_server(struct guard *g, const struct server_facts *s,
			 bool root)
{
	struct guard_family *f;
	struct address a;

	if (!(s->have & SERVER_HAVE_UDP) || address_parse(s->address, &a) < 0)
		return;
	f = family_of(g, a.family);
	f->asked++;
	f->answered += s->answers_udp;
	if (root && f->server_count < GUARD_SERVERS)
		f->servers[f->server_count++].address = a;
}

void guard_learn(struct guard *g, const struct chain_result *r)
{
	int i, k;

	if (r == NULL || r->zone_count == 0 ||
	    r->zones[0]->time <= g->refreshed)
		return;
	for (i = 0; i < FAMILIES; i++) {
		if (g->families[i].pending > 0)
			return;		/* it is finding out by itself */
		g->families[i].asked = g->families[i].answered = 0;
		g->families[i].server_count = 0;
	}
	for (i = 0; i < r->zone_count; i++)
		for (k = 0; k < r->zones[i]->server_count; k++)
			learn_server(g, &r->zones[i]->servers[k], i == 0);
	for (i = 0; i < FAMILIES; i++)
		settle(&g->families[i]);
}

/* ---- asking by itself ---- */

static void done(void *arg, struct dnsanswer *a)
{
	struct guard_server *s = arg;
	struct guard_family *f = s->family;

	s->query = NULL;
	f->answered += a->outcome == OUTCOME_OK;
	if (--f->pending == 0)
		settle(f);
}

void guard_refresh(struct guard *g, int64_t now, int deadline_ms)
{
	struct dnsquestion q = {
		.name = ".", .type = LDNS_RR_TYPE_SOA,
		.allow_inside = g->allow_inside, .deadline_ms = deadline_ms,
	};
	int i, k;

	g->refreshed = now;
	for (i = 0; i < FAMILIES; i++) {
		struct guard_family *f = &g->families[i];

		if (f->pending > 0)
			continue;
		f->asked = f->answered = 0;
		for (k = 0; k < f->server_count; k++) {
			struct guard_server *s = &f->servers[k];

			s->family = f;
			q.server = s->address;
			s->query = dnsquery_start(g->base, &q, done, s, NULL);
			f->asked += s->query != NULL;
		}
		f->pending = f->asked;
	}
}

/* ---- findings ---- */

/* The family of the address that SUBJECT names, or 0. */
static int subject_family(const char *subject)
{
	const char *word = strrchr(subject, ' ');
	struct address a;

	if (strstr(subject, " ipv6") != NULL)
		return AF_INET6;
	if (strstr(subject, " ipv4") != NULL)
		return AF_INET;
	return word != NULL && address_parse(word + 1, &a) == 0 ? a.family : 0;
}

static bool is_silence(const char *id)
{
	static const char *const ids[] = {
		"https.connect", "http.connect", "dns.server-answers",
		"dns.server-tcp",
	};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

void guard_excuse(const struct guard *g, struct report *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		struct finding *d = &r->findings[i];
		int family = subject_family(d->subject);

		if (d->because != NULL || family == 0 ||
		    (d->verdict != VERDICT_FAIL && d->verdict != VERDICT_WARN) ||
		    !is_silence(d->check->id) ||
		    !g->families[family == AF_INET6 ? FAMILY_IPV6 :
				 FAMILY_IPV4].down)
			continue;
		d->verdict = VERDICT_UNKNOWN;
		d->because = &guard_vantage;
		d->who = ACTOR_PROBE;
	}
}

void guard_close(struct guard *g)
{
	int i, k;

	for (i = 0; i < FAMILIES; i++)
		for (k = 0; k < GUARD_SERVERS; k++)
			dnsquery_cancel(g->families[i].servers[k].query);
	memset(g, 0, sizeof(*g));
}
