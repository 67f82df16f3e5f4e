/* SPDX-License-Identifier: MIT */
/* addr: RTM_NEWADDR, addresses of both families, with flags and lifetimes. */
#ifndef KHIEN_IPV6_ADDR_H
#define KHIEN_IPV6_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipv6/facts.h"

/*
 * Reads one message of LENGTH bytes (aligned to 4). UPTIME is the monotonic
 * clock in seconds, for the address's age. False where it is not a whole
 * RTM_NEWADDR of IPv4 or IPv6 with an address. Pure.
 */
bool addr_parse(const void *message, size_t length, double uptime,
		struct v6_address *out);

/* All addresses of this network namespace into F. */
void addr_see(struct v6_facts *f, double uptime);

#endif
