/* SPDX-License-Identifier: MIT */
/* general: OpenSSL's GENERAL_NAMES to and from the lists of san.h. */
#ifndef KHIEN_TLSCONF_GENERAL_H
#define KHIEN_TLSCONF_GENERAL_H

#include <openssl/x509v3.h>

#include "fault.h"
#include "tlsconf/pki/san.h"

/*
 * LIST as it goes into a certificate, made from bytes: no text is parsed
 * again. Pass it to GENERAL_NAMES_free(). NULL where memory ran out.
 */
GENERAL_NAMES *general_make(const struct san_list *list);

/*
 * Adds the DNS names and addresses of NAMES (may be NULL) to LIST; other
 * kinds are left out. What does not belong in a name is shown as "?".
 * Returns 0, or -1 with a fault.
 */
int general_read(const GENERAL_NAMES *names, struct san_list *list,
		 struct fault *f);

/* Writes S as people read it, at most 253 characters; returns BUFFER. */
char *general_text(const struct san *s, char buffer[SAN_NAME]);

#endif
