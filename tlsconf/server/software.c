/* SPDX-License-Identifier: MIT */
/* software: which web server is installed, with which TLS library. */
#include "tlsconf/server/software.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "lang.h"
#include "text.h"

#define ANSWER_MAX 65536	/* bytes of an answer to -V that we keep */
#define ANSWER_SECONDS 10
#define MODULE_MAX (32 << 20)	/* bytes of a module of a server */

extern char **environ;

int software_parse_version(const char *s, int *version, struct fault *f)
{
	int part[3] = { 0 }, i;
	const char *at = s;

	for (i = 0; i < 3; i++) {
		char *end;
		long n = isdigit((unsigned char)*at) ? strtol(at, &end, 10)
						     : -1;

		if (n < 0 || n > (i ? 999 : 2100))
			break;
		part[i] = (int)n;
		at = end;
		if (*at != '.')
			break;
		at++;
	}
	if (i == 0 || at == s || at[-1] == '.' || part[0] == 0)
		return fault_set(f, _("'%s' is no version; one looks like "
				      "1.22.1"), s);
	*version = SOFTWARE_VERSION(part[0], part[1], part[2]);
	return 0;
}

char *software_format(int version, char buffer[SOFTWARE_TEXT])
{
	snprintf(buffer, SOFTWARE_TEXT, "%d.%d.%d", version / 1000000,
		 version / 1000 % 1000, version % 1000);
	return buffer;
}

/* Reads the version that follows MARK in TEXT; 0 where MARK is not there. */
static int version_after(const char *text, const char *mark)
{
	const char *at = strstr(text, mark);
	char word[SOFTWARE_TEXT];
	int version = 0;

	if (!at || sscanf(at + strlen(mark), "%31[0-9A-Za-z.]", word) != 1 ||
	    software_parse_version(word, &version, NULL) < 0)
		return 0;
	return version;
}

int software_parse_nginx(const char *text, struct software *s,
			 struct fault *f)
{
	*s = (struct software){ .version = version_after(text, "nginx/") };
	if (!s->version)
		return fault_set(f, _("its answer to -V names no version of "
				      "nginx"));
	/* said only where the library is not the one it was built with */
	s->openssl = version_after(text, "running with OpenSSL ");
	if (!s->openssl && !strstr(text, "running with "))
		s->openssl = version_after(text, "built with OpenSSL ");
	s->http2 = strstr(text, "--with-http_v2_module") != NULL;
	return 0;
}

int software_parse_haproxy(const char *text, struct software *s,
			   struct fault *f)
{
	*s = (struct software){ .http2 = true };
	s->version = version_after(text, "HAProxy version ");
	if (!s->version)
		s->version = version_after(text, "HA-Proxy version ");
	if (!s->version)
		return fault_set(f, _("its answer names no version of "
				      "HAProxy"));
	s->openssl = version_after(text, "Running on OpenSSL version : "
					 "OpenSSL ");
	return 0;
}

int software_parse_caddy(const char *text, struct software *s,
			 struct fault *f)
{
	*s = (struct software){ .http2 = true };
	if (software_parse_version(text + (*text == 'v'), &s->version,
				   NULL) < 0)
		return fault_set(f, _("its answer is no version of Caddy"));
	return 0;
}

int software_parse_tomcat(const char *text, struct software *s,
			  struct fault *f)
{
	*s = (struct software){ .version = version_after(text, "Tomcat/"),
				.http2 = true };
	return s->version ? 0 : fault_set(f, _("its answer names no version "
					       "of Tomcat"));
}

int software_parse_apache(const char *text, struct software *s,
			  struct fault *f)
{
	*s = (struct software){ .version = version_after(text, "Apache/"),
				.http2 = true };
	return s->version ? 0 : fault_set(f, _("its answer names no version "
					       "of Apache"));
}

int software_parse_lighttpd(const char *text, struct software *s,
			    struct fault *f)
{
	*s = (struct software){ .version = version_after(text, "lighttpd/"),
				.http2 = true };
	return s->version ? 0 : fault_set(f, _("its answer names no version "
					       "of lighttpd"));
}

/*
 * The version of OpenSSL that the module in FILE is linked with, by the name
 * of the library in its dynamic section; where that is ours too, we know it
 * exactly, else the last number of a series' name. 0: none can be told.
 */
static int openssl_of(const char *file)
{
	static const struct {
		const char *name;
		int version;
	} known[] = {
		{ "libssl.so.1.0", SOFTWARE_VERSION(1, 0, 2) },
		{ "libssl.so.10", SOFTWARE_VERSION(1, 0, 2) },
		{ "libssl.so.1.1", SOFTWARE_VERSION(1, 1, 1) },
		{ "libssl.so.3", SOFTWARE_VERSION(3, 0, 0) },
	};
	unsigned long own = OpenSSL_version_num();
	size_t length = 0, i;
	char *bytes = file_read(file, MODULE_MAX, &length, NULL);
	int found = 0;

	for (i = 0; bytes && i < sizeof(known) / sizeof(known[0]); i++)
		if (memmem(bytes, length, known[i].name,
			   strlen(known[i].name) + 1))
			found = known[i].version;
	free(bytes);
	if (found == SOFTWARE_VERSION(3, 0, 0) && own >> 28 == 3)
		found = SOFTWARE_VERSION(3, (int)(own >> 20 & 0xff),
					 (int)(own >> 4 & 0xffff));
	return found;
}

