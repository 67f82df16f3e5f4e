/* SPDX-License-Identifier: MIT */
/* The reply loop: each way in which an answer ends, and each trap in it. */
#include "ipv6_build.h"

#include <errno.h>
#include <linux/rtnetlink.h>

#include "ipv6/see/netlink.h"

#define SEQ 5
#define PORT 77

static int taken, take_result;

static int take(const void *message, size_t length, void *data)
{
	(void)message;
	(void)length;
	(void)data;
	taken++;
	return take_result;
}

static const struct netlink_query dump = { .dump = true, .take = take };
static const struct netlink_query single = { .take = take };

/* One message at the end of B. */
static void add(struct build *b, uint16_t type, uint16_t flags,
		const void *body, size_t size)
{
	struct nlmsghdr h = {
		.nlmsg_len = (uint32_t)(sizeof(h) + size),
		.nlmsg_type = type, .nlmsg_flags = flags,
		.nlmsg_seq = SEQ, .nlmsg_pid = PORT,
	};
	uint32_t first = build_header(b)->nlmsg_len;

	if (b->length == 0)
		first = h.nlmsg_len;
	memcpy((char *)b->words + b->length, &h, sizeof(h));
	memcpy((char *)b->words + b->length + sizeof(h), body, size);
	b->length += (sizeof(h) + size + 3) & ~(size_t)3;
	build_header(b)->nlmsg_len = first;
}

static void add_done(struct build *b, uint16_t flags, int status)
{
	add(b, NLMSG_DONE, flags, &status, sizeof(status));
}

static void add_link(struct build *b, uint16_t flags)
{
	struct ifinfomsg i = { .ifi_index = 1 };

	add(b, RTM_NEWLINK, NLM_F_MULTI | flags, &i, sizeof(i));
}

static struct netlink_reply run(const struct netlink_query *q,
				const struct build *b)
{
	struct netlink_reply r = { .query = q, .seq = SEQ, .portid = PORT };
	char *copy = malloc(b->length + 1);

	assert_non_null(copy);
	memcpy(copy, b->words, b->length);
	taken = 0;
	netlink_read(&r, copy, b->length);
	free(copy);
	return r;
}

static void test_whole(void **state)
{
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	add_link(&b, 0);
	add_link(&b, 0);
	r = run(&dump, &b);
	assert_int_equal(taken, 2);
	assert_false(r.done || r.interrupted || r.error);
	add_done(&b, NLM_F_MULTI, 0);
	r = run(&dump, &b);
	assert_int_equal(taken, 2);
	assert_true(r.done);
	assert_int_equal(r.error, 0);
}

/* What libmnl 1.0.4 takes for an empty table. */
static void test_error_in_done(void **state)
{
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	add_done(&b, NLM_F_MULTI, -EINVAL);
	r = run(&dump, &b);
	assert_true(r.done);
	assert_int_equal(r.error, EINVAL);
}

/* The flag may stand on any message, and the dump is read to its end. */
static void test_interrupted(void **state)
{
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	add_link(&b, NLM_F_DUMP_INTR);
	add_link(&b, 0);
	add_done(&b, 0, 0);
	r = run(&dump, &b);
	assert_true(r.interrupted && r.done);
	assert_int_equal(taken, 2);
	assert_int_equal(r.error, 0);

	memset(&b, 0, sizeof(b));
	add_link(&b, 0);
	add_done(&b, NLM_F_DUMP_INTR, 0);
	r = run(&dump, &b);
	assert_true(r.interrupted && r.done);
}

/* NLMSG_ERROR with the kernel's words, capped and with the echo before them. */
static void test_words(void **state)
{
	struct {
		struct nlmsgerr e;
		uint32_t echo[2];
		struct nlattr a;
		char text[12];
	} long_error = {
		{ -EPERM, { .nlmsg_len = sizeof(struct nlmsghdr) + 8 } },
		{ 0, 0 }, { 4 + 8, NLMSGERR_ATTR_MSG }, "not you"
	};
	struct {
		struct nlmsgerr e;
		struct nlattr a;
		char text[12];
	} short_error = {
		{ -EPERM, { .nlmsg_len = 4096 } },
		{ 4 + 8, NLMSGERR_ATTR_MSG }, "not you"
	};
	struct {
		int status;
		struct nlattr a;
		char text[12];
	} done = { -ENOENT, { 4 + 8, NLMSGERR_ATTR_MSG }, "no such" };
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	add(&b, NLMSG_ERROR, NLM_F_ACK_TLVS, &long_error, sizeof(long_error));
	r = run(&dump, &b);
	assert_int_equal(r.error, EPERM);
	assert_string_equal(r.why, "not you");

	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, &short_error,
	    sizeof(short_error));
	r = run(&dump, &b);
	assert_int_equal(r.error, EPERM);
	assert_string_equal(r.why, "not you");

	/* an echo that claims to be longer than the message hides no words */
	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_ERROR, NLM_F_ACK_TLVS, &short_error,
	    sizeof(short_error));
	r = run(&dump, &b);
	assert_int_equal(r.error, EPERM);
	assert_string_equal(r.why, "");

	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_DONE, NLM_F_ACK_TLVS, &done, sizeof(done));
	r = run(&dump, &b);
	assert_int_equal(r.error, ENOENT);
	assert_string_equal(r.why, "no such");
}

