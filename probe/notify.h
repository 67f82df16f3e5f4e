/* SPDX-License-Identifier: MIT */
/* notify: tells the service manager how things stand, as sd_notify(3). */
#ifndef KHIEN_PROBE_NOTIFY_H
#define KHIEN_PROBE_NOTIFY_H

/*
 * Sends STATE ("READY=1") where NOTIFY_SOCKET names a socket; else, and where
 * nobody takes it, nothing happens: no service depends on it.
 */
void notify_send(const char *state);

#endif
