/* SPDX-License-Identifier: MIT */
/* name: see name.h. */
#include "name.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "route.h"
#include "rows.h"

/* The name has no AAAA, or there is no such name: an answer, not an error. */
static bool is_answer(int error)
{
	return error == EAI_NONAME || error == EAI_NODATA ||
		error == EAI_ADDRFAMILY;
}

/* In the child: what the resolver says, into N. */
static void resolve(struct v6_name *n)
{
	struct addrinfo hints = { .ai_family = AF_INET6,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL, *one;

	n->error = getaddrinfo(n->name, NULL, &hints, &list);
	if (is_answer(n->error))
		n->error = 0;
	for (one = list; one != NULL; one = one->ai_next) {
		const struct sockaddr_in6 *a = (const void *)one->ai_addr;

		if (n->address_count < V6_NAMED)
			n->addresses[n->address_count].address = a->sin6_addr;
		n->address_count++;
	}
	if (list != NULL)
		freeaddrinfo(list);
}

/* Reads SIZE bytes within NAME_PATIENCE seconds. False where they stay out. */
static bool wait_for(int fd, void *out, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int ready;

	do {
		ready = poll(&p, 1, NAME_PATIENCE * 1000);
	} while (ready < 0 && errno == EINTR);
	/* less than PIPE_BUF: it comes whole or not at all */
	return ready > 0 && read(fd, out, size) == (ssize_t)size;
}

static void ask(struct v6_name *n)
{
	struct v6_name answer = *n;
	int ends[2];
	pid_t child;

	n->error = EAI_AGAIN;
	if (pipe(ends) != 0)
		return;
	child = fork();
	if (child == 0) {
		resolve(&answer);
		_exit(write(ends[1], &answer, sizeof(answer)) !=
		      (ssize_t)sizeof(answer));
	}
	close(ends[1]);
	if (child > 0) {
		if (wait_for(ends[0], &answer, sizeof(answer)))
			*n = answer;
		kill(child, SIGKILL);
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(ends[0]);
}

static bool is_local(const struct v6_facts *f, const struct in6_addr *a)
{
	size_t i;

	for (i = 0; i < f->address_count; i++)
		if (IN6_ARE_ADDR_EQUAL(&f->addresses[i].address, a))
			return true;
	return route_is_local(a) == 1;
}

void name_see(struct v6_facts *f, const char *const *names, size_t count)
{
	struct v6_name *grown;
	size_t i;
	unsigned k;

	f->name_count = 0;
	f->names_part = (struct v6_part){ .seen = true };
	for (i = 0; i < count; i++) {
		grown = rows_grow(f->names, f->name_count, &f->name_room,
				  sizeof(*grown));
		if (grown == NULL) {
			f->names_part = (struct v6_part){ .error = ENOMEM };
			return;
		}
		f->names = grown;
		grown = &f->names[f->name_count++];
		memset(grown, 0, sizeof(*grown));
		snprintf(grown->name, sizeof(grown->name), "%s", names[i]);
		ask(grown);
		for (k = 0; k < grown->address_count && k < V6_NAMED; k++)
			grown->addresses[k].local =
				is_local(f, &grown->addresses[k].address);
	}
}
