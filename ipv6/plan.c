/* SPDX-License-Identifier: MIT */
/* plan: see plan.h. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "examine.h"
#include "lang.h"
#include "letter.h"
#include "manager.h"
#include "observe.h"
#include "prefix.h"
#include "roles.h"

/* Stages in the order in which they are to be done, by area of the check. */
static const struct {
	const char *area, *title;
} stages[] = {
	{ "kern", N_("kernel") },
	{ "link", N_("link") },
	{ "addr", N_("addresses") },
	{ "route", N_("way to the Internet") },
	{ "neigh", N_("way to the Internet") },
	{ "mh", N_("several providers") },
	{ "ra", N_("router advertisements") },
	{ "fw", N_("firewall") },
	{ "path", N_("path") },
	{ "sock", N_("services") },
	{ "dns", N_("name servers") },
	{ "", N_("others") },
};

#define STAGES (sizeof(stages) / sizeof(stages[0]))

/* What a finding about a link is cured with. */
static const struct {
	const char *check, *setting;
	int value;
} sysctls[] = {
	{ "link.disabled", "disable_ipv6", 0 },
	{ "ra.accepted-static", "accept_ra", 0 },
	{ "ra.ignored-forwarding", "accept_ra", 2 },
	{ "ra.redirects", "accept_redirects", 0 },
	{ "addr.temporary", "use_tempaddr", 0 },
};

#define SYSCTL_FILE "/etc/sysctl.d/90-ipv6.conf"

/* Failures of these say that the network's configuration lacks something. */
static const char *const lacks[] = {
	"addr.global", "addr.only-ula", "addr.bad-prefix", "route.default",
	"route.default-unreachable",
};

struct plan {
	struct cli *cli;
	struct report report;
	struct v6_facts facts;
	struct observe observe;
	const struct manager *manager;
	struct text sysctl;		/* what SYSCTL_FILE is to hold */
	struct text path, network;	/* what the manager is to be told */
	char address[PREFIX_TEXT], gateway[PREFIX_TEXT];
};

static bool is_step(const struct finding *d)
{
	return d->because == NULL &&
		(d->verdict == VERDICT_FAIL || d->verdict == VERDICT_WARN);
}

static size_t stage_of(const struct finding *d)
{
	size_t i, length = strcspn(d->check->id, ".");

	for (i = 0; i + 1 < STAGES; i++)
		if (strncmp(stages[i].area, d->check->id, length) == 0 &&
		    stages[i].area[length] == '\0')
			break;
	return i;
}

/* ---- what to write ---- */

/* The link a finding is about: "eth0", or "eth0 2a0f::2/64". */
static int link_length(const struct finding *d)
{
	return (int)strcspn(d->subject, " ");
}

static void write_sysctl(struct plan *p)
{
	size_t i, k;

	for (i = 0; i < p->report.count; i++) {
		const struct finding *d = &p->report.findings[i];

		for (k = 0; is_step(d) && k < sizeof(sysctls) /
		     sizeof(sysctls[0]); k++)
			if (strcmp(d->check->id, sysctls[k].check) == 0)
				text_printf(&p->sysctl,
					    "net.ipv6.conf.%.*s.%s = %d\n",
					    link_length(d), d->subject,
					    sysctls[k].setting,
					    sysctls[k].value);
	}
}

static bool lacks_network(const struct plan *p)
{
	size_t i, k;

	if (cli_value(p->cli, "address") != NULL)
		return true;
	for (i = 0; i < p->report.count; i++)
		for (k = 0; k < sizeof(lacks) / sizeof(lacks[0]); k++)
			if (is_step(&p->report.findings[i]) &&
			    strcmp(p->report.findings[i].check->id,
				   lacks[k]) == 0)
				return true;
	return false;
}

static const struct v6_link *main_link(const struct v6_facts *f)
{
	size_t i;

	for (i = 0; i < f->link_count; i++)
		if (f->links[i].uplink)
			return &f->links[i];
	return NULL;
}

/* The address the link has already, where it is of use. */
static void find_address(struct plan *p, const struct v6_link *l)
{
	const struct v6_facts *f = &p->facts;
	char text[PREFIX_TEXT];
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->ifindex == l->ifindex && roles_address_usable(a) &&
		    prefix_kind(&a->address) == PREFIX_GLOBAL &&
		    roles_address_static(a)) {
			snprintf(p->address, sizeof(p->address), "%.48s/%u",
				 prefix_format(&a->address, text), a->length);
			return;
		}
	}
}

static void find_gateway(struct plan *p)
{
	const struct v6_facts *f = &p->facts;
	size_t i;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->family == AF_INET6 && r->leg_count > 0 &&
		    r->legs[0].family == AF_INET6) {
			prefix_format(&r->legs[0].gateway, p->gateway);
			return;
		}
	}
}

