/* SPDX-License-Identifier: MIT */
/*
 * netlink: one question to the kernel and its whole answer. libmnl makes the
 * sockets and walks the attributes; the reply loop is ours, because
 * mnl_cb_run() of libmnl 1.0.4 loses an error that stands in NLMSG_DONE (an
 * empty table is then indistinguishable from a refused dump) and drops the
 * rest of a buffer when a dump was interrupted.
 */
#ifndef KHIEN_IPV6_NETLINK_H
#define KHIEN_IPV6_NETLINK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipv6/facts.h"

#define NETLINK_BODY 320	/* room for a request's header and attributes */

/* One question. MESSAGE and LENGTH given to take() lie within one buffer. */
struct netlink_query {
	int bus;		/* NETLINK_ROUTE, NETLINK_SOCK_DIAG */
	uint16_t type;		/* RTM_GETLINK … */
	bool dump;		/* all of them; else the one that is described */
	const void *body;	/* header of that type, then attributes */
	size_t body_length;

	/* Forget what was collected: the answer begins, perhaps once more. */
	void (*begin)(void *data);
	/* One message of the answer. Returns 0, or -1: memory ran out. */
	int (*take)(const void *message, size_t length, void *data);
	void *data;
};

/*
 * Asks, on a socket of its own, and again on a fresh one (at most five times)
 * where the kernel says that the list changed under the dump. What came of it
 * is in *PART: seen, wavering where it never held still, or error with the
 * kernel's words. The request is checked strictly where the kernel can
 * (NETLINK_GET_STRICT_CHK, Linux 4.20).
 */
void netlink_ask(const struct netlink_query *q, struct v6_part *part);

/* Where an answer stands; begin with zeros but seq, portid and query. */
struct netlink_reply {
	const struct netlink_query *query;
	uint32_t seq, portid;
	bool done, interrupted;
	int error;		/* errno that the kernel answered, or ours */
	char why[160];		/* its extended acknowledgement; may be "" */
};

/*
 * Reads one datagram of the answer; pure but for query->take(). Messages of
 * another seq or portid are skipped. Nothing beyond LENGTH is read. BUFFER is
 * aligned to 4.
 */
void netlink_read(struct netlink_reply *r, const void *buffer, size_t length);

/*
 * Adds an attribute to a request body that is built by hand. BODY has room
 * for NETLINK_BODY bytes, *LENGTH of them used, a multiple of 4.
 */
void netlink_put(void *body, size_t *length, uint16_t type,
		 const void *data, size_t size);

/*
 * Walks over the attributes behind OFFSET bytes of H's payload. Not
 * mnl_attr_for_each(), which rounds the message's length up and so reads up to
 * three bytes beyond one that is not a multiple of 4.
 */
#define netlink_for_each(attr, h, offset) \
	for ((attr) = mnl_nlmsg_get_payload_offset((h), (offset)); \
	     mnl_attr_ok((attr), (int)((const char *)(h) + (h)->nlmsg_len - \
				       (const char *)(attr))); \
	     (attr) = mnl_attr_next(attr))

/*
 * Copies the first SIZE bytes of attribute A to OUT. An attribute that is
 * shorter is no use and leaves OUT as it is (false); a longer one comes from a
 * newer kernel, which only ever appends.
 */
bool netlink_copy(const struct nlattr *a, void *out, size_t size);

/*
 * Copies an address of FAMILY (AF_INET or AF_INET6), IPv4 as ::ffff:a.b.c.d.
 * False where the attribute is too short.
 */
bool netlink_copy_address(const struct nlattr *a, int family,
			  struct in6_addr *out);

/* IPv4 address BYTES (4 of them) as ::ffff:a.b.c.d. */
void netlink_map(const void *bytes, struct in6_addr *out);

/* Copies a string attribute, cut to ROOM and always ended. */
void netlink_copy_text(const struct nlattr *a, char *out, size_t room);

/*
 * The header of MESSAGE where it is whole, of type TYPE and has at least
 * HEADER bytes of payload; else NULL.
 */
const struct nlmsghdr *netlink_open(const void *message, size_t length,
				    uint16_t type, size_t header);

#endif
