/* SPDX-License-Identifier: MIT */
/*
 * facts: what the kernel says about this host's IPv6: links, addresses,
 * default routes and who listens on the portal's ports. Taken by see/, made
 * complete by roles.c, judged by checks.c, shown by show.c. What was not
 * observed is unknown, never zero: each part says whether it was seen, and a
 * field that not every kernel reports has a bit in `have`.
 */
#ifndef KHIEN_IPV6_FACTS_H
#define KHIEN_IPV6_FACTS_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* IFF_LOWER_UP; <linux/if.h> has it, but cannot stand beside <net/if.h>. */
#define V6_LINK_LOWER_UP 0x10000u

#define V6_LEGS 8		/* next hops kept of one route */

/* How reading one part (all links, all routes …) went. */
struct v6_part {
	bool seen;		/* what the list holds is what there is */
	bool wavering;		/* it kept changing: absence proves nothing */
	int error;		/* errno where it was not seen */
	char why[160];		/* the kernel's own words; may be "" */
};

enum v6_link_have {
	V6_LINK_HAVE_INET6 = 1 << 0,	/* inet6: the kernel told AF by AF */
	V6_LINK_HAVE_CONF = 1 << 1,	/* forwarding … accept_dad */
	V6_LINK_HAVE_ADDRGEN = 1 << 2,	/* addrgen_mode */
	V6_LINK_HAVE_RA = 1 << 3,	/* ra_asked, ra_seen */
	V6_LINK_HAVE_MTU = 1 << 4,	/* mtu */
	V6_LINK_HAVE_RA_MTU = 1 << 5,	/* ra_mtu (Linux 5.15) */
};

/* The sysctls that are in force on one interface, not `all` or `default`. */
struct v6_conf {
	int32_t forwarding, mtu, accept_ra, accept_redirects, autoconf;
	int32_t dad_transmits, use_tempaddr, accept_ra_defrtr;
	int32_t disable_ipv6, accept_dad;
};

struct v6_link {
	unsigned have;		/* of enum v6_link_have */
	int ifindex;
	char name[IF_NAMESIZE];
	char kind[16];		/* "veth", "bridge"; "" for real hardware */
	unsigned flags;		/* IFF_UP, IFF_RUNNING, IFF_LOOPBACK … */
	int master;		/* ifindex of its bridge or bond; 0: none */
	uint32_t mtu;
	bool inet6;		/* IPv6 is attached to it at all */
	struct v6_conf conf;
	uint8_t addrgen_mode;	/* enum in6_addr_gen_mode */
	bool ra_asked, ra_seen;	/* router solicitation sent, RA received */
	uint32_t ra_mtu;	/* that an RA told; 0: none did */

	/* Derived by roles_assign(). */
	bool uplink;		/* IPv6 to the Internet is expected here */
	bool serves;		/* an uplink, or has an address wider than it */
	bool linklocal;		/* has a link-local address of its own */
};

enum v6_address_have {
	V6_ADDRESS_HAVE_LIFETIME = 1 << 0,	/* preferred, valid */
	V6_ADDRESS_HAVE_AGE = 1 << 1,		/* age */
};

#define V6_FOREVER UINT32_MAX

/* One address of this host, of either family (IPv4 as ::ffff:a.b.c.d). */
struct v6_address {
	unsigned have;		/* of enum v6_address_have */
	int family;		/* AF_INET or AF_INET6 */
	int ifindex;
	struct in6_addr address;
	uint8_t length;		/* of the prefix, in the family's own bits */
	uint8_t scope;		/* RT_SCOPE_… */
	uint32_t flags;		/* IFA_F_…, all 32 bits */
	uint32_t preferred, valid;	/* s left; V6_FOREVER */
	uint32_t age;		/* s since it was added */
};

enum v6_leg_flag {
	V6_LEG_DEAD = 1,
	V6_LEG_LINKDOWN = 2,
};

/* One next hop. */
struct v6_leg {
	int ifindex;		/* 0: not told */
	int family;		/* of the gateway; AF_UNSPEC: on link */
	struct in6_addr gateway;
	unsigned flags;		/* of enum v6_leg_flag */
};

/* A route that packets to the whole Internet take. */
struct v6_route {
	int family;
	struct in6_addr prefix;	/* ::/0, or wider than 2000::/3 */
	uint8_t length;
	uint8_t source_length;	/* only for packets from there; 0: all */
	uint8_t type;		/* RTN_UNICAST, RTN_UNREACHABLE … */
	uint8_t protocol;	/* RTPROT_RA, RTPROT_STATIC … */
	uint32_t table, metric;
	bool expires;
	int64_t expires_in;	/* s; below zero: over, though still listed */
	uint32_t nexthop;	/* id of a nexthop object; 0: none */
	unsigned leg_count;	/* how many the kernel told of … */
	struct v6_leg legs[V6_LEGS];	/* … and the first of them */
};

enum v6_listener_have {
	V6_LISTENER_HAVE_V6ONLY = 1 << 0,	/* v6only */
	V6_LISTENER_HAVE_LOCAL = 1 << 1,	/* local */
};

/* A TCP socket in state LISTEN, on whatever port. */
struct v6_listener {
	unsigned have;		/* of enum v6_listener_have */
	int family;		/* of the socket */
	uint16_t port;
	struct in6_addr address;	/* IPv4 as ::ffff:a.b.c.d; :: any */
	int ifindex;		/* bound to a device; 0: to none */
	bool v6only;		/* IPV6_V6ONLY (RFC 3493 section 5.3) */
	bool local;		/* the address is one of this host */
	uint32_t uid;
};

