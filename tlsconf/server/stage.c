/* SPDX-License-Identifier: MIT */
/* stage: see stage.h. */
#include "tlsconf/server/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "lang.h"
#include "net/address.h"

#define OUTPUT_MAX 65536
#define LAST_WORDS 300
#define END_SECONDS 3

static volatile sig_atomic_t interrupted;

static void note_signal(int signal)
{
	interrupted = signal;
}

void stage_heed_signals(void)
{
	struct sigaction a = { .sa_handler = note_signal };

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGHUP, &a, NULL);
}

bool stage_interrupted(struct fault *f)
{
	if (interrupted && f)
		fault_set(f, _("interrupted; the throw-away instance is "
			       "ended"));
	return interrupted;
}

static void nap(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

int stage_begin(struct stage *st, struct fault *f)
{
	snprintf(st->dir, sizeof(st->dir), "/tmp/khien-prove-XXXXXX");
	if (!mkdtemp(st->dir)) {
		st->dir[0] = '\0';
		return fault_errno(f, _("cannot make a temporary folder"));
	}
	st->uid = geteuid();
	/* a server that gives up root has to read in it; no secrets are there */
	if (chmod(st->dir, 0755) < 0)
		return fault_errno(f, "%s", st->dir);
	snprintf(st->site, sizeof(st->site), "%s/site.conf", st->dir);
	return 0;
}

static int place(struct stage *st, const char *name, char path[STAGE_PATH],
		 struct fault *f)
{
	char *slash;

	if (snprintf(path, STAGE_PATH, "%s/%s", st->dir, name) >= STAGE_PATH)
		return fault_set(f, _("the path '%.40s…' is too long"), name);
	for (slash = path + strlen(st->dir) + 1;
	     (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return fault_errno(f, _("cannot make %s"), path);
		*slash = '/';
	}
	return 0;
}

int stage_put(struct stage *st, const char *name, struct text *content,
	      struct fault *f)
{
	char path[STAGE_PATH];
	int ret = -1;

	if (!text_ok(content))
		fault_set(f, _("out of memory"));
	else if (!place(st, name, path, f))
		ret = file_write(path, 0644, text_get(content),
				 content->length, f);
	text_free(content);
	return ret;
}

int stage_link(struct stage *st, const char *name, const char *target,
	       struct fault *f)
{
	char path[STAGE_PATH];

	if (place(st, name, path, f) < 0)
		return -1;
	if (symlink(target, path) < 0)
		return fault_errno(f, _("cannot link %s"), path);
	return 0;
}

static void add_word(struct stage *st, struct stage_command *c,
		     const char *word)
{
	if (c->count == STAGE_ARGS || !(c->argv[c->count] = strdup(word)))
		st->failed = true;
	else
		c->count++;
}

static void add_words(struct stage *st, struct stage_command *c, va_list ap)
{
	const char *word;

	while ((word = va_arg(ap, const char *)))
		add_word(st, c, word);
}

void stage_test(struct stage *st, ...)
{
	va_list ap;

	va_start(ap, st);
	add_words(st, &st->test, ap);
	va_end(ap);
}

void stage_run(struct stage *st, ...)
{
	va_list ap;

	va_start(ap, st);
	add_words(st, &st->run, ap);
	va_end(ap);
}

void stage_environment(struct stage *st, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	if (!text_ok(&t))
		st->failed = true;
	else
		add_word(st, &st->environment, text_get(&t));
	text_free(&t);
}

/* PATH of a user who is not root has no sbin. */
static void extend_path(void)
{
	const char *path = getenv("PATH");
	struct text t = { 0 };

	text_printf(&t, "%s:/usr/local/sbin:/usr/sbin:/sbin:"
			"/usr/local/nginx/sbin", path ? path : "/usr/bin:/bin");
	setenv("PATH", text_get(&t), 1);
	text_free(&t);
}

/* In the child: all that belongs to the instance and not to us. */
static void become(struct stage *st, struct stage_command *c, int output)
{
	static const int usual[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;
	size_t i;
	int n;

	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		signal(usual[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (n = 0; n < st->environment.count; n++)
		putenv(st->environment.argv[n]);
	extend_path();
	if (chdir(st->dir) < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 ||
	    dup2(output, 2) < 0)
		_exit(126);
	execvp(c->argv[0], c->argv);
	_exit(127);
}

/* Its words go to the file LOG in the folder. Returns 0 or -1. */
static int spawn(struct stage *st, struct stage_command *c, struct fault *f)
{
	char log[STAGE_PATH];
	pid_t parent = getpid();
	int fd;

	if (st->failed || !c->count)
		return fault_set(f, _("out of memory"));
	snprintf(log, sizeof(log), "%s/log", st->dir);
	fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
		  0644);
	if (fd < 0)
		return fault_errno(f, "%s", log);
	fflush(NULL);
	st->pid = fork();
	if (!st->pid) {
		if (getppid() != parent)
			_exit(126);
		become(st, c, fd);
	}
	close(fd);
	if (st->pid < 0) {
		st->pid = 0;
		return fault_errno(f, _("cannot run %s"), c->argv[0]);
	}
	setpgid(st->pid, st->pid);	/* whoever comes first */
	return 0;
}

/* Each line fit to be shown, the ends of lines left in place. */
static void clean_lines(char *at)
{
	char *end;

	while ((end = strchr(at, '\n'))) {
		*end = '\0';
		text_clean(at);
		*end = '\n';
		at = end + 1;
	}
	text_clean(at);
}

static void read_log(struct stage *st, struct text *output)
{
	char log[STAGE_PATH], *words;
	size_t length = 0;

	snprintf(log, sizeof(log), "%s/log", st->dir);
	words = file_read(log, 16 << 20, &length, NULL);
	if (words) {
		clean_lines(words);
		text_add_bytes(output, words, length > OUTPUT_MAX ?
			       OUTPUT_MAX : strlen(words));
	}
	free(words);
}

/* True once the child has ended; its status is then in *STATUS. */
static bool ended(struct stage *st, int *status)
{
	int raw;
	pid_t got = waitpid(st->pid, &raw, WNOHANG);

	if (!got)
		return false;
	*status = got < 0 || !WIFEXITED(raw) ? 128 : WEXITSTATUS(raw);
	kill(-st->pid, SIGKILL);	/* what it left behind */
	st->pid = 0;
	return true;
}

static void end_child(struct stage *st)
{
	double until = clock_monotonic() + END_SECONDS;
	int status;

	if (!st->pid)
		return;
	kill(-st->pid, SIGTERM);
	while (!ended(st, &status)) {
		if (clock_monotonic() > until)
			kill(-st->pid, SIGKILL);
		nap(5);
	}
}

int stage_check(struct stage *st, int seconds, struct text *output,
		int *status, struct fault *f)
{
	double until = clock_monotonic() + seconds;

	if (spawn(st, &st->test, f) < 0)
		return -1;
	while (!ended(st, status)) {
		if (stage_interrupted(f) || clock_monotonic() > until) {
			fault_set(f, _("%s did not end its syntax check within "
				       "%d s"), st->test.argv[0], seconds);
			kill(-st->pid, SIGKILL);
			end_child(st);
			return -1;
		}
		nap(5);
	}
	read_log(st, output);
	if (*status == 127 && !output->length)
		return fault_set(f, _("%s is not installed here"),
				 st->test.argv[0]);
	return text_ok(output) ? 0 : fault_set(f, _("out of memory"));
}

/* The last line of what it said, for the fault. */
static int say_last_words(struct stage *st, const char *what, struct fault *f)
{
	struct text all = { 0 };
	char *words, *line;

	read_log(st, &all);
	while (all.length && all.at[all.length - 1] == '\n')
		all.at[--all.length] = '\0';
	words = all.at;
	line = words ? strrchr(words, '\n') : NULL;
	if (line)
		words = line + 1;
	if (!words)
		words = (char *)"";
	if (strlen(words) > LAST_WORDS)
		words += strlen(words) - LAST_WORDS;
	fault_set(f, "%s: %s%s%s", st->run.argv[0], what, *words ? ": " : "",
		  words);
	text_free(&all);
	return -1;
}

bool stage_gave_up(struct stage *st, struct fault *f)
{
	double until = clock_monotonic() + 1;
	int status;

	/* it closes its sockets before it ends */
	while (st->pid && !ended(st, &status)) {
		if (stage_interrupted(NULL) || clock_monotonic() > until)
			return false;
		nap(5);
	}
	if (stage_interrupted(NULL))
		return false;
	*f = (struct fault){ .text = "" };
	say_last_words(st, _("it ended at once"), f);
	return true;
}

/* Whether ADDRESS (NULL: not wanted) takes a connection on PORT. */
static bool answers(const char *address, int port)
{
	struct sockaddr_storage sa;
	struct address a;
	bool yes = false;
	int fd;

	if (!address)
		return true;
	if (address_parse(address, &a) < 0)
		return false;
	fd = socket(a.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		yes = !connect(fd, (struct sockaddr *)&sa,
			       address_sockaddr(&a, (uint16_t)port, &sa));
		close(fd);
	}
	return yes;
}

int stage_start(struct stage *st, const int *ports, int seconds,
		struct fault *f)
{
	double until = clock_monotonic() + seconds;
	int status;

	if (spawn(st, &st->run, f) < 0)
		return -1;
	while (*ports) {
		if (stage_interrupted(f))
			return -1;
		if (ended(st, &status))
			return say_last_words(st, _("it ended at once"), f);
		if (answers(st->listen4, *ports) &&
		    answers(st->listen6, *ports)) {
			ports++;
			continue;
		}
		if (clock_monotonic() > until)
			return say_last_words(st, _("it does not listen"), f);
		nap(5);
	}
	/* another program may have answered on a port that was taken away */
	nap(5);
	if (ended(st, &status))
		return say_last_words(st, _("it ended at once"), f);
	return 0;
}

static int remove_one(const char *path, const struct stat *s, int kind,
		      struct FTW *ftw)
{
	(void)s;
	(void)kind;
	(void)ftw;
	remove(path);
	return 0;
}

static void free_words(struct stage_command *c)
{
	while (c->count)
		free(c->argv[--c->count]);
}

void stage_end(struct stage *st)
{
	end_child(st);
	if (st->dir[0])
		nftw(st->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free_words(&st->test);
	free_words(&st->run);
	free_words(&st->environment);
}
