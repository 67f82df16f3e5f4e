/* SPDX-License-Identifier: MIT */
/* compat: see compat.h. */
#include "compat.h"

#include <linux/netfilter.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_state.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>
#include <string.h>

/*
 * struct ip6t_icmp: <linux/netfilter_ipv6/ip6_tables.h> cannot stand beside
 * <net/if.h>.
 */
struct icmp_info {
	uint8_t type, code[2], invflags;
};
#define ICMP_INVERTED 0x01

static enum express_answer answer(bool truth, bool inverted)
{
	return truth != inverted ? EXPRESS_YES : EXPRESS_NO;
}

static enum express_answer always(const struct express *x, uint32_t rev,
				  const void *info)
{
	(void)x, (void)rev, (void)info;
	return EXPRESS_YES;
}

/* The port at AT of the transport header; false where it is not known. */
static bool read_port(const struct walk_packet *p, size_t at, uint16_t *out)
{
	*out = (uint16_t)(p->transport[at] << 8 | p->transport[at + 1]);
	return p->transport_known[at] == 0xff &&
		p->transport_known[at + 1] == 0xff;
}

static enum express_answer in_range(const struct walk_packet *p, size_t at,
				    const uint16_t range[2], bool inverted)
{
	uint16_t port;

	if (range[0] == 0 && range[1] == 0xffff && !inverted)
		return EXPRESS_YES;
	if (!read_port(p, at, &port))
		return EXPRESS_MAYBE;
	return answer(port >= range[0] && port <= range[1], inverted);
}

static enum express_answer lesser(enum express_answer a, enum express_answer b)
{
	return a < b ? a : b;
}

static enum express_answer tcp_match(const struct express *x, uint32_t rev,
			       const void *info)
{
	const struct walk_packet *p = x->packet;
	enum express_answer all;
	struct xt_tcp t;

	(void)rev;
	memcpy(&t, info, sizeof(t));
	if (p->protocol != IPPROTO_TCP)
		return EXPRESS_NO;
	all = lesser(in_range(p, 0, t.spts, t.invflags & XT_TCP_INV_SRCPT),
		     in_range(p, 2, t.dpts, t.invflags & XT_TCP_INV_DSTPT));
	if (t.flg_mask != 0)
		all = lesser(all, answer((p->transport[13] & t.flg_mask) ==
					 t.flg_cmp,
					 t.invflags & XT_TCP_INV_FLAGS));
	return t.option != 0 ? lesser(all, EXPRESS_MAYBE) : all;
}

static enum express_answer icmp6(const struct express *x, uint32_t rev,
				 const void *info)
{
	const struct walk_packet *p = x->packet;
	struct icmp_info m;

	(void)rev;
	memcpy(&m, info, sizeof(m));
	if (p->protocol != IPPROTO_ICMPV6)
		return EXPRESS_NO;
	return answer(m.type == 0xff ||
		      (p->transport[0] == m.type &&
		       p->transport[1] >= m.code[0] &&
		       p->transport[1] <= m.code[1]),
		      m.invflags & ICMP_INVERTED);
}

/* No packet of walk.h is of these. */
static enum express_answer never(const struct express *x, uint32_t rev,
				 const void *info)
{
	(void)x, (void)rev, (void)info;
	return EXPRESS_NO;
}

/* The states have the same bits as with `ct state`, but for this one. */
static enum express_answer conntrack(const struct express *x, uint32_t rev,
				     const void *info)
{
	struct xt_conntrack_mtinfo2 m;	/* revision 3 only appends to it */
	uint32_t state = x->state;

	memcpy(&m, info, sizeof(m));
	if (rev < 2 || m.match_flags != XT_CONNTRACK_STATE)
		return EXPRESS_MAYBE;
	if (state == NF_CT_STATE_UNTRACKED_BIT)
		state = XT_CONNTRACK_STATE_UNTRACKED;
	return answer(state & m.state_mask,
		      m.invert_flags & XT_CONNTRACK_STATE);
}

static enum express_answer old_state(const struct express *x, uint32_t rev,
				 const void *info)
{
	struct xt_state_info m;

	(void)rev;
	memcpy(&m, info, sizeof(m));
	return answer((x->state == NF_CT_STATE_UNTRACKED_BIT ?
		       XT_STATE_UNTRACKED : x->state) & m.statemask, false);
}

