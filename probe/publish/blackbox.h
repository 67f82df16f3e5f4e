/* SPDX-License-Identifier: MIT */
/*
 * blackbox: /probe?target=NAME as blackbox_exporter answers it, so that rules
 * and dashboards that exist go on working; but from the last look, and for
 * configured targets only. family=ipv4 or ipv6 tells one family alone. Where
 * no look came within three intervals there is no answer, rather than an old
 * one.
 */
#ifndef KHIEN_PROBE_BLACKBOX_H
#define KHIEN_PROBE_BLACKBOX_H

#include "probe/publish/pages.h"

void blackbox_page(struct pages *p, const struct web_request *q,
		   struct web_answer *a);

#endif
