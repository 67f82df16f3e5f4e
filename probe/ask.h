/* SPDX-License-Identifier: MIT */
/* ask: one GET to a probe that runs on this machine. */
#ifndef KHIEN_PROBE_ASK_H
#define KHIEN_PROBE_ASK_H

#include "fault.h"
#include "probe/config.h"

/*
 * Asks where L listens for PATH. *STATUS is that of the answer. Returns its
 * body, to be passed to free(); NULL with a fault where none came in time.
 */
char *ask_get(const struct config_listen *l, const char *path, int *status,
	      struct fault *f);

#endif
