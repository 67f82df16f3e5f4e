/* SPDX-License-Identifier: MIT */
/* IPv4 addresses in lines of configuration, and sockets that speak IPv4. */
#include "ipv6_build.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>

#include "ipv6/literal.h"
#include "ipv6/see/talk.h"

static const struct {
	const char *line, *found;	/* with spaces between */
} lines[] = {
	{ "", "" },
	{ "server 198.51.100.1 iburst", "198.51.100.1" },
	{ "198.51.100.1", "198.51.100.1" },
	{ "http://user@198.51.100.1:80/", "198.51.100.1" },
	{ "[::ffff:198.51.100.1]", "198.51.100.1" },
	{ "a=\"198.51.100.1,203.0.113.7/24\";", "198.51.100.1 203.0.113.7" },
	{ "0.0.0.0:80 127.0.0.1 127.9.9.9 255.255.255.0 224.0.0.1", "" },
	{ "1.2.3 1.2.3.4.5 1.2.3.256 01.2.3.4.", "" },
	{ "v1.2.3.4 1.2.3.4-5 1.2.3.4a x1.2.3.4", "" },
	{ "1.2.3.4", "1.2.3.4" },
	{ "....... 1111111 1.1.1.1", "1.1.1.1" },
	{ "2a0f::1", "" },
};

static void finds_addresses(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lines); i++) {
		const char *s = lines[i].line;
		char found[128] = "", text[16];

		while (literal_next(&s, text))
			snprintf(found + strlen(found),
				 sizeof(found) - strlen(found), "%s%s",
				 found[0] ? " " : "", text);
		if (strcmp(found, lines[i].found) != 0)
			fail_msg("%s: found \"%s\"", lines[i].line, found);
	}
}

static void make(struct build *b, int family, uint8_t state)
{
	struct inet_diag_msg d = {
		.idiag_family = (uint8_t)family, .idiag_state = state,
		.idiag_inode = 77, .id.idiag_sport = htons(443),
		.id.idiag_dport = htons(1024),
	};
	uint8_t yes = 1;

	d.id.idiag_src[0] = htonl(0xc6120002);
	build_begin(b, SOCK_DIAG_BY_FAMILY, &d, sizeof(d));
	build_attr(b, INET_DIAG_SKV6ONLY, &yes, sizeof(yes));
}

static void reads_sockets(void **state)
{
	struct build b;
	struct talk t;

	(void)state;
	make(&b, AF_INET, TCP_LISTEN);
	assert_true(talk_parse(b.words, b.length, &t));
	assert_true(t.listens && t.v6only && t.family == AF_INET);
	assert_int_equal(t.port, 443);
	assert_int_equal(t.peer_port, 1024);
	assert_int_equal(t.inode, 77);
	assert_true(IN6_IS_ADDR_V4MAPPED(&t.local));
	make(&b, AF_INET6, TCP_ESTABLISHED);
	assert_true(talk_parse(b.words, b.length, &t));
	assert_false(t.listens);
	assert_false(IN6_IS_ADDR_V4MAPPED(&t.local));
	make(&b, AF_UNIX, TCP_ESTABLISHED);
	assert_false(talk_parse(b.words, b.length, &t));
}

static void read_mauled(const void *message, size_t length)
{
	struct talk t;

	(void)talk_parse(message, length, &t);
}

static void stands_mauling(void **state)
{
	struct build b;

	(void)state;
	make(&b, AF_INET6, TCP_LISTEN);
	build_maul(&b, read_mauled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_addresses),
		cmocka_unit_test(reads_sockets),
		cmocka_unit_test(stands_mauling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
