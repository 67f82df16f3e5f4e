/* SPDX-License-Identifier: MIT */
/*
 * checks: the rules for a host's IPv6, as rows. They judge one thing at a
 * time: the host, a link, an address, a port. examine.c walks over them.
 */
#ifndef KHIEN_IPV6_CHECKS_H
#define KHIEN_IPV6_CHECKS_H

#include <stdint.h>

#include "check.h"
#include "ipv6/facts.h"

/* What a row's function is handed: all facts, and which part it is about. */
struct v6_view {
	const struct v6_facts *facts;
	const struct v6_link *link;		/* of a link's rows */
	const struct v6_address *address;	/* of an address's rows */
	uint16_t port;				/* of a port's rows */
	const struct v6_leg *leg;		/* of a gateway's rows */
	const struct v6_name *name;		/* of a name's rows */
};

/*
 * The tables in the order in which they are to be judged, and about what. The
 * host's rows from SCOPE on hang on one of its links or addresses (examine.c).
 */
enum v6_group {
	V6_GROUP_HOST,
	V6_GROUP_LINK,
	V6_GROUP_RA,		/* a link */
	V6_GROUP_DETECTION,	/* any address */
	V6_GROUP_ADDRESS,	/* one that is wider than its link */
	V6_GROUP_SCOPE,		/* the host: any address of use? */
	V6_GROUP_REACH,		/* the host: one for the Internet? */
	V6_GROUP_ROUTE,		/* the host */
	V6_GROUP_FIREWALL,	/* the host */
	V6_GROUP_GATEWAY,	/* a next hop of a default route */
	V6_GROUP_WAY,		/* the host */
	V6_GROUP_SOURCE,	/* a global address of the host */
	V6_GROUP_RESOLVE,	/* the host */
	V6_GROUP_NAME,		/* a name that is to lead here */
	V6_GROUP_PORT,		/* one of the portal's */
	V6_GROUP_FILTER,	/* likewise */
	V6_GROUP_EXPOSURE,	/* one that other hosts get to over IPv6 */
	V6_GROUP_WITHOUT_V4,	/* of without-v4 alone, made by hand */
	V6_GROUP_BASELINE,	/* of check --baseline alone, likewise */
	V6_GROUPS
};

/* By enum v6_group; ends with NULL rows. */
extern const struct check_table ipv6_checks[];

#endif
