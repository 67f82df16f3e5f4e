/* SPDX-License-Identifier: MIT */
/* express: see express.h. */
#include "express.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "compat.h"
#include "lookup.h"
#include "netlink.h"

#define ATTRIBUTES 16
#define BITWISE_MASK_XOR 0	/* the headers' name for it changed (6.1.y) */
#define CONNTRACK_PRIORITY (-200)	/* NF_IP_PRI_CONNTRACK */

/* Attributes of one expression by type; NULL where it has none. */
struct args {
	const struct nlattr *at[ATTRIBUTES];
};

static void read_args(const struct nlattr *nest, struct args *out)
{
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (nest == NULL)
		return;
	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) < ATTRIBUTES)
			out->at[mnl_attr_get_type(a)] = a;
}

/* A number, or FALLBACK where the attribute is missing or too short. */
static uint32_t number(const struct args *args, unsigned type,
		       uint32_t fallback)
{
	uint32_t v;

	if (args->at[type] == NULL || !netlink_copy(args->at[type], &v,
						    sizeof(v)))
		return fallback;
	return ntohl(v);
}

/* NFTA_DATA_VALUE within an attribute: its length, at most ROOM; else 0. */
static size_t value_of(const struct args *args, unsigned type, uint8_t *out,
		       size_t room)
{
	struct args data;
	const struct nlattr *a;

	read_args(args->at[type], &data);
	a = data.at[NFTA_DATA_VALUE];
	if (a == NULL || mnl_attr_get_payload_len(a) > room)
		return 0;
	memcpy(out, mnl_attr_get_payload(a), mnl_attr_get_payload_len(a));
	return mnl_attr_get_payload_len(a);
}

/* Where register REG begins, with LENGTH bytes in it; -1: nowhere. */
static int place_of(uint32_t reg, size_t length)
{
	uint32_t at;

	if (reg >= NFT_REG_1 && reg <= NFT_REG_4)
		at = (reg - NFT_REG_1) * 16;
	else if (reg >= NFT_REG32_00 && reg <= NFT_REG32_15)
		at = (reg - NFT_REG32_00) * 4;
	else
		return -1;
	return length > EXPRESS_REGISTERS - at ? -1 : (int)at;
}

/* Stores LENGTH bytes (KNOWN NULL: all unknown) and pads to a word. */
static enum express_answer store(struct express *x, uint32_t reg,
				 const void *value, const void *known,
				 size_t length)
{
	int at = place_of(reg, (length + 3) & ~(size_t)3);

	if (at < 0 || length == 0)
		return EXPRESS_MAYBE;
	memset(x->value + at, 0, (length + 3) & ~(size_t)3);
	memset(x->known + at, known ? 0xff : 0, (length + 3) & ~(size_t)3);
	if (known != NULL) {
		memcpy(x->value + at, value, length);
		memcpy(x->known + at, known, length);
	}
	return EXPRESS_YES;
}

static const uint8_t all_known[EXPRESS_REGISTERS] = {
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255,
};

static enum express_answer store_known(struct express *x, uint32_t reg,
				       const void *value, size_t length)
{
	return store(x, reg, value, all_known, length);
}

static enum express_answer store_unknown(struct express *x, uint32_t reg,
					 size_t length)
{
	return store(x, reg, NULL, NULL, length);
}

static enum express_answer yes(struct express *x, const struct args *args)
{
	(void)x, (void)args;
	return EXPRESS_YES;
}

/* ---- what is read from the packet ---- */

static enum express_answer payload(struct express *x, const struct args *args)
{
	const struct walk_packet *p = x->packet;
	uint32_t base = number(args, NFTA_PAYLOAD_BASE, UINT32_MAX);
	uint32_t offset = number(args, NFTA_PAYLOAD_OFFSET, 0);
	uint32_t length = number(args, NFTA_PAYLOAD_LEN, 0);
	uint32_t dreg = number(args, NFTA_PAYLOAD_DREG, 0);
	uint16_t type = htons(p->family == AF_INET ? ETH_P_IP : ETH_P_IPV6);

