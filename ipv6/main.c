/* SPDX-License-Identifier: MIT */
/* khien-ipv6: is this host ready for IPv6, by the kernel's own state? */
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "checks.h"
#include "cli.h"
#include "examine.h"
#include "file.h"
#include "json.h"
#include "lang.h"
#include "observe.h"
#include "plan.h"
#include "record.h"
#include "saved.h"
#include "show.h"
#include "watch.h"
#include "without_v4.h"

/* The report of what was observed, with --baseline beside the policy. */
static int judge(struct cli *c, const struct observe *o, struct v6_facts *f,
		 struct report *r)
{
	const char *path = cli_value(c, "baseline");
	struct baseline b = { .lists = { { NULL, 0, 0 } } };
	int status = 0;

	if (path != NULL && (baseline_read(&b, path, &c->fault) != 0 ||
			     baseline_apply(&b, f, &c->fault) != 0))
		status = -1;
	if (status == 0) {
		report_init(r, o->host, c->policy, c->now);
		examine_host(r, f);
		if (path != NULL)
			status = baseline_judge(r, &b, f, &c->fault);
	}
	baseline_free(&b);
	return status;
}

static int run_check(struct cli *c)
{
	struct v6_facts f;
	struct observe o;
	struct report r = { 0 };
	int status = observe_once(c, &o, &f);

	if (status == 0)
		status = judge(c, &o, &f, &r);
	if (status == 0 && c->json) {
		r.facts = record_json(&f);
		r.failed |= r.facts == NULL;
	}
	if (status == 0)
		status = cli_report(c, &r, 1);
	report_free(&r);
	snapshot_free(&f);
	return status;
}

static int run_show(struct cli *c)
{
	struct v6_facts f;
	struct observe o;
	int status = observe_once(c, &o, &f);

	if (status == 0 && c->json)
		status = cli_print_json(c, record_json(&f));
	else if (status == 0)
		show_text(&f, stdout);
	snapshot_free(&f);
	return status;
}

/* Into PATH whole or not at all. */
static int save(struct cli *c, const char *what, const char *path,
		json_t *document)
{
	char *text = json_text(document, JSON_INDENT(2));
	int rc;

	if (text == NULL)
		return fault_set(&c->fault, _("memory ran out"));
	rc = file_write(path, 0600, text, strlen(text), &c->fault);
	free(text);
	if (rc == 0)
		cli_made(c, what, path, NULL);
	return rc;
}

static int run_snapshot(struct cli *c)
{
	const char *path = cli_value(c, "out");
	json_t *document;
	struct v6_facts f;
	struct observe o;
	int status = observe_once(c, &o, &f);

	if (status == 0) {
		document = saved_json(&f, o.host, c->now);
		if (path == NULL)
			status = cli_print_json(c, document);
		else
			status = save(c, "snapshot", path, document);
		if (path != NULL)
			json_decref(document);
	}
	snapshot_free(&f);
	return status;
}

static int run_baseline(struct cli *c)
{
	struct baseline b = { .lists = { { NULL, 0, 0 } } };
	json_t *document = NULL;
	struct v6_facts f;
	struct observe o;
	int status = observe_once(c, &o, &f);

	if (status == 0)
		status = baseline_of(&b, &f, &c->fault);
	if (status == 0) {
		document = baseline_json(&b, o.host, c->now);
		status = save(c, "baseline", c->args[0], document);
	}
	json_decref(document);
	baseline_free(&b);
	snapshot_free(&f);
	return status;
}

static const struct cli_option check_options[] = {
	OBSERVE_OPTIONS,
	OBSERVE_FROM,
	{ "baseline", "FILE", N_("report as well what differs from that "
				 "state"), 0 },
	{ 0 }
};

static const struct cli_option look_options[] = {
	OBSERVE_OPTIONS,
	OBSERVE_FROM,
	{ 0 }
};

