/* SPDX-License-Identifier: MIT */
/*
 * report: findings about one thing that was looked at (a portal, a zone, a
 * host, a file), against one policy at one moment.
 */
#ifndef KHIEN_REPORT_H
#define KHIEN_REPORT_H

#include <jansson.h>
#include <stdint.h>

#include "check.h"
#include "policy.h"

/*
 * What a finding is about, with what it is part of: an address of a portal,
 * a name server of a zone. A check's needs are looked up from the subject
 * outwards.
 */
struct subject {
	const char *name;		/* "portal.example.vn ipv6", "eth0" */
	const struct subject *parent;	/* NULL at the top */
};

struct finding {
	const struct check *check;
	char *subject;
	enum verdict verdict;		/* after the policy's severity */
	enum verdict judged;		/* what the check itself said */
	enum severity severity;
	char *observed;			/* may be "" */
	char *expected;			/* may be "" */
	const struct check *because;	/* the cause whose failure makes this unknown */
	const char *clause;		/* id of the policy's clause */
	enum actor who;
	bool unprivileged;
};

struct report {
	char *subject;
	const struct policy *policy;	/* borrowed; must outlive the report */
	int64_t time;
	struct finding *findings;
	size_t count, room;
	json_t *facts;			/* what was observed; may be NULL; owned */
	bool failed;			/* memory ran out: see report_ok() */
};

/* Starts an empty report about SUBJECT (copied). */
void report_init(struct report *r, const char *subject,
		 const struct policy *p, int64_t time);

/* Frees what it holds. Safe on a zeroed struct. */
void report_free(struct report *r);

/*
 * Judges FACTS by every row of TABLE that the policy does not switch off and
 * adds what comes out. A row whose need failed is not judged: its finding is
 * "unknown, because ID". design.md, "needs".
 */
void report_judge(struct report *r, struct check_table table,
		  const void *facts, const struct subject *s);

/*
 * Adds one finding by hand, for checks that look at many things (a signed
 * zone's RRsets). The policy's severity applies: off adds nothing, should
 * turns fail into warn. J may be NULL.
 */
void report_add(struct report *r, const struct check *c,
		const struct subject *s, enum verdict v,
		const struct judgement *j);

/* False where memory ran out and the report is not whole: treat as a fault. */
bool report_ok(const struct report *r);

/*
 * The worst verdict. Unknown for lack of privilege counts as warn, unless
 * STRICT. An empty report is unknown: nothing was judged.
 */
enum verdict report_verdict(const struct report *r, bool strict);

/* The finding of check ID about SUBJECT, or NULL. */
const struct finding *report_find(const struct report *r, const char *id,
				  const char *subject);

#endif
