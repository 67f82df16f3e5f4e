/* SPDX-License-Identifier: MIT */
/*
 * daemon: `khien-probe run`: signals, files and sockets around the engine.
 * SIGHUP reads the targets again, SIGTERM and SIGINT end it.
 */
#ifndef KHIEN_PROBE_DAEMON_H
#define KHIEN_PROBE_DAEMON_H

#include "fault.h"
#include "policy.h"
#include "probe/config.h"

/* Runs until a signal ends it: 0. -1 with a fault where it cannot begin. */
int daemon_run(const struct config *c, const struct policy *p,
	       struct fault *f);

#endif
