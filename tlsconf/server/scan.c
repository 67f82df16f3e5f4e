/* SPDX-License-Identifier: MIT */
/* scan: see scan.h. One fresh connection for each hello, one after another. */
#include "tlsconf/server/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "lang.h"
#include "net/hello.h"
#include "tlsconf/server/stage.h"
#include "tlsconf/server/suite.h"

#define TLS12_BIT 3
#define TLS13_BIT 4

struct scan {
	const struct address *address;
	int port;
	const char *name;
	double until;			/* clock_monotonic() */
	struct prove_facts *out;
	struct fault *f;
};

/* Waits for EVENTS; false where the time is up or a signal came. */
static bool wait_for(struct scan *s, int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	while (!stage_interrupted(s->f)) {
		int left = (int)((s->until - clock_monotonic()) * 1000);

		if (left <= 0) {
			fault_set(s->f, _("the server stays silent"));
			return false;
		}
		if (poll(&p, 1, left) > 0)
			return true;
	}
	return false;
}

static int dial_server(struct scan *s)
{
	struct sockaddr_storage sa;
	socklen_t length = address_sockaddr(s->address, (uint16_t)s->port,
					    &sa);
	int fd = socket(s->address->family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err = 0;
	socklen_t room = sizeof(err);

	if (fd < 0)
		return fault_errno(s->f, _("cannot open a socket"));
	if (connect(fd, (struct sockaddr *)&sa, length) < 0 &&
	    errno != EINPROGRESS) {
		fault_errno(s->f, _("cannot connect to port %d"), s->port);
		close(fd);
		return -1;
	}
	if (!wait_for(s, fd, POLLOUT) ||
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &room) < 0 || err) {
		errno = err;
		fault_errno(s->f, _("cannot connect to port %d"), s->port);
		close(fd);
		return -1;
	}
	return fd;
}

/* Reads the first message. Closed without a word is refused, as an alert. */
static int read_reply(struct scan *s, int fd, enum hello_reply *reply,
		      struct hello_answer *answer)
{
	uint8_t data[HELLO_REPLY_MAX];
	size_t have = 0;
	ssize_t n;

	do {
		if (!wait_for(s, fd, POLLIN))
			return -1;
		n = recv(fd, data + have, sizeof(data) - have, 0);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0) {
			*reply = HELLO_ALERT;
			return 0;
		}
		have += (size_t)n;
		*reply = hello_parse(data, have, answer);
	} while (*reply == HELLO_MORE || n < 0);
	return 0;
}

/* Returns 1 accepted, 0 refused, -1 with a fault. */
static int ask(struct scan *s, int version, const struct hello_offer *offer,
	       struct hello_answer *answer)
{
	uint8_t hello[HELLO_MAX], random[32];
	enum hello_reply reply = HELLO_ALERT;
	size_t length;
	int fd, ret = -1;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return fault_errno(s->f, _("no randomness"));
	length = hello_build_offer(hello, version, s->name, random, offer);
	if (!length)
		return fault_set(s->f, _("no hello can be made for %s"),
				 s->name);
	fd = dial_server(s);
	if (fd < 0)
		return -1;
	memset(answer, 0, sizeof(*answer));
	/* what is not taken whole is answered by closing */
	if (send(fd, hello, length, MSG_NOSIGNAL) != (ssize_t)length)
		ret = 0;
	else if (!read_reply(s, fd, &reply, answer))
		ret = (reply == HELLO_SERVER || reply == HELLO_RETRY) &&
		      answer->version == version;
	close(fd);
	return ret;
}

/* Takes VALUE out of LIST; false where it is not in it. */
static bool take_out(uint16_t *list, size_t *count, uint16_t value)
{
	size_t i;

	for (i = 0; i < *count && list[i] != value; i++)
		;
	if (i == *count)
		return false;
	memmove(list + i, list + i + 1, (*count - i - 1) * sizeof(*list));
	(*count)--;
	return true;
}

/*
 * The suites with an ECDSA certificate, or the others: a server with two
 * certificates may choose by what a client offers, not by what is left.
 */
