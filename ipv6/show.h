/* SPDX-License-Identifier: MIT */
/* show: the facts themselves, for people; for programs see record.h. */
#ifndef KHIEN_IPV6_SHOW_H
#define KHIEN_IPV6_SHOW_H

#include <stdio.h>

#include "ipv6/facts.h"

/* F as text, link by link. */
void show_text(const struct v6_facts *f, FILE *out);

#endif
