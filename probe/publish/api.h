/* SPDX-License-Identifier: MIT */
/* api: the state of the targets, and events, as JSON; openapi.json says how. */
#ifndef KHIEN_PROBE_API_H
#define KHIEN_PROBE_API_H

#include "probe/publish/pages.h"

/* All targets, one line of facts each: /api/v1/targets?after=NAME&limit=N */
void api_targets(struct pages *p, const struct web_request *q,
		 struct web_answer *a);

/* All that is known of one: /api/v1/targets/NAME */
void api_target(struct pages *p, const struct web_request *q,
		struct web_answer *a);

/* /api/v1/events?since=TIME&after=ID&target=NAME&limit=N */
void api_events(struct pages *p, const struct web_request *q,
		struct web_answer *a);

#endif
