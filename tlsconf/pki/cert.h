/* SPDX-License-Identifier: MIT */
/* cert: what a certificate says, as the facts that checks.c judges. */
#ifndef KHIEN_TLSCONF_CERT_H
#define KHIEN_TLSCONF_CERT_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "tlsconf/facts.h"
#include "tlsconf/pki/san.h"

/*
 * Fills in C anew: all that CERT_HAVE_CERT stands for and, where NAME (a DNS
 * name or an address; else NULL) is given, CERT_HAVE_NAME. Names count only
 * from the subject alternative name (RFC 9525 section 6.3). Returns 0, or -1
 * with a fault, e.g. for a time that is none.
 */
int cert_describe(const X509 *x, const char *name, struct cert_facts *c,
		  struct fault *f);

/* The same from one certificate's DER, as a handshake brings it. */
int cert_describe_der(const unsigned char *der, size_t length,
		      const char *name, struct cert_facts *c,
		      struct fault *f);

/*
 * True where X stands for NAME, a DNS name or an address, by the subject
 * alternative name only, "*" for one whole label (RFC 9525 section 6.3).
 */
bool cert_stands_for(const X509 *x, const char *name);

/* Adds all DNS names and addresses of X to NAMES. Returns 0, or -1. */
int cert_names(const X509 *x, struct san_list *names, struct fault *f);

/* Subject or issuer as RFC 4514 text in UTF-8, cut if long; returns BUFFER. */
char *cert_name_text(const X509_NAME *name, char *buffer, size_t room);

#endif
