/* SPDX-License-Identifier: MIT */
/*
 * without_v4: the rehearsal: what on this host still depends on IPv4, one
 * finding for each listener, peer, resolver, route and line of configuration,
 * with the process where it can be seen.
 */
#ifndef KHIEN_IPV6_WITHOUT_V4_H
#define KHIEN_IPV6_WITHOUT_V4_H

#include "cli.h"
#include "ipv6/facts.h"
#include "ipv6/literal.h"
#include "ipv6/see/talk.h"
#include "report.h"

/* Judges by V6_GROUP_WITHOUT_V4 of ipv6_checks; adds to R. Pure. */
void without_v4_judge(struct report *r, const struct v6_facts *f,
		      const struct talks *t, const struct literals *l);

extern const struct cli_option without_v4_options[];

/* The command. */
int without_v4_run(struct cli *c);

#endif
