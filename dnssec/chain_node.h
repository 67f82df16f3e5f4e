/* SPDX-License-Identifier: MIT */
/*
 * chain_node: one zone of the chain while it is asked, and its facts after
 * it. All addresses of its name servers are asked at once, over UDP for the
 * SOA and over TCP for the keys, and all of its parent's for the DS; the first
 * that answers gives the keys and what else is at the apex. Walks go on as soon
 * as the keys are there (ready), and end when all have answered or not (done).
 * Only the chain's own files include this.
 */
#ifndef KHIEN_DNSSEC_CHAIN_NODE_H
#define KHIEN_DNSSEC_CHAIN_NODE_H

#include "dnssec/chain.h"
#include "dnssec/chain_delegation.h"
#include "dnssec/chain_roll.h"
#include "dnssec/chain_rrset.h"

struct chain_ask;

struct chain_server {
	struct server_facts facts;
	struct address address;
	struct chain_rrset soa;
	struct chain_rrset keys;	/* over TCP */
	bool have_keys;
};

/* One address of a name server of the parent, and the DS that it has. */
struct chain_above {
	char name[256];
	struct address address;
	struct chain_rrset ds;
	bool have;
};

struct chain_name {
	char name[256];
	bool ipv4, ipv6;
	bool listed;			/* in the zone's own NS RRset */
};

/* An RRset at the apex that one server is asked for. */
struct chain_apex {
	ldns_rr_type type;
	bool have, busy;
	uint32_t tried;			/* servers, by index */
	struct chain_rrset set;
};

enum {
	CHAIN_APEX_DNSKEY, CHAIN_APEX_NS, CHAIN_APEX_CDS, CHAIN_APEX_CDNSKEY,
	CHAIN_APEX_NONE,		/* a name that is not there */
	CHAIN_APEX
};

struct chain_node {
	struct chain_walker *walker;
	struct chain_node *parent;
	ldns_rdf *dname;
	int labels;
	int children, users;		/* nodes and walks that hold on to it */

	bool begun, ready, done;
	int64_t time;			/* now, when it was begun */
	struct chain_ask *asks;		/* under way */
	struct chain_name names[CHAIN_NAMES];
	int name_count;
	struct chain_server *servers;
	int server_count;
	struct chain_above above[LINK_SERVERS];
	int above_count;
	ldns_rdf *none;			/* the name that is not there */
	ldns_pkt *none_answer;
	struct chain_roll roll;		/* from look to look */
	struct chain_apex apex[CHAIN_APEX];
	ldns_rr_list *ds;		/* the delegation's; or the anchors */
	ldns_rr_list *keys;		/* of the zone; kept while asked anew */

	struct chain_zone facts;	/* public; servers owned */
};

struct chain_walker {
	struct event_base *base;
	struct chain_config config;	/* file names not kept */
	void *tree;			/* of chain_node, by name; tsearch() */
	struct chain_node *root;
	struct chain_delegation hints;	/* of the root; ds: the anchors */
	struct chain_walk *walks;
	unsigned turn;			/* spreads questions over servers */
	unsigned ended;			/* walks, for sweeping */
};

/* A node for the zone DNAME (copied), or NULL where memory ran out. */
struct chain_node *chain_node_new(struct chain_walker *w,
				  struct chain_node *parent,
				  const ldns_rdf *dname);

/* Frees it, cancelling what it asks. NULL is fine. */
void chain_node_free(struct chain_node *n);

/*
 * Asks the zone anew, as D (whose DS is moved out) and the parent's keys say.
 * chain_wake() is called when it becomes ready, and when it is done.
 */
void chain_node_begin(struct chain_node *n, struct chain_delegation *d,
		      int64_t now);

/*
 * An address of an authoritative server that was not TRIED, which notes it;
 * NULL: there is none. TURN spreads questions.
 */
const struct address *chain_node_server(const struct chain_node *n,
					uint32_t *tried, unsigned turn);

/* In chain.c: something about N has changed. */
void chain_wake(struct chain_node *n);

#endif
