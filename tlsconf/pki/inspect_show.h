/* SPDX-License-Identifier: MIT */
/* inspect_show: the facts of inspect.h, for people and as JSON. */
#ifndef KHIEN_TLSCONF_INSPECT_SHOW_H
#define KHIEN_TLSCONF_INSPECT_SHOW_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "tlsconf/pki/inspect.h"

/*
 * All facts, for people; NOW tells how long a certificate has left. Returns 0,
 * or -1 with a fault.
 */
int inspect_show_text(const struct inspect *in, int64_t now, FILE *out,
		      struct fault *f);

/* The same as JSON: {"files": […]}. New reference; NULL: no memory. */
json_t *inspect_show_json(const struct inspect *in);

#endif
