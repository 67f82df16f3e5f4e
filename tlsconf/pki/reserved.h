/* SPDX-License-Identifier: MIT */
/*
 * reserved: addresses and names that no public CA can certify, by the
 * registries of IANA (Baseline Requirements sections 1.6.1, 7.1.2.7.12).
 */
#ifndef KHIEN_TLSCONF_RESERVED_H
#define KHIEN_TLSCONF_RESERVED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The RFC that reserves the address of LENGTH (4 or 16) bytes, network order;
 * NULL where it is an ordinary public one.
 */
const char *reserved_address(const unsigned char *address, size_t length);

/* True for names below in-addr.arpa and ip6.arpa (RFC 1035 3.5, RFC 3596). */
bool reserved_reverse(const char *name);

#endif
