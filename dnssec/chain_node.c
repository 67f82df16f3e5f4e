/* SPDX-License-Identifier: MIT */
/* chain_node: see chain_node.h. */
#include "chain_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chain_denial.h"
#include "chain_same.h"
#include "net/dnsquery.h"

#define QUERY_MS 3000
#define APEX_TRIES 3

/* One question under way, of ours or of the validator's. */
struct chain_ask {
	struct chain_ask *next, **link;
	struct chain_node *node;
	struct dnsquery *query;
	struct validation *validation;
	int index;			/* of the server, name or apex RRset */
};

/* ---- questions ---- */

static struct chain_ask *new_ask(struct chain_node *n, int index)
{
	struct chain_ask *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->node = n;
	a->index = index;
	a->next = n->asks;
	if (a->next)
		a->next->link = &a->next;
	a->link = &n->asks;
	n->asks = a;
	return a;
}

/* It was answered, or is no longer wanted. */
static void drop_ask(struct chain_ask *a)
{
	*a->link = a->next;
	if (a->next)
		a->next->link = a->link;
	free(a);
}

static void ask_about(struct chain_node *n, int index, const char *name,
		      const struct address *to, ldns_rr_type type, bool tcp,
		      dnsquery_done *done)
{
	const struct chain_config *c = &n->walker->config;
	struct chain_ask *a = new_ask(n, index);
	struct dnsquestion q = {
		.server = *to, .name = name, .type = type,
		.dnssec = true, .tcp = tcp, .allow_inside = c->allow_inside,
		.deadline_ms = c->query_ms > 0 ? c->query_ms : QUERY_MS,
	};

	if (!a)
		return;			/* not asked is not observed */
	a->query = dnsquery_start(n->walker->base, &q, done, a, NULL);
	if (!a->query)
		drop_ask(a);
}

static void ask_server(struct chain_node *n, int index,
		       const struct address *to, ldns_rr_type type, bool tcp,
		       dnsquery_done *done)
{
	ask_about(n, index, n->facts.link.zone, to, type, tcp, done);
}

static void settle(struct chain_node *n);

/* ---- the node ---- */

struct chain_node *chain_node_new(struct chain_walker *w,
				  struct chain_node *parent,
				  const ldns_rdf *dname)
{
	struct chain_node *n = calloc(1, sizeof(*n));
	char *text;

	if (!n)
		return NULL;
	n->walker = w;
	n->dname = ldns_rdf_clone(dname);
	text = n->dname ? ldns_rdf2str(n->dname) : NULL;
	if (!text || strlen(text) >= sizeof(n->facts.link.zone)) {
		free(text);
		chain_node_free(n);
		return NULL;
	}
	snprintf(n->facts.link.zone, sizeof(n->facts.link.zone), "%s", text);
	free(text);
	n->labels = ldns_dname_label_count(n->dname);
	n->apex[CHAIN_APEX_DNSKEY].type = LDNS_RR_TYPE_DNSKEY;
	n->apex[CHAIN_APEX_NS].type = LDNS_RR_TYPE_NS;
	n->apex[CHAIN_APEX_CDS].type = LDNS_RR_TYPE_CDS;
	n->apex[CHAIN_APEX_CDNSKEY].type = LDNS_RR_TYPE_CDNSKEY;
	n->apex[CHAIN_APEX_NONE].type = LDNS_RR_TYPE_A;
	n->none = chain_denial_name(n->dname);
	n->parent = parent;
	if (parent)
		parent->children++;
	return n;
}

static void drop_servers(struct chain_node *n)
{
	for (int i = 0; i < n->server_count; i++) {
		chain_rrset_free(&n->servers[i].soa);
		chain_rrset_free(&n->servers[i].keys);
	}
	free(n->servers);
	n->servers = NULL;
	n->server_count = 0;
}

static void drop_above(struct chain_node *n)
{
	while (n->above_count > 0)
		chain_rrset_free(&n->above[--n->above_count].ds);
	ldns_pkt_free(n->none_answer);
	n->none_answer = NULL;
}

