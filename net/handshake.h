/* SPDX-License-Identifier: MIT */
/*
 * handshake: which protocol versions a TLS server accepts: one fresh
 * connection per version to a pinned address, one after the other, each with a
 * ClientHello of hello.h, closed on the server's first message. The real
 * handshake with its certificate is fetch.h's.
 */
#ifndef KHIEN_NET_HANDSHAKE_H
#define KHIEN_NET_HANDSHAKE_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "fault.h"
#include "hello.h"
#include "outcome.h"

struct handshake_request {
	struct address address;
	uint16_t port;
	const char *name;	/* SNI; copied; NULL: none */
	/*
	 * What to try; bit 0 is SSL 3.0, bit 1 TLS 1.0 … bit 4 TLS 1.3, as in
	 * struct tls_facts' versions_accepted.
	 */
	unsigned versions;
	bool allow_inside;	/* else an address inside is OUTCOME_FORBIDDEN */
	int deadline_ms;	/* for all of it; each version has its share */
};

/* What became of one version. */
struct handshake_version {
	enum hello_reply reply;	/* HELLO_MORE: no reply, see outcome */
	struct hello_answer answer;
	enum outcome outcome;	/* OK, TLS (alert), CLOSED, TIMEOUT … */
};

struct handshake_result {
	/*
	 * Of connecting: OK, or why not; then nothing was asked. A server that
	 * closes on a version's hello has refused that version; one that stays
	 * silent has not been asked.
	 */
	enum outcome outcome;
	char why[OUTCOME_WHY];
	unsigned asked;		/* versions with a definite answer */
	unsigned accepted;	/* of them */
	struct handshake_version version[HELLO_VERSIONS]; /* by bit */
	double connect_ms;	/* of the first connection */
};

struct handshake;

typedef void handshake_done(void *arg, const struct handshake_result *r);

/*
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first. NULL with a fault where memory ran out.
 */
struct handshake *handshake_start(struct event_base *base,
				  const struct handshake_request *r,
				  handshake_done *done, void *arg,
				  struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void handshake_cancel(struct handshake *h);

/* Bit of a version (0x0301 → 1); 0 for what is none. */
unsigned handshake_bit(int version);

#endif
