/* SPDX-License-Identifier: MIT */
#include "cli_parse.h"

#include <stdlib.h>
#include <string.h>

#include "lang.h"

const struct cli_option cli_parse_common[] = {
	{ "policy", "NAME|FILE", N_("profile to go by: tt32-2017 (default), strict, or a file"), 0 },
	{ "json", NULL, N_("print JSON on standard output"), 0 },
	{ "format", "FORMAT", N_("text (default), json, nagios or metrics"), 0 },
	{ "now", "TIME", N_("take this for the time: RFC 3339 or seconds since 1970"), 0 },
	{ "strict", NULL, N_("what could not be seen for lack of a privilege stays unknown"), 0 },
	{ "verbose", NULL, N_("show what passed, too"), 0 },
	{ "lang", "LANGUAGE", N_("vi or en; else as the environment says"), 0 },
	{ "help", NULL, N_("teach this command"), 0 },
	{ "version", NULL, N_("print the version"), 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct cli_parsed_option *cli_parse_find(const struct cli *c,
					       const char *name)
{
	size_t i;

	for (i = 0; i < c->parsed->count; i++)
		if (strcmp(c->parsed->options[i].row->name, name) == 0)
			return &c->parsed->options[i];
	return NULL;
}

static const struct cli_option *find_row(const struct cli_option *rows,
					 const char *name, size_t length)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if (strncmp(rows->name, name, length) == 0 &&
		    rows->name[length] == '\0')
			return rows;
	return NULL;
}

static int no_memory(struct cli *c)
{
	return fault_errno(&c->fault, _("cannot read the command line"));
}

/* Adds VALUE to what was given for ROW. */
static int keep(struct cli *c, const struct cli_option *row, const char *value)
{
	struct cli_parsed_option *o =
		(struct cli_parsed_option *)cli_parse_find(c, row->name);
	const char **values;

	if (o == NULL) {
		o = realloc(c->parsed->options, (c->parsed->count + 1) *
			    sizeof(*o));
		if (o == NULL)
			return no_memory(c);
		c->parsed->options = o;
		o = memset(&o[c->parsed->count++], 0, sizeof(*o));
		o->row = row;
	} else if (!(row->flags & CLI_REPEAT)) {
		fault_set(&c->fault, _("--%s was given twice"), row->name);
		return fault_hint(&c->fault, _("give it once"));
	}
	values = realloc(o->values, (o->count + 1) * sizeof(*values));
	if (values == NULL)
		return no_memory(c);
	values[o->count++] = value;
	o->values = values;
	return 0;
}

/* A word that begins with "--", with its value from behind = or from NEXT. */
static int read_option(struct cli *c, const char *word, const char *next,
		       int *used)
{
	const char *name = word + 2, *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const struct cli_option *row;

	row = find_row(cli_parse_common, name, length);
	if (row == NULL && c->command != NULL)
		row = find_row(c->command->options, name, length);
	if (row == NULL) {
		fault_set(&c->fault, _("there is no option %s%s%s"), word,
			  c->command ? " of " : "",
			  c->command ? c->command->name : "");
		return fault_hint(&c->fault, _("`%s %s--help` lists the options"),
				  c->tool->name, "");
	}
	*used = 1;
	if (row->arg == NULL) {
		if (equals != NULL)
			return fault_set(&c->fault, _("--%s takes no value"),
					 row->name);
		return keep(c, row, "");
	}
	if (equals != NULL)
		return keep(c, row, equals + 1);
	if (next == NULL)
		return fault_set(&c->fault, _("--%s needs a value: %s"),
				 row->name, row->arg);
	*used = 2;
	return keep(c, row, next);
}

static const struct cli_command *find_command(
	const struct cli_command *const *commands, const char *name)
{
	const struct cli_command *row;

	for (; *commands != NULL; commands++)
		for (row = *commands; row->name != NULL; row++)
			if (strcmp(row->name, name) == 0)
				return row;
	return NULL;
}

/* The command comes first among the operands; options may precede it. */
static int read_operand(struct cli *c,
			const struct cli_command *const *commands, char *word)
{
	if (c->command != NULL) {
		c->args[c->arg_count++] = word;
		return 0;
	}
	c->command = find_command(commands, word);
	if (c->command != NULL)
		return 0;
	fault_set(&c->fault, _("there is no command \"%s\""), word);
	return fault_hint(&c->fault, _("`%s help` lists the commands"),
			  c->tool->name);
}

/* What the command's row demands beyond single options. */
static int check_shape(struct cli *c)
{
	const struct cli_command *m = c->command;
	const struct cli_option *o;

	if (m == NULL || cli_parse_find(c, "help") != NULL)
		return 0;
	for (o = m->options; o != NULL && o->name != NULL; o++)
		if ((o->flags & CLI_REQUIRED) &&
		    cli_parse_find(c, o->name) == NULL) {
			fault_set(&c->fault, _("--%s %s is missing"), o->name,
				  o->arg ? o->arg : "");
			goto hint;
		}
	if (c->arg_count < m->args_min) {
		fault_set(&c->fault, _("%s is missing"), m->args);
		goto hint;
	}
	if (m->args_max >= 0 && c->arg_count > m->args_max) {
		fault_set(&c->fault, _("\"%s\" is one word too many"),
			  c->args[m->args_max]);
		goto hint;
	}
	return 0;
hint:
	return fault_hint(&c->fault, _("`%s %s --help` shows how"),
			  c->tool->name, m->name);
}

int cli_parse(struct cli *c, const struct cli_command *const *commands,
	      int argc, char **argv)
{
	bool options = true;
	int i, used;

	c->parsed = calloc(1, sizeof(*c->parsed));
	c->args = calloc((size_t)argc + 1, sizeof(*c->args));
	if (c->parsed == NULL || c->args == NULL)
		return no_memory(c);
	for (i = 1; i < argc; i += used) {
		used = 1;
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && strncmp(argv[i], "--", 2) == 0) {
			if (read_option(c, argv[i], argv[i + 1], &used) < 0)
				return -1;
		} else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
			fault_set(&c->fault, _("there is no option %s"),
				  argv[i]);
			return fault_hint(&c->fault, _("options are written "
					  "out, as in --help; `--` ends them"));
		} else if (read_operand(c, commands, argv[i]) < 0) {
			return -1;
		}
	}
	return check_shape(c);
}

void cli_parse_free(struct cli *c)
{
	size_t i;

	if (c->parsed != NULL)
		for (i = 0; i < c->parsed->count; i++)
			free(c->parsed->options[i].values);
	if (c->parsed != NULL)
		free(c->parsed->options);
	free(c->parsed);
	free(c->args);
}
