/* SPDX-License-Identifier: MIT */
/*
 * hello: a TLS ClientHello for exactly one protocol version, made by hand, and
 * what the server's first message says to it. No cryptography: a server
 * reveals which versions it accepts before any key is agreed on, and OpenSSL
 * can no longer offer the old ones. Pure functions.
 */
#ifndef KHIEN_NET_HELLO_H
#define KHIEN_NET_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HELLO_MAX 1024		/* room for any ClientHello we make */
#define HELLO_REPLY_MAX 8192	/* a first message longer than this is none */

/* Versions as on the wire: 0x0300 (SSL 3.0), 0x0301 (1.0) … 0x0304 (1.3). */
#define HELLO_SSL3 0x0300
#define HELLO_TLS10 0x0301
#define HELLO_TLS11 0x0302
#define HELLO_TLS12 0x0303
#define HELLO_TLS13 0x0304
#define HELLO_VERSIONS 5

/*
 * Writes into OUT a ClientHello that offers VERSION and no other, with every
 * cipher suite in use, SNI for NAME (NULL or an address: none), and RANDOM in
 * it. For TLS 1.3 no key share is sent, so that the server answers with a
 * HelloRetryRequest (RFC 8446 section 4.1.4), which costs it nothing. Returns
 * the length, or 0 for a version or a name that cannot be.
 */
size_t hello_build(uint8_t out[HELLO_MAX], int version, const char *name,
		   const uint8_t random[32]);

/*
 * What a ClientHello offers in place of all there is. SSL 3.0 has no
 * extensions: groups and ticket are left out of its hello.
 */
struct hello_offer {
	const uint16_t *ciphers, *groups;	/* NULL: all */
	size_t cipher_count, group_count;	/* at most HELLO_OFFER_MAX */
	bool ticket;		/* session_ticket (RFC 5077), up to TLS 1.2 */
};

#define HELLO_OFFER_MAX 80

/* As hello_build(), with OFFER; 0 also where an offer is too long. */
size_t hello_build_offer(uint8_t out[HELLO_MAX], int version,
			 const char *name, const uint8_t random[32],
			 const struct hello_offer *offer);

/*
 * Copies the suites that hello_build() offers for VERSION, without the
 * signalling one, or all its groups, into OUT. Returns how many.
 */
size_t hello_ciphers(int version, uint16_t out[HELLO_OFFER_MAX]);
size_t hello_groups(uint16_t out[HELLO_OFFER_MAX]);

enum hello_reply {
	HELLO_MORE,		/* not whole yet */
	HELLO_SERVER,		/* ServerHello: version, cipher */
	HELLO_RETRY,		/* HelloRetryRequest: likewise (TLS 1.3) */
	HELLO_ALERT,		/* refused: alert */
	HELLO_NOT_TLS,		/* something else */
};

struct hello_answer {
	int version;		/* chosen by the server */
	uint16_t cipher;
	uint16_t group;		/* of key_share (TLS 1.3); 0: not said */
	bool ticket;		/* session_ticket: one will come */
	int alert;		/* RFC 8446 section 6: 40 handshake_failure … */
};

/*
 * Reads the LENGTH bytes that have come so far. ANSWER is filled in where the
 * reply is whole. HELLO_MORE is never returned for HELLO_REPLY_MAX bytes.
 */
enum hello_reply hello_parse(const uint8_t *data, size_t length,
			     struct hello_answer *answer);

/* "protocol_version"; "alert 123" is not ours to name: NULL. */
const char *hello_alert_name(int alert);

/* "TLS 1.2"; NULL for what is no version. */
const char *hello_version_name(int version);

#endif
