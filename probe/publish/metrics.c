/* SPDX-License-Identifier: MIT */
#include "metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metrics_rows.h"

static const struct metrics_row *const tables[] = {
	metrics_check_rows, metrics_web_rows, metrics_dns_rows,
};

/* ---- labels ---- */

void metrics_begin(struct text *t, const char *name,
		   const struct metrics_source *s)
{
	sample_begin(t, name);
	sample_label(t, "target", s->target);
}

static void label_part(struct text *t, const char *key, const char *from,
		       size_t length)
{
	char word[300];

	(void)snprintf(word, sizeof(word), "%.*s", (int)length, from);
	sample_label(t, key, word);
}

/* "NAME" has no label but the target; "NAME ipv6", "NAME ipv6 [ADDRESS]". */
static void label_web(struct text *t, const char *rest)
{
	size_t length;

	if (*rest != ' ')
		return;
	length = strcspn(++rest, " ");
	label_part(t, "family", rest, length);
	rest += length;
	if (strncmp(rest, " [", 2) == 0)
		label_part(t, "address", rest + 2, strcspn(rest + 2, "]"));
}

/* A zone, or "NS ADDRESS"; the name itself has no label but the target. */
static void label_dns(struct text *t, const char *target, const char *subject)
{
	size_t length = strcspn(subject, " ");

	if (target != NULL)
		return;
	if (subject[length] == '\0') {
		sample_label(t, "dns_zone", subject);
		return;
	}
	label_part(t, "nameserver", subject, length);
	sample_label(t, "address", subject + length + 1);
}

void metrics_begin_subject(struct text *t, const char *name,
			   const struct metrics_source *s,
			   const char *subject)
{
	metrics_begin(t, name, s);
	if (s->web != NULL)
		label_web(t, subject + strlen(s->target));
	else
		label_dns(t, s->target, subject);
}

void metrics_begin_zone(struct text *t, const char *name,
			const struct metrics_source *s)
{
	const char *zone = s->zone->link.zone;
	size_t length = strlen(zone);

	metrics_begin(t, name, s);
	label_part(t, "dns_zone", zone, length > 1 ? length - 1 : length);
}

/* ---- families ---- */

/* Row N of all tables together, or NULL behind the last. */
static const struct metrics_row *row(size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct metrics_row *r = tables[i];

		for (; r->name != NULL; r++)
			if (n-- == 0)
				return r;
	}
	return NULL;
}

size_t metrics_count(void)
{
	size_t n = 0;

	while (row(n) != NULL)
		n++;
	return n;
}

/* The text at its own size; that it cannot shrink does no harm. */
static char *shrink(struct text *t)
{
	char *smaller = t->at ? realloc(t->at, t->length + 1) : NULL;

	return smaller != NULL ? smaller : t->at;
}

int metrics_part(struct metrics_part *p, const struct metrics_source *s)
{
	struct metrics_part made = { 0 };
	struct text t = { 0 };
	const struct metrics_row *r;
	size_t n;

	for (n = 0; n < METRICS_FAMILIES && (r = row(n)) != NULL; n++) {
		made.at[n] = (uint32_t)t.length;
		r->samples(&t, r->name, s);
	}
	made.at[n] = (uint32_t)t.length;
	if (!text_ok(&t)) {
		text_free(&t);
		return -1;
	}
	made.text = shrink(&t);
	metrics_part_free(p);
	*p = made;
	return 0;
}

void metrics_part_free(struct metrics_part *p)
{
	free(p->text);
	memset(p, 0, sizeof(*p));
}

void metrics_family(struct text *out, size_t n, bool openmetrics,
		    const struct metrics_part *const *parts, size_t count)
{
	const struct metrics_row *r = row(n);
	size_t i;

	sample_family(out, r->name, r->kind, r->help, openmetrics);
	for (i = 0; i < count; i++) {
		const struct metrics_part *p = parts[i];

		if (p->text != NULL)
			text_add_bytes(out, p->text + p->at[n],
				       p->at[n + 1] - p->at[n]);
	}
}
