/* SPDX-License-Identifier: MIT */
/* sock: sock_diag, the TCP sockets that listen on the portal's ports. */
#ifndef KHIEN_IPV6_SOCK_H
#define KHIEN_IPV6_SOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole answer about an IPv4 or IPv6 socket. Pure.
 */
bool sock_parse(const void *message, size_t length, struct v6_listener *out);

/* All TCP listeners into F; after addr_see(). */
void sock_see(struct v6_facts *f);

#endif
