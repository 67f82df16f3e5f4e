/* SPDX-License-Identifier: MIT */
/*
 * validate: what a validating resolver makes of a name: the user's view, by
 * libunbound on the caller's event loop. One validator serves all targets and
 * has one cache, whose lifetime is bounded so that breakage shows soon.
 */
#ifndef KHIEN_NET_VALIDATE_H
#define KHIEN_NET_VALIDATE_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "fault.h"
#include "outcome.h"

#define VALIDATE_ADDRESSES 16

struct validate_config {
	/* File of DS or DNSKEY records of the root; NULL: nothing is secure. */
	const char *trust_anchor;
	const char *root_hints;		/* file; NULL: libunbound's own */
	const char *forwarder;		/* "ADDRESS" or "ADDRESS@PORT"; NULL: none */
	bool allow_inside;		/* may ask name servers inside */
	int cache_max;			/* seconds anything is kept; 0: 60 */
};

enum validate_verdict {			/* RFC 4035 section 4.3 */
	VALIDATE_SECURE,
	VALIDATE_INSECURE,
	VALIDATE_BOGUS,
	VALIDATE_INDETERMINATE,		/* no answer to judge */
};

struct validate_result {
	/*
	 * OK where there is an answer, NXDOMAIN and NODATA included, and where
	 * it is bogus. TIMEOUT; else (all servers failed) MALFORMED.
	 */
	enum outcome outcome;
	enum validate_verdict verdict;
	char why[256];			/* why bogus or no answer; "" */
	int rcode;			/* LDNS_RCODE_…; SERVFAIL where bogus */
	char canonical[256];		/* where CNAMEs led; "" if nowhere */
	struct address addresses[VALIDATE_ADDRESSES]; /* of A or AAAA */
	int address_count;
	double ms;
	const uint8_t *packet;		/* the whole answer or NULL; borrowed */
	size_t packet_length;
};

struct validator;
struct validation;

typedef void validate_done(void *arg, const struct validate_result *r);

/*
 * Sets up a validator. Returns NULL with a fault where a file is missing or
 * does not parse. Pass it to validate_close().
 */
struct validator *validate_open(struct event_base *base,
				const struct validate_config *c,
				struct fault *f);

/* Ends it; what is under way is cancelled. Not from a callback. NULL is fine. */
void validate_close(struct validator *v);

/*
 * Looks NAME up. TYPE is LDNS_RR_TYPE_…. DONE is called exactly once, from the
 * event loop, never from within this call, unless cancelled first. NULL with a
 * fault for a NAME that is none and where memory ran out.
 */
struct validation *validate_start(struct validator *v, const char *name,
				  uint16_t type, int deadline_ms,
				  validate_done *done, void *arg,
				  struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void validate_cancel(struct validation *n);

/* "secure", "insecure", "bogus", "indeterminate". */
const char *validate_verdict_name(enum validate_verdict v);

#endif
