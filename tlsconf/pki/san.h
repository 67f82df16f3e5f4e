/* SPDX-License-Identifier: MIT */
/*
 * san: the names and addresses that a certificate is to stand for (subject
 * alternative names, RFC 5280 section 4.2.1.6), checked before anybody signs
 * them.
 */
#ifndef KHIEN_TLSCONF_SAN_H
#define KHIEN_TLSCONF_SAN_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

#define SAN_NAME 254		/* 253 characters, RFC 1035 section 3.1 */

struct san {
	bool is_address;
	char name[SAN_NAME];		/* in lower case, no dot at the end */
	unsigned char address[16];	/* network order */
	size_t address_length;		/* 4 or 16 */
};

struct san_list {
	struct san *items;	/* in the order given, none twice */
	size_t count;
};

/*
 * Reads NAME as a DNS name into OUT, in lower case and without a dot at the
 * end: letters, digits and hyphens (RFC 1123 section 2.1), two labels or
 * more, "*" only as the whole leftmost label before two others (Baseline
 * Requirements 3.2.2.6). Letters beyond ASCII become A-labels (idn.h).
 * Returns 0, or -1 with a fault.
 */
int san_parse_name(const char *typed, char out[SAN_NAME], struct fault *f);

/*
 * What keeps S, in lower case and without a dot at its end, from standing in
 * a certificate by the same rules, as words; NULL if nothing. Here a letter
 * beyond ASCII is wrong (Baseline Requirements section 7.1.2.7.12).
 */
const char *san_wrong(const char *s);

/* Adds a DNS name; once is enough. Returns 0, or -1 with a fault. */
int san_add_name(struct san_list *l, const char *name, struct fault *f);

/* Adds an IPv4 or IPv6 address as people write it. */
int san_add_address(struct san_list *l, const char *address, struct fault *f);

/* True where both are the same name or address. */
bool san_same(const struct san *a, const struct san *b);

void san_free(struct san_list *l);

#endif
