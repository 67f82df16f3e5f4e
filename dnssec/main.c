/* SPDX-License-Identifier: MIT */
/* khien-dnssec: keys, signed zones, and whether they hold. */
#include "cli.h"
#include "dnssec/checks.h"
#include "dnssec/command.h"
#include "dnssec/zone_checks.h"
#include "lang.h"

static const struct cli_command commands[] = {
	{ "keygen", "ZONE", N_("make a key for a zone"), command_keygen_text,
	  command_keygen_options, 1, 1, command_keygen },
	{ "sign", "FILE", N_("sign a zone file"), command_sign_text,
	  command_sign_options, 1, 1, command_sign },
	{ "verify", "FILE", N_("judge a signed zone file"),
	  command_verify_text, command_verify_options, 1, 1, command_verify },
	{ "ds", "ZONE", N_("print the DS records for the parent zone"),
	  command_ds_text, command_ds_options, 1, 1, command_ds },
	{ 0 }
};

static const struct cli_tool base = {
	.name = "khien-dnssec",
	.summary = N_("keys, signed zones, and whether they hold"),
	.text = N_(
"From an unsigned zone to a signed one:\n"
"\n"
"  khien-dnssec keygen --dir keys --role csk portal.gov.vn\n"
"  khien-dnssec sign --keys keys --out portal.signed portal.zone\n"
"  khien-dnssec verify portal.signed\n"
"  khien-dnssec ds --keys keys portal.gov.vn   (for the registrar)\n"),
	.commands = commands,
};

int main(int argc, char **argv)
{
	const struct check_table tables[] = {
		dnssec_checks, dnssec_server_checks, dnssec_servers_checks,
		dnssec_zone_checks,
		{ NULL, 0 }
	};
	struct cli_tool tool = base;

	tool.tables = tables;
	return cli_main(&tool, argc, argv);
}
