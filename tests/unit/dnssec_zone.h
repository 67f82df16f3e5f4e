/* SPDX-License-Identifier: MIT */
/* dnssec_zone: zones from text, for the tests of khien-dnssec. */
#ifndef KHIEN_TEST_DNSSEC_ZONE_H
#define KHIEN_TEST_DNSSEC_ZONE_H

#include "unit.h"

#include "dnssec/zone/zone.h"

/* Reads TEXT as a zone; returns what zone_read() returns. */
static inline int zone_text(struct zone *z, const char *text, struct fault *f)
{
	struct zone_source s = { .path = "zone", .text = text,
				 .length = strlen(text) };

	*z = (struct zone){ 0 };
	*f = (struct fault){ "", "" };
	return zone_read(z, &s, f);
}

#endif
