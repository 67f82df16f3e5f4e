/* SPDX-License-Identifier: MIT */
/*
 * idn: internationalized names, e.g. Vietnamese ones, between what people type
 * and what the DNS and certificates have (IDNA2008, RFC 5891). Mapping is that
 * of browsers: UTS #46, non-transitional, after normalization to NFC.
 */
#ifndef KHIEN_TLSCONF_IDN_H
#define KHIEN_TLSCONF_IDN_H

#include <stdbool.h>

#include "fault.h"

#define IDN_NAME 254		/* 253 characters, RFC 1035 section 3.1 */
#define IDN_TEXT 1024		/* the same with letters of up to four bytes */

/*
 * NAME (UTF-8, in any normalization; "*." may stand before it) as A-labels in
 * lower case. Returns 0, or -1 with a fault that tells why it cannot be.
 */
int idn_to_ascii(const char *name, char out[IDN_NAME], struct fault *f);

/*
 * The letters behind NAME's A-labels into OUT. Returns true where there are
 * any and they lead back to NAME; else OUT is NAME (RFC 5891 section 5.4).
 */
bool idn_to_unicode(const char *name, char out[IDN_TEXT]);

/*
 * True unless a label of NAME begins with "xn--" and stands for no letters
 * (Baseline Requirements section 1.6.1: not a P-label).
 */
bool idn_valid(const char *name);

#endif
