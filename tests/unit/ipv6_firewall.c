/* SPDX-License-Identifier: MIT */
/*
 * Rulesets built message by message as the kernel sends them, and what becomes
 * of a packet before them; and the same messages cut and spoilt.
 */
#include "ipv6_build.h"

#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>

#include "ipv6/see/ruleset.h"
#include "ipv6/see/walk.h"

static const struct nfgenmsg inet = { .nfgen_family = NFPROTO_INET };

static uint16_t message(unsigned type)
{
	return (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
}

static void build_be32(struct build *b, uint16_t type, uint32_t v)
{
	build_u32(b, type, htonl(v));
}

static void begin(struct build *b, unsigned type)
{
	build_begin(b, message(type), &inet, sizeof(inet));
}

static void build_chain(struct build *b, const char *name, uint32_t policy,
			bool base)
{
	size_t hook;

	begin(b, NFT_MSG_NEWCHAIN);
	build_text(b, NFTA_CHAIN_TABLE, "f");
	build_text(b, NFTA_CHAIN_NAME, name);
	if (!base)
		return;
	hook = build_open(b, NFTA_CHAIN_HOOK);
	build_be32(b, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_IN);
	build_be32(b, NFTA_HOOK_PRIORITY, (uint32_t)-5);
	build_close(b, hook);
	build_be32(b, NFTA_CHAIN_POLICY, policy);
	build_text(b, NFTA_CHAIN_TYPE, "filter");
}

/* ---- expressions; the nest that is open is closed by close_rule() ---- */

struct rule {
	struct build b;
	size_t list, element, data;
};

static void open_rule(struct rule *r, const char *chain, uint64_t handle)
{
	uint64_t be = htobe64(handle);

	begin(&r->b, NFT_MSG_NEWRULE);
	build_text(&r->b, NFTA_RULE_TABLE, "f");
	build_text(&r->b, NFTA_RULE_CHAIN, chain);
	build_attr(&r->b, NFTA_RULE_HANDLE, &be, sizeof(be));
	r->list = build_open(&r->b, NFTA_RULE_EXPRESSIONS);
}

static void open_expression(struct rule *r, const char *name)
{
	r->element = build_open(&r->b, NFTA_LIST_ELEM);
	build_text(&r->b, NFTA_EXPR_NAME, name);
	r->data = build_open(&r->b, NFTA_EXPR_DATA);
}

static void close_expression(struct rule *r)
{
	build_close(&r->b, r->data);
	build_close(&r->b, r->element);
}

static void put_value(struct rule *r, uint16_t type, const void *value,
		      size_t length)
{
	size_t nest = build_open(&r->b, type);

	build_attr(&r->b, NFTA_DATA_VALUE, value, length);
	build_close(&r->b, nest);
}

static void put_payload(struct rule *r, uint32_t base, uint32_t offset,
			uint32_t length)
{
	open_expression(r, "payload");
	build_be32(&r->b, NFTA_PAYLOAD_DREG, NFT_REG_1);
	build_be32(&r->b, NFTA_PAYLOAD_BASE, base);
	build_be32(&r->b, NFTA_PAYLOAD_OFFSET, offset);
	build_be32(&r->b, NFTA_PAYLOAD_LEN, length);
	close_expression(r);
}

static void put_key(struct rule *r, const char *name, uint16_t dreg,
		    uint16_t type, uint32_t key)
{
	open_expression(r, name);
	build_be32(&r->b, dreg, NFT_REG_1);
	build_be32(&r->b, type, key);
	close_expression(r);
}

static void put_cmp(struct rule *r, uint32_t op, const void *value,
		    size_t length)
{
	open_expression(r, "cmp");
	build_be32(&r->b, NFTA_CMP_SREG, NFT_REG_1);
	build_be32(&r->b, NFTA_CMP_OP, op);
	put_value(r, NFTA_CMP_DATA, value, length);
	close_expression(r);
}

static void put_bitwise(struct rule *r, const void *mask, const void *flip,
			size_t length)
{
	open_expression(r, "bitwise");
	build_be32(&r->b, NFTA_BITWISE_SREG, NFT_REG_1);
	build_be32(&r->b, NFTA_BITWISE_DREG, NFT_REG_1);
	build_be32(&r->b, NFTA_BITWISE_LEN, (uint32_t)length);
	put_value(r, NFTA_BITWISE_MASK, mask, length);
	put_value(r, NFTA_BITWISE_XOR, flip, length);
	close_expression(r);
}

static void put_lookup(struct rule *r, const char *set, uint32_t flags,
		       bool map)
{
	open_expression(r, "lookup");
	build_text(&r->b, NFTA_LOOKUP_SET, set);
	build_be32(&r->b, NFTA_LOOKUP_SREG, NFT_REG_1);
	if (map)
		build_be32(&r->b, NFTA_LOOKUP_DREG, NFT_REG_VERDICT);
	build_be32(&r->b, NFTA_LOOKUP_FLAGS, flags);
	close_expression(r);
}

static void put_plain(struct rule *r, const char *name)
{
	open_expression(r, name);
	close_expression(r);
}

static void put_limit(struct rule *r, uint32_t flags)
{
	open_expression(r, "limit");
	build_be32(&r->b, NFTA_LIMIT_FLAGS, flags);
	close_expression(r);
}

static void put_verdict_data(struct build *b, uint16_t type, int32_t code,
			     const char *chain)
{
	size_t data = build_open(b, type);
	size_t verdict = build_open(b, NFTA_DATA_VERDICT);

	build_be32(b, NFTA_VERDICT_CODE, (uint32_t)code);
	if (chain != NULL)
		build_text(b, NFTA_VERDICT_CHAIN, chain);
	build_close(b, verdict);
	build_close(b, data);
}

static void put_verdict(struct rule *r, int32_t code, const char *chain)
{
	open_expression(r, "immediate");
	build_be32(&r->b, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	put_verdict_data(&r->b, NFTA_IMMEDIATE_DATA, code, chain);
	close_expression(r);
}

static void close_rule(struct ruleset *all, struct rule *r)
{
	build_close(&r->b, r->list);
	assert_int_equal(ruleset_add_rule(all, r->b.words, r->b.length, NULL),
			 0);
}

/* ---- what the cases put before the packet ---- */

static const uint8_t type2 = 2, type135 = 135, tcp = IPPROTO_TCP;
static const uint8_t icmp = IPPROTO_ICMPV6, zero16[16];

static void icmp_type(struct rule *r, uint8_t type)
{
	put_key(r, "meta", NFTA_META_DREG, NFTA_META_KEY, NFT_META_L4PROTO);
	put_cmp(r, NFT_CMP_EQ, &icmp, 1);
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_cmp(r, NFT_CMP_EQ, &type, 1);
}

static void drop_type2(struct rule *r)
{
	icmp_type(r, type2);
	put_plain(r, "counter");
	put_plain(r, "log");
	put_verdict(r, NF_DROP, NULL);
}
static void drop_type135(struct rule *r)
{
	icmp_type(r, type135);
	put_verdict(r, NF_DROP, NULL);
}
static void drop_tcp(struct rule *r)
{
	put_key(r, "meta", NFTA_META_DREG, NFTA_META_KEY, NFT_META_L4PROTO);
	put_cmp(r, NFT_CMP_EQ, &tcp, 1);
	put_verdict(r, NF_DROP, NULL);
}
static void reject_all(struct rule *r) { put_plain(r, "reject"); }
static void under_limit(struct rule *r)
{
	put_limit(r, 0);
	put_verdict(r, NF_DROP, NULL);
}
static void over_limit(struct rule *r)
{
	put_limit(r, NFT_LIMIT_F_INV);
	put_verdict(r, NF_DROP, NULL);
}
static void drop_related(struct rule *r)
{
	uint32_t mask = NF_CT_STATE_BIT(IP_CT_RELATED);

	put_key(r, "ct", NFTA_CT_DREG, NFTA_CT_KEY, NFT_CT_STATE);
	put_bitwise(r, &mask, zero16, 4);
	put_cmp(r, NFT_CMP_NEQ, zero16, 4);
	put_verdict(r, NF_DROP, NULL);
}
static void drop_established(struct rule *r)
{
	uint32_t mask = NF_CT_STATE_BIT(IP_CT_ESTABLISHED);

	put_key(r, "ct", NFTA_CT_DREG, NFTA_CT_KEY, NFT_CT_STATE);
	put_bitwise(r, &mask, zero16, 4);
	put_cmp(r, NFT_CMP_NEQ, zero16, 4);
	put_verdict(r, NF_DROP, NULL);
}
static void drop_unheard_of(struct rule *r)
{
	put_plain(r, "of-a-kernel-to-come");
	put_verdict(r, NF_DROP, NULL);
}
/* what is not known does not matter where the rest says no */
static void unheard_of_tcp(struct rule *r)
{
	put_plain(r, "of-a-kernel-to-come");
	drop_tcp(r);
}
static void unheard_of_counter(struct rule *r)
{
	put_plain(r, "of-a-kernel-to-come");
	put_plain(r, "counter");
}
static void jump_there(struct rule *r) { put_verdict(r, NFT_JUMP, "there"); }
static void goto_there(struct rule *r) { put_verdict(r, NFT_GOTO, "there"); }
static void jump_nowhere(struct rule *r) { put_verdict(r, NFT_JUMP, "nix"); }
static void jump_itself(struct rule *r) { put_verdict(r, NFT_JUMP, "in"); }
static void drop_extension(struct rule *r)
{
	open_expression(r, "exthdr");
	build_be32(&r->b, NFTA_EXTHDR_DREG, NFT_REG_1);
	build_be32(&r->b, NFTA_EXTHDR_LEN, 1);
	build_be32(&r->b, NFTA_EXTHDR_FLAGS, NFT_EXTHDR_F_PRESENT);
	close_expression(r);
	put_cmp(r, NFT_CMP_EQ, "\1", 1);
	put_verdict(r, NF_DROP, NULL);
}
/* a byte of the header that this packet leaves open, but for a bit of it */
static void hop_limit(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_NETWORK_HEADER, 7, 1);
	put_cmp(r, NFT_CMP_EQ, "\377", 1);
	put_verdict(r, NF_DROP, NULL);
}
static void hop_limit_masked(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_NETWORK_HEADER, 7, 1);
	put_bitwise(r, zero16, zero16, 1);
	put_cmp(r, NFT_CMP_NEQ, zero16, 1);
	put_verdict(r, NF_DROP, NULL);
}
static void type_below(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_cmp(r, NFT_CMP_LT, "\3", 1);
	put_verdict(r, NF_DROP, NULL);
}
static void in_types(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_lookup(r, "types", 0, false);
	put_verdict(r, NF_DROP, NULL);
}
static void not_in_types(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_lookup(r, "types", NFT_LOOKUP_F_INV, false);
	put_verdict(r, NF_DROP, NULL);
}
static void in_ranges(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_lookup(r, "ranges", 0, false);
	put_verdict(r, NF_DROP, NULL);
}
static void by_map(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_lookup(r, "map", 0, true);
}
static void in_no_set(struct rule *r)
{
	put_payload(r, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
	put_lookup(r, "gone", 0, false);
	put_verdict(r, NF_DROP, NULL);
}
static void bad_register(struct rule *r)
{
	open_expression(r, "payload");
	build_be32(&r->b, NFTA_PAYLOAD_DREG, NFT_REG32_15);
	build_be32(&r->b, NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
	build_be32(&r->b, NFTA_PAYLOAD_LEN, 16);
	close_expression(r);
	put_verdict(r, NF_DROP, NULL);
}
/* matches of xtables, as iptables-nft writes them */
static void put_match(struct rule *r, const char *name, uint32_t rev,
		      const void *info, size_t length)
{
	open_expression(r, "match");
	build_text(&r->b, NFTA_MATCH_NAME, name);
	build_be32(&r->b, NFTA_MATCH_REV, rev);
	build_attr(&r->b, NFTA_MATCH_INFO, info, length);
	close_expression(r);
}
static void xt_icmp6(struct rule *r)
{
	/* type, code from and to, inverted: struct ip6t_icmp */
	const uint8_t m[4] = { 2, 0, 255 };

	put_match(r, "icmp6", 0, m, sizeof(m));
	put_match(r, "comment", 0, "x", 1);
	put_match(r, "limit", 0, "x", 1);
	put_verdict(r, NF_DROP, NULL);
}
static void xt_icmp6_other(struct rule *r)
{
	const uint8_t m[4] = { 2, 0, 255, 1 };

	put_match(r, "icmp6", 0, m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_icmp6_short(struct rule *r)
{
	put_match(r, "icmp6", 0, "\2", 1);
	put_verdict(r, NF_DROP, NULL);
}
static void xt_conntrack(struct rule *r)
{
	struct xt_conntrack_mtinfo3 m = {
		.match_flags = XT_CONNTRACK_STATE,
		.state_mask = XT_CONNTRACK_STATE_BIT(IP_CT_RELATED) };

	put_match(r, "conntrack", 3, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_conntrack_untracked(struct rule *r)
{
	struct xt_conntrack_mtinfo3 m = {
		.match_flags = XT_CONNTRACK_STATE,
		.state_mask = XT_CONNTRACK_STATE_UNTRACKED };

	put_match(r, "conntrack", 3, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_hl(struct rule *r)
{
	struct ip6t_hl_info m = { .mode = IP6T_HL_EQ, .hop_limit = 255 };

	put_match(r, "hl", 0, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_addrtype(struct rule *r)
{
	struct xt_addrtype_info_v1 m = { .dest = XT_ADDRTYPE_LOCAL };

	put_match(r, "addrtype", 1, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_unheard_of(struct rule *r)
{
	put_match(r, "of-a-kernel-to-come", 0, "x", 1);
	put_verdict(r, NF_DROP, NULL);
}
static void xt_tcp_443(struct rule *r)
{
	struct xt_tcp m = { .spts = { 0, 65535 }, .dpts = { 443, 443 } };

	put_match(r, "tcp", 0, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void xt_multiport(struct rule *r)
{
	struct xt_multiport_v1 m = { .flags = XT_MULTIPORT_DESTINATION,
		.count = 3, .ports = { 80, 440, 450 }, .pflags = { 0, 1 } };

	put_match(r, "multiport", 1, &m, sizeof(m));
	put_verdict(r, NF_DROP, NULL);
}
static void put_target(struct rule *r, const char *name)
{
	open_expression(r, "target");
	build_text(&r->b, NFTA_TARGET_NAME, name);
	close_expression(r);
}
static void xt_reject(struct rule *r) { put_target(r, "REJECT"); }
static void xt_log(struct rule *r) { put_target(r, "LOG"); }
static void xt_target_unheard_of(struct rule *r) { put_target(r, "NIX"); }
static void dnat(struct rule *r)
{
	open_expression(r, "nat");
	build_be32(&r->b, NFTA_NAT_TYPE, NFT_NAT_DNAT);
	close_expression(r);
}
static void xt_dnat(struct rule *r) { put_target(r, "DNAT"); }
static void queue(struct rule *r) { put_verdict(r, NF_QUEUE, NULL); }

/* ---- sets ---- */

static void add_set(struct ruleset *all, const char *name, uint32_t flags)
{
	struct build b;

	begin(&b, NFT_MSG_NEWSET);
	build_text(&b, NFTA_SET_TABLE, "f");
	build_text(&b, NFTA_SET_NAME, name);
	build_be32(&b, NFTA_SET_FLAGS, flags);
	build_be32(&b, NFTA_SET_KEY_LEN, 1);
	assert_int_equal(ruleset_add_set(all, b.words, b.length), 0);
}

static void build_element(struct build *b, uint8_t key, uint32_t flags,
			  int32_t code)
{
	size_t list, element, nest;

	begin(b, NFT_MSG_NEWSETELEM);
	list = build_open(b, NFTA_SET_ELEM_LIST_ELEMENTS);
	element = build_open(b, NFTA_LIST_ELEM);
	nest = build_open(b, NFTA_SET_ELEM_KEY);
	build_attr(b, NFTA_DATA_VALUE, &key, 1);
	build_close(b, nest);
	build_be32(b, NFTA_SET_ELEM_FLAGS, flags);
	if (code >= 0)
		put_verdict_data(b, NFTA_SET_ELEM_DATA, code, NULL);
	build_close(b, element);
	build_close(b, list);
}

static void add_element(struct ruleset *all, uint8_t key, uint32_t flags,
			int32_t code)
{
	struct build b;

	build_element(&b, key, flags, code);
	assert_int_equal(ruleset_add_elements(all,
			 &all->sets[all->set_count - 1], b.words, b.length), 0);
}

static void add_sets(struct ruleset *all)
{
	add_set(all, "types", 0);
	add_element(all, 1, 0, -1);
	add_element(all, 2, 0, -1);
	add_set(all, "ranges", NFT_SET_INTERVAL);	/* 3-134, 136- */
	add_element(all, 136, 0, -1);
	add_element(all, 135, NFT_SET_ELEM_INTERVAL_END, -1);
	add_element(all, 3, 0, -1);
	add_element(all, 0, NFT_SET_ELEM_INTERVAL_END, -1);
	add_set(all, "map", NFT_SET_MAP);
	add_element(all, 2, 0, NF_DROP);
}

static void add_chain(struct ruleset *all, const char *name, uint32_t policy,
		      bool base)
{
	struct build b;

	build_chain(&b, name, policy, base);
	assert_int_equal(ruleset_add_chain(all, b.words, b.length), 0);
}

/* A chain at the input hook with that policy and one rule, handle 7. */
static void build(struct ruleset *all, void (*fill)(struct rule *r),
		  uint32_t policy)
{
	struct rule r;

	memset(all, 0, sizeof(*all));
	add_sets(all);
	add_chain(all, "in", policy, true);
	add_chain(all, "there", NF_ACCEPT, false);
	open_rule(&r, "in", 7);
	if (fill != NULL)
		fill(&r);
	close_rule(all, &r);
	open_rule(&r, "there", 9);
	drop_type2(&r);
	close_rule(all, &r);
}

static struct v6_walk walk(const struct ruleset *all,
			   void (*make)(struct walk_packet *p))
{
	struct v6_walk w = { .port = 99 };
	struct walk_packet p;

	make(&p);
	walk_ruleset(all, &p, &w);
	assert_int_equal(w.port, 99);
	return w;
}

static void too_big(struct walk_packet *p) { walk_too_big(p, NULL, NULL); }
static void solicitation(struct walk_packet *p)
{
	walk_solicitation(p, NULL, NULL, NULL);
}

static void test_rules(void **state)
{
	static const struct {
		void (*fill)(struct rule *r);
		uint32_t policy;
		enum v6_fate fate;
		uint64_t handle;
		const char *chain;
	} cases[] = {
		{ NULL, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ NULL, NF_DROP, V6_FATE_DROPPED, 0, "in" },
		{ drop_type2, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ drop_type135, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ drop_tcp, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ reject_all, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ under_limit, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ over_limit, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ drop_related, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ drop_established, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ drop_unheard_of, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ drop_unheard_of, NF_DROP, V6_FATE_DROPPED, 7, "in" },
		{ unheard_of_tcp, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ unheard_of_counter, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ jump_there, NF_ACCEPT, V6_FATE_DROPPED, 9, "there" },
		{ goto_there, NF_ACCEPT, V6_FATE_DROPPED, 9, "there" },
		{ jump_nowhere, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ jump_itself, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ drop_extension, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ hop_limit, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ hop_limit_masked, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ type_below, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ in_types, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ not_in_types, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ in_ranges, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ by_map, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ in_no_set, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ bad_register, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ xt_icmp6, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ xt_icmp6_other, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ xt_icmp6_short, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ xt_conntrack, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ xt_hl, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ xt_addrtype, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ xt_unheard_of, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		{ xt_tcp_443, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ xt_reject, NF_ACCEPT, V6_FATE_DROPPED, 7, "in" },
		{ xt_log, NF_ACCEPT, V6_FATE_ACCEPTED, 0, "in" },
		{ xt_target_unheard_of, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
		/* it goes to another host, whatever the chains of input say */
		{ dnat, NF_DROP, V6_FATE_ACCEPTED, 7, "in" },
		{ xt_dnat, NF_DROP, V6_FATE_ACCEPTED, 7, "in" },
		{ queue, NF_ACCEPT, V6_FATE_UNKNOWN, 7, "in" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct ruleset all;
		struct v6_walk w;

		build(&all, cases[i].fill, cases[i].policy);
		w = walk(&all, too_big);
		if (w.fate != cases[i].fate || w.handle != cases[i].handle)
			print_error("case %zu: fate %d, handle %d\n", i,
				    w.fate, (int)w.handle);
		assert_int_equal(w.fate, cases[i].fate);
		assert_int_equal(w.handle, cases[i].handle);
		assert_string_equal(w.chain, cases[i].chain);
		assert_string_equal(w.table, "inet f");
		assert_int_equal(w.why[0] != '\0', w.fate == V6_FATE_UNKNOWN);
		ruleset_free(&all);
	}
}

/* Solicitations come with hop limit 255, from neighbours, untracked. */
static void test_solicitation(void **state)
{
	static const struct {
		void (*fill)(struct rule *r);
		enum v6_fate fate;
	} cases[] = {
		{ drop_type135, V6_FATE_DROPPED },
		{ drop_type2, V6_FATE_ACCEPTED },
		{ hop_limit, V6_FATE_DROPPED },
		{ drop_related, V6_FATE_ACCEPTED },
		{ xt_conntrack, V6_FATE_ACCEPTED },
		{ xt_conntrack_untracked, V6_FATE_DROPPED },
		{ xt_hl, V6_FATE_DROPPED },
		{ xt_addrtype, V6_FATE_ACCEPTED },
		{ in_ranges, V6_FATE_ACCEPTED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct ruleset all;

		build(&all, cases[i].fill, NF_ACCEPT);
		assert_int_equal(walk(&all, solicitation).fate, cases[i].fate);
		ruleset_free(&all);
	}
}

/* A SYN of either family to a port that a rule of xtables drops, or not. */
static void test_syn(void **state)
{
	static const struct {
		void (*fill)(struct rule *r);
		uint16_t port;
		enum v6_fate fate;
	} cases[] = {
		{ xt_tcp_443, 443, V6_FATE_DROPPED },
		{ xt_tcp_443, 444, V6_FATE_ACCEPTED },
		{ xt_multiport, 80, V6_FATE_DROPPED },
		{ xt_multiport, 440, V6_FATE_DROPPED },
		{ xt_multiport, 450, V6_FATE_DROPPED },
		{ xt_multiport, 451, V6_FATE_ACCEPTED },
		{ drop_tcp, 9, V6_FATE_DROPPED },
		{ drop_type2, 9, V6_FATE_ACCEPTED },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		for (k = 0; k < 2; k++) {
			struct v6_walk w = { 0 };
			struct walk_packet p;
			struct ruleset all;

			build(&all, cases[i].fill, NF_ACCEPT);
			walk_syn(&p, NULL, k ? AF_INET6 : AF_INET, NULL,
				 cases[i].port);
			walk_ruleset(&all, &p, &w);
			assert_int_equal(w.fate, cases[i].fate);
			ruleset_free(&all);
		}
}

/* No chain looks at it: nothing decides. */
static void test_empty(void **state)
{
	struct ruleset all = { 0 };
	struct v6_walk w = walk(&all, too_big);

	(void)state;
	assert_int_equal(w.fate, V6_FATE_ACCEPTED);
	assert_string_equal(w.table, "");
	ruleset_free(&all);
}

static void test_dormant(void **state)
{
	struct ruleset all;
	struct build b;

	(void)state;
	build(&all, drop_type2, NF_ACCEPT);
	begin(&b, NFT_MSG_NEWTABLE);
	build_text(&b, NFTA_TABLE_NAME, "f");
	build_be32(&b, NFTA_TABLE_FLAGS, NFT_TABLE_F_DORMANT);
	assert_int_equal(ruleset_add_table(&all, b.words, b.length), 0);
	assert_int_equal(walk(&all, too_big).fate, V6_FATE_ACCEPTED);
	ruleset_free(&all);
}

/* More rules than may be kept are a refusal, not a shorter ruleset. */
static void test_too_large(void **state)
{
	struct ruleset all = { .bytes = RULESET_BYTES_MAX };
	bool too_large = false;
	struct rule r;

	(void)state;
	open_rule(&r, "in", 1);
	drop_type2(&r);
	build_close(&r.b, r.list);
	assert_int_equal(ruleset_add_rule(&all, r.b.words, r.b.length,
					  &too_large), -1);
	assert_true(too_large);
	assert_int_equal(all.rule_count, 0);
	add_set(&all, "types", 0);
	add_element(&all, 1, 0, -1);
	assert_true(all.sets[0].partial);
	all.bytes = 0;
	ruleset_free(&all);
}

/* ---- cut and spoilt ---- */

/* Everything the message may be, and a walk over what came of it. */
static void read_all(const void *data, size_t length)
{
	struct ruleset all = { 0 };
	struct v6_walk w;
	size_t i;

	add_chain(&all, "in", NF_ACCEPT, true);
	add_sets(&all);
	ruleset_add_table(&all, data, length);
	ruleset_add_chain(&all, data, length);
	ruleset_add_set(&all, data, length);
	for (i = 0; i < all.set_count; i++)
		ruleset_add_elements(&all, &all.sets[i], data, length);
	ruleset_add_rule(&all, data, length, NULL);
	w = walk(&all, too_big);
	assert_true(w.fate <= V6_FATE_DROPPED);
	ruleset_free(&all);
}

static void test_mauled(void **state)
{
	static void (*const fills[])(struct rule *r) = {
		drop_type2, drop_related, in_types, by_map, drop_extension,
		jump_itself, under_limit, xt_icmp6, xt_conntrack, xt_tcp_443,
		xt_multiport, xt_reject,
	};
	struct build b;
	struct rule r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fills); i++) {
		open_rule(&r, "in", 7);
		fills[i](&r);
		build_close(&r.b, r.list);
		build_maul(&r.b, read_all);
	}
	build_chain(&b, "in", NF_DROP, true);
	build_maul(&b, read_all);
	build_element(&b, 2, 0, NF_DROP);
	build_maul(&b, read_all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_solicitation),
		cmocka_unit_test(test_syn),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_dormant),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