void chain_node_free(struct chain_node *n)
{
	if (!n)
		return;
	while (n->asks) {
		dnsquery_cancel(n->asks->query);
		validate_cancel(n->asks->validation);
		drop_ask(n->asks);
	}
	drop_servers(n);
	drop_above(n);
	for (int i = 0; i < CHAIN_APEX; i++)
		chain_rrset_free(&n->apex[i].set);
	ldns_rdf_deep_free(n->none);
	ldns_rr_list_deep_free(n->ds);
	ldns_rr_list_deep_free(n->keys);
	ldns_rdf_deep_free(n->dname);
	free((void *)n->facts.servers);
	if (n->parent)
		n->parent->children--;
	free(n);
}

/* ---- RRsets at the apex ---- */

static void add_names(struct chain_node *n);
static void take_keys(struct chain_node *n);

static void got_apex(void *arg, struct dnsanswer *answer);

const struct address *chain_node_server(const struct chain_node *n,
					uint32_t *tried, unsigned turn)
{
	for (int i = 0; i < n->server_count; i++) {
		int at = (int)((turn + (unsigned)i) %
			       (unsigned)n->server_count);
		const struct chain_server *s = &n->servers[at];

		if (*tried & 1u << at || !s->facts.authoritative ||
		    s->facts.rcode)
			continue;
		*tried |= 1u << at;
		return &s->address;
	}
	return NULL;
}

static void ask_apex(struct chain_node *n, int index,
		     const struct address *to)
{
	struct chain_apex *x = &n->apex[index];
	char *name = index == CHAIN_APEX_NONE ? ldns_rdf2str(n->none) :
						ldns_rdf2str(n->dname);

	if (!name)
		return;
	x->busy = true;
	ask_about(n, index, name, to, x->type, false, got_apex);
	free(name);
}

/* The root has no parent to ask anything of. */
static bool is_wanted(const struct chain_node *n, int index)
{
	if (index == CHAIN_APEX_NONE)
		return n->none != NULL;
	return n->parent || (index != CHAIN_APEX_CDS &&
			     index != CHAIN_APEX_CDNSKEY);
}

/* Asks for what is not there yet, of a server that was not asked for it. */
static void push_apex(struct chain_node *n)
{
	for (int i = 0; i < CHAIN_APEX; i++) {
		struct chain_apex *x = &n->apex[i];
		const struct address *to;

		if (!is_wanted(n, i))
			continue;

		if (x->have || x->busy ||
		    __builtin_popcount(x->tried) >= APEX_TRIES)
			continue;
		to = chain_node_server(n, &x->tried, n->walker->turn++);
		if (to)
			ask_apex(n, i, to);
	}
}

/* What one server says about the apex, or of the name that is not there. */
static bool take_apex(struct chain_node *n, int index,
		      struct dnsanswer *answer)
{
	struct chain_apex *x = &n->apex[index];

	if (answer->outcome != OUTCOME_OK || !answer->authoritative)
		return false;
	if (index == CHAIN_APEX_NONE && (!answer->rcode ||
	    answer->rcode == LDNS_RCODE_NXDOMAIN)) {
		n->none_answer = answer->packet;
		answer->packet = NULL;
		return true;
	}
	if (!answer->rcode)
		chain_rrset_take(&x->set, answer->packet, n->dname, x->type,
				 LDNS_SECTION_ANSWER);
	return !answer->rcode;
}

static void got_apex(void *arg, struct dnsanswer *answer)
{
	struct chain_ask *a = arg;
	struct chain_node *n = a->node;
	struct chain_apex *x = &n->apex[a->index];

	x->busy = false;
	x->have = take_apex(n, a->index, answer);
	if (x->have && a->index == CHAIN_APEX_DNSKEY)
		take_keys(n);
	if (x->have && a->index == CHAIN_APEX_NS)
		add_names(n);
	drop_ask(a);
	push_apex(n);
	settle(n);
}

