/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_help.h"
#include "cli_parse.h"
#include "clock.h"
#include "json.h"
#include "lang.h"
#include "text.h"

/* ---- what a command asks ---- */

const char *cli_value(const struct cli *c, const char *name)
{
	const struct cli_parsed_option *o = cli_parse_find(c, name);

	return o ? o->values[0] : NULL;
}

const char *const *cli_values(const struct cli *c, const char *name,
			      size_t *count)
{
	const struct cli_parsed_option *o = cli_parse_find(c, name);

	*count = o ? o->count : 0;
	return o ? o->values : NULL;
}

bool cli_flag(const struct cli *c, const char *name)
{
	return cli_parse_find(c, name) != NULL;
}

int cli_number(struct cli *c, const char *name, int64_t min, int64_t max,
	       int64_t *out)
{
	const char *s = cli_value(c, name);
	char *end;
	long long n;

	if (s == NULL)
		return 0;
	errno = 0;
	n = strtoll(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || n < min || n > max)
		return fault_set(&c->fault, _("--%s must be a whole number "
				 "from %" PRId64 " to %" PRId64 ", not \"%s\""),
				 name, min, max, s);
	*out = n;
	return 0;
}

int cli_time(struct cli *c, const char *name, int64_t *out)
{
	const char *s = cli_value(c, name);

	if (s == NULL || clock_parse(s, out, &c->fault) == 0)
		return 0;
	return fault_context(&c->fault, "--%s", name);
}

int cli_duration(struct cli *c, const char *name, int64_t *out)
{
	const char *s = cli_value(c, name);

	if (s == NULL || clock_parse_duration(s, out, &c->fault) == 0)
		return 0;
	return fault_context(&c->fault, "--%s", name);
}

/* ---- what a command says ---- */

void cli_say(struct cli *c, const char *fmt, ...)
{
	va_list ap;

	if (c->json)
		return;
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
}

void cli_warn(struct cli *c, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	if (t.at)
		text_clean(t.at);	/* it may name a stranger's file */
	fprintf(stderr, _("%s: warning: %s\n"), c->tool->name, text_get(&t));
	if (c->json)
		json_array_append_new(c->warnings, json_string(text_get(&t)));
	text_free(&t);
}

void cli_made(struct cli *c, const char *what, const char *path, json_t *more)
{
	json_t *row = more ? more : json_object();
	char *shown;

	if (c->json) {
		shown = strdup(path);
		if (shown)
			text_clean(shown);	/* JSON is UTF-8 */
		json_object_set_new(row, "what", json_string(what));
		json_object_set_new(row, "path", json_string(shown));
		json_array_append_new(c->made, row);
		free(shown);
		return;
	}
	json_decref(row);
	fprintf(stderr, _("%s: wrote %s\n"), what, path);
}

int cli_print_json(struct cli *c, json_t *object)
{
	char *text = json_text(object, JSON_INDENT(2));

	json_decref(object);
	if (text == NULL) {
		errno = ENOMEM;
		return fault_errno(&c->fault, _("cannot write the output"));
	}
	(void)puts(text);	/* checked when stdout is closed */
	free(text);
	c->printed = true;
	return 0;
}

int cli_report(struct cli *c, const struct report *reports, size_t count)
{
	const struct render_context x = {
		.tool = c->tool->name,
		.command = c->command->name,
		.colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL &&
			  strcmp(getenv("TERM") ? getenv("TERM") : "",
				 "dumb") != 0,
		.strict = c->strict,
		.verbose = c->verbose,
	};
	size_t i;

	for (i = 0; i < count; i++)
		if (!report_ok(&reports[i])) {
			errno = ENOMEM;
			return fault_errno(&c->fault, _("cannot judge %s"),
					   reports[i].subject ?
					   reports[i].subject : "");
		}
	if (c->format->write(stdout, reports, count, &x) < 0) {
		errno = ENOMEM;
		return fault_errno(&c->fault, _("cannot write the output"));
	}
	c->printed = true;
	return check_verdict_exit(render_verdict(reports, count, c->strict));
}

/* ---- the commands that every tool has ---- */

static int run_policy(struct cli *c)
{
	if (cli_flag(c, "schema"))
		return cli_print_json(c, policy_schema());
	if (c->json)
		return cli_print_json(c, policy_json(c->policy));
	policy_print(c->policy, stdout);
	return 0;
}

