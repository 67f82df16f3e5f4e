/* SPDX-License-Identifier: MIT */
#include "cli_help.h"

#include <string.h>

#include "cli_parse.h"
#include "lang.h"
#include "text.h"

#define HELP_COLUMN 30

static void put_row(FILE *out, const char *left, const char *help)
{
	size_t columns = text_columns(left);

	if (columns + 2 > HELP_COLUMN)
		fprintf(out, "  %s\n%*s%s\n", left, HELP_COLUMN + 2, "", help);
	else
		fprintf(out, "  %s%*s%s\n", left, (int)(HELP_COLUMN - columns),
			"", help);
}

static void put_options(FILE *out, const struct cli_option *o)
{
	for (; o != NULL && o->name != NULL; o++) {
		struct text left = { 0 };

		text_printf(&left, "--%s%s%s%s", o->name, o->arg ? " " : "",
			    o->arg ? o->arg : "",
			    o->flags & CLI_REPEAT ? "…" : "");
		put_row(out, text_get(&left), _(o->help));
		text_free(&left);
	}
}

void cli_help_tool(const struct cli_tool *t,
		   const struct cli_command *const *commands, FILE *out)
{
	const struct cli_command *m;

	fprintf(out, "%s: %s\n\n", t->name, _(t->summary));
	fprintf(out, _("usage: %s COMMAND [OPTION…] [ARGUMENT…]\n\n"), t->name);
	if (t->text != NULL)
		fprintf(out, "%s\n", _(t->text));
	fprintf(out, "%s\n", _("Commands:"));
	for (; *commands != NULL; commands++)
		for (m = *commands; m->name != NULL; m++)
			put_row(out, m->name, _(m->help));
	fprintf(out, "\n%s\n", _("Options of every command:"));
	put_options(out, cli_parse_common);
	fprintf(out, _("\nExit status: 0 pass or done, 1 warning, 2 failed or "
		       "refused,\n3 unknown, could not, or misuse.\n"
		       "`%s COMMAND --help` teaches one command; the manual is "
		       "%s(1).\n"), t->name, t->name);
}

void cli_help_command(const struct cli_tool *t, const struct cli_command *m,
		      FILE *out)
{
	const struct cli_option *o;

	fprintf(out, "%s %s: %s\n\n", t->name, m->name, _(m->help));
	fprintf(out, _("usage: %s %s"), t->name, m->name);
	for (o = m->options; o != NULL && o->name != NULL; o++)
		if (o->flags & CLI_REQUIRED)
			fprintf(out, " --%s %s", o->name,
				o->arg ? o->arg : "");
	fprintf(out, " %s%s%s\n", _("[OPTION…]"), m->args ? " " : "",
		m->args ? m->args : "");
	if (m->text != NULL)
		fprintf(out, "\n%s", _(m->text));
	if (m->options != NULL && m->options->name != NULL) {
		fprintf(out, "\n%s\n", _("Options:"));
		put_options(out, m->options);
	}
	fprintf(out, "\n%s\n", _("Options of every command:"));
	put_options(out, cli_parse_common);
}

/* "--a --b" of a table, for a shell's word list. */
static void put_words(FILE *out, const struct cli_option *o)
{
	for (; o != NULL && o->name != NULL; o++)
		fprintf(out, " --%s", o->name);
}

/* The tool's name as a shell function may be called. */
static void put_function(FILE *out, const char *name)
{
	for (; *name != '\0'; name++)
		fputc(*name == '-' ? '_' : *name, out);
}

