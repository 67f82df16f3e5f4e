/* SPDX-License-Identifier: MIT */
/* portals: a file of portals, one request each. */
#include "tlsconf/pki/portals.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "lang.h"
#include "tlsconf/pki/general.h"

#define FILE_MAX (4 << 20)	/* bytes: some 50,000 portals */

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
	{ "country", offsetof(struct portal, country) },
	{ "state", offsetof(struct portal, state) },
	{ "locality", offsetof(struct portal, locality) },
	{ "organization", offsetof(struct portal, organization) },
	{ "type", offsetof(struct portal, type) },
};

/*
 * Cuts the next word off *AT, without its quotes. Returns NULL behind the last
 * one, or at a quote that is not closed, with a fault.
 */
static char *next_word(char **at, struct fault *f)
{
	char *from = *at + strspn(*at, " \t\r"), *word = from, *to = from;
	bool quoted = false;

	if (!*from || *from == '#')
		return NULL;
	for (; *from && (quoted || !strchr(" \t\r", *from)); from++)
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	if (quoted) {
		fault_set(f, _("a quote is not closed"));
		return NULL;
	}
	*at = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

/* The base of its files is a name in a folder, nothing that leads elsewhere. */
static int set_file(struct portal *p, const char *name, struct fault *f)
{
	if (!*name || *name == '.' || strchr(name, '/') ||
	    strlen(name) >= sizeof(p->file))
		return fault_set(f, _("file=%s: a name without '/' and dot at "
				      "its beginning was expected"), name);
	strcpy(p->file, name);
	return 0;
}

static int set_value(struct portal *p, const char *key, const char *value,
		     struct fault *f)
{
	size_t i;

	if (!strcmp(key, "address"))
		return san_add_address(&p->names, value, f);
	if (!strcmp(key, "file"))
		return set_file(p, value, f);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char **field = (const char **)(void *)((char *)p +
							keys[i].offset);

		if (strcmp(key, keys[i].key))
			continue;
		if (*field)
			return fault_set(f, _("%s is there twice"), key);
		*field = value;
		return 0;
	}
	fault_set(f, _("there is no key '%s'"), key);
	return fault_hint(f, _("keys are address, country, file, locality, "
			       "organization, state and type; a value with "
			       "spaces stands in double quotes"));
}

/* Without file=, the first name; "*" is no good in a file's name. */
static void name_files(struct portal *p)
{
	char name[SAN_NAME];

	if (p->file[0])
		return;
	general_text(&p->names.items[0], name);
	snprintf(p->file, sizeof(p->file), "%s%.*s",
		 *name == '*' ? "wildcard" : "", SAN_NAME - 9,
		 *name == '*' ? name + 1 : name);
}

static int read_line(struct portal *p, char *line, struct fault *f)
{
	struct fault own = { .text = "" };
	char *word, *equals;
	int ret = 0;

	while (!ret && (word = next_word(&line, &own))) {
		equals = strchr(word, '=');
		if (equals)
			*equals = '\0';
		ret = equals ? set_value(p, word, equals + 1, &own)
			     : san_add_name(&p->names, word, &own);
	}
	if (!ret && !own.text[0] && !p->names.count)
		fault_set(&own, _("a portal needs a name or an address"));
	if (own.text[0]) {
		fault_set(f, "%s", own.text);
		if (own.hint[0])
			fault_hint(f, "%s", own.hint);
		return -1;
	}
	name_files(p);
	return 0;
}

static struct portal *add(struct portals *p, int line, struct fault *f)
{
	struct portal *items = realloc(p->items,
				       (p->count + 1) * sizeof(*items));

	if (!items) {
		fault_errno(f, _("cannot keep the portals"));
		return NULL;
	}
	p->items = items;
	items[p->count] = (struct portal){ .line = line };
	return &items[p->count++];
}

static int compare_files(const void *a, const void *b)
{
	const struct portal *const *x = a, *const *y = b;
	int order = strcmp((*x)->file, (*y)->file);

	return order ? order : (*x)->line - (*y)->line;
}

/* Two portals must not share their files. */
static int check_files(const struct portals *p, const char *path,
		       struct fault *f)
{
	const struct portal **all = calloc(p->count, sizeof(*all));
	size_t i;
	int ret = 0;

	if (!all)
		return fault_errno(f, _("cannot keep the portals"));
	for (i = 0; i < p->count; i++)
		all[i] = &p->items[i];
	qsort(all, p->count, sizeof(*all), compare_files);
	for (i = 1; i < p->count && !ret; i++)
		if (!strcmp(all[i]->file, all[i - 1]->file)) {
			ret = fault_set(f, _("%s:%d: %s is in line %d "
					     "already"), path, all[i]->line,
					all[i]->file, all[i - 1]->line);
			fault_hint(f, _("give it other files with file=NAME"));
		}
	free(all);
	return ret;
}

int portals_read(struct portals *p, const char *path, struct fault *f)
{
	char *line, *end;
	int number = 0;

	*p = (struct portals){ .text = file_read(path, FILE_MAX, NULL, f) };
	if (!p->text)
		return -1;
	for (line = p->text; *line; line = end) {
		struct portal *one;

		number++;
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		one = add(p, number, f);
		if (!one)
			return -1;
		if (read_line(one, line, f) < 0)
			return fault_context(f, "%s:%d", path, number);
	}
	if (!p->count)
		return fault_set(f, _("%s: there is no portal in it"), path);
	return check_files(p, path, f);
}

void portals_free(struct portals *p)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		san_free(&p->items[i].names);
	free(p->items);
	free(p->text);
	*p = (struct portals){ 0 };
}
