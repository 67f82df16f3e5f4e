/* SPDX-License-Identifier: MIT */
/*
 * facts: what one look at a portal yielded. The web look: the name's
 * addresses, and for each address what its web server did. The DNS look: what
 * a validating resolver says, and the chain of trust link by link.
 */
#ifndef KHIEN_PROBE_FACTS_H
#define KHIEN_PROBE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "dnssec/chain.h"
#include "dnssec/facts.h"
#include "net/address.h"
#include "net/outcome.h"
#include "net/validate.h"
#include "tlsconf/facts.h"

#define FACTS_ADDRESSES 8	/* of each family that are looked at */

enum name_have {
	NAME_HAVE_ANSWER = 1 << 0,	/* exists */
};

/* The name as a whole. */
struct name_facts {
	unsigned have;			/* of enum name_have */
	char name[256];
	bool exists;			/* not NXDOMAIN */
	char why[256];			/* no answer: why */
};

enum family_have {
	FAMILY_HAVE_ANSWER = 1 << 0,	/* count, inside* */
	FAMILY_HAVE_RESOLVE = 1 << 1,	/* resolve_ms */
};

/* The name's addresses of one family. */
struct family_facts {
	unsigned have;			/* of enum family_have */
	int family;			/* AF_INET, AF_INET6 */
	int count;			/* how many there are */
	struct address addresses[FACTS_ADDRESSES]; /* sorted; the first ones */
	int inside;			/* of them must not be asked */
	char inside_text[128];		/* "10.0.0.1 is private" */
	char why[256];			/* no answer: why */
	double resolve_ms;		/* of the validating resolver */
};

#define FACTS_SUBJECT 320

#define CONTENT_SKETCH 64	/* hashes that stand for a page */

/* What the last answer of a portal held. */
struct content_facts {
	bool have;			/* a page came: all but location, type */
	size_t length;			/* of what was looked at */
	uint64_t sketch[CONTENT_SKETCH]; /* smallest hashes, in order */
	int count;
	char location[256];		/* where it leads, else "" */
	char type[64];			/* Content-Type, else "" */
};

/* One address, and what came of asking it. */
struct address_facts {
	char subject[FACTS_SUBJECT];	/* "NAME ipv6", "NAME ipv6 [ADDRESS]" */
	struct address address;
	struct web_facts web;		/* what tlsconf_checks judges */
	enum outcome https, http;	/* of the first request on each port */
	bool asked;			/* it was asked; an inside one is not */
	int verify_error;		/* X509_V_ERR_…; 0: verified */
	bool have_verify;
	int http_version;		/* 10, 11, 20 */
	struct content_facts content;
};

#define FAMILY_IPV4 0
#define FAMILY_IPV6 1
#define FAMILIES 2

/* What the web look yields. */
struct web_look {
	int64_t time;
	struct name_facts name;
	struct family_facts families[FAMILIES];
	struct address_facts *addresses; /* IPv4 first */
	int address_count;
	int64_t masked_since;		/* IPv6 dead behind IPv4; 0: it is not */
};

enum dualstack_kind {
	DUALSTACK_CERT, DUALSTACK_TLS, DUALSTACK_ANSWER, DUALSTACK_HEADERS,
	DUALSTACK_KINDS
};

/* IPv4 and IPv6 side by side; borrows from the look. */
struct dualstack_facts {
	bool both;			/* an address of each answered */
	const struct address_facts *first;	/* that others are compared with */
	const struct address_facts *other[DUALSTACK_KINDS]; /* NULL: alike */
	int alike;			/* least similarity, %; -1: none known */
	const struct address_facts *alike_other;

	/* The race of RFC 8305. */
	bool asked6, works4, works6;	/* has an AAAA; was connected */
	int browser;			/* AF_INET, AF_INET6; 0: neither */
	double browser_ms;
	double connect4_ms, connect6_ms;	/* negative: never */
	int64_t masked_since;
};

/* What the DNS look yields. */
struct dns_look {
	int64_t time;
	bool have_verdict;
	enum validate_verdict verdict;	/* the worse of A's and AAAA's */
	char why[256];			/* why bogus or no answer */
	const struct chain_result *chain; /* borrowed; NULL: not walked */
};

#endif
