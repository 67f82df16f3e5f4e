/* SPDX-License-Identifier: MIT */
/*
 * observe: what the command line says about where facts come from (a network
 * namespace, other folders, a saved snapshot), and the facts.
 */
#ifndef KHIEN_IPV6_OBSERVE_H
#define KHIEN_IPV6_OBSERVE_H

#include "cli.h"
#include "ipv6/facts.h"
#include "ipv6/saved.h"
#include "see/snapshot.h"

#define OBSERVE_PORTS 64
#define OBSERVE_ROUTERS 16

/* What is to be looked at; filled by observe_setup(). */
struct observe {
	struct snapshot_options options;	/* uptime is set at each look */
	uint16_t ports[OBSERVE_PORTS];
	struct in6_addr routers[OBSERVE_ROUTERS];
	char files[3][512];	/* resolv.conf, gai.conf, sysctl.d */
	char host[SAVED_HOST];
};

/* Rows for a command's option table, without the NULL that ends it. */
#define OBSERVE_OPTIONS \
	{ "netns", "NAME|PATH", \
	  N_("look into that network namespace"), 0 }, \
	{ "ports", "LIST", \
	  N_("the portal's TCP ports, instead of the policy's: 80,443"), 0 }, \
	{ "proc-dir", "DIR", \
	  N_("read kernel settings below DIR instead of /proc"), 0 }, \
	{ "name", "NAME", \
	  N_("its AAAA must lead to this host; may be given again"), \
	  CLI_REPEAT }, \
	{ "expect-router", "ADDRESS", \
	  N_("only this router may advertise itself; may be given again"), \
	  CLI_REPEAT }, \
	{ "resolv-conf", "FILE", \
	  N_("name servers, instead of /etc/resolv.conf"), 0 }, \
	{ "gai-conf", "FILE", \
	  N_("order of addresses, instead of /etc/gai.conf"), 0 }, \
	{ "sysctl-dir", "DIR", \
	  N_("settings for the next boot, instead of /etc/sysctl.d"), 0 }

#define OBSERVE_FROM \
	{ "from", "FILE", \
	  N_("a snapshot taken elsewhere, instead of this host"), 0 }

/*
 * Reads those options and enters the network namespace. Returns 0, or -1 with
 * c->fault.
 */
int observe_setup(struct cli *c, struct observe *o);

/* Looks once. Pass F to snapshot_free() in any case. Returns 0 or -1. */
int observe_look(struct cli *c, struct observe *o, struct v6_facts *f);

/*
 * observe_setup() and a look, or what --from says; then c->now becomes the
 * moment of the snapshot unless --now was given. Likewise.
 */
int observe_once(struct cli *c, struct observe *o, struct v6_facts *f);

#endif
