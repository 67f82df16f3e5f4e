/* SPDX-License-Identifier: MIT */
/*
 * zabbix: low-level discovery of the targets, and their figures as
 * zabbix_sender -T reads them: host ("-": the agent's own), key, time, value.
 */
#ifndef KHIEN_PROBE_ZABBIX_H
#define KHIEN_PROBE_ZABBIX_H

#include "probe/publish/pages.h"

void zabbix_discovery(struct pages *p, const struct web_request *q,
		      struct web_answer *a);
void zabbix_sender(struct pages *p, const struct web_request *q,
		   struct web_answer *a);

#endif
