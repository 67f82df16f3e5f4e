/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "file.h"
#include "lang.h"

#define FILE_MAX (64u << 20)
#define LINE_LENGTH 4096	/* of a line; a longer one is no targets file */
#define PATH_LENGTH 1024

#define QUOTE 96

/* S as it can be shown: bytes that are not plain ASCII as \\xNN, cut. */
static const char *shown(const char *s, char out[QUOTE])
{
	size_t n = 0;

	for (; *s != '\0' && n < QUOTE - 8; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= ' ' && c < 0x7f)
			out[n++] = (char)c;
		else
			n += (size_t)snprintf(out + n, 5, "\\x%02x", c);
	}
	strcpy(out + n, *s != '\0' ? "..." : "");
	return out;
}

/* ---- names ---- */

uint64_t target_hash(const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a … */

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3u;
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;	/* … then mixed */
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

/* What is wrong with the label of LENGTH bytes at S, or NULL. */
static const char *label_defect(const char *s, size_t length)
{
	size_t i;

	if (length == 0)
		return N_("it has an empty label");
	if (length > 63)
		return N_("a label is longer than 63 bytes");
	if (s[0] == '-' || s[length - 1] == '-')
		return N_("a label begins or ends with a hyphen");
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '-')
			return N_("only letters, digits, hyphens and dots "
				  "may stand in it");
	return NULL;
}

static const char *name_defect(const char *s, size_t length)
{
	size_t labels = 0;
	bool digits = true;
	const char *defect;

	if (length == 0 || length > TARGET_NAME_MAX)
		return N_("its length must be from 1 to 253 bytes");
	while (length > 0) {
		size_t n = 0, step;

		while (n < length && s[n] != '.')
			n++;
		defect = label_defect(s, n);
		if (defect != NULL)
			return defect;
		digits = strspn(s, "0123456789") >= n;
		labels++;
		step = n < length ? n + 1 : n;
		if (step == length && n < length)
			return N_("it has an empty label");
		s += step;
		length -= step;
	}
	if (digits)
		return N_("it is an address, a name was expected");
	return labels < 2 ? N_("it has one label only") : NULL;
}

static bool has_foreign(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return true;
	return false;
}

static void name_hint(const char *s, struct fault *f)
{
	if (strstr(s, "://") != NULL)
		fault_hint(f, _("write the name alone, and the path behind it "
				"as path=/…"));
	else if (has_foreign(s))
		fault_hint(f, _("write a name with Vietnamese letters in its "
				"xn-- form"));
	else
		fault_hint(f, _("expected is a host name, for example "
				"portal.dongnai.gov.vn"));
}

int target_name(const char *s, char name[TARGET_NAME_MAX + 1],
		struct fault *f)
{
	size_t length = strlen(s), i;
	const char *defect;

	if (length > 1 && s[length - 1] == '.')
		length--;
	defect = name_defect(s, length);
	if (defect != NULL) {
		char quote[QUOTE];

		fault_set(f, _("\"%s\" is not a host name: %s"),
			  shown(s, quote), _(defect));
		name_hint(s, f);
		return -1;
	}
	for (i = 0; i < length; i++)
		name[i] = (char)tolower((unsigned char)s[i]);
	name[length] = '\0';
	return 0;
}

/* ---- the list ---- */

static void target_free(struct target *t)
{
	free(t->name);
	free(t->path);
}

