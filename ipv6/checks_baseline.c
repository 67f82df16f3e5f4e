/* SPDX-License-Identifier: MIT */
/* checks_baseline: what differs from a baseline; judged by baseline.c. */
#include "checks_rows.h"

#include "lang.h"

const struct check ipv6_baseline_rows[] = {
	{
		.id = "baseline.router",
		.title = N_("The gateways are those of the baseline"),
		.rule = "RFC 6104",
		.fix = N_("find out who changed the default route; where it is "
			  "right, take a new baseline"),
	},
	{
		.id = "baseline.prefix",
		.title = N_("The prefixes are those of the baseline"),
		.rule = "RFC 6104",
		.fix = N_("find out who advertises that prefix, or why it is "
			  "gone; where it is right, take a new baseline"),
	},
	{
		.id = "baseline.address",
		.title = N_("The addresses are those of the baseline"),
		.fix = N_("find out who changed the addresses; where it is "
			  "right, take a new baseline"),
	},
	{
		.id = "baseline.port",
		.title = N_("The ports that others reach are those of the "
			    "baseline"),
		.fix = N_("start the service, or find out what opened the "
			  "port; where it is right, take a new baseline"),
	},
};
