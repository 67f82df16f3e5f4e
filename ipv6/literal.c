/* SPDX-License-Identifier: MIT */
/* literal: see literal.h. */
#include "literal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "lang.h"
#include "see/rows.h"
#include "text.h"

#define FILE_MAX (1u << 20)
#define RESOLVED "/run/systemd/resolve/resolv.conf"

/* Files, and folders with the ending of the files in them. */
static const struct {
	const char *path, *suffix;
} places[] = {
	{ "/etc/chrony.conf", NULL },
	{ "/etc/chrony/chrony.conf", NULL },
	{ "/etc/chrony/conf.d", ".conf" },
	{ "/etc/chrony/sources.d", ".sources" },
	{ "/etc/ntp.conf", NULL },
	{ "/etc/ntpsec/ntp.conf", NULL },
	{ "/etc/systemd/timesyncd.conf", NULL },
	{ "/etc/systemd/timesyncd.conf.d", ".conf" },
	{ "/etc/systemd/resolved.conf", NULL },
	{ "/etc/systemd/resolved.conf.d", ".conf" },
	{ "/etc/apt/sources.list", NULL },
	{ "/etc/apt/sources.list.d", ".list" },
	{ "/etc/apt/sources.list.d", ".sources" },
	{ "/etc/apt/apt.conf", NULL },
	{ "/etc/apt/apt.conf.d", "" },
	{ "/etc/environment", NULL },
	{ "/etc/fstab", NULL },
	{ "/etc/rsyslog.conf", NULL },
	{ "/etc/rsyslog.d", ".conf" },
	{ "/etc/ldap/ldap.conf", NULL },
	{ "/etc/nginx/nginx.conf", NULL },
	{ "/etc/nginx/conf.d", ".conf" },
	{ "/etc/nginx/sites-enabled", "" },
	{ "/etc/apache2/ports.conf", NULL },
	{ "/etc/apache2/sites-enabled", ".conf" },
	{ "/etc/haproxy/haproxy.cfg", NULL },
	{ "/etc/postfix/main.cf", NULL },
	{ "/etc/ssh/sshd_config", NULL },
};

/* ---- one line ---- */

/* What may stand next to an address; in versions and names it does not. */
static bool is_edge(int c)
{
	return c == '\0' || isspace(c) || strchr("/@=\"'[](){},;<>|:", c);
}

bool literal_next(const char **s, char text[16])
{
	const char *begin = *s, *at;
	struct in_addr a;
	size_t n;

	for (at = begin; *at != '\0'; at += n ? n : 1) {
		n = strspn(at, "0123456789.");
		if (n < 7 || n > 15 || (at > begin && !is_edge(at[-1])) ||
		    !is_edge(at[n]))
			continue;
		memcpy(text, at, n);
		text[n] = '\0';
		/* our own host, any address, groups and broadcasts */
		if (inet_pton(AF_INET, text, &a) != 1 ||
		    ntohl(a.s_addr) >> 24 == 127 || a.s_addr == 0 ||
		    ntohl(a.s_addr) >> 28 >= 0xe)
			continue;
		*s = at + n;
		return true;
	}
	return false;
}

/* ---- rows ---- */

static int add(struct literals *l, const char *path, unsigned line,
	       const char *text, int error)
{
	struct literal *grown = rows_grow(l->rows, l->count, &l->room,
					  sizeof(*grown)), *row;

	if (grown == NULL)
		return -1;
	l->rows = grown;
	row = &l->rows[l->count];
	memset(row, 0, sizeof(*row));
	row->error = error;
	row->text = strdup(text);
	if (line == 0)
		row->place = strdup(path);
	else if (asprintf(&row->place, "%s:%u", path, line) < 0)
		row->place = NULL;
	l->count++;	/* so that it is freed in any case */
	if (row->text == NULL || row->place == NULL)
		return -1;
	text_clean(row->text);
	text_clean(row->place);
	return 0;
}

/* What one kind of file holds. LINE has its comment cut off. */
typedef int line_function(struct literals *l, const char *path, unsigned number,
			  char *line);

static int any_line(struct literals *l, const char *path, unsigned number,
		    char *line)
{
	const char *s = line;
	char text[16];

	while (literal_next(&s, text))
		if (add(l, path, number, text, 0) != 0)
			return -1;
	return 0;
}

static int resolver_line(struct literals *l, const char *path, unsigned number,
			 char *line)
{
	char server[64], literal[16];
	const char *s = server;
	struct in6_addr a;

	(void)path, (void)number;
	if (sscanf(line, " nameserver %63s", server) != 1)
		return 0;
	server[strcspn(server, "%")] = '\0';
	if (inet_pton(AF_INET6, server, &a) == 1)
		l->v6_servers += !IN6_IS_ADDR_LOOPBACK(&a);
	else
		l->v4_servers += literal_next(&s, literal);
	return 0;
}

