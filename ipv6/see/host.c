/* SPDX-License-Identifier: MIT */
/* host: see host.h. */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang.h"

static const struct {
	const char *path;	/* below PROC/sys/net/ipv6 */
	size_t have, value;
} files[] = {
#define FILE_ROW(path, field) \
	{ path, offsetof(struct v6_files, have_##field), \
	  offsetof(struct v6_files, field) }
	FILE_ROW("bindv6only", bindv6only),
	FILE_ROW("ip_nonlocal_bind", nonlocal_bind),
	FILE_ROW("conf/all/accept_ra", all_accept_ra),
	FILE_ROW("conf/all/accept_redirects", all_redirects),
	FILE_ROW("conf/all/disable_ipv6", all_disable),
#undef FILE_ROW
};

/* A whole number alone in the file at PATH. */
static bool read_number(const char *path, int *out)
{
	char text[32], *end;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	long v;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0 || n == sizeof(text) - 1)	/* none, or no number */
		return false;
	text[n] = '\0';
	errno = 0;
	v = strtol(text, &end, 10);
	if (end == text || errno != 0 || v < INT32_MIN || v > INT32_MAX ||
	    (*end != '\n' && *end != '\0'))
		return false;
	*out = (int)v;
	return true;
}

void host_see(struct v6_facts *f, const char *proc)
{
	char path[512];
	struct stat st;
	size_t i;
	int fd, value;

	if (stat("/proc/thread-self/ns/net", &st) == 0)
		f->netns = st.st_ino;
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	f->inet6 = fd >= 0;
	f->inet6_known = fd >= 0 || errno == EAFNOSUPPORT;
	if (fd >= 0)
		close(fd);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/sys/net/ipv6/%s", proc,
			 files[i].path);
		if (!read_number(path, &value))
			continue;
		*(bool *)((char *)&f->files + files[i].have) = true;
		*(int *)((char *)&f->files + files[i].value) = value;
	}
}

int host_enter(const char *netns, struct fault *f)
{
	char path[512];
	int fd, status = -1;

	if (snprintf(path, sizeof(path), "%s%s",
		     strchr(netns, '/') ? "" : "/run/netns/",
		     netns) >= (int)sizeof(path))
		return fault_set(f, _("%.64s...: the name of a network "
				      "namespace is too long"), netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		fault_errno(f, _("cannot open network namespace %s"), path);
		fault_hint(f, _("`ip netns` lists those that have a name; "
				"/proc/PID/ns/net is that of a process"));
	} else if (setns(fd, CLONE_NEWNET) != 0) {
		fault_errno(f, _("cannot enter network namespace %s"), path);
		fault_hint(f, _("run as root, or inside it: "
				"`ip netns exec NAME khien-ipv6 check`"));
	} else {
		status = 0;
	}
	if (fd >= 0)
		close(fd);
	return status;
}
