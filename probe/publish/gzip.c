/* SPDX-License-Identifier: MIT */
#include "gzip.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#define WINDOW (15 + 16)	/* the largest, and gzip's head and tail */
#define MEMORY 8
#define PIECE 65536

int gzip_text(const struct text *in, struct text *out)
{
	unsigned char piece[PIECE];
	z_stream z = { .next_in = (Bytef *)(uintptr_t)text_get(in) };
	size_t left = in->length;
	int rc;

	if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, WINDOW, MEMORY,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	do {
		if (z.avail_in == 0) {	/* it counts in 32 bits */
			z.avail_in = left > UINT32_MAX / 2 ? UINT32_MAX / 2 :
				(uInt)left;
			left -= z.avail_in;
		}
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		rc = deflate(&z, left == 0 ? Z_FINISH : Z_NO_FLUSH);
		text_add_bytes(out, (const char *)piece,
			       sizeof(piece) - z.avail_out);
	} while (rc == Z_OK);
	(void)deflateEnd(&z);
	if (rc == Z_STREAM_END && text_ok(out))
		return 0;
	text_free(out);
	return -1;
}
