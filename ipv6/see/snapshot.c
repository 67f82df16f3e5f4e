/* SPDX-License-Identifier: MIT */
/* snapshot: see snapshot.h. */
#include "snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "addr.h"
#include "firewall.h"
#include "host.h"
#include "ipv6/roles.h"
#include "lang.h"
#include "link.h"
#include "name.h"
#include "neigh.h"
#include "resolv.h"
#include "route.h"
#include "rule.h"
#include "session.h"
#include "sock.h"
#include "way.h"

#define ATTEMPTS 3
#define PAUSE 0.2	/* s between two looks at a tentative address */

static int copy_ports(struct v6_facts *f, const struct snapshot_options *o)
{
	f->ports = calloc(o->port_count + 1, sizeof(*f->ports));
	if (f->ports == NULL)
		return -1;
	if (o->port_count > 0)
		memcpy(f->ports, o->ports, o->port_count * sizeof(*f->ports));
	f->port_count = o->port_count;
	return 0;
}

static int copy_routers(struct v6_facts *f, const struct snapshot_options *o)
{
	size_t i;

	f->routers_part.seen = true;
	if (o->router_count == 0)
		return 0;
	f->routers = calloc(o->router_count, sizeof(*f->routers));
	if (f->routers == NULL)
		return -1;
	for (i = 0; i < o->router_count; i++)
		f->routers[i].address = o->routers[i];
	f->router_count = f->router_room = o->router_count;
	return 0;
}

static bool has_link(const struct v6_facts *f, int ifindex)
{
	return ifindex == 0 || roles_link(f, ifindex) != NULL;
}

/*
 * Where an address or a default route belongs to a link that is not there, the
 * lists are of different moments.
 */
static bool consistent(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (!has_link(f, f->addresses[i].ifindex))
			return false;
	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].leg_count > 0 &&
		    !has_link(f, f->routes[i].legs[0].ifindex))
			return false;
	return true;
}

static bool out_of_memory(const struct v6_facts *f)
{
	const struct v6_part *const parts[] = {
		&f->links_part, &f->addresses_part, &f->routes_part,
		&f->listeners_part, &f->neighbours_part, &f->rules_part,
		&f->ways_part, &f->resolvers_part, &f->names_part,
		&f->sessions_part, &f->walks_part,
	};
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i]->error == ENOMEM)
			return true;
	return false;
}

/* The addresses, once none of them is fresh and tentative. */
static void see_addresses(struct v6_facts *f, const struct snapshot_options *o)
{
	const struct timespec pause = { .tv_nsec = (long)(PAUSE * 1e9) };
	double waited;

	addr_see(f, o->uptime);
	for (waited = PAUSE; waited <= (double)o->patience + 1 &&
	     roles_unsettled(f, o->patience); waited += PAUSE) {
		nanosleep(&pause, NULL);
		addr_see(f, o->uptime + waited);
	}
}

/* A gateway that is just being asked for has a second to answer. */
static void see_neighbours(struct v6_facts *f)
{
	const struct timespec pause = { .tv_nsec = (long)(PAUSE * 1e9) };
	double waited;

	neigh_see(f);
	for (waited = PAUSE; waited <= 1 && roles_gateway_asked(f);
	     waited += PAUSE) {
		nanosleep(&pause, NULL);
		neigh_see(f);
	}
}

int snapshot_take(struct v6_facts *f, const struct snapshot_options *o,
		  struct fault *fault)
{
	int attempt;

	memset(f, 0, sizeof(*f));
	if (copy_ports(f, o) != 0 || copy_routers(f, o) != 0)
		return fault_set(fault, _("memory ran out"));
	host_see(f, o->proc);
	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		see_addresses(f, o);
		link_see(f);
		route_see(f);
		if (!f->links_part.seen || consistent(f))
			break;
	}
	if (attempt == ATTEMPTS)
		f->links_part.wavering = true;
	see_neighbours(f);
	rule_see(f);
	way_see(f);
	sock_see(f);
	session_see(f);
	resolv_see(f, o->resolv_conf, o->gai_conf, o->sysctl_dir);
	name_see(f, o->names, o->name_count);
	roles_assign(f);
	firewall_see(f, o->proc);
	if (out_of_memory(f))
		return fault_set(fault, _("memory ran out"));
	return 0;
}

void snapshot_free(struct v6_facts *f)
{
	free(f->links);
	free(f->addresses);
	free(f->routes);
	free(f->listeners);
	free(f->neighbours);
	free(f->routers);
	free(f->rules);
	free(f->ways);
	free(f->resolvers);
	free(f->names);
	free(f->sessions);
	free(f->walks);
	free(f->ports);
	memset(f, 0, sizeof(*f));
}