void target_list_free(struct target_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		target_free(&list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

static struct target *append(struct target_list *list, const char *name,
			     struct fault *f)
{
	struct target *t;

	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct target *more = realloc(list->items,
					      room * sizeof(*more));

		if (more == NULL)
			goto fail;
		list->items = more;
		list->room = room;
	}
	t = &list->items[list->count];
	memset(t, 0, sizeof(*t));
	t->name = strdup(name);
	t->path = strdup("/");
	t->hash = target_hash(name);
	if (t->name == NULL || t->path == NULL) {
		target_free(t);
		goto fail;
	}
	list->count++;
	return t;
fail:
	fault_errno(f, _("cannot keep target %s"), name);
	return NULL;
}

int target_list_append(struct target_list *list, struct target *t,
		       struct fault *f)
{
	struct target *place = append(list, t->name, f);

	if (place == NULL)
		return -1;
	target_free(place);
	*place = *t;
	memset(t, 0, sizeof(*t));
	return 0;
}

int target_list_add(struct target_list *list, const char *name,
		    struct fault *f)
{
	char clean[TARGET_NAME_MAX + 1];
	size_t i;

	if (target_name(name, clean, f) < 0)
		return -1;
	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, clean) == 0)
			return 0;
	return append(list, clean, f) == NULL ? -1 : 0;
}

/* ---- key=value ---- */

static int set_path(struct target *t, const char *value, struct fault *f)
{
	char *path;
	const char *p;

	if (value[0] != '/' || strlen(value) > PATH_LENGTH)
		return fault_set(f, _("path must begin with \"/\" and be at "
				      "most %d bytes"), PATH_LENGTH);
	for (p = value; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return fault_set(f, _("path must be ASCII; write other "
					      "letters as %%XX"));
	path = strdup(value);
	if (path == NULL)
		return fault_errno(f, _("cannot keep path"));
	free(t->path);
	t->path = path;
	return 0;
}

static int set_duration(int64_t *out, const char *key, const char *value,
			struct fault *f)
{
	char quote[QUOTE];
	int64_t seconds;

	if (clock_parse_duration(value, &seconds, NULL) < 0 || seconds < 1 ||
	    seconds > 7 * 86400)
		return fault_set(f, _("%s must be a duration from 1s to 7d, "
				      "not \"%s\""), key, shown(value, quote));
	*out = seconds;
	return 0;
}

static int set_interval(struct target *t, const char *value, struct fault *f)
{
	return set_duration(&t->interval, "interval", value, f);
}

static int set_dns_interval(struct target *t, const char *value,
			    struct fault *f)
{
	return set_duration(&t->dns_interval, "dns_interval", value, f);
}

static const struct {
	const char *key;
	int (*set)(struct target *t, const char *value, struct fault *f);
} keys[] = {
	{ "path", set_path },
	{ "interval", set_interval },
	{ "dns_interval", set_dns_interval },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

/* WORD is "key=value"; SEEN has a bit for each key that was there. */
static int set_pair(struct target *t, char *word, unsigned *seen,
		    struct fault *f)
{
	char *value = strchr(word, '='), quote[QUOTE];
	size_t i;

	if (value == NULL || value == word) {
		fault_set(f, _("key=value was expected behind the name, not "
			       "\"%s\""), shown(word, quote));
		return fault_hint(f, _("one name a line"));
	}
	*value++ = '\0';
	for (i = 0; i < KEYS; i++)
		if (strcmp(keys[i].key, word) == 0)
			break;
	if (i == KEYS)
		return fault_set(f, _("unknown key \"%s\"; there are path, "
				      "interval and dns_interval"),
				 shown(word, quote));
	if (*seen & 1u << i)
		return fault_set(f, _("key \"%s\" comes twice"), word);
	*seen |= 1u << i;
	return keys[i].set(t, value, f);
}

/* ---- the file ---- */

static int parse_line(struct target_list *list, char *text, int line,
		      struct fault *f)
{
	char name[TARGET_NAME_MAX + 1], *word, *rest;
	struct target *t;
	unsigned seen = 0;

	text[strcspn(text, "#")] = '\0';
	word = strtok_r(text, " \t\r", &rest);
	if (word == NULL)
		return 0;
	if (target_name(word, name, f) < 0)
		return -1;
	t = append(list, name, f);
	if (t == NULL)
		return -1;
	t->line = line;
	while ((word = strtok_r(NULL, " \t\r", &rest)) != NULL)
		if (set_pair(t, word, &seen, f) < 0)
			return -1;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct target *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = x->file - y->file;
	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static int refuse_twins(const struct target_list *list, const char *path,
			struct fault *f)
{
	size_t i;

	for (i = 1; i < list->count; i++) {
		const struct target *a = &list->items[i - 1];
		const struct target *b = &list->items[i];

		if (strcmp(a->name, b->name) != 0)
			continue;
		return fault_set(f, _("%s:%d: %s is there already, in line %d"),
				 path, b->line, b->name, a->line);
	}
	return 0;
}

/* Copies the line at S (N bytes) and parses it. */
static int take_line(struct target_list *list, const char *s, size_t n,
		     int line, struct fault *f)
{
	char copy[LINE_LENGTH];

	if (n >= sizeof(copy))
		return fault_set(f, _("the line is longer than %d bytes"),
				 LINE_LENGTH - 1);
	if (memchr(s, '\0', n) != NULL)
		return fault_set(f, _("a zero byte: this is not a text file"));
	memcpy(copy, s, n);
	copy[n] = '\0';
	return parse_line(list, copy, line, f);
}

int target_list_parse(struct target_list *list, const char *path,
		      const char *text, size_t length, struct fault *f)
{
	const char *end = text + length;
	int line = 0;

	memset(list, 0, sizeof(*list));
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;	/* some editors mark UTF-8 so */
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		if (stop == NULL)
			stop = end;
		line++;
		if (take_line(list, text, (size_t)(stop - text), line, f) < 0) {
			fault_context(f, "%s:%d", path, line);
			goto fail;
		}
		text = stop + 1;
	}
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), by_name);
	if (refuse_twins(list, path, f) == 0)
		return 0;
fail:
	target_list_free(list);
	return -1;
}

