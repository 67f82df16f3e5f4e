/* SPDX-License-Identifier: MIT */
/* ruleset: see ruleset.h. */
#include "ruleset.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

#define READINGS 3
#define MESSAGE(type) ((uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | (type)))

/* Integers of nfnetlink are in network order. */
static bool copy_u32(const struct nlattr *a, uint32_t *out)
{
	if (!netlink_copy(a, out, sizeof(*out)))
		return false;
	*out = ntohl(*out);
	return true;
}

static void copy_name(const struct nlattr *a, char out[RULESET_NAME])
{
	netlink_copy_text(a, out, RULESET_NAME);
}

/* The header of a message of TYPE about a family that matters, or NULL. */
static const struct nlmsghdr *open_message(const void *message, size_t length,
					   unsigned type, uint8_t *family)
{
	const struct nlmsghdr *h = netlink_open(message, length, MESSAGE(type),
						sizeof(struct nfgenmsg));
	const struct nfgenmsg *g;

	if (h == NULL)
		return NULL;
	g = mnl_nlmsg_get_payload(h);
	*family = g->nfgen_family;
	return *family == NFPROTO_IPV4 || *family == NFPROTO_IPV6 ||
		*family == NFPROTO_INET || *family == NFPROTO_NETDEV ?
		h : NULL;
}

int ruleset_add_table(struct ruleset *r, const void *message, size_t length)
{
	struct ruleset_table one = { 0 }, *grown;
	const struct nlmsghdr *h = open_message(message, length,
						NFT_MSG_NEWTABLE, &one.family);
	const struct nlattr *a;
	uint32_t flags = 0;

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(a) == NFTA_TABLE_NAME)
			copy_name(a, one.name);
		else if (mnl_attr_get_type(a) == NFTA_TABLE_FLAGS)
			copy_u32(a, &flags);
	}
	one.dormant = flags & NFT_TABLE_F_DORMANT;
	grown = rows_grow(r->tables, r->table_count, &r->table_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	r->tables = grown;
	r->tables[r->table_count++] = one;
	return 0;
}

/* ---- chains ---- */

static void add_device(struct ruleset_chain *c, const struct nlattr *a)
{
	if (c->device_count < RULESET_DEVICES)
		netlink_copy_text(a, c->devices[c->device_count++],
				  sizeof(c->devices[0]));
}

static void read_hook(const struct nlattr *nest, struct ruleset_chain *c)
{
	const struct nlattr *a, *device;
	uint32_t priority = 0;

	c->base = true;
	mnl_attr_for_each_nested(a, nest) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_HOOK_HOOKNUM:
			copy_u32(a, &c->hook);
			break;
		case NFTA_HOOK_PRIORITY:
			copy_u32(a, &priority);
			memcpy(&c->priority, &priority, sizeof(priority));
			break;
		case NFTA_HOOK_DEV:
			if (c->device_count == 0)
				add_device(c, a);
			break;
		case NFTA_HOOK_DEVS:
			c->device_count = 0;
			mnl_attr_for_each_nested(device, a)
				if (mnl_attr_get_type(device) ==
				    NFTA_DEVICE_NAME)
					add_device(c, device);
			break;
		}
	}
}

static void read_chain(const struct nlattr *a, struct ruleset_chain *c)
{
	switch (mnl_attr_get_type(a)) {
	case NFTA_CHAIN_TABLE:
		copy_name(a, c->table);
		break;
	case NFTA_CHAIN_NAME:
		copy_name(a, c->name);
		break;
	case NFTA_CHAIN_HOOK:
		read_hook(a, c);
		break;
	case NFTA_CHAIN_POLICY:
		copy_u32(a, &c->policy);
		break;
	case NFTA_CHAIN_TYPE:
		netlink_copy_text(a, c->type, sizeof(c->type));
		break;
	}
}

int ruleset_add_chain(struct ruleset *r, const void *message, size_t length)
{
	struct ruleset_chain one = { .policy = NF_ACCEPT }, *grown;
	const struct nlmsghdr *h = open_message(message, length,
						NFT_MSG_NEWCHAIN, &one.family);
	const struct nlattr *a;

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg))
		read_chain(a, &one);
	grown = rows_grow(r->chains, r->chain_count, &r->chain_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	r->chains = grown;
	r->chains[r->chain_count++] = one;
	return 0;
}

/* ---- rules ---- */

