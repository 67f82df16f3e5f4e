/* SPDX-License-Identifier: MIT */
/* khien-ipv6: is this host ready for IPv6, by the kernel's own state? */
#include <string.h>
#include <sys/utsname.h>

#include "checks.h"
#include "cli.h"
#include "clock.h"
#include "examine.h"
#include "lang.h"
#include "see/host.h"
#include "see/snapshot.h"
#include "show.h"

#define PORTS_MAX 64

/* One port number out of S, which ends at END. Returns 0, or -1. */
static int parse_port(const char *s, size_t length, uint16_t *out)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < length; i++) {
		if (s[i] < '0' || s[i] > '9' || i > 4)
			return -1;
		n = n * 10 + (unsigned)(s[i] - '0');
	}
	*out = (uint16_t)n;
	return n >= 1 && n <= 65535 ? 0 : -1;
}

/* Ports of --ports ("80,443"), else of the policy. */
static int read_ports(struct cli *c, uint16_t ports[PORTS_MAX], size_t *count)
{
	const struct policy_list *list = &c->policy->ipv6_ports;
	const char *s = cli_value(c, "ports");
	size_t i;

	*count = 0;
	for (i = 0; s == NULL && i < list->count && i < PORTS_MAX; i++)
		if (parse_port(list->items[i], strlen(list->items[i]),
			       &ports[(*count)++]) != 0)
			return fault_set(&c->fault, _("the policy's "
					 "ipv6.ports has \"%s\", which is no "
					 "port number"), list->items[i]);
	while (s != NULL) {
		size_t length = strcspn(s, ",");

		if (*count == PORTS_MAX ||
		    parse_port(s, length, &ports[(*count)++]) != 0)
			return fault_set(&c->fault, _("--ports takes up to %d "
					 "port numbers, such as 80,443"),
					 PORTS_MAX);
		s = s[length] == ',' ? s + length + 1 : NULL;
	}
	return 0;
}

static int observe(struct cli *c, struct v6_facts *f)
{
	uint16_t ports[PORTS_MAX];
	struct snapshot_options o = {
		.proc = cli_value(c, "proc-dir"),
		.uptime = clock_monotonic(),
		.patience = c->policy->ipv6_tentative_max,
		.ports = ports,
	};
	const char *netns = cli_value(c, "netns");

	if (o.proc == NULL)
		o.proc = "/proc";
	if (read_ports(c, ports, &o.port_count) != 0 ||
	    (netns != NULL && host_enter(netns, &c->fault) != 0))
		return -1;
	return snapshot_take(f, &o, &c->fault);
}

static int run_check(struct cli *c)
{
	struct v6_facts f = { 0 };
	struct utsname host;
	struct report r;
	int status = -1;

	if (uname(&host) != 0)
		return fault_errno(&c->fault, _("cannot tell the host's name"));
	report_init(&r, host.nodename, c->policy, c->now);
	if (observe(c, &f) != 0)
		goto out;
	examine_host(&r, &f);
	if (c->json) {
		r.facts = show_json(&f);
		r.failed |= r.facts == NULL;
	}
	status = cli_report(c, &r, 1);
out:
	report_free(&r);
	snapshot_free(&f);
	return status;
}

static int run_show(struct cli *c)
{
	struct v6_facts f = { 0 };
	int status = observe(c, &f);

	if (status == 0 && c->json)
		status = cli_print_json(c, show_json(&f));
	else if (status == 0)
		show_text(&f, stdout);
	snapshot_free(&f);
	return status;
}

static const struct cli_option options[] = {
	{ "netns", N_("NAME|PATH"), N_("look into that network namespace"), 0 },
	{ "ports", N_("LIST"), N_("the portal's TCP ports, instead of the "
				  "policy's: 80,443"), 0 },
	{ "proc-dir", N_("DIR"), N_("read kernel settings below DIR instead "
				    "of /proc"), 0 },
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
			   "  khien-ipv6 check --netns portal --ports 443\n"),
		.options = options,
		.run = run_check,
	},
	{
		.name = "show",
		.help = N_("print what check judges, without judging"),
		.text = N_("  khien-ipv6 show\n"
			   "  khien-ipv6 show --json\n"),
		.options = options,
		.run = run_show,
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
