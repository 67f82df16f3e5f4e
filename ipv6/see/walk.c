/* SPDX-License-Identifier: MIT */
/*
 * walk: through base chains in the order of their hooks and priorities, as the
 * kernel goes. One pass keeps all ends that are possible, so a rule whose match
 * is not known costs no second walk.
 */
#include "walk.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "express.h"

#define DEPTH 16		/* jumps that the kernel allows */
#define STEPS 200000u		/* rules looked at for one packet */
#define BASES 64		/* base chains on the way in */

/* Which ends are possible, and which rule leads to the first of each. */
struct ends {
	bool accepted, dropped, passed;	/* passed: neither, go on behind it */
	const struct ruleset_chain *accept_chain, *drop_chain;
	const struct ruleset_rule *accept_rule, *drop_rule;
};

struct walker {
	struct express x;	/* the packet and what expressions left behind */
	const struct ruleset *ruleset;
	unsigned steps;
	bool handed;		/* on to another address: it is through */
	char why[80];		/* the first thing that was not known */
};

static void add_accept(struct ends *e, const struct ruleset_chain *c,
		       const struct ruleset_rule *r)
{
	if (!e->accepted) {
		e->accept_chain = c;
		e->accept_rule = r;
	}
	e->accepted = true;
}

static void add_drop(struct ends *e, const struct ruleset_chain *c,
		     const struct ruleset_rule *r)
{
	if (!e->dropped) {
		e->drop_chain = c;
		e->drop_rule = r;
	}
	e->dropped = true;
}

static void add_ends(struct ends *e, const struct ends *more)
{
	if (more->accepted)
		add_accept(e, more->accept_chain, more->accept_rule);
	if (more->dropped)
		add_drop(e, more->drop_chain, more->drop_rule);
}

static const struct ruleset_chain *find_chain(const struct ruleset *r,
					      const struct ruleset_chain *from,
					      const char *name)
{
	size_t i;

	for (i = 0; i < r->chain_count; i++)
		if (r->chains[i].family == from->family &&
		    strcmp(r->chains[i].table, from->table) == 0 &&
		    strcmp(r->chains[i].name, name) == 0)
			return &r->chains[i];
	return NULL;
}

static bool belongs(const struct ruleset_rule *r,
		    const struct ruleset_chain *c)
{
	return r->family == c->family && strcmp(r->chain, c->name) == 0 &&
		strcmp(r->table, c->table) == 0;
}

static void note(struct walker *w, const struct ruleset_rule *r,
		 const char *what)
{
	if (w->why[0] == '\0')
		snprintf(w->why, sizeof(w->why), "%.48s (handle %llu)", what,
			 (unsigned long long)r->handle);
}

static void walk_chain(struct walker *w, const struct ruleset_chain *c,
		       unsigned depth, struct ends *out);

/*
 * What the verdict of rule R in chain C adds to OUT. True where the packet may
 * still come to the next rule.
 */
static bool follow(struct walker *w, const struct ruleset_chain *c,
		   const struct ruleset_rule *r, unsigned depth,
		   struct ends *out)
{
	const struct express_verdict *v = &w->x.verdict;
	const struct ruleset_chain *target;
	struct ends inner = { 0 };

	switch (v->code) {
	case NF_ACCEPT:
		add_accept(out, c, r);
		return false;
	case NF_DROP:
		add_drop(out, c, r);
		return false;
	case NFT_CONTINUE:
	case NFT_BREAK:
		return true;
	case NFT_RETURN:
		out->passed = true;
		return false;
	case NFT_JUMP:
	case NFT_GOTO:
		break;
	default:		/* to user space, stolen: who knows */
		note(w, r, "queue");
		add_accept(out, c, r);
		add_drop(out, c, r);
		return false;
	}
	bool jump = v->code == NFT_JUMP;

	target = find_chain(w->ruleset, c, v->chain);
	if (target == NULL || depth >= DEPTH) {
		note(w, r, "jump");
		add_accept(out, c, r);
		add_drop(out, c, r);
		return true;
	}
	walk_chain(w, target, depth + 1, &inner);
	add_ends(out, &inner);
	if (!jump)
		out->passed |= inner.passed;
	return jump && inner.passed;
}

/* True where the packet may still come to the next rule. */
static bool walk_rule(struct walker *w, const struct ruleset_chain *c,
		      const struct ruleset_rule *r, unsigned depth,
		      struct ends *out)
{
	enum express_answer matched;
	bool on;

	matched = express_rule(&w->x, r);
	if (matched == EXPRESS_NO)
		return true;
	if (matched == EXPRESS_MAYBE &&
	    (w->x.verdict.code != NFT_CONTINUE || w->x.verdict.any ||
	     w->x.verdict.handed))
		note(w, r, w->x.unsure);
	if (w->x.verdict.any) {	/* of a map that was not read whole */
		add_accept(out, c, r);
		add_drop(out, c, r);
		return true;
	}
	if (w->x.verdict.handed) {	/* forwarded: no chain of input sees it */
		w->handed |= matched == EXPRESS_YES;
		add_accept(out, c, r);
		return matched == EXPRESS_MAYBE;
	}
	on = follow(w, c, r, depth, out);
	return on || matched == EXPRESS_MAYBE;
}

