/* SPDX-License-Identifier: MIT */
/*
 * target: the portals to watch, from a file: one name a line, "#" begins a
 * comment, key=value pairs behind the name where a target needs them.
 *
 *	portal.dongnai.gov.vn
 *	dichvucong.dongnai.gov.vn  path=/dich-vu-cong  interval=30s
 */
#ifndef KHIEN_PROBE_TARGET_H
#define KHIEN_PROBE_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

#define TARGET_NAME_MAX 253	/* RFC 1035 section 2.3.4, as text */

struct target {
	char *name;		/* lower case, no dot at the end */
	char *path;		/* what is asked for; "/" by default */
	int64_t interval;	/* s between web looks; 0: the configuration's */
	int64_t dns_interval;	/* likewise for DNS */
	uint64_t hash;		/* of the name; spreads the phases */
	int line;		/* where it stands; 0: command line */
	int file;		/* of a folder's files, from 0 */
};

struct target_list {
	struct target *items;	/* sorted by name once it was read */
	size_t count, room;
};

/*
 * Reads PATH ("-" is standard input), or, where that is a folder, all files
 * *.targets in it. The whole file is checked: a name that
 * is none or comes twice, an unknown key, a value out of range are faults
 * "PATH:LINE: …", and then *LIST holds nothing. Pass it to target_list_free().
 */
int target_list_read(struct target_list *list, const char *path,
		     struct fault *f);

/* Adds T, which is emptied. */
int target_list_append(struct target_list *list, struct target *t,
		       struct fault *f);

/* The same from memory; PATH is for messages. */
int target_list_parse(struct target_list *list, const char *path,
		      const char *text, size_t length, struct fault *f);

/* Adds one NAME from the command line; one that is there already stays one. */
int target_list_add(struct target_list *list, const char *name,
		    struct fault *f);

/* Safe on a zeroed struct. */
void target_list_free(struct target_list *list);

/*
 * Checks a host name (RFC 1123 section 2.1: letters, digits, hyphens; at
 * least two labels, the last not all digits, so no address), and writes it in
 * lower case without its last dot. Fault says what is wrong with it.
 */
int target_name(const char *s, char name[TARGET_NAME_MAX + 1],
		struct fault *f);

/* A hash that spreads well in all its bits, the same on every machine. */
uint64_t target_hash(const char *name);

#endif
