/* SPDX-License-Identifier: MIT */
/*
 * checks: what is asked of a signed name, seen from outside. Links with lib/
 * alone: no ldns, no network.
 */
#ifndef KHIEN_DNSSEC_CHECKS_H
#define KHIEN_DNSSEC_CHECKS_H

#include "check.h"

/*
 * One link of the chain: a zone. Facts: struct link_facts. For a chain, the
 * subject of each zone has the zone above it as its parent, so that one broken
 * link is one failure: what hangs below it is "unknown, because …".
 */
extern const struct check_table dnssec_checks;

/* One address of a name server. Facts: struct server_facts. */
extern const struct check_table dnssec_server_checks;

/* A zone's name servers together. Facts: struct servers_facts. */
extern const struct check_table dnssec_servers_checks;

#endif