	if (dreg == 0)		/* written, not read: the way stays the same */
		return EXPRESS_YES;
	if (base == NFT_PAYLOAD_NETWORK_HEADER && offset <= p->network_length &&
	    length <= p->network_length - offset)
		return store(x, dreg, p->network + offset,
			     p->network_known + offset, length);
	if (base == NFT_PAYLOAD_TRANSPORT_HEADER &&
	    offset <= p->transport_length &&
	    length <= p->transport_length - offset)
		return store(x, dreg, p->transport + offset,
			     p->transport_known + offset, length);
	if (base == NFT_PAYLOAD_LL_HEADER && offset == 12 && length == 2)
		return store_known(x, dreg, &type, sizeof(type));
	return store_unknown(x, dreg, length);
}

/* Values of meta that are known, and how long the others are. */
static enum express_answer meta_read(struct express *x, uint32_t key,
				     uint32_t dreg)
{
	const struct walk_packet *p = x->packet;
	bool v4 = p->family == AF_INET;
	uint16_t protocol = htons(v4 ? ETH_P_IP : ETH_P_IPV6);
	uint8_t small[4] = { v4 ? NFPROTO_IPV4 : NFPROTO_IPV6 };
	char name[IF_NAMESIZE] = "";

	switch (key) {
	case NFT_META_PROTOCOL:
		return store_known(x, dreg, &protocol, sizeof(protocol));
	case NFT_META_NFPROTO:
		return store_known(x, dreg, small, 1);
	case NFT_META_L4PROTO:
		return store_known(x, dreg, &p->protocol, 1);
	case NFT_META_PKTTYPE:
		small[0] = p->multicast ? PACKET_MULTICAST : PACKET_HOST;
		return store_known(x, dreg, small, 1);
	case NFT_META_MARK:
		return store(x, dreg, &x->mark, &x->mark_known,
			     sizeof(x->mark));
	case NFT_META_IIF:
		return p->ifindex == 0 ? store_unknown(x, dreg, 4) :
			store_known(x, dreg, &p->ifindex, 4);
	case NFT_META_IIFNAME:
		return p->ifindex == 0 ? store_unknown(x, dreg, IF_NAMESIZE) :
			store_known(x, dreg, p->ifname, IF_NAMESIZE);
	case NFT_META_OIFNAME:
		return store_known(x, dreg, name, sizeof(name));
	case NFT_META_IIFKIND:
	case NFT_META_OIFKIND:
		return store_unknown(x, dreg, 16);
	case NFT_META_TIME_NS:
		return store_unknown(x, dreg, 8);
	default:
		return store_unknown(x, dreg, 4);
	}
}

static enum express_answer meta(struct express *x, const struct args *args)
{
	uint32_t key = number(args, NFTA_META_KEY, UINT32_MAX);
	uint32_t sreg = number(args, NFTA_META_SREG, 0);
	uint32_t dreg = number(args, NFTA_META_DREG, 0);
	int at;

	if (sreg == 0)
		return meta_read(x, key, dreg);
	at = place_of(sreg, sizeof(x->mark));
	if (key != NFT_META_MARK || at < 0)
		return EXPRESS_YES;
	memcpy(&x->mark, x->value + at, sizeof(x->mark));
	memcpy(&x->mark_known, x->known + at, sizeof(x->mark_known));
	if (x->matched != EXPRESS_YES)	/* set, or not */
		x->mark_known = 0;
	return EXPRESS_YES;
}

static enum express_answer ct(struct express *x, const struct args *args)
{
	uint32_t key = number(args, NFTA_CT_KEY, UINT32_MAX);
	uint32_t dreg = number(args, NFTA_CT_DREG, 0);
	uint8_t proto = x->packet->protocol;
	uint32_t zero = 0;

