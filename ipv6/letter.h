/* SPDX-License-Identifier: MIT */
/*
 * letter: the request to the provider for IPv6, or to VNNIC's members for
 * independent resources, in Vietnamese and in English, filled in from facts.
 */
#ifndef KHIEN_IPV6_LETTER_H
#define KHIEN_IPV6_LETTER_H

#include <stdint.h>

#include "ipv6/facts.h"
#include "text.h"

enum letter_kind {
	LETTER_PROVIDER,	/* addresses, a routed prefix, DNS */
	LETTER_INDEPENDENT,	/* IPv4, IPv6 and an AS number of one's own */
};

/*
 * Appends the letter in LANGUAGE ("vi", "en") to OUT. What is not known stands
 * in brackets. Returns 0, or -1 where there is no such language. Pure.
 */
int letter_write(enum letter_kind kind, const char *language,
		 const struct v6_facts *f, const char *host, int64_t time,
		 struct text *out);

#endif
