/* SPDX-License-Identifier: MIT */
/* svcb: the parameters of SVCB and HTTPS records (RFC 9460 section 2). */
#ifndef KHIEN_DNSSEC_SVCB_H
#define KHIEN_DNSSEC_SVCB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/zone/rdata.h"

/*
 * Reads parameters in any order ("alpn=h2,h3 port=8443 key7=…") into the wire
 * form, ordered by key. Returns its length, or -1 with *E.
 */
int svcb_parse(const struct rdata_token *tokens, size_t count, uint8_t *out,
	       size_t room, struct rdata_error *e);

/* True where LENGTH bytes are well formed: keys ascend, values fit them. */
bool svcb_valid(const uint8_t *p, size_t length);

/* Writes valid parameters as text without a NUL; the place behind it. */
char *svcb_print(char *out, const uint8_t *p, size_t length);

#endif
