/* SPDX-License-Identifier: MIT */
/* examine: the walk over a host's facts that yields its report. */
#ifndef KHIEN_IPV6_EXAMINE_H
#define KHIEN_IPV6_EXAMINE_H

#include "ipv6/facts.h"
#include "report.h"

/*
 * Judges F by all of ipv6_checks and adds what comes out to R. Subjects:
 * "host"; a link, "eth0"; an address on it, "eth0 fd00::2/64"; a port,
 * "tcp/443". Roles must have been assigned. Pure: no clock, no input.
 */
void examine_host(struct report *r, const struct v6_facts *f);

#endif
