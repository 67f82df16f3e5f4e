/* SPDX-License-Identifier: MIT */
/*
 * manager: who configures the network of this host (systemd-networkd,
 * NetworkManager, netplan, ifupdown), and how IPv6 is written for it.
 */
#ifndef KHIEN_IPV6_MANAGER_H
#define KHIEN_IPV6_MANAGER_H

#include <stddef.h>

#include "ipv6/facts.h"
#include "text.h"

/* What is to be configured; texts may be placeholders. */
struct manager_want {
	const struct v6_link *link;
	const char *address;		/* "2a0f::2/64" */
	const char *gateway;		/* "fe80::1" */
	const char *const *dns;		/* addresses */
	size_t dns_count;
};

struct manager {
	const char *name;		/* of --manager */
	/* Whether it is in use, by the files below ROOT. */
	bool (*in_use)(const char *root);
	/* The file to write, whole or in addition, and what it holds. */
	void (*place)(const char *root, const struct v6_link *l,
		      struct text *path);
	void (*write)(const struct manager_want *w, struct text *out);
	const char *apply;		/* how it is made to take effect */
};

/* The row called NAME, or NULL. */
const struct manager *manager_find(const char *name);

/*
 * The one in use below ROOT (""). Where there is none that we know, the last
 * row: plain commands, which do not outlast a reboot. Never NULL.
 */
const struct manager *manager_detect(const char *root);

#endif
