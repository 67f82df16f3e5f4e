/* SPDX-License-Identifier: MIT */
/*
 * scan: a master file cut into entries, and each entry into words (RFC 1035
 * section 5.1): comments, quotation marks, parentheses. A window moves over
 * the file, so that its size costs no memory.
 */
#ifndef KHIEN_DNSSEC_SCAN_H
#define KHIEN_DNSSEC_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/zone/rdata.h"
#include "fault.h"

struct scan {
	const char *path;		/* for messages */
	int fd;				/* -1: the text is all there is */
	char *window;			/* owned; NULL where fd is -1 */
	size_t window_size;
	const char *at, *end;		/* what is left of the window */
	bool last;			/* nothing comes behind END */
	uint32_t line;			/* line number at AT */

	/* the entry */
	struct rdata_token *tokens;	/* valid until the next one */
	size_t count, room;
	bool blank_owner;		/* it begins with white space */
	uint32_t entry_line;		/* where it begins */
};

/*
 * Begins PATH ("-" is standard input), or TEXT (LENGTH bytes) where that is
 * not NULL. Returns 0, or -1 with a fault. Pass *S to scan_close() then.
 */
int scan_open(struct scan *s, const char *path, const char *text,
	      size_t length, struct fault *f);
void scan_close(struct scan *s);

/* The next entry that has words: 1; 0 at the end; -1 with a fault. */
int scan_next(struct scan *s, struct fault *f);

/* A fault "PATH:LINE: MESSAGE". Returns -1. */
int scan_fault(const struct scan *s, uint32_t line, const char *message,
	       struct fault *f);

#endif
