/* SPDX-License-Identifier: MIT */
/* lint: what a request for a certificate asks, as the facts of csr_checks.c. */
#ifndef KHIEN_TLSCONF_LINT_H
#define KHIEN_TLSCONF_LINT_H

#include <openssl/x509.h>

#include "fault.h"
#include "tlsconf/facts.h"

#define LINT_KEY_BITS_MAX 16384	/* larger keys are not tried for weakness */

/*
 * Fills in C anew. LIST (may be NULL) is a file of weak keys, see
 * weak_listed(). Pass *C to lint_free() in any case. Returns 0, or -1 with a
 * fault where something could not be looked at.
 */
int lint_describe(const X509_REQ *csr, const char *list, struct csr_facts *c,
		  struct fault *f);

/* Safe on a zeroed struct. */
void lint_free(struct csr_facts *c);

#endif