/* Answers to somebody else's question are none. */
static void test_foreign(void **state)
{
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	add_link(&b, 0);
	build_header(&b)->nlmsg_seq = SEQ - 1;
	r = run(&dump, &b);
	assert_int_equal(taken, 0);
	build_header(&b)->nlmsg_seq = SEQ;
	build_header(&b)->nlmsg_pid = PORT + 1;
	r = run(&dump, &b);
	assert_int_equal(taken, 0);
	assert_false(r.done);
}

static void test_ends(void **state)
{
	struct build b = { 0 };
	struct netlink_reply r;

	(void)state;
	/* one question has one answer */
	add_link(&b, 0);
	r = run(&single, &b);
	assert_true(r.done);
	/* memory ran out */
	take_result = -1;
	r = run(&dump, &b);
	take_result = 0;
	assert_true(r.done);
	assert_int_equal(r.error, ENOMEM);
	/* the kernel dropped some */
	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_OVERRUN, 0, "", 0);
	r = run(&dump, &b);
	assert_int_equal(r.error, ENOBUFS);
	/* nothing to say */
	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_NOOP, 0, "", 0);
	r = run(&dump, &b);
	assert_false(r.done);
	/* an error that is too short to tell which */
	memset(&b, 0, sizeof(b));
	add(&b, NLMSG_ERROR, 0, "ab", 2);
	r = run(&dump, &b);
	assert_true(r.done);
	assert_int_equal(r.error, EBADMSG);
}

/* A datagram that ends within a message, or claims more than there is. */
static void test_cut(void **state)
{
	static const uint32_t claims[] = { 0, 1, 15, 4096, 0x80000010,
					   UINT32_MAX };
	struct build b = { 0 };
	struct netlink_reply r;
	size_t i;

	(void)state;
	add_link(&b, 0);
	b.length -= 4;
	r = run(&dump, &b);
	assert_int_equal(r.error, EBADMSG);
	b.length += 4;
	for (i = 0; i < COUNT(claims); i++) {
		build_header(&b)->nlmsg_len = claims[i];
		r = run(&dump, &b);
		assert_int_equal(r.error, EBADMSG);
		assert_int_equal(taken, 0);
	}
}

static void read_reply(const void *message, size_t length)
{
	struct netlink_reply r = { .query = &dump, .seq = SEQ,
				   .portid = PORT };

	netlink_read(&r, message, length);
}

static void test_mauled(void **state)
{
	struct {
		struct nlmsgerr e;
		struct nlattr a;
		char text[12];
	} error = {
		{ -EPERM, { .nlmsg_len = sizeof(struct nlmsghdr) } },
		{ 4 + 8, NLMSGERR_ATTR_MSG }, "not you"
	};
	struct build b = { 0 };

	(void)state;
	add(&b, NLMSG_ERROR, NLM_F_ACK_TLVS, &error, sizeof(error));
	build_maul(&b, read_reply);
	memset(&b, 0, sizeof(b));
	add_link(&b, 0);
	add_done(&b, NLM_F_ACK_TLVS, 0);
	build_maul(&b, read_reply);
}

/* Really asking: the loopback link is there, unprivileged too. */
static void begin_count(void *data)
{
	*(int *)data = 0;
}

static int take_count(const void *message, size_t length, void *data)
{
	if (netlink_open(message, length, RTM_NEWLINK,
			 sizeof(struct ifinfomsg)) != NULL)
		++*(int *)data;
	return 0;
}

static void test_ask(void **state)
{
	struct ifinfomsg body = { 0 };
	int count = 0;
	struct netlink_query q = {
		.bus = NETLINK_ROUTE, .type = RTM_GETLINK, .dump = true,
		.body = &body, .body_length = sizeof(body),
		.begin = begin_count, .take = take_count, .data = &count,
	};
	struct v6_part part;

	(void)state;
	netlink_ask(&q, &part);
	if (!part.seen)
		fail_msg("%s %s", strerror(part.error), part.why);
	assert_true(count >= 1);
	/* a type that no kernel has */
	q.type = RTM_MAX + 40;
	netlink_ask(&q, &part);
	assert_false(part.seen);
	assert_int_not_equal(part.error, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_error_in_done),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_mauled),
		cmocka_unit_test(test_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
