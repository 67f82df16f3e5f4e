/* SPDX-License-Identifier: MIT */
/*
 * talk: sockets that speak IPv4, with the process that holds them, for the
 * rehearsal of life without it.
 */
#ifndef KHIEN_IPV6_TALK_H
#define KHIEN_IPV6_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "ipv6/facts.h"

/* One socket of either family; IPv4 addresses as ::ffff:a.b.c.d. */
struct talk {
	int family;		/* of the socket */
	bool tcp, listens;	/* UDP listens where it is not connected */
	bool v6only;
	uint16_t port, peer_port;
	struct in6_addr local, peer;
	uint32_t inode;		/* 0: no longer anybody's */
	char process[48];	/* "nginx[123]"; "" where not to be seen */
};

struct talks {
	struct v6_part part;
	struct talk *rows;
	size_t count, room;
	bool owners_hidden;	/* other users' processes could not be seen */
};

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole answer about an IPv4 or IPv6 socket. Pure; `tcp` and `process` are
 * left to the caller.
 */
bool talk_parse(const void *message, size_t length, struct talk *out);

/*
 * All TCP and UDP sockets that listen or are connected, of both families, with
 * their processes as far as PROC ("/proc") shows them. Returns 0, or -1 with a
 * fault where memory ran out. Pass T to talk_free() in either case.
 */
int talk_see(struct talks *t, const char *proc, struct fault *f);

/* Safe on a zeroed struct. */
void talk_free(struct talks *t);

#endif