	if (dreg == 0)		/* sets a mark, a label … */
		return EXPRESS_YES;
	if (key == NFT_CT_STATE)
		return store_known(x, dreg, &x->state, sizeof(x->state));
	if (x->state & (NF_CT_STATE_UNTRACKED_BIT | NF_CT_STATE_INVALID_BIT))
		return EXPRESS_NO;	/* no entry to read from */
	if (key == NFT_CT_PROTOCOL)
		return store_known(x, dreg, &proto, 1);
	if (x->state == (uint32_t)NF_CT_STATE_BIT(IP_CT_NEW) &&
	    (key == NFT_CT_MARK || key == NFT_CT_DIRECTION))
		return store_known(x, dreg, &zero,
				   key == NFT_CT_MARK ? sizeof(zero) : 1);
	return store_unknown(x, dreg, key == NFT_CT_SRC || key == NFT_CT_DST ||
			     key == NFT_CT_SRC_IP6 || key == NFT_CT_DST_IP6 ||
			     key == NFT_CT_LABELS || key == NFT_CT_HELPER ?
			     16 : key == NFT_CT_PKTS || key == NFT_CT_BYTES ||
			     key == NFT_CT_AVGPKT ? 8 : 4);
}

/* The packet has no extension headers; its options are not known. */
static enum express_answer exthdr(struct express *x, const struct args *args)
{
	uint32_t op = number(args, NFTA_EXTHDR_OP, NFT_EXTHDR_OP_IPV6);
	uint32_t flags = number(args, NFTA_EXTHDR_FLAGS, 0);
	uint32_t dreg = number(args, NFTA_EXTHDR_DREG, 0);
	uint32_t length = number(args, NFTA_EXTHDR_LEN, 1);
	uint8_t none = 0;

	if (dreg == 0)		/* changes an option */
		return EXPRESS_YES;
	if (op != NFT_EXTHDR_OP_IPV6)
		return store_unknown(x, dreg, length) == EXPRESS_YES &&
			(flags & NFT_EXTHDR_F_PRESENT) ? EXPRESS_YES :
			EXPRESS_MAYBE;
	if (flags & NFT_EXTHDR_F_PRESENT)
		return store_known(x, dreg, &none, sizeof(none));
	return EXPRESS_NO;
}

/* Its way back leads out where it came in, and it is for this host. */
static enum express_answer fib(struct express *x, const struct args *args)
{
	const struct walk_packet *p = x->packet;
	uint32_t dreg = number(args, NFTA_FIB_DREG, 0);
	uint32_t result = number(args, NFTA_FIB_RESULT, 0);
	uint32_t flags = number(args, NFTA_FIB_FLAGS, 0);
	uint32_t type = p->multicast ? RTN_MULTICAST : RTN_LOCAL;
	uint8_t present = 1;

	if (result == NFT_FIB_RESULT_ADDRTYPE) {
		if (flags & NFTA_FIB_F_SADDR)
			type = RTN_UNICAST;
		return store_known(x, dreg, &type, sizeof(type));
	}
	if (!(flags & NFTA_FIB_F_SADDR))
		return store_unknown(x, dreg, result == NFT_FIB_RESULT_OIFNAME ?
				     IF_NAMESIZE : 4);
	if (flags & NFTA_FIB_F_PRESENT)
		return store_known(x, dreg, &present, sizeof(present));
	if (p->ifindex == 0)
		return store_unknown(x, dreg, result == NFT_FIB_RESULT_OIFNAME ?
				     IF_NAMESIZE : 4);
	if (result == NFT_FIB_RESULT_OIFNAME)
		return store_known(x, dreg, p->ifname, IF_NAMESIZE);
	return store_known(x, dreg, &p->ifindex, 4);
}

/* ---- what is done with it ---- */

static enum express_answer invert(enum express_answer a)
{
	return a == EXPRESS_MAYBE ? a : a == EXPRESS_YES ? EXPRESS_NO :
		EXPRESS_YES;
}

static enum express_answer either(bool truth)
{
	return truth ? EXPRESS_YES : EXPRESS_NO;
}