static void complete_bash(const struct cli_tool *t,
			  const struct cli_command *const *commands, FILE *out)
{
	const struct cli_command *const *table;
	const struct cli_command *m;

	fputc('_', out);
	put_function(out, t->name);
	fprintf(out, "()\n{\n\tlocal word=\"${COMP_WORDS[COMP_CWORD]}\" "
		"words='' i\n\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		"\t\tcase \"${COMP_WORDS[i]}\" in\n");
	for (table = commands; *table != NULL; table++)
		for (m = *table; m->name != NULL; m++) {
			fprintf(out, "\t\t%s) words='", m->name);
			put_words(out, m->options);
			put_words(out, cli_parse_common);
			fprintf(out, "'; break ;;\n");
		}
	fprintf(out, "\t\tesac\n\tdone\n\tif [ -z \"$words\" ]; then\n"
		"\t\twords='");
	for (table = commands; *table != NULL; table++)
		for (m = *table; m->name != NULL; m++)
			fprintf(out, " %s", m->name);
	put_words(out, cli_parse_common);
	fprintf(out, "'\n\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" "
		"-- \"$word\")\n\telif [[ $word == -* ]]; then\n"
		"\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
		"\"$word\")\n\telse\n\t\tmapfile -t COMPREPLY < <(compgen -f "
		"-- \"$word\")\n\tfi\n}\ncomplete -o filenames -F _");
	put_function(out, t->name);
	fprintf(out, " %s\n", t->name);
}

/* One single-quoted word of a shell; a quote in it is doubled out. */
static void put_quoted(FILE *out, const char *s)
{
	struct text t = { 0 };

	text_add_shell(&t, s);
	fputs(text_get(&t), out);
	text_free(&t);
}

static void complete_zsh(const struct cli_tool *t,
			 const struct cli_command *const *commands, FILE *out)
{
	const struct cli_command *const *table;
	const struct cli_command *m;

	fprintf(out, "#compdef %s\nlocal -a commands words\ncommands=(\n",
		t->name);
	for (table = commands; *table != NULL; table++)
		for (m = *table; m->name != NULL; m++) {
			struct text row = { 0 };

			text_printf(&row, "%s:%s", m->name, m->help);
			fputc('\t', out);
			put_quoted(out, text_get(&row));
			fputc('\n', out);
			text_free(&row);
		}
	fprintf(out, ")\nif (( CURRENT == 2 )); then\n\t_describe command "
		"commands\n\treturn\nfi\ncase $words[2] in\n");
	for (table = commands; *table != NULL; table++)
		for (m = *table; m->name != NULL; m++) {
			fprintf(out, "%s) set --", m->name);
			put_words(out, m->options);
			put_words(out, cli_parse_common);
			fprintf(out, " ;;\n");
		}
	fprintf(out, "*) set -- ;;\nesac\nif [[ $PREFIX == -* ]]; then\n"
		"\tcompadd -- \"$@\"\nelse\n\t_files\nfi\n");
}

static void fish_option(const struct cli_tool *t, const char *command,
			const struct cli_option *o, FILE *out)
{
	fprintf(out, "complete -c %s", t->name);
	if (command != NULL)
		fprintf(out, " -n '__fish_seen_subcommand_from %s'", command);
	fprintf(out, " -l %s%s -d ", o->name, o->arg ? " -r" : "");
	put_quoted(out, o->help);
	fputc('\n', out);
}

static void complete_fish(const struct cli_tool *t,
			  const struct cli_command *const *commands, FILE *out)
{
	const struct cli_command *m;
	const struct cli_option *o;

	for (; *commands != NULL; commands++)
		for (m = *commands; m->name != NULL; m++) {
			fprintf(out, "complete -c %s -n __fish_use_subcommand "
				"-f -a %s -d ", t->name, m->name);
			put_quoted(out, m->help);
			fputc('\n', out);
			for (o = m->options; o && o->name != NULL; o++)
				fish_option(t, m->name, o, out);
		}
	for (o = cli_parse_common; o->name != NULL; o++)
		fish_option(t, NULL, o, out);
}

int cli_help_completion(const struct cli_tool *t,
			const struct cli_command *const *commands,
			const char *shell, FILE *out)
{
	static const struct {
		const char *shell;
		void (*write)(const struct cli_tool *,
			      const struct cli_command *const *, FILE *);
	} shells[] = {
		{ "bash", complete_bash }, { "zsh", complete_zsh },
		{ "fish", complete_fish },
	};
	size_t i;

	for (i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].shell, shell) == 0) {
			shells[i].write(t, commands, out);
			return 0;
		}
	return -1;
}
