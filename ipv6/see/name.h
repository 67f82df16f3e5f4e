/* SPDX-License-Identifier: MIT */
/* name: the AAAA of names that are to lead to this host. */
#ifndef KHIEN_IPV6_NAME_H
#define KHIEN_IPV6_NAME_H

#include "ipv6/facts.h"

#define NAME_PATIENCE 5		/* s that one name may take */

/*
 * Resolves COUNT NAMES as programs on this host do (getaddrinfo(3): hosts,
 * name servers …) and adds them to F, each with its addresses and whether they
 * are of this host. A child process does each, so that it can be given up.
 * After addr_see().
 */
void name_see(struct v6_facts *f, const char *const *names, size_t count);

#endif
