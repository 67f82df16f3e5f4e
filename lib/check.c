/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lang.h"

static const struct {
	const char *name, *title;
	int status;
} verdicts[] = {
	[VERDICT_PASS] = { "pass", N_("pass"), 0 },
	[VERDICT_WARN] = { "warn", N_("warn"), 1 },
	[VERDICT_UNKNOWN] = { "unknown", N_("unknown"), 3 },
	[VERDICT_FAIL] = { "fail", N_("FAIL"), 2 },
};

static const struct {
	const char *name, *title;
} actors[] = {
	[ACTOR_PORTAL] = { "portal", N_("who runs the portal") },
	[ACTOR_DNS_HOST] = { "dns-host", N_("who runs the name servers") },
	[ACTOR_PARENT] = { "parent", N_("registrar or parent zone") },
	[ACTOR_ISP] = { "isp", N_("Internet provider") },
	[ACTOR_CA] = { "ca", N_("certificate authority") },
	[ACTOR_PROBE] = { "probe", N_("who runs the probe") },
};

const char *check_verdict_name(enum verdict v)
{
	return v == VERDICT_NONE ? "none" : verdicts[v].name;
}

const char *check_verdict_title(enum verdict v)
{
	return v == VERDICT_NONE ? "" : _(verdicts[v].title);
}

int check_verdict_exit(enum verdict v)
{
	return v == VERDICT_NONE ? 0 : verdicts[v].status;
}

const char *check_actor_name(enum actor a)
{
	return actors[a].name;
}

const char *check_actor_title(enum actor a)
{
	return _(actors[a].title);
}

const struct check *check_find(struct check_table t, const char *id)
{
	size_t i;

	for (i = 0; i < t.count; i++)
		if (strcmp(t.rows[i].id, id) == 0)
			return &t.rows[i];
	return NULL;
}

/* Formats into a field; a cut never leaves half a UTF-8 character. */
static void fill(char *field, size_t room, const char *fmt, va_list ap)
{
	size_t length;

	if (vsnprintf(field, room, fmt, ap) < (int)room)
		return;
	length = room - 1;
	while (length > 0 && ((unsigned char)field[length - 1] & 0xc0) == 0x80)
		length--;
	if (length > 0 && ((unsigned char)field[length - 1] & 0x80))
		length--;
	field[length] = '\0';
}

void check_observed(struct judgement *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(j->observed, sizeof(j->observed), fmt, ap);
	va_end(ap);
}

void check_expected(struct judgement *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(j->expected, sizeof(j->expected), fmt, ap);
	va_end(ap);
}
