/* SPDX-License-Identifier: MIT */
/* chain_hints: see chain_hints.h. */
#include "chain_hints.h"

#include <stdio.h>

#include "lang.h"

#define RECORDS 4096		/* in one file */

/* Reads the records of PATH; what DS, NS, A and AAAA mean is the caller's. */
static ldns_rr_list *read_records(const char *path, struct fault *f)
{
	ldns_rr_list *list = ldns_rr_list_new();
	FILE *in = fopen(path, "re");
	ldns_rdf *origin = NULL, *before = NULL;
	uint32_t ttl = 3600;
	int line = 1, first = 1, err = 0;

	if (!in)
		err = fault_errno(f, _("could not read %s"), path);
	while (!err && in && !feof(in)) {
		ldns_rr *rr = NULL;
		ldns_status s;

		first = line;
		s = ldns_rr_new_frm_fp_l(&rr, in, &ttl, &origin, &before,
					 &line);
		if (s == LDNS_STATUS_OK)
			ldns_rr_list_push_rr(list, rr);
		else if (s != LDNS_STATUS_SYNTAX_EMPTY &&
			 s != LDNS_STATUS_SYNTAX_TTL &&
			 s != LDNS_STATUS_SYNTAX_ORIGIN)
			err = fault_set(f, _("%s:%d: not a DNS record: %s"),
					path, first,
					ldns_get_errorstr_by_id(s));
		if (!err && ldns_rr_list_rr_count(list) > RECORDS)
			err = fault_set(f, _("%s: more than %d records"), path,
					RECORDS);
	}
	if (in)
		fclose(in);
	ldns_rdf_deep_free(origin);
	ldns_rdf_deep_free(before);
	if (err) {
		ldns_rr_list_deep_free(list);
		list = NULL;
	}
	return list;
}

static bool is_root(const ldns_rr *rr)
{
	return ldns_dname_label_count(ldns_rr_owner(rr)) == 0;
}

static void add_names(struct chain_delegation *d, const ldns_rr_list *list)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);

		if (is_root(rr) && ldns_rr_get_type(rr) == LDNS_RR_TYPE_NS &&
		    ldns_rr_rdf(rr, 0))
			chain_delegation_add(d, ldns_rr_rdf(rr, 0), NULL);
	}
}

static int read_hints(struct chain_delegation *d, const char *path,
		      struct fault *f)
{
	ldns_rr_list *list = read_records(path, f);
	bool have_address = false;

	if (!list)
		return -1;
	add_names(d, list);
	chain_delegation_addresses(d, list);
	ldns_rr_list_deep_free(list);
	for (int i = 0; i < d->server_count; i++)
		have_address |= d->servers[i].address_count > 0;
	if (have_address)
		return 0;
	fault_set(f, _("%s: no NS records of the root with addresses"), path);
	return fault_hint(f, _("the file is that of dns-root-data, "
			       "root.hints"));
}

static int read_anchors(struct chain_delegation *d, const char *path,
			struct fault *f)
{
	ldns_rr_list *list = read_records(path, f);
	bool have = false;

	if (!list)
		return -1;
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		ldns_rr_type type = ldns_rr_get_type(rr);

		if (is_root(rr) && (type == LDNS_RR_TYPE_DS ||
				    type == LDNS_RR_TYPE_DNSKEY))
			have = true;
	}
	d->ds.rrs = list;
	d->have_ds = true;
	if (have)
		return 0;
	fault_set(f, _("%s: no DS or DNSKEY records of the root"), path);
	return fault_hint(f, _("the file is that of dns-root-data, root.key, "
			       "or the DS of your own root"));
}

int chain_hints_read(struct chain_delegation *d, const char *hints,
		     const char *anchors, struct fault *f)
{
	return read_hints(d, hints, f) || read_anchors(d, anchors, f) ? -1 : 0;
}
