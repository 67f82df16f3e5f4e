/* SPDX-License-Identifier: MIT */
/*
 * chain: see chain.h. A walk is a small machine that advances whenever one of
 * its questions is answered or a zone it waits for (chain_node.c) becomes
 * ready: find the next cut, ask for its DS, look at the zone, and so on down;
 * at the end the name's own records. It advances only from the event loop.
 */
#include "chain.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain_hints.h"
#include "chain_node.h"
#include "lang.h"
#include "net/dial.h"
#include "net/dnsquery.h"

#define LABELS 32		/* names with more are not walked */
#define TRIES 3			/* servers asked the same question */
#define QUERY_MS 3000
#define SWEEP 256		/* walks between two sweeps of old nodes */
#define KEEP 3600		/* seconds a node outlives its last walk */
#define AHEAD 60		/* seconds two walks' clocks may be apart */

enum step {
	STEP_ZONE,		/* wait for the zone at the end of the path */
	STEP_CUT,		/* NS of the name one label longer */
	STEP_DS,
	STEP_NAME,		/* A and AAAA of the name */
	STEP_END,		/* wait for the servers that are slow */
};

struct chain_walk {
	struct chain_walker *walker;
	struct chain_walk *next, **link;
	chain_done *done;
	void *arg;
	struct event *poke, *timer;
	ldns_rdf *name;
	int labels;
	int64_t now;
	int max_age;

	enum step step;
	struct chain_node *path[CHAIN_DEPTH];
	int depth;
	int at;			/* labels of the name that are settled */
	struct dnsquery *query;
	uint32_t tried;
	int tries;
	bool aaaa;		/* STEP_NAME: A is there, AAAA is asked */
	struct chain_rrset own[3];	/* the name's, as own_types */
	struct chain_delegation found;
	struct chain_zone last;	/* the name's zone, with its own records */
	struct chain_result result;
};

static const struct {
	ldns_rr_type type;
	const char *name;
} own_types[] = {
	{ LDNS_RR_TYPE_CNAME, "CNAME" },
	{ LDNS_RR_TYPE_A, "A" },
	{ LDNS_RR_TYPE_AAAA, "AAAA" },
};

/* ---- ends ---- */

static void sweep(struct chain_walker *w, int64_t now);

void chain_cancel(struct chain_walk *k)
{
	if (!k)
		return;
	dnsquery_cancel(k->query);
	if (k->poke)
		event_free(k->poke);
	if (k->timer)
		event_free(k->timer);
	if (k->link) {
		*k->link = k->next;
		if (k->next)
			k->next->link = k->link;
	}
	for (int i = 0; i < k->depth; i++)
		k->path[i]->users--;
	for (int i = 0; i < 3; i++)
		chain_rrset_free(&k->own[i]);
	chain_rrset_free(&k->found.ds);
	ldns_rdf_deep_free(k->name);
	free(k);
}

/* The name's own records, in a copy of its zone: others share the zone. */
static void judge_own(struct chain_walk *k)
{
	struct chain_node *n = k->path[k->depth - 1];

	k->last = n->facts;
	k->result.zones[k->depth - 1] = &k->last;
	if (!ldns_rr_list_rr_count(n->keys))
		return;
	for (int i = 0; i < 3; i++)
		chain_rrset_judge(&k->last.link, own_types[i].name,
				  &k->own[i], n->dname, n->keys, k->now, true);
}

/* No link holds longer than those above it. */
static void bound(struct link_facts *f, const struct link_facts *above)
{
	if (!above->outage || (f->outage && f->outage <= above->outage))
		return;
	f->outage = above->outage;
	f->outage_ds = above->outage_ds;
	memcpy(f->outage_what, above->outage_what, sizeof(f->outage_what));
}

/* Hands out what is there: zones down to the first that is not done. */
static void finish(struct chain_walk *k)
{
	struct chain_result *r = &k->result;
	struct chain_walker *w = k->walker;
	int64_t now = k->now;

	while (r->zone_count < k->depth && k->path[r->zone_count]->done) {
		struct chain_node *n = k->path[r->zone_count];

		if (r->zone_count)
			bound(&n->facts.link, &r->zones[r->zone_count - 1]->link);
		r->zones[r->zone_count++] = &n->facts;
	}
	if (r->zone_count && r->zone_count == k->depth)
		judge_own(k);
	k->done(k->arg, r);
	chain_cancel(k);
	if (++w->ended % SWEEP == 0)
		sweep(w, now);
}

