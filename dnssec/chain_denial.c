/* SPDX-License-Identifier: MIT */
/* chain_denial: see chain_denial.h. */
#include "chain_denial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

#define LABEL "khien-asks-for-no-such-name"
#define RECORDS 16		/* NSEC or NSEC3 that a proof may have */

ldns_rdf *chain_denial_name(const ldns_rdf *zone)
{
	ldns_rdf *label = ldns_dname_new_frm_str(LABEL), *name = NULL;

	if (label)
		name = ldns_dname_cat_clone(label, zone);
	ldns_rdf_deep_free(label);
	return name;
}

/*
 * ldns has functions for all of this, but they abort on records of a strange
 * form, and these come from strangers.
 */

/* True where the type bitmap MAP (RFC 4034 section 4.1.2) has TYPE < 256. */
static bool has_type(const ldns_rdf *map, unsigned type)
{
	const uint8_t *d = map ? ldns_rdf_data(map) : NULL;
	size_t n = map ? ldns_rdf_size(map) : 0;

	while (n >= 2 && n >= 2 + (size_t)d[1]) {
		if (d[0] == 0)
			return d[1] > type / 8 &&
			       d[2 + type / 8] & (0x80 >> type % 8);
		n -= 2 + (size_t)d[1];
		d += 2 + (size_t)d[1];
	}
	return false;
}

/* "*.ZONE"; to be freed. */
static ldns_rdf *wildcard_of(const ldns_rdf *zone)
{
	ldns_rdf *star = ldns_dname_new_frm_str("*"), *name = NULL;

	if (star)
		name = ldns_dname_cat_clone(star, zone);
	ldns_rdf_deep_free(star);
	return name;
}

/* ---- NSEC ---- */

/* NEXT wraps around to the apex at the end of the zone. */
static bool covered(const ldns_rr_list *nsecs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(nsecs); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(nsecs, i);
		const ldns_rdf *owner = ldns_rr_owner(rr);
		const ldns_rdf *next = ldns_rr_rdf(rr, 0);

		if (!next || ldns_rdf_get_type(next) != LDNS_RDF_TYPE_DNAME ||
		    ldns_dname_compare(owner, name) >= 0)
			continue;
		if (ldns_dname_compare(name, next) < 0 ||
		    ldns_dname_compare(next, owner) <= 0)
			return true;
	}
	return false;
}

/* The name itself has an NSEC without the type: RFC 9824 section 3. */
static bool has_no_type(const ldns_rr_list *nsecs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(nsecs); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(nsecs, i);

		if (!ldns_dname_compare(ldns_rr_owner(rr), name))
			return !has_type(ldns_rr_rdf(rr, 1), LDNS_RR_TYPE_A);
	}
	return false;
}

/*
 * NAME is a label below ZONE, so the closest encloser is ZONE, and only its
 * wildcard could have made the answer.
 */
static bool nsec_proves(const ldns_rr_list *nsecs, const ldns_rdf *name,
			const ldns_rdf *zone)
{
	ldns_rdf *wildcard = wildcard_of(zone);
	bool good = wildcard && (has_no_type(nsecs, name) ||
				 (covered(nsecs, name) &&
				  (covered(nsecs, wildcard) ||
				   has_no_type(nsecs, wildcard))));

	ldns_rdf_deep_free(wildcard);
	return good;
}

/* ---- NSEC3 ---- */

#define HASH 32			/* characters of a SHA-1 in base32hex */

static void read_parameters(struct link_facts *f, const ldns_rr_list *nsec3s)
{
	const ldns_rr *rr = ldns_rr_list_rr(nsec3s, 0);

	f->have |= LINK_HAVE_NSEC3;
	f->nsec3_iterations = ldns_nsec3_iterations(rr);
	f->nsec3_salt = ldns_nsec3_salt_length(rr);
}

/* The first label of NAME, in lower case, if it has the form of a hash. */
static bool label_of(const ldns_rdf *name, char out[HASH])
{
	const uint8_t *d = ldns_rdf_data(name);

	if (ldns_rdf_size(name) <= HASH || d[0] != HASH)
		return false;
	for (int i = 0; i < HASH; i++)
		out[i] = (char)(d[1 + i] >= 'A' && d[1 + i] <= 'Z' ?
				d[1 + i] + 32 : d[1 + i]);
	return true;
}

/* The next hashed owner of an NSEC3, written as a label: RFC 4648 section 7. */
static bool next_of(const ldns_rr *rr, char out[HASH])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	const ldns_rdf *next = ldns_rr_rdf(rr, 4);
	const uint8_t *d;

	if (!next || ldns_rdf_size(next) != 21)
		return false;
	d = ldns_rdf_data(next);
	if (d[0] != 20)
		return false;
	for (int i = 0; i < HASH; i++) {
		int at = 1 + i * 5 / 8, shift = 11 - i * 5 % 8;
		unsigned two = (unsigned)d[at] << 8 |
			       (at < 20 ? d[at + 1] : 0u);

		out[i] = digits[two >> shift & 31];
	}
	return true;
}