static json_t *check_row_json(const struct cli *c, const struct check *k)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s*, s:s, s:s}", "check", k->id,
			 "title", k->title, "severity", policy_severity_name(
				 policy_severity(c->policy, k->id)),
			 "clause", policy_check_clause(c->policy, k->id),
			 "rule", k->rule, "who", check_actor_name(k->who),
			 "fix", k->fix ? k->fix : "");
}

static void print_check(const struct cli *c, const struct check *k)
{
	const char *clause = policy_check_clause(c->policy, k->id);
	const struct policy_clause *from = policy_find_clause(c->policy, clause);

	printf("%-28s %-6s %s\n", k->id, policy_severity_name(
		       policy_severity(c->policy, k->id)), _(k->title));
	printf("%28s  %s: %s%s%s\n", "", clause, from ? from->source : "",
	       k->rule ? "; " : "", k->rule ? k->rule : "");
	if (k->fix != NULL)
		printf("%28s  %s: %s\n", "", _("do"), _(k->fix));
}

static int run_checks(struct cli *c)
{
	const struct check_table *t;
	json_t *rows = json_array();
	size_t i;

	for (t = c->tool->tables; t != NULL && t->rows != NULL; t++)
		for (i = 0; i < t->count; i++) {
			if (c->json)
				json_array_append_new(rows,
					check_row_json(c, &t->rows[i]));
			else
				print_check(c, &t->rows[i]);
		}
	if (!c->json) {
		json_decref(rows);
		return 0;
	}
	return cli_print_json(c, json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:o}",
		"schema", "khien.checks/1", "tool", c->tool->name,
		"version", KHIEN_VERSION, "profile", "name", c->policy->name,
		"hash", c->policy->hash, "checks", rows));
}

static int run_help(struct cli *c);
static int run_completion(struct cli *c);

