/* SPDX-License-Identifier: MIT */
/* fields: see fields.h. Names are those of `ip -json` where they mean it. */
#include "fields.h"

#include <inttypes.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "prefix.h"
#include "roles.h"

const struct field_word fields_link_flags[] = {
	{ IFF_UP, "UP" },
	{ IFF_BROADCAST, "BROADCAST" },
	{ IFF_RUNNING, "RUNNING" },
	{ V6_LINK_LOWER_UP, "LOWER_UP" },
	{ IFF_LOOPBACK, "LOOPBACK" },
	{ IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_NOARP, "NOARP" },
	{ IFF_PROMISC, "PROMISC" },
	{ IFF_ALLMULTI, "ALLMULTI" },
	{ IFF_MULTICAST, "MULTICAST" },
	{ 0, NULL }
};

const struct field_word fields_address_flags[] = {
	{ IFA_F_TEMPORARY, "temporary" },
	{ IFA_F_NODAD, "nodad" },
	{ IFA_F_OPTIMISTIC, "optimistic" },
	{ IFA_F_DADFAILED, "dadfailed" },
	{ IFA_F_DEPRECATED, "deprecated" },
	{ IFA_F_TENTATIVE, "tentative" },
	{ IFA_F_PERMANENT, "permanent" },
	{ IFA_F_MANAGETEMPADDR, "mngtmpaddr" },
	{ IFA_F_NOPREFIXROUTE, "noprefixroute" },
	{ IFA_F_STABLE_PRIVACY, "stable-privacy" },
	{ 0, NULL }
};

const struct field_word fields_leg_flags[] = {
	{ V6_LEG_DEAD, "dead" },
	{ V6_LEG_LINKDOWN, "linkdown" },
	{ 0, NULL }
};

/* By number of RTPROT_ and RTN_; what is not here is shown as its number. */
const struct field_word fields_protocols[] = {
	{ RTPROT_REDIRECT, "redirect" }, { RTPROT_KERNEL, "kernel" },
	{ RTPROT_BOOT, "boot" }, { RTPROT_STATIC, "static" },
	{ RTPROT_RA, "ra" }, { RTPROT_DHCP, "dhcp" },
	{ RTPROT_ZEBRA, "zebra" }, { RTPROT_BIRD, "bird" },
	{ RTPROT_KEEPALIVED, "keepalived" }, { RTPROT_BGP, "bgp" },
	{ RTPROT_OSPF, "ospf" }, { 0, NULL }
};

const struct field_word fields_types[] = {
	{ RTN_UNICAST, "unicast" }, { RTN_LOCAL, "local" },
	{ RTN_BLACKHOLE, "blackhole" }, { RTN_UNREACHABLE, "unreachable" },
	{ RTN_PROHIBIT, "prohibit" }, { RTN_THROW, "throw" }, { 0, NULL }
};

static const struct field_word neighbour_states[] = {
	{ NUD_INCOMPLETE, "INCOMPLETE" }, { NUD_REACHABLE, "REACHABLE" },
	{ NUD_STALE, "STALE" }, { NUD_DELAY, "DELAY" },
	{ NUD_PROBE, "PROBE" }, { NUD_FAILED, "FAILED" },
	{ NUD_NOARP, "NOARP" }, { NUD_PERMANENT, "PERMANENT" }, { 0, NULL }
};

static const struct field_word neighbour_flags[] = {
	{ NTF_ROUTER, "router" }, { 0, NULL }
};

static const struct field_word packets[] = {
	{ V6_PACKET_TOO_BIG, "packet-too-big" },
	{ V6_PACKET_SOLICITATION, "neighbour-solicitation" },
	{ V6_PACKET_ADVERTISEMENT, "neighbour-advertisement" },
	{ V6_PACKET_SYN, "syn" }, { 0, NULL }
};

static const struct field_word fates[] = {
	{ V6_FATE_UNKNOWN, "unknown" }, { V6_FATE_ACCEPTED, "accepted" },
	{ V6_FATE_DROPPED, "dropped" }, { 0, NULL }
};

const char *fields_word(const struct field_word *w, uint32_t number,
			char buffer[16])
{
	for (; w->name != NULL; w++)
		if (w->number == number)
			return w->name;
	snprintf(buffer, 16, "%" PRIu32, number);
	return buffer;
}

/* ---- what follows from other fields ---- */

static json_t *ifname_json(const struct v6_facts *f, int ifindex)
{
	const struct v6_link *l = roles_link(f, ifindex);

	return l ? json_string(l->name) : json_null();
}

static json_t *address_ifname(const struct v6_facts *f, const void *item)
{
	return ifname_json(f, ((const struct v6_address *)item)->ifindex);
}

