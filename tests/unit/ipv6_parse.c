/* SPDX-License-Identifier: MIT */
/* Readers of neighbours, rules, ways and sessions, and of the resolver's files. */
#include "ipv6_build.h"

#include <linux/fib_rules.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>

#include "ipv6/prefix.h"
#include "ipv6/see/neigh.h"
#include "ipv6/see/resolv.h"
#include "ipv6/see/rule.h"
#include "ipv6/see/session.h"
#include "ipv6/see/way.h"

static void assert_address(const struct in6_addr *a, const char *wanted)
{
	char text[PREFIX_TEXT];

	assert_string_equal(prefix_format(a, text), wanted);
}

/* ---- neighbours ---- */

static void build_neigh(struct build *b, int family, uint8_t flags)
{
	struct ndmsg n = { .ndm_family = (uint8_t)family, .ndm_ifindex = 3,
			   .ndm_state = NUD_FAILED, .ndm_flags = flags };

	build_begin(b, RTM_NEWNEIGH, &n, sizeof(n));
	build_u32(b, NDA_PROBES, 3);
	build_address(b, NDA_DST, family == AF_INET6 ? "fe80::1" : "192.0.2.1");
}

static void test_neigh(void **state)
{
	struct v6_neighbour n;
	struct build b;

	(void)state;
	build_neigh(&b, AF_INET6, NTF_ROUTER);
	assert_true(neigh_parse(b.words, b.length, &n));
	assert_address(&n.address, "fe80::1");
	assert_int_equal(n.ifindex, 3);
	assert_int_equal(n.state, NUD_FAILED);
	assert_int_equal(n.flags, NTF_ROUTER);
	build_neigh(&b, AF_INET, 0);
	assert_false(neigh_parse(b.words, b.length, &n));
	build_neigh(&b, AF_INET6, NTF_PROXY);
	assert_false(neigh_parse(b.words, b.length, &n));
	build_begin(&b, RTM_NEWNEIGH, &(struct ndmsg){
		.ndm_family = AF_INET6 }, sizeof(struct ndmsg));
	assert_false(neigh_parse(b.words, b.length, &n));
	build_address(&b, NDA_DST, "192.0.2.1");	/* four bytes */
	assert_false(neigh_parse(b.words, b.length, &n));
}

/* ---- rules ---- */

static void build_rule(struct build *b, uint8_t action, uint32_t table)
{
	struct fib_rule_hdr r = { .family = AF_INET6, .action = action,
				  .src_len = 64, .table = RT_TABLE_COMPAT };

	build_begin(b, RTM_NEWRULE, &r, sizeof(r));
	build_u32(b, FRA_TABLE, table);
	build_u32(b, FRA_PRIORITY, 32765);
	build_address(b, FRA_SRC, "2a10:9::");
}

static void test_rule(void **state)
{
	struct v6_rule r;
	struct build b;

	(void)state;
	build_rule(&b, FR_ACT_TO_TBL, 70000);
	assert_true(rule_parse(b.words, b.length, &r));
	assert_int_equal(r.table, 70000);	/* more than eight bits */
	assert_int_equal(r.priority, 32765);
	assert_address(&r.source, "2a10:9::");
	assert_int_equal(r.source_length, 64);
	assert_false(r.narrowed || r.inverted || r.counted || r.empty);
	build_text(&b, FRA_IIFNAME, "eth0");
	assert_true(rule_parse(b.words, b.length, &r));
	assert_true(r.narrowed);
	build_rule(&b, FR_ACT_UNREACHABLE, 70000);
	assert_false(rule_parse(b.words, b.length, &r));
	build_rule(&b, FR_ACT_TO_TBL, 0);	/* of a VRF */
	assert_false(rule_parse(b.words, b.length, &r));
}

/* ---- ways ---- */

static void build_way(struct build *b, uint8_t type)
{
	struct rtmsg r = { .rtm_family = AF_INET6, .rtm_type = type,
			   .rtm_flags = RTM_F_CLONED };

	build_begin(b, RTM_NEWROUTE, &r, sizeof(r));
	build_address(b, RTA_DST, "2a00::1");
	build_address(b, RTA_PREFSRC, "2a0f::2");
	build_address(b, RTA_GATEWAY, "fe80::1");
	build_u32(b, RTA_OIF, 7);
}

