/* SPDX-License-Identifier: MIT */
/*
 * dualstack: what IPv4 and IPv6 yielded, side by side, and what a browser makes
 * of it that tries both (RFC 8305). Pure.
 */
#ifndef KHIEN_PROBE_DUALSTACK_H
#define KHIEN_PROBE_DUALSTACK_H

#include "probe/facts.h"

/*
 * Compares the addresses of W that answered with the first one over IPv4.
 * DELAY: ms after which a browser tries the other family.
 */
void dualstack_compare(struct dualstack_facts *d, const struct web_look *w,
		       int64_t delay);

#endif
