/* SPDX-License-Identifier: MIT */
/*
 * sign: signs a zone. Its names are cut into pieces; threads sign each and
 * write it as text, and the text goes out in canonical order.
 */
#ifndef KHIEN_DNSSEC_SIGN_H
#define KHIEN_DNSSEC_SIGN_H

#include <stdint.h>
#include <stdio.h>

#include "dnssec/sign/denial.h"
#include "dnssec/sign/keyfile.h"
#include "dnssec/zone/write.h"
#include "dnssec/zone/zone.h"
#include "fault.h"

struct sign_options {
	const struct keyring *keys;
	enum denial denial;
	unsigned threads;
	int64_t now;
	/* all in seconds */
	int64_t validity, jitter, inception_offset;
	uint32_t dnskey_ttl;
	/* Called in the caller's thread; may be NULL. */
	void (*warn)(void *context, const char *text);
	void *warn_context;
	void (*progress)(void *context, size_t done, size_t total);
	void *progress_context;
};

struct sign_plan {
	struct zone *zone;
	const struct sign_options *options;
	struct denial_chain chain;	/* empty with NSEC */
	struct sign_piece *pieces;
	size_t piece_count;
	uint32_t inception, expiration;	/* the latest, before any jitter */
	uint32_t denial_ttl;		/* RFC 9077 */
};

/*
 * Makes a zone ready: marks delegations, drops what is below a DNAME, puts the
 * DNSKEYs and NSEC3PARAM in, gives each RRset one TTL, hashes, and cuts it
 * into pieces. The zone must have passed lint. Returns 0, or -1 with a fault.
 * Pass *P to sign_free().
 */
int sign_prepare(struct sign_plan *p, struct zone *z,
		 const struct sign_options *o, struct fault *f);
void sign_free(struct sign_plan *p);

/* A thread's own: contexts of the keys and room to work in. */
struct sign_worker;
struct sign_worker *sign_worker_new(const struct sign_plan *p,
				    struct fault *f);
void sign_worker_free(struct sign_worker *w);

/*
 * Signs piece I and appends its text to OUT; *SIGNATURES counts up. Returns
 * 0, or -1 with a fault.
 */
int sign_piece(struct sign_worker *w, size_t i, struct write_buffer *out,
	       size_t *signatures, struct fault *f);

#endif
