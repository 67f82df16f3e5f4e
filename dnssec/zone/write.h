/* SPDX-License-Identifier: MIT */
/*
 * write: records as text, into a buffer that grows. One record a line:
 * absolute owner, TTL, class, type and RDATA.
 */
#ifndef KHIEN_DNSSEC_WRITE_H
#define KHIEN_DNSSEC_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is empty. */
struct write_buffer {
	char *at;
	size_t length, room;
};

/* An owner's text, made once for all records of the name. */
struct write_owner {
	const char *text;
	size_t length;
};

/* Appends one record. Returns 0, or -1 where memory ran out. */
int write_record(struct write_buffer *b, const struct write_owner *owner,
		 uint32_t ttl, uint16_t type, const uint8_t *rdata,
		 size_t length);

/* Safe on a zeroed struct. */
void write_free(struct write_buffer *b);

#endif
