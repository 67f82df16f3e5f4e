/* SPDX-License-Identifier: MIT */
/* khien-probe: looks at portals from outside, once or without pause. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "lang.h"
#include "probe/checks.h"
#include "probe/command_targets.h"
#include "probe/config.h"
#include "probe/daemon.h"
#include "probe/keep.h"
#include "probe/oneshot.h"
#include "probe/status.h"
#include "probe/target.h"
#include "text.h"

/* ---- check ---- */

static const struct cli_option check_options[] = {
	{ "config", "FILE", N_("the configuration, JSON"), 0 },
	{ "targets", "FILE", N_("the names, one a line"), 0 },
	{ 0 }
};

static const char check_text[] = N_(
"Looks at each name once and judges what it saw: name servers and the chain\n"
"of trust from the root, addresses, and over IPv4 and IPv6 by themselves the\n"
"certificate, TLS versions, redirect, HSTS and the time of each phase.\n"
"\n"
"Without a configuration, the system's trust anchor, root hints and CAs are\n"
"used, and no address inside (private, loopback) is asked.\n"
"\n"
"  khien-probe check portal.dongnai.gov.vn\n"
"  khien-probe check --json --targets portals.txt\n");

static int read_config(struct cli *c, struct config *config)
{
	const char *path = cli_value(c, "config");

	if (path == NULL)
		return config_default(config, &c->fault);
	return config_read(config, path, &c->fault);
}

/* The operands, or else the targets file of the option or configuration. */
static int read_targets(struct cli *c, const struct config *config,
			struct target_list *list)
{
	const char *path = cli_value(c, "targets");
	int i;

	memset(list, 0, sizeof(*list));
	if (path != NULL && c->arg_count > 0)
		return fault_set(&c->fault, _("either --targets or names are "
					      "expected, not both"));
	for (i = 0; i < c->arg_count; i++)
		if (target_list_add(list, c->args[i], &c->fault) < 0)
			return -1;
	if (c->arg_count > 0)
		return 0;
	if (path == NULL)
		path = config->targets;
	if (path == NULL) {
		fault_set(&c->fault, _("no target is named"));
		return fault_hint(&c->fault, _("give a name, or --targets "
					       "FILE"));
	}
	if (target_list_read(list, path, &c->fault) < 0)
		return -1;
	if (list->count == 0)
		return fault_set(&c->fault, _("%s: there is no name in it"),
				 path);
	return 0;
}

/* Columns of the table of times, in the order in which they come to pass. */
static const char *const columns[] = {
	N_("name"), N_("connected"), N_("TLS"), N_("first byte"), N_("total"),
};

static void print_heads(size_t width)
{
	const char *title = _("Response times in ms");
	size_t i;

	printf("\n%s%*s", title, (int)(width > text_columns(title) ?
				       width - text_columns(title) : 0), "");
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *head = _(columns[i]);
		size_t n = text_columns(head);

		printf("  %*s%s", (int)(n < 10 ? 10 - n : 0), "", head);
	}
	printf("\n");
}

static void print_times(const struct oneshot *o)
{
	size_t i, width = text_columns(_("Response times in ms"));

	for (i = 0; i < o->time_count; i++)
		if (strlen(o->times[i].subject) > width)
			width = strlen(o->times[i].subject);
	if (o->time_count > 0)
		print_heads(width);
	for (i = 0; i < o->time_count; i++) {
		const struct oneshot_times *t = &o->times[i];

		printf("%-*s  %10.1f  %10.1f  %10.1f  %10.1f  %10.1f\n",
		       (int)width, t->subject, t->resolve_ms, t->connect_ms,
		       t->tls_ms, t->first_byte_ms, t->total_ms);
	}
}

static int check_run(struct cli *c)
{
	struct config config = { 0 };
	struct target_list targets = { 0 };
	struct oneshot o = { 0 };
	int status = -1;

	if (read_config(c, &config) < 0 ||
	    read_targets(c, &config, &targets) < 0 ||
	    oneshot_run(&o, &config, c->policy, &targets, c->now,
			&c->fault) < 0)
		goto out;
	status = cli_report(c, o.reports, o.count);
	if (strcmp(c->format->name, "text") == 0)
		print_times(&o);
out:
	oneshot_free(&o);
	target_list_free(&targets);
	config_free(&config);
	return status;
}

/* ---- run ---- */

static const struct cli_option run_options[] = {
	{ "config", "FILE", N_("the configuration, JSON"), CLI_REQUIRED },
	{ 0 }
};

static const char run_text[] = N_(
"Watches all targets until SIGTERM. What changes is written as JSON lines,\n"
"what is so now is served as /metrics on the addresses that the configuration\n"
"names. SIGHUP reads the targets file again; where it is broken, the old one\n"
"stays in force and the log says where.\n"
"\n"
"  khien-probe run --config /etc/khien/probe.json\n");

