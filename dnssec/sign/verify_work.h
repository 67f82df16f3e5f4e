/* SPDX-License-Identifier: MIT */
/* verify_work: what the files of verify share among themselves. */
#ifndef KHIEN_DNSSEC_VERIFY_WORK_H
#define KHIEN_DNSSEC_VERIFY_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/nsec3.h"
#include "dnssec/sign/pubkey.h"
#include "dnssec/sign/verify.h"
#include "dnssec/zone/rdata.h"

/* What a name is to the zone. */
enum verify_kind {
	VERIFY_OWN,		/* the zone answers for it */
	VERIFY_CUT,		/* a delegation */
	VERIFY_BELOW,		/* below one: glue, or hidden by it */
};

struct verify_worker {
	const struct verify *v;
	struct pubkey_verifier *verifiers;	/* one per key */
	bool *seen;			/* a signature of it was verified */
	struct nsec3_hasher hasher;
	uint8_t *data;			/* what was signed */
	size_t used, room;

	/* the name at work */
	struct verify_part *part;
	const struct zone *zone;
	const struct zone_name *name;
	enum verify_kind kind;
	uint8_t owner[NAME_WIRE];	/* absolute, in lower case */
	size_t owner_length;
	unsigned labels;		/* as an RRSIG has them */
};

/* A name that an NSEC3 must match. */
struct verify_expected {
	uint8_t hash[NSEC3_HASH];
	uint32_t name;		/* index in the zone */
	uint8_t strip;		/* labels: an empty non-terminal above it */
	bool optional;		/* may be left out where opt-out covers it */
	uint64_t types;		/* hash of the bitmap */
};

/* An NSEC3 that is there. */
struct verify_found {
	uint8_t hash[NSEC3_HASH], next[NSEC3_HASH];
	uint32_t name;
	uint8_t flags;
	uint64_t types;
};

/* Notes something about the name at work; TYPE 0: about the name itself. */
void verify_note(struct verify_worker *w, enum zone_check c, uint16_t type,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Judges the signatures of an RRset that must have them. 0 or -1. */
int verify_rrsigs(struct verify_worker *w, const struct record *set,
		  struct fault *f);

/*
 * The bitmap of types that N must have in an NSEC, or else in an NSEC3; returns
 * its length.
 */
size_t verify_bitmap(const struct zone_name *n, enum verify_kind kind,
		     bool nsec, uint8_t out[RDATA_BITMAP_MOST]);

/* Notes that the bitmap HAVE should be WANT. */
void verify_bitmap_note(struct notes *notes, enum zone_check c,
			const char *subject, const uint8_t *have,
			size_t have_length, const uint8_t *want,
			size_t want_length);

/* A place at the end of the list; NULL where memory ran out. */
struct verify_expected *verify_expect(struct verify_hashes *h);
struct verify_found *verify_find(struct verify_hashes *h);

/*
 * Expects an NSEC3 for the empty non-terminals above NAME that BEFORE, the
 * last such name in front of it, does not share. Returns 0, or -1 with a
 * fault.
 */
int verify_expect_empty(const struct verify *v, struct nsec3_hasher *h,
			struct verify_hashes *to, uint32_t index,
			const struct verify_place *before,
			const struct verify_place *name, bool optional,
			struct fault *f);

/* NSEC whose next name has come: notes where it is another one. */
void verify_pending_close(struct notes *notes, struct verify_pending *p,
			  const uint8_t *next);

/* The name at work, names[I], in the chain of denial. 0 or -1. */
int verify_denial_name(struct verify_worker *w, size_t i, struct fault *f);

/* The NSEC3 records of the name at work. */
int verify_denial_hash(struct verify_worker *w, const struct record *set);

/* Joins a part's chain to the zone's. 0 or -1. */
int verify_hashes_join(struct verify *v, struct verify_part *p,
		       struct fault *f);

/* Closes the chains. */
void verify_hashes_end(struct verify *v, const struct zone *z);

/* Judges CDS and CDNSKEY at the apex, once the keys are known. */
void verify_cds(struct verify *v, const struct zone_name *apex);

#endif
