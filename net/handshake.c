/* SPDX-License-Identifier: MIT */
/* handshake: see handshake.h. */
#include "handshake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "dial.h"
#include "lang.h"

struct handshake {
	struct event_base *base;
	struct event *io, *timer;
	handshake_done *done;
	void *arg;

	struct handshake_request request;
	char name[256];
	int fd;
	int bit;			/* the version being tried */
	bool connected;			/* this connection */
	double begun, deadline;		/* clock_monotonic(), s */
	uint8_t reply[HELLO_REPLY_MAX];
	size_t reply_length;
	struct handshake_result result;
};

unsigned handshake_bit(int version)
{
	return version >= HELLO_SSL3 && version <= HELLO_TLS13 ?
	       1u << (version - HELLO_SSL3) : 0;
}

static void drop_socket(struct handshake *h)
{
	if (h->io)
		event_free(h->io);
	h->io = NULL;
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
}

void handshake_cancel(struct handshake *h)
{
	if (!h)
		return;
	drop_socket(h);
	if (h->timer)
		event_free(h->timer);
	free(h);
}

static void finish(struct handshake *h)
{
	drop_socket(h);
	if (h->result.outcome == OUTCOME_OK)
		h->result.why[0] = '\0';	/* a later version's */
	h->done(h->arg, &h->result);
	handshake_cancel(h);
}

/* From the event loop, at once. */
static void soon(struct handshake *h)
{
	struct timeval now = { 0 };

	event_add(h->timer, &now);
}

/* A version's end; the next one begins from the timer, with a clean stack. */
static void settle(struct handshake *h, enum hello_reply reply,
		   enum outcome o)
{
	struct handshake_version *v = &h->result.version[h->bit];

	drop_socket(h);
	v->reply = reply;
	v->outcome = o;
	if (o == OUTCOME_OK || o == OUTCOME_TLS || o == OUTCOME_CLOSED)
		h->result.asked |= 1u << h->bit;
	if (o == OUTCOME_OK)
		h->result.accepted |= 1u << h->bit;
	h->bit++;
	soon(h);
}

/* No connection: the other versions would fare no better. */
static void give_up(struct handshake *h, enum outcome o)
{
	drop_socket(h);
	if (!h->result.asked) {
		h->result.outcome = o;
		if (!h->result.why[0])
			snprintf(h->result.why, OUTCOME_WHY, "%s",
				 outcome_title(o));
	}
	h->bit = HELLO_VERSIONS;
	soon(h);
}

static void judge(struct handshake *h, enum hello_reply reply)
{
	const struct hello_answer *a = &h->result.version[h->bit].answer;
	bool accepted = (reply == HELLO_SERVER || reply == HELLO_RETRY) &&
			a->version == HELLO_SSL3 + h->bit;

	/* an older version than the one offered: that one is refused */
	settle(h, reply, accepted ? OUTCOME_OK :
	       reply == HELLO_NOT_TLS ? OUTCOME_MALFORMED : OUTCOME_TLS);
}

static void readable(evutil_socket_t fd, short what, void *arg)
{
	struct handshake *h = arg;
	ssize_t n = recv(fd, h->reply + h->reply_length,
			 sizeof(h->reply) - h->reply_length, 0);
	enum hello_reply reply;

	(void)what;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		settle(h, HELLO_MORE, n ? outcome_of_errno(errno) :
		       OUTCOME_CLOSED);
		return;
	}
	h->reply_length += (size_t)n;
	reply = hello_parse(h->reply, h->reply_length,
			    &h->result.version[h->bit].answer);
	if (reply != HELLO_MORE)
		judge(h, reply);
}

static int watch(struct handshake *h, short what, event_callback_fn f)
{
	if (h->io)
		event_free(h->io);
	h->io = event_new(h->base, h->fd, (short)(what | EV_PERSIST), f, h);
	return h->io && !event_add(h->io, NULL) ? 0 : -1;
}

static void connected(evutil_socket_t fd, short what, void *arg)
{
	struct handshake *h = arg;
	enum outcome o = dial_result(fd, h->result.why);
	uint8_t hello[HELLO_MAX], random[32];
	size_t length;

	(void)what;
	if (o != OUTCOME_OK) {
		give_up(h, o);
		return;
	}
	h->connected = true;
	if (!h->result.connect_ms)
		h->result.connect_ms = (clock_monotonic() - h->begun) * 1000;
	if (getrandom(random, sizeof(random), 0) != sizeof(random)) {
		give_up(h, OUTCOME_LOCAL);
		return;
	}
	length = hello_build(hello, HELLO_SSL3 + h->bit,
			     h->name[0] ? h->name : NULL, random);
	if (send(fd, hello, length, MSG_NOSIGNAL) != (ssize_t)length)
		settle(h, HELLO_MORE, OUTCOME_CLOSED);
	else if (watch(h, EV_READ, readable))
		give_up(h, OUTCOME_LOCAL);
}

static int versions_left(const struct handshake *h)
{
	return __builtin_popcount(h->request.versions >> h->bit);
}

/* Tries the next version, or ends. */
static void next(struct handshake *h)
{
	enum outcome o;
	struct timeval wait;

	while (h->bit < HELLO_VERSIONS &&
	       !(h->request.versions & 1u << h->bit))
		h->bit++;
	if (h->bit >= HELLO_VERSIONS) {
		finish(h);
		return;
	}
	h->connected = false;
	h->reply_length = 0;
	h->fd = dial(&h->request.address, h->request.port, SOCK_STREAM, &o,
		     h->result.why);
	if (h->fd < 0) {
		give_up(h, o);
	} else if (watch(h, EV_WRITE, connected)) {
		give_up(h, OUTCOME_LOCAL);
	} else {
		wait = dial_timeout((h->deadline - clock_monotonic()) * 1000 /
				    versions_left(h));
		event_add(h->timer, &wait);
	}
}

static void timer_rang(evutil_socket_t fd, short what, void *arg)
{
	struct handshake *h = arg;

	(void)fd;
	(void)what;
	if (h->fd < 0)
		next(h);
	else if (h->connected)
		settle(h, HELLO_MORE, OUTCOME_TIMEOUT);
	else
		give_up(h, OUTCOME_TIMEOUT);
}

struct handshake *handshake_start(struct event_base *base,
				  const struct handshake_request *r,
				  handshake_done *done, void *arg,
				  struct fault *f)
{
	struct handshake *h = calloc(1, sizeof(*h));

	if (!h || !(h->timer = event_new(base, -1, 0, timer_rang, h))) {
		free(h);
		fault_errno(f, _("could not begin a handshake"));
		return NULL;
	}
	h->base = base;
	h->done = done;
	h->arg = arg;
	h->fd = -1;
	h->request = *r;
	h->request.versions &= (1u << HELLO_VERSIONS) - 1;
	if (r->name)
		snprintf(h->name, sizeof(h->name), "%.253s", r->name);
	h->begun = clock_monotonic();
	h->deadline = h->begun + r->deadline_ms / 1000.0;
	h->result.outcome = dial_allowed(&r->address, r->allow_inside,
					 h->result.why);
	if (h->result.outcome != OUTCOME_OK)
		h->bit = HELLO_VERSIONS;
	soon(h);
	return h;
}