static void write_network(struct plan *p)
{
	const struct v6_link *l = main_link(&p->facts);
	struct manager_want w = { .link = l, .address = p->address,
				  .gateway = p->gateway };

	if (l == NULL || !lacks_network(p))
		return;
	w.dns = cli_values(p->cli, "dns", &w.dns_count);
	if (p->address[0] == '\0')
		find_address(p, l);
	if (p->gateway[0] == '\0')
		find_gateway(p);
	if (p->address[0] == '\0')
		snprintf(p->address, sizeof(p->address), "ADDRESS/64");
	if (p->gateway[0] == '\0')
		snprintf(p->gateway, sizeof(p->gateway), "GATEWAY");
	p->manager->place(cli_value(p->cli, "root") ?
			  cli_value(p->cli, "root") : "", l, &p->path);
	p->manager->write(&w, &p->network);
}

/* ---- the command line ---- */

static int read_address(struct plan *p)
{
	const char *s = cli_value(p->cli, "address"), *slash;
	char text[PREFIX_TEXT];
	struct in6_addr a;
	char *end = NULL;
	long length;

	if (s == NULL)
		return 0;
	slash = strchr(s, '/');
	length = slash ? strtol(slash + 1, &end, 10) : 0;
	if (slash == NULL || slash - s >= (int)sizeof(text) || length < 1 ||
	    length > 128 || *end != '\0')
		goto bad;
	snprintf(text, sizeof(text), "%.*s", (int)(slash - s), s);
	if (!prefix_parse(text, &a) || IN6_IS_ADDR_V4MAPPED(&a))
		goto bad;
	if (prefix_kind(&a) != PREFIX_GLOBAL)
		return fault_set(&p->cli->fault, _("--address %s: not an "
				 "address that the Internet can reach: %s"), s,
				 prefix_about(&a));
	snprintf(p->address, sizeof(p->address), "%.48s/%ld", text, length);
	return 0;
bad:
	return fault_set(&p->cli->fault, _("--address takes an IPv6 address "
			 "with its prefix length, such as 2a0f::2/64, not "
			 "\"%s\""), s);
}

static int read_v6(struct plan *p, const char *option, const char *s)
{
	struct in6_addr a;

	if (prefix_parse(s, &a) && !IN6_IS_ADDR_V4MAPPED(&a))
		return 0;
	return fault_set(&p->cli->fault, _("--%s takes an IPv6 address, not "
					   "\"%s\""), option, s);
}

static int read_options(struct plan *p)
{
	const char *name = cli_value(p->cli, "manager");
	const char *gateway = cli_value(p->cli, "gateway");
	const char *root = cli_value(p->cli, "root");
	const char *const *dns;
	size_t count, i;

	p->manager = name ? manager_find(name) :
		manager_detect(root ? root : "");
	if (p->manager == NULL)
		return fault_set(&p->cli->fault, _("--manager takes netplan, "
				 "networkmanager, networkd, ifupdown or none, "
				 "not \"%s\""), name);
	if (cli_flag(p->cli, "independent") &&
	    cli_value(p->cli, "letter") == NULL)
		return fault_set(&p->cli->fault, _("--independent goes with "
						   "--letter"));
	if (gateway != NULL) {
		if (read_v6(p, "gateway", gateway) != 0)
			return -1;
		snprintf(p->gateway, sizeof(p->gateway), "%s", gateway);
	}
	dns = cli_values(p->cli, "dns", &count);
	for (i = 0; i < count; i++)
		if (read_v6(p, "dns", dns[i]) != 0)
			return -1;
	return read_address(p);
}

/* ---- showing ---- */

static void show_steps(const struct plan *p)
{
	size_t stage, i, n = 0;

	for (stage = 0; stage < STAGES; stage++)
		for (i = 0; i < p->report.count; i++) {
			const struct finding *d = &p->report.findings[i];

			if (!is_step(d) || stage_of(d) != stage)
				continue;
			printf("%2zu. %s: %s [%s]\n", ++n,
			       _(stages[stage].title), d->subject,
			       d->check->id);
			if (d->observed[0] != '\0')
				printf("    %s: %s\n", _("seen"), d->observed);
			printf("    %s: %s\n", _("do"), _(d->check->fix));
		}
	if (n == 0)
		puts(_("Nothing is missing for dual stack."));
}

static void show_file(const char *title, const char *path, const char *text)
{
	printf("\n%s%s%s\n", title, path[0] ? " " : "", path);
	while (*text != '\0') {
		int n = (int)strcspn(text, "\n");

		printf("%s%.*s\n", n ? "    " : "", n, text);
		text += n + (text[n] == '\n');
	}
}

