/* SPDX-License-Identifier: MIT */
/*
 * produce: a whole signed zone to a stream: plan, sign on all threads, and
 * judge every piece as it stands in the text that goes out. The gate is the
 * verifier: what it refuses is not to be published, and there is no way
 * around it.
 */
#ifndef KHIEN_DNSSEC_PRODUCE_H
#define KHIEN_DNSSEC_PRODUCE_H

#include <stdio.h>

#include "dnssec/sign/sign.h"
#include "dnssec/sign/verify.h"
#include "policy.h"

struct produce_result {
	size_t signatures, bytes;
	enum verify_level level;	/* of the gate */
	struct verify verify;		/* what the gate noted */
};

/*
 * Signs Z, which must have passed lint, and writes it to OUT. Returns 0; 1
 * where the gate refuses it, with the reasons in r->verify.notes; -1 with a
 * fault. OUT is to be thrown away unless it is 0. Pass *R to produce_free(),
 * whatever it returns.
 */
int produce_zone(struct zone *z, const struct plan_options *o,
		 const struct policy *policy, FILE *out,
		 struct produce_result *r, struct fault *f);
void produce_free(struct produce_result *r);

#endif
