/* SPDX-License-Identifier: MIT */
/* dial: see dial.h. */
#include "dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"

enum outcome dial_errno(int err, char why[OUTCOME_WHY])
{
	snprintf(why, OUTCOME_WHY, "%s", strerror(err));
	return outcome_of_errno(err);
}

int dial(const struct address *to, uint16_t port, int type,
	 enum outcome *outcome, char why[OUTCOME_WHY])
{
	struct sockaddr_storage sa;
	socklen_t length = address_sockaddr(to, port, &sa);
	int fd, on = 1;

	fd = socket(to->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		*outcome = errno == EAFNOSUPPORT ? OUTCOME_UNREACHABLE :
			   OUTCOME_LOCAL;
		snprintf(why, OUTCOME_WHY, "%s", strerror(errno));
		return -1;
	}
	if (type == SOCK_STREAM)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (!connect(fd, (struct sockaddr *)&sa, length) ||
	    errno == EINPROGRESS) {
		*outcome = OUTCOME_OK;
		return fd;
	}
	*outcome = dial_errno(errno, why);
	close(fd);
	return -1;
}

enum outcome dial_result(int fd, char why[OUTCOME_WHY])
{
	int err = 0;
	socklen_t size = sizeof(err);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size))
		err = errno;
	return err ? dial_errno(err, why) : OUTCOME_OK;
}

enum outcome dial_allowed(const struct address *to, bool allow_inside,
			  char why[OUTCOME_WHY])
{
	const char *inside = allow_inside ? NULL : address_inside(to);
	char text[ADDRESS_TEXT];

	if (!inside)
		return OUTCOME_OK;
	snprintf(why, OUTCOME_WHY, _("%s is a %s address"),
		 address_format(to, text), inside);
	return OUTCOME_FORBIDDEN;
}

struct timeval dial_timeout(double ms)
{
	long us = ms < 1 ? 1000 : (long)(ms * 1000);

	return (struct timeval){ .tv_sec = us / 1000000,
				 .tv_usec = us % 1000000 };
}
