/* SPDX-License-Identifier: MIT */
/*
 * cli: a command line that is a table. Usage, look-up, dispatch, help,
 * completion and the man page's option list are loops over it, so they cannot
 * disagree. Options may stand before or behind the command.
 *
 * Every tool gets, without a row of its own: --policy, --json, --format,
 * --now, --strict, --verbose, --lang, --help, --version, and the commands help,
 * checks, policy and completion.
 *
 * Exit: commands that judge 0 pass, 1 warn, 2 fail, 3 unknown; commands that
 * make 0 in place, 2 refused because of a finding; 3 could not, or misuse.
 */
#ifndef KHIEN_CLI_H
#define KHIEN_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "fault.h"
#include "policy.h"
#include "render.h"
#include "report.h"

#define EXIT_REFUSED 2
#define EXIT_FAULT 3

enum cli_option_flag {
	CLI_REPEAT = 1,		/* may be given several times */
	CLI_REQUIRED = 2,
};

struct cli_option {
	const char *name;	/* without the dashes */
	const char *arg;	/* "FILE"; NULL for a flag */
	const char *help;	/* one line; N_() */
	unsigned flags;		/* of enum cli_option_flag */
};

struct cli;

struct cli_command {
	const char *name;
	const char *args;	/* what is not an option: "FILE…", not translated */
	const char *help;	/* one line; N_() */
	const char *text;	/* what --help teaches: prose and examples; N_() */
	const struct cli_option *options;	/* ends with a NULL name */
	int args_min, args_max;	/* how many operands; -1: no limit */
	/*
	 * Returns the exit status, or -1 with cli->fault set, which is printed
	 * by cli_main() and gives EXIT_FAULT.
	 */
	int (*run)(struct cli *c);
};

struct cli_tool {
	const char *name;	/* "khien-tlsconf" */
	const char *summary;	/* one line; N_() */
	const char *text;	/* first lines of --help, with examples; N_() */
	const struct cli_command *commands;	/* ends with a NULL name */
	const struct check_table *tables;	/* ends with NULL rows */
};

/* What a running command is handed. */
struct cli {
	const struct cli_tool *tool;
	const struct cli_command *command;
	struct policy *policy;		/* loaded; --policy or the default */
	int64_t now;			/* --now or the clock, read once */
	bool now_given;			/* --now was given */
	bool json, strict, verbose;
	const struct render *format;
	char **args;			/* operands */
	int arg_count;
	struct fault fault;
	struct cli_parsed *parsed;	/* private */
	json_t *made, *warnings;	/* private: for --json of commands that make */
	bool printed;			/* private: JSON is on stdout already */
};

/* The whole program: parse, run, report a fault, check stdout. */
int cli_main(const struct cli_tool *tool, int argc, char **argv);

/* Value of an option of the command's table; NULL where it was not given. */
const char *cli_value(const struct cli *c, const char *name);

/* All values of a repeated option in order; *COUNT may come out 0. Borrowed. */
const char *const *cli_values(const struct cli *c, const char *name,
			      size_t *count);

/* True where the flag was given. */
bool cli_flag(const struct cli *c, const char *name);

/*
 * A whole number within [MIN, MAX]; *OUT stays as it is where the option was
 * not given. Returns 0, or -1 with c->fault.
 */
int cli_number(struct cli *c, const char *name, int64_t min, int64_t max,
	       int64_t *out);

/* Likewise a time (clock_parse) and a duration (clock_parse_duration). */
int cli_time(struct cli *c, const char *name, int64_t *out);
int cli_duration(struct cli *c, const char *name, int64_t *out);

/*
 * For commands that make: says on stderr that WHAT ("key", "zone") is in
 * place at PATH, or, with --json, keeps it for the object that is printed at
 * the end. MORE (may be NULL) is taken over: members to add to it.
 */
void cli_made(struct cli *c, const char *what, const char *path, json_t *more);

/* A warning: on stderr, and with --json in the object's "warnings". */
void cli_warn(struct cli *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Chatter on stderr; silent with --json. */
void cli_say(struct cli *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * For commands that judge: renders the reports to stdout in the chosen format
 * and returns the exit status.
 */
int cli_report(struct cli *c, const struct report *reports, size_t count);

/* Prints a JSON object as the command's data, keys in order, and a newline. */
int cli_print_json(struct cli *c, json_t *object);

#endif