static void show_text(const struct plan *p)
{
	show_steps(p);
	if (p->sysctl.length > 0)
		show_file(_("To write:"), SYSCTL_FILE, text_get(&p->sysctl));
	if (p->network.length == 0)
		return;
	if (p->path.length > 0)
		printf(_("\nThe network is configured by %s.\n"),
		       p->manager->name);
	show_file(p->path.length > 0 ? _("To write:") :
		  _("No network manager was found. Until the next start:"),
		  text_get(&p->path), text_get(&p->network));
	if (p->manager->apply[0] != '\0')
		printf(_("\nTo make it take effect: %s\n"), p->manager->apply);
	if (strstr(p->address, "ADDRESS") != NULL)
		puts(_("\nADDRESS and GATEWAY come from the provider: "
		       "`khien-ipv6 plan --letter vi` writes the request."));
}

static json_t *steps_json(const struct plan *p)
{
	json_t *list = json_array(), *one;
	size_t stage, i;

	for (stage = 0; list != NULL && stage < STAGES; stage++)
		for (i = 0; list != NULL && i < p->report.count; i++) {
			const struct finding *d = &p->report.findings[i];

			if (!is_step(d) || stage_of(d) != stage)
				continue;
			one = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}",
				"stage", stages[stage].title,
				"check", d->check->id, "subject", d->subject,
				"verdict", check_verdict_name(d->verdict),
				"observed", d->observed, "fix", d->check->fix);
			if (json_array_append_new(list, one) != 0) {
				json_decref(list);
				list = NULL;
			}
		}
	return list;
}

static int add_file(json_t *files, const char *path, const struct text *t)
{
	return t->length == 0 ? 0 :
		json_array_append_new(files, json_pack("{s:s, s:s}",
			"path", path, "text", text_get((struct text *)t)));
}

static int show_json(struct plan *p)
{
	json_t *steps = steps_json(p), *files = json_array();

	if (steps == NULL || files == NULL ||
	    add_file(files, SYSCTL_FILE, &p->sysctl) != 0 ||
	    add_file(files, text_get(&p->path), &p->network) != 0) {
		json_decref(steps);
		json_decref(files);
		return fault_set(&p->cli->fault, _("memory ran out"));
	}
	return cli_print_json(p->cli, json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:s}",
		"schema", "khien.ipv6-plan/1", "tool", p->cli->tool->name,
		"version", KHIEN_VERSION, "host", p->observe.host,
		"manager", p->manager->name, "steps", steps, "files", files,
		"apply", p->manager->apply));
}

static int show_letter(struct plan *p, const char *language)
{
	struct text t = { 0 };
	enum letter_kind kind = cli_flag(p->cli, "independent") ?
		LETTER_INDEPENDENT : LETTER_PROVIDER;
	int status = 0;

	if (letter_write(kind, language, &p->facts, p->observe.host,
			 p->cli->now, &t) != 0)
		status = fault_set(&p->cli->fault, _("--letter takes vi or en, "
				   "not \"%s\""), language);
	else if (!text_ok(&t))
		status = fault_set(&p->cli->fault, _("memory ran out"));
	else if (p->cli->json)
		status = cli_print_json(p->cli, json_pack("{s:s, s:s, s:s}",
			"schema", "khien.ipv6-letter/1", "language", language,
			"text", text_get(&t)));
	else
		fputs(text_get(&t), stdout);
	text_free(&t);
	return status;
}

static int make(struct plan *p)
{
	const char *letter = cli_value(p->cli, "letter");

	if (letter != NULL)
		return show_letter(p, letter);
	report_init(&p->report, p->observe.host, p->cli->policy, p->cli->now);
	examine_host(&p->report, &p->facts);
	write_sysctl(p);
	write_network(p);
	if (!report_ok(&p->report) || !text_ok(&p->sysctl) ||
	    !text_ok(&p->path) || !text_ok(&p->network))
		return fault_set(&p->cli->fault, _("memory ran out"));
	if (p->cli->json)
		return show_json(p);
	show_text(p);
	return 0;
}

int plan_run(struct cli *c)
{
	struct plan p = { .cli = c };
	int status = read_options(&p);

	if (status == 0)
		status = observe_once(c, &p.observe, &p.facts);
	if (status == 0) {
		text_clean(p.observe.host);
		status = make(&p);
	}
	report_free(&p.report);
	snapshot_free(&p.facts);
	text_free(&p.sysctl);
	text_free(&p.path);
	text_free(&p.network);
	return status;
}

const struct cli_option plan_options[] = {
	OBSERVE_OPTIONS,
	OBSERVE_FROM,
	{ "manager", "NAME", N_("who configures the network: netplan, "
				"networkmanager, networkd, ifupdown, none"), 0 },
	{ "root", "DIR", N_("look for configuration files below DIR"), 0 },
	{ "address", "ADDRESS/LENGTH", N_("the address from the provider"), 0 },
	{ "gateway", "ADDRESS", N_("its gateway"), 0 },
	{ "dns", "ADDRESS", N_("its name server"), CLI_REPEAT },
	{ "letter", "LANGUAGE", N_("write the request to the provider instead: "
				   "vi or en"), 0 },
	{ "independent", NULL, N_("with --letter: ask VNNIC for addresses and "
				  "an AS number of one's own"), 0 },
	{ 0 }
};
