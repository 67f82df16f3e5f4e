/* SPDX-License-Identifier: MIT */
/*
 * checks: what is asked of a portal's name itself. All else that the probe
 * judges are the checks of tlsconf and dnssec. Links with lib/ alone.
 */
#ifndef KHIEN_PROBE_CHECKS_H
#define KHIEN_PROBE_CHECKS_H

#include "check.h"

/* The name. Facts: struct name_facts. */
extern const struct check_table probe_name_checks;

/*
 * The name's addresses of one family. Facts: struct family_facts. What is
 * asked of a web server needs `dns.address`.
 */
extern const struct check_table probe_family_checks;

/*
 * Both families side by side, at the name. Facts: struct dualstack_facts. A
 * row needs what both families must have: their subjects are to be parents.
 */
extern const struct check_table probe_dualstack_checks;

#endif