static json_t *address_usable(const struct v6_facts *f, const void *item)
{
	(void)f;
	return json_boolean(roles_address_usable(item));
}

static json_t *leg_dev(const struct v6_facts *f, const void *item)
{
	return ifname_json(f, ((const struct v6_leg *)item)->ifindex);
}

static json_t *route_dst(const struct v6_facts *f, const void *item)
{
	const struct v6_route *r = item;
	char prefix[PREFIX_TEXT], text[PREFIX_TEXT + 8];

	(void)f;
	snprintf(text, sizeof(text), "%s/%u", r->family == AF_INET ? "0.0.0.0" :
		 prefix_format(&r->prefix, prefix), r->length);
	return json_string(text);
}

static json_t *route_usable(const struct v6_facts *f, const void *item)
{
	return json_boolean(roles_route_usable(f, item));
}

static json_t *neighbour_ifname(const struct v6_facts *f, const void *item)
{
	return ifname_json(f, ((const struct v6_neighbour *)item)->ifindex);
}

static json_t *way_dev(const struct v6_facts *f, const void *item)
{
	return ifname_json(f, ((const struct v6_way *)item)->ifindex);
}

static json_t *link_uplink(const struct v6_facts *f, const void *item)
{
	(void)f;
	return json_boolean(((const struct v6_link *)item)->uplink);
}

/* ---- the tables ---- */

#define IS_SIGNED(s, m) ((__typeof__(((struct s *)0)->m))-1 < 1)
#define AT(s, m) .offset = offsetof(struct s, m), \
	.size = sizeof(((struct s *)0)->m)
#define NUMBER(n, s, m) .name = (n), .kind = FIELD_NUMBER, AT(s, m), \
	.is_signed = IS_SIGNED(s, m)
#define BOOL(n, s, m) .name = (n), .kind = FIELD_BOOL, AT(s, m)
#define TEXT(n, s, m) .name = (n), .kind = FIELD_TEXT, AT(s, m)
#define ADDRESS(n, s, m) .name = (n), .kind = FIELD_ADDRESS, AT(s, m)
#define FAMILY(n, s, m) .name = (n), .kind = FIELD_FAMILY, AT(s, m), \
	.is_signed = true
#define SECONDS(n, s, m) .name = (n), .kind = FIELD_SECONDS, AT(s, m), \
	.change = FIELD_MOVING
#define WORD(n, s, m, w) .name = (n), .kind = FIELD_WORD, AT(s, m), .words = (w)
#define WORDS(n, s, m, w) .name = (n), .kind = FIELD_WORDS, AT(s, m), \
	.words = (w)
#define OBJECT(n, s, m, t) .name = (n), .kind = FIELD_OBJECT, AT(s, m), \
	.fields = (t)
#define ROWS(n, s, m, c, t) .name = (n), .kind = FIELD_ROWS, AT(s, m), \
	.item = sizeof(((struct s *)0)->m[0]), \
	.count = offsetof(struct s, c), .fields = (t)
#define DERIVED(n, d) .name = (n), .kind = FIELD_DERIVED, .derive = (d)
#define HAVE(s, b) .presence = FIELD_HAVE, .have = offsetof(struct s, have), \
	.bit = (b)
#define FLAG(s, m) .presence = FIELD_FLAG, .have = offsetof(struct s, m)
#define NONZERO .presence = FIELD_NONZERO
#define KEY .change = FIELD_KEY
#define HIDDEN_KEY .change = FIELD_HIDDEN_KEY
#define MOVING .change = FIELD_MOVING
#define END { .name = NULL }

#define CONF(m) { NUMBER(#m, v6_conf, m) }
static const struct field conf_fields[] = {
	CONF(accept_dad),
	CONF(accept_ra),
	CONF(accept_ra_defrtr),
	CONF(accept_redirects),
	CONF(autoconf),
	CONF(dad_transmits),
	CONF(disable_ipv6),
	CONF(forwarding),
	CONF(mtu),
	CONF(use_tempaddr),
	END
};

static const struct field link_fields[] = {
	{ NUMBER("ifindex", v6_link, ifindex), HIDDEN_KEY },
	{ TEXT("ifname", v6_link, name), KEY },
	{ WORDS("flags", v6_link, flags, fields_link_flags) },
	{ DERIVED("uplink", link_uplink) },
	{ TEXT("kind", v6_link, kind), NONZERO },
	{ NUMBER("master", v6_link, master), NONZERO },
	{ NUMBER("mtu", v6_link, mtu), HAVE(v6_link, V6_LINK_HAVE_MTU) },
	{ BOOL("inet6", v6_link, inet6), HAVE(v6_link, V6_LINK_HAVE_INET6) },
	{ BOOL("ra_seen", v6_link, ra_seen), HAVE(v6_link, V6_LINK_HAVE_RA) },
	{ BOOL("ra_asked", v6_link, ra_asked), HAVE(v6_link, V6_LINK_HAVE_RA) },
	{ NUMBER("ra_mtu", v6_link, ra_mtu),
	  HAVE(v6_link, V6_LINK_HAVE_RA_MTU) },
	{ NUMBER("addrgenmode", v6_link, addrgen_mode),
	  HAVE(v6_link, V6_LINK_HAVE_ADDRGEN) },
	{ OBJECT("conf", v6_link, conf, conf_fields),
	  HAVE(v6_link, V6_LINK_HAVE_CONF) },
	END
};

