/* SPDX-License-Identifier: MIT */
/* walk_packet: the packets of walk.h. */
#include "walk.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

/*
 * A stranger who is in nobody's list: the root name server A. Addresses of
 * documentation would be caught by rules against forged ones.
 */
static const struct in6_addr stranger6 = { .s6_addr = {
	0x20, 0x01, 0x05, 0x03, 0xba, 0x3e, [13] = 0x02, [15] = 0x30 } };
static const uint8_t stranger4[4] = { 198, 41, 0, 4 };

static void begin(struct walk_packet *p, const struct v6_link *l, int family,
		  uint8_t protocol)
{
	memset(p, 0, sizeof(*p));
	p->family = family;
	p->protocol = protocol;
	if (l != NULL) {
		p->ifindex = l->ifindex;
		snprintf(p->ifname, sizeof(p->ifname), "%s", l->name);
	}
}

/* BYTES at AT of the network header, or unknown ones where they are NULL. */
static void put_network(struct walk_packet *p, size_t at, const void *bytes,
			size_t length)
{
	if (bytes == NULL)
		return;
	memcpy(p->network + at, bytes, length);
	memset(p->network_known + at, 0xff, length);
}

static void put_transport(struct walk_packet *p, size_t at, const void *bytes,
			  size_t length)
{
	memcpy(p->transport + at, bytes, length);
	memset(p->transport_known + at, 0xff, length);
}

static void put_u8(struct walk_packet *p, size_t at, uint8_t v)
{
	put_transport(p, at, &v, 1);
}

/* HOPS of 255 come from the link itself; else they are anybody's guess. */
static void put_ipv6(struct walk_packet *p, const struct in6_addr *from,
		     const struct in6_addr *to, uint8_t hops)
{
	uint8_t first[8] = { 0x60, [6] = p->protocol, [7] = hops };

	first[5] = (uint8_t)p->transport_length;
	p->network_length = sizeof(struct ip6_hdr);
	put_network(p, 0, first, sizeof(first));
	if (hops != 255) {
		memset(p->network_known + 4, 0, 2);	/* length */
		p->network_known[7] = 0;
	}
	put_network(p, 8, from, sizeof(*from));
	put_network(p, 24, to, sizeof(*to));
}

static void put_ipv4(struct walk_packet *p, const struct in6_addr *to)
{
	uint8_t first[12] = { 0x45, [6] = 0x40, [8] = 64, [9] = p->protocol };

	p->network_length = sizeof(struct ip);
	put_network(p, 0, first, sizeof(first));
	memset(p->network_known + 2, 0, 4);	/* length, identification */
	p->network_known[8] = 0;		/* TTL */
	memset(p->network_known + 10, 0, 2);	/* checksum */
	put_network(p, 12, stranger4, sizeof(stranger4));
	put_network(p, 16, to ? &to->s6_addr[12] : NULL, 4);
}

static void put_icmp(struct walk_packet *p, uint8_t type, size_t length)
{
	put_u8(p, 0, type);
	put_u8(p, 1, 0);
	p->transport_length = length;
}

void walk_too_big(struct walk_packet *p, const struct v6_link *l,
		  const struct in6_addr *self)
{
	const uint8_t mtu[4] = { 0, 0, 0x05, 0x00 };	/* 1280 */

	begin(p, l, AF_INET6, IPPROTO_ICMPV6);
	/* with the header of a segment of ours behind it */
	put_icmp(p, ICMP6_PACKET_TOO_BIG, WALK_TRANSPORT);
	put_transport(p, 4, mtu, sizeof(mtu));
	put_ipv6(p, &stranger6, self, 64);
	p->state = NF_CT_STATE_BIT(IP_CT_RELATED);
}

/* Conntrack leaves neighbour discovery untracked. */
void walk_solicitation(struct walk_packet *p, const struct v6_link *l,
		       const struct in6_addr *peer,
		       const struct in6_addr *self)
{
	struct in6_addr group = { .s6_addr = { 0xff, 0x02, [11] = 1, 0xff } };

	if (self != NULL)
		memcpy(&group.s6_addr[13], &self->s6_addr[13], 3);
	begin(p, l, AF_INET6, IPPROTO_ICMPV6);
	put_icmp(p, ND_NEIGHBOR_SOLICIT, 32);
	if (self != NULL)
		put_transport(p, 8, self, sizeof(*self));
	put_ipv6(p, peer, &group, 255);
	if (self == NULL)
		memset(p->network_known + 24 + 13, 0, 3);
	p->multicast = true;
	p->state = NF_CT_STATE_UNTRACKED_BIT;
}

void walk_advertisement(struct walk_packet *p, const struct v6_link *l,
			const struct in6_addr *peer,
			const struct in6_addr *self)
{
	begin(p, l, AF_INET6, IPPROTO_ICMPV6);
	put_icmp(p, ND_NEIGHBOR_ADVERT, 32);
	if (peer != NULL)
		put_transport(p, 8, peer, sizeof(*peer));
	put_ipv6(p, peer, self, 255);
	p->state = NF_CT_STATE_UNTRACKED_BIT;
}

void walk_syn(struct walk_packet *p, const struct v6_link *l, int family,
	      const struct in6_addr *self, uint16_t port)
{
	const uint8_t flags = 0x02;	/* SYN alone; options are not known */
	const uint16_t to = htons(port), from = htons(49152 + 5);

	begin(p, l, family, IPPROTO_TCP);
	p->transport_length = sizeof(struct tcphdr);
	put_transport(p, 0, &from, sizeof(from));
	put_transport(p, 2, &to, sizeof(to));
	put_u8(p, 13, flags);
	if (family == AF_INET)
		put_ipv4(p, self);
	else
		put_ipv6(p, &stranger6, self, 64);
	p->state = NF_CT_STATE_BIT(IP_CT_NEW);
}
