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

/* Notes something about the name at work; TYPE 0: about the name itself. */
void verify_note(struct verify_worker *w, enum zone_check c, uint16_t type,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Judges the signatures of an RRset that must have them. 0 or -1. */
int verify_rrsigs(struct verify_worker *w, const struct record *set,
		  struct fault *f);

/* The name at work, names[I], in the chain of denial. 0 or -1. */
int verify_denial_name(struct verify_worker *w, size_t i, struct fault *f);

/* The NSEC3 records of the name at work. */
int verify_denial_hash(struct verify_worker *w, const struct record *set);

/* Joins a part's chain to the zone's. 0 or -1. */
int verify_denial_join(struct verify *v, struct verify_part *p,
		       struct fault *f);

/* Closes the chains. 0 or -1. */
int verify_denial_end(struct verify *v, const struct zone *z,
		      struct fault *f);

/* Judges CDS and CDNSKEY at the apex, once the keys are known. */
void verify_cds(struct verify *v, const struct zone_name *apex);

/* Text of a name given by its labels below the apex. */
const char *verify_place_text(const struct verify *v,
			      const struct verify_place *p,
			      char out[NAME_TEXT]);

#endif
