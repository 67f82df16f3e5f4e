/* SPDX-License-Identifier: MIT */
/*
 * sandbox: what the probe gives up before it meets the network: by Landlock,
 * to run programs, and to write anywhere but in the folders it keeps things
 * in. Reading stays, for the targets and roots that a reload reads anew.
 */
#ifndef KHIEN_PROBE_SANDBOX_H
#define KHIEN_PROBE_SANDBOX_H

#include <stddef.h>

#include "fault.h"

/*
 * From here on only files beside those of the COUNT paths (NULL and "-" are
 * passed over) are written. Threads begun later are held to it, too. Returns
 * 0; 1 where the kernel has no Landlock; -1 with a fault.
 */
int sandbox_enter(const char *const *paths, size_t count, struct fault *f);

#endif
