/* SPDX-License-Identifier: MIT */
/*
 * monitor: what the kernel announces by itself. The socket's filter lets pass
 * only default routes, and neighbours only when they are lost or found, so that
 * a router with a full table stays quiet; what passes and says nothing new (a refreshed router advertisement) is told from
 * what does.
 */
#ifndef KHIEN_IPV6_MONITOR_H
#define KHIEN_IPV6_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "ipv6/facts.h"

enum monitor_news {
	MONITOR_NOTHING,
	MONITOR_CHANGE,		/* something is not as it was known */
	MONITOR_LOST,		/* messages were lost: all must be read anew */
};

/*
 * A non-blocking socket that hears of links, addresses, default routes, rules,
 * next hops, gateways and forwarding, in this thread's network namespace. -1 with a
 * fault.
 */
int monitor_open(struct fault *f);

/* Reads what has come, a bounded number of datagrams; F is what is known. */
enum monitor_news monitor_read(int fd, const struct v6_facts *f);

/*
 * Whether one message of LENGTH bytes (aligned to 4) says something that F
 * does not hold already. Pure.
 */
bool monitor_relevant(const void *message, size_t length,
		      const struct v6_facts *f);

#endif
