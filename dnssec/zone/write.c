/* SPDX-License-Identifier: MIT */
/* write: see write.h. */
#include "dnssec/zone/write.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/zone/encode.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"

#define HEAD_ROOM 64		/* TTL, class, type and what stands between */

/* Room for N more bytes at at[length]; NULL where memory ran out. */
static char *make_room(struct write_buffer *b, size_t n)
{
	size_t room = b->room ? b->room : (size_t)64 << 10;
	char *p;

	if (b->room - b->length >= n)
		return b->at + b->length;
	while (room - b->length < n) {
		if (room > SIZE_MAX / 2)
			return NULL;
		room *= 2;
	}
	p = realloc(b->at, room);
	if (!p)
		return NULL;
	b->at = p;
	b->room = room;
	return b->at + b->length;
}

int write_record(struct write_buffer *b, const struct write_owner *owner,
		 uint32_t ttl, uint16_t type, const uint8_t *rdata,
		 size_t length)
{
	char *p = make_room(b, owner->length + HEAD_ROOM +
			     rdata_room(length));

	if (!p)
		return -1;
	memcpy(p, owner->text, owner->length);
	p += owner->length;
	*p++ = '\t';
	p = encode_number(p, ttl);
	memcpy(p, "\tIN\t", 4);
	p = rrtype_write(p + 4, type);
	*p++ = '\t';
	p = rdata_print(type, rdata, length, p);
	*p++ = '\n';
	b->length = (size_t)(p - b->at);
	return 0;
}

void write_free(struct write_buffer *b)
{
	free(b->at);
	*b = (struct write_buffer){ 0 };
}
