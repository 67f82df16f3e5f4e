/* SPDX-License-Identifier: MIT */
/* render_metrics: OpenMetrics, ready for a node exporter's textfile folder. */
#include "render.h"

static void put_label(FILE *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		fputc(*s, out);
	}
}

/* Pass is 1 and fail or warn is 0; unknown has no sample: it was not seen. */
static void put_finding(FILE *out, const struct finding *d)
{
	if (d->verdict == VERDICT_UNKNOWN)
		return;
	fputs("khien_check_success{check=\"", out);
	put_label(out, d->check->id);
	fputs("\",subject=\"", out);
	put_label(out, d->subject);
	fprintf(out, "\",severity=\"%s\"} %d\n",
		policy_severity_name(d->severity), d->verdict == VERDICT_PASS);
}

int render_metrics(FILE *out, const struct report *reports, size_t count,
		   const struct render_context *x)
{
	size_t i, k;

	fputs("# TYPE khien_check_success gauge\n"
	      "# HELP khien_check_success Whether the check passed.\n", out);
	for (i = 0; i < count; i++)
		for (k = 0; k < reports[i].count; k++)
			put_finding(out, &reports[i].findings[k]);
	fputs("# TYPE khien_verdict gauge\n"
	      "# HELP khien_verdict The worst verdict: 0 pass, 1 warn, "
	      "2 fail, 3 unknown.\n", out);
	for (i = 0; i < count; i++) {
		fprintf(out, "khien_verdict{tool=\"%s\",subject=\"", x->tool);
		put_label(out, reports[i].subject);
		fprintf(out, "\"} %d\n", check_verdict_exit(
				report_verdict(&reports[i], x->strict)));
	}
	fputs("# EOF\n", out);
	return 0;
}
