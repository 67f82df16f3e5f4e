/* SPDX-License-Identifier: MIT */
/* ipv6_build: netlink messages made by hand, for the tests of their readers. */
#ifndef KHIEN_UNIT_IPV6_BUILD_H
#define KHIEN_UNIT_IPV6_BUILD_H

#include "unit.h"

#include <arpa/inet.h>
#include <linux/netlink.h>

struct build {
	uint32_t words[1024];
	size_t length;		/* bytes, a multiple of 4 */
};

static inline struct nlmsghdr *build_header(struct build *b)
{
	return (struct nlmsghdr *)b->words;
}

static inline void build_bytes(struct build *b, const void *data, size_t size)
{
	assert_true(b->length + size + 3 < sizeof(b->words));
	memcpy((char *)b->words + b->length, data, size);
	b->length += (size + 3) & ~(size_t)3;
	build_header(b)->nlmsg_len = (uint32_t)b->length;
}

static inline void build_begin(struct build *b, uint16_t type,
			       const void *header, size_t size)
{
	struct nlmsghdr h = { .nlmsg_type = type };

	memset(b, 0, sizeof(*b));
	build_bytes(b, &h, sizeof(h));
	build_bytes(b, header, size);
}

static inline void build_attr(struct build *b, uint16_t type,
			      const void *data, size_t size)
{
	struct nlattr a = { (uint16_t)(sizeof(a) + size), type };

	build_bytes(b, &a, sizeof(a));
	build_bytes(b, data, size);
}

static inline void build_u32(struct build *b, uint16_t type, uint32_t value)
{
	build_attr(b, type, &value, sizeof(value));
}

static inline void build_text(struct build *b, uint16_t type, const char *s)
{
	build_attr(b, type, s, strlen(s) + 1);
}

/* ADDRESS as text, of 4 or 16 bytes. */
static inline void build_address(struct build *b, uint16_t type,
				 const char *address)
{
	uint8_t bytes[16];
	int family = strchr(address, ':') ? AF_INET6 : AF_INET;

	assert_int_equal(inet_pton(family, address, bytes), 1);
	build_attr(b, type, bytes, family == AF_INET6 ? 16 : 4);
}

/* A nest: its place is handed to build_close(). */
static inline size_t build_open(struct build *b, uint16_t type)
{
	struct nlattr a = { sizeof(a), type | NLA_F_NESTED };
	size_t at = b->length;

	build_bytes(b, &a, sizeof(a));
	return at;
}

static inline void build_close(struct build *b, size_t at)
{
	uint16_t length = (uint16_t)(b->length - at);

	memcpy((char *)b->words + at, &length, sizeof(length));
}

/*
 * Hands READ every beginning of B, in a block of just that size so that a
 * sanitizer sees a step beyond it: once with the length the message claims,
 * once with the claim cut as well. And the same with each 16 bits of it set
 * to all ones, to a small number and to zero, which spoils every length.
 */
static inline void build_maul(const struct build *b,
			      void (*read)(const void *message, size_t length))
{
	static const uint16_t poison[] = { 0xffff, 0, 5, 0x8000 };
	size_t cut, at, i;

	for (cut = 0; cut <= b->length; cut++) {
		char *copy = malloc(cut ? cut : 1);
		uint32_t claim = (uint32_t)cut;

		assert_non_null(copy);
		memcpy(copy, b->words, cut);
		read(copy, cut);
		if (cut >= sizeof(claim))
			memcpy(copy, &claim, sizeof(claim));
		read(copy, cut);
		free(copy);
	}
	for (at = 0; at + 2 <= b->length; at += 2)
		for (i = 0; i < COUNT(poison); i++) {
			char *copy = malloc(b->length);

			assert_non_null(copy);
			memcpy(copy, b->words, b->length);
			memcpy(copy + at, &poison[i], sizeof(poison[i]));
			read(copy, b->length);
			free(copy);
		}
}

#endif
