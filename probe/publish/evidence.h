/* SPDX-License-Identifier: MIT */
/* evidence: the facts of a look as JSON, the "facts" of a report. */
#ifndef KHIEN_PROBE_EVIDENCE_H
#define KHIEN_PROBE_EVIDENCE_H

#include <jansson.h>

#include "probe/facts.h"

/*
 * New references. What was not observed, and what memory does not suffice for,
 * is left out.
 */
json_t *evidence_web(const struct web_look *w);
json_t *evidence_dns(const struct dns_look *d);

#endif
