/* SPDX-License-Identifier: MIT */
/*
 * dnsquery: see dnsquery.h. One socket at a time: UDP, and TCP after it where
 * need be. The timer serves three ends: to report what failed at once, to ask
 * again, and the deadline.
 */
#include "dnsquery.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "dial.h"
#include "lang.h"

#define HEADER 12
#define QUERY_MAX (HEADER + 255 + 4 + 11)
#define UDP_MAX 4096		/* a datagram longer than this is not ours */
#define SENDS 2			/* over UDP */
#define RESEND_MS 1500		/* at the latest */

struct dnsquery {
	struct event_base *base;
	struct event *io, *timer;
	dnsquery_done *done;
	void *arg;

	struct address server;
	uint16_t port;
	uint8_t wire[QUERY_MAX];
	size_t wire_length, question_length;

	int fd;
	bool tcp, settled;	/* settled: answer says why it failed */
	double begun, deadline;	/* clock_monotonic(), s */
	int sends;
	uint16_t id[SENDS];
	double sent[SENDS];
	uint8_t *reply;		/* TCP: with its two bytes of length */
	size_t reply_length, reply_want;
	struct dnsanswer answer;
};

static void drop_socket(struct dnsquery *q)
{
	if (q->io)
		event_free(q->io);
	q->io = NULL;
	if (q->fd >= 0)
		close(q->fd);
	q->fd = -1;
}

void dnsquery_cancel(struct dnsquery *q)
{
	if (!q)
		return;
	drop_socket(q);
	if (q->timer)
		event_free(q->timer);
	ldns_pkt_free(q->answer.packet);
	free(q->reply);
	free(q);
}

/* The one place where DONE is called. */
static void finish(struct dnsquery *q)
{
	drop_socket(q);
	event_del(q->timer);
	q->answer.tcp = q->tcp;
	q->done(q->arg, &q->answer);
	dnsquery_cancel(q);
}

static void fail(struct dnsquery *q, enum outcome o, const char *why)
{
	q->answer.outcome = o;
	if (why != q->answer.why)
		snprintf(q->answer.why, OUTCOME_WHY, "%s", why);
	finish(q);
}

/* As fail(), but from the event loop: for failures while starting. */
static void fail_soon(struct dnsquery *q, enum outcome o)
{
	struct timeval soon = { 0 };

	q->answer.outcome = o;
	q->settled = true;
	event_add(q->timer, &soon);
}

/* ---- messages ---- */

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static unsigned get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* Header, question and OPT (RFC 6891); the id comes with each sending. */
static int build(struct dnsquery *q, const struct dnsquestion *w)
{
	ldns_rdf *name = ldns_dname_new_frm_str(w->name);
	uint8_t *at = q->wire + HEADER;
	size_t size;

	if (!name)
		return -1;
	size = ldns_rdf_size(name);
	memcpy(at, ldns_rdf_data(name), size);
	ldns_rdf_deep_free(name);
	at += size;
	put16(at, w->type);
	put16(at + 2, LDNS_RR_CLASS_IN);
	at += 4;
	q->question_length = size + 4;
	put16(q->wire + 4, 1);			/* QDCOUNT */
	put16(q->wire + 10, 1);			/* ARCOUNT */
	memset(at, 0, 11);
	put16(at + 1, LDNS_RR_TYPE_OPT);
	put16(at + 3, DNSQUERY_EDNS);
	at[7] = w->dnssec ? 0x80 : 0;		/* DO */
	q->wire_length = (size_t)(at + 11 - q->wire);
	return 0;
}

/* Which sending REPLY answers, or -1: not an answer to our question. */
static int answers(const struct dnsquery *q, const uint8_t *reply,
		   size_t length)
{
	if (length < HEADER || !(reply[2] & 0x80) || (reply[2] & 0x78))
		return -1;
	/* a server that does not understand may leave the question out */
	if (get16(reply + 4) || !(reply[3] & 0x0f)) {
		if (get16(reply + 4) != 1 ||
		    length < HEADER + q->question_length)
			return -1;
		for (size_t i = 0; i < q->question_length; i++)
			if (tolower(reply[HEADER + i]) !=
			    tolower(q->wire[HEADER + i]))
				return -1;
	}
	for (int i = 0; i < q->sends; i++)
		if (get16(reply) == q->id[i])
			return i;
	return -1;
}

