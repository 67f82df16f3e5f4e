/* SPDX-License-Identifier: MIT */
/* saved: see saved.h. */
#include "saved.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "json.h"
#include "lang.h"
#include "record.h"

#define SCHEMA "khien.ipv6-snapshot/1"

json_t *saved_json(const struct v6_facts *f, const char *host, int64_t time)
{
	char when[CLOCK_TEXT], name[SAVED_HOST];
	json_t *facts = record_json(f);

	snprintf(name, sizeof(name), "%s", host);
	text_clean(name);
	if (facts == NULL)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "schema", SCHEMA,
			 "version", KHIEN_VERSION,
			 "time", clock_format(time, when), "host", name,
			 "facts", facts);
}

static int read_head(const struct json_file *j, char host[SAVED_HOST],
		     int64_t *time, struct fault *f)
{
	static const char *const members[] = { "schema", "version", "time",
					       "host", "facts", NULL };
	const char *schema = "", *when = "", *name = "", *version = "";

	if (json_file_string(j, "", "schema", &schema, f) != 0)
		return -1;
	if (strcmp(schema, SCHEMA) != 0) {
		json_file_fault(j, "/schema", f, _("the schema must be \"%s\""),
				SCHEMA);
		return fault_hint(f, _("`khien-ipv6 snapshot` writes such a "
				       "file"));
	}
	if (json_file_only(j, "", members, f) != 0 ||
	    json_file_string(j, "", "version", &version, f) != 0 ||
	    json_file_string(j, "", "time", &when, f) != 0 ||
	    json_file_string(j, "", "host", &name, f) != 0)
		return -1;
	if (clock_parse(when, time, NULL) != 0)
		return json_file_fault(j, "/time", f, _("\"time\" must be such "
				       "as 2026-11-23T08:00:00Z"));
	if (name[0] == '\0' || strlen(name) >= SAVED_HOST)
		return json_file_fault(j, "/host", f, _("\"host\" must be the "
				       "name of the host"));
	snprintf(host, SAVED_HOST, "%s", name);
	return 0;
}

int saved_read(const char *path, struct v6_facts *f, char host[SAVED_HOST],
	       int64_t *time, struct fault *fault)
{
	struct json_file j;
	int status = -1;

	memset(f, 0, sizeof(*f));
	if (json_file_read(&j, path, fault) != 0)
		return -1;
	if (read_head(&j, host, time, fault) == 0)
		status = record_read(&j, "/facts", f, fault);
	json_file_free(&j);
	return status;
}
