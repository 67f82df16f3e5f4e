/* SPDX-License-Identifier: MIT */
/*
 * render_nagios: one line "STATE - text | perfdata", as the Monitoring
 * Plugins guidelines have it. A bar or a line break in the text would end it.
 */
#include "render.h"


static const char *const states[] = {
	[VERDICT_PASS] = "OK",
	[VERDICT_WARN] = "WARNING",
	[VERDICT_UNKNOWN] = "UNKNOWN",
	[VERDICT_FAIL] = "CRITICAL",
};

static void put_clean(FILE *out, const char *s)
{
	for (; *s != '\0'; s++)
		fputc(*s == '|' || *s == '\n' || *s == '\r' ? ' ' : *s, out);
}

static void put_findings(FILE *out, const struct report *r, enum verdict v,
			 unsigned *shown)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct finding *d = &r->findings[i];

		if (d->verdict != v || d->because != NULL)
			continue;
		fputs((*shown)++ ? "; " : " - ", out);
		put_clean(out, d->check->id);
		fputc(' ', out);
		put_clean(out, d->subject);
		if (d->observed[0] != '\0') {
			fputs(": ", out);
			put_clean(out, d->observed);
		}
	}
}

int render_nagios(FILE *out, const struct report *reports, size_t count,
		  const struct render_context *x)
{
	enum verdict worst = render_verdict(reports, count, x->strict);
	unsigned counts[VERDICT_FAIL + 1] = { 0 }, shown = 0;
	size_t i, k;
	int v;

	for (i = 0; i < count; i++)
		for (k = 0; k < reports[i].count; k++)
			counts[reports[i].findings[k].verdict]++;
	fprintf(out, "%s", states[worst]);
	for (v = VERDICT_FAIL; v > VERDICT_PASS; v--)
		for (i = 0; i < count; i++)
			put_findings(out, &reports[i], (enum verdict)v, &shown);
	if (shown == 0)
		fprintf(out, " - %u checks", counts[VERDICT_PASS]);
	fprintf(out, " | 'pass'=%u;;;0 'warn'=%u;;;0 'unknown'=%u;;;0 "
		"'fail'=%u;;;0\n", counts[VERDICT_PASS], counts[VERDICT_WARN],
		counts[VERDICT_UNKNOWN], counts[VERDICT_FAIL]);
	return 0;
}