static const struct field address_fields[] = {
	{ FAMILY("family", v6_address, family), KEY },
	{ NUMBER("ifindex", v6_address, ifindex), HIDDEN_KEY },
	{ DERIVED("ifname", address_ifname), KEY },
	{ ADDRESS("local", v6_address, address), KEY },
	{ NUMBER("prefixlen", v6_address, length), KEY },
	{ NUMBER("scope", v6_address, scope) },
	{ WORDS("flags", v6_address, flags, fields_address_flags) },
	{ SECONDS("preferred_life_time", v6_address, preferred),
	  HAVE(v6_address, V6_ADDRESS_HAVE_LIFETIME) },
	{ SECONDS("valid_life_time", v6_address, valid),
	  HAVE(v6_address, V6_ADDRESS_HAVE_LIFETIME) },
	{ NUMBER("age", v6_address, age), MOVING,
	  HAVE(v6_address, V6_ADDRESS_HAVE_AGE) },
	{ DERIVED("usable", address_usable) },
	END
};

static const struct field leg_fields[] = {
	{ NUMBER("ifindex", v6_leg, ifindex) },
	{ DERIVED("dev", leg_dev), KEY },
	{ FAMILY("family", v6_leg, family) },
	{ ADDRESS("gateway", v6_leg, gateway), KEY, NONZERO },
	{ WORDS("flags", v6_leg, flags, fields_leg_flags) },
	END
};

static const struct field route_fields[] = {
	{ FAMILY("family", v6_route, family), KEY },
	{ DERIVED("dst", route_dst), KEY },
	{ ADDRESS("prefix", v6_route, prefix), NONZERO, HIDDEN_KEY },
	{ NUMBER("prefixlen", v6_route, length), HIDDEN_KEY },
	{ NUMBER("src_len", v6_route, source_length), KEY, NONZERO },
	{ WORD("type", v6_route, type, fields_types) },
	{ WORD("protocol", v6_route, protocol, fields_protocols) },
	{ NUMBER("table", v6_route, table), KEY },
	{ NUMBER("metric", v6_route, metric), KEY },
	{ NUMBER("expires", v6_route, expires_in), MOVING,
	  FLAG(v6_route, expires) },
	{ NUMBER("nhid", v6_route, nexthop), NONZERO },
	{ NUMBER("nexthop_count", v6_route, leg_count) },
	{ ROWS("nexthops", v6_route, legs, leg_count, leg_fields) },
	{ DERIVED("usable", route_usable) },
	END
};

static const struct field listener_fields[] = {
	{ FAMILY("family", v6_listener, family), KEY },
	{ NUMBER("port", v6_listener, port), KEY },
	{ ADDRESS("local", v6_listener, address), KEY },
	{ NUMBER("ifindex", v6_listener, ifindex), KEY, NONZERO },
	{ NUMBER("uid", v6_listener, uid) },
	{ BOOL("v6only", v6_listener, v6only),
	  HAVE(v6_listener, V6_LISTENER_HAVE_V6ONLY) },
	{ BOOL("present", v6_listener, local),
	  HAVE(v6_listener, V6_LISTENER_HAVE_LOCAL) },
	END
};

static const struct field walk_fields[] = {
	{ WORD("packet", v6_walk, packet, packets), KEY },
	{ FAMILY("family", v6_walk, family), KEY },
	{ NUMBER("port", v6_walk, port), KEY, NONZERO },
	{ WORD("fate", v6_walk, fate, fates) },
	{ TEXT("table", v6_walk, table), NONZERO },
	{ TEXT("chain", v6_walk, chain), NONZERO },
	{ NUMBER("handle", v6_walk, handle), NONZERO },
	{ TEXT("why", v6_walk, why), NONZERO },
	END
};

static const struct field neighbour_fields[] = {
	{ NUMBER("ifindex", v6_neighbour, ifindex), HIDDEN_KEY },
	{ DERIVED("ifname", neighbour_ifname), KEY },
	{ ADDRESS("dst", v6_neighbour, address), KEY },
	{ WORDS("state", v6_neighbour, state, neighbour_states), MOVING },
	{ WORDS("flags", v6_neighbour, flags, neighbour_flags) },
	END
};

