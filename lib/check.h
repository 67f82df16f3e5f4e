/* SPDX-License-Identifier: MIT */
/*
 * check: one rule, as a row of a table. Observing yields facts; the row's
 * function judges them against the policy; report.c makes a finding of it.
 * Severity and clause are not in the row: they come from the policy.
 */
#ifndef KHIEN_CHECK_H
#define KHIEN_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;

/* In the order of badness: pass < warn < unknown < fail. */
enum verdict {
	VERDICT_NONE = -1,	/* the rule does not apply: no finding */
	VERDICT_PASS,
	VERDICT_WARN,
	VERDICT_UNKNOWN,	/* not observed; never the same as passed */
	VERDICT_FAIL,
};

/* Who has to act. */
enum actor {
	ACTOR_PORTAL,		/* who runs the portal and its servers */
	ACTOR_DNS_HOST,		/* who runs the zone's name servers */
	ACTOR_PARENT,		/* registrar or registry: the DS */
	ACTOR_ISP,		/* who carries the packets */
	ACTOR_CA,
	ACTOR_PROBE,		/* who runs the probe itself */
};

/* What a judging function says beside its verdict. Starts zeroed but WHO. */
struct judgement {
	char observed[320];	/* what was seen, one line */
	char expected[320];	/* what the policy wants; "" if plain from the title */
	enum actor who;		/* preset from the row */
	bool unprivileged;	/* unknown only for lack of a privilege */
};

/* Facts are those of the row's table. Pure: no clock, no input, no output. */
typedef enum verdict check_function(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j);

#define CHECK_NEEDS 10

struct check {
	const char *id;		/* "tls.version"; the only spelling everywhere */
	const char *title;	/* what is so when it passes; N_() */
	const char *rule;	/* RFC and section, or NULL */
	const char *fix;	/* what to do when it fails; N_() */
	/*
	 * Ids of checks without which this one means nothing. Where one of
	 * them failed for the subject or one of its parents, this one is
	 * "unknown, because ID". Rows come after what they need.
	 */
	const char *needs[CHECK_NEEDS];
	enum actor who;
	check_function *judge;	/* NULL: findings are made by report_add() */
};

struct check_table {
	const struct check *rows;
	size_t count;
};

/* Words of the JSON format: "pass", "warn", "unknown", "fail". */
const char *check_verdict_name(enum verdict v);

/* The same word for people, translated. */
const char *check_verdict_title(enum verdict v);

/* "portal", "dns-host", "parent", "isp", "ca", "probe". */
const char *check_actor_name(enum actor a);

/* For people, translated. */
const char *check_actor_title(enum actor a);

/* Exit status of a command that judges: 0 pass, 1 warn, 2 fail, 3 unknown. */
int check_verdict_exit(enum verdict v);

/* The row with ID, or NULL. */
const struct check *check_find(struct check_table t, const char *id);

/* Fill J's texts; a longer text is cut at a character's edge. */
void check_observed(struct judgement *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void check_expected(struct judgement *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