static enum express_answer hl(const struct express *x, uint32_t rev,
			      const void *info)
{
	const struct walk_packet *p = x->packet;
	struct ip6t_hl_info m;

	(void)rev;
	memcpy(&m, info, sizeof(m));
	if (p->network_known[7] != 0xff)
		return EXPRESS_MAYBE;
	switch (m.mode) {
	case IP6T_HL_EQ:
		return answer(p->network[7] == m.hop_limit, false);
	case IP6T_HL_NE:
		return answer(p->network[7] == m.hop_limit, true);
	case IP6T_HL_LT:
		return answer(p->network[7] < m.hop_limit, false);
	case IP6T_HL_GT:
		return answer(p->network[7] > m.hop_limit, false);
	default:
		return EXPRESS_MAYBE;
	}
}

static enum express_answer addrtype(const struct express *x, uint32_t rev,
				    const void *info)
{
	struct xt_addrtype_info_v1 m;
	unsigned dest = x->packet->multicast ? XT_ADDRTYPE_MULTICAST :
		XT_ADDRTYPE_LOCAL;
	enum express_answer all = EXPRESS_YES;

	memcpy(&m, info, sizeof(m));
	if (rev != 1)
		return EXPRESS_MAYBE;
	if (m.source != 0)
		all = lesser(all, answer(m.source & XT_ADDRTYPE_UNICAST,
					 m.flags & XT_ADDRTYPE_INVERT_SOURCE));
	if (m.dest != 0)
		all = lesser(all, answer(m.dest & dest,
					 m.flags & XT_ADDRTYPE_INVERT_DEST));
	return all;
}

/* Ports one by one, or two of them as a range where the first is flagged. */
static enum express_answer multiport(const struct express *x, uint32_t rev,
				     const void *info)
{
	const struct walk_packet *p = x->packet;
	struct xt_multiport_v1 m;
	bool found = false;
	uint16_t port;
	unsigned i;

	memcpy(&m, info, sizeof(m));
	if (p->protocol != IPPROTO_TCP)
		return EXPRESS_NO;
	if (rev != 1 || m.flags != XT_MULTIPORT_DESTINATION ||
	    m.count > XT_MULTI_PORTS || !read_port(p, 2, &port))
		return EXPRESS_MAYBE;
	for (i = 0; i < m.count; i++) {
		if (m.pflags[i] && i + 1 < m.count) {
			found |= port >= m.ports[i] && port <= m.ports[i + 1];
			i++;
		} else {
			found |= port == m.ports[i];
		}
	}
	return answer(found, m.invert);
}

static const struct {
	const char *name;
	size_t size;		/* of what the kernel gives, at least */
	enum express_answer (*judge)(const struct express *x, uint32_t rev,
				     const void *info);
} matches[] = {
	{ "tcp", sizeof(struct xt_tcp), tcp_match },
	{ "icmp6", sizeof(struct icmp_info), icmp6 },
	{ "udp", 0, never }, { "icmp", 0, never },
	{ "conntrack", sizeof(struct xt_conntrack_mtinfo2), conntrack },
	{ "state", sizeof(struct xt_state_info), old_state },
	{ "hl", sizeof(struct ip6t_hl_info), hl },
	{ "addrtype", sizeof(struct xt_addrtype_info_v1), addrtype },
	{ "multiport", sizeof(struct xt_multiport_v1), multiport },
	{ "comment", 0, always },
	{ "limit", 0, always },	/* not reached by one packet */
};

enum express_answer compat_match(const struct express *x, const char *name,
				 uint32_t rev, const void *info,
				 size_t length)
{
	size_t i;

	for (i = 0; i < sizeof(matches) / sizeof(matches[0]); i++)
		if (strcmp(matches[i].name, name) == 0)
			return length < matches[i].size ? EXPRESS_MAYBE :
				matches[i].judge(x, rev, info);
	return EXPRESS_MAYBE;
}

enum compat_effect compat_target(const char *name)
{
	static const char *const harmless[] = {
		"LOG", "NFLOG", "TCPMSS", "CLASSIFY", "DSCP", "TOS", "TRACE",
		"CONNMARK", "AUDIT",
	};
	size_t i;

	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strcmp(harmless[i], name) == 0)
			return COMPAT_GOES_ON;
	if (strcmp(name, "DNAT") == 0)
		return COMPAT_HANDS_ON;
	return strcmp(name, "REJECT") == 0 ? COMPAT_REJECTS : COMPAT_UNKNOWN;
}
