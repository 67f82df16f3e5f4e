/* SPDX-License-Identifier: MIT */
/* hsts: what is a valid Strict-Transport-Security, RFC 6797 section 6.1. */
#include "unit.h"

#include "probe/observe/hsts.h"

#define NONE -1		/* not valid: as if it were not there */

static void headers(void **state)
{
	static const struct {
		const char *input;
		int64_t age;
		bool subdomains, preload;
	} cases[] = {
		{ "max-age=31536000", 31536000, false, false },
		{ "max-age=300; includeSubDomains", 300, true, false },
		{ "MAX-AGE = \"300\" ; INCLUDESUBDOMAINS;preload", 300, true,
		  true },
		{ " ; max-age=0 ;", 0, false, false },
		{ "max-age=300; report-uri=\"x\"; other", 300, false, false },
		{ "includeSubDomains; max-age=1", 1, true, false },
		{ "max-age=99999999999999999999", 100LL * 365 * 86400, false,
		  false },
		{ "", NONE, false, false },
		{ "includeSubDomains", NONE, false, false },
		{ "max-age", NONE, false, false },
		{ "max-age=", NONE, false, false },
		{ "max-age=\"\"", NONE, false, false },
		{ "max-age=-1", NONE, false, false },
		{ "max-age=1s", NONE, false, false },
		{ "max-age=1; max-age=2", NONE, false, false },
		{ "max-age=1; includeSubDomains; includeSubDomains", NONE,
		  false, false },
		{ "max-age=1, includeSubDomains", NONE, false, false },
		{ "max-age=\"1", NONE, false, false },
		{ "max-age=1; =x", NONE, false, false },
		{ "max-age=1 2", NONE, false, false },
		{ "max-age=1; aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NONE,
		  false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct http_facts h = { 0 };

		hsts_read(cases[i].input, &h);
		if (h.hsts != (cases[i].age != NONE) ||
		    (h.hsts && h.hsts_max_age != cases[i].age) ||
		    h.hsts_subdomains != cases[i].subdomains ||
		    h.hsts_preload != cases[i].preload)
			fail_msg("\"%s\": %d %lld", cases[i].input, h.hsts,
				 (long long)h.hsts_max_age);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(headers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