static void test_way(void **state)
{
	struct v6_way w;
	struct build b;

	(void)state;
	build_way(&b, RTN_UNICAST);
	assert_true(way_parse(b.words, b.length, &w));
	assert_address(&w.chosen, "2a0f::2");
	assert_address(&w.gateway, "fe80::1");
	assert_int_equal(w.family, AF_INET6);
	assert_int_equal(w.ifindex, 7);
	build_way(&b, RTN_UNREACHABLE);
	assert_false(way_parse(b.words, b.length, &w));
}

/* ---- sessions ---- */

static void build_session(struct build *b, const char *peer, uint8_t backoff,
			  uint32_t mss)
{
	struct inet_diag_msg d = { .idiag_family = AF_INET6 };
	struct tcp_info t = { .tcpi_backoff = backoff, .tcpi_unacked = 11,
			      .tcpi_snd_mss = mss, .tcpi_pmtu = 1500 };

	assert_int_equal(inet_pton(AF_INET6, peer, d.id.idiag_dst), 1);
	d.id.idiag_dport = htons(50000);
	build_begin(b, SOCK_DIAG_BY_FAMILY, &d, sizeof(d));
	build_attr(b, INET_DIAG_INFO, &t, sizeof(t));
}

static void test_session(void **state)
{
	static const struct {
		const char *peer;
		uint8_t backoff;
		uint32_t mss;
		int family;
		uint32_t stuck;
	} cases[] = {
		{ "2a0f::9", 3, 1440, AF_INET6, 1 },
		{ "2a0f::9", 2, 1440, AF_INET6, 0 },
		{ "2a0f::9", 7, 1220, AF_INET6, 0 },	/* it always fits */
		{ "2a0f::9", 7, 1221, AF_INET6, 1 },
		{ "::ffff:192.0.2.1", 3, 1460, AF_INET, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct v6_sessions rows[2] = { { .family = AF_INET },
					       { .family = AF_INET6 } };
		struct v6_facts f = { .sessions = rows, .session_count = 2 };
		const struct v6_sessions *one =
			&rows[cases[i].family == AF_INET6];
		struct session s;
		struct build b;

		build_session(&b, cases[i].peer, cases[i].backoff,
			      cases[i].mss);
		assert_true(session_parse(b.words, b.length, &s));
		assert_int_equal(s.family, cases[i].family);
		session_count(&f, &s);
		assert_int_equal(one->count, 1);
		assert_int_equal(one->stuck, cases[i].stuck);
		assert_int_equal(one->peer_port, cases[i].stuck ? 50000 : 0);
	}
}

/* An older kernel tells less of a session; what is cut is no use. */
static void test_session_short(void **state)
{
	struct inet_diag_msg d = { .idiag_family = AF_INET };
	struct tcp_info t = { .tcpi_backoff = 9 };
	struct session s;
	struct build b;

	(void)state;
	build_begin(&b, SOCK_DIAG_BY_FAMILY, &d, sizeof(d));
	build_attr(&b, INET_DIAG_INFO, &t, 16);
	assert_true(session_parse(b.words, b.length, &s));
	assert_false(s.have_info);
}

/* ---- cut and spoilt ---- */

static void read_all(const void *message, size_t length)
{
	struct v6_neighbour n;
	struct v6_rule r;
	struct v6_way w;
	struct session s;

	neigh_parse(message, length, &n);
	rule_parse(message, length, &r);
	way_parse(message, length, &w);
	session_parse(message, length, &s);
}

static void test_mauled(void **state)
{
	struct build b;

	(void)state;
	build_neigh(&b, AF_INET6, NTF_ROUTER);
	build_maul(&b, read_all);
	build_rule(&b, FR_ACT_TO_TBL, 70000);
	build_maul(&b, read_all);
	build_way(&b, RTN_UNICAST);
	build_maul(&b, read_all);
	build_session(&b, "2a0f::9", 3, 1440);
	build_maul(&b, read_all);
}

/* ---- files ---- */

static void test_resolv(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first;	/* NULL: none */
		bool stub;
	} cases[] = {
		{ "", 0, NULL, false },
		{ "nameserver 2a0f::53\n", 1, "2a0f::53", false },
		{ " nameserver\tfe80::1%eth0\n", 1, "fe80::1", false },
		{ "nameserver 198.18.0.53 # x\nnameserver ::1", 2,
		  "198.18.0.53", false },
		{ "#nameserver 2a0f::53\n;nameserver ::1\n", 0, NULL, false },
		{ "search nameserver\nnameserver\nnameserver x\n"
		  "nameservers ::1\nnameserver 1.2.3\r\n", 0, NULL, false },
		{ "nameserver 2a0f::53\r\n", 1, "2a0f::53", false },
		{ "nameserver 127.0.0.53\noptions edns0", 1, "127.0.0.53",
		  true },
		{ "nameserver 127.0.0.1\n", 1, "127.0.0.1", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct v6_facts f = { 0 };
		char *text = strdup(cases[i].text);
		bool stub = false;

		assert_int_equal(resolv_parse(text, &f, &stub), 0);
		assert_int_equal(f.resolver_count, cases[i].count);
		assert_int_equal(stub, cases[i].stub);
		if (cases[i].first != NULL)
			assert_address(&f.resolvers[0].address,
				       cases[i].first);
		free(f.resolvers);
		free(text);
	}
}

static void test_resolv_many(void **state)
{
	struct v6_facts f = { 0 };
	char text[4096] = "";
	bool stub = false;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		strcat(text, "nameserver 2a0f::53\n");
	assert_int_equal(resolv_parse(text, &f, &stub), 0);
	assert_int_equal(f.resolver_count, RESOLV_MAX);
	free(f.resolvers);
}

static void test_gai(void **state)
{
	static const struct {
		const char *text;
		bool have;
		int v4, v6;
	} cases[] = {
		{ "", false, 40, 40 },
		{ "#precedence ::ffff:0:0/96  100\n", false, 40, 40 },
		{ "precedence ::ffff:0:0/96  100\n", true, 100, 40 },
		{ "precedence ::/0 5\nprecedence ::ffff:0:0/96 100", true,
		  100, 5 },
		{ "precedence ::ffff:0:0/96 10\nprecedence ::/0 40", true,
		  10, 40 },
		/* the longest prefix counts, wherever it stands */
		{ "precedence 2000::/3 60\nprecedence ::/0 5\n"
		  "precedence ::ffff:0:0/96 50\n", true, 50, 60 },
		{ "precedence x/0 100\nprecedence ::/129 100\n"
		  "precedence ::/0\nprecedence ::/0 x\nlabel ::/0 1\n",
		  false, 40, 40 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct v6_files files = { 0 };
		char *text = strdup(cases[i].text);

		resolv_parse_gai(text, &files);
		assert_int_equal(files.have_precedence4, cases[i].have);
		assert_int_equal(files.precedence4, cases[i].v4);
		assert_int_equal(files.precedence6, cases[i].v6);
		free(text);
	}
}

static void test_sysctl(void **state)
{
	static const struct {
		const char *text;
		bool have;
		int value;
	} cases[] = {
		{ "", false, 0 },
		{ "net.ipv6.conf.all.accept_ra = 0\n", true, 0 },
		{ "-net/ipv6/conf/all/accept_ra=2", true, 2 },
		{ "net.ipv6.conf.all.accept_ra=0\n"
		  "net.ipv6.conf.all.accept_ra=1\n", true, 1 },
		{ "# net.ipv6.conf.all.accept_ra=0\n", false, 0 },
		{ "; net.ipv6.conf.all.accept_ra=0\n", false, 0 },
		{ "net.ipv6.conf.default.accept_ra=0\n", false, 0 },
		{ "net.ipv6.conf.all.accept_ra\n=0\n= \n", false, 0 },
		{ "net.ipv6.conf.all.accept_ra=99\n", false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct v6_files files = { 0 };
		char *text = strdup(cases[i].text);

		resolv_parse_sysctl(text, &files);
		assert_int_equal(files.have_written_accept_ra, cases[i].have);
		assert_int_equal(files.written_accept_ra, cases[i].value);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_neigh),
		cmocka_unit_test(test_rule),
		cmocka_unit_test(test_way),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_session_short),
		cmocka_unit_test(test_mauled),
		cmocka_unit_test(test_resolv),
		cmocka_unit_test(test_resolv_many),
		cmocka_unit_test(test_gai),
		cmocka_unit_test(test_sysctl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