/* The keys have come: walks may go on. */
static void take_keys(struct chain_node *n)
{
	struct link_facts *f = &n->facts.link;
	ldns_rr_list *dnskeys = n->apex[CHAIN_APEX_DNSKEY].set.rrs;

	ldns_rr_list_deep_free(n->keys);
	n->keys = chain_rrset_zone_keys(dnskeys);
	/* only a key that the parent vouches for may vouch for the others */
	ldns_rr_list_free(chain_rrset_keys(f, n->keys, n->ds));
	n->ready = true;
	chain_wake(n);
}

/* ---- servers ---- */

static void got_soa(void *arg, struct dnsanswer *answer)
{
	struct chain_ask *a = arg;
	struct chain_node *n = a->node;
	struct chain_server *s = &n->servers[a->index];
	struct server_facts *f = &s->facts;

	if (!outcome_is_ours(answer->outcome))
		f->have |= SERVER_HAVE_UDP;
	f->answers_udp = answer->outcome == OUTCOME_OK || answer->truncated;
	f->query_ms = answer->rtt_ms;
	if (answer->outcome == OUTCOME_OK) {
		f->rcode = answer->rcode;
		chain_rrset_take(&s->soa, answer->packet, n->dname,
				 LDNS_RR_TYPE_SOA, LDNS_SECTION_ANSWER);
		f->authoritative = answer->authoritative && s->soa.rrs;
	}
	if (f->authoritative) {
		ldns_rr *soa = ldns_rr_list_rr(s->soa.rrs, 0);

		f->have_serial = ldns_rr_rd_count(soa) == 7;
		if (f->have_serial)
			f->serial = ldns_rdf2native_int32(ldns_rr_rdf(soa, 2));
	}
	drop_ask(a);
	push_apex(n);
	settle(n);
}

static void got_tcp(void *arg, struct dnsanswer *answer)
{
	struct chain_ask *a = arg;
	struct chain_node *n = a->node;
	struct chain_server *s = &n->servers[a->index];
	struct server_facts *f = &s->facts;

	if (!outcome_is_ours(answer->outcome))
		f->have |= SERVER_HAVE_TCP;
	f->answers_tcp = answer->outcome == OUTCOME_OK;
	if (f->answers_tcp && answer->authoritative && !answer->rcode) {
		chain_rrset_take(&s->keys, answer->packet, n->dname,
				 LDNS_RR_TYPE_DNSKEY, LDNS_SECTION_ANSWER);
		chain_rrset_sort(&s->keys);
		s->have_keys = true;
	}
	drop_ask(a);
	settle(n);
}

static void got_above(void *arg, struct dnsanswer *answer)
{
	struct chain_ask *a = arg;
	struct chain_node *n = a->node;
	struct chain_above *s = &n->above[a->index];

	if (answer->outcome == OUTCOME_OK && answer->authoritative &&
	    !answer->rcode) {
		chain_rrset_take(&s->ds, answer->packet, n->dname,
				 LDNS_RR_TYPE_DS, LDNS_SECTION_ANSWER);
		chain_rrset_sort(&s->ds);
		s->have = true;
	}
	drop_ask(a);
	settle(n);
}

/* Every server of the parent, for the DS that it has. */
static void ask_above(struct chain_node *n)
{
	const struct chain_node *p = n->parent;

	for (int i = 0; p && i < p->server_count; i++) {
		struct chain_above *s = &n->above[n->above_count];

		memset(s, 0, sizeof(*s));
		s->address = p->servers[i].address;
		memcpy(s->name, p->servers[i].facts.name, sizeof(s->name));
		ask_server(n, n->above_count++, &s->address, LDNS_RR_TYPE_DS,
			   false, got_above);
	}
}

