/* SPDX-License-Identifier: MIT */
/*
 * status: the command that asks the running probe what is so now, and judges
 * nothing itself: for plug-ins, which then cost the portal nothing.
 */
#ifndef KHIEN_PROBE_STATUS_H
#define KHIEN_PROBE_STATUS_H

#include "cli.h"

extern const struct cli_option status_options[];

/* A row's function: cli.h. */
int status_run(struct cli *c);

#endif
