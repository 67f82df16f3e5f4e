/* SPDX-License-Identifier: MIT */
/*
 * observer: what all looks share: the validating resolver with its cache, the
 * walker with the zones it has seen, the roots that certificates lead to.
 */
#ifndef KHIEN_PROBE_OBSERVER_H
#define KHIEN_PROBE_OBSERVER_H

#include <event2/event.h>

#include "dnssec/chain.h"
#include "net/fetch.h"
#include "net/validate.h"
#include "probe/config.h"
#include "probe/observe/portal.h"
#include "probe/observe/second.h"
#include "probe/observe/trust.h"
#include "probe/target.h"

struct observer {
	struct event_base *base;
	const struct config *config;	/* borrowed */
	struct validator *validator;
	struct second second;
	struct chain_walker *walker;
	struct fetcher *fetcher;
};

/*
 * Reads the files that the configuration names. Returns 0, or -1 with a fault
 * and *O closed.
 */
int observer_open(struct observer *o, struct event_base *base,
		  const struct config *c, struct fault *f);

/* Safe on a zeroed struct. All looks must have ended or been cancelled. */
void observer_close(struct observer *o);

/* Starts a DNS look at T as of NOW: trust.h. */
struct trust *observer_dns(struct observer *o, const struct target *t,
			   int64_t now, trust_done *done, void *arg,
			   struct fault *f);

/*
 * Starts a web look: portal.h. SERVERS are the COUNT name servers of its zone
 * that are known, VERSIONS: with all TLS versions.
 */
struct portal *observer_web(struct observer *o, const struct target *t,
			    const struct address *servers, int count,
			    bool versions, int64_t now, portal_done *done,
			    void *arg, struct fault *f);

/*
 * The name servers of the name's own zone that answered a walk: first those of
 * different names. Returns how many were written; 0 where it did not get
 * there.
 */
int observer_servers(const struct chain_result *r,
		     struct address servers[DNS_SERVERS]);

#endif
