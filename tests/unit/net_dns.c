/* SPDX-License-Identifier: MIT */
/*
 * DNS questions and validation against NSD with signed zones, and against
 * servers of our own that answer wrongly. Run without arguments it starts
 * itself among those servers (servers.sh).
 */
#include "unit.h"

#include <arpa/inet.h>
#include <event2/listener.h>
#include <unistd.h>

#include "clock.h"
#include "net/dnsquery.h"
#include "net/validate.h"

static struct event_base *base;
static struct validator *validator;
static char *dir;

/* ---- one question, waited for ---- */

struct seen {
	struct dnsanswer a;
	int calls;
	size_t answers, signatures;
	double ms;
};

static void keep(void *arg, struct dnsanswer *a)
{
	struct seen *s = arg;

	s->a = *a;
	s->a.packet = NULL;
	s->calls++;
	for (size_t i = 0; a->packet && i < ldns_pkt_ancount(a->packet); i++) {
		ldns_rr *rr = ldns_rr_list_rr(ldns_pkt_answer(a->packet), i);

		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_RRSIG)
			s->signatures++;
		else
			s->answers++;
	}
	event_base_loopbreak(base);
}

static struct dnsquestion question(const char *server, const char *name,
				   ldns_rr_type type)
{
	struct dnsquestion q = {
		.name = name, .type = (uint16_t)type, .dnssec = true,
		.allow_inside = true, .deadline_ms = 3000,
	};

	assert_int_equal(address_parse(server, &q.server), 0);
	return q;
}

static struct seen ask(const struct dnsquestion *q)
{
	struct seen s = { .calls = 0 };
	double begun = clock_monotonic();

	assert_non_null(dnsquery_start(base, q, keep, &s, NULL));
	assert_int_equal(s.calls, 0);
	event_base_dispatch(base);
	s.ms = (clock_monotonic() - begun) * 1000;
	assert_int_equal(s.calls, 1);
	return s;
}

