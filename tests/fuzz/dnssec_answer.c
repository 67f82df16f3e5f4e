/* SPDX-License-Identifier: MIT */
/*
 * Feeds what the chain makes of a name server's answers with messages: the
 * denial of a name, CDS and CDNSKEY, RRsets that are compared, steps of a roll.
 */
#include "fuzz.h"

#include "dnssec/chain_denial.c"
#include "dnssec/chain_roll.h"

#define NOW 2000000000

static void judge(const ldns_pkt *p, const ldns_rdf *zone,
		  const ldns_rdf *name)
{
	struct chain_rrset set[4] = { { NULL, NULL } };
	static const ldns_rr_type types[4] = {
		LDNS_RR_TYPE_DNSKEY, LDNS_RR_TYPE_CDS, LDNS_RR_TYPE_CDNSKEY,
		LDNS_RR_TYPE_DS,
	};
	struct link_facts f = { .have = 0 };
	struct chain_roll roll = { .count = 0 };
	ldns_rr_list *keys;
	int i;

	for (i = 0; i < 4; i++) {
		chain_rrset_take(&set[i], p, zone, types[i],
				 LDNS_SECTION_ANSWER);
		chain_rrset_sort(&set[i]);
	}
	(void)chain_rrset_equal(&set[0], &set[2]);
	keys = chain_rrset_zone_keys(set[0].rrs);
	chain_rrset_ds(&f, set[3].rrs);
	ldns_rr_list_free(chain_rrset_keys(&f, keys, set[3].rrs));
	chain_rrset_judge(&f, "DNSKEY", &set[0], zone, keys, NOW, true);
	chain_denial_judge(&f, p, name, zone, keys, NOW);
	chain_denial_cds(&f, set[1].rrs, set[2].rrs, keys, set[3].rrs);
	for (i = 0; i < 4; i++)
		chain_roll_look(&roll, &f, &set[i % 2 * 2], &set[i], NOW + i);
	for (i = 0; i < 4; i++)
		chain_rrset_free(&set[i]);
	ldns_rr_list_deep_free(keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ldns_pkt *p = NULL;

	if (ldns_wire2pkt(&p, data, size) == LDNS_STATUS_OK) {
		ldns_rdf *zone = ldns_dname_new_frm_str("gov.vn.");
		ldns_rdf *name = zone ? chain_denial_name(zone) : NULL;

		if (name == NULL)
			abort();
		judge(p, zone, name);
		ldns_rdf_deep_free(name);
		ldns_rdf_deep_free(zone);
		ldns_pkt_free(p);
	}
	return 0;
}