/* Takes a whole message that answers sending I. Ends the query. */
static void take(struct dnsquery *q, int i, const uint8_t *reply,
		 size_t length)
{
	struct dnsanswer *a = &q->answer;

	a->rtt_ms = (clock_monotonic() - q->sent[i]) * 1000;
	if (get16(reply + 6) + get16(reply + 8) + get16(reply + 10) >
	    DNSQUERY_RECORDS) {
		fail(q, OUTCOME_TOO_LARGE, _("more records than we take"));
		return;
	}
	if (ldns_wire2pkt(&a->packet, reply, length) != LDNS_STATUS_OK) {
		a->packet = NULL;
		fail(q, OUTCOME_MALFORMED, _("the message does not parse"));
		return;
	}
	a->rcode = ldns_pkt_get_rcode(a->packet) |
		   ldns_pkt_edns_extended_rcode(a->packet) << 4;
	a->authoritative = ldns_pkt_aa(a->packet);
	a->outcome = OUTCOME_OK;
	finish(q);
}

/* ---- sockets ---- */

static void begin_tcp(struct dnsquery *q, bool starting);

static void arm_timer(struct dnsquery *q)
{
	double left = (q->deadline - clock_monotonic()) * 1000;
	double resend = (q->deadline - q->begun) * 1000 / 3;
	struct timeval wait;

	if (!q->tcp && q->sends < SENDS)
		left = resend < RESEND_MS ? resend : RESEND_MS;
	wait = dial_timeout(left);
	event_add(q->timer, &wait);
}

static int new_id(struct dnsquery *q)
{
	uint16_t id;

	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		return -1;
	q->id[q->sends] = id;
	q->sent[q->sends] = clock_monotonic();
	q->sends++;
	put16(q->wire, id);
	return 0;
}

/* Sends the question over UDP. Returns an outcome. */
static enum outcome send_udp(struct dnsquery *q)
{
	if (new_id(q))
		return dial_errno(errno, q->answer.why);
	if (send(q->fd, q->wire, q->wire_length, 0) < 0 && errno != EAGAIN)
		return dial_errno(errno, q->answer.why);
	return OUTCOME_OK;
}

static void udp_ready(evutil_socket_t fd, short what, void *arg)
{
	struct dnsquery *q = arg;
	uint8_t reply[UDP_MAX];
	ssize_t n = recv(fd, reply, sizeof(reply), MSG_TRUNC);
	int i;

	(void)what;
	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			fail(q, dial_errno(errno, q->answer.why),
			     q->answer.why);
		return;
	}
	if (n > UDP_MAX)
		return;
	i = answers(q, reply, (size_t)n);
	if (i < 0)
		return;
	if (reply[2] & 0x02) {			/* TC */
		q->answer.truncated = true;
		drop_socket(q);
		begin_tcp(q, false);
		return;
	}
	take(q, i, reply, (size_t)n);
}

/* Makes room for COUNT more bytes of the answer over TCP. */
static int want(struct dnsquery *q, size_t total)
{
	uint8_t *more = realloc(q->reply, total);

	if (!more)
		return -1;
	q->reply = more;
	q->reply_want = total;
	return 0;
}

static void tcp_readable(evutil_socket_t fd, short what, void *arg)
{
	struct dnsquery *q = arg;
	ssize_t n = recv(fd, q->reply + q->reply_length,
			 q->reply_want - q->reply_length, 0);
	int i;

	(void)what;
	if (n <= 0) {
		if (n && (errno == EAGAIN || errno == EINTR))
			return;
		if (n)
			fail(q, dial_errno(errno, q->answer.why),
			     q->answer.why);
		else
			fail(q, OUTCOME_CLOSED, _("closed without an answer"));
		return;
	}
	q->reply_length += (size_t)n;
	if (q->reply_length < q->reply_want)
		return;
	if (q->reply_want == 2) {
		if (want(q, 2 + (size_t)get16(q->reply)))
			fail(q, OUTCOME_LOCAL, strerror(ENOMEM));
		else if (q->reply_want == 2)
			fail(q, OUTCOME_MALFORMED, _("an empty message"));
		return;
	}
	i = answers(q, q->reply + 2, q->reply_length - 2);
	if (i < 0)
		fail(q, OUTCOME_MALFORMED,
		     _("the answer is to another question"));
	else
		take(q, i, q->reply + 2, q->reply_length - 2);
}

