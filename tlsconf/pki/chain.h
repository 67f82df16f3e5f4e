/* SPDX-License-Identifier: MIT */
/* chain: does a certificate come with its issuers, in order, up to a root. */
#ifndef KHIEN_TLSCONF_CHAIN_H
#define KHIEN_TLSCONF_CHAIN_H

#include <openssl/x509.h>
#include <stddef.h>

#include "fault.h"
#include "tlsconf/facts.h"

/*
 * The roots in FILE (PEM), or the system's where FILE is NULL. Pass it to
 * X509_STORE_free(). NULL with a fault, also where FILE has no certificate.
 */
X509_STORE *chain_store(const char *file, struct fault *f);

/*
 * Adds to C what CERT_HAVE_CHAIN stands for. CHAIN is what came, the server's
 * own certificate first; STORE may be NULL: then nothing is said of trust, and
 * a chain counts as complete where anything follows the first. Time is left
 * aside: expiry is another check's. Returns 0, or -1 with a fault.
 */
int chain_describe(X509 *const *chain, size_t count, X509_STORE *store,
		   struct cert_facts *c, struct fault *f);

#endif
