/* SPDX-License-Identifier: MIT */
/*
 * compat: matches of xtables, which iptables-nft and ip6tables-nft (ufw and
 * others) put into rules of nftables. Only for express.c.
 */
#ifndef KHIEN_IPV6_COMPAT_H
#define KHIEN_IPV6_COMPAT_H

#include "express.h"

/*
 * Whether match NAME, revision REV, holds for the packet at hand. INFO are its
 * LENGTH bytes as the kernel gives them. Maybe where it is none of those known
 * here, or too short.
 */
enum express_answer compat_match(const struct express *x, const char *name,
				 uint32_t rev, const void *info,
				 size_t length);

/* What target NAME does. */
enum compat_effect {
	COMPAT_GOES_ON,		/* logs, marks, clamps */
	COMPAT_REJECTS,
	COMPAT_HANDS_ON,	/* to another address */
	COMPAT_UNKNOWN,
};
enum compat_effect compat_target(const char *name);

#endif