static int scan_ciphers(struct scan *s, int bit, bool ecdsa)
{
	uint16_t all[HELLO_OFFER_MAX], left[HELLO_OFFER_MAX];
	struct hello_offer offer = { .ciphers = left };
	size_t i, n = hello_ciphers(HELLO_SSL3 + bit, all);
	int *count = &s->out->cipher_count[bit], got;
	char number[SUITE_TEXT];
	struct hello_answer a;

	for (i = 0; i < n; i++)
		if (ecdsa == !!strstr(suite_name(all[i], number), "ECDSA"))
			left[offer.cipher_count++] = all[i];
	while (offer.cipher_count && *count < PROVE_CIPHERS) {
		got = ask(s, HELLO_SSL3 + bit, &offer, &a);
		if (got < 0)
			return -1;
		if (!got || !take_out(left, &offer.cipher_count, a.cipher))
			break;
		s->out->ciphers[bit][(*count)++] = a.cipher;
	}
	return 0;
}

/* The server names the group that it wants in a HelloRetryRequest. */
static int scan_groups13(struct scan *s)
{
	uint16_t left[HELLO_OFFER_MAX];
	struct hello_offer offer = { .groups = left };
	struct hello_answer a;
	int got;

	offer.group_count = hello_groups(left);
	while (offer.group_count && s->out->group_count < PROVE_GROUPS) {
		got = ask(s, HELLO_TLS13, &offer, &a);
		if (got < 0)
			return -1;
		if (!got || !take_out(left, &offer.group_count, a.group))
			break;
		s->out->groups[s->out->group_count++] = a.group;
	}
	s->out->have |= PROVE_HAVE_GROUPS;
	return 0;
}

/*
 * Before TLS 1.3 each group by itself, with the ciphers that need one. Only
 * with an RSA certificate: an ECDSA one's curve has to be offered, too.
 */
static int scan_groups12(struct scan *s)
{
	uint16_t all[HELLO_OFFER_MAX], ciphers[PROVE_CIPHERS];
	struct hello_offer offer = { .ciphers = ciphers, .group_count = 1 };
	size_t i, n = hello_groups(all);
	struct hello_answer a;
	char number[SUITE_TEXT];
	int k, got;

	for (k = 0; k < s->out->cipher_count[TLS12_BIT]; k++)
		if (!strncmp(suite_name(s->out->ciphers[TLS12_BIT][k], number),
			     "ECDHE-RSA-", 10))
			ciphers[offer.cipher_count++] =
				s->out->ciphers[TLS12_BIT][k];
	if (!offer.cipher_count)
		return 0;
	for (i = 0; i < n && s->out->group_count < PROVE_GROUPS; i++) {
		offer.groups = all + i;
		got = ask(s, HELLO_TLS12, &offer, &a);
		if (got < 0)
			return -1;
		if (got)
			s->out->groups[s->out->group_count++] = all[i];
	}
	s->out->have |= PROVE_HAVE_GROUPS;
	return 0;
}

static int scan_ticket(struct scan *s)
{
	const struct hello_offer offer = { .ticket = true };
	struct hello_answer a;
	int got = ask(s, HELLO_TLS12, &offer, &a);

	if (got < 0)
		return -1;
	s->out->ticket = got && a.ticket;
	s->out->have |= PROVE_HAVE_TICKET;
	return 0;
}

int scan_server(const struct address *address, int port, const char *name,
		int seconds, struct prove_facts *out, struct fault *f)
{
	struct scan s = {
		.address = address, .port = port, .name = name, .out = out,
		.until = clock_monotonic() + seconds, .f = f,
	};
	struct tls_facts *t = &out->web.tls;
	int bit, ret = 0;

	for (bit = 0; bit < PROVE_VERSIONS; bit++) {
		if (scan_ciphers(&s, bit, true) < 0 ||
		    scan_ciphers(&s, bit, false) < 0)
			return -1;
		t->versions_asked |= 1u << bit;
		if (out->cipher_count[bit])
			t->versions_accepted |= 1u << bit;
	}
	if (!t->versions_accepted)
		return 0;
	t->have |= TLS_HAVE_VERSIONS;
	out->have |= PROVE_HAVE_CIPHERS;
	if (out->cipher_count[TLS13_BIT])
		ret = scan_groups13(&s);
	else if (out->cipher_count[TLS12_BIT])
		ret = scan_groups12(&s);
	if (!ret && out->cipher_count[TLS12_BIT])
		ret = scan_ticket(&s);
	return ret;
}
