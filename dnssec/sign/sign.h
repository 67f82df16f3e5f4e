/* SPDX-License-Identifier: MIT */
/*
 * sign: signs a zone. Its names are cut into pieces; threads sign each and
 * write it as text, and the text goes out in canonical order.
 */
#ifndef KHIEN_DNSSEC_SIGN_H
#define KHIEN_DNSSEC_SIGN_H

#include <stddef.h>

#include "dnssec/sign/plan.h"
#include "dnssec/zone/write.h"
#include "fault.h"

/* A thread's own: contexts of the keys and room to work in. */
struct sign_worker;
struct sign_worker *sign_worker_new(const struct plan *p,
				    struct fault *f);
void sign_worker_free(struct sign_worker *w);

/*
 * Signs piece I and appends its text to OUT; *SIGNATURES counts up. Returns
 * 0, or -1 with a fault.
 */
int sign_piece(struct sign_worker *w, size_t i, struct write_buffer *out,
	       size_t *signatures, struct fault *f);

#endif
