/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {
	[SAMPLE_GAUGE] = "gauge",
	[SAMPLE_COUNTER] = "counter",
	[SAMPLE_HISTOGRAM] = "histogram",
};

void sample_family(struct text *t, const char *name, enum sample_kind kind,
		   const char *help, bool openmetrics)
{
	size_t length = strlen(name);

	if (kind == SAMPLE_COUNTER && openmetrics)
		length -= strlen("_total");
	text_printf(t, "# TYPE %.*s %s\n# HELP %.*s %s\n", (int)length, name,
		    kinds[kind], (int)length, name, help);
}

void sample_begin(struct text *t, const char *name)
{
	text_add(t, name);
}

static void add_escaped(struct text *t, const char *s)
{
	while (*s != '\0') {
		size_t plain = strcspn(s, "\\\"\n");

		text_add_bytes(t, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		text_add(t, *s == '\n' ? "\\n" : *s == '"' ? "\\\"" : "\\\\");
		s++;
	}
}

/* The first label of a sample opens the brace that sample_end() closes. */
static bool is_open(const struct text *t)
{
	return t->length > 0 && t->at[t->length - 1] == '"';
}

void sample_label(struct text *t, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_add(t, is_open(t) ? "," : "{");
	text_add(t, key);
	text_add(t, "=\"");
	add_escaped(t, value);
	text_add(t, "\"");
}

void sample_label_number(struct text *t, const char *key, long value)
{
	char digits[32];

	(void)snprintf(digits, sizeof(digits), "%ld", value);
	sample_label(t, key, digits);
}

void sample_end(struct text *t, double value)
{
	if (is_open(t))
		text_add(t, "}");
	if (value == floor(value) && fabs(value) < 1e15)
		text_printf(t, " %.0f\n", value);
	else
		text_printf(t, " %.6g\n", value);
}
