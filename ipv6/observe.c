/* SPDX-License-Identifier: MIT */
/* observe: see observe.h. */
#include "observe.h"

#include <string.h>
#include <sys/utsname.h>

#include "clock.h"
#include "lang.h"
#include "see/host.h"

/* One port number out of S, LENGTH bytes of it. Returns 0, or -1. */
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
static int read_ports(struct cli *c, uint16_t ports[OBSERVE_PORTS],
		      size_t *count)
{
	const struct policy_list *list = &c->policy->ipv6_ports;
	const char *s = cli_value(c, "ports");
	size_t i;

	*count = 0;
	for (i = 0; s == NULL && i < list->count && i < OBSERVE_PORTS; i++)
		if (parse_port(list->items[i], strlen(list->items[i]),
			       &ports[(*count)++]) != 0)
			return fault_set(&c->fault, _("the policy's "
					 "ipv6.ports has \"%s\", which is no "
					 "port number"), list->items[i]);
	while (s != NULL) {
		size_t length = strcspn(s, ",");

		if (*count == OBSERVE_PORTS ||
		    parse_port(s, length, &ports[(*count)++]) != 0)
			return fault_set(&c->fault, _("--ports takes up to %d "
					 "port numbers, such as 80,443"),
					 OBSERVE_PORTS);
		s = s[length] == ',' ? s + length + 1 : NULL;
	}
	return 0;
}

int observe_setup(struct cli *c, struct observe *o)
{
	const char *netns = cli_value(c, "netns");
	const char *proc = cli_value(c, "proc-dir");
	struct utsname host;

	memset(o, 0, sizeof(*o));
	if (uname(&host) != 0)
		return fault_errno(&c->fault, _("cannot tell the host's name"));
	snprintf(o->host, sizeof(o->host), "%s", host.nodename);
	o->options = (struct snapshot_options){
		.proc = proc ? proc : "/proc",
		.patience = c->policy->ipv6_tentative_max,
		.ports = o->ports,
	};
	if (read_ports(c, o->ports, &o->options.port_count) != 0)
		return -1;
	return netns ? host_enter(netns, &c->fault) : 0;
}

int observe_look(struct cli *c, struct observe *o, struct v6_facts *f)
{
	o->options.uptime = clock_monotonic();
	return snapshot_take(f, &o->options, &c->fault);
}

/* Options that say where to look say nothing about a file. */
static int refuse_with_from(struct cli *c)
{
	static const char *const live[] = { "netns", "ports", "proc-dir" };
	size_t i;

	for (i = 0; i < sizeof(live) / sizeof(live[0]); i++)
		if (cli_value(c, live[i]) != NULL) {
			fault_set(&c->fault, _("--from and --%s exclude each "
					       "other"), live[i]);
			return fault_hint(&c->fault, _("give --%s to "
					  "`khien-ipv6 snapshot`"), live[i]);
		}
	return 0;
}

int observe_once(struct cli *c, struct observe *o, struct v6_facts *f)
{
	const char *from = cli_value(c, "from");
	int64_t taken;

	memset(f, 0, sizeof(*f));
	if (from == NULL)
		return observe_setup(c, o) == 0 ? observe_look(c, o, f) : -1;
	memset(o, 0, sizeof(*o));
	if (refuse_with_from(c) != 0 ||
	    saved_read(from, f, o->host, &taken, &c->fault) != 0)
		return -1;
	if (!c->now_given)
		c->now = taken;
	return 0;
}
