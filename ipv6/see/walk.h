/* SPDX-License-Identifier: MIT */
/*
 * walk: what a ruleset does to one packet that comes in for this host, found
 * without sending it. Three-valued: what an expression that is not known here
 * would say is unknown, and the fate is unknown only where both of its answers
 * would lead to different ends. Pure.
 */
#ifndef KHIEN_IPV6_WALK_H
#define KHIEN_IPV6_WALK_H

#include <net/if.h>

#include "ipv6/facts.h"
#include "ruleset.h"

#define WALK_NETWORK 40		/* bytes of the network header */
#define WALK_TRANSPORT 64	/* first bytes behind it */

/* A packet. Bits that are not set in KNOWN may be anything. */
struct walk_packet {
	int family;
	uint8_t protocol;	/* IPPROTO_… */
	uint8_t network[WALK_NETWORK], network_known[WALK_NETWORK];
	uint8_t transport[WALK_TRANSPORT], transport_known[WALK_TRANSPORT];
	size_t network_length, transport_length;
	uint32_t state;		/* NF_CT_STATE_… once it is tracked */
	bool multicast;		/* to a group that this host is in */
	int ifindex;		/* where it comes in; 0: not known */
	char ifname[IF_NAMESIZE];
};

/*
 * Packets as they come in by L (NULL: by a link that is not known) for the
 * addresses given; a NULL address is any. PEER of solicitation and
 * advertisement is the gateway. RFC 4443 section 3.2, RFC 4861 sections 4.3
 * and 4.4, RFC 9293 section 3.1.
 */
void walk_too_big(struct walk_packet *p, const struct v6_link *l,
		  const struct in6_addr *self);
void walk_solicitation(struct walk_packet *p, const struct v6_link *l,
		       const struct in6_addr *peer,
		       const struct in6_addr *self);
void walk_advertisement(struct walk_packet *p, const struct v6_link *l,
			const struct in6_addr *peer,
			const struct in6_addr *self);
/* SELF of IPv4 is ::ffff:a.b.c.d. */
void walk_syn(struct walk_packet *p, const struct v6_link *l, int family,
	      const struct in6_addr *self, uint16_t port);

/*
 * The fate of P before R, with the rule or policy that decides it, into OUT;
 * packet, family and port of OUT stay as they are. Rate limits count as not
 * reached. Ends within a bounded number of steps, whatever R holds.
 */
void walk_ruleset(const struct ruleset *r, const struct walk_packet *p,
		  struct v6_walk *out);

#endif
