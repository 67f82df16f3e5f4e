/* SPDX-License-Identifier: MIT */
/* loopback: see loopback.h. */
#include "tlsconf/server/loopback.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lang.h"

#define TRIES 20

/* Binds a socket of FAMILY on loopback to *PORT (0: any). Its fd, or -1. */
static int take(int family, int *port)
{
	struct sockaddr_in v4 = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_in6 v6 = {
		.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)*port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	void *sa = family == AF_INET ? (void *)&v4 : (void *)&v6;
	socklen_t length = family == AF_INET ? sizeof(v4) : sizeof(v6);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, sa, length) < 0 || getsockname(fd, sa, &length) < 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(family == AF_INET ? v4.sin_port : v6.sin6_port);
	return fd;
}

int loopback_port(struct fault *f)
{
	int i, port, a, b;

	for (i = 0; i < TRIES; i++) {
		port = 0;
		a = take(AF_INET, &port);
		if (a < 0)
			break;
		b = take(AF_INET6, &port);
		close(a);
		if (b < 0)
			continue;
		close(b);
		return port;
	}
	fault_errno(f, _("no port is free on both 127.0.0.1 and [::1]"));
	fault_hint(f, _("is IPv6 switched off on this host? khien-ipv6 tells"));
	return 0;
}

static int put_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, line, strlen(line));

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)strlen(line) ? 0 : -1;
}

/* Root has the right; others get it by being root of a new user namespace. */
static int leave_network(void)
{
	char map[64];
	unsigned uid = geteuid(), gid = getegid();

	if (!unshare(CLONE_NEWNET))
		return 0;
	if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return -1;
	put_line("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", uid);
	if (put_line("/proc/self/uid_map", map) < 0)
		return -1;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return put_line("/proc/self/gid_map", map);
}

int loopback_alone(struct fault *f)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd, ret;

	if (leave_network() < 0) {
		fault_errno(f, _("cannot make a network of its own for the "
				 "throw-away instance"));
		return fault_hint(f, _("run it as root, or give the options "
				       "of emit in place of --config"));
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fault_errno(f, _("cannot open a socket"));
	lo.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	ret = ioctl(fd, SIOCSIFFLAGS, &lo);
	if (ret < 0)
		fault_errno(f, _("cannot switch on loopback"));
	close(fd);
	return ret;
}
