/* SPDX-License-Identifier: MIT */
/*
 * watch: says at once when something about this host's IPv6 changes: an event
 * loop over what the kernel announces, with a quiet time, a slow look at what
 * it does not announce, and timers for what runs out by itself.
 */
#ifndef KHIEN_IPV6_WATCH_H
#define KHIEN_IPV6_WATCH_H

#include "cli.h"

extern const struct cli_option watch_options[];

/* The command. Ends cleanly on SIGTERM and SIGINT. */
int watch_run(struct cli *c);

#endif
