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

static void walk_done(void *arg, const struct chain_result *r)
{
	finish(arg, r);
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

struct trust *trust_start(const struct trust_request *r, trust_done *done,
			  void *arg, struct fault *f)
{
	static validate_done *const callbacks[FAMILIES] = {
		[FAMILY_IPV4] = ipv4_done, [FAMILY_IPV6] = ipv6_done,
	};
	struct trust *t = calloc(1, sizeof(*t));
	int i;

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
	for (i = 0; i < FAMILIES; i++) {
		t->validations[i] = validate_start(r->validator, t->name,
						   types[i], r->deadline_ms,
						   callbacks[i], t, f);
		if (t->validations[i] == NULL) {
			free_trust(t);
			return NULL;
		}
		t->pending++;
	}
	return t;
}