static bool hash_name(const ldns_rr_list *nsec3s, const ldns_rdf *name,
		      char out[HASH])
{
	const ldns_rr *rr = ldns_rr_list_rr(nsec3s, 0);
	uint8_t *salt = ldns_nsec3_salt_data(rr);
	ldns_rdf *hashed = ldns_nsec3_hash_name(name, 1,
						ldns_nsec3_iterations(rr),
						ldns_nsec3_salt_length(rr),
						salt);
	bool good = hashed && label_of(hashed, out);

	ldns_rdf_deep_free(hashed);
	free(salt);
	return good;
}

enum proof { PROOF_NONE, PROOF_COVERED, PROOF_NO_TYPE, PROOF_THERE };

/* What the records say of NAME. */
static enum proof nsec3_says(const ldns_rr_list *nsec3s, const ldns_rdf *name)
{
	char hash[HASH], owner[HASH], next[HASH];
	enum proof proof = PROOF_NONE;

	if (!name || !hash_name(nsec3s, name, hash))
		return PROOF_NONE;
	for (size_t i = 0; i < ldns_rr_list_rr_count(nsec3s); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(nsec3s, i);
		int after, before;

		if (!label_of(ldns_rr_owner(rr), owner) || !next_of(rr, next))
			continue;
		after = memcmp(hash, owner, HASH);
		before = memcmp(hash, next, HASH);
		if (!after)
			return has_type(ldns_rr_rdf(rr, 5), LDNS_RR_TYPE_A) ?
			       PROOF_THERE : PROOF_NO_TYPE;
		if (memcmp(owner, next, HASH) < 0 ? after > 0 && before < 0 :
		    after > 0 || before < 0)
			proof = PROOF_COVERED;
	}
	return proof;
}

/* RFC 5155 sections 8.4 to 8.7; the closest encloser is ZONE. */
static bool nsec3_proves(const ldns_rr_list *nsec3s, const ldns_rdf *name,
			 const ldns_rdf *zone)
{
	enum proof own = nsec3_says(nsec3s, name), wild, apex;
	ldns_rdf *wildcard = wildcard_of(zone);

	if (own == PROOF_NO_TYPE) {
		ldns_rdf_deep_free(wildcard);
		return true;
	}
	wild = nsec3_says(nsec3s, wildcard);
	apex = nsec3_says(nsec3s, zone);
	ldns_rdf_deep_free(wildcard);
	return own == PROOF_COVERED && apex >= PROOF_NO_TYPE &&
	       (wild == PROOF_COVERED || wild == PROOF_NO_TYPE);
}

/* ---- the answer ---- */

/* Those of the type in the authority section; at most RECORDS. */
static ldns_rr_list *records(const ldns_pkt *p, ldns_rr_type type)
{
	ldns_rr_list *all = ldns_pkt_rr_list_by_type(p, type,
						     LDNS_SECTION_AUTHORITY);

	while (ldns_rr_list_rr_count(all) > RECORDS)
		ldns_rr_free(ldns_rr_list_pop_rr(all));
	return all;
}

static void judge_signatures(struct link_facts *f, const ldns_pkt *p,
			     const ldns_rr_list *list, const char *what,
			     const ldns_rdf *zone, const ldns_rr_list *keys,
			     int64_t now)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		struct chain_rrset set = { 0 };

		chain_rrset_take(&set, p, ldns_rr_owner(rr),
				 ldns_rr_get_type(rr), LDNS_SECTION_AUTHORITY);
		chain_rrset_judge(f, what, &set, zone, keys, now, true);
		chain_rrset_free(&set);
	}
}

static void judge_proof(struct link_facts *f, const ldns_rdf *name,
			const ldns_rdf *zone, const ldns_rr_list *nsecs,
			const ldns_rr_list *nsec3s)
{
	f->have |= LINK_HAVE_DENIAL;
	if (ldns_rr_list_rr_count(nsecs))
		f->denial_proved = nsec_proves(nsecs, name, zone);
	else if (ldns_rr_list_rr_count(nsec3s) &&
		 f->nsec3_iterations <= CHAIN_ITERATIONS)
		f->denial_proved = nsec3_proves(nsec3s, name, zone);
	if (!f->denial_proved)
		snprintf(f->denial_why, sizeof(f->denial_why), "%s",
			 ldns_rr_list_rr_count(nsecs) ?
			 _("the NSEC records do not cover the name or its "
			   "wildcard") : ldns_rr_list_rr_count(nsec3s) ?
			 _("the NSEC3 records do not prove it") :
			 _("the answer has no NSEC or NSEC3 record"));
}

