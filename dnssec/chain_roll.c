/* SPDX-License-Identifier: MIT */
/* chain_roll: see chain_roll.h. */
#include "chain_roll.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "lang.h"

#define MEMORY 604800		/* s after which looks say nothing of each other */

static int find(const struct chain_roll *m, unsigned tag, unsigned algorithm)
{
	for (int i = 0; i < m->count; i++)
		if (m->keys[i].tag == tag && m->keys[i].algorithm == algorithm)
			return i;
	return -1;
}

/* A place for a key: a new one, or that of a key that is gone for good. */
static int place(struct chain_roll *m, int64_t now)
{
	if (m->count < CHAIN_ROLL_KEYS)
		return m->count++;
	for (int i = 0; i < m->count; i++)
		if (!m->keys[i].there && m->keys[i].needed <= now)
			return i;
	return -1;
}

static void call(struct chain_roll *m, int64_t until, const char *text)
{
	if (until <= m->until)
		return;
	m->until = until;
	snprintf(m->text, sizeof(m->text), "%s", text);
}

static void add_key(struct chain_roll *m, unsigned tag, unsigned algorithm,
		    int64_t now)
{
	int i = find(m, tag, algorithm);

	if (i < 0) {
		i = place(m, now);
		if (i < 0)
			return;
		memset(&m->keys[i], 0, sizeof(m->keys[i]));
		m->keys[i].tag = (uint16_t)tag;
		m->keys[i].algorithm = (uint8_t)algorithm;
	}
	if (!m->keys[i].there)
		m->keys[i].came = m->time ? now : 0;
	m->keys[i].there = true;
}

/* The keys that are there now; one that went too early is called. */
static void take_keys(struct chain_roll *m, const ldns_rr_list *keys,
		      int64_t now)
{
	bool was[CHAIN_ROLL_KEYS];
	char text[256];

	for (int i = 0; i < m->count; i++) {
		was[i] = m->keys[i].there;
		m->keys[i].there = false;
	}
	for (int i = m->count; i < CHAIN_ROLL_KEYS; i++)
		was[i] = false;
	for (size_t k = 0; k < ldns_rr_list_rr_count(keys) &&
	     k < LINK_KEYS; k++) {
		const ldns_rr *rr = ldns_rr_list_rr(keys, k);
		unsigned tag = ldns_calc_keytag(rr);
		unsigned algorithm;
		int i;

		if (ldns_rr_rd_count(rr) != 4)
			continue;
		algorithm = ldns_rdf2native_int8(ldns_rr_rdf(rr, 2));
		i = find(m, tag, algorithm);
		if (i >= 0)
			m->keys[i].there = was[i];
		add_key(m, tag, algorithm, now);
	}
	for (int i = 0; i < m->count; i++) {
		if (!was[i] || m->keys[i].there || m->keys[i].needed <= now)
			continue;
		snprintf(text, sizeof(text), _("key %u was taken out while "
			 "caches hold what it alone signed"),
			 m->keys[i].tag);
		call(m, m->keys[i].needed, text);
	}
}

/*
 * Who signed S. A key that is the only one is needed until caches have let go
 * of it; where all are younger than the DNSKEY RRset's TTL, there are caches
 * that do not know them.
 */
static void take_signers(struct chain_roll *m, const struct chain_rrset *s,
			 int64_t key_ttl, int64_t now)
{
	int64_t oldest = INT64_MAX;
	int signers = 0, last = -1;
	char text[256];

	for (size_t i = 0; i < ldns_rr_list_rr_count(s->sigs) &&
	     i < CHAIN_SIGNATURES; i++) {
		const ldns_rr *sig = ldns_rr_list_rr(s->sigs, i);
		int k;

		if (ldns_rr_rd_count(sig) < 9)
			continue;
		k = find(m, ldns_rdf2native_int16(ldns_rr_rrsig_keytag(sig)),
			 ldns_rdf2native_int8(ldns_rr_rrsig_algorithm(sig)));
		if (k < 0 || !m->keys[k].there)
			continue;
		signers++;
		last = k;
		if (m->keys[k].came < oldest)
			oldest = m->keys[k].came;
	}
	if (signers == 1) {
		int64_t ttl = ldns_rr_ttl(ldns_rr_list_rr(s->rrs, 0));

		m->keys[last].needed = now + ttl;
	}
	if (signers == 0 || oldest == 0 || now >= oldest + key_ttl)
		return;
	snprintf(text, sizeof(text), _("key %u signs alone, and caches that "
		 "have the keys of before do not know it"),
		 m->keys[last].tag);
	call(m, oldest + key_ttl, text);
}

void chain_roll_look(struct chain_roll *m, struct link_facts *f,
		     const struct chain_rrset *keys,
		     const struct chain_rrset *other, int64_t now)
{
	if (!keys->rrs)
		return;
	if (now < m->time || now - m->time > MEMORY)
		memset(m, 0, sizeof(*m));
	take_keys(m, keys->rrs, now);
	if (other->rrs)
		take_signers(m, other,
			     ldns_rr_ttl(ldns_rr_list_rr(keys->rrs, 0)), now);
	if (m->time > 0) {
		f->have |= LINK_HAVE_ROLL;
		f->roll_until = m->until > now ? m->until : 0;
		if (f->roll_until)
			snprintf(f->roll_text, sizeof(f->roll_text), "%s",
				 m->text);
	}
	m->time = now;
}
