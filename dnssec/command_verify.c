/* SPDX-License-Identifier: MIT */
/* command_verify: judges a signed zone file. */
#include "dnssec/command.h"

#include "dnssec/sign/verify.h"
#include "dnssec/zone/zone.h"
#include "lang.h"

const struct cli_option command_verify_options[] = {
	{ "zone", "NAME", N_("name of the zone; else the owner of the SOA, "
			     "which then comes first"), 0 },
	{ "at", "TIME", N_("judge as of this time; the same as --now"), 0 },
	{ "threads", "N", N_("threads to use; else one per processor"), 0 },
	{ 0 }
};

const char command_verify_text[] = N_(
"Judges a signed zone from its file alone: every signature, every time, the\n"
"chain of denial and its types. It shares nothing with sign but the reading of\n"
"the file.\n"
"\n"
"  khien-dnssec verify portal.signed\n"
"  khien-dnssec verify --at 2026-12-24T00:00:00Z portal.signed\n");

static int judge(struct cli *c, const struct zone *z,
		 const struct verify_options *o)
{
	char name[NAME_TEXT];
	struct subject s = { .name = name };
	struct report r;
	struct verify v;
	int ret = verify_zone(&v, z, o, &c->fault);

	name_print(z->apex, name);
	report_init(&r, name, c->policy, o->now);
	if (!ret) {
		verify_report(&v, &r, &s);
		ret = report_ok(&r) ? cli_report(c, &r, 1) :
		      fault_set(&c->fault, _("out of memory"));
	}
	report_free(&r);
	verify_free(&v);
	return ret;
}

int command_verify(struct cli *c)
{
	struct verify_options o = { .policy = c->policy, .now = c->now,
				    .level = VERIFY_FULL };
	struct zone_source s = { .path = c->args[0], .strays_kept = true };
	uint8_t apex[NAME_WIRE];
	struct zone z = { 0 };
	int given = command_zone_option(c, apex), ret = -1;

	s.apex = given ? apex : NULL;
	if (given >= 0 && !cli_time(c, "at", &o.now) &&
	    !command_threads(c, &o.threads) &&
	    !zone_read(&z, &s, &c->fault))
		ret = judge(c, &z, &o);
	zone_free(&z);
	return ret;
}
