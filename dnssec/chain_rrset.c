/* SPDX-License-Identifier: MIT */
/* chain_rrset: see chain_rrset.h. */
#include "chain_rrset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"

#define ZONE_KEY 0x0100		/* RFC 4034 section 2.1.1 */
#define REVOKED 0x0080		/* RFC 5011 section 2.1 */

/* ---- RRsets ---- */

static ldns_rr_list *covering(ldns_rr_list *all, ldns_rr_type type)
{
	ldns_rr_list *list = ldns_rr_list_new();

	for (size_t i = 0; list && i < ldns_rr_list_rr_count(all); i++) {
		ldns_rr *rr = ldns_rr_list_rr(all, i);
		ldns_rdf *covered = ldns_rr_rrsig_typecovered(rr);

		if (covered && ldns_rdf2rr_type(covered) == type)
			ldns_rr_list_push_rr(list, ldns_rr_clone(rr));
	}
	return list;
}

void chain_rrset_take(struct chain_rrset *s, const ldns_pkt *p,
		      const ldns_rdf *owner, ldns_rr_type type,
		      ldns_pkt_section section)
{
	ldns_rr_list *all;

	chain_rrset_free(s);
	s->rrs = ldns_pkt_rr_list_by_name_and_type(p, owner, type, section);
	if (!s->rrs)
		return;
	all = ldns_pkt_rr_list_by_name_and_type(p, owner, LDNS_RR_TYPE_RRSIG,
						section);
	s->sigs = covering(all, type);
	ldns_rr_list_deep_free(all);
}

void chain_rrset_free(struct chain_rrset *s)
{
	ldns_rr_list_deep_free(s->rrs);
	ldns_rr_list_deep_free(s->sigs);
	s->rrs = s->sigs = NULL;
}

static bool same_list(const ldns_rr_list *a, const ldns_rr_list *b)
{
	size_t n = ldns_rr_list_rr_count(a);

	if (n != ldns_rr_list_rr_count(b))
		return false;
	for (size_t i = 0; i < n; i++)
		if (ldns_rr_compare(ldns_rr_list_rr(a, i),
				    ldns_rr_list_rr(b, i)))
			return false;
	return true;
}

bool chain_rrset_same(const struct chain_rrset *a, const struct chain_rrset *b)
{
	return same_list(a->rrs, b->rrs) && same_list(a->sigs, b->sigs);
}

void chain_rrset_sort(struct chain_rrset *s)
{
	if (s->rrs)
		ldns_rr_list_sort(s->rrs);
}

bool chain_rrset_equal(const struct chain_rrset *a,
		       const struct chain_rrset *b)
{
	return same_list(a->rrs, b->rrs);
}

void chain_rrset_note(char *text, size_t size, const char *word)
{
	size_t n = strlen(text);

	snprintf(text + n, size - n, "%s%s", n ? ", " : "", word);
}

/* ---- signatures ---- */

/* The moment that a 32-bit TIME means, seen from NOW. */
static int64_t widen(const ldns_rdf *time, int64_t now)
{
	uint32_t low = ldns_rdf2native_int32(time);

	return now + (int32_t)(low - (uint32_t)now);
}

static bool is_of(const ldns_rr *sig, const ldns_rdf *signer)
{
	ldns_rdf *name = ldns_rr_rrsig_signame(sig);

	return name && !ldns_dname_compare(name, signer);
}

/* What one RRSIG is worth; *END: when it ends. */
static enum chain_state judge_one(const struct chain_rrset *s,
				  const ldns_rr *sig,
				  const ldns_rr_list *keys, int64_t now,
				  int64_t *begin, int64_t *end)
{
	*begin = widen(ldns_rr_rrsig_inception(sig), now);
	*end = widen(ldns_rr_rrsig_expiration(sig), now);
	if (!keys || ldns_verify_rrsig_keylist_notime(s->rrs, sig, keys, NULL)
	    != LDNS_STATUS_OK)
		return CHAIN_BROKEN;
	return now > *end ? CHAIN_EXPIRED : now < *begin ? CHAIN_FUTURE :
							   CHAIN_GOOD;
}

/* The best first: with one good signature the RRset is good. */
static int rank(enum chain_state s)
{
	static const int ranks[] = {
		[CHAIN_GOOD] = 4, [CHAIN_EXPIRED] = 3, [CHAIN_FUTURE] = 2,
		[CHAIN_BROKEN] = 1, [CHAIN_MISSING] = 0,
	};

	return ranks[s];
}

struct best {
	enum chain_state state;
	int64_t begin, end;
	uint16_t tag;
};

static struct best judge_all(const struct chain_rrset *s,
			     const ldns_rdf *signer, const ldns_rr_list *keys,
			     int64_t now)
{
	struct best best = { .state = CHAIN_MISSING };
	size_t count = ldns_rr_list_rr_count(s->sigs);

	if (count > CHAIN_SIGNATURES)
		count = CHAIN_SIGNATURES;
	for (size_t i = 0; i < count; i++) {
		const ldns_rr *sig = ldns_rr_list_rr(s->sigs, i);
		struct best one;

		if (ldns_rr_rd_count(sig) < 9 || !is_of(sig, signer))
			continue;
		one.tag = ldns_rdf2native_int16(ldns_rr_rrsig_keytag(sig));
		one.state = judge_one(s, sig, keys, now, &one.begin, &one.end);
		if (rank(one.state) > rank(best.state) ||
		    (one.state == best.state && one.end > best.end))
			best = one;
	}
	return best;
}

