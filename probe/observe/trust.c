/* SPDX-License-Identifier: MIT */
#include "trust.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

static const uint16_t types[FAMILIES] = {
	LDNS_RR_TYPE_A, LDNS_RR_TYPE_AAAA,
};

struct trust {
	struct trust_request request;
	char name[256];
	struct validation *validations[FAMILIES];
	struct chain_walk *walk;
	bool again;			/* the second opinion is being asked */
	int pending;
	struct dns_look look;
	trust_done *done;
	void *arg;
};

static void free_trust(struct trust *t)
{
	int i;

	for (i = 0; i < FAMILIES; i++)
		validate_cancel(t->validations[i]);
	chain_cancel(t->walk);
	if (t->again)
		second_release(t->request.second);
	free(t);
}

void trust_cancel(struct trust *t)
{
	if (t != NULL)
		free_trust(t);
}

static void finish(struct trust *t, const struct chain_result *r)
{
	t->walk = NULL;
	t->look.chain = r;
	t->done(t->arg, &t->look);
	free_trust(t);
}

/* Nothing that was asked of Z and its parent explains a bogus answer. */
static bool is_whole(const struct chain_zone *z)
{
	const unsigned want = LINK_HAVE_DS | LINK_HAVE_DNSKEY |
		LINK_HAVE_SIGNATURES;
	const struct link_facts *l = &z->link;

	return (l->have & want) == want && l->ds_matching > 0 &&
		l->signature_missing + l->signature_broken +
		l->signature_expired + l->signature_future == 0;
}

static bool wants_second(const struct trust *t, const struct chain_result *r)
{
	int i;

	if (t->again || t->request.second == NULL || !t->look.have_verdict ||
	    t->look.verdict != VALIDATE_BOGUS || r->outcome != OUTCOME_OK)
		return false;
	for (i = 0; i < r->zone_count; i++)
		if (!is_whole(r->zones[i]))
			return false;
	return r->zone_count > 0;
}

static int validate(struct trust *t, struct validator *v, struct fault *f);

/* Both once more: the name by a young memory, and zones not older than that. */
static bool ask_again(struct trust *t)
{
	struct validator *v = second_hold(t->request.second);

	if (v == NULL)
		return false;
	t->again = true;
	t->look.have_verdict = false;
	t->look.why[0] = '\0';
	if (t->request.max_age > SECOND_AGE)
		t->request.max_age = SECOND_AGE;
	return validate(t, v, NULL) == 0;
}

static void walk_done(void *arg, const struct chain_result *r)
{
	struct trust *t = arg;
	struct dns_look first = t->look;

	t->walk = NULL;
	if (wants_second(t, r)) {
		if (ask_again(t))
			return;
		t->look = first;
	}
	finish(t, r);
}

static void walk(struct trust *t)
{
	const struct trust_request *r = &t->request;

	t->walk = chain_start(r->walker, t->name, r->now, r->max_age,
			      r->deadline_ms, walk_done, t, NULL);
	if (t->walk == NULL)
		finish(t, NULL);
}

/* How bad a verdict is; of the two look-ups the worse one counts. */
static int badness(enum validate_verdict v)
{
	static const int order[] = {
		[VALIDATE_SECURE] = 0,
		[VALIDATE_INSECURE] = 1,
		[VALIDATE_INDETERMINATE] = 2,
		[VALIDATE_BOGUS] = 3,
	};

	return order[v];
}

static void validated(struct trust *t, int i, const struct validate_result *r)
{
	struct dns_look *l = &t->look;

	t->validations[i] = NULL;
	if (!l->have_verdict || badness(r->verdict) > badness(l->verdict)) {
		l->have_verdict = true;
		l->verdict = r->verdict;
		(void)snprintf(l->why, sizeof(l->why), "%s", r->why);
	}
	if (--t->pending == 0)
		walk(t);
}

static void ipv4_done(void *arg, const struct validate_result *r)
{
	validated(arg, FAMILY_IPV4, r);
}

static void ipv6_done(void *arg, const struct validate_result *r)
{
	validated(arg, FAMILY_IPV6, r);
}

static int validate(struct trust *t, struct validator *v, struct fault *f)
{
	static validate_done *const callbacks[FAMILIES] = {
		[FAMILY_IPV4] = ipv4_done, [FAMILY_IPV6] = ipv6_done,
	};
	int i;

	for (i = 0; i < FAMILIES; i++) {
		t->validations[i] = validate_start(v, t->name, types[i],
						   t->request.deadline_ms,
						   callbacks[i], t, f);
		if (t->validations[i] == NULL)
			break;
		t->pending++;
	}
	if (i == FAMILIES)
		return 0;
	while (i-- > 0) {
		validate_cancel(t->validations[i]);
		t->validations[i] = NULL;
	}
	t->pending = 0;
	return -1;
}

struct trust *trust_start(const struct trust_request *r, trust_done *done,
			  void *arg, struct fault *f)
{
	struct trust *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		fault_errno(f, _("cannot look at %s"), r->name);
		return NULL;
	}
	t->request = *r;
	t->request.name = NULL;		/* not ours to keep */
	(void)snprintf(t->name, sizeof(t->name), "%s", r->name);
	t->look.time = r->now;
	t->done = done;
	t->arg = arg;
	if (validate(t, r->validator, f) == 0)
		return t;
	free_trust(t);
	return NULL;
}
