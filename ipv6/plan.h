/* SPDX-License-Identifier: MIT */
/*
 * plan: what this host lacks for dual stack, in the order in which it is to be
 * done, with the configuration to write. It is shown, never applied.
 */
#ifndef KHIEN_IPV6_PLAN_H
#define KHIEN_IPV6_PLAN_H

#include "cli.h"

extern const struct cli_option plan_options[];

/* The command. */
int plan_run(struct cli *c);

#endif
