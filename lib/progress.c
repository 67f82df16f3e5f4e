/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define BAR_WIDTH 30
#define PATIENCE 1.0	/* seconds before a bar appears */
#define PACE 0.1	/* seconds between two drawings */

void progress_begin(struct progress *p, const char *label, uint64_t total)
{
	const char *terminal = getenv("TERM");

	memset(p, 0, sizeof(*p));
	p->label = label;
	p->total = total;
	p->begun = clock_monotonic();
	p->shown = p->begun + PATIENCE - PACE;
	p->on = isatty(STDERR_FILENO) &&
		(terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static void draw(struct progress *p, uint64_t done, double now)
{
	double part = (double)done / (double)p->total;
	int full = (int)(part * BAR_WIDTH), i;
	char left[CLOCK_TEXT] = "";

	if (full > BAR_WIDTH)
		full = BAR_WIDTH;
	if (part > 0.01 && part <= 1.0)
		(void)clock_format_rough((int64_t)((now - p->begun) *
						   (1.0 - part) / part + 0.5), left);
	fprintf(stderr, "\r%s [", p->label);
	for (i = 0; i < BAR_WIDTH; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, "] %3d %%  %s   ", (int)(part * 100), left);
}

void progress_at(struct progress *p, uint64_t done)
{
	double now;

	if (!p->on)
		return;
	now = clock_monotonic();
	if (now - p->shown < PACE)
		return;
	p->shown = now;
	p->drawn = true;
	if (p->total > 0)
		draw(p, done, now);
	else
		fprintf(stderr, "\r%s %llu   ", p->label,
			(unsigned long long)done);
	(void)fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	p->drawn = false;
}