static int read_file(struct target_list *list, const char *path,
		     struct fault *f)
{
	size_t length;
	char *text = file_read(path, FILE_MAX, &length, f);
	int rc;

	memset(list, 0, sizeof(*list));
	if (text == NULL)
		return -1;
	rc = target_list_parse(list, path, text, length, f);
	free(text);
	return rc;
}

/* ---- a folder of files ---- */

/* Moves what is in file NUMBER of the folder over to LIST. */
static int take_file(struct target_list *list, const char *folder,
		     const char *name, int number, struct fault *f)
{
	struct target_list one = { 0 };
	char *path;
	size_t i;
	int rc;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return fault_errno(f, _("cannot read %s"), folder);
	rc = read_file(&one, path, f);
	for (i = 0; rc == 0 && i < one.count; i++) {
		one.items[i].file = number;
		rc = target_list_append(list, &one.items[i], f);
	}
	target_list_free(&one);
	free(path);
	return rc;
}

static int refuse_twins_of(const struct target_list *list, const char *folder,
			   char *const *names, struct fault *f)
{
	size_t i;

	for (i = 1; i < list->count; i++) {
		const struct target *a = &list->items[i - 1];
		const struct target *b = &list->items[i];

		if (strcmp(a->name, b->name) == 0)
			return fault_set(f, _("%s/%s:%d: %s is there already, "
					      "in %s, line %d"), folder,
					 names[b->file], b->line, b->name,
					 names[a->file], a->line);
	}
	return 0;
}

static int read_folder(struct target_list *list, const char *folder,
		       struct fault *f)
{
	char **names;
	ssize_t i, count = file_list(folder, ".targets", &names, f);
	int rc = count < 0 ? -1 : 0;

	memset(list, 0, sizeof(*list));
	for (i = 0; rc == 0 && i < count; i++)
		rc = take_file(list, folder, names[i], (int)i, f);
	if (rc == 0 && list->count > 1) {
		qsort(list->items, list->count, sizeof(*list->items), by_name);
		rc = refuse_twins_of(list, folder, names, f);
	}
	if (count >= 0)
		file_list_free(names);
	if (rc < 0)
		target_list_free(list);
	return rc;
}

int target_list_read(struct target_list *list, const char *path,
		     struct fault *f)
{
	struct stat s;

	if (stat(path, &s) == 0 && S_ISDIR(s.st_mode))
		return read_folder(list, path, f);
	return read_file(list, path, f);
}