static const struct cli_option snapshot_options[] = {
	OBSERVE_OPTIONS,
	{ "out", "FILE", N_("write to FILE (0600) instead of standard "
				"output"), 0 },
	{ 0 }
};

static const struct cli_command commands[] = {
	{
		.name = "check",
		.help = N_("judge this host's IPv6: links, addresses, routes, "
			   "listeners"),
		.text = N_("Looks at the kernel's own state over netlink, "
			   "needs no privilege and changes nothing.\n"
			   "\n"
			   "  khien-ipv6 check\n"
			   "  khien-ipv6 check --json\n"
			   "  khien-ipv6 check --netns portal --ports 443\n"
			   "  khien-ipv6 check --from portal1.json\n"),
		.options = check_options,
		.run = run_check,
	},
	{
		.name = "show",
		.help = N_("print what check judges, without judging"),
		.text = N_("  khien-ipv6 show\n"
			   "  khien-ipv6 show --json\n"),
		.options = look_options,
		.run = run_show,
	},
	{
		.name = "snapshot",
		.help = N_("save what check judges, to be judged elsewhere"),
		.text = N_("An agency sends the file, a provider is audited "
			   "without a log-in. It holds addresses and names of "
			   "interfaces, no secrets.\n"
			   "\n"
			   "  khien-ipv6 snapshot --out portal1.json\n"
			   "  khien-ipv6 check --from portal1.json\n"),
		.options = snapshot_options,
		.run = run_snapshot,
	},
	{
		.name = "baseline",
		.args = "FILE",
		.help = N_("save the state that is expected of this host"),
		.text = N_("Routers, prefixes, addresses and the ports that "
			   "others reach, as JSON that you may edit.\n"
			   "\n"
			   "  khien-ipv6 baseline expected.json\n"
			   "  khien-ipv6 check --baseline expected.json\n"),
		.options = look_options,
		.args_min = 1,
		.args_max = 1,
		.run = run_baseline,
	},
	{
		.name = "watch",
		.help = N_("say at once when something changes, and why"),
		.text = N_("Prints one JSON object a line: what appeared, "
			   "changed or was cleared, with the cause. SIGUSR1 "
			   "prints what stands, SIGHUP looks anew.\n"
			   "\n"
			   "  khien-ipv6 watch\n"
			   "  khien-ipv6 watch --syslog --exec "
			   "/usr/local/sbin/alarm\n"),
		.options = watch_options,
		.run = watch_run,
	},
	{
		.name = "without-v4",
		.help = N_("rehearse IPv6-only: what still depends on IPv4?"),
		.text = N_("Lists listeners, sessions, resolvers, routes and "
			   "lines of configuration that would be lost with "
			   "IPv4. As root it names all processes.\n"
			   "\n"
			   "  khien-ipv6 without-v4\n"
			   "  khien-ipv6 without-v4 --json\n"),
		.options = without_v4_options,
		.run = without_v4_run,
	},
	{
		.name = "plan",
		.help = N_("what is missing for dual stack, in order, and what "
			   "to write"),
		.text = N_("Shows configuration for the network manager in "
			   "use; it applies nothing.\n"
			   "\n"
			   "  khien-ipv6 plan\n"
			   "  khien-ipv6 plan --address 2a0f::2/64 --gateway "
			   "fe80::1\n"
			   "  khien-ipv6 plan --letter vi\n"),
		.options = plan_options,
		.run = plan_run,
	},
	{ 0 }
};

static const struct cli_tool tool = {
	.name = "khien-ipv6",
	.summary = N_("is this host ready for IPv6?"),
	.text = N_("Judges this host's IPv6 by the kernel's own state and "
		   "says what to do.\n"
		   "\n"
		   "  khien-ipv6 check            what is wrong, worst first\n"
		   "  khien-ipv6 check --verbose  what is right as well\n"
		   "  khien-ipv6 show             the facts behind it\n"),
	.commands = commands,
	.tables = ipv6_checks,
};

int main(int argc, char **argv)
{
	return cli_main(&tool, argc, argv);
}
