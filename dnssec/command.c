/* SPDX-License-Identifier: MIT */
/* command: see command.h. */
#include "dnssec/command.h"

#include <string.h>
#include <unistd.h>

#include "lang.h"

#define THREADS_MOST 256

int command_zone_name(struct cli *c, const char *s, uint8_t out[NAME_WIRE])
{
	static const uint8_t root[1] = { 0 };
	const char *why;

	if (!strcmp(s, "@") || name_parse(s, strlen(s), root, out, &why) < 0)
		return fault_set(&c->fault, _("expected the name of a zone, not \"%s\""), s);
	return 0;
}

int command_zone_option(struct cli *c, uint8_t out[NAME_WIRE])
{
	const char *zone = cli_value(c, "zone");

	if (!zone)
		return 0;
	return command_zone_name(c, zone, out) ? -1 : 1;
}

int command_threads(struct cli *c, unsigned *threads)
{
	long have = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t n = have < 1 ? 1 : have > THREADS_MOST ? THREADS_MOST : have;

	if (cli_number(c, "threads", 1, THREADS_MOST, &n))
		return -1;
	*threads = (unsigned)n;
	return 0;
}
