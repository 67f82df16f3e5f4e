/* SPDX-License-Identifier: MIT */
/*
 * web: /metrics and /healthz. Read-only: GET and HEAD, no body, small headers,
 * little time. It answers from what is known and never looks at a target.
 */
#ifndef KHIEN_PROBE_WEB_H
#define KHIEN_PROBE_WEB_H

#include <event2/event.h>
#include <stdbool.h>

#include "fault.h"
#include "probe/config.h"
#include "text.h"

struct web_pages {
	/* Writes the page of samples. */
	void (*metrics)(void *arg, struct text *out, bool openmetrics);
	/* Says how things stand in one line; false: not well. */
	bool (*health)(void *arg, struct text *out);
	void *arg;
};

struct web;

/* Listens on COUNT addresses. NULL with a fault. Pass it to web_close(). */
struct web *web_open(struct event_base *base,
		     const struct config_listen *listen, size_t count,
		     const struct web_pages *pages, struct fault *f);

/* NULL is fine. */
void web_close(struct web *w);

#endif
