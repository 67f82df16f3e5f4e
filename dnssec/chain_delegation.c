/* SPDX-License-Identifier: MIT */
/* chain_delegation: see chain_delegation.h. */
#include "chain_delegation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void chain_delegation_add(struct chain_delegation *d, const ldns_rdf *name,
			  const struct address *a)
{
	char *text = ldns_rdf2str(name);
	int i;

	if (!text)
		return;
	for (i = 0; i < d->server_count; i++)
		if (!strcasecmp(d->servers[i].name, text))
			break;
	if (i == d->server_count && !a && i < CHAIN_NAMES)
		snprintf(d->servers[d->server_count++].name,
			 sizeof(d->servers[0].name), "%.255s", text);
	else if (i < d->server_count && a && d->servers[i].address_count < CHAIN_GLUE)
		d->servers[i].address[d->servers[i].address_count++] = *a;
	free(text);
}

void chain_delegation_addresses(struct chain_delegation *d,
				const ldns_rr_list *list)
{
	struct address a;

	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		ldns_rr_type type = ldns_rr_get_type(rr);
		const ldns_rdf *data = ldns_rr_rdf(rr, 0);

		if ((type == LDNS_RR_TYPE_A || type == LDNS_RR_TYPE_AAAA) &&
		    data && !address_from_bytes(ldns_rdf_data(data),
						ldns_rdf_size(data), &a))
			chain_delegation_add(d, ldns_rr_owner(rr), &a);
	}
}

bool chain_delegation_read(struct chain_delegation *d, const ldns_pkt *p,
			   const ldns_rdf *owner, ldns_pkt_section section)
{
	struct chain_rrset ns = { 0 };

	chain_rrset_take(&ns, p, owner, LDNS_RR_TYPE_NS, section);
	for (size_t i = 0; i < ldns_rr_list_rr_count(ns.rrs); i++) {
		const ldns_rdf *name = ldns_rr_rdf(ldns_rr_list_rr(ns.rrs, i),
						   0);

		if (name)
			chain_delegation_add(d, name, NULL);
	}
	chain_rrset_free(&ns);
	if (d->server_count)
		chain_delegation_addresses(d, ldns_pkt_additional(p));
	return d->server_count > 0;
}
