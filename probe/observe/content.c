/* SPDX-License-Identifier: MIT */
#include "content.h"

#include <string.h>

/* FNV-1a, and a finish that spreads it over all bits. */
static uint64_t hash(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
	return h ^ (h >> 27);
}

/* Keeps the smallest ones, each once, in order. */
static void keep(struct content_facts *c, uint64_t h)
{
	int i;

	if (c->count == CONTENT_SKETCH && h >= c->sketch[c->count - 1])
		return;
	for (i = 0; i < c->count && c->sketch[i] < h; i++)
		;
	if (i < c->count && c->sketch[i] == h)
		return;
	if (c->count < CONTENT_SKETCH)
		c->count++;
	memmove(&c->sketch[i + 1], &c->sketch[i],
		(size_t)(c->count - 1 - i) * sizeof(c->sketch[0]));
	c->sketch[i] = h;
}

void content_read(struct content_facts *c, const char *body, size_t length)
{
	size_t begin = 0, end;

	c->have = true;
	c->count = 0;
	c->length = length;
	while (begin < length) {
		const char *next = memchr(body + begin + 1, '<',
					  length - begin - 1);

		end = next != NULL ? (size_t)(next - body) : length;
		keep(c, hash(body + begin, end - begin));
		begin = end;
	}
}

int content_similarity(const struct content_facts *a,
		       const struct content_facts *b)
{
	int i = 0, k = 0, seen = 0, same = 0;

	while (seen < CONTENT_SKETCH && (i < a->count || k < b->count)) {
		bool both = i < a->count && k < b->count &&
			a->sketch[i] == b->sketch[k];
		bool first = k == b->count ||
			(i < a->count && a->sketch[i] < b->sketch[k]);

		same += both;
		seen++;
		i += both || first;
		k += both || !first;
	}
	return seen > 0 ? same * 100 / seen : 100;
}
