/* SPDX-License-Identifier: MIT */
/*
 * portal: the web look. The name's addresses, and at each of them by itself
 * what the web server does: https, http, and, where it is wanted, which TLS
 * versions it accepts. Nothing waits for anything but the addresses.
 */
#ifndef KHIEN_PROBE_PORTAL_H
#define KHIEN_PROBE_PORTAL_H

#include <event2/event.h>

#include "net/fetch.h"
#include "net/validate.h"
#include "probe/facts.h"
#include "probe/observe/dns.h"

struct portal_request {
	struct event_base *base;
	struct fetcher *fetcher;
	struct validator *validator;
	const char *name, *path;	/* copied */
	struct address servers[DNS_SERVERS]; /* of its zone, as far as known */
	int server_count;
	bool versions;			/* try all TLS versions */
	bool allow_inside;
	int deadline_ms;		/* of one connection or question */
	int64_t now;
};

struct portal;

/* The look may be added to; it is gone after the call. */
typedef void portal_done(void *arg, struct web_look *w);

/*
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first. NULL with a fault where memory ran out.
 */
struct portal *portal_start(const struct portal_request *r, portal_done *done,
			    void *arg, struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void portal_cancel(struct portal *p);

#endif
