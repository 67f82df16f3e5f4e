/* SPDX-License-Identifier: MIT */
/*
 * suite: cipher suites and groups by number and by their two names. A table
 * of our own, since OpenSSL has forgotten the ones that a bad server accepts.
 */
#ifndef KHIEN_TLSCONF_SUITE_H
#define KHIEN_TLSCONF_SUITE_H

#include <stdint.h>

/* OpenSSL's name of IANA's number; "0xc0ff" in BUFFER for one unknown. */
#define SUITE_TEXT 8
const char *suite_name(uint16_t id, char buffer[SUITE_TEXT]);

/* IANA's name of the suite that either calls NAME; NULL: unknown. */
const char *suite_iana(const char *name);

/* Name of a group by number, as policies spell it; or "0x0100" in BUFFER. */
const char *suite_group(uint16_t id, char buffer[SUITE_TEXT]);

#endif
