/* SPDX-License-Identifier: MIT */
/* firewall: see firewall.h. */
#include "firewall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ipv6/prefix.h"
#include "ipv6/reach.h"
#include "ipv6/roles.h"
#include "rows.h"
#include "walk.h"

/* Who and where this host is, for packets that come to it. */
struct place {
	const struct v6_link *link;
	const struct in6_addr *self6, *self4, *gateway;
};

static const struct in6_addr *find_self(const struct v6_facts *f, int family,
					const struct v6_link *l)
{
	const struct in6_addr *any = NULL;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->family != family || reach_is_near(&a->address) ||
		    (family == AF_INET6 && !roles_address_usable(a)))
			continue;
		if (l != NULL && a->ifindex == l->ifindex)
			return &a->address;
		any = &a->address;
	}
	return any;
}

static const struct in6_addr *find_gateway(const struct v6_facts *f,
					   const struct v6_link *l)
{
	static const struct in6_addr usual = {
		.s6_addr = { 0xfe, 0x80, [15] = 1 } };
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++) {
			const struct v6_leg *g = &f->routes[i].legs[k];

			if (g->family == AF_INET6 && l != NULL &&
			    g->ifindex == l->ifindex)
				return &g->gateway;
		}
	return &usual;
}

static struct place find_place(const struct v6_facts *f)
{
	struct place here = { .link = roles_main_link(f) };

	here.self6 = find_self(f, AF_INET6, here.link);
	here.self4 = find_self(f, AF_INET, here.link);
	here.gateway = find_gateway(f, here.link);
	return here;
}

static int add_walk(struct v6_facts *f, const struct ruleset *r,
		    const struct walk_packet *p, enum v6_packet packet,
		    uint16_t port)
{
	struct v6_walk *grown = rows_grow(f->walks, f->walk_count,
					  &f->walk_room, sizeof(*grown));
	struct v6_walk *w;

	if (grown == NULL)
		return -1;
	f->walks = grown;
	w = &f->walks[f->walk_count++];
	memset(w, 0, sizeof(*w));
	w->packet = packet;
	w->family = p->family;
	w->port = port;
	walk_ruleset(r, p, w);
	return 0;
}

static int walk_port(struct v6_facts *f, const struct ruleset *r,
		     const struct place *here, uint16_t port)
{
	struct walk_packet p;

	walk_syn(&p, here->link, AF_INET, here->self4, port);
	if (add_walk(f, r, &p, V6_PACKET_SYN, port) != 0)
		return -1;
	walk_syn(&p, here->link, AF_INET6, here->self6, port);
	return add_walk(f, r, &p, V6_PACKET_SYN, port);
}

int firewall_walk(struct v6_facts *f, const struct ruleset *r)
{
	struct place here = find_place(f);
	uint16_t ports[FIREWALL_PORTS];
	struct walk_packet p;
	size_t i, n;

	f->walk_count = 0;
	walk_too_big(&p, here.link, here.self6);
	if (add_walk(f, r, &p, V6_PACKET_TOO_BIG, 0) != 0)
		return -1;
	walk_solicitation(&p, here.link, here.gateway, here.self6);
	if (add_walk(f, r, &p, V6_PACKET_SOLICITATION, 0) != 0)
		return -1;
	walk_advertisement(&p, here.link, here.gateway, here.self6);
	if (add_walk(f, r, &p, V6_PACKET_ADVERTISEMENT, 0) != 0)
		return -1;
	for (i = 0; i < f->port_count; i++)
		if (walk_port(f, r, &here, f->ports[i]) != 0)
			return -1;
	n = reach_exposed(f, ports, FIREWALL_PORTS);
	for (i = 0; i < n; i++)
		if (!reach_is_portal(f, ports[i]) &&
		    walk_port(f, r, &here, ports[i]) != 0)
			return -1;
	return 0;
}

/*
 * The old ip6_tables has rules of its own, which nftables does not list. The
 * file holds the names of its tables, and is there once the module is.
 */
static void see_legacy(struct v6_facts *f, const char *proc)
{
	static const char *const names[] = {
		"ip6_tables_names", "ip_tables_names"
	};
	char path[512], c;
	size_t i;

	f->legacy = false;
	f->legacy_known = true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int fd;

		snprintf(path, sizeof(path), "%s/net/%s", proc, names[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			f->legacy_known &= errno == ENOENT;
			continue;
		}
		f->legacy |= read(fd, &c, 1) == 1;
		close(fd);
	}
}

void firewall_see(struct v6_facts *f, const char *proc)
{
	struct ruleset r = { 0 };

	see_legacy(f, proc);
	ruleset_see(&r, &f->walks_part);
	if (f->walks_part.seen && firewall_walk(f, &r) != 0) {
		f->walks_part.seen = false;
		f->walks_part.error = ENOMEM;
	}
	ruleset_free(&r);
}
