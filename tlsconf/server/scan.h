/* SPDX-License-Identifier: MIT */
/*
 * scan: all protocol versions, ciphers and groups that a server accepts, by
 * ClientHellos of our own: what was accepted is left out of the next one, until
 * the server refuses.
 */
#ifndef KHIEN_TLSCONF_SCAN_H
#define KHIEN_TLSCONF_SCAN_H

#include "fault.h"
#include "net/address.h"
#include "tlsconf/prove_facts.h"

/*
 * Asks the server at ADDRESS and PORT, with SNI for NAME (NULL: none), and
 * fills in TLS_HAVE_VERSIONS of OUT's web.tls, and of OUT PROVE_HAVE_CIPHERS,
 * _GROUPS and _TICKET where it could be seen. A server that refuses all has
 * none of them. At most SECONDS. Returns 0, or -1 with a fault: no connection,
 * no time, interrupted.
 */
int scan_server(const struct address *address, int port, const char *name,
		int seconds, struct prove_facts *out, struct fault *f);

#endif
