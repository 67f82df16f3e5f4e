/* SPDX-License-Identifier: MIT */
/* talk: see talk.h. */
#include "talk.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "netlink.h"
#include "rows.h"
#include "text.h"

#define STATES (1 << TCP_LISTEN | 1 << TCP_ESTABLISHED | 1 << TCP_SYN_SENT | \
		1 << TCP_CLOSE_WAIT)
#define UDP_STATES (1 << TCP_ESTABLISHED | 1 << TCP_CLOSE)

static void copy_address(int family, const void *from, struct in6_addr *out)
{
	if (family == AF_INET)
		netlink_map(from, out);
	else
		memcpy(out, from, sizeof(*out));
}

bool talk_parse(const void *message, size_t length, struct talk *out)
{
	const struct nlmsghdr *h = netlink_open(message, length,
						SOCK_DIAG_BY_FAMILY,
						sizeof(struct inet_diag_msg));
	const struct inet_diag_msg *d;
	const struct nlattr *a;
	uint8_t v6only;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	d = mnl_nlmsg_get_payload(h);
	if (d->idiag_family != AF_INET && d->idiag_family != AF_INET6)
		return false;
	out->family = d->idiag_family;
	out->listens = d->idiag_state == TCP_LISTEN ||
		d->idiag_state == TCP_CLOSE;
	out->port = ntohs(d->id.idiag_sport);
	out->peer_port = ntohs(d->id.idiag_dport);
	out->inode = d->idiag_inode;
	copy_address(out->family, d->id.idiag_src, &out->local);
	copy_address(out->family, d->id.idiag_dst, &out->peer);
	netlink_for_each(a, h, sizeof(*d))
		if (mnl_attr_get_type(a) == INET_DIAG_SKV6ONLY &&
		    netlink_copy(a, &v6only, sizeof(v6only)))
			out->v6only = v6only;
	return true;
}

struct collector {
	struct talks *talks;
	size_t keep;
	bool tcp;
};

static void begin(void *data)
{
	struct collector *c = data;

	c->talks->count = c->keep;
}

static int take(const void *message, size_t length, void *data)
{
	struct collector *c = data;
	struct talks *t = c->talks;
	struct talk one, *grown;

	if (!talk_parse(message, length, &one))
		return 0;
	one.tcp = c->tcp;
	grown = rows_grow(t->rows, t->count, &t->room, sizeof(one));
	if (grown == NULL)
		return -1;
	t->rows = grown;
	t->rows[t->count++] = one;
	return 0;
}

static void see_kind(struct talks *t, int family, bool tcp)
{
	struct inet_diag_req_v2 body = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP,
		.idiag_states = tcp ? STATES : UDP_STATES,
	};
	struct collector c = { t, t->count, tcp };
	struct netlink_query q = {
		.bus = NETLINK_SOCK_DIAG, .type = SOCK_DIAG_BY_FAMILY,
		.dump = true, .body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = &c,
	};
	struct v6_part part;

	netlink_ask(&q, &part);
	/* a kernel without that kind of socket has none of them */
	if (part.seen || part.error == ENOENT)
		return;
	if (t->part.error == 0 || part.error == ENOMEM)
		t->part = part;
	t->part.seen = false;
}

/* ---- whose they are ---- */

static int by_inode(const void *a, const void *b)
{
	const struct talk *x = a, *y = b;

	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* "nginx[123]" into TEXT. */
static void name_process(int dir, const char *pid, char text[48])
{
	char name[32] = "";
	int fd = openat(dir, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, name, sizeof(name) - 1);

	if (fd >= 0)
		close(fd);
	name[n > 0 ? n : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
	text_clean(name);
	snprintf(text, 48, "%s[%.12s]", name, pid);
}

/* Gives the sockets with INODE to process PID, unless they have one. */
static void claim(struct talks *t, uint32_t inode, int dir, const char *pid)
{
	struct talk key = { .inode = inode }, *row;

	row = t->count ? bsearch(&key, t->rows, t->count, sizeof(*t->rows),
				 by_inode) : NULL;
	if (row != NULL && row->process[0] == '\0')
		name_process(dir, pid, row->process);
}

/* The sockets among the descriptors of one process. */
static void see_process(struct talks *t, int all, const char *pid)
{
	int dir = openat(all, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fds = dir < 0 ? -1 :
		openat(dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fds < 0 ? NULL : fdopendir(fds);
	struct dirent *e;

	if (fds < 0 && (errno == EACCES || errno == EPERM))
		t->owners_hidden = true;
	if (d == NULL && fds >= 0)
		close(fds);
	while (d != NULL && (e = readdir(d)) != NULL) {
		char link[64];
		ssize_t n = readlinkat(fds, e->d_name, link, sizeof(link) - 1);
		unsigned inode;

		if (n <= 0)
			continue;
		link[n] = '\0';
		if (sscanf(link, "socket:[%u]", &inode) == 1)
			claim(t, inode, dir, pid);
	}
	if (d != NULL)
		closedir(d);
	if (dir >= 0)
		close(dir);
}

static void see_owners(struct talks *t, const char *proc)
{
	DIR *d = opendir(proc);
	struct dirent *e;

	if (d == NULL) {
		t->owners_hidden = true;
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (isdigit((unsigned char)e->d_name[0]))
			see_process(t, dirfd(d), e->d_name);
	closedir(d);
}

int talk_see(struct talks *t, const char *proc, struct fault *f)
{
	memset(t, 0, sizeof(*t));
	t->part.seen = true;
	see_kind(t, AF_INET, true);
	see_kind(t, AF_INET6, true);
	see_kind(t, AF_INET, false);
	see_kind(t, AF_INET6, false);
	if (t->part.error == ENOMEM)
		return fault_set(f, _("memory ran out"));
	if (t->count > 0)
		qsort(t->rows, t->count, sizeof(*t->rows), by_inode);
	see_owners(t, proc);
	return 0;
}

void talk_free(struct talks *t)
{
	free(t->rows);
	memset(t, 0, sizeof(*t));
}
