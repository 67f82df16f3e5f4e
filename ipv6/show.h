/* SPDX-License-Identifier: MIT */
/* show: the facts themselves, for people and for programs. */
#ifndef KHIEN_IPV6_SHOW_H
#define KHIEN_IPV6_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "ipv6/facts.h"

/*
 * F as JSON; members are called as `ip -json` calls them where they mean the
 * same. What was not observed is left out. New reference; NULL: no memory.
 */
json_t *show_json(const struct v6_facts *f);

/* F as text, link by link. */
void show_text(const struct v6_facts *f, FILE *out);

#endif
