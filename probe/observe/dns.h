/* SPDX-License-Identifier: MIT */
/*
 * dns: a portal's addresses. Asked of the zone's own servers, whose answer is
 * the truth of the moment, and of the validating resolver, which is what a
 * user gets. Where the two differ the servers' counts, so that what the
 * resolver calls bogus can still be looked at.
 */
#ifndef KHIEN_PROBE_DNS_H
#define KHIEN_PROBE_DNS_H

#include <event2/event.h>

#include "net/validate.h"
#include "probe/facts.h"

#define DNS_SERVERS 4		/* of a zone that are asked, one after the other */

struct dns_request {
	struct event_base *base;
	struct validator *validator;
	const char *name;		/* copied */
	struct address servers[DNS_SERVERS]; /* the zone's; may be none */
	int server_count;
	bool allow_inside;
	int deadline_ms;		/* of one question */
};

/* The addresses, those of each family sorted. */
struct dns_names {
	struct name_facts name;
	struct family_facts families[FAMILIES];
};

struct dns;

typedef void dns_done(void *arg, const struct dns_names *n);

/*
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first. NULL with a fault where memory ran out.
 */
struct dns *dns_start(const struct dns_request *r, dns_done *done, void *arg,
		      struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void dns_cancel(struct dns *d);

#endif