static bool have_server(const struct chain_node *n, int name,
			const struct address *a)
{
	for (int i = 0; i < n->server_count; i++)
		if (!address_compare(&n->servers[i].address, a) &&
		    !strcmp(n->servers[i].facts.name, n->names[name].name))
			return true;
	return false;
}

static void add_server(struct chain_node *n, int name, const struct address *a)
{
	struct chain_server *s;
	int i = n->server_count;

	*(a->family == AF_INET6 ? &n->names[name].ipv6 :
				  &n->names[name].ipv4) = true;
	if (i >= LINK_SERVERS || have_server(n, name, a))
		return;
	s = realloc(n->servers, (size_t)(i + 1) * sizeof(*s));
	if (!s)
		return;
	n->servers = s;
	n->server_count++;
	s += i;
	memset(s, 0, sizeof(*s));
	s->address = *a;
	s->facts.have = SERVER_HAVE_ADDRESS;
	snprintf(s->facts.name, sizeof(s->facts.name), "%s",
		 n->names[name].name);
	address_format(a, s->facts.address);
	ask_server(n, i, a, LDNS_RR_TYPE_SOA, false, got_soa);
	ask_server(n, i, a, LDNS_RR_TYPE_DNSKEY, true, got_tcp);
}

static void got_address(void *arg, const struct validate_result *r)
{
	struct chain_ask *a = arg;
	struct chain_node *n = a->node;

	for (int i = 0; i < r->address_count; i++)
		add_server(n, a->index, &r->addresses[i]);
	drop_ask(a);
	settle(n);
}

static void find_address(struct chain_node *n, int name, ldns_rr_type type)
{
	const struct chain_config *c = &n->walker->config;
	struct chain_ask *a = c->validator ? new_ask(n, name) : NULL;

	if (!a)
		return;
	a->validation = validate_start(c->validator, n->names[name].name,
				       (uint16_t)type,
				       c->query_ms > 0 ? c->query_ms :
				       QUERY_MS, got_address, a, NULL);
	if (!a->validation)
		drop_ask(a);
}

static int add_name(struct chain_node *n, const char *name)
{
	for (int i = 0; i < n->name_count; i++)
		if (!strcasecmp(n->names[i].name, name))
			return i;
	if (n->name_count == CHAIN_NAMES)
		return -1;
	memset(&n->names[n->name_count], 0, sizeof(n->names[0]));
	snprintf(n->names[n->name_count].name, sizeof(n->names[0].name),
		 "%.255s", name);
	return n->name_count++;
}

static void find_missing(struct chain_node *n, int name)
{
	if (!n->names[name].ipv4)
		find_address(n, name, LDNS_RR_TYPE_A);
	if (!n->names[name].ipv6)
		find_address(n, name, LDNS_RR_TYPE_AAAA);
}

/* The zone's own NS RRset: names that the parent did not know. */
static void add_names(struct chain_node *n)
{
	ldns_rr_list *ns = n->apex[CHAIN_APEX_NS].set.rrs;
	int before = n->name_count, at;

	for (size_t i = 0; i < ldns_rr_list_rr_count(ns); i++) {
		ldns_rdf *target = ldns_rr_rdf(ldns_rr_list_rr(ns, i), 0);
		char *text = target ? ldns_rdf2str(target) : NULL;

		at = text ? add_name(n, text) : -1;
		if (at >= 0)
			n->names[at].listed = true;
		free(text);
	}
	for (at = before; at < n->name_count; at++)
		find_missing(n, at);
}

/* ---- the end ---- */

/* RFC 1982 section 3.2: A comes after B. */
static bool later(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) > 0;
}

static void find_best_serial(struct chain_node *n)
{
	const struct server_facts *best = NULL;

	for (int i = 0; i < n->server_count; i++) {
		const struct server_facts *f = &n->servers[i].facts;

		if (f->have_serial && (!best || later(f->serial, best->serial)))
			best = f;
	}
	for (int i = 0; best && i < n->server_count; i++) {
		n->servers[i].facts.have_serial_best = true;
		n->servers[i].facts.serial_best = best->serial;
	}
}

