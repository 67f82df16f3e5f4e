/* SPDX-License-Identifier: MIT */
/*
 * literal: IPv4 addresses that are written into configuration files, where
 * they stay when IPv4 goes.
 */
#ifndef KHIEN_IPV6_LITERAL_H
#define KHIEN_IPV6_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

struct literal {
	char *place;		/* "/etc/chrony/chrony.conf:7" */
	char *text;		/* the address, or the name of hosts(5) */
	int error;		/* errno where the file could not be read */
};

struct literals {
	struct literal *rows;
	size_t count, room;
	/* name servers of resolv.conf(5) that others than this host run */
	size_t v4_servers, v6_servers;
	bool servers_known;
};

/* Where files are; NULL is the usual place below the root. */
struct literal_paths {
	const char *root;	/* "" or a folder */
	const char *resolv_conf, *hosts;
};

/*
 * The next IPv4 address in *S that stands as a word of its own and leads to
 * another host, into TEXT; *S moves behind it. False where there is none.
 */
bool literal_next(const char **s, char text[16]);

/*
 * Reads all files that commonly hold such addresses. A file that is not there
 * is none; one that cannot be read is a row with `error`. Returns 0, or -1 with
 * a fault where memory ran out. Pass L to literal_free() in either case.
 */
int literal_see(struct literals *l, const struct literal_paths *p,
		struct fault *f);

/* Safe on a zeroed struct. */
void literal_free(struct literals *l);

#endif