/* The expressions, in memory of their own. Returns 0, or -1. */
static int keep_expressions(struct ruleset *r, struct ruleset_rule *one,
			    const struct nlattr *a, bool *too_large)
{
	size_t length = mnl_attr_get_payload_len(a);

	if (one->expressions != NULL)
		return 0;
	if (r->bytes + length > RULESET_BYTES_MAX) {
		if (too_large != NULL)
			*too_large = true;
		return -1;
	}
	one->expressions = malloc(length ? length : 1);
	if (one->expressions == NULL)
		return -1;
	memcpy(one->expressions, mnl_attr_get_payload(a), length);
	one->length = length;
	r->bytes += length;
	return 0;
}

static int read_rule(struct ruleset *r, struct ruleset_rule *one,
		     const struct nlattr *a, bool *too_large)
{
	switch (mnl_attr_get_type(a)) {
	case NFTA_RULE_TABLE:
		copy_name(a, one->table);
		break;
	case NFTA_RULE_CHAIN:
		copy_name(a, one->chain);
		break;
	case NFTA_RULE_HANDLE:
		if (netlink_copy(a, &one->handle, sizeof(one->handle)))
			one->handle = be64toh(one->handle);
		break;
	case NFTA_RULE_EXPRESSIONS:
		return keep_expressions(r, one, a, too_large);
	}
	return 0;
}

int ruleset_add_rule(struct ruleset *r, const void *message, size_t length,
		     bool *too_large)
{
	struct ruleset_rule one = { 0 }, *grown = NULL;
	const struct nlmsghdr *h = open_message(message, length,
						NFT_MSG_NEWRULE, &one.family);
	const struct nlattr *a;

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg))
		if (read_rule(r, &one, a, too_large) != 0)
			goto out;
	grown = rows_grow(r->rules, r->rule_count, &r->rule_room, sizeof(one));
out:
	if (grown == NULL) {
		free(one.expressions);
		return -1;
	}
	r->rules = grown;
	r->rules[r->rule_count++] = one;
	return 0;
}

/* ---- sets ---- */

static void read_fields(const struct nlattr *concat, struct ruleset_set *s)
{
	const struct nlattr *field, *a;
	uint32_t length;

	mnl_attr_for_each_nested(field, concat)
		mnl_attr_for_each_nested(a, field)
			if (mnl_attr_get_type(a) == NFTA_SET_FIELD_LEN &&
			    copy_u32(a, &length) && length <= RULESET_KEY &&
			    s->field_count < RULESET_FIELDS)
				s->fields[s->field_count++] = (uint8_t)length;
}

static void read_set(const struct nlattr *a, struct ruleset_set *s)
{
	const struct nlattr *inner;

	switch (mnl_attr_get_type(a)) {
	case NFTA_SET_TABLE:
		copy_name(a, s->table);
		break;
	case NFTA_SET_NAME:
		copy_name(a, s->name);
		break;
	case NFTA_SET_FLAGS:
		copy_u32(a, &s->flags);
		break;
	case NFTA_SET_KEY_LEN:
		copy_u32(a, &s->key_length);
		break;
	case NFTA_SET_DESC:
		mnl_attr_for_each_nested(inner, a)
			if (mnl_attr_get_type(inner) == NFTA_SET_DESC_CONCAT)
				read_fields(inner, s);
		break;
	}
}

int ruleset_add_set(struct ruleset *r, const void *message, size_t length)
{
	struct ruleset_set one = { 0 }, *grown;
	const struct nlmsghdr *h = open_message(message, length,
						NFT_MSG_NEWSET, &one.family);
	const struct nlattr *a;

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg))
		read_set(a, &one);
	one.partial = one.key_length == 0 || one.key_length > RULESET_KEY;
	grown = rows_grow(r->sets, r->set_count, &r->set_room, sizeof(one));
	if (grown == NULL)
		return -1;
	r->sets = grown;
	r->sets[r->set_count++] = one;
	return 0;
}

/* NFTA_DATA_VALUE within NEST, whole and of at most ROOM bytes. */
static size_t read_value(const struct nlattr *nest, void *out, size_t room)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) == NFTA_DATA_VALUE &&
		    mnl_attr_get_payload_len(a) <= room) {
			memcpy(out, mnl_attr_get_payload(a),
			       mnl_attr_get_payload_len(a));
			return mnl_attr_get_payload_len(a);
		}
	return 0;
}

static void read_verdict(const struct nlattr *nest, struct ruleset_element *e)
{
	const struct nlattr *a, *v;
	uint32_t code;

	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) != NFTA_DATA_VERDICT)
			continue;
		mnl_attr_for_each_nested(v, a) {
			if (mnl_attr_get_type(v) == NFTA_VERDICT_CHAIN)
				copy_name(v, e->chain);
			else if (mnl_attr_get_type(v) == NFTA_VERDICT_CODE &&
				 copy_u32(v, &code)) {
				memcpy(&e->code, &code, sizeof(code));
				e->has_verdict = true;
			}
		}
	}
}

