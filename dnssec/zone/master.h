/* SPDX-License-Identifier: MIT */
/*
 * master: reads master files (RFC 1035 section 5, RFC 2308 section 4, RFC
 * 3597) record by record through a window, so that a file's size costs no
 * memory.
 */
#ifndef KHIEN_DNSSEC_MASTER_H
#define KHIEN_DNSSEC_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

/* One record, valid during the call it is handed to. */
struct master_record {
	const uint8_t *owner;	/* wire form, absolute, case as written */
	size_t owner_length;
	bool owner_same;	/* the very owner of the record before it */
	uint16_t type, length;
	uint32_t ttl;
	uint32_t line;		/* where it begins */
	const uint8_t *rdata;
};

struct master_source {
	const char *path;	/* for messages; the file, unless TEXT is set */
	const char *text;	/* a text in memory instead, LENGTH bytes */
	size_t length;
	const uint8_t *origin;	/* wire form, or NULL where not known yet */
	bool ttl_optional;	/* a record without one has 0, as in key files */
	/* Takes a record; anything but 0 ends the reading with that result. */
	int (*take)(void *context, const struct master_record *r,
		    struct fault *f);
	void *context;
};

/*
 * Reads it all ("-" is standard input). Returns 0, or -1 with a fault
 * "PATH:LINE: …", or what take() returned.
 */
int master_read(const struct master_source *s, struct fault *f);

#endif
