/* SPDX-License-Identifier: MIT */
/* snapshot: all facts of this host, read in one go. */
#ifndef KHIEN_IPV6_SNAPSHOT_H
#define KHIEN_IPV6_SNAPSHOT_H

#include "fault.h"
#include "ipv6/facts.h"

struct snapshot_options {
	const char *proc;	/* "/proc" */
	double uptime;		/* clock_monotonic() */
	int64_t patience;	/* s to wait for detection that has begun */
	const uint16_t *ports;	/* the portal's; copied */
	size_t port_count;
	const struct in6_addr *routers;	/* expected to advertise; copied */
	size_t router_count;
	const char *const *names;	/* that are to lead here; copied */
	size_t name_count;
	/* as resolv_see() wants them; NULL: not looked at */
	const char *resolv_conf, *gai_conf, *sysctl_dir;
};

/*
 * Takes the facts of this network namespace, roles included (roles.h). Where
 * an address was added so lately that its duplicate address detection still
 * runs, waits for the end of it. Needs no privilege and changes nothing; a
 * part that the kernel refuses is marked as not seen. Returns 0, or -1 with a
 * fault where memory ran out. Pass the facts to snapshot_free() in either
 * case.
 */
int snapshot_take(struct v6_facts *f, const struct snapshot_options *o,
		  struct fault *fault);

/* Safe on a zeroed struct. */
void snapshot_free(struct v6_facts *f);

#endif
