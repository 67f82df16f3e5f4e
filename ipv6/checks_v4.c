/* SPDX-License-Identifier: MIT */
/* checks_v4: what would break without IPv4; judged by without_v4.c. */
#include "checks_rows.h"

#include "lang.h"

const struct check ipv6_without_v4_rows[] = {
	{
		.id = "v4.route",
		.title = N_("The Internet can be reached over IPv6 alone"),
		.rule = "RFC 6540",
		.fix = N_("`khien-ipv6 check` says what is missing, "
			  "`khien-ipv6 plan` what to write"),
	},
	{
		.id = "v4.resolver",
		.title = N_("A name server can be asked over IPv6"),
		.rule = "RFC 3901",
		.fix = N_("add a name server with an IPv6 address to "
			  "/etc/resolv.conf, or to what writes it"),
	},
	{
		.id = "v4.listener",
		.title = N_("What is served over IPv4 is served over IPv6, "
			    "too"),
		.rule = "RFC 6540",
		.fix = N_("let the program listen on [::], or on the IPv6 "
			  "address beside the IPv4 one"),
	},
	{
		.id = "v4.session",
		.title = N_("No program talks to others over IPv4 now"),
		.rule = "RFC 8305",
		.fix = N_("see whether the peer has an AAAA record, and let "
			  "the program call it by its name"),
	},
	{
		.id = "v4.file",
		.title = N_("No configuration names others by an IPv4 "
			    "address"),
		.rule = "RFC 1958 section 4.1",
		.fix = N_("write the peer's name instead of its address, or "
			  "add the IPv6 address"),
	},
};