/* Whether the register holds just WANTED, as far as its bits are known. */
static enum express_answer equals(const struct express *x, int at,
				  const uint8_t *wanted, size_t length)
{
	bool sure = true;
	size_t i;

	for (i = 0; i < length; i++) {
		uint8_t known = x->known[(size_t)at + i];

		if ((x->value[(size_t)at + i] ^ wanted[i]) & known)
			return EXPRESS_NO;
		sure &= known == 0xff;
	}
	return sure ? EXPRESS_YES : EXPRESS_MAYBE;
}

/* Below zero, zero, above; *SURE false where unknown bits might change it. */
static int order(const struct express *x, int at, const uint8_t *wanted,
		 size_t length, bool *sure)
{
	size_t i;

	*sure = true;
	for (i = 0; i < length; i++) {
		if (x->known[(size_t)at + i] != 0xff) {
			*sure = false;
			return 0;
		}
		if (x->value[(size_t)at + i] != wanted[i])
			return x->value[(size_t)at + i] < wanted[i] ? -1 : 1;
	}
	return 0;
}

static enum express_answer cmp(struct express *x, const struct args *args)
{
	uint8_t data[EXPRESS_REGISTERS];
	size_t length = value_of(args, NFTA_CMP_DATA, data, sizeof(data));
	int at = place_of(number(args, NFTA_CMP_SREG, 0), length), o;
	bool sure;

	if (at < 0 || length == 0)
		return EXPRESS_MAYBE;
	o = order(x, at, data, length, &sure);
	switch (number(args, NFTA_CMP_OP, UINT32_MAX)) {
	case NFT_CMP_EQ:
		return equals(x, at, data, length);
	case NFT_CMP_NEQ:
		return invert(equals(x, at, data, length));
	case NFT_CMP_LT:
		return sure ? either(o < 0) : EXPRESS_MAYBE;
	case NFT_CMP_LTE:
		return sure ? either(o <= 0) : EXPRESS_MAYBE;
	case NFT_CMP_GT:
		return sure ? either(o > 0) : EXPRESS_MAYBE;
	case NFT_CMP_GTE:
		return sure ? either(o >= 0) : EXPRESS_MAYBE;
	default:
		return EXPRESS_MAYBE;
	}
}

static enum express_answer range(struct express *x, const struct args *args)
{
	uint8_t from[EXPRESS_REGISTERS], to[EXPRESS_REGISTERS];
	size_t length = value_of(args, NFTA_RANGE_FROM_DATA, from,
				 sizeof(from));
	int at = place_of(number(args, NFTA_RANGE_SREG, 0), length), low, high;
	bool sure_low, sure_high;
	enum express_answer in;

	if (at < 0 || length == 0 ||
	    value_of(args, NFTA_RANGE_TO_DATA, to, sizeof(to)) != length)
		return EXPRESS_MAYBE;
	low = order(x, at, from, length, &sure_low);
	high = order(x, at, to, length, &sure_high);
	if ((sure_low && low < 0) || (sure_high && high > 0))
		in = EXPRESS_NO;
	else
		in = sure_low && sure_high ? EXPRESS_YES : EXPRESS_MAYBE;
	return number(args, NFTA_RANGE_OP, NFT_RANGE_EQ) == NFT_RANGE_EQ ?
		in : invert(in);
}

static enum express_answer bitwise(struct express *x, const struct args *args)
{
	uint8_t mask[EXPRESS_REGISTERS], flip[EXPRESS_REGISTERS];
	size_t length = number(args, NFTA_BITWISE_LEN, 0), i;
	int from = place_of(number(args, NFTA_BITWISE_SREG, 0), length);
	uint32_t dreg = number(args, NFTA_BITWISE_DREG, 0);
	uint8_t value[EXPRESS_REGISTERS], known[EXPRESS_REGISTERS];

