/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <errno.h>
#include <event2/buffer.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "json.h"
#include "lang.h"

struct lines {
	struct event_base *base;
	char *path;
	int fd;
	bool is_socket;
	struct evbuffer *pending;
	struct event *writable;
	uint64_t dropped;
};

/* ---- writing ---- */

/*
 * A pipe that poll(2) calls writable takes PIPE_BUF bytes without waiting
 * (pipe(7)), a file any number. Returns false where nothing more goes now.
 */
static bool write_some(struct lines *l)
{
	size_t n = evbuffer_get_length(l->pending);
	struct pollfd p = { .fd = l->fd, .events = POLLOUT };
	unsigned char *at;
	ssize_t done;

	if (n == 0 || poll(&p, 1, 0) <= 0)
		return false;
	if (n > PIPE_BUF)
		n = PIPE_BUF;
	at = evbuffer_pullup(l->pending, (ev_ssize_t)n);
	if (at == NULL)
		return false;
	done = l->is_socket ?
		send(l->fd, at, n, MSG_DONTWAIT | MSG_NOSIGNAL) :
		write(l->fd, at, n);
	if (done >= 0)
		return evbuffer_drain(l->pending, (size_t)done) == 0;
	if (errno != EAGAIN && errno != EINTR) {
		/* nobody reads, or the disk is full: what waits is lost */
		l->dropped++;
		(void)evbuffer_drain(l->pending,
				     evbuffer_get_length(l->pending));
	}
	return false;
}

static void flush(struct lines *l)
{
	while (write_some(l))
		;
	if (evbuffer_get_length(l->pending) > 0 && l->writable != NULL)
		(void)event_add(l->writable, NULL);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	flush(arg);
}

void lines_write(struct lines *l, json_t *o)
{
	char *text = json_text(o, JSON_COMPACT);
	size_t length = text ? strlen(text) : 0;

	json_decref(o);
	if (text == NULL ||
	    evbuffer_get_length(l->pending) + length > LINES_PENDING ||
	    evbuffer_add_printf(l->pending, "%s\n", text) < 0)
		l->dropped++;
	free(text);
	flush(l);
}

uint64_t lines_dropped(const struct lines *l)
{
	return l->dropped;
}

/* ---- opening ---- */

/*
 * Not by lib/file.h: this file grows for as long as the probe runs, and whole
 * lines are all that its readers need.
 */
static int open_path(const char *path, struct fault *f)
{
	int fd = strcmp(path, "-") == 0 ?
		fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) :
		open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);

	if (fd < 0)
		fault_errno(f, _("cannot write to %s"), path);
	return fd;
}

/* Takes FD over. What cannot be waited for (a file) has no event. */
static void use(struct lines *l, int fd)
{
	struct stat s = { 0 };

	if (l->writable != NULL)
		event_free(l->writable);
	if (l->fd >= 0)
		(void)close(l->fd);	/* its bytes were written one by one */
	l->fd = fd;
	l->writable = NULL;
	if (fstat(fd, &s) < 0 || S_ISREG(s.st_mode))
		return;
	l->is_socket = S_ISSOCK(s.st_mode);
	l->writable = event_new(l->base, fd, EV_WRITE, on_writable, l);
}

struct lines *lines_open(struct event_base *base, const char *path,
			 struct fault *f)
{
	struct lines *l = calloc(1, sizeof(*l));
	int fd = open_path(path, f);

	if (l == NULL || fd < 0)
		goto fail;
	l->fd = -1;
	l->base = base;
	l->path = strdup(path);
	l->pending = evbuffer_new();
	if (l->path == NULL || l->pending == NULL)
		goto fail;
	use(l, fd);
	return l;
fail:
	fault_set(f, _("cannot write to %s"), path);
	if (fd >= 0)
		(void)close(fd);
	if (l != NULL) {
		free(l->path);
		if (l->pending != NULL)
			evbuffer_free(l->pending);
		free(l);
	}
	return NULL;
}

int lines_reopen(struct lines *l, struct fault *f)
{
	int fd;

	if (strcmp(l->path, "-") == 0)
		return 0;
	fd = open_path(l->path, f);
	if (fd < 0)
		return -1;
	flush(l);
	l->is_socket = false;
	use(l, fd);
	return 0;
}

void lines_close(struct lines *l)
{
	if (l == NULL)
		return;
	flush(l);
	if (l->writable != NULL)
		event_free(l->writable);
	(void)close(l->fd);	/* its bytes were written one by one */
	evbuffer_free(l->pending);
	free(l->path);
	free(l);
}

/* ---- events ---- */

static void put(json_t *o, const char *key, const char *value)
{
	if (value != NULL && value[0] != '\0')
		(void)json_object_set_new(o, key, json_string(value));
}

static void put_origin(json_t *o, const struct change_origin *from)
{
	json_t *list;
	size_t i;

	put(o, "target", from->target);
	put(o, "zone", from->zone);
	if (from->target != NULL)
		return;
	list = json_array();
	for (i = 0; i < from->below_listed; i++)
		(void)json_array_append_new(list, json_string(from->below[i]));
	(void)json_object_set_new(o, "targets", list);
	(void)json_object_set_new(o, "target_count",
				  json_integer((json_int_t)from->below_count));
}

static void put_finding(json_t *o, const struct finding *d)
{
	put(o, "observed", d->observed);
	put(o, "expected", d->expected);
	put(o, "clause", d->clause);
	if (d->verdict != VERDICT_FAIL && d->verdict != VERDICT_WARN)
		return;
	put(o, "who", check_actor_name(d->who));
	put(o, "fix", d->check->fix);
}

json_t *lines_event(const struct change_origin *from, const struct change *c)
{
	char text[CLOCK_TEXT];
	json_t *o = json_object();

	put(o, "type", "event");
	put(o, "time", clock_format(c->time, text));
	put_origin(o, from);
	put(o, "check", c->check->id);
	put(o, "subject", c->subject);
	put(o, "from", check_verdict_name(c->from));
	put(o, "to", check_verdict_name(c->to));
	if (c->to == VERDICT_FAIL || c->to == VERDICT_WARN)
		put(o, "cause", c->check->id);
	if (c->since != 0)
		put(o, "since", clock_format(c->since, text));
	if (c->flapping)
		(void)json_object_set_new(o, "flapping", json_true());
	if (c->rests)
		(void)json_object_set_new(o, "flapping", json_false());
	put(o, "title", c->check->title);
	if (c->finding != NULL)
		put_finding(o, c->finding);
	return o;
}
