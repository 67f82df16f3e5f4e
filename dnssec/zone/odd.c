/* SPDX-License-Identifier: MIT */
/* odd: see odd.h. */
#include "dnssec/zone/odd.h"

#include <ldns/ldns.h>
#include <string.h>

#include "dnssec/zone/name.h"
#include "text.h"

static ldns_rdf *origin_rdf(const uint8_t *origin)
{
	if (!origin)
		return NULL;
	return ldns_dname_new_frm_data((uint16_t)name_length(origin), origin);
}

/* The RDATA of an RR in wire form, names uncompressed. */
static int rr_rdata(const ldns_rr *rr, uint8_t out[RDATA_MOST])
{
	size_t used = 0;

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *f = ldns_rr_rdf(rr, i);

		if (!f)
			continue;
		if (ldns_rdf_size(f) > RDATA_MOST - used)
			return -1;
		memcpy(out + used, ldns_rdf_data(f), ldns_rdf_size(f));
		used += ldns_rdf_size(f);
	}
	return (int)used;
}

int odd_parse(const struct rrtype_row *row, const struct rdata_token *tokens,
	      size_t count, const uint8_t *origin, uint8_t out[RDATA_MOST])
{
	struct text line = { 0 };
	ldns_rdf *o = origin_rdf(origin);
	ldns_rr *rr = NULL;
	int n = -1;

	text_printf(&line, ". 0 IN %s", row->name);
	for (size_t i = 0; i < count; i++) {
		text_add(&line, tokens[i].quoted ? " \"" : " ");
		text_add_bytes(&line, tokens[i].at, tokens[i].length);
		if (tokens[i].quoted)
			text_add(&line, "\"");
	}
	if (text_ok(&line) && (o || !origin) &&
	    ldns_rr_new_frm_str(&rr, text_get(&line), 0, o, NULL) ==
		    LDNS_STATUS_OK &&
	    ldns_rr_get_type(rr) == (ldns_rr_type)row->type)
		n = rr_rdata(rr, out);
	ldns_rr_free(rr);
	ldns_rdf_deep_free(o);
	text_free(&line);
	return n;
}

/* An RR of the root with RDATA, as libldns reads it from a message. */
static ldns_rr *rr_of(uint16_t type, const uint8_t *rdata, size_t length)
{
	uint8_t *wire = malloc(11 + length);
	ldns_rr *rr = NULL;
	size_t pos = 0;

	if (!wire)
		return NULL;
	memset(wire, 0, 11);
	wire[1] = (uint8_t)(type >> 8);
	wire[2] = (uint8_t)type;
	wire[4] = 1;
	wire[9] = (uint8_t)(length >> 8);
	wire[10] = (uint8_t)length;
	memcpy(wire + 11, rdata, length);
	if (ldns_wire2rr(&rr, wire, 11 + length, &pos, LDNS_SECTION_ANSWER) !=
	    LDNS_STATUS_OK)
		rr = NULL;
	free(wire);
	return rr;
}

char *odd_print(uint16_t type, const uint8_t *rdata, size_t length, char *out,
		size_t room)
{
	ldns_rr *rr = length ? rr_of(type, rdata, length) : NULL;
	ldns_buffer *b = rr ? ldns_buffer_new(1024) : NULL;
	char *end = NULL;
	bool ok = b != NULL;

	for (size_t i = 0; ok && i < ldns_rr_rd_count(rr); i++) {
		if (!ldns_rr_rdf(rr, i))
			continue;
		if (ldns_buffer_position(b))
			ldns_buffer_printf(b, " ");
		ok = ldns_rdf2buffer_str(b, ldns_rr_rdf(rr, i)) ==
		     LDNS_STATUS_OK;
	}
	if (ok && ldns_buffer_status_ok(b) && ldns_buffer_position(b) < room) {
		memcpy(out, ldns_buffer_begin(b), ldns_buffer_position(b));
		end = out + ldns_buffer_position(b);
		while (end > out && end[-1] == ' ')
			end--;
	}
	ldns_buffer_free(b);
	ldns_rr_free(rr);
	return end;
}