	if (from < 0 || length == 0)
		return EXPRESS_MAYBE;
	if (number(args, NFTA_BITWISE_OP, BITWISE_MASK_XOR) !=
	    BITWISE_MASK_XOR ||
	    value_of(args, NFTA_BITWISE_MASK, mask, sizeof(mask)) != length ||
	    value_of(args, NFTA_BITWISE_XOR, flip, sizeof(flip)) != length)
		return store_unknown(x, dreg, length);
	for (i = 0; i < length; i++) {
		value[i] = (uint8_t)((x->value[(size_t)from + i] & mask[i]) ^
				     flip[i]);
		known[i] = (uint8_t)(x->known[(size_t)from + i] | ~mask[i]);
	}
	return store(x, dreg, value, known, length);
}

static enum express_answer byteorder(struct express *x,
				     const struct args *args)
{
	size_t length = number(args, NFTA_BYTEORDER_LEN, 0), i;
	size_t size = number(args, NFTA_BYTEORDER_SIZE, 0);
	int from = place_of(number(args, NFTA_BYTEORDER_SREG, 0), length);
	uint32_t dreg = number(args, NFTA_BYTEORDER_DREG, 0);
	uint8_t value[EXPRESS_REGISTERS], known[EXPRESS_REGISTERS];
	bool swap = htons(1) != 1;

	if (from < 0 || length == 0 || (size != 2 && size != 4 && size != 8))
		return EXPRESS_MAYBE;
	/* nft asks for it on single bytes, too; the kernel then does nothing */
	length -= length % size;
	if (length == 0)
		return EXPRESS_YES;
	for (i = 0; i < length; i++) {
		size_t k = swap ? i / size * size + size - 1 - i % size : i;

		value[i] = x->value[(size_t)from + k];
		known[i] = x->known[(size_t)from + k];
	}
	return store(x, dreg, value, known, length);
}

static void copy_chain(const struct nlattr *a, char out[RULESET_NAME])
{
	netlink_copy_text(a, out, RULESET_NAME);
}

static enum express_answer immediate(struct express *x,
				     const struct args *args)
{
	uint32_t dreg = number(args, NFTA_IMMEDIATE_DREG, UINT32_MAX), code;
	uint8_t data[EXPRESS_REGISTERS];
	struct args outer, verdict;
	size_t length;

	if (dreg != NFT_REG_VERDICT) {
		length = value_of(args, NFTA_IMMEDIATE_DATA, data,
				  sizeof(data));
		return store_known(x, dreg, data, length);
	}
	read_args(args->at[NFTA_IMMEDIATE_DATA], &outer);
	read_args(outer.at[NFTA_DATA_VERDICT], &verdict);
	code = number(&verdict, NFTA_VERDICT_CODE, NF_QUEUE);
	memcpy(&x->verdict.code, &code, sizeof(code));
	if (verdict.at[NFTA_VERDICT_CHAIN] != NULL)
		copy_chain(verdict.at[NFTA_VERDICT_CHAIN], x->verdict.chain);
	return EXPRESS_YES;
}

/* Not reached by one packet: `limit rate` lets it on, `over` does not. */
static enum express_answer limit(struct express *x, const struct args *args)
{
	(void)x;
	return either(!(number(args, NFTA_LIMIT_FLAGS, 0) & NFT_LIMIT_F_INV));
}

static enum express_answer connlimit(struct express *x,
				     const struct args *args)
{
	(void)x;
	return either(!(number(args, NFTA_CONNLIMIT_FLAGS, 0) &
			NFT_CONNLIMIT_F_INV));
}

static enum express_answer quota(struct express *x, const struct args *args)
{
	(void)x, (void)args;
	return EXPRESS_MAYBE;
}

static enum express_answer reject(struct express *x, const struct args *args)
{
	(void)args;
	x->verdict.code = NF_DROP;
	return EXPRESS_YES;
}