/* False where its key is not what S is about. */
static bool read_element(const struct ruleset_set *s,
			 const struct nlattr *nest, struct ruleset_element *e)
{
	const struct nlattr *a;
	size_t key = 0, end = 0;
	uint32_t flags = 0;

	mnl_attr_for_each_nested(a, nest) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_SET_ELEM_KEY:
			key = read_value(a, e->key, sizeof(e->key));
			break;
		case NFTA_SET_ELEM_KEY_END:
			end = read_value(a, e->end, sizeof(e->end));
			break;
		case NFTA_SET_ELEM_FLAGS:
			copy_u32(a, &flags);
			break;
		case NFTA_SET_ELEM_DATA:
			read_verdict(a, e);
			e->data_length = (uint8_t)
				read_value(a, e->data, sizeof(e->data));
			break;
		case NFTA_SET_ELEM_EXPR:
		case NFTA_SET_ELEM_EXPRESSIONS:
		case NFTA_SET_ELEM_OBJREF:
			e->stateful = true;
			break;
		}
	}
	e->interval_end = flags & NFT_SET_ELEM_INTERVAL_END;
	e->catchall = flags & NFT_SET_ELEM_CATCHALL;
	e->has_end = end != 0;
	return (e->catchall || key == s->key_length) &&
		(end == 0 || end == s->key_length);
}

static int add_element(struct ruleset *r, struct ruleset_set *s,
		       const struct nlattr *nest)
{
	struct ruleset_element one = { 0 }, *grown;

	if (!read_element(s, nest, &one) ||
	    r->bytes + sizeof(one) > RULESET_BYTES_MAX) {
		s->partial = true;
		return 0;
	}
	grown = rows_grow(s->elements, s->element_count, &s->element_room,
			  sizeof(one));
	if (grown == NULL)
		return -1;
	s->elements = grown;
	s->elements[s->element_count++] = one;
	r->bytes += sizeof(one);
	return 0;
}

int ruleset_add_elements(struct ruleset *r, struct ruleset_set *s,
			 const void *message, size_t length)
{
	const struct nlattr *a, *element;
	uint8_t family;
	const struct nlmsghdr *h = open_message(message, length,
						NFT_MSG_NEWSETELEM, &family);

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(a) != NFTA_SET_ELEM_LIST_ELEMENTS)
			continue;
		mnl_attr_for_each_nested(element, a)
			if (add_element(r, s, element) != 0)
				return -1;
	}
	return 0;
}

/* ---- asking for it ---- */

struct collector {
	struct ruleset *ruleset;
	struct ruleset_set *set;	/* whose elements are asked for */
	bool too_large;
	uint32_t generation;
};

static void begin_tables(void *data)
{
	((struct collector *)data)->ruleset->table_count = 0;
}

static int take_table(const void *message, size_t length, void *data)
{
	return ruleset_add_table(((struct collector *)data)->ruleset, message,
				 length);
}

static void begin_chains(void *data)
{
	((struct collector *)data)->ruleset->chain_count = 0;
}

static int take_chain(const void *message, size_t length, void *data)
{
	return ruleset_add_chain(((struct collector *)data)->ruleset, message,
				 length);
}

static void drop_rules(struct ruleset *r)
{
	while (r->rule_count > 0) {
		r->rule_count--;
		r->bytes -= r->rules[r->rule_count].length;
		free(r->rules[r->rule_count].expressions);
	}
}

static void begin_rules(void *data)
{
	drop_rules(((struct collector *)data)->ruleset);
}

static int take_rule(const void *message, size_t length, void *data)
{
	struct collector *c = data;

	return ruleset_add_rule(c->ruleset, message, length, &c->too_large);
}

static void drop_elements(struct ruleset *r, struct ruleset_set *s)
{
	r->bytes -= s->element_count * sizeof(*s->elements);
	s->element_count = 0;
}

static void drop_sets(struct ruleset *r)
{
	size_t i;

	for (i = 0; i < r->set_count; i++) {
		drop_elements(r, &r->sets[i]);
		free(r->sets[i].elements);
	}
	r->set_count = 0;
}

static void begin_sets(void *data)
{
	drop_sets(((struct collector *)data)->ruleset);
}

static int take_set(const void *message, size_t length, void *data)
{
	return ruleset_add_set(((struct collector *)data)->ruleset, message,
			       length);
}

