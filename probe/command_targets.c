/* SPDX-License-Identifier: MIT */
#include "command_targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/zone.h"
#include "file.h"
#include "lang.h"
#include "probe/config.h"
#include "probe/target.h"
#include "text.h"

#define FILE_MAX (64u << 20)

const struct cli_option command_list_options[] = {
	{ "config", "FILE", N_("the configuration, which names the targets"),
	  0 },
	{ "targets", "FILE", N_("a targets file, or a folder of them"), 0 },
	{ 0 }
};

const struct cli_option command_add_options[] = {
	{ "targets", "FILE", N_("the targets file"), CLI_REQUIRED },
	{ 0 }
};

const struct cli_option command_import_options[] = {
	{ "csv", "FILE", N_("a table, with names or URLs in its first column"),
	  0 },
	{ "zone", "FILE", N_("a zone file"), 0 },
	{ 0 }
};

/* ---- list ---- */

static int read_list(struct cli *c, struct target_list *list)
{
	const char *config = cli_value(c, "config");
	const char *path = cli_value(c, "targets");
	struct config read = { 0 };
	int rc;

	memset(list, 0, sizeof(*list));
	if ((config != NULL) == (path != NULL))
		return fault_set(&c->fault, _("either --config or --targets "
					      "is expected"));
	if (path != NULL)
		return target_list_read(list, path, &c->fault);
	if (config_read(&read, config, &c->fault) < 0)
		return -1;
	rc = read.targets != NULL ?
		target_list_read(list, read.targets, &c->fault) :
		fault_set(&c->fault, _("%s names no targets"), config);
	config_free(&read);
	return rc;
}

/* As a line of a targets file. */
static void print_target(FILE *out, const struct target *t)
{
	char text[CLOCK_TEXT];

	fprintf(out, "%s", t->name);
	if (strcmp(t->path, "/") != 0)
		fprintf(out, " path=%s", t->path);
	if (t->interval != 0)
		fprintf(out, " interval=%s",
			clock_format_duration(t->interval, text));
	if (t->dns_interval != 0)
		fprintf(out, " dns_interval=%s",
			clock_format_duration(t->dns_interval, text));
	fprintf(out, "\n");
}

static json_t *target_object(const struct target *t)
{
	json_t *o = json_pack("{s:s,s:s}", "target", t->name, "path", t->path);

	if (o != NULL && t->interval != 0)
		(void)json_object_set_new(o, "interval",
					  json_integer(t->interval));
	if (o != NULL && t->dns_interval != 0)
		(void)json_object_set_new(o, "dns_interval",
					  json_integer(t->dns_interval));
	return o;
}

static int print_json(struct cli *c, const struct target_list *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->count; i++)
		if (json_array_append_new(array,
				target_object(&list->items[i])) < 0) {
			json_decref(array);
			return fault_set(&c->fault, _("out of memory"));
		}
	return cli_print_json(c, json_pack("{s:s,s:o}", "schema",
					   "khien.target-list/1", "targets",
					   array));
}

static int print_list(struct cli *c, const struct target_list *list)
{
	size_t i;

	if (c->json)
		return print_json(c, list);
	for (i = 0; i < list->count; i++)
		print_target(stdout, &list->items[i]);
	return 0;
}

int command_list(struct cli *c)
{
	struct target_list list;
	int status = -1;

	if (read_list(c, &list) == 0)
		status = print_list(c, &list);
	target_list_free(&list);
	return status;
}

/* ---- add ---- */

/* The whole new file is checked before it takes the place of the old one. */
static int write_checked(struct cli *c, const char *path, const char *text,
			 size_t length)
{
	struct target_list list;

	if (target_list_parse(&list, path, text, length, &c->fault) < 0)
		return -1;
	target_list_free(&list);
	return file_write(path, 0644, text, length, &c->fault);
}

int command_add(struct cli *c)
{
	const char *path = cli_value(c, "targets");
	char *before = file_read(path, FILE_MAX, NULL, &c->fault);
	struct text now = { 0 };
	int i, status = -1;

	if (before == NULL)
		return -1;
	text_add(&now, before);
	if (now.length > 0 && now.at[now.length - 1] != '\n')
		text_add(&now, "\n");
	text_add(&now, c->args[0]);
	for (i = 1; i < c->arg_count; i++)
		text_printf(&now, "  %s", c->args[i]);
	text_add(&now, "\n");
	if (!text_ok(&now))
		fault_set(&c->fault, _("out of memory"));
	else if (write_checked(c, path, now.at, now.length) == 0)
		status = 0;
	if (status == 0)
		cli_made(c, "targets", path, NULL);
	text_free(&now);
	free(before);
	return status;
}

/* ---- import ---- */

static int by_name(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* What comes twice stays once; the list is sorted after that. */
static void sort_once(struct target_list *list)
{
	size_t i, n = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), by_name);
	for (i = 0; i < list->count; i++) {
		struct target *t = &list->items[i];

		if (n > 0 && strcmp(t->name, list->items[n - 1].name) == 0) {
			free(t->name);
			free(t->path);
		} else {
			list->items[n++] = *t;
		}
	}
	list->count = n;
}

