/* SPDX-License-Identifier: MIT */
/*
 * notify: tells the service manager that we are ready and alive, as
 * sd_notify(3) does, without libsystemd: a datagram to $NOTIFY_SOCKET.
 */
#ifndef KHIEN_IPV6_NOTIFY_H
#define KHIEN_IPV6_NOTIFY_H

#include "fault.h"

struct notify {
	int fd;			/* -1: nobody wants to know */
	double interval;	/* s between two signs of life; 0: none wanted */
};

/*
 * Reads the environment. Before a network namespace is entered: an abstract
 * socket lies in the old one. Returns 0, or -1 with a fault.
 */
int notify_open(struct notify *n, struct fault *f);

/* Sends "READY=1" and the like; what gets lost is not worth an error. */
void notify_send(const struct notify *n, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void notify_close(struct notify *n);

#endif
