/* SPDX-License-Identifier: MIT */
/* manager: see manager.h. */
#include "manager.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define FILE_MAX (256u << 10)

static bool exists(const char *root, const char *path)
{
	char full[512];

	return snprintf(full, sizeof(full), "%s%s", root, path) <
		(int)sizeof(full) && access(full, F_OK) == 0;
}

/* Whether the folder DIR below ROOT has a file that ends in SUFFIX. */
static bool holds(const char *root, const char *dir, const char *suffix)
{
	struct fault f = { "", "" };
	char **names, full[512];
	ssize_t n;

	if (snprintf(full, sizeof(full), "%s%s", root, dir) >=
	    (int)sizeof(full))
		return false;
	n = file_list(full, suffix, &names, &f);
	file_list_free(names);
	return n > 0;
}

/* The file at ROOT and PATH; NULL where it cannot be read. */
static char *slurp(const char *root, const char *path)
{
	struct fault f = { "", "" };
	char full[512];

	if (snprintf(full, sizeof(full), "%s%s", root, path) >=
	    (int)sizeof(full) || access(full, R_OK) != 0)
		return NULL;
	return file_read(full, FILE_MAX, NULL, &f);
}

/* ---- netplan ---- */

static bool netplan_in_use(const char *root)
{
	return holds(root, "/etc/netplan", ".yaml");
}

static void netplan_place(const char *root, const struct v6_link *l,
			  struct text *path)
{
	(void)root, (void)l;
	text_add(path, "/etc/netplan/90-ipv6.yaml");
}

static const char *netplan_section(const struct v6_link *l)
{
	static const char *const sections[][2] = {
		{ "bridge", "bridges" }, { "bond", "bonds" },
		{ "vlan", "vlans" },
	};
	size_t i;

	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strcmp(l->kind, sections[i][0]) == 0)
			return sections[i][1];
	return "ethernets";
}

static void netplan_write(const struct manager_want *w, struct text *out)
{
	size_t i;

	text_printf(out, "network:\n  version: 2\n  %s:\n    %s:\n",
		    netplan_section(w->link), w->link->name);
	text_printf(out, "      accept-ra: false\n"
		    "      ipv6-privacy: false\n"
		    "      addresses: [\"%s\"]\n"
		    "      routes:\n"
		    "        - to: \"::/0\"\n"
		    "          via: \"%s\"\n", w->address, w->gateway);
	if (w->dns_count > 0)
		text_add(out, "      nameservers:\n        addresses: [");
	for (i = 0; i < w->dns_count; i++)
		text_printf(out, "%s\"%s\"", i ? ", " : "", w->dns[i]);
	if (w->dns_count > 0)
		text_add(out, "]\n");
}

/* ---- NetworkManager ---- */

static bool nm_in_use(const char *root)
{
	return exists(root, "/run/NetworkManager");
}

#define CONNECTIONS "/etc/NetworkManager/system-connections"

/* The connection whose file names the interface. */
static void nm_place(const char *root, const struct v6_link *l,
		     struct text *path)
{
	struct fault f = { "", "" };
	char **names = NULL, full[512], wanted[64], *found = NULL, *content;
	ssize_t n, i;

	snprintf(full, sizeof(full), "%s" CONNECTIONS, root);
	snprintf(wanted, sizeof(wanted), "\ninterface-name=%s\n", l->name);
	n = file_list(full, ".nmconnection", &names, &f);
	for (i = 0; i < n && found == NULL; i++) {
		snprintf(full, sizeof(full), CONNECTIONS "/%s", names[i]);
		content = slurp(root, full);
		if (content != NULL && strstr(content, wanted) != NULL)
			found = names[i];
		free(content);
	}
	text_printf(path, CONNECTIONS "/%s",
		    found ? found : "CONNECTION.nmconnection");
	file_list_free(names);
}

static void nm_write(const struct manager_want *w, struct text *out)
{
	size_t i;

	text_printf(out, "[ipv6]\nmethod=manual\naddress1=%s,%s\n"
		    "ip6-privacy=0\n", w->address, w->gateway);
	if (w->dns_count > 0)
		text_add(out, "dns=");
	for (i = 0; i < w->dns_count; i++)
		text_printf(out, "%s;", w->dns[i]);
	if (w->dns_count > 0)
		text_add(out, "\n");
}

/* ---- systemd-networkd ---- */

