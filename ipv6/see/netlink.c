/* SPDX-License-Identifier: MIT */
/* netlink: ask, read to the end, ask again where the list was moving. */
#include "netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#define ATTEMPTS 5
#define BUFFER (64 * 1024)	/* the kernel fills up to 32 KiB per datagram */
#define PATIENCE 5		/* s; a dump never waits for anything */

bool netlink_copy(const struct nlattr *a, void *out, size_t size)
{
	if (mnl_attr_get_payload_len(a) < size)
		return false;
	memcpy(out, mnl_attr_get_payload(a), size);
	return true;
}

void netlink_map(const void *bytes, struct in6_addr *out)
{
	memset(out, 0, sizeof(*out));
	out->s6_addr[10] = out->s6_addr[11] = 0xff;
	memcpy(&out->s6_addr[12], bytes, 4);
}

bool netlink_copy_address(const struct nlattr *a, int family,
			  struct in6_addr *out)
{
	if (family == AF_INET6)
		return netlink_copy(a, out, sizeof(*out));
	if (mnl_attr_get_payload_len(a) < 4)
		return false;
	netlink_map(mnl_attr_get_payload(a), out);
	return true;
}

void netlink_copy_text(const struct nlattr *a, char *out, size_t room)
{
	size_t length = strnlen(mnl_attr_get_payload(a),
				mnl_attr_get_payload_len(a));

	if (length >= room)
		length = room - 1;
	memcpy(out, mnl_attr_get_payload(a), length);
	out[length] = '\0';
}

void netlink_put(void *body, size_t *length, uint16_t type,
		 const void *data, size_t size)
{
	struct nlattr a = { (uint16_t)(MNL_ATTR_HDRLEN + size), type };
	char *at = (char *)body + *length;

	memset(at, 0, MNL_ATTR_HDRLEN + MNL_ALIGN(size));
	memcpy(at, &a, sizeof(a));
	memcpy(at + MNL_ATTR_HDRLEN, data, size);
	*length += MNL_ATTR_HDRLEN + MNL_ALIGN(size);
}

const struct nlmsghdr *netlink_open(const void *message, size_t length,
				    uint16_t type, size_t header)
{
	const struct nlmsghdr *h = message;

	if (length < sizeof(*h) || h->nlmsg_len < MNL_NLMSG_HDRLEN + header ||
	    h->nlmsg_len > length || h->nlmsg_type != type)
		return NULL;
	return h;
}

/*
 * The extended acknowledgement stands behind SKIP bytes of payload
 * (NLMSGERR_ATTR_MSG, Linux 4.12).
 */
static void read_words(struct netlink_reply *r, const struct nlmsghdr *h,
		       size_t skip)
{
	const struct nlattr *a;

	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    mnl_nlmsg_get_payload_len(h) < skip)
		return;
	netlink_for_each(a, h, skip)
		if (mnl_attr_get_type(a) == NLMSGERR_ATTR_MSG)
			netlink_copy_text(a, r->why, sizeof(r->why));
}

/* The errno in a status, which is that below zero, or zero. */
static int errno_of(int status)
{
	return status < -4095 ? EBADMSG : status < 0 ? -status : 0;
}

/* NLMSG_ERROR: the answer to a refused request, or an acknowledgement. */
static void read_error(struct netlink_reply *r, const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);
	size_t skip = sizeof(*e);

	r->done = true;
	if (mnl_nlmsg_get_payload_len(h) < sizeof(*e)) {
		r->error = EBADMSG;
		return;
	}
	r->error = errno_of(e->error);
	/* the request is echoed whole, unless it was capped */
	if (!(h->nlmsg_flags & NLM_F_CAPPED) &&
	    e->msg.nlmsg_len > sizeof(e->msg))
		skip += MNL_ALIGN(e->msg.nlmsg_len - sizeof(e->msg));
	read_words(r, h, skip);
}

/* NLMSG_DONE: the dump's own status, zero or an error below zero. */
static void read_done(struct netlink_reply *r, const struct nlmsghdr *h)
{
	int status = 0;

	r->done = true;
	if (mnl_nlmsg_get_payload_len(h) < sizeof(status))
		return;
	memcpy(&status, mnl_nlmsg_get_payload(h), sizeof(status));
	r->error = errno_of(status);
	read_words(r, h, sizeof(status));
}

static void read_message(struct netlink_reply *r, const struct nlmsghdr *h)
{
	if (h->nlmsg_seq != r->seq || h->nlmsg_pid != r->portid)
		return;
	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		r->interrupted = true;
	if (h->nlmsg_type == NLMSG_ERROR) {
		read_error(r, h);
	} else if (h->nlmsg_type == NLMSG_DONE) {
		read_done(r, h);
	} else if (h->nlmsg_type == NLMSG_OVERRUN) {
		r->error = ENOBUFS;
		r->done = true;
	} else if (h->nlmsg_type >= NLMSG_MIN_TYPE) {
		if (r->query->take(h, h->nlmsg_len, r->query->data) != 0) {
			r->error = ENOMEM;
			r->done = true;
		}
		if (!r->query->dump)
			r->done = true;
	}
}

