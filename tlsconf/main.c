/* SPDX-License-Identifier: MIT */
/* khien-tlsconf: keys, certificates and server configurations. */
#include "cli.h"
#include "lang.h"
#include "tlsconf/checks.h"
#include "tlsconf/command.h"

static const struct cli_command commands[] = {
	{ "key", "", N_("make a private key"), command_key_text,
	  command_key_options, 0, 0, command_key },
	{ "csr", "[FILE…]", N_("make or judge requests for certificates"),
	  command_csr_text, command_csr_options, 0, -1, command_csr },
	{ "inspect", "FILE…", N_("what files are, and do they belong together"),
	  command_inspect_text, command_inspect_options, 1, -1,
	  command_inspect },
	{ "emit", "SERVER", N_("write a server's configuration"),
	  command_emit_text, command_emit_options, 1, 1, command_emit },
	{ "prove", "SERVER", N_("try a configuration on a throw-away server"),
	  command_prove_text, command_prove_options, 1, 1, command_prove },
	{ 0 }
};

static const struct cli_tool base = {
	.name = "khien-tlsconf",
	.summary = N_("keys, certificates and server configurations"),
	.text = N_(
"From nothing to https:\n"
"\n"
"  khien-tlsconf key --out portal.key\n"
"  khien-tlsconf csr --key portal.key --name NAME --out portal.csr\n"
"  (send portal.csr to a CA; portal.pem is what comes back)\n"
"  khien-tlsconf inspect portal.key portal.csr portal.pem\n"
"  khien-tlsconf emit nginx --name NAME --cert portal.pem \\\n"
"      --key portal.key --root DIR --out portal.conf\n"),
	.commands = commands,
};

int main(int argc, char **argv)
{
	const struct check_table tables[] = {
		tlsconf_checks, tlsconf_prove_checks,
		tlsconf_file_checks, tlsconf_csr_checks,
		{ NULL, 0 }
	};
	struct cli_tool tool = base;

	tool.tables = tables;
	return cli_main(&tool, argc, argv);
}
