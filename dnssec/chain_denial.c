/* SPDX-License-Identifier: MIT */
/* chain_denial: see chain_denial.h. */
#include "chain_denial.h"

#include <stdio.h>
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

/* ---- NSEC ---- */

static bool covered(const ldns_rr_list *nsecs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(nsecs); i++)
		if (ldns_nsec_covers_name(ldns_rr_list_rr(nsecs, i), name))
			return true;
	return false;
}

/* The name itself has an NSEC without the type: RFC 9824 section 3. */
static bool has_no_type(const ldns_rr_list *nsecs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(nsecs); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(nsecs, i);

		if (!ldns_dname_compare(ldns_rr_owner(rr), name))
			return !ldns_nsec_bitmap_covers_type(
				ldns_nsec_get_bitmap(rr), LDNS_RR_TYPE_A);
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
	ldns_rdf *wildcard;
	bool good;

	if (has_no_type(nsecs, name))
		return true;
	wildcard = ldns_dname_new_frm_str("*");
	if (wildcard && ldns_dname_cat(wildcard, zone) != LDNS_STATUS_OK) {
		ldns_rdf_deep_free(wildcard);
		wildcard = NULL;
	}
	good = wildcard && covered(nsecs, name) && covered(nsecs, wildcard);
	ldns_rdf_deep_free(wildcard);
	return good;
}

/* ---- NSEC3 ---- */

static void read_parameters(struct link_facts *f, const ldns_rr_list *nsec3s)
{
	const ldns_rr *rr = ldns_rr_list_rr(nsec3s, 0);

	f->have |= LINK_HAVE_NSEC3;
	f->nsec3_iterations = ldns_nsec3_iterations(rr);
	f->nsec3_salt = ldns_nsec3_salt_length(rr);
}

static bool nsec3_proves(ldns_rr_list *nsec3s, const ldns_rdf *name,
			 const ldns_pkt *p)
{
	ldns_rr *question = ldns_rr_new();
	ldns_rdf *owner = ldns_rdf_clone(name);
	bool good = false;

	if (question && owner) {
		ldns_rr_set_owner(question, owner);
		ldns_rr_set_type(question, LDNS_RR_TYPE_A);
		owner = NULL;
		good = ldns_dnssec_verify_denial_nsec3(question, nsec3s, NULL,
			ldns_pkt_get_rcode(p), LDNS_RR_TYPE_A,
			ldns_pkt_get_rcode(p) == LDNS_RCODE_NOERROR) ==
			LDNS_STATUS_OK;
	}
	ldns_rdf_deep_free(owner);
	ldns_rr_free(question);
	return good;
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

static void judge_proof(struct link_facts *f, const ldns_pkt *p,
			const ldns_rdf *name, const ldns_rdf *zone,
			const ldns_rr_list *nsecs, ldns_rr_list *nsec3s)
{
	f->have |= LINK_HAVE_DENIAL;
	if (ldns_rr_list_rr_count(nsecs))
		f->denial_proved = nsec_proves(nsecs, name, zone);
	else if (ldns_rr_list_rr_count(nsec3s) &&
		 f->nsec3_iterations <= CHAIN_ITERATIONS)
		f->denial_proved = nsec3_proves(nsec3s, name, p);
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
		judge_proof(f, p, name, zone, nsecs, nsec3s);
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
