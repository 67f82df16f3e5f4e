/* SPDX-License-Identifier: MIT */
/* Feeds saved_read() with files, and judges what it takes. */
#include "fuzz.h"

#include "ipv6/examine.h"
#include "ipv6/record.c"
#include "ipv6/record_read.c"
#include "ipv6/see/snapshot.h"
#include "json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_file j;
	struct fault f = { "", "" };
	struct v6_facts facts;
	struct report r;
	struct policy *p;

	if (json_file_parse(&j, "fuzz", (const char *)data, size, &f) != 0)
		return 0;
	p = policy_load(NULL, &f);
	if (p != NULL && record_read(&j, "", &facts, &f) == 0) {
		report_init(&r, "fuzz", p, 0);
		examine_host(&r, &facts);
		json_decref(record_json(&facts));
		report_free(&r);
	}
	if (p != NULL)
		snapshot_free(&facts);
	policy_free(p);
	json_file_free(&j);
	return 0;
}
