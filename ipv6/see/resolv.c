/* SPDX-License-Identifier: MIT */
/* resolv: see resolv.h. */
#include "resolv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "file.h"
#include "ipv6/prefix.h"
#include "rows.h"

#define FILE_MAX (64 * 1024)
#define UPSTREAM "/run/systemd/resolve/resolv.conf"
#define BLANK " \t\r"

/* The next line of *AT without its comment; NULL at the end. */
static char *next_line(char **at)
{
	char *line = strsep(at, "\n");

	if (line != NULL)
		line[strcspn(line, "#;")] = '\0';
	return line;
}

static int add_server(struct v6_facts *f, const struct in6_addr *a)
{
	struct v6_resolver *grown;

	if (f->resolver_count >= RESOLV_MAX)
		return 0;
	grown = rows_grow(f->resolvers, f->resolver_count, &f->resolver_room,
			  sizeof(*grown));
	if (grown == NULL)
		return -1;
	f->resolvers = grown;
	f->resolvers[f->resolver_count++].address = *a;
	return 0;
}

static bool is_stub(const struct in6_addr *a)
{
	static const uint8_t net[] = { 127, 0, 0 };

	return IN6_IS_ADDR_V4MAPPED(a) &&
		memcmp(&a->s6_addr[12], net, sizeof(net)) == 0 &&
		(a->s6_addr[15] == 53 || a->s6_addr[15] == 54);
}

int resolv_parse(char *text, struct v6_facts *f, bool *stub)
{
	char *line, *word, *rest;
	struct in6_addr a;

	while ((line = next_line(&text)) != NULL) {
		word = strtok_r(line, BLANK, &rest);
		if (word == NULL || strcmp(word, "nameserver") != 0)
			continue;
		word = strtok_r(NULL, BLANK, &rest);
		if (word == NULL)
			continue;
		word[strcspn(word, "%")] = '\0';	/* fe80::1%eth0 */
		if (!prefix_parse(word, &a))
			continue;
		*stub |= is_stub(&a);
		if (add_server(f, &a) != 0)
			return -1;
	}
	return 0;
}

/* ---- gai.conf ---- */

/* The row that counts for an address: the longest prefix that holds it. */
struct best {
	bool have;
	unsigned length;
	int value;
};

static void consider(struct best *b, const struct in6_addr *probe,
		     const struct in6_addr *prefix, unsigned length, int value)
{
	struct in6_addr of_probe = prefix_mask(probe, length);
	struct in6_addr of_row = prefix_mask(prefix, length);

	if (!IN6_ARE_ADDR_EQUAL(&of_probe, &of_row) ||
	    (b->have && b->length > length))
		return;
	*b = (struct best){ true, length, value };
}

/* A whole number from 0 to MAX; false where S is none. */
static bool read_number(const char *s, int max, int *out)
{
	char *end;
	long v;

	if (s == NULL || s[0] < '0' || s[0] > '9')
		return false;
	errno = 0;
	v = strtol(s, &end, 10);
	*out = (int)v;
	return *end == '\0' && errno == 0 && v <= max;
}

void resolv_parse_gai(char *text, struct v6_files *files)
{
	static const struct in6_addr probe4 = { .s6_addr = {
		[10] = 0xff, 0xff, 198, 41, 0, 4 } };
	static const struct in6_addr probe6 = { .s6_addr = {
		0x20, 0x01, 0x05, 0x03 } };
	struct best v4 = { 0 }, v6 = { 0 };
	char *line, *word, *prefix, *length, *value, *rest;
	struct in6_addr a;
	int bits, number;

	while ((line = next_line(&text)) != NULL) {
		word = strtok_r(line, BLANK, &rest);
		if (word == NULL || strcmp(word, "precedence") != 0)
			continue;
		prefix = strtok_r(NULL, BLANK, &rest);
		value = strtok_r(NULL, BLANK, &rest);
		if (prefix == NULL)
			continue;
		length = strchr(prefix, '/');
		if (length != NULL)
			*length++ = '\0';
		if (inet_pton(AF_INET6, prefix, &a) != 1 ||
		    !read_number(length ? length : "128", 128, &bits) ||
		    !read_number(value, 65535, &number))
			continue;
		consider(&v4, &probe4, &a, (unsigned)bits, number);
		consider(&v6, &probe6, &a, (unsigned)bits, number);
		/* one row replaces the whole table but for ::/0, which is 40 */
		files->have_precedence4 = files->have_precedence6 = true;
	}
	files->precedence4 = v4.have ? v4.value : 40;
	files->precedence6 = v6.have ? v6.value : 40;
}

