/* SPDX-License-Identifier: MIT */
/*
 * session: live TCP sessions of both families, summed up as they come: memory
 * does not grow with them.
 */
#ifndef KHIEN_IPV6_SESSION_H
#define KHIEN_IPV6_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/* What of one session matters. */
struct session {
	int family;		/* of the packets: ::ffff:… is AF_INET */
	struct in6_addr peer;
	uint16_t peer_port;
	bool have_info;
	uint8_t backoff;	/* how often the timer was doubled */
	uint32_t unacked, mss, pmtu;
};

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole answer about an IPv4 or IPv6 socket. Pure.
 */
bool session_parse(const void *message, size_t length, struct session *out);

/*
 * Adds S to the row of its family: F has one for each. Stuck is what was sent
 * again three times at least, with segments that do not fit into the least MTU
 * of IPv6 (RFC 2923 section 2.1).
 */
void session_count(struct v6_facts *f, const struct session *s);

/* All sessions into F. */
void session_see(struct v6_facts *f);

#endif
