/* SPDX-License-Identifier: MIT */
/* cli_parse: argv against the tables; only cli.c and cli_help.c use it. */
#ifndef KHIEN_CLI_PARSE_H
#define KHIEN_CLI_PARSE_H

#include "cli.h"

/* The options that every tool has; ends with a NULL name. */
extern const struct cli_option cli_parse_common[];

/* One option with its values in the order in which they were given. */
struct cli_parsed_option {
	const struct cli_option *row;
	const char **values;	/* "" for a flag; strings are argv's */
	size_t count;
};

struct cli_parsed {
	struct cli_parsed_option *options;
	size_t count;
};

/*
 * Sorts ARGV into c->command, c->args and c->parsed. A command that is missing
 * or --help leaves what was found. Returns 0, or -1 with c->fault.
 */
int cli_parse(struct cli *c, const struct cli_command *const *commands,
	      int argc, char **argv);
void cli_parse_free(struct cli *c);

/* The option called NAME as it was parsed, or NULL where it was not given. */
const struct cli_parsed_option *cli_parse_find(const struct cli *c,
					       const char *name);

#endif