/* Since when F is behind, if it was seen up to date before. */
static void note_behind(const struct chain_node *n, struct server_facts *f)
{
	const struct server_facts *old = n->facts.servers;
	int count = n->facts.server_count;

	if (!f->have_serial || f->serial == f->serial_best)
		return;
	for (int i = 0; i < count; i++, old++) {
		if (strcmp(old->address, f->address) ||
		    strcmp(old->name, f->name) || !old->have_serial)
			continue;
		if (old->serial == old->serial_best) {
			f->have |= SERVER_HAVE_BEHIND;
			f->behind_since = n->time;
		} else if (old->have & SERVER_HAVE_BEHIND) {
			f->have |= SERVER_HAVE_BEHIND;
			f->behind_since = old->behind_since;
		}
	}
}

static int by_name(const void *a, const void *b)
{
	const struct chain_server *x = a, *y = b;
	int order = strcasecmp(x->facts.name, y->facts.name);

	return order ? order : address_compare(&x->address, &y->address);
}

static void publish_servers(struct chain_node *n)
{
	struct server_facts *list;

	qsort(n->servers, (size_t)n->server_count, sizeof(*n->servers),
	      by_name);
	find_best_serial(n);
	for (int i = 0; i < n->server_count; i++)
		note_behind(n, &n->servers[i].facts);
	list = calloc((size_t)n->server_count + 1, sizeof(*list));
	for (int i = 0; list && i < n->server_count; i++)
		list[i] = n->servers[i].facts;
	free((void *)n->facts.servers);
	n->facts.servers = list;
	n->facts.server_count = list ? n->server_count : 0;
}

static void publish_names(struct chain_node *n)
{
	struct servers_facts *f = &n->facts.names;
	bool own = n->apex[CHAIN_APEX_NS].set.rrs;

	memset(f, 0, sizeof(*f));
	snprintf(f->zone, sizeof(f->zone), "%s", n->facts.link.zone);
	f->have = n->name_count > 0;
	for (int i = 0; i < n->name_count; i++) {
		if (own && !n->names[i].listed)
			continue;
		f->count++;
		f->count_ipv4 += n->names[i].ipv4;
		f->count_ipv6 += n->names[i].ipv6;
	}
}

/* The SOA of each server, where it differs from what was verified already. */
static void judge_serials(struct chain_node *n)
{
	struct chain_server *s = n->servers;

	for (int i = 0, k; i < n->server_count; i++) {
		if (!s[i].soa.rrs)
			continue;
		for (k = 0; k < i; k++)
			if (s[k].soa.rrs &&
			    chain_rrset_same(&s[i].soa, &s[k].soa))
				break;
		if (k == i)
			chain_rrset_judge(&n->facts.link, "SOA", &s[i].soa,
					  n->dname, n->keys, n->time, true);
	}
}

/* What the zone asks of its parent. */
static void judge_wishes(struct chain_node *n)
{
	const struct chain_apex *cds = &n->apex[CHAIN_APEX_CDS];
	const struct chain_apex *key = &n->apex[CHAIN_APEX_CDNSKEY];
	struct link_facts *f = &n->facts.link;

	if (!cds->have || !key->have)
		return;
	chain_rrset_judge(f, "CDS", &cds->set, n->dname, n->keys, n->time,
			  true);
	chain_rrset_judge(f, "CDNSKEY", &key->set, n->dname, n->keys, n->time,
			  true);
	chain_denial_cds(f, cds->set.rrs, key->set.rrs, n->keys, n->ds);
}