static int run_run(struct cli *c)
{
	struct config config = { 0 };
	int status = -1;

	if (c->now_given) {
		fault_set(&c->fault, _("run follows the clock: --now is for "
				       "check"));
		return -1;
	}
	lang_init("en");	/* its output is for programs */
	if (config_read(&config, cli_value(c, "config"), &c->fault) == 0 &&
	    daemon_run(&config, c->policy, &c->fault) == 0)
		status = 0;
	config_free(&config);
	return status;
}

/* ---- what is watched ---- */

static const char list_text[] = N_(
"Prints what a targets file, or a folder of *.targets files, amounts to: one\n"
"line for each, by name. Where something is wrong in it, says where.\n"
"\n"
"  khien-probe list --targets /etc/khien/targets\n");

static const char add_text[] = N_(
"Adds a name, and key=value pairs for it, to a targets file. The whole file is\n"
"checked before it is replaced. SIGHUP makes the probe read it.\n"
"\n"
"  khien-probe add --targets /etc/khien/targets portal.dongnai.gov.vn interval=30s\n");

static const char import_text[] = N_(
"Prints a targets file made from others: the first column of a table, or the\n"
"names with addresses in a zone. What is no host name is left out with a\n"
"warning, what comes twice is there once.\n"
"\n"
"  khien-probe import --csv portals.csv >/etc/khien/targets\n"
"  khien-probe import --zone dongnai.gov.vn.zone\n");

/* ---- status ---- */

static const char status_text[] = N_(
"Asks the probe that runs on this machine what it knows of the names, and\n"
"tells it as check would. Nothing is looked at for it, so a plug-in may ask as\n"
"often as it likes. What is older than three intervals is not told: that is\n"
"exit 3.\n"
"\n"
"  khien-probe status --format nagios portal.dongnai.gov.vn\n"
"  khien-probe status --at unix:/run/khien-probe/api.sock portal.dongnai.gov.vn\n");

/* ---- what was kept ---- */

static const char report_text[] = N_(
"How much of a month each portal answered over IPv4, over IPv6, over either\n"
"and over both, from the days in the store. A portal answers where its page\n"
"comes over https with a status below 500. Time in which that is not known,\n"
"such as while the probe did not run, counts neither way: \"measured\" says how\n"
"much is left.\n"
"\n"
"  khien-probe report --config /etc/khien/probe.json --month 2026-11\n");

static const char ledger_text[] = N_(
"Each day's figures are chained by hash to those before. verify computes all\n"
"of it anew and exits with 2 where a figure was changed; with --head, also\n"
"where a hash that was noted earlier is no longer in it. show lists number,\n"
"day, targets and hash of each entry.\n"
"\n"
"  khien-probe ledger verify --config /etc/khien/probe.json\n");

static const char backup_text[] = N_(
"Copies the store to a new file, whole and in one state, while the probe goes\n"
"on. The other commands read it with --store.\n"
"\n"
"  khien-probe backup --config /etc/khien/probe.json /srv/backup/probe.db\n");

/* ---- the tool ---- */

static const struct cli_command commands[] = {
	{ "check", "[NAME…]", N_("look at portals once and judge them"),
	  check_text, check_options, 0, -1, check_run },
	{ "run", "", N_("watch portals without pause"), run_text, run_options,
	  0, 0, run_run },
	{ "status", "NAME…", N_("ask the running probe about portals"),
	  status_text, status_options, 1, -1, status_run },
	{ "list", "", N_("print the targets"), list_text, command_list_options,
	  0, 0, command_list },
	{ "add", "NAME [KEY=VALUE…]", N_("add a target to a file"), add_text,
	  command_add_options, 1, -1, command_add },
	{ "import", "", N_("make a targets file of a table or zone"),
	  import_text, command_import_options, 0, 0, command_import },
	{ "report", "[NAME…]", N_("say how available portals were in a month"),
	  report_text, keep_report_options, 0, -1, keep_report },
	{ "ledger", "verify|show", N_("prove the figures of closed days"),
	  ledger_text, keep_ledger_options, 1, 1, keep_ledger },
	{ "backup", "OUT", N_("copy the store while the probe runs"),
	  backup_text, keep_backup_options, 1, 1, keep_backup },
	{ 0 }
};

static const struct cli_tool base = {
	.name = "khien-probe",
	.summary = N_("looks at portals from outside, as a citizen would"),
	.text = N_(
"One look, with a verdict:\n"
"\n"
"  khien-probe check portal.dongnai.gov.vn\n"
"\n"
"Without pause, as a service:\n"
"\n"
"  khien-probe run --config /etc/khien/probe.json\n"),
	.commands = commands,
};

int main(int argc, char **argv)
{
	const struct check_table tables[] = {
		probe_name_checks, probe_family_checks,
		probe_dualstack_checks, { NULL, 0 }
	};
	struct cli_tool tool = base;

	tool.tables = tables;
	return cli_main(&tool, argc, argv);
}
