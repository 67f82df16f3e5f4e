/* SPDX-License-Identifier: MIT */
/* hook: see hook.h. */
#include "hook.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "json.h"
#include "lang.h"

extern char **environ;

/* The members of an event that also go into the environment. */
static const struct {
	const char *member, *variable;
} exported[] = {
	{ "event", "KHIEN_EVENT" },
	{ "check", "KHIEN_CHECK" },
	{ "subject", "KHIEN_SUBJECT" },
	{ "verdict", "KHIEN_VERDICT" },
	{ "host", "KHIEN_HOST" },
};

#define EXPORTED (sizeof(exported) / sizeof(exported[0]))

/* EVENT as a line in a file without a name. Returns its descriptor, or -1. */
static int as_file(json_t *event)
{
	char *text = json_text(event, JSON_COMPACT);
	int fd = text ? memfd_create("event", MFD_CLOEXEC) : -1;
	bool whole = fd >= 0 && dprintf(fd, "%s\n", text) > 0 &&
		lseek(fd, 0, SEEK_SET) == 0;

	free(text);
	if (fd >= 0 && !whole) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool is_exported(const char *variable)
{
	size_t i, length;

	for (i = 0; i < EXPORTED; i++) {
		length = strlen(exported[i].variable);
		if (strncmp(variable, exported[i].variable, length) == 0 &&
		    variable[length] == '=')
			return true;
	}
	return false;
}

/* Our environment with the event's words. Pass it to free_environment(). */
static char **make_environment(json_t *event, size_t *own)
{
	size_t count = 0, n = 0, i;
	char **e;

	while (environ[count] != NULL)
		count++;
	e = calloc(count + EXPORTED + 1, sizeof(*e));
	*own = 0;
	for (i = 0; e != NULL && i < EXPORTED; i++) {
		const char *s = json_string_value(json_object_get(event,
						  exported[i].member));

		if (s != NULL && asprintf(&e[n], "%s=%s", exported[i].variable,
					  s) >= 0)
			n++;
	}
	*own = n;
	for (i = 0; e != NULL && i < count; i++)
		if (!is_exported(environ[i]))
			e[n++] = environ[i];
	return e;
}

static void free_environment(char **e, size_t own)
{
	while (e != NULL && own > 0)
		free(e[--own]);
	free(e);
}

/* A process group of its own, our signals unblocked. Returns an errno. */
static int spawn(const char *command, int in, char **environment, pid_t *pid)
{
	char *argv[] = { (char *)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP |
				 POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	error = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	/* what it prints must not get among our events */
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&files, STDERR_FILENO,
							 STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn(pid, command, &files, &how, argv,
				    environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return error;
}

static void run(struct hook *h, size_t place, json_t *event, double now)
{
	size_t own;
	char **environment = make_environment(event, &own);
	int in = as_file(event), error = ENOMEM;

	if (environment != NULL && in >= 0)
		error = spawn(h->command, in, environment,
			      &h->running[place].pid);
	if (error != 0) {
		fprintf(stderr, _("cannot run %s: %s\n"), h->command,
			strerror(error));
		h->running[place].pid = 0;
	}
	h->running[place].until = now + HOOK_SECONDS;
	if (in >= 0)
		close(in);
	free_environment(environment, own);
}

static void start_waiting(struct hook *h, double now)
{
	size_t i;

	for (i = 0; i < HOOK_RUNNING && h->count > 0; i++) {
		json_t *event = h->waiting[h->first];

		if (h->running[i].pid != 0)
			continue;
		h->first = (h->first + 1) % HOOK_WAITING;
		h->count--;
		run(h, i, event, now);
		json_decref(event);
	}
}

void hook_event(struct hook *h, json_t *event, double now)
{
	if (h->command == NULL)
		return;
	if (h->count == HOOK_WAITING) {
		if (h->lost++ == 0)
			fprintf(stderr, _("%s is too slow: events are not "
					  "handed over to it\n"), h->command);
		return;
	}
	h->waiting[(h->first + h->count++) % HOOK_WAITING] = json_incref(event);
	start_waiting(h, now);
}

static void tell_end(const struct hook *h, int status)
{
	if (WIFSIGNALED(status))
		fprintf(stderr, _("%s was ended by signal %d\n"), h->command,
			WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		fprintf(stderr, _("%s ended with status %d\n"), h->command,
			WEXITSTATUS(status));
}

void hook_tend(struct hook *h, double now)
{
	size_t i;

	for (i = 0; i < HOOK_RUNNING; i++) {
		pid_t pid = h->running[i].pid;
		int status;

		if (pid == 0)
			continue;
		if (waitpid(pid, &status, WNOHANG) == pid) {
			tell_end(h, status);
			h->running[i].pid = 0;
		} else if (now > h->running[i].until) {
			(void)kill(-pid, SIGKILL);
		}
	}
	start_waiting(h, now);
}

void hook_close(struct hook *h)
{
	size_t i;

	for (i = 0; i < HOOK_RUNNING; i++)
		if (h->running[i].pid != 0) {
			(void)kill(-h->running[i].pid, SIGTERM);
			(void)waitpid(h->running[i].pid, NULL, WNOHANG);
			h->running[i].pid = 0;
		}
	while (h->count > 0) {
		json_decref(h->waiting[h->first]);
		h->first = (h->first + 1) % HOOK_WAITING;
		h->count--;
	}
}
