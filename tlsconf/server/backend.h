/* SPDX-License-Identifier: MIT */
/* backend: stands in for the application behind a throw-away proxy. */
#ifndef KHIEN_TLSCONF_BACKEND_H
#define KHIEN_TLSCONF_BACKEND_H

#include <event2/event.h>

#include "fault.h"

struct evhttp;

/*
 * Answers everything with 200 and TEXT (borrowed) on 127.0.0.1 and *PORT (0:
 * a free one, filled in), while BASE is dispatched. NULL with a fault. Pass
 * it to backend_close().
 */
struct evhttp *backend_open(struct event_base *base, int *port,
			    const char *text, struct fault *f);

/* NULL is fine. */
void backend_close(struct evhttp *b);

#endif