void chain_denial_judge(struct link_facts *f, const ldns_pkt *p,
			const ldns_rdf *name, const ldns_rdf *zone,
			const ldns_rr_list *keys, int64_t now)
{
	ldns_rr_list *nsecs = records(p, LDNS_RR_TYPE_NSEC);
	ldns_rr_list *nsec3s = records(p, LDNS_RR_TYPE_NSEC3);

	if (ldns_rr_list_rr_count(nsec3s))
		read_parameters(f, nsec3s);
	if (!ldns_pkt_ancount(p)) {
		judge_signatures(f, p, nsecs, "NSEC", zone, keys, now);
		judge_signatures(f, p, nsec3s, "NSEC3", zone, keys, now);
		judge_proof(f, name, zone, nsecs, nsec3s);
	}
	ldns_rr_list_deep_free(nsecs);
	ldns_rr_list_deep_free(nsec3s);
}

/* ---- CDS and CDNSKEY ---- */

static bool is_delete(const ldns_rr *cds)
{
	return !ldns_rdf2native_int8(ldns_rr_rdf(cds, 1));
}

static bool same_ds(const ldns_rr *a, const ldns_rr *b)
{
	for (size_t i = 0; i < 4; i++)
		if (ldns_rdf_compare(ldns_rr_rdf(a, i), ldns_rr_rdf(b, i)))
			return false;
	return true;
}

/* A CDS has the form of a DS: some key of the zone must make the same. */
static bool stands_for_key(const ldns_rr *cds, const ldns_rr_list *keys)
{
	bool same = false;

	for (size_t i = 0; !same && i < ldns_rr_list_rr_count(keys); i++) {
		ldns_rr *made = ldns_key_rr2ds(ldns_rr_list_rr(keys, i),
			(ldns_hash)ldns_rdf2native_int8(ldns_rr_rdf(cds, 2)));

		same = made && same_ds(made, cds);
		ldns_rr_free(made);
	}
	return same;
}

static bool is_among(const ldns_rr *a, const ldns_rr_list *list)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++)
		if (ldns_rr_rd_count(ldns_rr_list_rr(list, i)) == 4 &&
		    same_ds(a, ldns_rr_list_rr(list, i)))
			return true;
	return false;
}

static void judge_cds(struct link_facts *f, const ldns_rr *cds,
		      const ldns_rr_list *keys, const ldns_rr_list *ds)
{
	char text[64];

	snprintf(text, sizeof(text), "%u %u %u",
		 ldns_rdf2native_int16(ldns_rr_rdf(cds, 0)),
		 ldns_rdf2native_int8(ldns_rr_rdf(cds, 1)),
		 ldns_rdf2native_int8(ldns_rr_rdf(cds, 2)));
	if (is_delete(cds)) {
		f->cds_delete = true;
		return;
	}
	if (!is_among(cds, ds))
		chain_rrset_note(f->cds_text, sizeof(f->cds_text), text);
	if (stands_for_key(cds, keys))
		return;
	snprintf(text, sizeof(text), "CDS %u",
		 ldns_rdf2native_int16(ldns_rr_rdf(cds, 0)));
	chain_rrset_note(f->cds_bad, sizeof(f->cds_bad), text);
}

static void judge_cdnskey(struct link_facts *f, const ldns_rr *cdnskey,
			  const ldns_rr_list *keys)
{
	char text[64];

	if (!ldns_rdf2native_int8(ldns_rr_rdf(cdnskey, 2))) {
		f->cds_delete = true;
		return;
	}
	if (is_among(cdnskey, keys))
		return;
	snprintf(text, sizeof(text), "CDNSKEY %u", ldns_calc_keytag(cdnskey));
	chain_rrset_note(f->cds_bad, sizeof(f->cds_bad), text);
}

void chain_denial_cds(struct link_facts *f, const ldns_rr_list *cds,
		      const ldns_rr_list *cdnskey, const ldns_rr_list *keys,
		      const ldns_rr_list *ds)
{
	const struct {
		const ldns_rr_list *list;
		bool key;
	} sets[] = { { cds, false }, { cdnskey, true } };

	f->have |= LINK_HAVE_CDS;
	for (int s = 0; s < 2; s++)
		for (size_t i = 0; i < ldns_rr_list_rr_count(sets[s].list) &&
		     i < RECORDS; i++) {
			const ldns_rr *rr = ldns_rr_list_rr(sets[s].list, i);

			if (ldns_rr_rd_count(rr) != 4)
				continue;
			f->cds_count++;
			if (sets[s].key)
				judge_cdnskey(f, rr, keys);
			else
				judge_cds(f, rr, keys, ds);
		}
}
