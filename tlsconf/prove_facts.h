/* SPDX-License-Identifier: MIT */
/*
 * prove_facts: what a throw-away instance was seen to do. As in facts.h, a
 * field counts only if its bit is in `have`.
 */
#ifndef KHIEN_TLSCONF_PROVE_FACTS_H
#define KHIEN_TLSCONF_PROVE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "tlsconf/facts.h"

#define PROVE_VERSIONS 5	/* bit 0: SSL 3.0 … bit 4: TLS 1.3 */
#define PROVE_CIPHERS 80
#define PROVE_GROUPS 16

enum prove_have {
	PROVE_HAVE_SYNTAX = 1 << 0,	/* syntax_ok, syntax_words */
	PROVE_HAVE_CIPHERS = 1 << 1,	/* ciphers, cipher_count */
	PROVE_HAVE_GROUPS = 1 << 2,	/* groups, group_count */
	PROVE_HAVE_TICKET = 1 << 3,	/* ticket: TLS 1.2 was accepted */
	PROVE_HAVE_UNKNOWN = 1 << 4,	/* unknown_* */
	PROVE_HAVE_HOST = 1 << 5,	/* host_* */
	PROVE_HAVE_ACME = 1 << 6,	/* acme_* */
	PROVE_HAVE_CERT_TYPES = 1 << 7,	/* rsa, ecdsa: of its certificates */
};

struct prove_facts {
	struct web_facts web;		/* what any server shows */
	unsigned have;			/* of enum prove_have */

	bool syntax_ok;
	char syntax_words[320];		/* a warning or the error; "" */

	/* IANA's numbers of all that is accepted, in the server's order. */
	uint16_t ciphers[PROVE_VERSIONS][PROVE_CIPHERS];
	int cipher_count[PROVE_VERSIONS];
	uint16_t groups[PROVE_GROUPS];
	int group_count;
	bool ticket;			/* TLS 1.2: one is promised */
	bool tickets_rotate;		/* the server changes their keys itself */

	bool rsa, ecdsa;		/* a certificate of that kind is there */
	bool no_suites;			/* its TLS 1.3 suites cannot be set */
	char groups_lacking[256];	/* of the policy, not in its library */

	bool unknown_refused;		/* no handshake for an unknown name */
	int unknown_status;		/* else what it is answered */
	int host_status;		/* of an unknown Host over http; 0: closed */
	char host_location[256];
	int acme_status;
	bool acme_planted;		/* a challenge was put there … */
	bool acme_served;		/* … and its own content came */
};

#endif
