/* SPDX-License-Identifier: MIT */
/*
 * produce: a whole signed zone to a stream: plan, sign on all threads, judge
 * every piece as it will stand in the file, write in order.
 */
#ifndef KHIEN_DNSSEC_PRODUCE_H
#define KHIEN_DNSSEC_PRODUCE_H

#include <stdio.h>

#include "dnssec/sign/sign.h"

struct produce_stats {
	size_t signatures, bytes;
};

/*
 * Signs Z, which must have passed lint, and writes it to OUT. Returns 0; or
 * -1 with a fault. OUT is to be thrown away unless it is 0.
 */
int produce(struct zone *z, const struct plan_options *o, FILE *out,
	    struct produce_stats *stats, struct fault *f);

#endif
