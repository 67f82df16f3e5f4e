/* SPDX-License-Identifier: MIT */
#include "portal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "lang.h"
#include "net/handshake.h"
#include "probe/judge/judge.h"
#include "tls.h"

#define ALL_VERSIONS ((1u << HELLO_VERSIONS) - 1)

/* What is under way at one address. */
struct asking {
	struct portal *portal;
	struct address_facts *facts;
	struct http *https, *plain;
	struct handshake *versions;
};

struct portal {
	struct portal_request request;
	char name[256];
	char *path;
	struct dns *dns;
	struct web_look look;
	struct address_facts addresses[FAMILIES * FACTS_ADDRESSES];
	struct asking asking[FAMILIES * FACTS_ADDRESSES];
	int pending;
	portal_done *done;
	void *arg;
};

static void free_portal(struct portal *p)
{
	int i;

	dns_cancel(p->dns);
	for (i = 0; i < p->look.address_count; i++) {
		http_cancel(p->asking[i].https);
		http_cancel(p->asking[i].plain);
		handshake_cancel(p->asking[i].versions);
	}
	free(p->path);
	free(p);
}

void portal_cancel(struct portal *p)
{
	if (p != NULL)
		free_portal(p);
}

static void one_less(struct portal *p)
{
	if (--p->pending > 0)
		return;
	p->done(p->arg, &p->look);
	free_portal(p);
}

/* ---- one address ---- */

static void https_done(void *arg)
{
	struct asking *a = arg;

	a->https = NULL;
	one_less(a->portal);
}

static void plain_done(void *arg)
{
	struct asking *a = arg;

	a->plain = NULL;
	one_less(a->portal);
}

static void versions_done(void *arg, const struct handshake_result *r)
{
	struct asking *a = arg;

	a->versions = NULL;
	tls_take_versions(&a->facts->web.tls, r);
	one_less(a->portal);
}

/* What cannot even be started (memory) stays unobserved. */
static void ask(struct asking *a)
{
	struct portal *p = a->portal;
	const struct portal_request *r = &p->request;
	struct http_request http = {
		.fetcher = r->fetcher, .name = p->name, .path = p->path,
		.address = a->facts->address, .allow_inside = r->allow_inside,
		.deadline_ms = r->deadline_ms, .now = r->now,
	};
	struct handshake_request versions = {
		.address = a->facts->address, .port = 443, .name = p->name,
		.versions = ALL_VERSIONS, .allow_inside = r->allow_inside,
		.deadline_ms = r->deadline_ms,
	};

	a->facts->asked = true;
	a->https = http_start_https(&http, a->facts, https_done, a, NULL);
	a->plain = http_start_plain(&http, a->facts, plain_done, a, NULL);
	if (r->versions)
		a->versions = handshake_start(r->base, &versions,
					      versions_done, a, NULL);
	p->pending += (a->https != NULL) + (a->plain != NULL) +
		(a->versions != NULL);
}

/* ---- the addresses ---- */

static void add_address(struct portal *p, const struct family_facts *family,
			const struct address *address)
{
	int n = p->look.address_count++;
	struct address_facts *facts = &p->addresses[n];

	facts->address = *address;
	judge_family_subject(facts->subject, p->name, family->family,
			     family->count > 1 ? address : NULL);
	if (family->have & FAMILY_HAVE_RESOLVE)
		facts->web.http.resolve_ms = family->resolve_ms;
	p->asking[n].portal = p;
	p->asking[n].facts = facts;
}

static void names_done(void *arg, const struct dns_names *n)
{
	struct portal *p = arg;
	int i, k;

	p->dns = NULL;
	p->look.name = n->name;
	memcpy(p->look.families, n->families, sizeof(p->look.families));
	for (i = 0; i < FAMILIES; i++) {
		const struct family_facts *family = &p->look.families[i];

		for (k = 0; k < family->count && k < FACTS_ADDRESSES; k++)
			add_address(p, family, &family->addresses[k]);
	}
	p->pending = 1;		/* until all are started */
	for (i = 0; i < p->look.address_count; i++)
		if (p->request.allow_inside ||
		    address_inside(&p->addresses[i].address) == NULL)
			ask(&p->asking[i]);
	one_less(p);
}

struct portal *portal_start(const struct portal_request *r, portal_done *done,
			    void *arg, struct fault *f)
{
	struct portal *p = calloc(1, sizeof(*p));
	struct dns_request dns = {
		.base = r->base, .validator = r->validator, .name = r->name,
		.server_count = r->server_count,
		.allow_inside = r->allow_inside,
		.deadline_ms = r->deadline_ms,
	};

	if (p == NULL || (p->path = strdup(r->path)) == NULL) {
		free(p);
		fault_errno(f, _("cannot look at %s"), r->name);
		return NULL;
	}
	p->request = *r;
	p->request.name = p->request.path = NULL;	/* not ours to keep */
	(void)snprintf(p->name, sizeof(p->name), "%s", r->name);
	p->look.time = r->now;
	p->look.addresses = p->addresses;
	p->done = done;
	p->arg = arg;
	memcpy(dns.servers, r->servers, sizeof(dns.servers));
	p->dns = dns_start(&dns, names_done, p, f);
	if (p->dns != NULL)
		return p;
	free_portal(p);
	return NULL;
}
