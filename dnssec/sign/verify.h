/* SPDX-License-Identifier: MIT */
/*
 * verify: whether a signed zone holds, judged from its records alone. It
 * shares nothing with the signer but the wire format and the reader of zones.
 *
 * A zone is judged in parts, in canonical order, by any number of threads;
 * the parts are then joined. So a whole zone in memory and a zone that is
 * just being written, piece by piece, are judged by the same code.
 */
#ifndef KHIEN_DNSSEC_VERIFY_H
#define KHIEN_DNSSEC_VERIFY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/algorithm.h"
#include "dnssec/sign/notes.h"
#include "dnssec/zone/zone.h"
#include "fault.h"
#include "policy.h"
#include "report.h"

enum verify_level {
	VERIFY_SAMPLE,		/* all of the structure, the apex's signatures,
				   the first of each key, 1 in 256 others */
	VERIFY_FULL,		/* every signature */
};

struct verify_options {
	const struct policy *policy;
	int64_t now;
	unsigned threads;
	enum verify_level level;
};

/* A DNSKEY of the zone. */
struct verify_key {
	uint8_t *rdata;
	size_t length;
	uint16_t flags, tag;
	uint8_t number;			/* of the algorithm */
	const struct algorithm *algorithm; /* NULL: cannot be verified */
	EVP_PKEY *pkey;			/* likewise */
};

#define VERIFY_ALGORITHMS 16

/* NSEC3's parameters (RFC 5155 section 4). */
struct verify_param {
	uint16_t iterations;
	uint8_t salt[256], salt_length;
};

/* What NSEC3 there must be; what NSEC3 there is. verify_denial.c. */
struct verify_expected;
struct verify_found;
struct verify_hashes {
	struct verify_expected *expected;
	size_t expected_count, expected_room;
	struct verify_found *found;
	size_t found_count, found_room;
};

/* An NSEC whose next name has not come yet. */
struct verify_pending {
	bool open;
	uint8_t owner[NAME_WIRE], next[NAME_WIRE];
};

/* A name in the order of the chain. */
struct verify_place {
	bool there;
	uint8_t labels[NAME_WIRE];	/* below the apex */
	uint8_t length;
};

/* The zone as a whole. Threads only read it. */
struct verify {
	const struct verify_options *options;
	uint8_t apex[NAME_WIRE];
	size_t apex_length;
	char apex_text[NAME_TEXT];
	struct verify_key *keys;
	size_t key_count;
	uint8_t algorithms[VERIFY_ALGORITHMS];	/* each must sign all */
	unsigned algorithm_count;
	bool nsec, nsec3;		/* which chains the apex promises */
	bool dname;			/* the apex has one: nothing is below */
	struct verify_param param;
	uint32_t denial_ttl;
	bool denial_ttl_known;		/* there is a SOA */

	/* joined so far */
	struct notes notes;
	size_t rrsets, signatures, verified;
	int64_t earliest;		/* expiration; INT64_MAX: none */
	char earliest_of[NAME_TEXT + 32];
	struct verify_pending pending;
	struct verify_place last, last_needed;
	struct verify_place cut;	/* delegation that the last part ends with */
	struct verify_hashes hashes;
};

/* What one part came to. All zero is a fresh one. */
struct verify_part {
	struct notes notes;
	size_t rrsets, signatures, verified;
	int64_t earliest;
	char earliest_of[NAME_TEXT + 32];
	struct verify_pending pending;
	/* first and last names of the chain; "needed": with opt-out, too */
	struct verify_place start, first, first_needed, last, last_needed, cut;
	uint32_t first_index, first_needed_index;
	bool first_optional;
	bool entered;			/* `entry` is its first name */
	uint8_t entry[NAME_WIRE];
	struct verify_hashes hashes;
};

struct verify_worker;

/*
 * Begins with the apex, names[0] of Z. O must outlive it. Returns 0, or -1
 * with a fault. Pass *V to verify_free(), also after -1.
 */
int verify_begin(struct verify *v, const struct zone *z,
		 const struct verify_options *o, struct fault *f);
void verify_free(struct verify *v);

/* A thread's own: contexts of the keys and room to work in. */
struct verify_worker *verify_worker_new(const struct verify *v,
					struct fault *f);
void verify_worker_free(struct verify_worker *w);

/*
 * Judges names[FIRST] to names[END - 1] of Z, which must be whole subtrees
 * where delegations are concerned. *P is reused. Returns 0, or -1 with a
 * fault; what is wrong with the zone is in the part's notes.
 */
int verify_part(struct verify_worker *w, const struct zone *z, size_t first,
		size_t end, struct verify_part *p, struct fault *f);
void verify_part_free(struct verify_part *p);

/* Joins the next part in canonical order. Returns 0, or -1 with a fault. */
int verify_join(struct verify *v, struct verify_part *p, struct fault *f);

/*
 * Ends it: closes the chains. Z is the whole zone, for names in notes; it may
 * be NULL. Returns 0, or -1 with a fault.
 */
int verify_end(struct verify *v, const struct zone *z, struct fault *f);

/* Begin, all parts on all threads, end: for a zone in memory. */
int verify_zone(struct verify *v, const struct zone *z,
		const struct verify_options *o, struct fault *f);

/* True where no check that guards publishing has failed. */
bool verify_passed(const struct verify *v);

/* Adds the findings to R; SUBJECT is the zone. */
void verify_report(const struct verify *v, struct report *r,
		   const struct subject *s);

#endif