/* "name", "https://name/path"; quotes around it were taken off. */
static int take_cell(struct target_list *list, const char *cell,
		     struct fault *f)
{
	const char *scheme = strstr(cell, "://");
	const char *at = scheme != NULL ? scheme + 3 : cell;
	size_t n = strcspn(at, ":/?#");
	char *name = strndup(at, n);
	struct target_list one;
	struct text line = { 0 };
	int rc = -1;

	at += n;
	at += strcspn(at, "/?#");	/* a port is the probe's business */
	if (name != NULL) {
		text_add(&line, name);
		if (*at == '/' && at[1] != '\0')
			text_printf(&line, " path=%.*s",
				    (int)strcspn(at, "#"), at);
	}
	free(name);
	if (line.at == NULL || !text_ok(&line)) {
		fault_set(f, _("out of memory"));
	} else if (target_list_parse(&one, "", line.at, line.length, f) == 0) {
		rc = one.count == 1 ?
			target_list_append(list, &one.items[0], f) :
			fault_set(f, _("there is no name in it"));
		target_list_free(&one);
	}
	text_free(&line);
	return rc;
}

/* The first cell of a row, without quotes (RFC 4180) and blanks; in place. */
static char *first_cell(char *row)
{
	char *end;

	row += strspn(row, " \t");
	if (*row == '"') {
		row++;
		row[strcspn(row, "\"")] = '\0';
	} else {
		row[strcspn(row, ",;\t")] = '\0';
	}
	row += strspn(row, " ");
	end = row + strlen(row);
	while (end > row && (end[-1] == ' ' || end[-1] == '\r'))
		*--end = '\0';
	return row;
}

static int import_csv(struct cli *c, const char *path,
		      struct target_list *list)
{
	char *text = file_read(path, FILE_MAX, NULL, &c->fault);
	char *row = text, *next;
	int line = 0;

	for (; row != NULL && *row != '\0'; row = next) {
		struct fault f = { "", "" };
		char *cell;

		next = row + strcspn(row, "\n");
		if (*next == '\n')
			*next++ = '\0';
		line++;
		if (line == 1 && strncmp(row, "\xef\xbb\xbf", 3) == 0)
			row += 3;
		cell = first_cell(row);
		if (cell[0] == '\0' || take_cell(list, cell, &f) == 0)
			continue;
		/* the first may be the heads of the columns */
		if (line > 1 || strchr(cell, '.') != NULL)
			cli_warn(c, _("%s:%d: left out: %s"), path, line,
				 f.text);
	}
	free(text);
	return text != NULL ? 0 : -1;
}

/* The owner of N in presentation form, without the last dot. */
static void owner_of(const struct zone *z, const struct zone_name *n,
		     uint8_t wire[2 * NAME_WIRE], char text[NAME_TEXT])
{
	size_t length;

	memcpy(wire, n->key + n->key_length, n->owner_length);
	memcpy(wire + n->owner_length, z->apex, z->apex_length);
	length = name_print(wire, text);
	if (length > 1 && text[length - 1] == '.')
		text[length - 1] = '\0';
}

static bool has_address(const struct zone_name *n)
{
	return zone_find(n, RRTYPE_A) != NULL ||
		zone_find(n, RRTYPE_AAAA) != NULL ||
		zone_find(n, RRTYPE_CNAME) != NULL;
}

/* Names with an address that are the zone's own: no glue, no "_name". */
static int import_zone(struct cli *c, const char *path,
		       struct target_list *list)
{
	const struct zone_source source = { .path = path };
	uint8_t wire[2 * NAME_WIRE], cut[2 * NAME_WIRE];
	struct zone z = { 0 };
	char text[NAME_TEXT];
	bool below = false;
	int rc = zone_read(&z, &source, &c->fault);
	size_t i;

	for (i = 0; rc == 0 && i < z.count; i++) {
		const struct zone_name *n = &z.names[i];

		owner_of(&z, n, wire, text);
		if (below && name_under(wire, cut))
			continue;
		below = i > 0 && zone_find(n, RRTYPE_NS) != NULL;
		if (below)
			memcpy(cut, wire, sizeof(cut));
		else if (has_address(n) && take_cell(list, text, NULL) < 0)
			cli_warn(c, _("%s: left out: %s is no host name"),
				 path, text);
	}
	zone_free(&z);
	return rc;
}

int command_import(struct cli *c)
{
	const char *csv = cli_value(c, "csv"), *zone = cli_value(c, "zone");
	struct target_list list = { 0 };
	int status = -1;

	if ((csv != NULL) == (zone != NULL))
		fault_set(&c->fault, _("either --csv or --zone is expected"));
	else if ((csv != NULL ? import_csv(c, csv, &list) :
		  import_zone(c, zone, &list)) == 0)
		status = 0;
	if (status == 0 && list.count == 0)
		status = fault_set(&c->fault, _("%s: there is no name in it"),
				   csv != NULL ? csv : zone);
	if (status == 0) {
		sort_once(&list);
		status = print_list(c, &list);
	}
	target_list_free(&list);
	return status;
}