static enum express_answer notrack(struct express *x, const struct args *args)
{
	(void)args;
	/* too late once it is tracked (nft_notrack_eval() of the kernel) */
	if (x->matched == EXPRESS_YES && (x->state & NF_CT_STATE_INVALID_BIT)) {
		x->untracked = true;
		x->state = NF_CT_STATE_UNTRACKED_BIT;
	}
	return EXPRESS_YES;
}

static enum express_answer judge(struct express *x, const struct nlattr *nest);

/* Adds to a set; a limit within it is not reached by one packet. */
static enum express_answer dynset(struct express *x, const struct args *args)
{
	enum express_answer worst = EXPRESS_YES, one;
	const struct nlattr *a;

	if (args->at[NFTA_DYNSET_EXPR] != NULL)
		worst = judge(x, args->at[NFTA_DYNSET_EXPR]);
	if (args->at[NFTA_DYNSET_EXPRESSIONS] == NULL)
		return worst;
	mnl_attr_for_each_nested(a, args->at[NFTA_DYNSET_EXPRESSIONS]) {
		one = judge(x, a);
		worst = one < worst ? one : worst;
	}
	return worst;
}

static enum express_answer lookup(struct express *x, const struct args *args)
{
	uint32_t sreg = number(args, NFTA_LOOKUP_SREG, 0);
	uint32_t dreg = number(args, NFTA_LOOKUP_DREG, UINT32_MAX);
	const struct ruleset_element *e = NULL;
	const struct ruleset_set *s = NULL;
	enum express_answer found;
	char name[RULESET_NAME] = "";
	int at;

	if (args->at[NFTA_LOOKUP_SET] != NULL)
		netlink_copy_text(args->at[NFTA_LOOKUP_SET], name,
				  sizeof(name));
	s = lookup_set(x->ruleset, x->rule, name);
	at = s ? place_of(sreg, s->key_length) : -1;
	found = at < 0 ? EXPRESS_MAYBE :
		lookup_key(s, x->value + at, x->known + at, &e);
	if (number(args, NFTA_LOOKUP_FLAGS, 0) & NFT_LOOKUP_F_INV)
		return invert(found);
	if (dreg == UINT32_MAX || found == EXPRESS_NO)
		return found;
	if (dreg != NFT_REG_VERDICT)
		return found == EXPRESS_YES && e->data_length > 0 ?
			store_known(x, dreg, e->data, e->data_length) :
			(store_unknown(x, dreg, 16), EXPRESS_MAYBE);
	if (found == EXPRESS_YES && e->has_verdict) {
		x->verdict.code = e->code;
		memcpy(x->verdict.chain, e->chain, sizeof(e->chain));
	} else {
		x->verdict.any = true;
	}
	return found;
}

static enum express_answer nat(struct express *x, const struct args *args)
{
	if (number(args, NFTA_NAT_TYPE, UINT32_MAX) == NFT_NAT_DNAT) {
		x->verdict.handed = true;
		return EXPRESS_YES;
	}
	x->verdict.code = NF_ACCEPT;	/* another source: the same way */
	return EXPRESS_YES;
}

/* To another port of this host: what becomes of it there is not looked into. */
static enum express_answer redirect(struct express *x,
				    const struct args *args)
{
	(void)args;
	snprintf(x->unsure, sizeof(x->unsure), "redirect");
	x->verdict.any = true;
	return EXPRESS_MAYBE;
}

/* ---- of iptables-nft ---- */

static enum express_answer match(struct express *x, const struct args *args)
{
	const struct nlattr *info = args->at[NFTA_MATCH_INFO];
	char name[32] = "";
	enum express_answer a;

	if (args->at[NFTA_MATCH_NAME] == NULL || info == NULL)
		return EXPRESS_MAYBE;
	netlink_copy_text(args->at[NFTA_MATCH_NAME], name, sizeof(name));
	a = compat_match(x, name, number(args, NFTA_MATCH_REV, 0),
			 mnl_attr_get_payload(info),
			 mnl_attr_get_payload_len(info));
	if (a == EXPRESS_MAYBE && x->unsure[0] == '\0')
		snprintf(x->unsure, sizeof(x->unsure), "match %.20s", name);
	return a;
}

