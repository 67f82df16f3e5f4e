/* SPDX-License-Identifier: MIT */
#include "dns.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "net/dnsquery.h"

#define SERVER_MS 2000		/* one of several servers is given no longer */

/* What one of the two sources says about one family. */
struct source {
	bool answered, exists;
	struct address addresses[VALIDATE_ADDRESSES];
	int count;
	char why[256];
};

struct lookup {
	struct dns *dns;
	uint16_t type;
	struct validation *validation;
	struct dnsquery *query;
	int server;			/* that is being asked */
	struct source servers, resolver;
	double resolve_ms;
	bool have_resolve;
};

struct dns {
	struct dns_request request;
	char name[256];
	dns_done *done;
	void *arg;
	int pending;
	struct lookup lookups[FAMILIES];
};

static void free_dns(struct dns *d)
{
	int i;

	for (i = 0; i < FAMILIES; i++) {
		validate_cancel(d->lookups[i].validation);
		dnsquery_cancel(d->lookups[i].query);
	}
	free(d);
}

void dns_cancel(struct dns *d)
{
	if (d != NULL)
		free_dns(d);
}

/* ---- both sources into one answer ---- */

static int by_value(const void *a, const void *b)
{
	return address_compare(a, b);
}

static void note_inside(struct family_facts *out, const struct address *a)
{
	const char *why = address_inside(a);
	char text[ADDRESS_TEXT];

	if (why == NULL)
		return;
	if (out->inside++ == 0)
		(void)snprintf(out->inside_text, sizeof(out->inside_text),
			       _("%s is an address inside (%s)"),
			       address_format(a, text), why);
}

static void take_source(struct family_facts *out, struct source *s,
			bool allow_inside)
{
	int i;

	out->have |= FAMILY_HAVE_ANSWER;
	out->count = s->count;
	qsort(s->addresses, (size_t)s->count, sizeof(s->addresses[0]),
	      by_value);
	for (i = 0; i < s->count; i++) {
		if (i < FACTS_ADDRESSES)
			out->addresses[i] = s->addresses[i];
		if (!allow_inside)
			note_inside(out, &s->addresses[i]);
	}
}

static void merge_family(const struct dns *d, struct lookup *l,
			 struct dns_names *n, struct family_facts *out)
{
	struct source *s = l->servers.answered ? &l->servers : &l->resolver;

	out->family = l->type == LDNS_RR_TYPE_AAAA ? AF_INET6 : AF_INET;
	if (l->have_resolve) {
		out->have |= FAMILY_HAVE_RESOLVE;
		out->resolve_ms = l->resolve_ms;
	}
	if (s->answered) {
		n->name.have |= NAME_HAVE_ANSWER;
		n->name.exists |= s->exists;
		take_source(out, s, d->request.allow_inside);
		return;
	}
	(void)snprintf(out->why, sizeof(out->why), "%s", s->why);
	(void)snprintf(n->name.why, sizeof(n->name.why), "%s", s->why);
}

static void finish(struct dns *d)
{
	struct dns_names n = { 0 };
	int i;

	(void)snprintf(n.name.name, sizeof(n.name.name), "%s",
		       d->request.name);
	for (i = 0; i < FAMILIES; i++)
		merge_family(d, &d->lookups[i], &n, &n.families[i]);
	d->done(d->arg, &n);
	free_dns(d);
}

static void one_less(struct dns *d)
{
	if (--d->pending == 0)
		finish(d);
}

/* ---- the zone's servers ---- */

static void ask_next(struct lookup *l);

/* Addresses in the answer; *CNAME: the name is an alias. */
static void read_answer(struct source *s, const ldns_pkt *packet,
			uint16_t type, bool *cname)
{
	const ldns_rr_list *list = ldns_pkt_answer(packet);
	size_t i;

	for (i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		const ldns_rdf *data = ldns_rr_rdf(rr, 0);

		*cname |= ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME;
		if (ldns_rr_get_type(rr) != type || data == NULL ||
		    s->count == VALIDATE_ADDRESSES)
			continue;
		if (address_from_bytes(ldns_rdf_data(data),
				       ldns_rdf_size(data),
				       &s->addresses[s->count]) == 0)
			s->count++;
	}
}

