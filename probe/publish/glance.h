/* SPDX-License-Identifier: MIT */
/*
 * glance: what the last looks at a target came to, in little memory: enough
 * for those who ask now (/probe, the API, plug-ins) and for the store. Pure.
 *
 * A family is up where over one of its addresses the portal's page was
 * answered with a status below 500, whatever is wrong with its certificate:
 * that has findings of its own. It is down where none did, or where the name
 * has no address of that family; else, as when DNS gave no answer or the fault
 * is the probe's own, it is not known.
 */
#ifndef KHIEN_PROBE_GLANCE_H
#define KHIEN_PROBE_GLANCE_H

#include "probe/facts.h"
#include "probe/store/store.h"
#include "report.h"

struct glance_family {
	enum store_state state;
	bool asked;		/* all below; else nothing was */
	struct address address;	/* the one that answered, or the first */
	enum outcome outcome;
	int status;		/* 0: no answer */
	int http_version;	/* 10, 11, 20 */
	int tls_version;	/* 0x0303; 0: none */
	int redirects;
	int verify_error;	/* X509_V_ERR_…; < 0: none was asked */
	int64_t not_after;	/* of the certificate; 0: none came */
	bool timed;
	double resolve_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
};

/* A finding that did not pass. */
struct glance_note {
	const struct check *check;
	char *subject, *observed, *expected;
	const char *clause;	/* of the policy */
	enum verdict verdict;
	enum severity severity;
	enum actor who;
	const struct check *because;
};

struct glance_notes {
	struct glance_note *items;
	size_t count;
	int64_t time;		/* of the look; 0: none yet */
};

struct glance {
	int64_t time;		/* of the web look; 0: none yet */
	int64_t covers;		/* s that it stands for */
	struct glance_family families[FAMILIES];
};

/*
 * Takes in a web look: it stands for the time since the one before, but for
 * no more than two intervals (s), so that a gap is a gap.
 */
void glance_web(struct glance *g, const struct web_look *look,
		int64_t interval);

/* The same as a sample for the store. */
void glance_sample(const struct glance *g, struct store_sample *s);

/* "up", "down", "unknown". */
const char *glance_state_name(enum store_state s);

/*
 * Keeps those of the COUNT findings that did not pass in place of those
 * before. 0, or -1 where memory ran out: they are as they were.
 */
int glance_notes(struct glance_notes *n, const struct finding *findings,
		 size_t count, int64_t time);

/* Safe on a zeroed struct. */
void glance_notes_free(struct glance_notes *n);

#endif
