/* SPDX-License-Identifier: MIT */
/*
 * facts: one link of the chain of trust as its name servers and the parent's
 * show it. A field counts only if its bit is in `have`.
 */
#ifndef KHIEN_DNSSEC_FACTS_H
#define KHIEN_DNSSEC_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#define LINK_SERVERS 26		/* addresses of a zone's name servers we ask */
#define LINK_KEYS 16

enum link_have {
	LINK_HAVE_DS = 1 << 0,		/* the parent was asked: ds* */
	LINK_HAVE_DNSKEY = 1 << 1,	/* the zone was asked: keys* */
	LINK_HAVE_SIGNATURES = 1 << 2,	/* signature* */
	LINK_HAVE_VERDICT = 1 << 3,	/* verdict* (zone of the name only) */
	LINK_HAVE_KEYS_SAME = 1 << 4,	/* several servers: keys_differ* */
	LINK_HAVE_DS_SAME = 1 << 5,	/* several parent servers: ds_differ* */
	LINK_HAVE_DENIAL = 1 << 6,	/* a name that is not: denial_* */
	LINK_HAVE_NSEC3 = 1 << 7,	/* NSEC3 records were seen: nsec3_* */
	LINK_HAVE_CDS = 1 << 8,		/* CDS and CDNSKEY were asked: cds_* */
	LINK_HAVE_ROLL = 1 << 9,	/* looked at before: roll_* */
};

enum link_verdict {		/* of a validating resolver, RFC 4035 4.3 */
	LINK_SECURE,
	LINK_INSECURE,
	LINK_BOGUS,
	LINK_INDETERMINATE,
};

struct link_key {
	uint16_t flags, tag;
	uint8_t algorithm;
	int bits;
	bool ds_match;			/* a DS at the parent names it */
};

struct link_facts {
	unsigned have;			/* of enum link_have */
	char zone[256];			/* "dongnai.gov.vn.", "." */
	char parent[256];		/* "" for the root */

	int ds_count;			/* DS (for the root: anchors) */
	int ds_matching;		/* of them name a DNSKEY that is there */
	char ds_digests[64];		/* "2" … digest types, comma separated */
	char ds_text[256];		/* "tag alg digesttype", comma separated */

	int key_count;
	struct link_key keys[LINK_KEYS];

	/* Over the RRsets that were asked for: DNSKEY, SOA, NS, A, AAAA, and
	 * the parent's DS. */
	int signature_missing;		/* RRsets with no RRSIG at all */
	int signature_broken;		/* no RRSIG verifies with a DNSKEY of the zone */
	int signature_expired;		/* would verify, but for the time */
	int signature_future;		/* likewise, inception ahead */
	char signature_bad[256];	/* "A expired 2026-11-01T…", first few */
	int64_t signature_expiration;	/* earliest of the good ones */
	char signature_earliest[64];	/* its type and tag */

	/* What not all servers of the zone, or of its parent, say alike. */
	int keys_differ, ds_differ;	/* servers with another RRset */
	char keys_differ_text[256];	/* "ns2… 192.0.2.1: 12345/13 …" */
	char ds_differ_text[256];
	int ds_orphans;			/* DS that name no key of the zone */
	char ds_orphans_text[128];	/* "tag alg digesttype", comma separated */

	/* Of the answer for a name that the zone has not. */
	bool denial_proved;		/* RFC 4035 5.4, RFC 5155 8 */
	char denial_why[128];		/* why not */
	int nsec3_iterations, nsec3_salt;	/* octets of salt */

	int cds_count;			/* CDS and CDNSKEY records */
	bool cds_delete;		/* asks for the DS to go, RFC 8078 4 */
	char cds_bad[160];		/* what no parent should follow; "" */
	char cds_text[160];		/* the CDS, where they are not the DS */

	/* What the last looks and this one together show; judged at once. */
	int64_t roll_until;		/* caches are out of step till then */
	char roll_text[256];		/* how */

	/* The first moment at which this link or one above it ends; 0: none. */
	int64_t outage;
	char outage_what[352];		/* "DS/12345 of gov.vn."; translated */
	bool outage_ds;			/* it is a signature over a DS */

	enum link_verdict verdict;
	char verdict_why[256];		/* libunbound's words */
};

enum server_have {
	SERVER_HAVE_ADDRESS = 1 << 0,	/* the name has an address of the family */
	SERVER_HAVE_UDP = 1 << 1,	/* answers_udp, authoritative, serial … */
	SERVER_HAVE_TCP = 1 << 2,	/* answers_tcp */
	SERVER_HAVE_BEHIND = 1 << 3,	/* behind_since: seen falling behind */
};

/* One address of a zone's name server. */
struct server_facts {
	unsigned have;
	char name[256], address[64];
	bool answers_udp, answers_tcp;
	bool authoritative;		/* AA bit */
	int rcode;
	uint32_t serial;
	bool have_serial;
	uint32_t serial_best;		/* highest (RFC 1982) among the zone's servers */
	bool have_serial_best;
	int64_t behind_since;		/* when it first had an older serial */
	double query_ms;
};

/* The zone's name servers together. */
struct servers_facts {
	bool have;
	char zone[256];
	int count;			/* names in the NS RRset */
	int count_ipv4, count_ipv6;	/* of them with such an address */
};

#endif