static const struct cli_option policy_options[] = {
	{ "schema", NULL, N_("print the JSON schema of a policy file"), 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct cli_command common_commands[] = {
	{ "policy", NULL, N_("print the policy that is in force"),
	  N_("Every knob with its value, unit and the clause it comes from.\n"),
	  policy_options, 0, 0, run_policy },
	{ "checks", NULL, N_("list the checks with clause, severity and fix"),
	  NULL, NULL, 0, 0, run_checks },
	{ "completion", "bash|zsh|fish", N_("print a completion script"),
	  NULL, NULL, 1, 1, run_completion },
	{ "help", "[COMMAND]", N_("teach the tool or one command"),
	  NULL, NULL, 0, 1, run_help },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NULL },
};

/* The tool's own commands, then those of every tool. */
static void command_tables(const struct cli_tool *t,
			   const struct cli_command *tables[3])
{
	tables[0] = t->commands;
	tables[1] = common_commands;
	tables[2] = NULL;
}

static int run_help(struct cli *c)
{
	const struct cli_command *tables[3], *m;
	size_t i;

	command_tables(c->tool, tables);
	if (c->arg_count == 0) {
		cli_help_tool(c->tool, tables, stdout);
		return 0;
	}
	for (i = 0; i < 2; i++)
		for (m = tables[i]; m->name != NULL; m++)
			if (strcmp(m->name, c->args[0]) == 0) {
				cli_help_command(c->tool, m, stdout);
				return 0;
			}
	return fault_set(&c->fault, _("there is no command \"%s\""),
			 c->args[0]);
}

static int run_completion(struct cli *c)
{
	const struct cli_command *tables[3];

	command_tables(c->tool, tables);
	if (cli_help_completion(c->tool, tables, c->args[0], stdout) == 0)
		return 0;
	return fault_set(&c->fault, _("there is no completion for \"%s\"; "
			 "bash, zsh and fish have one"), c->args[0]);
}

/* ---- the program ---- */

/*
 * Format and language are looked up before anything is parsed, so that a fault
 * of the command line itself comes out in them, too. What programs read stays
 * English.
 */
static void read_early(struct cli *c, int argc, char **argv)
{
	const char *language = NULL, *format = "text";
	int i;

	for (i = 1; i < argc; i++) {
		const char *next = argv[i + 1] ? argv[i + 1] : "";

		if (strcmp(argv[i], "--json") == 0)
			format = "json";
		else if (strcmp(argv[i], "--format") == 0)
			format = next;
		else if (strncmp(argv[i], "--format=", 9) == 0)
			format = argv[i] + 9;
		else if (strcmp(argv[i], "--lang") == 0)
			language = next;
		else if (strncmp(argv[i], "--lang=", 7) == 0)
			language = argv[i] + 7;
	}
	c->json = strcmp(format, "json") == 0;
	lang_init(strcmp(format, "text") == 0 ? language : "en");
}

static int read_common(struct cli *c)
{
	const char *format = cli_value(c, "format");
	const char *language = cli_value(c, "lang");

	c->strict = cli_flag(c, "strict");
	c->verbose = cli_flag(c, "verbose");
	if (format != NULL && cli_flag(c, "json") &&
	    strcmp(format, "json") != 0)
		return fault_set(&c->fault, _("--json and --format %s exclude "
				 "each other"), format);
	if (format == NULL)
		format = cli_flag(c, "json") ? "json" : "text";
	c->format = render_find(format);
	if (c->format == NULL)
		return fault_set(&c->fault, _("there is no format \"%s\"; text, "
				 "json, nagios and metrics are there"), format);
	c->json = strcmp(format, "json") == 0;
	if (language != NULL && strcmp(language, "vi") != 0 &&
	    strcmp(language, "en") != 0)
		return fault_set(&c->fault, _("--lang takes vi or en, not "
				 "\"%s\""), language);
	c->now_given = cli_value(c, "now") != NULL;
	c->now = clock_now();
	if (cli_time(c, "now", &c->now) < 0)
		return -1;
	c->policy = policy_load(cli_value(c, "policy"), &c->fault);
	return c->policy != NULL ? 0 : -1;
}

static int run(struct cli *c, const struct cli_command *const *tables)
{
	if (cli_flag(c, "version")) {
		printf("%s %s\n", c->tool->name, KHIEN_VERSION);
		return 0;
	}
	if (cli_flag(c, "help") && c->command != NULL) {
		cli_help_command(c->tool, c->command, stdout);
		return 0;
	}
	if (cli_flag(c, "help")) {
		cli_help_tool(c->tool, tables, stdout);
		return 0;
	}
	if (c->command == NULL) {
		fault_set(&c->fault, _("a command is missing"));
		return fault_hint(&c->fault, _("`%s help` lists the commands"),
				  c->tool->name);
	}
	return c->command->run(c);
}

/*
 * With --json a command that made something, or refused to because of a
 * finding, ends with this object.
 */
static int print_made(struct cli *c, int status)
{
	if (!c->json || c->printed ||
	    (json_array_size(c->made) == 0 && status != EXIT_REFUSED))
		return 0;
	return cli_print_json(c, json_pack("{s:s, s:s, s:s, s:s, s:O, s:O}",
		"schema", "khien.result/1", "tool", c->tool->name,
		"version", KHIEN_VERSION, "command", c->command->name,
		"made", c->made, "warnings", c->warnings));
}

static void print_fault(struct cli *c)
{
	json_t *error;
	char *text;

	/* file names need not be UTF-8, and may move a terminal's cursor */
	text_clean(c->fault.text);
	text_clean(c->fault.hint);
	fprintf(stderr, "%s: %s\n", c->tool->name, c->fault.text);
	if (c->fault.hint[0] != '\0')
		fprintf(stderr, "%*s  → %s\n", (int)strlen(c->tool->name), "",
			c->fault.hint);
	if (!c->json)
		return;
	error = json_pack("{s:s, s:s, s:s, s:s, s:s}",
		"schema", "khien.error/1", "tool", c->tool->name,
		"version", KHIEN_VERSION, "error", c->fault.text,
		"hint", c->fault.hint);
	text = json_text(error, JSON_INDENT(2));
	if (text != NULL)
		(void)puts(text);	/* checked when stdout is closed */
	free(text);
	json_decref(error);
}

/* A program whose output could not be written has failed. */
static int close_output(const char *tool, int status)
{
	bool bad = ferror(stdout) != 0;

	if (fclose(stdout) != 0 || bad) {
		fprintf(stderr, _("%s: cannot write the output: %s\n"), tool,
			strerror(errno));
		return EXIT_FAULT;
	}
	return status;
}

int cli_main(const struct cli_tool *tool, int argc, char **argv)
{
	struct cli c = { .tool = tool };
	const struct cli_command *tables[3];
	int status;

	command_tables(tool, tables);
	c.made = json_array();
	c.warnings = json_array();
	read_early(&c, argc, argv);
	status = cli_parse(&c, tables, argc, argv);
	if (status == 0)
		status = read_common(&c);
	if (status == 0)
		status = run(&c, tables);
	if (status >= 0 && print_made(&c, status) < 0)
		status = -1;
	if (status < 0) {
		print_fault(&c);
		status = EXIT_FAULT;
	}
	status = close_output(tool->name, status);
	policy_free(c.policy);
	json_decref(c.made);
	json_decref(c.warnings);
	cli_parse_free(&c);
	return status;
}
