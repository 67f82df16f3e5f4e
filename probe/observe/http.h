/* SPDX-License-Identifier: MIT */
/*
 * http: what a portal's web server says at one address: over https, and over
 * http up to the first https answer. Redirects are followed on the portal's
 * own name only, each on a fresh connection to the same address.
 */
#ifndef KHIEN_PROBE_HTTP_H
#define KHIEN_PROBE_HTTP_H

#include "net/fetch.h"
#include "probe/facts.h"

#define HTTP_HOPS 5		/* redirects that are followed */

struct http_request {
	struct fetcher *fetcher;
	const char *name;	/* copied */
	const char *path;	/* copied */
	struct address address;
	bool allow_inside;
	int deadline_ms;	/* of one request */
	int64_t now;
};

struct http;

typedef void http_done(void *arg);

/*
 * Asks over https: fills in OUT's tls (but for the versions), the http fields
 * of HTTP_HAVE_ANSWER and HTTP_HAVE_TIMES, and https. OUT must stay until
 * DONE, which is called exactly once, from the event loop, never from within
 * this call, unless cancelled first. NULL with a fault where memory ran out.
 */
struct http *http_start_https(const struct http_request *r,
			      struct address_facts *out, http_done *done,
			      void *arg, struct fault *f);

/* The same over http: the fields of HTTP_HAVE_PLAIN, and http. */
struct http *http_start_plain(const struct http_request *r,
			      struct address_facts *out, http_done *done,
			      void *arg, struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void http_cancel(struct http *h);

#endif