static void test_answers(void **state)
{
	static const struct {
		const char *server, *name;
		ldns_rr_type type;
		bool tcp, dnssec;
		int rcode;
		bool authoritative;
		size_t answers, signatures;
	} rows[] = {
		{ "192.0.2.4", "portal.good.gov.vn", LDNS_RR_TYPE_A, false,
		  true, 0, true, 1, 1 },
		{ "2001:db8::4", "PORTAL.Good.gov.vn.", LDNS_RR_TYPE_AAAA,
		  false, false, 0, true, 1, 0 },
		{ "2001:db8::4", "portal.good.gov.vn", LDNS_RR_TYPE_AAAA, true,
		  true, 0, true, 1, 1 },
		{ "192.0.2.4", "nothing.good.gov.vn", LDNS_RR_TYPE_A, false,
		  true, LDNS_RCODE_NXDOMAIN, true, 0, 0 },
		{ "192.0.2.4", "portal.good.gov.vn", LDNS_RR_TYPE_MX, false,
		  true, 0, true, 0, 0 },
		{ "192.0.2.3", "portal.good.gov.vn", LDNS_RR_TYPE_A, false,
		  true, 0, false, 0, 0 },
		{ "192.0.2.4", "example.com", LDNS_RR_TYPE_A, false, true,
		  LDNS_RCODE_REFUSED, false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dnsquestion q = question(rows[i].server, rows[i].name,
						rows[i].type);
		struct seen s;

		q.tcp = rows[i].tcp;
		q.dnssec = rows[i].dnssec;
		s = ask(&q);
		assert_int_equal(s.a.outcome, OUTCOME_OK);
		assert_int_equal(s.a.rcode, rows[i].rcode);
		assert_int_equal(s.a.authoritative, rows[i].authoritative);
		assert_int_equal(s.answers, rows[i].answers);
		assert_int_equal(s.signatures, rows[i].signatures);
		assert_int_equal(s.a.tcp, rows[i].tcp);
		assert_false(s.a.truncated);
		assert_true(s.a.rtt_ms > 0 && s.a.rtt_ms < 1000);
	}
}

/* What does not fit comes over TCP. */
static void test_truncated(void **state)
{
	struct dnsquestion q = question("2001:db8::4", "big.good.gov.vn",
					LDNS_RR_TYPE_TXT);
	struct seen s = ask(&q);

	(void)state;
	assert_int_equal(s.a.outcome, OUTCOME_OK);
	assert_true(s.a.truncated && s.a.tcp);
	assert_int_equal(s.answers, 20);
	assert_int_equal(s.signatures, 1);
}

static void test_failures(void **state)
{
	struct dnsquestion q = question("127.0.0.9", "a.vn", LDNS_RR_TYPE_A);
	struct fault f = { .text = "" };
	struct seen s = ask(&q);

	(void)state;
	assert_int_equal(s.a.outcome, OUTCOME_REFUSED);
	assert_true(s.ms < 500);
	q.tcp = true;
	s = ask(&q);
	assert_int_equal(s.a.outcome, OUTCOME_REFUSED);
	q.allow_inside = false;
	s = ask(&q);
	assert_int_equal(s.a.outcome, OUTCOME_FORBIDDEN);
	assert_non_null(strstr(s.a.why, "loopback"));
	q.name = "a..b";
	assert_null(dnsquery_start(base, &q, keep, &s, &f));
	assert_non_null(strstr(f.text, "a..b"));
	q = question("203.0.113.1", "a.vn", LDNS_RR_TYPE_A);
	s = ask(&q);
	assert_int_equal(s.a.outcome, OUTCOME_UNREACHABLE);
	assert_true(s.ms < 500);
}

/* ---- servers that answer wrongly ---- */

/* Makes of the question of LENGTH bytes in M an answer; 0: says nothing. */
typedef size_t act(uint8_t *m, size_t length, int round);

static size_t echo(uint8_t *m, size_t length)
{
	m[2] |= 0x84;		/* QR, AA */
	return length;
}

static size_t act_mute(uint8_t *m, size_t length, int round)
{
	(void)m, (void)length, (void)round;
	return 0;
}

static size_t act_late(uint8_t *m, size_t length, int round)
{
	return round ? echo(m, length) : 0;	/* the first one is lost */
}

static size_t act_other_id(uint8_t *m, size_t length, int round)
{
	(void)round;
	m[0] ^= 1;
	return echo(m, length);
}

static size_t act_other_name(uint8_t *m, size_t length, int round)
{
	(void)round;
	m[13] ^= 2;
	return echo(m, length);
}

static size_t act_question(uint8_t *m, size_t length, int round)
{
	(void)m, (void)round;
	return length;
}

static size_t act_short(uint8_t *m, size_t length, int round)
{
	(void)length, (void)round;
	echo(m, length);
	return 11;
}

static size_t act_counts(uint8_t *m, size_t length, int round)
{
	(void)round;
	m[6] = 0xff;		/* 65,280 answers */
	return echo(m, length);
}

static size_t act_cut(uint8_t *m, size_t length, int round)
{
	(void)round;
	m[7] = 3;		/* answers that are not there */
	return echo(m, length);
}

/* An answer whose owner name points at itself. */
static size_t act_loop(uint8_t *m, size_t length, int round)
{
	(void)round;
	length = echo(m, length) - 11;
	m[7] = 1;
	m[11] = 0;
	m[length] = 0xc0;
	m[length + 1] = (uint8_t)length;
	memset(m + length + 2, 0, 10);
	return length + 12;
}

static size_t act_formerr(uint8_t *m, size_t length, int round)
{
	(void)length, (void)round;
	echo(m, length);
	m[3] = LDNS_RCODE_FORMERR;
	memset(m + 4, 0, 8);	/* not even the question */
	return 12;
}

struct server {
	act *act;
	int fd, round;
	struct event *event;
};

static void asked(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);
	uint8_t m[4096];
	ssize_t n = recvfrom(fd, m, sizeof(m), 0, (struct sockaddr *)&from,
			     &size);
	size_t length = n > 0 ? s->act(m, (size_t)n, s->round++) : 0;

	(void)what;
	if (length)
		(void)sendto(fd, m, length, 0, (struct sockaddr *)&from, size);
}

static uint16_t serve(struct server *s, act *a)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t length = sizeof(sa);

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	*s = (struct server){ .act = a };
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	getsockname(s->fd, (struct sockaddr *)&sa, &length);
	s->event = event_new(base, s->fd, EV_READ | EV_PERSIST, asked, s);
	event_add(s->event, NULL);
	return ntohs(sa.sin_port);
}

