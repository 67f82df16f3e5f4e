/* SPDX-License-Identifier: MIT */
/* notify: see notify.h. */
#include "notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lang.h"

/* Half of what the manager allows, where it is us that it watches. */
static double watchdog_interval(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	long long n = usec ? strtoll(usec, NULL, 10) : 0;

	if (n <= 0 || (pid != NULL && strtoll(pid, NULL, 10) != getpid()))
		return 0;
	return (double)n / 2e6;
}

int notify_open(struct notify *n, struct fault *f)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	size_t length = path ? strlen(path) : 0;

	*n = (struct notify){ .fd = -1 };
	if (length == 0)
		return 0;
	if ((path[0] != '/' && path[0] != '@') || length >= sizeof(a.sun_path))
		return fault_set(f, _("NOTIFY_SOCKET is no path of a socket: "
				      "%.64s"), path);
	memcpy(a.sun_path, path, length);
	if (path[0] == '@')
		a.sun_path[0] = '\0';	/* an abstract one */
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->fd < 0 ||
	    connect(n->fd, (struct sockaddr *)&a, (socklen_t)
		    (offsetof(struct sockaddr_un, sun_path) + length)) != 0) {
		fault_errno(f, _("cannot reach the service manager at %s"),
			    path);
		notify_close(n);
		return -1;
	}
	n->interval = watchdog_interval();
	return 0;
}

void notify_send(const struct notify *n, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (n->fd < 0)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)send(n->fd, text, strlen(text), MSG_NOSIGNAL);
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}