/*
 * An alias into another zone is the resolver's to follow: what this server
 * says then does not count as an answer.
 */
static bool take_answer(struct source *s, const struct dnsanswer *a,
			uint16_t type)
{
	bool cname = false;

	if (a->outcome != OUTCOME_OK || !a->authoritative ||
	    (a->rcode != LDNS_RCODE_NOERROR && a->rcode != LDNS_RCODE_NXDOMAIN))
		return false;
	s->count = 0;
	read_answer(s, a->packet, type, &cname);
	s->exists = a->rcode == LDNS_RCODE_NOERROR || cname;
	s->answered = s->count > 0 || !cname;
	return true;
}

static void server_done(void *arg, struct dnsanswer *a)
{
	struct lookup *l = arg;

	l->query = NULL;
	if (take_answer(&l->servers, a, l->type)) {
		one_less(l->dns);
		return;
	}
	if (a->why[0] != '\0')
		(void)snprintf(l->servers.why, sizeof(l->servers.why), "%s",
			       a->why);
	l->server++;
	ask_next(l);
}

/* The next server; where none is left, this source has no answer. */
static void ask_next(struct lookup *l)
{
	const struct dns_request *r = &l->dns->request;
	struct dnsquestion q = {
		.name = r->name, .type = l->type,
		.allow_inside = r->allow_inside,
		.deadline_ms = r->deadline_ms < SERVER_MS ?
			r->deadline_ms : SERVER_MS,
	};

	for (; l->server < r->server_count; l->server++) {
		q.server = r->servers[l->server];
		l->query = dnsquery_start(r->base, &q, server_done, l, NULL);
		if (l->query != NULL)
			return;
	}
	one_less(l->dns);
}

/* ---- the resolver ---- */

static void resolver_done(void *arg, const struct validate_result *r)
{
	struct lookup *l = arg;
	struct source *s = &l->resolver;

	l->validation = NULL;
	if (r->outcome == OUTCOME_OK && r->verdict != VALIDATE_BOGUS &&
	    (r->rcode == LDNS_RCODE_NOERROR ||
	     r->rcode == LDNS_RCODE_NXDOMAIN)) {
		s->answered = true;
		s->exists = r->rcode == LDNS_RCODE_NOERROR;
		s->count = r->address_count;
		memcpy(s->addresses, r->addresses, sizeof(s->addresses));
		l->resolve_ms = r->ms;
		l->have_resolve = true;
	} else {
		(void)snprintf(s->why, sizeof(s->why), "%s",
			       r->why[0] ? r->why : outcome_title(r->outcome));
	}
	one_less(l->dns);
}

struct dns *dns_start(const struct dns_request *r, dns_done *done, void *arg,
		      struct fault *f)
{
	static const uint16_t types[FAMILIES] = {
		[FAMILY_IPV4] = LDNS_RR_TYPE_A,
		[FAMILY_IPV6] = LDNS_RR_TYPE_AAAA,
	};
	struct dns *d = calloc(1, sizeof(*d));
	int i;

	if (d == NULL) {
		fault_errno(f, _("cannot look up %s"), r->name);
		return NULL;
	}
	d->request = *r;
	d->done = done;
	d->arg = arg;
	(void)snprintf(d->name, sizeof(d->name), "%s", r->name);
	d->request.name = d->name;
	for (i = 0; i < FAMILIES; i++) {
		struct lookup *l = &d->lookups[i];

		l->dns = d;
		l->type = types[i];
		l->validation = validate_start(r->validator, d->name, l->type,
					       r->deadline_ms, resolver_done,
					       l, f);
		if (l->validation == NULL) {
			free_dns(d);
			return NULL;
		}
		d->pending++;
	}
	/* Counted first: a server that cannot be asked is done at once. */
	d->pending += FAMILIES;
	for (i = 0; i < FAMILIES; i++)
		ask_next(&d->lookups[i]);
	return d;
}
