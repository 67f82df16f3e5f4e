/* SPDX-License-Identifier: MIT */
/* chain_same: see chain_same.h. */
#include "chain_same.h"

#include <stdio.h>
#include <string.h>

#include "lang.h"

/* What one server has. */
struct one {
	const char *name;
	const struct address *address;
	const struct chain_rrset *set;
};

/*
 * The RRset that most of them have; of several, that of the first. Those with
 * another are counted and named.
 */
static const struct chain_rrset *most_common(const struct one *list, int count)
{
	const struct chain_rrset *best = NULL;
	int most = 0;

	for (int i = 0; i < count; i++) {
		int same = 0;

		for (int k = 0; k < count; k++)
			same += chain_rrset_equal(list[i].set, list[k].set);
		if (same > most) {
			most = same;
			best = list[i].set;
		}
	}
	return best;
}

/* "12345/13 54321/13": tag and algorithm of each, or "none". */
static void list_tags(const struct chain_rrset *s, char *out, size_t size)
{
	size_t n = 0;

	snprintf(out, size, "%s", _("none"));
	for (size_t i = 0; i < ldns_rr_list_rr_count(s->rrs) && n < size; i++) {
		const ldns_rr *rr = ldns_rr_list_rr(s->rrs, i);
		bool key = ldns_rr_get_type(rr) == LDNS_RR_TYPE_DNSKEY;

		if (ldns_rr_rd_count(rr) != 4)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s%u/%u",
				      n ? " " : "", key ? ldns_calc_keytag(rr) :
				      ldns_rdf2native_int16(ldns_rr_rdf(rr, 0)),
				      ldns_rdf2native_int8(
					      ldns_rr_rdf(rr, key ? 2 : 1)));
	}
}

static int compare(const struct one *list, int count, char *text, size_t size)
{
	const struct chain_rrset *best = most_common(list, count);
	char tags[128], address[ADDRESS_TEXT], word[512];
	int differ = 0;

	for (int i = 0; i < count; i++) {
		if (chain_rrset_equal(list[i].set, best))
			continue;
		differ++;
		list_tags(list[i].set, tags, sizeof(tags));
		snprintf(word, sizeof(word), "%.255s %s: %s", list[i].name,
			 address_format(list[i].address, address), tags);
		chain_rrset_note(text, size, word);
	}
	return differ;
}

void chain_same_keys(struct chain_node *n)
{
	struct link_facts *f = &n->facts.link;
	struct one list[LINK_SERVERS];
	int count = 0;

	for (int i = 0; i < n->server_count; i++) {
		const struct chain_server *s = &n->servers[i];

		if (!s->have_keys || !s->facts.have_serial ||
		    s->facts.serial != s->facts.serial_best)
			continue;
		list[count++] = (struct one){ s->facts.name, &s->address,
					      &s->keys };
	}
	if (count < 2)
		return;
	f->have |= LINK_HAVE_KEYS_SAME;
	f->keys_differ = compare(list, count, f->keys_differ_text,
				 sizeof(f->keys_differ_text));
}

/* The parent's server at A has an older zone than another one. */
static bool is_behind(const struct chain_node *parent, const struct address *a)
{
	const struct server_facts *mine = NULL;

	for (int i = 0; i < parent->server_count; i++)
		if (!address_compare(&parent->servers[i].address, a))
			mine = &parent->servers[i].facts;
	if (!mine || !mine->have_serial)
		return false;
	for (int i = 0; i < parent->server_count; i++) {
		const struct server_facts *other = &parent->servers[i].facts;

		/* RFC 1982 section 3.2 */
		if (other->have_serial &&
		    (int32_t)(other->serial - mine->serial) > 0)
			return true;
	}
	return false;
}

void chain_same_ds(struct chain_node *n)
{
	struct link_facts *f = &n->facts.link;
	struct one list[LINK_SERVERS];
	int count = 0;

	for (int i = 0; i < n->above_count; i++) {
		const struct chain_above *s = &n->above[i];

		if (s->have && !is_behind(n->parent, &s->address))
			list[count++] = (struct one){ s->name, &s->address,
						      &s->ds };
	}
	if (count < 2)
		return;
	f->have |= LINK_HAVE_DS_SAME;
	f->ds_differ = compare(list, count, f->ds_differ_text,
			       sizeof(f->ds_differ_text));
}
