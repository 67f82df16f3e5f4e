/* SPDX-License-Identifier: MIT */
/* verify_cds: what the zone asks of its parent (RFC 7344, RFC 8078). */
#include <string.h>

#include "dnssec/sign/ds.h"
#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

/* RFC 8078 section 4: algorithm 0 asks for the DS to be taken away. */
static bool is_delete(uint8_t algorithm)
{
	return algorithm == 0;
}

static bool names_key(const struct verify *v, const uint8_t *rdata,
		      size_t length)
{
	for (size_t i = 0; i < v->key_count; i++)
		if (v->keys[i].length == length &&
		    !memcmp(v->keys[i].rdata, rdata, length))
			return true;
	return false;
}

/* True where the digest is K's, or of a kind that is not made here. */
static bool digest_fits(const struct verify *v, const struct verify_key *k,
			const struct record *r)
{
	const struct ds_digest *d = ds_digest_number(r->rdata[3]);
	uint8_t digest[DS_DIGEST_MOST];
	int n;

	if (!d)
		return true;
	n = ds_make(v->apex, k->rdata, k->length, d, digest, NULL);
	return n >= 0 && r->length == 4 + n &&
	       !memcmp(r->rdata + 4, digest, (size_t)n);
}

static bool digests_key(const struct verify *v, const struct record *r)
{
	uint16_t tag = (uint16_t)(r->rdata[0] << 8 | r->rdata[1]);

	for (size_t i = 0; i < v->key_count; i++)
		if (v->keys[i].tag == tag &&
		    v->keys[i].number == r->rdata[2] &&
		    digest_fits(v, &v->keys[i], r))
			return true;
	return false;
}

void verify_cds(struct verify *v, const struct zone_name *apex)
{
	const struct record *r;

	for (r = zone_find(apex, RRTYPE_CDS); r && r->type == RRTYPE_CDS;
	     r = r->next)
		if (!is_delete(r->rdata[2]) && !digests_key(v, r))
			notes_add(&v->notes, ZONE_CDS, v->apex_text,
				  _("CDS %u is of no DNSKEY of the zone"),
				  (unsigned)(r->rdata[0] << 8 | r->rdata[1]));
	for (r = zone_find(apex, RRTYPE_CDNSKEY);
	     r && r->type == RRTYPE_CDNSKEY; r = r->next)
		if (!is_delete(r->rdata[3]) &&
		    !names_key(v, r->rdata, r->length))
			notes_add(&v->notes, ZONE_CDS, v->apex_text,
				  _("CDNSKEY %u is no DNSKEY of the zone"),
				  pubkey_tag(r->rdata, r->length));
}