static void walk_chain(struct walker *w, const struct ruleset_chain *c,
		       unsigned depth, struct ends *out)
{
	const struct ruleset *r = w->ruleset;
	size_t i;

	for (i = 0; i < r->rule_count; i++) {
		if (!belongs(&r->rules[i], c))
			continue;
		if (w->steps++ >= STEPS) {
			note(w, &r->rules[i], "too many rules");
			add_accept(out, c, &r->rules[i]);
			add_drop(out, c, &r->rules[i]);
			return;
		}
		if (!walk_rule(w, c, &r->rules[i], depth, out))
			return;
	}
	out->passed = true;
}

/* ---- base chains ---- */

static bool is_dormant(const struct ruleset *r, const struct ruleset_chain *c)
{
	size_t i;

	for (i = 0; i < r->table_count; i++)
		if (r->tables[i].family == c->family &&
		    strcmp(r->tables[i].name, c->table) == 0)
			return r->tables[i].dormant;
	return false;
}

static bool has_device(const struct ruleset_chain *c, const char *name)
{
	unsigned i;

	for (i = 0; i < c->device_count; i++)
		if (name[0] != '\0' && strcmp(c->devices[i], name) == 0)
			return true;
	return false;
}

/* In which turn the packet comes to C: lower first; -1: never. */
static int stage(const struct ruleset_chain *c, const struct walk_packet *p)
{
	uint8_t own = p->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6;

	if (c->family == NFPROTO_NETDEV)
		return c->hook == NF_NETDEV_INGRESS &&
			has_device(c, p->ifname) ? 0 : -1;
	if (c->family == NFPROTO_INET && c->hook == NF_INET_INGRESS)
		return has_device(c, p->ifname) ? 0 : -1;
	if (c->family != own && c->family != NFPROTO_INET)
		return -1;
	return c->hook == NF_INET_PRE_ROUTING ? 1 :
		c->hook == NF_INET_LOCAL_IN ? 2 : -1;
}

struct base {
	const struct ruleset_chain *chain;
	int stage;
};

static int by_turn(const void *a, const void *b)
{
	const struct base *x = a, *y = b;

	if (x->stage != y->stage)
		return x->stage - y->stage;
	return (x->chain->priority > y->chain->priority) -
		(x->chain->priority < y->chain->priority);
}

static size_t find_bases(const struct ruleset *r, const struct walk_packet *p,
			 struct base bases[BASES])
{
	size_t i, n = 0;

	for (i = 0; i < r->chain_count && n < BASES; i++) {
		const struct ruleset_chain *c = &r->chains[i];
		int turn = c->base ? stage(c, p) : -1;

		if (turn >= 0 && !is_dormant(r, c))
			bases[n++] = (struct base){ c, turn };
	}
	qsort(bases, n, sizeof(bases[0]), by_turn);
	return n;
}

/* Only the first packet of a connection comes to a chain of type nat. */
static bool skips(const struct walker *w, const struct ruleset_chain *c)
{
	return strcmp(c->type, "nat") == 0 &&
		!(w->x.state & (uint32_t)NF_CT_STATE_BIT(IP_CT_NEW));
}

static void name_decider(const struct ruleset_chain *c,
			 const struct ruleset_rule *r, struct v6_walk *out)
{
	const char *family = c->family == NFPROTO_IPV4 ? "ip" :
		c->family == NFPROTO_IPV6 ? "ip6" :
		c->family == NFPROTO_INET ? "inet" : "netdev";

	snprintf(out->table, sizeof(out->table), "%s %.64s", family, c->table);
	snprintf(out->chain, sizeof(out->chain), "%.63s", c->name);
	out->handle = r ? r->handle : 0;
}

void walk_ruleset(const struct ruleset *r, const struct walk_packet *p,
		  struct v6_walk *out)
{
	struct walker w = { .ruleset = r };
	struct base bases[BASES];
	struct ends all = { 0 };
	size_t i, n = find_bases(r, p, bases);
	bool alive = true;

	express_begin(&w.x, r, p);
	out->table[0] = out->chain[0] = out->why[0] = '\0';
	out->handle = 0;
	for (i = 0; i < n && alive && !w.handed; i++) {
		const struct ruleset_chain *c = bases[i].chain;
		struct ends e = { 0 };

		express_enter(&w.x, bases[i].stage, c->priority);
		if (skips(&w, c))
			continue;
		walk_chain(&w, c, 0, &e);
		if (e.passed && c->policy == NF_DROP)
			add_drop(&e, c, NULL);
		else if (e.passed)
			add_accept(&e, c, NULL);
		if (e.dropped)
			add_drop(&all, e.drop_chain, e.drop_rule);
		alive = e.accepted;
		/* of those that let it through, the last one counts */
		if (e.accepted) {
			all.accepted = false;
			add_accept(&all, e.accept_chain, e.accept_rule);
		}
	}
	if (!alive)
		all.accepted = false;
	if (all.dropped)
		name_decider(all.drop_chain, all.drop_rule, out);
	else if (all.accepted)
		name_decider(all.accept_chain, all.accept_rule, out);
	out->fate = all.dropped && alive ? V6_FATE_UNKNOWN :
		all.dropped ? V6_FATE_DROPPED : V6_FATE_ACCEPTED;
	if (out->fate == V6_FATE_UNKNOWN)
		snprintf(out->why, sizeof(out->why), "%s", w.why);
}