static void end(struct chain_walk *k, enum outcome o, const char *why)
{
	k->result.outcome = o;
	snprintf(k->result.why, sizeof(k->result.why), "%s", why);
	k->step = STEP_END;
}

/* ---- nodes ---- */

static int compare(const void *a, const void *b)
{
	const struct chain_node *x = a, *y = b;

	return strcmp(x->facts.link.zone, y->facts.link.zone);
}

/* The node of zone DNAME, or NULL. */
static struct chain_node *find(struct chain_walker *w, const ldns_rdf *dname)
{
	struct chain_node key;
	char *text = ldns_rdf2str(dname);
	void *found = NULL;

	if (text && strlen(text) < sizeof(key.facts.link.zone)) {
		strcpy(key.facts.link.zone, text);
		found = tfind(&key, &w->tree, compare);
	}
	free(text);
	return found ? *(struct chain_node **)found : NULL;
}

static struct chain_node *find_or_make(struct chain_walker *w,
				       struct chain_node *parent,
				       const ldns_rdf *dname)
{
	struct chain_node *n = find(w, dname);

	if (n || !(n = chain_node_new(w, parent, dname)))
		return n;
	if (!tsearch(n, &w->tree, compare)) {
		chain_node_free(n);
		return NULL;
	}
	return n;
}

/*
 * Being asked, or asked no longer ago than the walk allows; and not in the
 * future, where it would stay fresh for ever after a clock was set back.
 */
static bool fresh(const struct chain_walk *k, const struct chain_node *n)
{
	return n->begun && (!n->done ||
			    (n->time >= k->now - k->max_age &&
			     n->time <= k->now + AHEAD));
}

struct sweeping {
	int64_t before;
	struct chain_node *found[64];
	int count;
};

static void find_old(const void *at, VISIT visit, void *arg)
{
	struct chain_node *n = *(struct chain_node *const *)at;
	struct sweeping *s = arg;

	if ((visit == postorder || visit == leaf) && s->count < 64 &&
	    n->parent && !n->users && !n->children && !n->asks &&
	    n->time < s->before)
		s->found[s->count++] = n;
}

/* Drops nodes that no walk came by for long. */
static void sweep(struct chain_walker *w, int64_t now)
{
	struct sweeping s = { .before = now - KEEP };

	twalk_r(w->tree, find_old, &s);
	for (int i = 0; i < s.count; i++) {
		tdelete(s.found[i], &w->tree, compare);
		chain_node_free(s.found[i]);
	}
}

void chain_wake(struct chain_node *n)
{
	for (struct chain_walk *k = n->walker->walks; k; k = k->next)
		for (int i = 0; i < k->depth; i++)
			if (k->path[i] == n)
				event_active(k->poke, 0, 0);
}

/* ---- steps ---- */

static struct chain_node *bottom(const struct chain_walk *k)
{
	return k->path[k->depth - 1];
}

/* The last COUNT labels of the name; to be freed. NULL: no memory. */
static ldns_rdf *suffix(const struct chain_walk *k, int count)
{
	return ldns_dname_clone_from(k->name, (uint16_t)(k->labels - count));
}

static int push(struct chain_walk *k, struct chain_node *n)
{
	if (k->depth == CHAIN_DEPTH)
		return -1;
	k->path[k->depth++] = n;
	n->users++;
	k->at = n->labels;
	k->tried = 0;
	k->tries = 0;
	return 0;
}

static void got_cut(void *arg, struct dnsanswer *a);
static void got_ds(void *arg, struct dnsanswer *a);
static void got_name(void *arg, struct dnsanswer *a);

/*
 * Asks the bottom zone about the first AT labels of the name. False where no
 * server is left to ask; the walk waits where the zone is being asked anew.
 */
static bool ask(struct chain_walk *k, int at, ldns_rr_type type,
		dnsquery_done *done)
{
	const struct chain_config *c = &k->walker->config;
	const struct chain_node *n = bottom(k);
	const struct address *to = NULL;
	ldns_rdf *name = suffix(k, at);
	char *text = name ? ldns_rdf2str(name) : NULL;

	if (k->tries < TRIES)
		to = chain_node_server(n, &k->tried, k->walker->turn++);
	if (to && text) {
		struct dnsquestion q = {
			.server = *to, .name = text, .type = (uint16_t)type,
			.dnssec = true, .allow_inside = c->allow_inside,
			.deadline_ms = c->query_ms > 0 ? c->query_ms :
				       QUERY_MS,
		};

		k->tries++;
		k->query = dnsquery_start(k->walker->base, &q, done, k, NULL);
	}
	free(text);
	ldns_rdf_deep_free(name);
	return k->query != NULL;
}

