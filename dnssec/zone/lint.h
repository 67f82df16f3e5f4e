/* SPDX-License-Identifier: MIT */
/*
 * lint: what makes a zone no zone, signed or not: a missing SOA, data beside
 * a CNAME… Signing refuses these; verifying reports them.
 */
#ifndef KHIEN_DNSSEC_LINT_H
#define KHIEN_DNSSEC_LINT_H

#include <stdint.h>

#include "dnssec/zone/zone.h"
#include "fault.h"

enum lint_kind {
	LINT_SOA,		/* none, several, or not at the apex */
	LINT_NS,		/* none at the apex, or at a wildcard */
	LINT_CNAME,		/* beside other data, or several */
	LINT_DNAME,		/* several at one name, or beside NS */
	LINT_DS,		/* at the apex, or without NS */
	LINT_STRAY,		/* out of the zone */
};

struct lint_issue {
	enum lint_kind kind;
	const struct zone_name *name;	/* NULL: stray */
	const char *owner;		/* text */
	uint32_t line;			/* 0: none */
	const char *why;		/* N_() */
};

/* Calls FOUND for each issue in canonical order; ends when it is not 0. */
int lint_zone(const struct zone *z,
	      int (*found)(void *context, const struct lint_issue *i),
	      void *context);

/* A fault "PATH:LINE: …" for the first issue. Returns 0 or -1. */
int lint_fault(const struct zone *z, struct fault *f);

#endif
