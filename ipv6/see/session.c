/* SPDX-License-Identifier: MIT */
/* session: see session.h. */
#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <string.h>

#include "netlink.h"
#include "rows.h"

#define BACKOFF 3		/* the timer was doubled as often */
#define LEAST_MSS 1220		/* what 1280 bytes leave: always fits */

/* All fields that matter are older than any kernel that runs this. */
static void read_info(const struct nlattr *a, struct session *out)
{
	struct tcp_info t;
	size_t size = offsetof(struct tcp_info, tcpi_pmtu) +
		sizeof(t.tcpi_pmtu);

	if (!netlink_copy(a, &t, size))
		return;
	out->have_info = true;
	out->backoff = t.tcpi_backoff;
	out->unacked = t.tcpi_unacked;
	out->mss = t.tcpi_snd_mss;
	out->pmtu = t.tcpi_pmtu;
}

bool session_parse(const void *message, size_t length, struct session *out)
{
	const struct nlmsghdr *h = netlink_open(message, length,
						SOCK_DIAG_BY_FAMILY,
						sizeof(struct inet_diag_msg));
	const struct inet_diag_msg *d;
	const struct nlattr *a;

	memset(out, 0, sizeof(*out));
	if (h == NULL)
		return false;
	d = mnl_nlmsg_get_payload(h);
	if (d->idiag_family != AF_INET && d->idiag_family != AF_INET6)
		return false;
	out->peer_port = ntohs(d->id.idiag_dport);
	if (d->idiag_family == AF_INET)
		netlink_map(d->id.idiag_dst, &out->peer);
	else
		memcpy(&out->peer, d->id.idiag_dst, sizeof(out->peer));
	out->family = IN6_IS_ADDR_V4MAPPED(&out->peer) ? AF_INET : AF_INET6;
	netlink_for_each(a, h, sizeof(*d))
		if (mnl_attr_get_type(a) == INET_DIAG_INFO)
			read_info(a, out);
	return true;
}

static bool is_stuck(const struct session *s)
{
	return s->have_info && s->backoff >= BACKOFF && s->unacked > 0 &&
		s->mss > LEAST_MSS;
}

void session_count(struct v6_facts *f, const struct session *s)
{
	size_t i;

	for (i = 0; i < f->session_count; i++) {
		struct v6_sessions *all = &f->sessions[i];

		if (all->family != s->family)
			continue;
		all->count++;
		if (!is_stuck(s))
			continue;
		if (all->stuck++ == 0) {
			all->peer = s->peer;
			all->peer_port = s->peer_port;
			all->mss = s->mss;
			all->pmtu = s->pmtu;
		}
	}
}

/* What was counted before, for a dump that begins anew. */
struct collector {
	struct v6_facts *facts;
	struct v6_sessions before[2];
};

static void begin(void *data)
{
	struct collector *c = data;

	memcpy(c->facts->sessions, c->before, sizeof(c->before));
}

static int take(const void *message, size_t length, void *data)
{
	struct collector *c = data;
	struct session one;

	if (session_parse(message, length, &one))
		session_count(c->facts, &one);
	return 0;
}

static void see_family(struct v6_facts *f, int family)
{
	struct inet_diag_req_v2 body = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_ext = 1 << (INET_DIAG_INFO - 1),
		.idiag_states = 1 << TCP_ESTABLISHED | 1 << TCP_FIN_WAIT1 |
			1 << TCP_CLOSE_WAIT | 1 << TCP_LAST_ACK |
			1 << TCP_CLOSING,
	};
	struct collector c = { .facts = f };
	struct netlink_query q = {
		.bus = NETLINK_SOCK_DIAG, .type = SOCK_DIAG_BY_FAMILY,
		.dump = true, .body = &body, .body_length = sizeof(body),
		.begin = begin, .take = take, .data = &c,
	};

	memcpy(c.before, f->sessions, sizeof(c.before));
	netlink_ask(&q, &f->sessions_part);
}

/* One row for each family. Returns 0, or -1: no memory. */
static int make_rows(struct v6_facts *f)
{
	static const int families[] = { AF_INET, AF_INET6 };
	size_t i;

	f->session_count = 0;
	for (i = 0; i < 2; i++) {
		struct v6_sessions *grown =
			rows_grow(f->sessions, i, &f->session_room,
				  sizeof(*grown));

		if (grown == NULL)
			return -1;
		f->sessions = grown;
		f->sessions[i] = (struct v6_sessions){ .family = families[i] };
		f->session_count++;
	}
	return 0;
}

void session_see(struct v6_facts *f)
{
	if (make_rows(f) != 0) {
		f->sessions_part = (struct v6_part){ .error = ENOMEM };
		return;
	}
	see_family(f, AF_INET);
	if (f->sessions_part.seen)
		see_family(f, AF_INET6);
	if (f->sessions_part.error == ENOENT && f->inet6_known && !f->inet6)
		f->sessions_part = (struct v6_part){ .seen = true };
}
