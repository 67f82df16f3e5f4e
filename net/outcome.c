/* SPDX-License-Identifier: MIT */
/* outcome: see outcome.h. */
#include "outcome.h"

#include <errno.h>
#include <stddef.h>

#include "lang.h"

static const struct {
	const char *name, *title;
} rows[] = {
	[OUTCOME_OK] = { "ok", N_("answered") },
	[OUTCOME_TIMEOUT] = { "timeout", N_("no answer in time") },
	[OUTCOME_REFUSED] = { "refused", N_("connection refused") },
	[OUTCOME_UNREACHABLE] = { "unreachable", N_("no route there") },
	[OUTCOME_CLOSED] = { "closed", N_("closed half-way") },
	[OUTCOME_TLS] = { "tls", N_("TLS was not agreed on") },
	[OUTCOME_MALFORMED] = { "malformed", N_("the answer makes no sense") },
	[OUTCOME_TOO_LARGE] = { "too-large", N_("the answer is too large") },
	[OUTCOME_FORBIDDEN] = { "forbidden", N_("an address inside, "
		"and not allowed") },
	[OUTCOME_LOCAL] = { "local", N_("this machine could not ask") },
};

const char *outcome_name(enum outcome o)
{
	return rows[o].name;
}

const char *outcome_title(enum outcome o)
{
	return _(rows[o].title);
}

bool outcome_is_ours(enum outcome o)
{
	return o == OUTCOME_FORBIDDEN || o == OUTCOME_LOCAL;
}

static const struct {
	int err;
	enum outcome outcome;
} errnos[] = {
	{ 0, OUTCOME_OK },
	{ ECONNREFUSED, OUTCOME_REFUSED },
	{ ETIMEDOUT, OUTCOME_TIMEOUT },
	{ ENETUNREACH, OUTCOME_UNREACHABLE },
	{ EHOSTUNREACH, OUTCOME_UNREACHABLE },
	{ ENETDOWN, OUTCOME_UNREACHABLE },
	{ EHOSTDOWN, OUTCOME_UNREACHABLE },
	{ EADDRNOTAVAIL, OUTCOME_UNREACHABLE },	/* no address of the family */
	{ EACCES, OUTCOME_UNREACHABLE },	/* a "prohibit" route */
	{ EINVAL, OUTCOME_UNREACHABLE },	/* a "blackhole" route */
	{ ENOPROTOOPT, OUTCOME_UNREACHABLE },	/* ICMP: protocol unreachable */
	{ EPROTO, OUTCOME_UNREACHABLE },	/* ICMPv6: parameter problem */
	{ ECONNRESET, OUTCOME_CLOSED },
	{ EPIPE, OUTCOME_CLOSED },
};

enum outcome outcome_of_errno(int err)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++)
		if (errnos[i].err == err)
			return errnos[i].outcome;
	return OUTCOME_LOCAL;
}
