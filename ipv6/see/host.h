/* SPDX-License-Identifier: MIT */
/* host: what netlink does not tell: AF_INET6 at all, and a few sysctls. */
#ifndef KHIEN_IPV6_HOST_H
#define KHIEN_IPV6_HOST_H

#include "fault.h"
#include "ipv6/facts.h"

/*
 * Into F: whether the kernel makes AF_INET6 sockets, which network namespace
 * this is, and the sysctls below PROC ("/proc"). A file that is missing
 * leaves its bit unset.
 */
void host_see(struct v6_facts *f, const char *proc);

/*
 * Moves this thread into a network namespace: a name below /run/netns as `ip
 * netns` makes them, or a path (whatever holds a slash), before any socket is
 * opened. Returns 0, or -1 with a fault.
 */
int host_enter(const char *netns, struct fault *f);

#endif
