/* SPDX-License-Identifier: MIT */
/*
 * judge: a look's facts in, findings out: the checks of all three domains over
 * what was seen from outside. Pure.
 *
 * Subjects: the name itself for what is asked of the name; "NAME ipv4" and
 * "NAME ipv6" for its web servers, "NAME ipv6 [ADDRESS]" where a family has
 * several addresses; the zone ("dongnai.gov.vn", ".") for a link of the chain
 * of trust, "NS ADDRESS" for a name server. Each has as parent what it is part
 * of, so that one cause gives one finding.
 */
#ifndef KHIEN_PROBE_JUDGE_H
#define KHIEN_PROBE_JUDGE_H

#include "probe/facts.h"
#include "report.h"

/* Adds the findings of a web look to R. */
void judge_web(struct report *r, const struct web_look *w);

/*
 * Adds those of a DNS look at portal NAME: zone by zone from the root, then
 * what concerns the name alone. STARTS (may be NULL) gets the index of the
 * first finding of each zone, and behind the last zone's that of the name's.
 * Returns how many zones there are.
 */
int judge_dns(struct report *r, const char *name, const struct dns_look *d,
	      size_t starts[CHAIN_DEPTH + 1]);

/* "NAME ipv6", and " [ADDRESS]" where A is not NULL. Returns BUFFER. */
char *judge_family_subject(char buffer[FACTS_SUBJECT], const char *name,
			   int family, const struct address *a);

/* A zone as subject: without its last dot, the root is ".". */
char *judge_zone_subject(char buffer[FACTS_SUBJECT], const char *zone);

#endif
