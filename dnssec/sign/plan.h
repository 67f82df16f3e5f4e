/* SPDX-License-Identifier: MIT */
/*
 * plan: what is settled about a zone before its pieces are signed: shared by
 * plan.c, which has sign_prepare(), and sign.c.
 */
#ifndef KHIEN_DNSSEC_PLAN_H
#define KHIEN_DNSSEC_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssec/sign/sign.h"

/* Names [name, name_end) and NSEC3 owners [owner, owner_end). */
struct sign_piece {
	size_t name, name_end, owner, owner_end;
};

/* True where the zone signs the RRset of TYPE at N (RFC 4035 section 2.2). */
bool plan_signs(const struct zone_name *n, uint16_t type);

/* Canonical order of names[NAME] and the owner of NSEC3 OWNER. */
int plan_compare(const struct sign_plan *p, size_t name, size_t owner);

/*
 * A number that depends on the owner (absolute, so the zone's name is in it;
 * in lower case) and type alone. Not secret.
 */
uint64_t plan_hash(const uint8_t *owner, size_t length, uint16_t type);

#endif