/* Adds to the list of what is wrong, while there is room. */
static void note(struct link_facts *f, const char *what, const char *state,
		 const char *time)
{
	size_t n = strlen(f->signature_bad);

	snprintf(f->signature_bad + n, sizeof(f->signature_bad) - n,
		 "%s%s %s%s%s", n ? ", " : "", what, state, *time ? " " : "",
		 time);
}

static void count(struct link_facts *f, const char *what,
		  const struct best *b)
{
	char time[CLOCK_TEXT];

	switch (b->state) {
	case CHAIN_ABSENT:
	case CHAIN_GOOD:
		break;
	case CHAIN_MISSING:
		f->signature_missing++;
		note(f, what, _("has no signature"), "");
		break;
	case CHAIN_BROKEN:
		f->signature_broken++;
		note(f, what, _("does not verify"), "");
		break;
	case CHAIN_EXPIRED:
		f->signature_expired++;
		note(f, what, _("expired"), clock_format(b->end, time));
		break;
	case CHAIN_FUTURE:
		f->signature_future++;
		note(f, what, _("is not valid before"),
		     clock_format(b->begin, time));
		break;
	}
}

/* A signature that holds, or held, bounds how long the link does. */
static void bound(struct link_facts *f, const char *what,
		  const ldns_rdf *signer, const struct best *b)
{
	char *zone;

	if ((b->state != CHAIN_GOOD && b->state != CHAIN_EXPIRED) ||
	    (f->outage && f->outage <= b->end))
		return;
	zone = ldns_rdf2str(signer);
	f->outage = b->end;
	f->outage_ds = strcmp(what, "DS") == 0;
	snprintf(f->outage_what, sizeof(f->outage_what),
		 _("%.40s/%u of %.255s"), what, b->tag, zone ? zone : "");
	free(zone);
}

enum chain_state chain_rrset_judge(struct link_facts *f, const char *what,
				   const struct chain_rrset *s,
				   const ldns_rdf *signer,
				   const ldns_rr_list *keys, int64_t now,
				   bool left)
{
	struct best b;

	if (!s->rrs)
		return CHAIN_ABSENT;
	b = judge_all(s, signer, keys, now);
	f->have |= LINK_HAVE_SIGNATURES;
	count(f, what, &b);
	bound(f, what, signer, &b);
	if (b.state == CHAIN_GOOD && left &&
	    (!f->signature_expiration || b.end < f->signature_expiration)) {
		f->signature_expiration = b.end;
		snprintf(f->signature_earliest, sizeof(f->signature_earliest),
			 "%.40s/%u", what, b.tag);
	}
	return b.state;
}

/* ---- keys and DS ---- */

/* A DS as is; a DNSKEY (of a trust anchor) as its SHA-256. NULL: neither. */
static ldns_rr *as_ds(const ldns_rr *rr)
{
	if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_DNSKEY)
		return ldns_key_rr2ds(rr, LDNS_SHA256);
	return ldns_rr_get_type(rr) == LDNS_RR_TYPE_DS &&
	       ldns_rr_rd_count(rr) == 4 ? ldns_rr_clone(rr) : NULL;
}

static void add_ds(struct link_facts *f, const ldns_rr *ds)
{
	unsigned tag = ldns_rdf2native_int16(ldns_rr_rdf(ds, 0));
	unsigned algorithm = ldns_rdf2native_int8(ldns_rr_rdf(ds, 1));
	unsigned digest = ldns_rdf2native_int8(ldns_rr_rdf(ds, 2));
	size_t text = strlen(f->ds_text), list = strlen(f->ds_digests);
	const char *comma = f->ds_count ? "," : "";

	snprintf(f->ds_text + text, sizeof(f->ds_text) - text, "%s%s%u %u %u",
		 comma, *comma ? " " : "", tag, algorithm, digest);
	snprintf(f->ds_digests + list, sizeof(f->ds_digests) - list, "%s%u",
		 comma, digest);
	f->ds_count++;
}

void chain_rrset_ds(struct link_facts *f, const ldns_rr_list *ds)
{
	f->have |= LINK_HAVE_DS;
	f->ds_count = 0;
	f->ds_text[0] = f->ds_digests[0] = '\0';
	for (size_t i = 0; i < ldns_rr_list_rr_count(ds); i++) {
		ldns_rr *one = as_ds(ldns_rr_list_rr(ds, i));

		if (one)
			add_ds(f, one);
		ldns_rr_free(one);
	}
}