/* What the kernel knows of the gateway of an IPv6 default route. */
struct v6_neighbour {
	int ifindex;
	struct in6_addr address;
	uint16_t state;		/* NUD_… */
	uint8_t flags;		/* NTF_… */
};

/* A router whose advertisements are wanted, as the user says. */
struct v6_router {
	struct in6_addr address;	/* its link-local one */
};

/* A rule that names a table to look into (RFC 8678 section 4), IPv6. */
struct v6_rule {
	uint32_t priority, table;
	struct in6_addr source;		/* from SOURCE/LENGTH */
	uint8_t source_length;
	bool inverted;			/* `not` */
	bool narrowed;			/* by more than the source */
	bool counted;			/* empty was asked for */
	bool empty;			/* there is no route in the table */
};

/*
 * Which way the kernel sends a packet to the Internet: for one of the host's
 * addresses as its source, or for :: that is the kernel's to choose. One row
 * for each next hop that it took for several destinations.
 */
struct v6_way {
	struct in6_addr source;
	struct in6_addr chosen;		/* the source of the packet */
	int ifindex;
	int family;			/* of the gateway; AF_UNSPEC: on link */
	struct in6_addr gateway;
};

/* A name server that programs on this host ask. */
struct v6_resolver {
	struct in6_addr address;	/* IPv4 as ::ffff:a.b.c.d */
};

#define V6_NAMED 8		/* addresses kept of one name */

struct v6_named {
	struct in6_addr address;
	bool local;		/* is one of this host */
};

/* A name that is to lead here, and its AAAA. */
struct v6_name {
	char name[256];
	int error;		/* EAI_…; of a name without AAAA it is 0 */
	unsigned address_count;
	struct v6_named addresses[V6_NAMED];
};

/* The established TCP sessions of one family, as one. */
struct v6_sessions {
	int family;
	uint32_t count;
	uint32_t stuck;		/* full segments, sent again and again in vain */
	struct in6_addr peer;	/* of a stuck one */
	uint16_t peer_port;
	uint32_t mss, pmtu;	/* its */
};

/* A packet that is led through the firewall's rules, in thought only. */
enum v6_packet {
	V6_PACKET_TOO_BIG,	/* ICMPv6 type 2 from a router far away */
	V6_PACKET_SOLICITATION,	/* ICMPv6 type 135 from the gateway */
	V6_PACKET_ADVERTISEMENT,	/* ICMPv6 type 136 from the gateway */
	V6_PACKET_SYN,		/* TCP, from a stranger */
};

enum v6_fate {
	V6_FATE_UNKNOWN,	/* it hangs on what the rules do not tell */
	V6_FATE_ACCEPTED,
	V6_FATE_DROPPED,
};

/* What becomes of one such packet, and what decides it. Plain data. */
struct v6_walk {
	enum v6_packet packet;
	int family;		/* of the packet */
	uint16_t port;		/* of a SYN, else 0 */
	enum v6_fate fate;
	char table[80];		/* "inet filter"; "": no chain looks at it */
	char chain[64];
	uint64_t handle;	/* of the rule; 0: the chain's policy */
	char why[80];		/* what could not be judged; may be "" */
};

/* The few files below /proc/sys/net/ipv6 that netlink does not tell. */
struct v6_files {
	bool have_bindv6only, have_nonlocal_bind;
	bool have_all_accept_ra, have_all_redirects, have_all_disable;
	int bindv6only, nonlocal_bind;
	int all_accept_ra, all_redirects, all_disable;
	/* net.ipv6.conf.all.accept_ra as /etc/sysctl.d has it */
	bool have_written_accept_ra;
	int written_accept_ra;
	/* precedence of IPv4 and of IPv6 (RFC 6724) in gai.conf */
	bool have_precedence4, have_precedence6;
	int precedence4, precedence6;
};

struct v6_facts {
	uint64_t netns;		/* inode of the network namespace; 0: unknown */
	bool inet6_known;	/* inet6 was asked for */
	bool inet6;		/* the kernel makes AF_INET6 sockets */
	struct v6_files files;

	struct v6_part links_part, addresses_part, routes_part, listeners_part;
	struct v6_link *links;		/* by ifindex, ascending */
	struct v6_address *addresses;	/* both families */
	struct v6_route *routes;	/* both families, default routes only */
	struct v6_listener *listeners;	/* both families */
	size_t link_count, address_count, route_count, listener_count;
	size_t link_room, address_room, route_room, listener_room;

	struct v6_part neighbours_part, routers_part, rules_part, ways_part;
	struct v6_part resolvers_part, names_part, sessions_part;
	struct v6_neighbour *neighbours;	/* gateways alone */
	struct v6_router *routers;	/* none: it was not said */
	struct v6_rule *rules;
	struct v6_way *ways;
	struct v6_resolver *resolvers;
	struct v6_name *names;		/* those that were asked for */
	struct v6_sessions *sessions;	/* by family */
	size_t neighbour_count, router_count, rule_count, way_count;
	size_t neighbour_room, router_room, rule_room, way_room;
	size_t resolver_count, name_count, session_count;
	size_t resolver_room, name_room, session_room;

	/*
	 * The firewall, as its outcome for each packet that matters: rules
	 * themselves are not kept (see/walk.h).
	 */
	struct v6_part walks_part;
	struct v6_walk *walks;
	size_t walk_count, walk_room;
	bool legacy_known, legacy;	/* rules in ip6_tables, not nftables */

	uint16_t *ports;	/* the portal's ports, as asked for */
	size_t port_count;
};

#endif
