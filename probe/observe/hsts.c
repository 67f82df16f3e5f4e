/* SPDX-License-Identifier: MIT */
#include "hsts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define AGE_MAX (100 * 365 * (int64_t)86400)	/* more is as good as this */

struct directive {
	char name[32], value[32];
	bool valued;
};

static const char *skip_space(const char *s)
{
	return s + strspn(s, " \t");
}

/* A token or a quoted string into WORD; NULL where there is none or no room. */
static const char *read_word(const char *s, char word[32])
{
	size_t n = 0;
	bool quoted = *s == '"';

	s += quoted;
	while (*s != '\0' && (quoted ? *s != '"' :
			      isalnum((unsigned char)*s) || *s == '-')) {
		if (n == 31)
			return NULL;
		word[n++] = *s++;
	}
	word[n] = '\0';
	if (quoted && *s++ != '"')
		return NULL;
	return quoted || n > 0 ? s : NULL;
}

/* One directive up to its semicolon; NULL where it is malformed. */
static const char *read_directive(const char *s, struct directive *d)
{
	memset(d, 0, sizeof(*d));
	s = skip_space(s);
	if (*s != ';' && *s != '\0') {
		s = read_word(s, d->name);
		if (s == NULL)
			return NULL;
		s = skip_space(s);
		if (*s == '=') {
			d->valued = true;
			s = read_word(skip_space(s + 1), d->value);
			if (s == NULL)
				return NULL;
			s = skip_space(s);
		}
	}
	return *s == ';' || *s == '\0' ? s : NULL;
}

static bool read_age(const char *s, int64_t *age)
{
	int64_t n = 0;

	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		if (!isdigit((unsigned char)*s))
			return false;
		n = n * 10 + (*s - '0');
		if (n > AGE_MAX)
			n = AGE_MAX;
	}
	*age = n;
	return true;
}

/* False where D makes the whole header invalid: no directive comes twice. */
static bool take(const struct directive *d, bool *have_age,
		 struct http_facts *h)
{
	bool *flag = NULL;

	if (strcasecmp(d->name, "max-age") == 0) {
		if (*have_age || !read_age(d->value, &h->hsts_max_age))
			return false;
		*have_age = true;
		return true;
	}
	if (strcasecmp(d->name, "includeSubDomains") == 0)
		flag = &h->hsts_subdomains;
	else if (strcasecmp(d->name, "preload") == 0)
		flag = &h->hsts_preload;
	if (flag == NULL)
		return true;	/* unknown ones are ignored */
	if (*flag || d->valued)
		return false;
	*flag = true;
	return true;
}

void hsts_read(const char *header, struct http_facts *h)
{
	struct http_facts found = { 0 };
	bool have_age = false;

	for (;;) {
		struct directive d;

		header = read_directive(header, &d);
		if (header == NULL || !take(&d, &have_age, &found))
			return;
		if (*header++ == '\0')
			break;
	}
	if (!have_age)
		return;
	h->hsts = true;
	h->hsts_max_age = found.hsts_max_age;
	h->hsts_subdomains = found.hsts_subdomains;
	h->hsts_preload = found.hsts_preload;
}
