/* SPDX-License-Identifier: MIT */
/*
 * zone_checks: what is asked of a signed zone as a whole, read from its file.
 * The findings are made by sign/verify; here are the rows. Links with lib/
 * alone.
 */
#ifndef KHIEN_DNSSEC_ZONE_CHECKS_H
#define KHIEN_DNSSEC_ZONE_CHECKS_H

#include <stdbool.h>

#include "check.h"

/* In the order of the table's rows. */
enum zone_check {
	ZONE_IN_ZONE,
	ZONE_SOA,
	ZONE_NS,
	ZONE_CNAME,
	ZONE_DNAME,
	ZONE_DS_PLACE,
	ZONE_TTL,
	ZONE_DNSKEY,
	ZONE_ALGORITHM,
	ZONE_CDS,
	ZONE_RRSIG_MISSING,
	ZONE_RRSIG_KEY,
	ZONE_RRSIG_FORM,
	ZONE_RRSIG_INCEPTION,
	ZONE_RRSIG_EXPIRED,
	ZONE_RRSIG_LEFT,
	ZONE_RRSIG_VALID,
	ZONE_RRSIG_EXTRA,
	ZONE_DENIAL,
	ZONE_DENIAL_TTL,
	ZONE_NSEC_MISSING,
	ZONE_NSEC_EXTRA,
	ZONE_NSEC_CHAIN,
	ZONE_NSEC_BITMAP,
	ZONE_NSEC3_PARAM,
	ZONE_NSEC3_ITERATIONS,
	ZONE_NSEC3_MISSING,
	ZONE_NSEC3_EXTRA,
	ZONE_NSEC3_CHAIN,
	ZONE_NSEC3_BITMAP,
	ZONE_CHECKS,
};

extern const struct check_table dnssec_zone_checks;

/*
 * True for checks that no signed zone may fail when it is published, whatever
 * the policy says of their severity.
 */
bool zone_checks_gate(enum zone_check c);

#endif