/* Goes on to a zone that is known and fresh enough, without asking. */
static bool step_known(struct chain_walk *k)
{
	for (int at = k->at + 1; at <= k->labels; at++) {
		ldns_rdf *name = suffix(k, at);
		struct chain_node *n = name ? find(k->walker, name) : NULL;

		ldns_rdf_deep_free(name);
		if (n && n->parent == bottom(k) && fresh(k, n))
			return !push(k, n);
	}
	return false;
}

static void begin_question(struct chain_walk *k, enum step step)
{
	k->step = step;
	k->tried = 0;
	k->tries = 0;
}

static const char *zone_name(const struct chain_node *n)
{
	return n->facts.link.zone;
}

static void lost(struct chain_walk *k)
{
	char why[OUTCOME_WHY];

	snprintf(why, sizeof(why), _("no name server of %.100s gave a usable "
				     "answer"), zone_name(bottom(k)));
	end(k, OUTCOME_TIMEOUT, why);
}

/* The zone is ready: down to a known zone, or to the next label. */
static void step_zone(struct chain_walk *k)
{
	struct chain_node *n = bottom(k);
	uint32_t none = 0;

	if (!chain_node_server(n, &none, 0)) {
		lost(k);
	} else if (k->at >= k->labels) {
		begin_question(k, STEP_NAME);
	} else if (!step_known(k)) {
		memset(&k->found, 0, sizeof(k->found));
		begin_question(k, STEP_CUT);
	}
}

/* Below the cut that was found: its own look begins, or is joined. */
static void step_down(struct chain_walk *k)
{
	ldns_rdf *name = suffix(k, k->at + 1);
	struct chain_node *n = name ?
		find_or_make(k->walker, bottom(k), name) : NULL;

	ldns_rdf_deep_free(name);
	if (!n || push(k, n)) {
		end(k, n ? OUTCOME_TOO_LARGE : OUTCOME_LOCAL,
		    outcome_title(n ? OUTCOME_TOO_LARGE : OUTCOME_LOCAL));
		return;
	}
	if (!fresh(k, n))
		chain_node_begin(n, &k->found, k->now);
	chain_rrset_free(&k->found.ds);
	k->step = STEP_ZONE;
}

/* No cut here: the next label, or the name itself. */
static void step_on(struct chain_walk *k)
{
	k->at++;
	k->step = STEP_ZONE;
}

static void advance(struct chain_walk *k)
{
	while (!k->query) {
		struct chain_node *n = bottom(k);

		if (k->step != STEP_END && !n->ready)
			return;
		switch (k->step) {
		case STEP_ZONE:
			step_zone(k);
			break;
		case STEP_CUT:
			if (!ask(k, k->at + 1, LDNS_RR_TYPE_NS, got_cut))
				lost(k);
			break;
		case STEP_DS:
			if (!ask(k, k->at + 1, LDNS_RR_TYPE_DS, got_ds))
				step_down(k);	/* have_ds stays false */
			break;
		case STEP_NAME:
			if (!ask(k, k->labels, k->aaaa ? LDNS_RR_TYPE_AAAA :
				 LDNS_RR_TYPE_A, got_name))
				end(k, OUTCOME_OK, "");
			break;
		case STEP_END:
			for (int i = 0; i < k->depth; i++)
				if (!k->path[i]->done)
					return;
			finish(k);
			return;
		}
	}
}

/* ---- answers ---- */

/* Every answer advances the walk, from the event loop and not from here. */
static void answered(struct chain_walk *k)
{
	k->query = NULL;
	event_active(k->poke, 0, 0);
}

static bool usable(const struct dnsanswer *a)
{
	return a->outcome == OUTCOME_OK &&
	       (a->rcode == LDNS_RCODE_NOERROR ||
		a->rcode == LDNS_RCODE_NXDOMAIN);
}

/*
 * A cut shows as a referral, or, where a server has both zones, as an
 * authoritative NS RRset at the name.
 */
static void got_cut(void *arg, struct dnsanswer *a)
{
	struct chain_walk *k = arg;
	ldns_rdf *name = suffix(k, k->at + 1);

	answered(k);
	if (!usable(a) || !name) {
		/* STEP_CUT again, with another server */
	} else if (a->rcode == LDNS_RCODE_NXDOMAIN) {
		end(k, OUTCOME_OK, "");
	} else if (chain_delegation_read(&k->found, a->packet, name,
					 a->authoritative ?
					 LDNS_SECTION_ANSWER :
					 LDNS_SECTION_AUTHORITY)) {
		begin_question(k, STEP_DS);
	} else if (a->authoritative) {
		step_on(k);
	}
	ldns_rdf_deep_free(name);
}