static bool networkd_in_use(const char *root)
{
	return holds(root, "/run/systemd/netif/links", "") ||
		holds(root, "/etc/systemd/network", ".network");
}

/* A drop-in beside the file that networkd says it took for the link. */
static void networkd_place(const char *root, const struct v6_link *l,
			   struct text *path)
{
	char state[64], *content, *name = NULL;

	snprintf(state, sizeof(state), "/run/systemd/netif/links/%d",
		 l->ifindex);
	content = slurp(root, state);
	if (content != NULL)
		name = strstr(content, "NETWORK_FILE=");
	if (name != NULL) {
		name[strcspn(name, "\n")] = '\0';
		name = strrchr(name, '/');
	}
	if (name != NULL)
		text_printf(path, "/etc/systemd/network%s.d/90-ipv6.conf",
			    name);
	else
		text_printf(path, "/etc/systemd/network/90-%s.network",
			    l->name);
	free(content);
}

static void networkd_write(const struct manager_want *w, struct text *out)
{
	size_t i;

	text_printf(out, "[Match]\nName=%s\n\n[Network]\nIPv6AcceptRA=no\n"
		    "IPv6PrivacyExtensions=no\n", w->link->name);
	for (i = 0; i < w->dns_count; i++)
		text_printf(out, "DNS=%s\n", w->dns[i]);
	text_printf(out, "\n[Address]\nAddress=%s\n\n[Route]\nGateway=%s\n",
		    w->address, w->gateway);
}

/* ---- ifupdown ---- */

static bool ifupdown_in_use(const char *root)
{
	char *content = slurp(root, "/etc/network/interfaces");
	bool used = content != NULL && (strstr(content, "iface") != NULL ||
					strstr(content, "source") != NULL);

	free(content);
	return used;
}

static void ifupdown_place(const char *root, const struct v6_link *l,
			   struct text *path)
{
	(void)root;
	text_printf(path, "/etc/network/interfaces.d/%s-ipv6", l->name);
}

static void ifupdown_write(const struct manager_want *w, struct text *out)
{
	size_t i;

	text_printf(out, "iface %s inet6 static\n\taddress %s\n"
		    "\tgateway %s\n\taccept_ra 0\n\tautoconf 0\n"
		    "\tprivext 0\n", w->link->name, w->address, w->gateway);
	if (w->dns_count > 0)
		text_add(out, "\tdns-nameservers");
	for (i = 0; i < w->dns_count; i++)
		text_printf(out, " %s", w->dns[i]);
	if (w->dns_count > 0)
		text_add(out, "\n");
}

/* ---- nobody ---- */

static bool always(const char *root)
{
	(void)root;
	return true;
}

static void commands_place(const char *root, const struct v6_link *l,
			   struct text *path)
{
	(void)root, (void)l;
	text_add(path, "");
}

static void commands_write(const struct manager_want *w, struct text *out)
{
	size_t i;

	text_printf(out, "ip -6 address add %s dev %s\n"
		    "ip -6 route add default via %s dev %s\n", w->address,
		    w->link->name, w->gateway, w->link->name);
	for (i = 0; i < w->dns_count; i++)
		text_printf(out, "echo nameserver %s >>/etc/resolv.conf\n",
			    w->dns[i]);
}

/* Who writes for others comes first; the last one is always in use. */
static const struct manager managers[] = {
	{ "netplan", netplan_in_use, netplan_place, netplan_write,
	  "netplan try" },
	{ "networkmanager", nm_in_use, nm_place, nm_write,
	  "nmcli connection reload && nmcli device reapply NAME" },
	{ "networkd", networkd_in_use, networkd_place, networkd_write,
	  "networkctl reload && networkctl reconfigure NAME" },
	{ "ifupdown", ifupdown_in_use, ifupdown_place, ifupdown_write,
	  "ifup --force NAME" },
	{ "none", always, commands_place, commands_write, "" },
};

#define MANAGERS (sizeof(managers) / sizeof(managers[0]))

const struct manager *manager_find(const char *name)
{
	size_t i;

	for (i = 0; i < MANAGERS; i++)
		if (strcmp(managers[i].name, name) == 0)
			return &managers[i];
	return NULL;
}

const struct manager *manager_detect(const char *root)
{
	const struct manager *m = managers;

	while (!m->in_use(root))
		m++;
	return m;
}
