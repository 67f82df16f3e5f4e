/* SPDX-License-Identifier: MIT */
/* render: reports to a stream, one file per format, one row per format. */
#ifndef KHIEN_RENDER_H
#define KHIEN_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "report.h"

struct render_context {
	const char *tool;	/* "khien-tlsconf" */
	const char *command;	/* "inspect" */
	bool colour;
	bool strict;		/* unknown for lack of privilege stays unknown */
	bool verbose;		/* text: show what passed, too */
};

struct render {
	const char *name;	/* of --format */
	const char *help;
	/* 0, or -1 where memory ran out: then the output is not whole */
	int (*write)(FILE *out, const struct report *reports, size_t count,
		     const struct render_context *x);
};

/* The row called NAME, or NULL. */
const struct render *render_find(const char *name);

/* All rows; *COUNT of them. */
const struct render *render_rows(size_t *count);

/* The worst verdict of COUNT reports. */
enum verdict render_verdict(const struct report *reports, size_t count,
			    bool strict);

/*
 * One report as the JSON format has it under "reports"; for a daemon that
 * writes JSON lines. New reference; NULL where memory ran out.
 */
json_t *render_json_report(const struct report *r, bool strict);

/* One finding likewise. */
json_t *render_json_finding(const struct finding *d);

/* The formats; in render_FORMAT.c. */
int render_text(FILE *out, const struct report *reports, size_t count,
		const struct render_context *x);
int render_json(FILE *out, const struct report *reports, size_t count,
		const struct render_context *x);
int render_metrics(FILE *out, const struct report *reports, size_t count,
		   const struct render_context *x);
int render_nagios(FILE *out, const struct report *reports, size_t count,
		  const struct render_context *x);

#endif
