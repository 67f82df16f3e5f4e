/* SPDX-License-Identifier: MIT */
/*
 * web: answers over HTTP. Read-only: GET and HEAD, no body, small headers,
 * little time, a bound on connections. It answers from what is known and never
 * looks at a target.
 */
#ifndef KHIEN_PROBE_WEB_H
#define KHIEN_PROBE_WEB_H

#include <event2/event.h>
#include <stdbool.h>

#include "fault.h"
#include "probe/config.h"
#include "text.h"

#define WEB_CONNECTIONS 256	/* at the same time; more wait to be accepted */

struct evkeyvalq;

struct web_request {
	const char *path;	/* as it was sent, without the query */
	const struct evkeyvalq *query;
	bool openmetrics;	/* Accept asks for it */
};

struct web_answer {
	int status;		/* 200 */
	const char *type;	/* plain text */
	struct text body;	/* freed by web.c */
};

/* Fills in the answer. */
typedef void web_handler(void *arg, const struct web_request *q,
			 struct web_answer *a);

struct web;

/* Listens on COUNT addresses, which are borrowed. NULL with a fault. Pass it to web_close(). */
struct web *web_open(struct event_base *base,
		     const struct config_listen *listen, size_t count,
		     web_handler *handler, void *arg, struct fault *f);

/* NULL is fine. */
void web_close(struct web *w);

/* The value of parameter NAME, or NULL. */
const char *web_query(const struct web_request *q, const char *name);

#endif
