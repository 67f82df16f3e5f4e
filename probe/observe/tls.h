/* SPDX-License-Identifier: MIT */
/* tls: what a handshake showed, as facts that tlsconf_checks judges. */
#ifndef KHIEN_PROBE_TLS_H
#define KHIEN_PROBE_TLS_H

#include "net/fetch.h"
#include "net/handshake.h"
#include "probe/facts.h"

/*
 * Takes in the first request over https to NAME: connection, handshake and
 * certificate, which counts even if the handshake failed later. STORE has the
 * roots; chains are judged as of NOW.
 */
void tls_take(struct address_facts *out, const struct fetch_result *r,
	      const char *name, X509_STORE *store, int64_t now);

/* Takes in which versions the server accepts. */
void tls_take_versions(struct tls_facts *out,
		       const struct handshake_result *r);

#endif