static void got_ds(void *arg, struct dnsanswer *a)
{
	struct chain_walk *k = arg;
	ldns_rdf *name = suffix(k, k->at + 1);

	answered(k);
	if (name && a->outcome == OUTCOME_OK && !a->rcode &&
	    a->authoritative) {
		k->found.have_ds = true;
		chain_rrset_take(&k->found.ds, a->packet, name,
				 LDNS_RR_TYPE_DS, LDNS_SECTION_ANSWER);
		step_down(k);
	}
	ldns_rdf_deep_free(name);
}

static void got_name(void *arg, struct dnsanswer *a)
{
	struct chain_walk *k = arg;

	answered(k);
	if (!usable(a))
		return;			/* again, with another server */
	for (int i = 0; i < 3; i++)
		if (!k->own[i].rrs)
			chain_rrset_take(&k->own[i], a->packet, k->name,
					 own_types[i].type,
					 LDNS_SECTION_ANSWER);
	if (k->aaaa || k->own[0].rrs) {
		end(k, OUTCOME_OK, "");
	} else {
		k->aaaa = true;
		begin_question(k, STEP_NAME);
	}
}

/* ---- starting a walk ---- */

static void poked(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	advance(arg);
}

static void timer_rang(evutil_socket_t fd, short what, void *arg)
{
	struct chain_walk *k = arg;

	(void)fd, (void)what;
	if (k->step != STEP_END)
		end(k, OUTCOME_TIMEOUT, outcome_title(OUTCOME_TIMEOUT));
	finish(k);
}

static int set_name(struct chain_walk *k, const char *name, struct fault *f)
{
	k->name = ldns_dname_new_frm_str(name);
	if (!k->name)
		return fault_set(f, _("%s is not a domain name"), name);
	ldns_dname2canonical(k->name);
	k->labels = ldns_dname_label_count(k->name);
	return k->labels > LABELS ?
	       fault_set(f, _("%s has more than %d labels"), name, LABELS) : 0;
}

struct chain_walk *chain_start(struct chain_walker *w, const char *name,
			       int64_t now, int max_age, int deadline_ms,
			       chain_done *done, void *arg, struct fault *f)
{
	struct chain_walk *k = calloc(1, sizeof(*k));
	struct timeval wait = dial_timeout(deadline_ms);

	if (!k || !(k->poke = event_new(w->base, -1, 0, poked, k)) ||
	    !(k->timer = event_new(w->base, -1, 0, timer_rang, k)) ||
	    event_add(k->timer, &wait)) {
		fault_errno(f, _("could not walk to %s"), name);
		chain_cancel(k);
		return NULL;
	}
	if (set_name(k, name, f)) {
		chain_cancel(k);
		return NULL;
	}
	k->walker = w;
	k->done = done;
	k->arg = arg;
	k->now = now;
	k->max_age = max_age;
	k->next = w->walks;
	if (k->next)
		k->next->link = &k->next;
	k->link = &w->walks;
	w->walks = k;
	push(k, w->root);
	if (!fresh(k, w->root))
		chain_node_begin(w->root, &w->hints, now);
	event_active(k->poke, 0, 0);
	return k;
}

/* ---- the walker ---- */

struct chain_walker *chain_open(struct event_base *base,
				const struct chain_config *c,
				struct fault *f)
{
	struct chain_walker *w = calloc(1, sizeof(*w));
	ldns_rdf *root = ldns_dname_new_frm_str(".");

	if (!w || !root) {
		fault_set(f, _("out of memory"));
		goto out;
	}
	w->base = base;
	w->config = *c;
	if (chain_hints_read(&w->hints, c->root_hints, c->trust_anchor, f))
		goto out;
	w->root = find_or_make(w, NULL, root);
	if (!w->root)
		fault_set(f, _("out of memory"));
out:
	ldns_rdf_deep_free(root);
	if (w && !w->root) {
		chain_close(w);
		w = NULL;
	}
	return w;
}

static void free_node(void *node)
{
	struct chain_node *n = node;

	n->parent = NULL;		/* may be gone already */
	chain_node_free(n);
}

void chain_close(struct chain_walker *w)
{
	if (!w)
		return;
	while (w->walks)
		chain_cancel(w->walks);
	tdestroy(w->tree, free_node);
	chain_rrset_free(&w->hints.ds);
	free(w);
}
