/* SPDX-License-Identifier: MIT */
/* cli_help: what --help prints, and the completions, from the tables. */
#ifndef KHIEN_CLI_HELP_H
#define KHIEN_CLI_HELP_H

#include <stdio.h>

#include "cli.h"

/* The tool: what it is for, its commands, the options all of them take. */
void cli_help_tool(const struct cli_tool *t,
		   const struct cli_command *const *commands, FILE *out);

/* One command: synopsis, text, options. */
void cli_help_command(const struct cli_tool *t, const struct cli_command *m,
		      FILE *out);

/* Completion for SHELL: "bash", "zsh" or "fish". -1: no such shell. */
int cli_help_completion(const struct cli_tool *t,
			const struct cli_command *const *commands,
			const char *shell, FILE *out);

#endif
