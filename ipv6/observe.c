/* SPDX-License-Identifier: MIT */
/* observe: see observe.h. */
#include "observe.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "clock.h"
#include "lang.h"
#include "prefix.h"
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

/* Addresses of --expect-router. */
static int read_routers(struct cli *c, struct observe *o)
{
	size_t count, i;
	const char *const *values = cli_values(c, "expect-router", &count);

	for (i = 0; i < count; i++)
		if (i == OBSERVE_ROUTERS || strchr(values[i], ':') == NULL ||
		    !prefix_parse(values[i], &o->routers[i]))
			return fault_set(&c->fault, _("--expect-router takes "
					 "an IPv6 address, such as fe80::1, at "
					 "most %d times"), OBSERVE_ROUTERS);
	o->options.routers = o->routers;
	o->options.router_count = count;
	return 0;
}

/* The names of --name; what is none would only come out as unknown. */
static int read_names(struct cli *c, struct observe *o)
{
	size_t count, i;
	const char *const *values = cli_values(c, "name", &count);

	for (i = 0; i < count; i++)
		if (values[i][0] == '\0' || strlen(values[i]) > 253 ||
		    strpbrk(values[i], " \t/:") != NULL)
			return fault_set(&c->fault, _("--name takes a host "
					 "name, such as www.example.vn"));
	o->options.names = values;
	o->options.name_count = count;
	return 0;
}

/*
 * Where the file NAME of another network namespace is: /etc/netns/NAMESPACE as
 * with `ip netns exec`, or below the root of the process that it is said by.
 * BUFFER, or NULL where there is none: ours says nothing about it.
 */
static const char *file_of_netns(const char *netns, const char *name,
				 char buffer[512])
{
	const char *end = strstr(netns, "/ns/net");

	if (strchr(netns, '/') == NULL)
		snprintf(buffer, 512, "/etc/netns/%.200s/%s", netns, name);
	else if (strncmp(netns, "/proc/", 6) == 0 && end != NULL)
		snprintf(buffer, 512, "%.*s/root/etc/%s",
			 (int)(end - netns < 200 ? end - netns : 200), netns,
			 name);
	else
		return NULL;
	return access(buffer, F_OK) == 0 ? buffer : NULL;
}

/* Which files are read: those of the options, of the namespace, or ours. */
static void choose_files(struct cli *c, struct observe *o)
{
	static const struct {
		const char *option, *name, *usual;
		size_t place;
	} files[] = {
#define FILE_ROW(option, name, usual, member) \
		{ option, name, usual, \
		  offsetof(struct snapshot_options, member) }
		FILE_ROW("resolv-conf", "resolv.conf", "/etc/resolv.conf",
			 resolv_conf),
		FILE_ROW("gai-conf", "gai.conf", "/etc/gai.conf", gai_conf),
		/* "": the system's folders together */
		FILE_ROW("sysctl-dir", "sysctl.d", "", sysctl_dir),
#undef FILE_ROW
	};
	const char *netns = cli_value(c, "netns");
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *path = cli_value(c, files[i].option);

		if (path == NULL)
			path = netns == NULL ? files[i].usual :
				file_of_netns(netns, files[i].name,
					      o->files[i]);
		memcpy((char *)&o->options + files[i].place, &path,
		       sizeof(path));
	}
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
	if (read_ports(c, o->ports, &o->options.port_count) != 0 ||
	    read_routers(c, o) != 0 || read_names(c, o) != 0)
		return -1;
	choose_files(c, o);
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
	static const char *const live[] = {
		"netns", "ports", "proc-dir", "name", "expect-router",
		"resolv-conf", "gai-conf", "sysctl-dir",
	};
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