static void judge_apex(struct chain_node *n)
{
	struct link_facts *f = &n->facts.link;
	ldns_rr_list *trusted;

	if (!ldns_rr_list_rr_count(n->keys))
		return;			/* not signed: nothing to verify */
	trusted = chain_rrset_keys(f, n->keys, n->ds);
	/*
	 * RFC 4035 section 5.2: a key that a DS names must have signed the
	 * keys. Where no DS fits that is the failure; the keys are then
	 * judged by themselves.
	 */
	chain_rrset_judge(f, "DNSKEY", &n->apex[CHAIN_APEX_DNSKEY].set,
			  n->dname, f->ds_matching ? trusted : n->keys,
			  n->time, true);
	ldns_rr_list_free(trusted);
	chain_rrset_judge(f, "NS", &n->apex[CHAIN_APEX_NS].set, n->dname,
			  n->keys, n->time, true);
	judge_serials(n);
	if (n->none_answer)
		chain_denial_judge(f, n->none_answer, n->none, n->dname,
				   n->keys, n->time);
	judge_wishes(n);
}

/* Frees what only the look itself needed. */
static void tidy(struct chain_node *n)
{
	for (int i = 0; i < n->server_count; i++)
		chain_rrset_free(&n->servers[i].soa);
	for (int i = 0; i < n->server_count; i++)
		chain_rrset_free(&n->servers[i].keys);
	for (int i = 0; i < CHAIN_APEX; i++)
		chain_rrset_free(&n->apex[i].set);
	drop_above(n);
}

/* Ends the look where nothing is under way any more. */
static void settle(struct chain_node *n)
{
	if (n->asks || n->done)
		return;
	if (!n->apex[CHAIN_APEX_DNSKEY].have) {
		ldns_rr_list_deep_free(n->keys);
		n->keys = NULL;
	}
	judge_apex(n);
	publish_servers(n);
	publish_names(n);
	chain_same_keys(n);
	chain_same_ds(n);
	chain_roll_look(&n->roll, &n->facts.link, &n->apex[CHAIN_APEX_DNSKEY].set,
			&n->apex[CHAIN_APEX_NS].set, n->time);
	tidy(n);
	n->ready = n->done = true;
	chain_wake(n);
}

/* ---- the beginning ---- */

static void reset(struct chain_node *n)
{
	struct link_facts *f = &n->facts.link;
	char zone[sizeof(f->zone)];

	memcpy(zone, f->zone, sizeof(zone));
	memset(f, 0, sizeof(*f));
	memcpy(f->zone, zone, sizeof(zone));
	if (n->parent)
		memcpy(f->parent, n->parent->facts.link.zone,
		       sizeof(f->parent));
	drop_servers(n);
	drop_above(n);
	n->name_count = 0;
	for (int i = 0; i < CHAIN_APEX; i++) {
		chain_rrset_free(&n->apex[i].set);
		n->apex[i].have = n->apex[i].busy = false;
		n->apex[i].tried = 0;
	}
	n->ready = n->done = false;
	n->begun = true;
}

/* The DS, and whether the parent's signature of it holds. */
static void take_ds(struct chain_node *n, struct chain_delegation *d)
{
	ldns_rr_list_deep_free(n->ds);
	n->ds = NULL;
	if (!d->have_ds)
		return;
	chain_rrset_ds(&n->facts.link, d->ds.rrs);
	if (n->parent && ldns_rr_list_rr_count(n->parent->keys))
		chain_rrset_judge(&n->facts.link, "DS", &d->ds,
				  n->parent->dname, n->parent->keys, n->time,
				  false);
	n->ds = n->parent ? d->ds.rrs : ldns_rr_list_clone(d->ds.rrs);
	if (n->parent)
		d->ds.rrs = NULL;
}

void chain_node_begin(struct chain_node *n, struct chain_delegation *d,
		      int64_t now)
{
	n->time = n->facts.time = now;
	reset(n);
	take_ds(n, d);
	for (int i = 0; i < d->server_count; i++)
		add_name(n, d->servers[i].name);
	for (int i = 0; i < d->server_count; i++)
		for (int k = 0; k < d->servers[i].address_count; k++)
			add_server(n, i, &d->servers[i].address[k]);
	for (int i = 0; i < n->name_count; i++)
		find_missing(n, i);
	ask_above(n);
	settle(n);
}
