/* SPDX-License-Identifier: MIT */
/*
 * fetch: one HTTP or HTTPS request on a fresh connection to a pinned address,
 * by libcurl's multi interface on the caller's event loop. One pass yields the
 * handshake, the certificates, the answer and the time of each phase.
 *
 * Certificates are verified, but nothing is refused for it: what OpenSSL finds
 * is recorded and the request goes on, so that an expired certificate does not
 * hide the rest. That is safe because a request carries nothing but the URL:
 * no cookie, no credentials, no body. Old protocols and weak keys are accepted
 * for the same reason. Redirects are not followed: the caller looks at the
 * Location, resolves it, and fetches again (url.h).
 *
 * A hostile server costs at most the deadline, FETCH_HEADERS of headers in
 * FETCH_HEADER_LINES lines and FETCH_BODY of body; nothing is decompressed.
 */
#ifndef KHIEN_NET_FETCH_H
#define KHIEN_NET_FETCH_H

#include <event2/event.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "fault.h"
#include "outcome.h"
#include "url.h"

#define FETCH_HEADERS 65536
#define FETCH_HEADER_LINES 100
#define FETCH_BODY 262144
#define FETCH_VERIFY_ERRORS 16
#define FETCH_CHAIN 16		/* certificates kept of a longer chain */

struct fetch_request {
	struct url url;
	struct address address;	/* where to connect, whatever DNS says */
	bool head;		/* HEAD instead of GET */
	size_t body_max;	/* bytes of body kept; 0: none; at most FETCH_BODY */
	bool allow_inside;	/* else an address inside is OUTCOME_FORBIDDEN */
	int deadline_ms;
	int64_t now;		/* moment for which certificates are verified */
};

/* Where a request that failed got to. */
enum fetch_phase {
	FETCH_CONNECT,
	FETCH_TLS,
	FETCH_ANSWER,		/* connected (and encrypted): no whole answer */
	FETCH_DONE,
};

struct fetch_verify_error {
	int code;		/* X509_V_ERR_… */
	int depth;		/* 0: the server's certificate */
};

struct fetch_tls {
	bool handshake;		/* completed */
	int version;		/* 0x0303 … */
	char cipher[64];	/* OpenSSL's name */
	char group[32];		/* of the key exchange; "" where there is none */
	char alpn[16];		/* "h2", "http/1.1", "" */
	/*
	 * As the server sent it, its own certificate first; filled in even if
	 * the handshake failed later. NULL: none came. Freed after the
	 * callback; X509_chain_up_ref() to keep it.
	 */
	STACK_OF(X509) *chain;
	bool verified;		/* the chain leads to a root, with no error */
	int error_count;	/* may be more than are kept */
	struct fetch_verify_error errors[FETCH_VERIFY_ERRORS];
};

struct fetch_result {
	enum outcome outcome;
	enum fetch_phase phase;	/* FETCH_DONE where OK */
	char why[OUTCOME_WHY];	/* "" where OK */
	bool connected;
	struct fetch_tls tls;	/* https only */

	int status;		/* 0: no answer came */
	int http_version;	/* 10, 11, 20 */
	const char *headers;	/* of the final answer, "Name: value\n"… ; "" */
	const char *location;	/* first Location, or NULL */
	const char *body;	/* NUL behind it; "" */
	size_t body_length;
	bool body_cut;		/* there was more */

	/* Milliseconds from the start; 0: not reached. */
	double connect_ms, tls_ms, first_byte_ms, total_ms;
};

struct fetcher;
struct fetch;

typedef void fetch_done(void *arg, const struct fetch_result *r);

/*
 * Sets up what all fetches share: libcurl's multi handle and the roots of
 * CA_FILE (PEM; NULL: the system's), which are parsed once. NULL with a fault.
 * Pass it to fetch_close().
 */
struct fetcher *fetch_open(struct event_base *base, const char *ca_file,
			   struct fault *f);

/* Ends it; what is under way is cancelled. Not from a callback. NULL is fine. */
void fetch_close(struct fetcher *m);

/* The roots; borrowed. */
X509_STORE *fetch_store(const struct fetcher *m);

/*
 * DONE is called exactly once, from the event loop, never from within this
 * call, unless cancelled first; everything in the result is borrowed and gone
 * after it. NULL with a fault where memory ran out.
 */
struct fetch *fetch_start(struct fetcher *m, const struct fetch_request *r,
			  fetch_done *done, void *arg, struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void fetch_cancel(struct fetch *x);

/*
 * Value of the first header NAME (letters' case does not count) copied into
 * BUFFER, cut to SIZE; *COUNT (may be NULL): how often it is there. Returns
 * BUFFER, or NULL where it is not there.
 */
char *fetch_header(const struct fetch_result *r, const char *name,
		   char *buffer, size_t size, int *count);

#endif
