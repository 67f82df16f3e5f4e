/* SPDX-License-Identifier: MIT */
#include "observer.h"

#include <string.h>

#include "lang.h"

#define CACHE_MAX 60		/* s that the resolver may keep anything */
#define WALK_PARTS 3		/* a walk asks about so many times in a row */

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int observer_open(struct observer *o, struct event_base *base,
		  const struct config *c, struct fault *f)
{
	struct validate_config v = {
		.trust_anchor = c->trust_anchor, .root_hints = c->root_hints,
		.allow_inside = c->allow_private,
		.cache_max = (int)lesser(CACHE_MAX, c->interval),
	};
	struct chain_config w = {
		.trust_anchor = c->trust_anchor, .root_hints = c->root_hints,
		.allow_inside = c->allow_private,
		.query_ms = (int)lesser(3000, c->timeout * 1000),
	};

	memset(o, 0, sizeof(*o));
	o->base = base;
	o->config = c;
	o->second.base = base;
	o->second.config = v;
	o->validator = validate_open(base, &v, f);
	if (o->validator == NULL)
		goto fail;
	w.validator = o->validator;
	o->walker = chain_open(base, &w, f);
	if (o->walker == NULL)
		goto fail;
	o->fetcher = fetch_open(base, c->ca_file, f);
	if (o->fetcher == NULL)
		goto fail;
	return 0;
fail:
	fault_hint(f, _("the Debian packages dns-root-data and "
			"ca-certificates have the files that are used by "
			"default; the configuration may name others"));
	observer_close(o);
	return -1;
}

void observer_close(struct observer *o)
{
	fetch_close(o->fetcher);
	chain_close(o->walker);
	second_close(&o->second);
	validate_close(o->validator);
	memset(o, 0, sizeof(*o));
}

struct trust *observer_dns(struct observer *o, const struct target *t,
			   int64_t now, trust_done *done, void *arg,
			   struct fault *f)
{
	int64_t interval = t->dns_interval ? t->dns_interval :
		o->config->dns_interval;
	struct trust_request r = {
		.validator = o->validator, .walker = o->walker,
		.second = &o->second, .name = t->name, .now = now,
		/* less than an interval: the name's own zone is seen anew */
		.max_age = (int)(interval / 2),
		.deadline_ms = (int)o->config->timeout * 1000 * WALK_PARTS,
	};

	return trust_start(&r, done, arg, f);
}

struct portal *observer_web(struct observer *o, const struct target *t,
			    const struct address *servers, int count,
			    bool versions, int64_t now, portal_done *done,
			    void *arg, struct fault *f)
{
	struct portal_request r = {
		.base = o->base, .fetcher = o->fetcher,
		.validator = o->validator, .name = t->name, .path = t->path,
		.server_count = count, .versions = versions,
		.allow_inside = o->config->allow_private,
		.deadline_ms = (int)o->config->timeout * 1000, .now = now,
	};

	if (count > 0)
		memcpy(r.servers, servers, (size_t)count * sizeof(*servers));
	return portal_start(&r, done, arg, f);
}

/* Adds server N unless it is there, does not answer, or is no authority. */
static int add_server(const struct server_facts *s, int count,
		      struct address servers[DNS_SERVERS])
{
	int i;

	if (count == DNS_SERVERS || !s->answers_udp || !s->authoritative ||
	    address_parse(s->address, &servers[count]) < 0)
		return count;
	for (i = 0; i < count; i++)
		if (address_compare(&servers[i], &servers[count]) == 0)
			return count;
	return count + 1;
}

int observer_servers(const struct chain_result *r,
		     struct address servers[DNS_SERVERS])
{
	const struct chain_zone *z;
	int i, count = 0;

	if (r == NULL || r->outcome != OUTCOME_OK || r->zone_count == 0)
		return 0;
	z = r->zones[r->zone_count - 1];
	for (i = 0; i < z->server_count; i++)
		if (i == 0 || strcmp(z->servers[i].name,
				     z->servers[i - 1].name) != 0)
			count = add_server(&z->servers[i], count, servers);
	for (i = 0; i < z->server_count; i++)
		count = add_server(&z->servers[i], count, servers);
	return count;
}
