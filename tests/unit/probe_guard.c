/* SPDX-License-Identifier: MIT */
/* guard: when this side is to blame, and which findings that excuses. */
#include "unit.h"

#include <sys/socket.h>

#include "policy.h"
#include "probe/observe/guard.h"

static const struct {
	const char *what;
	int ok4, dead4, ok6, dead6;	/* servers of the root */
	bool known6, down4, down6;
} cases[] = {
	{ "all is well", 2, 0, 2, 0, true, false, false },
	{ "one of two is dead", 2, 0, 1, 1, true, false, false },
	{ "IPv6 is gone", 2, 0, 0, 2, true, false, true },
	{ "all is gone", 0, 2, 0, 2, true, true, true },
	{ "one alone proves nothing", 2, 0, 0, 1, false, false, false },
	{ "no IPv6 servers", 2, 0, 0, 0, false, false, false },
};

static void add(struct chain_zone *z, struct server_facts *room,
		const char *prefix, int count, bool answers)
{
	int i;

	for (i = 0; i < count; i++) {
		struct server_facts *s = &room[z->server_count++];

		memset(s, 0, sizeof(*s));
		s->have = SERVER_HAVE_ADDRESS | SERVER_HAVE_UDP;
		s->answers_udp = answers;
		(void)snprintf(s->address, sizeof(s->address), "%s%d", prefix,
			       z->server_count);
	}
}

static void learn(struct guard *g, size_t i)
{
	struct server_facts room[16];
	struct chain_zone zone = { .servers = room, .time = 1 };
	struct chain_result r = { .zones = { &zone }, .zone_count = 1 };

	add(&zone, room, "192.0.2.", cases[i].ok4, true);
	add(&zone, room, "192.0.2.", cases[i].dead4, false);
	add(&zone, room, "2001:db8::", cases[i].ok6, true);
	add(&zone, room, "2001:db8::", cases[i].dead6, false);
	guard_learn(g, &r);
}

static void learning(void **state)
{
	struct event_base *base = event_base_new();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct guard g = { .base = base };

		learn(&g, i);
		if (g.families[FAMILY_IPV6].known != cases[i].known6 ||
		    g.families[FAMILY_IPV4].down != cases[i].down4 ||
		    g.families[FAMILY_IPV6].down != cases[i].down6)
			fail_msg("%s", cases[i].what);
		assert_int_equal(g.families[FAMILY_IPV4].server_count,
				 cases[i].ok4 + cases[i].dead4);
		guard_learn(&g, NULL);
		guard_refresh(&g, 5, 1);	/* what was seen before is old */
		learn(&g, 3);
		assert_int_equal(g.families[FAMILY_IPV4].down, cases[i].down4);
		guard_close(&g);
	}
	event_base_free(base);
}

static void excuses(void **state)
{
	static const struct check connect = { .id = "https.connect" };
	static const struct check answers = { .id = "dns.server-answers" };
	static const struct check hsts = { .id = "http.hsts" };
	static const struct {
		const struct check *check;
		const char *subject;
		bool excused;		/* where IPv6 is down */
	} rows[] = {
		{ &connect, "portal.vn ipv6", true },
		{ &connect, "portal.vn ipv6 [2001:db8::1]", true },
		{ &connect, "portal.vn ipv4", false },
		{ &hsts, "portal.vn ipv6", false },
		{ &answers, "ns1.vn 2001:db8::2", true },
		{ &answers, "ns1.vn 192.0.2.2", false },
		{ &answers, "vn", false },
	};
	struct guard g = { .base = NULL };
	size_t i;

	(void)state;
	learn(&g, 2);
	for (i = 0; i < COUNT(rows); i++) {
		struct finding d = {
			.check = rows[i].check, .verdict = VERDICT_FAIL,
			.subject = (char *)(size_t)rows[i].subject,
		};
		struct report r = { .findings = &d, .count = 1 };

		guard_excuse(&g, &r);
		assert_int_equal(d.verdict, rows[i].excused ?
				 VERDICT_UNKNOWN : VERDICT_FAIL);
		assert_ptr_equal(d.because, rows[i].excused ?
				 &guard_vantage : NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learning),
		cmocka_unit_test(excuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
