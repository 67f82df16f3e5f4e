/* SPDX-License-Identifier: MIT */
/* hsts: the grammar of Strict-Transport-Security, RFC 6797 section 6.1. */
#ifndef KHIEN_PROBE_HSTS_H
#define KHIEN_PROBE_HSTS_H

#include "tlsconf/facts.h"

/*
 * Reads the header's value into the hsts fields of H. One that is not valid is
 * none: all stay as they are.
 */
void hsts_read(const char *header, struct http_facts *h);

#endif
