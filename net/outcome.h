/* SPDX-License-Identifier: MIT */
/*
 * outcome: how something asked of the wire ended, as a closed list of reasons.
 * The words become labels of metrics, so they are few and do not change. A bad
 * answer is an answer: an outcome is about not getting one.
 */
#ifndef KHIEN_NET_OUTCOME_H
#define KHIEN_NET_OUTCOME_H

#include <stdbool.h>

#define OUTCOME_WHY 192

enum outcome {
	OUTCOME_OK,
	OUTCOME_TIMEOUT,	/* the deadline came first */
	OUTCOME_REFUSED,	/* TCP RST to a SYN, ICMP port unreachable */
	OUTCOME_UNREACHABLE,	/* no route, ICMP unreachable */
	OUTCOME_CLOSED,		/* closed or reset half-way */
	OUTCOME_TLS,		/* TLS was not agreed on */
	OUTCOME_MALFORMED,	/* what came is not the protocol */
	OUTCOME_TOO_LARGE,	/* more came than we take */
	OUTCOME_FORBIDDEN,	/* an address inside, and not allowed */
	OUTCOME_LOCAL,		/* this machine's fault: descriptors, memory */
};

/* "ok", "timeout", "refused" …: for JSON and metric labels. */
const char *outcome_name(enum outcome o);

/* For people, translated: "no answer in time". */
const char *outcome_title(enum outcome o);

/*
 * True where the outcome says nothing about who was asked: the checks on it
 * are unknown, not failed.
 */
bool outcome_is_ours(enum outcome o);

/* What errno (of connect, send, recv) ERR amounts to; 0 is OUTCOME_OK. */
enum outcome outcome_of_errno(int err);

#endif