static int watch(struct dnsquery *q, short what, event_callback_fn f)
{
	if (q->io)
		event_free(q->io);
	q->io = event_new(q->base, q->fd, (short)(what | EV_PERSIST), f, q);
	return q->io && !event_add(q->io, NULL) ? 0 : -1;
}

static void tcp_connected(evutil_socket_t fd, short what, void *arg)
{
	struct dnsquery *q = arg;
	enum outcome o = dial_result(fd, q->answer.why);
	uint8_t message[2 + QUERY_MAX];
	size_t length = 2 + q->wire_length;

	(void)what;
	q->sends = 0;			/* answers over UDP count no more */
	if (o == OUTCOME_OK && new_id(q))
		o = dial_errno(errno, q->answer.why);
	if (o != OUTCOME_OK) {
		fail(q, o, q->answer.why);
		return;
	}
	put16(message, (unsigned)q->wire_length);
	memcpy(message + 2, q->wire, q->wire_length);
	/* a socket that was just opened has room for it */
	if (send(fd, message, length, MSG_NOSIGNAL) != (ssize_t)length)
		fail(q, OUTCOME_CLOSED, _("closed before the question"));
	else if (want(q, 2) || watch(q, EV_READ, tcp_readable))
		fail(q, OUTCOME_LOCAL, strerror(ENOMEM));
}

static void begin_tcp(struct dnsquery *q, bool starting)
{
	enum outcome o;

	q->tcp = true;
	q->fd = dial(&q->server, q->port, SOCK_STREAM, &o, q->answer.why);
	if (q->fd >= 0 && watch(q, EV_WRITE, tcp_connected)) {
		snprintf(q->answer.why, OUTCOME_WHY, "%s", strerror(ENOMEM));
		o = OUTCOME_LOCAL;
	}
	if (o == OUTCOME_OK)
		arm_timer(q);
	else if (starting)
		fail_soon(q, o);
	else
		fail(q, o, q->answer.why);
}

static void begin_udp(struct dnsquery *q)
{
	enum outcome o;

	q->fd = dial(&q->server, q->port, SOCK_DGRAM, &o, q->answer.why);
	if (q->fd >= 0)
		o = send_udp(q);
	if (o == OUTCOME_OK && watch(q, EV_READ, udp_ready)) {
		snprintf(q->answer.why, OUTCOME_WHY, "%s", strerror(ENOMEM));
		o = OUTCOME_LOCAL;
	}
	if (o == OUTCOME_OK)
		arm_timer(q);
	else
		fail_soon(q, o);
}

static void timer_rang(evutil_socket_t fd, short what, void *arg)
{
	struct dnsquery *q = arg;
	enum outcome o;

	(void)fd;
	(void)what;
	if (q->settled) {
		finish(q);
	} else if (q->tcp || q->sends == SENDS ||
		   clock_monotonic() >= q->deadline) {
		fail(q, OUTCOME_TIMEOUT, outcome_title(OUTCOME_TIMEOUT));
	} else {
		o = send_udp(q);
		if (o == OUTCOME_OK)
			arm_timer(q);
		else
			fail(q, o, q->answer.why);
	}
}

struct dnsquery *dnsquery_start(struct event_base *base,
				const struct dnsquestion *w,
				dnsquery_done *done, void *arg,
				struct fault *f)
{
	struct dnsquery *q = calloc(1, sizeof(*q));
	enum outcome o;

	if (!q || !(q->timer = event_new(base, -1, 0, timer_rang, q))) {
		free(q);
		fault_errno(f, _("could not ask about %s"), w->name);
		return NULL;
	}
	q->base = base;
	q->done = done;
	q->arg = arg;
	q->server = w->server;
	q->port = w->port ? w->port : 53;
	q->fd = -1;
	q->begun = clock_monotonic();
	q->deadline = q->begun + w->deadline_ms / 1000.0;
	if (build(q, w)) {
		fault_set(f, _("%s is not a domain name"), w->name);
		dnsquery_cancel(q);
		return NULL;
	}
	o = dial_allowed(&q->server, w->allow_inside, q->answer.why);
	if (o != OUTCOME_OK)
		fail_soon(q, o);
	else if (w->tcp)
		begin_tcp(q, true);
	else
		begin_udp(q);
	return q;
}
