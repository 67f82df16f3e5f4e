/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "lang.h"
#include "text.h"

#define TIMEOUT 10		/* s without a byte */
#define ANSWER_MAX (64u << 20)

static int send_all(int fd, const struct text *t)
{
	size_t done = 0;

	while (done < t->length) {
		ssize_t n = send(fd, t->at + done, t->length - done,
				 MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

/* Reads until the other side closes. */
static int receive_all(int fd, struct text *t)
{
	char some[16384];
	ssize_t n;

	while ((n = recv(fd, some, sizeof(some), 0)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text_add_bytes(t, some, (size_t)n);
		if (t->length > ANSWER_MAX || !text_ok(t)) {
			errno = EMSGSIZE;
			return -1;
		}
	}
	return 0;
}

static int talk(const struct config_listen *l, const struct text *request,
		struct text *answer)
{
	static const struct timeval limit = { TIMEOUT, 0 };
	int fd = socket(l->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = -1, before;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ==
	    0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) ==
	    0 &&
	    connect(fd, (const struct sockaddr *)&l->address, l->length) == 0 &&
	    send_all(fd, request) == 0 && receive_all(fd, answer) == 0)
		rc = 0;
	before = errno;
	(void)close(fd);
	errno = before;
	return rc;
}

char *ask_get(const struct config_listen *l, const char *path, int *status,
	      struct fault *f)
{
	struct text request = { 0 }, answer = { 0 };
	const char *body;
	char *copy = NULL;

	/* HTTP/1.0: the end of the answer is the end of the connection */
	text_printf(&request, "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n",
		    path);
	if (!text_ok(&request)) {
		fault_set(f, _("out of memory"));
	} else if (talk(l, &request, &answer) < 0) {
		fault_errno(f, _("no answer of the probe at %s"), l->text);
		fault_hint(f, _("is it running? --at says where it "
				"listens"));
	} else if (sscanf(text_get(&answer), "HTTP/1.%*d %d", status) != 1 ||
		   (body = strstr(text_get(&answer), "\r\n\r\n")) == NULL) {
		fault_set(f, _("what answers at %s is no probe"), l->text);
	} else {
		copy = strdup(body + 4);
		if (copy == NULL)
			fault_set(f, _("out of memory"));
	}
	text_free(&request);
	text_free(&answer);
	return copy;
}
