/* SPDX-License-Identifier: MIT */
/* loopback: where a throw-away instance listens. */
#ifndef KHIEN_TLSCONF_LOOPBACK_H
#define KHIEN_TLSCONF_LOOPBACK_H

#include "fault.h"

/* A TCP port that is free on both loopback addresses; 0 with a fault. */
int loopback_port(struct fault *f);

/*
 * Moves this process into a network of its own, in which only loopback is
 * there and every port is free. Returns 0, or -1 with a fault.
 */
int loopback_alone(struct fault *f);

#endif
