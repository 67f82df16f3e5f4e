/* SPDX-License-Identifier: MIT */
/*
 * dnsquery: one question to one server's address, asked by ourselves, so that
 * no cache stands between us and what the server says.
 *
 * UDP with EDNS (1232 bytes), a random id and source port, RD off, sent once
 * more if nothing comes; TCP where the answer is truncated (RFC 7766) or the
 * caller wants it. An answer counts only if id, question and source are right
 * (RFC 5452 section 9.1); others are ignored. Nothing larger than 64 KiB or
 * with more than DNSQUERY_RECORDS records is taken.
 */
#ifndef KHIEN_NET_DNSQUERY_H
#define KHIEN_NET_DNSQUERY_H

#include <event2/event.h>
#include <ldns/ldns.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "fault.h"
#include "outcome.h"

#define DNSQUERY_EDNS 1232	/* DNS flag day 2020 */
#define DNSQUERY_RECORDS 512

struct dnsquestion {
	struct address server;
	uint16_t port;		/* 0: 53 */
	const char *name;	/* "dongnai.gov.vn."; copied */
	uint16_t type;		/* LDNS_RR_TYPE_… */
	bool dnssec;		/* DO: want signatures */
	bool tcp;		/* TCP only */
	bool allow_inside;	/* else an address inside is OUTCOME_FORBIDDEN */
	int deadline_ms;	/* for all of it */
};

struct dnsanswer {
	enum outcome outcome;
	char why[OUTCOME_WHY];	/* "" where OK; one line, for people */
	/*
	 * Where OK. Freed after the callback, unless the callback takes it: set
	 * it to NULL and pass it to ldns_pkt_free().
	 */
	ldns_pkt *packet;
	int rcode;		/* LDNS_RCODE_… */
	bool authoritative;	/* AA */
	bool truncated;		/* over UDP: the answer came over TCP then */
	bool tcp;		/* this answer (or failure) is TCP's */
	double rtt_ms;		/* of the exchange that was answered */
};

struct dnsquery;

typedef void dnsquery_done(void *arg, struct dnsanswer *a);

/*
 * Asks. DONE is called exactly once, from the event loop, never from within
 * this call, unless the query is cancelled first. Returns NULL with a fault
 * only for a NAME that is none and where memory ran out.
 */
struct dnsquery *dnsquery_start(struct event_base *base,
				const struct dnsquestion *q,
				dnsquery_done *done, void *arg,
				struct fault *f);

/* Ends it without a callback. Not after the callback. NULL is fine. */
void dnsquery_cancel(struct dnsquery *q);

#endif
