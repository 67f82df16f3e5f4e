/* SPDX-License-Identifier: MIT */
#include "render.h"

#include <string.h>

#include "lang.h"

static const struct render rows[] = {
	{ "text", N_("for people"), render_text },
	{ "json", N_("one object; schema/report.schema.json"), render_json },
	{ "nagios", N_("one line for Nagios and Icinga"), render_nagios },
	{ "metrics", N_("OpenMetrics, for a textfile collector"),
	  render_metrics },
};

const struct render *render_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

const struct render *render_rows(size_t *count)
{
	*count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

enum verdict render_verdict(const struct report *reports, size_t count,
			    bool strict)
{
	enum verdict worst = count ? VERDICT_PASS : VERDICT_UNKNOWN;
	size_t i;

	for (i = 0; i < count; i++) {
		enum verdict v = report_verdict(&reports[i], strict);

		if (v > worst)
			worst = v;
	}
	return worst;
}
