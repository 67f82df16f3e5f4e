/* SPDX-License-Identifier: MIT */
/* dial: a socket that never blocks, on its way to an address. */
#ifndef KHIEN_NET_DIAL_H
#define KHIEN_NET_DIAL_H

#include <stdint.h>
#include <sys/time.h>

#include "address.h"
#include "outcome.h"

/*
 * Opens a socket of TYPE (SOCK_DGRAM or SOCK_STREAM) and begins to connect it.
 * Returns it, or -1 with *OUTCOME and WHY. For SOCK_STREAM wait until it is
 * writable, then ask dial_result().
 */
int dial(const struct address *to, uint16_t port, int type,
	 enum outcome *outcome, char why[OUTCOME_WHY]);

/* What became of connecting: OUTCOME_OK, or why not. */
enum outcome dial_result(int fd, char why[OUTCOME_WHY]);

/* Writes outcome of errno ERR and the system's words for it. Returns it. */
enum outcome dial_errno(int err, char why[OUTCOME_WHY]);

/* OUTCOME_FORBIDDEN and why where TO lies inside; else OUTCOME_OK. */
enum outcome dial_allowed(const struct address *to, bool allow_inside,
			  char why[OUTCOME_WHY]);

/* MS milliseconds, at least one, as libevent wants them. */
struct timeval dial_timeout(double ms);

#endif