static enum express_answer target(struct express *x, const struct args *args)
{
	char name[32] = "";

	if (args->at[NFTA_TARGET_NAME] != NULL)
		netlink_copy_text(args->at[NFTA_TARGET_NAME], name,
				  sizeof(name));
	switch (compat_target(name)) {
	case COMPAT_GOES_ON:
		return EXPRESS_YES;
	case COMPAT_REJECTS:
		x->verdict.code = NF_DROP;
		return EXPRESS_YES;
	case COMPAT_HANDS_ON:
		x->verdict.handed = true;
		return EXPRESS_YES;
	case COMPAT_UNKNOWN:
		break;
	}
	snprintf(x->unsure, sizeof(x->unsure), "target %.20s", name);
	x->verdict.any = true;
	return EXPRESS_MAYBE;
}

/* ---- one rule ---- */

static const struct {
	const char *name;
	enum express_answer (*judge)(struct express *x,
				     const struct args *args);
} kinds[] = {
	{ "payload", payload }, { "meta", meta }, { "cmp", cmp },
	{ "bitwise", bitwise }, { "lookup", lookup }, { "ct", ct },
	{ "immediate", immediate }, { "counter", yes }, { "log", yes },
	{ "last", yes }, { "limit", limit }, { "reject", reject },
	{ "exthdr", exthdr }, { "range", range }, { "byteorder", byteorder },
	{ "fib", fib }, { "connlimit", connlimit }, { "notrack", notrack },
	{ "dynset", dynset }, { "quota", quota }, { "nat", nat },
	{ "redir", redirect }, { "match", match }, { "target", target }, { "dup", yes }, { "flow_offload", yes },
};

/* One expression: NFTA_EXPR_NAME, NFTA_EXPR_DATA. */
static enum express_answer judge(struct express *x, const struct nlattr *nest)
{
	enum express_answer answer = EXPRESS_MAYBE;
	struct args expression, args;
	char name[32] = "";
	size_t i;

	read_args(nest, &expression);
	if (expression.at[NFTA_EXPR_NAME] != NULL)
		netlink_copy_text(expression.at[NFTA_EXPR_NAME], name,
				  sizeof(name));
	read_args(expression.at[NFTA_EXPR_DATA], &args);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			answer = kinds[i].judge(x, &args);
	if (answer == EXPRESS_MAYBE && x->unsure[0] == '\0')
		snprintf(x->unsure, sizeof(x->unsure), "%s", name);
	return answer;
}

enum express_answer express_rule(struct express *x,
				 const struct ruleset_rule *r)
{
	const struct nlattr *attr;
	enum express_answer one;

	memset(x->known, 0, sizeof(x->known));
	memset(&x->verdict, 0, sizeof(x->verdict));
	x->verdict.code = NFT_CONTINUE;
	x->unsure[0] = '\0';
	x->rule = r;
	x->matched = EXPRESS_YES;
	if (r->expressions == NULL)	/* it has none */
		return x->matched;
	mnl_attr_for_each_payload(r->expressions, r->length) {
		one = judge(x, attr);
		if (one < x->matched)
			x->matched = one;
		if (x->matched == EXPRESS_NO || x->verdict.any ||
		    x->verdict.handed || x->verdict.code != NFT_CONTINUE)
			break;
	}
	return x->matched;
}

void express_begin(struct express *x, const struct ruleset *r,
		   const struct walk_packet *p)
{
	memset(x, 0, sizeof(*x));
	x->ruleset = r;
	x->packet = p;
	x->mark_known = UINT32_MAX;
}

void express_enter(struct express *x, int stage, int32_t priority)
{
	bool tracked = stage > 1 ||
		(stage == 1 && priority >= CONNTRACK_PRIORITY);

	x->state = x->untracked ? NF_CT_STATE_UNTRACKED_BIT :
		tracked ? x->packet->state : NF_CT_STATE_INVALID_BIT;
}
