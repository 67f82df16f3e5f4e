/* SPDX-License-Identifier: MIT */
/* policy_embedded: the published profiles' bytes, made by the Makefile. */
#ifndef KHIEN_POLICY_EMBEDDED_H
#define KHIEN_POLICY_EMBEDDED_H

#include <stddef.h>

struct policy_embedded {
	const char *name;
	const char *text;
	size_t length;
};

/* Ends with a NULL name; the first is the default. */
extern const struct policy_embedded policy_embedded[];

#endif
