/* SPDX-License-Identifier: MIT */
/*
 * content: a sketch of a page, by which two copies are compared without being
 * kept: the smallest hashes of its pieces, cut at every "<". Its size does not
 * depend on the page's, and how many of them two pages share says how much of
 * the pages is the same, a token or a date here and there aside (Broder,
 * "On the resemblance and containment of documents", 1997).
 */
#ifndef KHIEN_PROBE_CONTENT_H
#define KHIEN_PROBE_CONTENT_H

#include <stddef.h>

#include "probe/facts.h"

#define CONTENT_BODY 65536	/* bytes of a page that are looked at */

/* Sketches BODY into C. */
void content_read(struct content_facts *c, const char *body, size_t length);

/* How much of both is the same, 0 to 100; two empty pages are the same. */
int content_similarity(const struct content_facts *a,
		       const struct content_facts *b);

#endif