/* ---- sysctl.d ---- */

void resolv_parse_sysctl(char *text, struct v6_files *files)
{
	char *line, *name, *value, *rest, *c;
	int number;

	while ((line = next_line(&text)) != NULL) {
		value = strchr(line, '=');
		if (value == NULL)
			continue;
		*value++ = '\0';
		name = strtok_r(line, BLANK, &rest);
		value = strtok_r(value, BLANK, &rest);
		if (name == NULL)
			continue;
		name += name[0] == '-';
		for (c = name; *c != '\0'; c++)
			if (*c == '/')
				*c = '.';
		if (strcmp(name, "net.ipv6.conf.all.accept_ra") == 0 &&
		    read_number(value, 2, &number)) {
			files->have_written_accept_ra = true;
			files->written_accept_ra = number;
		}
	}
}

static void see_sysctl_file(struct v6_facts *f, const char *path)
{
	char *text = file_read(path, FILE_MAX, NULL, NULL);

	if (text != NULL)
		resolv_parse_sysctl(text, &f->files);
	free(text);
}

static void see_sysctl_dir(struct v6_facts *f, const char *dir)
{
	char **names = NULL, path[4096];
	ssize_t n = file_list(dir, ".conf", &names, NULL), i;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		see_sysctl_file(f, path);
	}
	if (n >= 0)
		file_list_free(names);
}

/* The later wins: vendor's, volatile, then the administrator's. */
static void see_sysctl(struct v6_facts *f, const char *dir)
{
	if (dir[0] != '\0') {
		see_sysctl_dir(f, dir);
		return;
	}
	see_sysctl_dir(f, "/usr/lib/sysctl.d");
	see_sysctl_dir(f, "/run/sysctl.d");
	see_sysctl_dir(f, "/etc/sysctl.d");
	see_sysctl_file(f, "/etc/sysctl.conf");
}

/* ---- all of it ---- */

static void see_servers(struct v6_facts *f, const char *path, bool *stub)
{
	struct fault fault = { 0 };
	char *text = file_read(path, FILE_MAX, NULL, &fault);

	f->resolvers_part = (struct v6_part){ .seen = text != NULL };
	if (text == NULL) {
		f->resolvers_part.error = ENOENT;
		snprintf(f->resolvers_part.why, sizeof(f->resolvers_part.why),
			 "%.150s", fault.text);
	} else if (resolv_parse(text, f, stub) != 0) {
		f->resolvers_part = (struct v6_part){ .error = ENOMEM };
	}
	free(text);
}

void resolv_see(struct v6_facts *f, const char *resolv_conf,
		const char *gai_conf, const char *sysctl_dir)
{
	bool stub = false;
	char *text;

	f->resolver_count = 0;
	f->resolvers_part = (struct v6_part){ .error = ENODATA };
	if (resolv_conf != NULL)
		see_servers(f, resolv_conf, &stub);
	if (stub) {	/* its own address tells nothing */
		f->resolver_count = 0;
		see_servers(f, UPSTREAM, &stub);
	}
	text = gai_conf ? file_read(gai_conf, FILE_MAX, NULL, NULL) : NULL;
	if (text != NULL)
		resolv_parse_gai(text, &f->files);
	free(text);
	if (sysctl_dir != NULL)
		see_sysctl(f, sysctl_dir);
}
