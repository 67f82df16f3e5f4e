/* SPDX-License-Identifier: MIT */
/* lint_key: the public key of a request, for lint.c. */
#ifndef KHIEN_TLSCONF_LINT_KEY_H
#define KHIEN_TLSCONF_LINT_KEY_H

#include <openssl/evp.h>

#include "fault.h"
#include "tlsconf/facts.h"

/*
 * Adds to C what KEY is, and which classes of weak keys it belongs to. LIST:
 * see lint_describe(). Returns 0, or -1 with a fault.
 */
int lint_key_describe(EVP_PKEY *key, const char *list, struct csr_facts *c,
		      struct fault *f);

#endif