/* True where DS names KEY: RFC 4034 section 5.1.4. */
static bool names(const ldns_rr *ds, const ldns_rr *key)
{
	ldns_rr *made;
	bool same;

	if (ldns_rdf2native_int16(ldns_rr_rdf(ds, 0)) !=
	    ldns_calc_keytag(key) ||
	    ldns_rdf2native_int8(ldns_rr_rdf(ds, 1)) !=
	    ldns_rdf2native_int8(ldns_rr_rdf(key, 2)))
		return false;
	made = ldns_key_rr2ds(key, (ldns_hash)ldns_rdf2native_int8(
				      ldns_rr_rdf(ds, 2)));
	same = made && !ldns_rdf_compare(ldns_rr_rdf(made, 3),
					 ldns_rr_rdf(ds, 3));
	ldns_rr_free(made);
	return same;
}

/*
 * True where DS may name KEY: its digest fits, or is of a kind that is not
 * known here.
 */
static bool may_name(const ldns_rr *ds, const ldns_rr *key)
{
	ldns_rr *made;

	if (ldns_rdf2native_int16(ldns_rr_rdf(ds, 0)) !=
	    ldns_calc_keytag(key) ||
	    ldns_rdf2native_int8(ldns_rr_rdf(ds, 1)) !=
	    ldns_rdf2native_int8(ldns_rr_rdf(key, 2)))
		return false;
	made = ldns_key_rr2ds(key, (ldns_hash)ldns_rdf2native_int8(
				      ldns_rr_rdf(ds, 2)));
	if (!made)
		return true;
	ldns_rr_free(made);
	return names(ds, key);
}

/* The DS that name no key that is there: RFC 6781 section 4.1.2. */
static void find_orphans(struct link_facts *f, const ldns_rr_list *keys,
			 const ldns_rr_list *ds)
{
	size_t count = ldns_rr_list_rr_count(ds);
	char text[32];

	f->ds_orphans = 0;
	f->ds_orphans_text[0] = '\0';
	for (size_t d = 0, k; d < count && d < 64; d++) {
		ldns_rr *one = as_ds(ldns_rr_list_rr(ds, d));

		for (k = 0; one && k < ldns_rr_list_rr_count(keys); k++)
			if (may_name(one, ldns_rr_list_rr(keys, k)))
				break;
		if (one && k == ldns_rr_list_rr_count(keys)) {
			f->ds_orphans++;
			snprintf(text, sizeof(text), "%u %u %u",
				 ldns_rdf2native_int16(ldns_rr_rdf(one, 0)),
				 ldns_rdf2native_int8(ldns_rr_rdf(one, 1)),
				 ldns_rdf2native_int8(ldns_rr_rdf(one, 2)));
			chain_rrset_note(f->ds_orphans_text,
					 sizeof(f->ds_orphans_text), text);
		}
		ldns_rr_free(one);
	}
}

static void add_key(struct link_facts *f, const ldns_rr *key, bool match)
{
	struct link_key *k = &f->keys[f->key_count++];

	k->flags = ldns_rdf2native_int16(ldns_rr_rdf(key, 0));
	k->algorithm = ldns_rdf2native_int8(ldns_rr_rdf(key, 2));
	k->tag = ldns_calc_keytag(key);
	k->bits = (int)ldns_rr_dnskey_key_size(key);
	k->ds_match = match;
}

static bool is_zone_key(const ldns_rr *key)
{
	unsigned flags;

	if (ldns_rr_rd_count(key) != 4)
		return false;
	flags = ldns_rdf2native_int16(ldns_rr_rdf(key, 0));
	return flags & ZONE_KEY && !(flags & REVOKED);
}

ldns_rr_list *chain_rrset_zone_keys(const ldns_rr_list *dnskeys)
{
	ldns_rr_list *keys = ldns_rr_list_new();

	for (size_t i = 0; keys && i < ldns_rr_list_rr_count(dnskeys) &&
	     ldns_rr_list_rr_count(keys) < LINK_KEYS; i++)
		if (is_zone_key(ldns_rr_list_rr(dnskeys, i)))
			ldns_rr_list_push_rr(keys, ldns_rr_clone(
				ldns_rr_list_rr(dnskeys, i)));
	return keys;
}

ldns_rr_list *chain_rrset_keys(struct link_facts *f, const ldns_rr_list *keys,
			       const ldns_rr_list *ds)
{
	ldns_rr_list *matching = ldns_rr_list_new();
	bool used[64] = { false };	/* DS records that name a key */
	size_t ds_count = ldns_rr_list_rr_count(ds);

	f->have |= LINK_HAVE_DNSKEY;
	f->key_count = f->ds_matching = 0;
	for (size_t k = 0; k < ldns_rr_list_rr_count(keys) &&
	     f->key_count < LINK_KEYS; k++) {
		ldns_rr *key = ldns_rr_list_rr(keys, k);
		bool match = false;

		for (size_t d = 0; d < ds_count && d < 64; d++) {
			ldns_rr *one = as_ds(ldns_rr_list_rr(ds, d));

			if (one && names(one, key))
				used[d] = match = true;
			ldns_rr_free(one);
		}
		if (match && matching)
			ldns_rr_list_push_rr(matching, key);
		add_key(f, key, match);
	}
	for (size_t d = 0; d < 64; d++)
		f->ds_matching += used[d];
	find_orphans(f, keys, ds);
	return matching;
}