static void test_ill(void **state)
{
	static const struct {
		act *act;
		enum outcome outcome;
		int rounds;		/* how often it was asked */
	} rows[] = {
		{ act_mute, OUTCOME_TIMEOUT, 2 },
		{ act_late, OUTCOME_OK, 2 },
		{ act_other_id, OUTCOME_TIMEOUT, 2 },
		{ act_other_name, OUTCOME_TIMEOUT, 2 },
		{ act_question, OUTCOME_TIMEOUT, 2 },
		{ act_short, OUTCOME_TIMEOUT, 2 },
		{ act_counts, OUTCOME_TOO_LARGE, 1 },
		{ act_cut, OUTCOME_MALFORMED, 1 },
		{ act_loop, OUTCOME_MALFORMED, 1 },
		{ act_formerr, OUTCOME_OK, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct dnsquestion q = question("127.0.0.1", "a.gov.vn",
						LDNS_RR_TYPE_A);
		struct server server;
		struct seen s;

		q.port = serve(&server, rows[i].act);
		q.deadline_ms = 300;
		s = ask(&q);
		if (s.a.outcome != rows[i].outcome)
			print_error("row %zu: %s\n", i,
				    outcome_name(s.a.outcome));
		assert_int_equal(s.a.outcome, rows[i].outcome);
		assert_int_equal(server.round, rows[i].rounds);
		assert_true(s.ms < 330);
		if (rows[i].outcome == OUTCOME_TIMEOUT)
			assert_true(s.ms > 290);
		event_free(server.event);
		close(server.fd);
	}
}

static void test_cancel(void **state)
{
	struct dnsquestion q = question("192.0.2.4", "portal.good.gov.vn",
					LDNS_RR_TYPE_A);
	struct seen s = { .calls = 0 };

	(void)state;
	for (int turns = 0; turns < 2; turns++) {
		struct dnsquery *x;

		q.tcp = turns == 1;
		x = dnsquery_start(base, &q, keep, &s, NULL);
		dnsquery_cancel(x);
		q.allow_inside = false;
		dnsquery_cancel(dnsquery_start(base, &q, keep, &s, NULL));
		q.allow_inside = true;
	}
	dnsquery_cancel(NULL);
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(s.calls, 0);
}

/* ---- the validator ---- */

struct verdict {
	struct validate_result r;
	int calls;
	double ms;
};

static void keep_verdict(void *arg, const struct validate_result *r)
{
	struct verdict *v = arg;

	v->r = *r;
	v->calls++;
	event_base_loopbreak(base);
}

static struct verdict look_up(struct validator *with, const char *name,
			      ldns_rr_type type, int deadline_ms)
{
	struct verdict v = { .calls = 0 };
	double begun = clock_monotonic();

	assert_non_null(validate_start(with, name, (uint16_t)type, deadline_ms,
				       keep_verdict, &v, NULL));
	assert_int_equal(v.calls, 0);
	event_base_dispatch(base);
	v.ms = (clock_monotonic() - begun) * 1000;
	assert_int_equal(v.calls, 1);
	return v;
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *name;
		ldns_rr_type type;
		enum validate_verdict verdict;
		int rcode;
		int addresses;
		const char *why;
	} rows[] = {
		{ "portal.good.gov.vn", LDNS_RR_TYPE_A, VALIDATE_SECURE, 0, 1,
		  "" },
		{ "portal.good.gov.vn", LDNS_RR_TYPE_AAAA, VALIDATE_SECURE, 0,
		  1, "" },
		{ "www.good.gov.vn", LDNS_RR_TYPE_A, VALIDATE_SECURE, 0, 1,
		  "" },
		{ "no.good.gov.vn", LDNS_RR_TYPE_A, VALIDATE_SECURE,
		  LDNS_RCODE_NXDOMAIN, 0, "" },
		{ "portal.nods.gov.vn", LDNS_RR_TYPE_A, VALIDATE_INSECURE, 0,
		  1, "" },
		{ "portal.unsigned.gov.vn", LDNS_RR_TYPE_A, VALIDATE_INSECURE,
		  0, 1, "" },
		{ "portal.wrongds.gov.vn", LDNS_RR_TYPE_A, VALIDATE_BOGUS,
		  LDNS_RCODE_SERVFAIL, 0, "wrongds" },
		{ "portal.expired.gov.vn", LDNS_RR_TYPE_A, VALIDATE_BOGUS,
		  LDNS_RCODE_SERVFAIL, 0, "expired" },
		{ "portal.broken.gov.vn", LDNS_RR_TYPE_A, VALIDATE_BOGUS,
		  LDNS_RCODE_SERVFAIL, 0, "broken.gov.vn" },
		{ "portal.half.gov.vn", LDNS_RR_TYPE_A, VALIDATE_BOGUS,
		  LDNS_RCODE_SERVFAIL, 0, "signature" },
		{ "localhost", LDNS_RR_TYPE_A, VALIDATE_INSECURE, 0, 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct verdict v = look_up(validator, rows[i].name,
					   rows[i].type, 5000);

		if (v.r.verdict != rows[i].verdict)
			print_error("%s: %s (%s)\n", rows[i].name,
				    validate_verdict_name(v.r.verdict),
				    v.r.why);
		assert_int_equal(v.r.outcome, OUTCOME_OK);
		assert_int_equal(v.r.verdict, rows[i].verdict);
		assert_int_equal(v.r.rcode, rows[i].rcode);
		assert_int_equal(v.r.address_count, rows[i].addresses);
		if (!strstr(v.r.why, rows[i].why) ||
		    !*rows[i].why != !*v.r.why)
			fail_msg("%s: why: %s", rows[i].name, v.r.why);
		if (!strncmp(rows[i].name, "www", 3))
			assert_string_equal(v.r.canonical,
					    "portal.good.gov.vn.");
	}
}

static void test_validate_failures(void **state)
{
	struct validate_config c = { .cache_max = 5 };
	struct validation *n;
	struct validator *other;
	struct fault f = { .text = "" };
	struct verdict v;
	char anchor[512], bad[512];

	(void)state;
	snprintf(anchor, sizeof(anchor), "%s/root.ds", dir);
	snprintf(bad, sizeof(bad), "%s/root.hints", dir);
	c.trust_anchor = "/nonexistent/root.ds";
	assert_null(validate_open(base, &c, &f));
	assert_non_null(strstr(f.text, "/nonexistent/root.ds"));
	memset(&f, 0, sizeof(f));
	c.trust_anchor = anchor;
	c.forwarder = "not-an-address";
	assert_null(validate_open(base, &c, &f));
	assert_non_null(strstr(f.text, "not-an-address"));

	/* a resolver that does not answer: the deadline holds */
	c.forwarder = "127.0.0.9";
	c.allow_inside = true;
	other = validate_open(base, &c, &f);
	assert_non_null(other);
	v = look_up(other, "a.vn", LDNS_RR_TYPE_A, 400);
	assert_int_equal(v.r.verdict, VALIDATE_INDETERMINATE);
	assert_string_not_equal(v.r.why, "");
	assert_true(v.ms < 450);
	n = validate_start(other, "b.vn", LDNS_RR_TYPE_A, 400, keep_verdict,
			   &v, NULL);
	assert_non_null(n);
	validate_cancel(n);
	assert_non_null(validate_start(other, "c.vn", LDNS_RR_TYPE_A, 400,
				       keep_verdict, &v, NULL));
	validate_close(other);		/* with one under way */
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(v.calls, 1);
	validate_close(NULL);
}

/* Name servers inside are not asked unless that was allowed. */
static void test_fence(void **state)
{
	struct validate_config c = { .cache_max = 5 };
	char anchor[512], hints[512];
	struct validator *fenced;
	struct verdict v;

	(void)state;
	snprintf(anchor, sizeof(anchor), "%s/root.ds", dir);
	snprintf(hints, sizeof(hints), "%s/root.hints", dir);
	c.trust_anchor = anchor;
	c.root_hints = hints;
	fenced = validate_open(base, &c, NULL);
	assert_non_null(fenced);
	v = look_up(fenced, "portal.good.gov.vn", LDNS_RR_TYPE_A, 2000);
	assert_int_equal(v.r.verdict, VALIDATE_INDETERMINATE);
	assert_int_equal(v.r.address_count, 0);
	validate_close(fenced);
}

static int set_up(void **state)
{
	struct validate_config c = { .allow_inside = true, .cache_max = 5 };
	struct fault f = { .text = "" };
	char anchor[512], hints[512];

	(void)state;
	base = event_base_new();
	snprintf(anchor, sizeof(anchor), "%s/root.ds", dir);
	snprintf(hints, sizeof(hints), "%s/root.hints", dir);
	c.trust_anchor = anchor;
	c.root_hints = hints;
	validator = validate_open(base, &c, &f);
	if (!validator)
		print_error("%s\n", f.text);
	return validator ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	validate_close(validator);
	event_base_free(base);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_ill),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_validate_failures),
		cmocka_unit_test(test_fence),
	};

	if (argc == 1)
		execl("tests/unit/servers.sh", "servers.sh", "dns",
		      realpath("/proc/self/exe", NULL), "run", (char *)NULL);
	if (argc < 3)
		return 1;
	dir = argv[argc - 1];
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