static const struct field router_fields[] = {
	{ ADDRESS("address", v6_router, address), KEY },
	END
};

static const struct field rule_fields[] = {
	{ NUMBER("priority", v6_rule, priority), KEY },
	{ NUMBER("table", v6_rule, table), KEY },
	{ ADDRESS("src", v6_rule, source), KEY, NONZERO },
	{ NUMBER("srclen", v6_rule, source_length), KEY, NONZERO },
	{ BOOL("not", v6_rule, inverted), NONZERO },
	{ BOOL("narrowed", v6_rule, narrowed), NONZERO },
	{ BOOL("empty", v6_rule, empty), FLAG(v6_rule, counted) },
	END
};

static const struct field way_fields[] = {
	{ ADDRESS("source", v6_way, source), KEY, NONZERO },
	{ ADDRESS("prefsrc", v6_way, chosen), NONZERO },
	{ NUMBER("ifindex", v6_way, ifindex), HIDDEN_KEY },
	{ DERIVED("dev", way_dev), KEY },
	{ FAMILY("family", v6_way, family) },
	{ ADDRESS("gateway", v6_way, gateway), KEY, NONZERO },
	END
};

static const struct field resolver_fields[] = {
	{ ADDRESS("address", v6_resolver, address), KEY },
	END
};

static const struct field named_fields[] = {
	{ ADDRESS("address", v6_named, address), KEY },
	{ BOOL("present", v6_named, local) },
	END
};

static const struct field name_fields[] = {
	{ TEXT("name", v6_name, name), KEY },
	{ NUMBER("error", v6_name, error), NONZERO },
	{ NUMBER("aaaa_count", v6_name, address_count) },
	{ ROWS("aaaa", v6_name, addresses, address_count, named_fields) },
	END
};

static const struct field session_fields[] = {
	{ FAMILY("family", v6_sessions, family), KEY },
	{ NUMBER("count", v6_sessions, count), MOVING },
	{ NUMBER("stuck", v6_sessions, stuck), MOVING },
	{ ADDRESS("peer", v6_sessions, peer), NONZERO, MOVING },
	{ NUMBER("peer_port", v6_sessions, peer_port), NONZERO, MOVING },
	{ NUMBER("mss", v6_sessions, mss), NONZERO, MOVING },
	{ NUMBER("pmtu", v6_sessions, pmtu), NONZERO, MOVING },
	END
};

#define SYSCTL(n, m) { NUMBER(n, v6_files, m), FLAG(v6_files, have_##m) }
static const struct field file_fields[] = {
	SYSCTL("bindv6only", bindv6only),
	SYSCTL("ip_nonlocal_bind", nonlocal_bind),
	SYSCTL("conf.all.accept_ra", all_accept_ra),
	SYSCTL("conf.all.accept_redirects", all_redirects),
	SYSCTL("conf.all.disable_ipv6", all_disable),
	SYSCTL("written.conf.all.accept_ra", written_accept_ra),
	SYSCTL("gai.precedence4", precedence4),
	SYSCTL("gai.precedence6", precedence6),
	END
};

const struct field fields_facts[] = {
	{ BOOL("inet6", v6_facts, inet6), FLAG(v6_facts, inet6_known) },
	{ NUMBER("netns", v6_facts, netns), NONZERO },
	{ OBJECT("sysctl", v6_facts, files, file_fields) },
	{ BOOL("legacy_xtables", v6_facts, legacy), FLAG(v6_facts, legacy_known) },
	END
};

#define LIST(n, one, t) { .name = (n), .size = sizeof(struct v6_##one), \
	.items = offsetof(struct v6_facts, t), \
	.count = offsetof(struct v6_facts, one##_count), \
	.room = offsetof(struct v6_facts, one##_room), \
	.part = offsetof(struct v6_facts, t##_part), \
	.fields = one##_fields }
const struct field_list fields_lists[] = {
	LIST("links", link, links),
	LIST("addresses", address, addresses),
	LIST("routes", route, routes),
	LIST("listeners", listener, listeners),
	LIST("neighbours", neighbour, neighbours),
	LIST("routers", router, routers),
	LIST("rules", rule, rules),
	LIST("ways", way, ways),
	LIST("resolvers", resolver, resolvers),
	LIST("names", name, names),
	{ .name = "sessions", .size = sizeof(struct v6_sessions),
	  .items = offsetof(struct v6_facts, sessions),
	  .count = offsetof(struct v6_facts, session_count),
	  .room = offsetof(struct v6_facts, session_room),
	  .part = offsetof(struct v6_facts, sessions_part),
	  .fields = session_fields },
	LIST("walks", walk, walks),
	{ .name = NULL }
};
