/* SPDX-License-Identifier: MIT */
/*
 * notes: what verifying found, gathered by many threads: the first few of
 * each check in words, and the number of all.
 */
#ifndef KHIEN_DNSSEC_NOTES_H
#define KHIEN_DNSSEC_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "dnssec/zone_checks.h"

#define NOTES_MOST 20		/* of one check that are kept in words */

struct note {
	enum zone_check check;
	char *subject;		/* "www.example.vn. A" */
	char *text;		/* what is wrong */
};

/* All zero is empty. */
struct notes {
	struct note *list;
	size_t count, room;
	size_t total[ZONE_CHECKS];
	bool failed;		/* memory ran out */
};

void notes_add(struct notes *n, enum zone_check c, const char *subject,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Moves all of FROM behind what is there; FROM is empty after it. */
void notes_merge(struct notes *n, struct notes *from);

/* Safe on a zeroed struct. */
void notes_free(struct notes *n);

#endif
