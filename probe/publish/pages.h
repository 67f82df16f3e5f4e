/* SPDX-License-Identifier: MIT */
/*
 * pages: what is served over HTTP: figures for Prometheus, the state as JSON,
 * a page as blackbox_exporter's, items for Zabbix. All read what the looks
 * left behind; one pass feeds all.
 */
#ifndef KHIEN_PROBE_PAGES_H
#define KHIEN_PROBE_PAGES_H

#include "probe/engine.h"
#include "probe/publish/journal.h"
#include "probe/publish/lines.h"
#include "probe/publish/web.h"
#include "probe/store/store.h"

/* All pointers are borrowed. */
struct pages {
	struct engine *engine;
	struct journal *journal;
	struct lines *lines;
	struct store *store;	/* NULL: none is kept */
	bool reload_good;	/* the last one */
	int64_t reload_time;	/* of the last good one */
};

/* A web_handler; ARG is a struct pages. */
void pages_answer(void *arg, const struct web_request *q,
		  struct web_answer *a);

/* Makes A say what is wrong with the request. */
void pages_refuse(struct web_answer *a, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * A whole number from MIN to MAX in parameter NAME; *OUT stays as it is
 * without it. False: A says what is wrong.
 */
bool pages_number(const struct web_request *q, struct web_answer *a,
		  const char *name, int64_t min, int64_t max, int64_t *out);

extern const char pages_json[];		/* content type */

#endif