void netlink_read(struct netlink_reply *r, const void *buffer, size_t length)
{
	const char *at = buffer;

	while (!r->done && length > 0) {
		const struct nlmsghdr *h = (const void *)at;
		size_t step;

		/* a datagram ends with its last message, whole */
		if (length < sizeof(*h) || h->nlmsg_len < sizeof(*h) ||
		    h->nlmsg_len > length) {
			r->error = EBADMSG;
			r->done = true;
			return;
		}
		read_message(r, h);
		step = MNL_ALIGN((size_t)h->nlmsg_len);
		at += step < length ? step : length;
		length -= step < length ? step : length;
	}
}

static int send_query(struct mnl_socket *s, const struct netlink_query *q,
		      uint32_t seq)
{
	alignas(4) char buffer[MNL_NLMSG_HDRLEN + NETLINK_BODY];
	struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);

	h->nlmsg_type = q->type;
	h->nlmsg_flags = NLM_F_REQUEST | (q->dump ? NLM_F_DUMP : 0);
	h->nlmsg_seq = seq;
	memcpy(mnl_nlmsg_put_extra_header(h, q->body_length), q->body,
	       q->body_length);
	return mnl_socket_sendto(s, h, h->nlmsg_len) < 0 ? -1 : 0;
}

/* One datagram that the kernel itself sent. Returns its length, or -1. */
static ssize_t receive(struct mnl_socket *s, void *buffer, size_t room)
{
	struct sockaddr_nl from;
	struct iovec v = { buffer, room };
	struct msghdr m;
	ssize_t n;

	do {
		memset(&m, 0, sizeof(m));
		m.msg_name = &from;
		m.msg_namelen = sizeof(from);
		m.msg_iov = &v;
		m.msg_iovlen = 1;
		n = recvmsg(mnl_socket_get_fd(s), &m, 0);
	} while ((n < 0 && errno == EINTR) ||
		 (n >= 0 && (m.msg_namelen != sizeof(from) || from.nl_pid)));
	if (n >= 0 && (m.msg_flags & MSG_TRUNC)) {
		errno = EMSGSIZE;
		return -1;
	}
	return n;
}

/*
 * Extended acknowledgements, capped echoes and strict checking: each is a help
 * that an old kernel may lack, so a refusal is no error.
 */
static void set_options(struct mnl_socket *s, bool strict)
{
	struct timeval patience = { .tv_sec = PATIENCE };
	int on = 1;

	mnl_socket_setsockopt(s, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(s, NETLINK_CAP_ACK, &on, sizeof(on));
	if (strict)
		mnl_socket_setsockopt(s, NETLINK_GET_STRICT_CHK, &on,
				      sizeof(on));
	setsockopt(mnl_socket_get_fd(s), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
}

/* Asks once. The outcome is in *R; r->error where it cannot be asked. */
static void ask_once(struct netlink_reply *r, void *buffer, bool strict)
{
	const struct netlink_query *q = r->query;
	struct mnl_socket *s = mnl_socket_open2(q->bus, SOCK_CLOEXEC);

	if (s == NULL) {
		r->error = errno;
		return;
	}
	set_options(s, strict);
	q->begin(q->data);
	if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    send_query(s, q, r->seq) < 0)
		r->error = errno;
	r->portid = mnl_socket_get_portid(s);
	while (r->error == 0 && !r->done) {
		ssize_t n = receive(s, buffer, BUFFER);

		if (n < 0)
			r->error = errno == EAGAIN ? ETIMEDOUT : errno;
		else
			netlink_read(r, buffer, (size_t)n);
	}
	mnl_socket_close(s);
}

/* Worth another attempt: the list moved, or the reader was too slow. */
static bool restless(const struct netlink_reply *r)
{
	return r->error == EINTR || r->error == ENOBUFS ||
		(r->error == 0 && r->interrupted);
}

void netlink_ask(const struct netlink_query *q, struct v6_part *part)
{
	struct netlink_reply r = { .query = q };
	void *buffer = malloc(BUFFER);
	bool strict = true;
	uint32_t attempt;

	memset(part, 0, sizeof(*part));
	for (attempt = 1; buffer != NULL && attempt <= ATTEMPTS; attempt++) {
		struct timespec pause = { .tv_nsec = 2000000L << attempt };

		r = (struct netlink_reply){ .query = q, .seq = attempt };
		ask_once(&r, buffer, strict);
		if (r.error == EINVAL && strict) {
			/* a kernel that checks, but does not know our ask */
			strict = false;
			continue;
		}
		if (!restless(&r))
			break;
		nanosleep(&pause, NULL);
	}
	part->error = buffer ? r.error : ENOMEM;
	part->seen = part->error == 0;
	part->wavering = part->seen && r.interrupted;
	memcpy(part->why, r.why, sizeof(part->why));
	free(buffer);
}
