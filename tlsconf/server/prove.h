/* SPDX-License-Identifier: MIT */
/*
 * prove: looks at a throw-away instance over one address, as browsers and
 * strangers do, and notes it as facts.
 */
#ifndef KHIEN_TLSCONF_PROVE_H
#define KHIEN_TLSCONF_PROVE_H

#include <event2/event.h>
#include <openssl/x509.h>
#include <stdint.h>

#include "fault.h"
#include "net/address.h"
#include "net/fetch.h"
#include "tlsconf/prove_facts.h"

#define PROVE_TOKEN "khien-proof"	/* file name and content of a challenge */

struct prove {
	struct event_base *base;
	struct fetcher *fetcher;
	X509_STORE *store;		/* or NULL: nothing is said of trust */
	struct address address;
	int http_port, https_port;
	const char *name;		/* of the portal, no wildcard */
	int64_t now;
	int seconds;			/* for each request, each scan */
};

/* With SNI: all that struct prove_facts holds but the syntax. 0 or -1. */
int prove_portal(const struct prove *p, struct prove_facts *out,
		 struct fault *f);

/* Without SNI: versions, ciphers, groups, tickets. 0 or -1. */
int prove_without_sni(const struct prove *p, struct prove_facts *out,
		      struct fault *f);

#endif
