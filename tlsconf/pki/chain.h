/* SPDX-License-Identifier: MIT */
/* chain: does a certificate come with its issuers, in order, up to a root. */
#ifndef KHIEN_TLSCONF_CHAIN_H
#define KHIEN_TLSCONF_CHAIN_H

#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "tlsconf/facts.h"

/*
 * The roots in FILE (PEM), or the system's where FILE is NULL. Pass it to
 * X509_STORE_free(). NULL with a fault, also where FILE has no certificate.
 */
X509_STORE *chain_store(const char *file, struct fault *f);

/* What came, and what it is judged against. */
struct chain {
	X509 *const *certs;	/* as they came, the server's own first */
	size_t count;
	X509 *const *others;	/* may complete it, in no order; or NULL */
	size_t other_count;
	X509_STORE *store;	/* or NULL: then nothing is said of trust */
	int64_t now;		/* for the issuers; not for the first */
};

/*
 * Sorts: the first certificate, then each one's issuer as far as they are
 * there, the root left out, which nobody is sent (RFC 8446 section 4.4.2). OUT
 * has room for all that IN has; they stay IN's. Returns how many.
 */
size_t chain_order(const struct chain *in, X509 **out);

/*
 * Adds to C what CERT_HAVE_CHAIN stands for. The first certificate's own
 * period is left aside: that is another check's. Returns 0, or -1 with a
 * fault.
 */
int chain_describe(const struct chain *in, struct cert_facts *c,
		   struct fault *f);

#endif
