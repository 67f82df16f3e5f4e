/* SPDX-License-Identifier: MIT */
/*
 * trust: the DNS look. What a validating resolver makes of the name's A and
 * AAAA, and the chain of trust link by link down to its zone.
 */
#ifndef KHIEN_PROBE_TRUST_H
#define KHIEN_PROBE_TRUST_H

#include "dnssec/chain.h"
#include "net/validate.h"
#include "probe/facts.h"
#include "probe/observe/second.h"

struct trust_request {
	struct validator *validator;
	struct chain_walker *walker;
	struct second *second;		/* NULL: the first verdict counts */
	const char *name;		/* copied */
	int64_t now;
	int max_age;			/* s for which a zone's facts are shared */
	int deadline_ms;		/* of the walk, and of each look-up */
};

struct trust;

/* The look, with the chain in it, is gone after the call. */
typedef void trust_done(void *arg, const struct dns_look *d);

/*
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first. NULL with a fault where memory ran out.
 */
struct trust *trust_start(const struct trust_request *r, trust_done *done,
			  void *arg, struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void trust_cancel(struct trust *t);

#endif
