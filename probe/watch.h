/* SPDX-License-Identifier: MIT */
/*
 * watch: what is known of one target, and of one zone that several targets
 * hang below. A look's facts go in; changes, samples and what the next look
 * needs come out.
 */
#ifndef KHIEN_PROBE_WATCH_H
#define KHIEN_PROBE_WATCH_H

#include "probe/facts.h"
#include "probe/judge/change.h"
#include "probe/observe/dns.h"
#include "probe/publish/glance.h"
#include "probe/publish/metrics.h"
#include "probe/target.h"
#include "report.h"

#define WATCH_WEB 0		/* parts of the state */
#define WATCH_DNS 1
#define WATCH_PARTS 2

/* What an address did when all TLS versions were last tried. */
struct watch_versions {
	struct address address;
	unsigned accepted, asked;
};

struct watch {
	struct target target;
	struct change_state state;
	struct metrics_part metrics[WATCH_PARTS];
	uint64_t runs[WATCH_PARTS];
	struct glance glance;
	struct glance_notes notes[WATCH_PARTS];
	struct address servers[DNS_SERVERS]; /* of its zone, that answered */
	int server_count;
	struct watch_versions versions[FAMILIES * FACTS_ADDRESSES];
	int version_count;
	int64_t hsts_before[FAMILIES];	/* highest max-age seen; 0: none */
	int64_t masked_since;		/* IPv6 dead behind IPv4; 0: it is not */
};

struct watch_zone {
	char *name;			/* "gov.vn", "." */
	struct change_state state;
	struct metrics_part metrics;
	struct glance_notes notes;
	uint64_t runs;
	int64_t time;			/* of the facts that were judged last */
	size_t users;			/* targets that hang below it */
};

/* Takes over *T, which is emptied. NULL where memory ran out. */
struct watch *watch_new(struct target *t);
void watch_free(struct watch *w);

/* Likewise; NAME is copied. */
struct watch_zone *watch_zone_new(const char *name);
void watch_zone_free(struct watch_zone *z);

/*
 * Adds to a web look what is remembered (TLS versions that were not tried this
 * time, the highest HSTS), and remembers what is new in it.
 */
void watch_remember(struct watch *w, struct web_look *look);

/*
 * Takes in a web look that was judged as R: changes go to HANDLER, samples are
 * written. Returns 0, or -1 where memory ran out.
 */
int watch_web(struct watch *w, const struct web_look *look,
	      const struct report *r, int64_t interval,
	      change_handler *handler, void *arg);

/* Takes in a DNS look: the COUNT findings about the name alone. */
int watch_dns(struct watch *w, const struct dns_look *look,
	      const struct finding *findings, size_t count, int64_t interval,
	      change_handler *handler, void *arg);

/* Takes in a zone's facts, once for each time that it was looked at. */
int watch_zone_dns(struct watch_zone *w, const struct chain_zone *zone,
		   const struct finding *findings, size_t count,
		   int64_t interval, change_handler *handler, void *arg);

#endif
