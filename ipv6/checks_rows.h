/* SPDX-License-Identifier: MIT */
/*
 * checks_rows: the tables that checks.c puts together, one file for each, and
 * what their functions share. Only for checks*.c.
 */
#ifndef KHIEN_IPV6_CHECKS_ROWS_H
#define KHIEN_IPV6_CHECKS_ROWS_H

#include "checks.h"

extern const struct check ipv6_link_rows[7];
extern const struct check ipv6_ra_rows[5];
extern const struct check ipv6_detection_rows[2];
extern const struct check ipv6_address_rows[4];
extern const struct check ipv6_scope_rows[1];
extern const struct check ipv6_reach_rows[1];
extern const struct check ipv6_route_rows[4];
extern const struct check ipv6_firewall_rows[3];
extern const struct check ipv6_gateway_rows[4];
extern const struct check ipv6_way_rows[3];
extern const struct check ipv6_source_rows[1];
extern const struct check ipv6_resolve_rows[2];
extern const struct check ipv6_name_rows[2];
extern const struct check ipv6_port_rows[5];
extern const struct check ipv6_filter_rows[1];
extern const struct check ipv6_exposure_rows[2];
extern const struct check ipv6_without_v4_rows[5];
extern const struct check ipv6_baseline_rows[4];

/* True where PART was not seen: J says why, the verdict is unknown. */
bool ipv6_unseen(const struct v6_part *part, struct judgement *j);

/*
 * The verdict where PART lacks something that should be there: fail, or
 * unknown (and J says why) where the list never held still.
 */
enum verdict ipv6_lacking(const struct v6_part *part, struct judgement *j);

/* True where the kernel does not tell L's sysctls: J says so. */
bool ipv6_lacks_conf(const struct v6_link *l, struct judgement *j);

#endif
