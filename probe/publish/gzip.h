/* SPDX-License-Identifier: MIT */
/* gzip: a page packed for the way (RFC 1952), fast rather than small. */
#ifndef KHIEN_PROBE_GZIP_H
#define KHIEN_PROBE_GZIP_H

#include "text.h"

/* Adds IN, packed, to OUT. 0, or -1 where memory ran out: OUT is empty. */
int gzip_text(const struct text *in, struct text *out);

#endif