static void begin_elements(void *data)
{
	struct collector *c = data;

	drop_elements(c->ruleset, c->set);
}

static int take_elements(const void *message, size_t length, void *data)
{
	struct collector *c = data;

	return ruleset_add_elements(c->ruleset, c->set, message, length);
}

static void begin_generation(void *data)
{
	((struct collector *)data)->generation = 0;
}

static int take_generation(const void *message, size_t length, void *data)
{
	const struct nlmsghdr *h = netlink_open(message, length,
						MESSAGE(NFT_MSG_NEWGEN),
						sizeof(struct nfgenmsg));
	struct collector *c = data;
	const struct nlattr *a;

	if (h == NULL)
		return 0;
	netlink_for_each(a, h, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == NFTA_GEN_ID)
			copy_u32(a, &c->generation);
	return 0;
}

static const struct {
	uint16_t type;
	void (*begin)(void *data);
	int (*take)(const void *message, size_t length, void *data);
} lists[] = {
	{ NFT_MSG_GETTABLE, begin_tables, take_table },
	{ NFT_MSG_GETCHAIN, begin_chains, take_chain },
	{ NFT_MSG_GETRULE, begin_rules, take_rule },
	{ NFT_MSG_GETSET, begin_sets, take_set },
};

static void ask(struct collector *c, uint16_t type, bool dump,
		void (*begin)(void *), int (*take)(const void *, size_t, void *),
		struct v6_part *part)
{
	struct nfgenmsg body = { .version = NFNETLINK_V0 };
	struct netlink_query q = {
		.bus = NETLINK_NETFILTER, .type = MESSAGE(type), .dump = dump,
		.body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = c,
	};

	netlink_ask(&q, part);
}

static void ask_elements(struct collector *c, struct ruleset_set *s,
			 struct v6_part *part)
{
	char body[NETLINK_BODY] = { 0 };
	struct nfgenmsg g = { .nfgen_family = s->family,
			      .version = NFNETLINK_V0 };
	size_t length = sizeof(g);
	struct netlink_query q = {
		.bus = NETLINK_NETFILTER, .dump = true, .body = body,
		.type = MESSAGE(NFT_MSG_GETSETELEM),
		.begin = begin_elements, .take = take_elements, .data = c,
	};

	c->set = s;
	memcpy(body, &g, sizeof(g));
	netlink_put(body, &length, NFTA_SET_ELEM_LIST_TABLE, s->table,
		    strlen(s->table) + 1);
	netlink_put(body, &length, NFTA_SET_ELEM_LIST_SET, s->name,
		    strlen(s->name) + 1);
	q.body_length = length;
	netlink_ask(&q, part);
}

/* One reading of everything; PART says how it went. */
static void read_all(struct collector *c, struct v6_part *part)
{
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		ask(c, lists[i].type, true, lists[i].begin, lists[i].take,
		    part);
		if (!part->seen)
			return;
	}
	for (i = 0; i < c->ruleset->set_count; i++) {
		struct ruleset_set *s = &c->ruleset->sets[i];

		if (s->partial)
			continue;
		ask_elements(c, s, part);
		if (part->error == ENOENT)	/* gone meanwhile */
			s->partial = true;
		else if (!part->seen)
			return;
	}
	part->seen = true;
	part->error = 0;
}

/* A kernel without nftables has no rules in them. */
static bool without_nftables(int error)
{
	return error == EINVAL || error == EOPNOTSUPP ||
		error == EPROTONOSUPPORT;
}

void ruleset_see(struct ruleset *r, struct v6_part *part)
{
	struct collector c = { .ruleset = r };
	uint32_t before;
	int attempt;

	for (attempt = 0; attempt < READINGS; attempt++) {
		c.too_large = false;
		ask(&c, NFT_MSG_GETGEN, false, begin_generation,
		    take_generation, part);
		before = c.generation;
		if (!part->seen)
			break;
		read_all(&c, part);
		if (!part->seen)
			break;
		ask(&c, NFT_MSG_GETGEN, false, begin_generation,
		    take_generation, part);
		if (!part->seen || c.generation == before)
			break;
	}
	if (part->seen && attempt == READINGS)
		part->wavering = true;
	if (c.too_large) {
		part->seen = false;
		part->error = EFBIG;
	} else if (!part->seen && without_nftables(part->error)) {
		*part = (struct v6_part){ .seen = true };
	}
}

void ruleset_free(struct ruleset *r)
{
	drop_rules(r);
	drop_sets(r);
	free(r->tables);
	free(r->chains);
	free(r->rules);
	free(r->sets);
	memset(r, 0, sizeof(*r));
}
