/* SPDX-License-Identifier: MIT */
/* link: RTM_NEWLINK, the interfaces and the sysctls in force on each. */
#ifndef KHIEN_IPV6_LINK_H
#define KHIEN_IPV6_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

/*
 * Reads one message of LENGTH bytes (aligned to 4). False where it is not a
 * whole RTM_NEWLINK. Pure.
 */
bool link_parse(const void *message, size_t length, struct v6_link *out);

/* All links of this network namespace into F, by ifindex. */
void link_see(struct v6_facts *f);

#endif
