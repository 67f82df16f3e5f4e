/* SPDX-License-Identifier: MIT */
/*
 * portals: a file of portals, one request each. A line has the names of one
 * portal and, as KEY=VALUE, its addresses and who asks; "#" begins a comment.
 * A value with spaces stands in double quotes.
 *
 *	a.gov.vn www.a.gov.vn organization="Sở Ví dụ" country=VN
 */
#ifndef KHIEN_TLSCONF_PORTALS_H
#define KHIEN_TLSCONF_PORTALS_H

#include <stddef.h>

#include "fault.h"
#include "tlsconf/pki/san.h"

struct portal {
	int line;
	struct san_list names;
	const char *country, *state, *locality, *organization;	/* or NULL */
	const char *type;	/* of its key, or NULL */
	char file[SAN_NAME];	/* what its files are called, no ending */
};

struct portals {
	struct portal *items;
	size_t count;
	char *text;		/* what the strings point into */
};

/*
 * Reads PATH ("-" is standard input). What is wrong is a fault
 * "PATH:LINE: …": a name that is none, an unknown key, a portal without a name,
 * a file that two portals would share. Pass *P to portals_free() in any case.
 * Returns 0 or -1.
 */
int portals_read(struct portals *p, const char *path, struct fault *f);

/* Safe on a zeroed struct. */
void portals_free(struct portals *p);

#endif