/* ---- files ---- */

static int read_lines(struct literals *l, const char *path,
		      line_function *take)
{
	char *text, *line, *rest;
	unsigned number = 0;
	struct fault f = { "", "" };
	int status = 0;

	if (access(path, R_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
			add(l, path, 0, "", errno);
	text = file_read(path, FILE_MAX, NULL, &f);
	if (text == NULL)
		return add(l, path, 0, "", EFBIG);
	rest = text;
	while (status == 0 && (line = strsep(&rest, "\n")) != NULL) {
		number++;
		line[strcspn(line, "#")] = '\0';
		if (line[0] != ';')
			status = take(l, path, number, line);
	}
	free(text);
	return status;
}

static int read_folder(struct literals *l, const char *path,
		       const char *suffix)
{
	char **names = NULL, full[512];
	struct fault f = { "", "" };
	ssize_t n, i;
	int status = 0;

	if (access(path, R_OK) != 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
			add(l, path, 0, "", errno);
	n = file_list(path, suffix, &names, &f);
	for (i = 0; i < n && status == 0; i++)
		if (snprintf(full, sizeof(full), "%s/%s", path, names[i]) <
		    (int)sizeof(full))
			status = read_lines(l, full, any_line);
	file_list_free(names);
	return status;
}

/* ---- hosts(5): names that only IPv4 knows ---- */

/* Whether TEXT has NAME behind an IPv6 address. */
static bool named_for_v6(const char *text, const char *name)
{
	const char *line = text;
	size_t length = strlen(name);

	for (; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
		const char *at = line += *line == '\n', *end;

		end = at + strcspn(at, "#\n");
		if (memchr(at, ':', strcspn(at, " \t#\n")) == NULL)
			continue;
		while (at < end) {
			at += strspn(at, " \t");
			if (strcspn(at, " \t#\n") == length &&
			    strncasecmp(at, name, length) == 0)
				return true;
			at += strcspn(at, " \t#\n");
			at += at < end;
		}
	}
	return false;
}

static int read_hosts(struct literals *l, const char *path)
{
	char *text, *copy = NULL, *line, *rest, *word, *words, literal[16];
	struct fault f = { "", "" };
	unsigned number = 0;
	int status = 0;

	if (access(path, R_OK) != 0)
		return errno == ENOENT ? 0 : add(l, path, 0, "", errno);
	text = file_read(path, FILE_MAX, NULL, &f);
	copy = text ? strdup(text) : NULL;
	if (text == NULL)
		return add(l, path, 0, "", EFBIG);
	status = copy ? 0 : -1;
	rest = copy;
	while (status == 0 && (line = strsep(&rest, "\n")) != NULL) {
		const char *s;

		number++;
		line[strcspn(line, "#")] = '\0';
		words = line + strspn(line, " \t");
		s = word = strsep(&words, " \t");
		if (word == NULL || !literal_next(&s, literal))
			continue;
		while (status == 0 && (word = strsep(&words, " \t")) != NULL)
			if (word[0] != '\0' && !named_for_v6(text, word))
				status = add(l, path, number, word, 0);
	}
	free(copy);
	free(text);
	return status;
}

/* ---- all of them ---- */

/*
 * A local resolver (127.0.0.53) asks others itself: systemd-resolved keeps
 * theirs in a file of its own.
 */
static int see_servers(struct literals *l, const struct literal_paths *p)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/etc/resolv.conf", p->root);
	if (read_lines(l, p->resolv_conf ? p->resolv_conf : path,
		       resolver_line) != 0)
		return -1;
	if (l->v4_servers + l->v6_servers == 0 && p->resolv_conf == NULL) {
		snprintf(path, sizeof(path), "%s" RESOLVED, p->root);
		if (read_lines(l, path, resolver_line) != 0)
			return -1;
	}
	l->servers_known = l->v4_servers + l->v6_servers > 0;
	return 0;
}

int literal_see(struct literals *l, const struct literal_paths *p,
		struct fault *f)
{
	char path[512];
	size_t i;
	int status;

	memset(l, 0, sizeof(*l));
	status = see_servers(l, p);
	snprintf(path, sizeof(path), "%s/etc/hosts", p->root);
	if (status == 0)
		status = read_hosts(l, p->hosts ? p->hosts : path);
	for (i = 0; status == 0 && i < sizeof(places) / sizeof(places[0]);
	     i++) {
		snprintf(path, sizeof(path), "%s%s", p->root, places[i].path);
		status = places[i].suffix == NULL ?
			read_lines(l, path, any_line) :
			read_folder(l, path, places[i].suffix);
	}
	return status == 0 ? 0 : fault_set(f, _("memory ran out"));
}

void literal_free(struct literals *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->rows[i].place);
		free(l->rows[i].text);
	}
	free(l->rows);
	memset(l, 0, sizeof(*l));
}