static void see_module(struct software *s, const char *const *files)
{
	for (; *files && !s->openssl; files++)
		s->openssl = openssl_of(*files);
}

/* Starts PROGRAM OPTION with its output on *FD. Returns its id, or -1. */
static pid_t start(const char *program, const char *option, int *fd)
{
	char *argv[] = { (char *)program, (char *)option, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	if (!posix_spawn_file_actions_init(&actions)) {
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null",
						 O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
		posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
		errno = posix_spawnp(&pid, program, &actions, NULL, argv,
				     environ);
		if (errno)
			pid = -1;
		posix_spawn_file_actions_destroy(&actions);
	}
	close(ends[1]);
	if (pid < 0)
		close(ends[0]);
	else
		*fd = ends[0];
	return pid;
}

/* Reads until the end, or says false when the time is up. */
static bool read_answer(int fd, struct text *answer)
{
	double until = clock_monotonic() + ANSWER_SECONDS;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char buffer[4096];
	ssize_t n;

	for (;;) {
		int left = (int)((until - clock_monotonic()) * 1000);

		if (left <= 0)
			return false;
		if (poll(&p, 1, left) < 0 && errno != EINTR)
			return false;
		if (!p.revents)
			continue;
		n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		if (answer->length + (size_t)n < ANSWER_MAX)
			text_add_bytes(answer, buffer, (size_t)n);
	}
}

/* How a server is asked for its version, and where it may be. */
struct question {
	const char *option;
	int (*parse)(const char *text, struct software *s, struct fault *f);
	const char *places[6];
};

/* Returns 1, 0 where there is no PROGRAM, or -1 with a fault. */
static int ask(const char *program, const struct question *q,
	       struct software *s, struct fault *f)
{
	struct text answer = { 0 };
	int fd = -1, ret = -1, status;
	pid_t pid = start(program, q->option, &fd);

	if (pid < 0)
		return errno == ENOENT || errno == EACCES ? 0 :
		       fault_errno(f, _("cannot run %s"), program);
	if (!read_answer(fd, &answer)) {
		kill(pid, SIGKILL);
		fault_set(f, _("%s %s did not answer within %d s"), program,
			  q->option, ANSWER_SECONDS);
		fault_hint(f, _("say which it is with --server-version"));
	} else if (!text_ok(&answer)) {
		fault_errno(f, _("cannot run %s"), program);
	} else if (q->parse(text_get(&answer), s, f) < 0) {
		fault_context(f, "%s", program);
		fault_hint(f, _("say which it is with --server-version"));
	} else {
		ret = 1;
	}
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	text_free(&answer);
	return ret;
}

static int detect(const struct question *q, struct software *s,
		  struct fault *f)
{
	size_t i;
	int found = 0;

	for (i = 0; q->places[i] && !found; i++)
		found = ask(q->places[i], q, s, f);
	return found;
}

/* PATH of a user who is not root has no sbin. */
int software_detect_nginx(struct software *s, struct fault *f)
{
	static const struct question q = {
		"-V", software_parse_nginx,
		{ "nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx",
		  "/usr/local/nginx/sbin/nginx" },
	};

	return detect(&q, s, f);
}

int software_detect_apache(struct software *s, struct fault *f)
{
	static const struct question q = {
		"-v", software_parse_apache,
		{ "apache2", "/usr/sbin/apache2", "httpd", "/usr/sbin/httpd",
		  "/usr/local/apache2/bin/httpd" },
	};
	static const char *const modules[] = {
		"/usr/lib/apache2/modules/mod_ssl.so",
		"/usr/lib64/httpd/modules/mod_ssl.so",
		"/usr/local/apache2/modules/mod_ssl.so", NULL
	};
	int found = detect(&q, s, f);

	if (found > 0)
		see_module(s, modules);
	return found;
}

int software_detect_haproxy(struct software *s, struct fault *f)
{
	static const struct question q = {
		"-vv", software_parse_haproxy,
		{ "haproxy", "/usr/sbin/haproxy", "/usr/local/sbin/haproxy" },
	};

	return detect(&q, s, f);
}

int software_detect_lighttpd(struct software *s, struct fault *f)
{
	static const struct question q = {
		"-v", software_parse_lighttpd,
		{ "lighttpd", "/usr/sbin/lighttpd",
		  "/usr/local/sbin/lighttpd" },
	};
	static const char *const modules[] = {
		"/usr/lib/lighttpd/mod_openssl.so",
		"/usr/lib64/lighttpd/mod_openssl.so",
		"/usr/local/lib/lighttpd/mod_openssl.so",
		"/usr/local/lib/mod_openssl.so", NULL
	};
	int found = detect(&q, s, f);

	if (found > 0)
		see_module(s, modules);
	return found;
}

int software_detect_tomcat(struct software *s, struct fault *f)
{
	static const struct question q = {
		"version", software_parse_tomcat,
		{ "/usr/share/tomcat10/bin/catalina.sh",
		  "/usr/share/tomcat11/bin/catalina.sh",
		  "/usr/share/tomcat9/bin/catalina.sh",
		  "/opt/tomcat/bin/catalina.sh" },
	};

	return detect(&q, s, f);
}

int software_detect_caddy(struct software *s, struct fault *f)
{
	static const struct question q = {
		"version", software_parse_caddy,
		{ "caddy", "/usr/bin/caddy", "/usr/local/bin/caddy" },
	};

	return detect(&q, s, f);
}
