/* SPDX-License-Identifier: MIT */
/* checks: the name and its addresses; and how the three domains hang together. */
#include "unit.h"

#include <sys/socket.h>

#include "policy.h"
#include "probe/checks.h"
#include "probe/facts.h"
#include "probe/judge/judge.h"

#define NOW 1795000000

static struct policy *policy;

static int load(void **state)
{
	(void)state;
	policy = policy_load(NULL, NULL);
	return policy == NULL ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	policy_free(policy);
	return 0;
}

static enum verdict verdict_of(struct check_table table, const char *id,
			       const void *facts)
{
	const struct check *c = check_find(table, id);
	struct judgement j = { 0 };

	assert_non_null(c);
	return c->judge(policy, facts, NOW, &j);
}

static void name(void **state)
{
	static const struct {
		unsigned have;
		bool exists;
		enum verdict expected;
	} cases[] = {
		{ NAME_HAVE_ANSWER, true, VERDICT_PASS },
		{ NAME_HAVE_ANSWER, false, VERDICT_FAIL },
		{ 0, false, VERDICT_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct name_facts n = {
			.have = cases[i].have, .exists = cases[i].exists,
			.name = "portal.vn", .why = "timeout",
		};

		assert_int_equal(verdict_of(probe_name_checks, "dns.name", &n),
				 cases[i].expected);
	}
}

static void address(void **state)
{
	static const struct {
		unsigned have;
		int count, inside;
		enum verdict expected;
	} cases[] = {
		{ FAMILY_HAVE_ANSWER, 1, 0, VERDICT_PASS },
		{ FAMILY_HAVE_ANSWER, 3, 0, VERDICT_PASS },
		{ FAMILY_HAVE_ANSWER, 0, 0, VERDICT_FAIL },
		{ FAMILY_HAVE_ANSWER, 2, 2, VERDICT_FAIL },
		{ FAMILY_HAVE_ANSWER, 2, 1, VERDICT_WARN },
		{ 0, 0, 0, VERDICT_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct family_facts a = {
			.have = cases[i].have, .family = AF_INET6,
			.count = cases[i].count, .inside = cases[i].inside,
		};

		assert_int_equal(address_parse("2001:db8::1",
					       &a.addresses[0]), 0);
		assert_int_equal(verdict_of(probe_family_checks, "dns.address",
					    &a), cases[i].expected);
	}
}

/* ---- the whole of a web look ---- */

static void add_healthy(struct web_look *w, const char *text)
{
	struct address_facts *a = &w->addresses[w->address_count++];
	struct web_facts *f = &a->web;

	assert_int_equal(address_parse(text, &a->address), 0);
	judge_family_subject(a->subject, w->name.name, a->address.family, NULL);
	a->asked = true;
	f->tls.have = TLS_HAVE_CONNECT | TLS_HAVE_HANDSHAKE;
	f->tls.connected = f->tls.handshake = true;
	f->tls.version = 0x0304;
	strcpy(f->tls.cipher, "TLS_AES_256_GCM_SHA384");
	f->http.have = HTTP_HAVE_ANSWER | HTTP_HAVE_TIMES | HTTP_HAVE_PLAIN;
	f->http.status = 200;
	f->http.plain_connected = true;
	f->http.plain_status = 301;
	strcpy(f->http.redirect_location, "https://portal.vn/");
	f->http.redirect_https = f->http.redirect_path_kept = true;
	f->http.redirect_hops = 1;
	f->http.hsts = true;
	f->http.hsts_max_age = 31536000;
}

/* A portal with A and AAAA, where all that was seen is well. */
static void healthy(struct web_look *w, struct address_facts room[2])
{
	int i;

	memset(w, 0, sizeof(*w));
	memset(room, 0, 2 * sizeof(*room));
	w->time = NOW;
	w->addresses = room;
	strcpy(w->name.name, "portal.vn");
	w->name.have = NAME_HAVE_ANSWER;
	w->name.exists = true;
	for (i = 0; i < FAMILIES; i++) {
		w->families[i].have = FAMILY_HAVE_ANSWER;
		w->families[i].family = i == FAMILY_IPV6 ? AF_INET6 : AF_INET;
		w->families[i].count = 1;
	}
	add_healthy(w, "192.0.2.1");
	add_healthy(w, "2001:db8::1");
}

/* "CHECK SUBJECT" of all that fails, and that all else unknown names a cause. */
static void assert_failing(const struct web_look *w, const char *expected)
{
	char text[2048] = "";
	struct report r;
	size_t i;

	report_init(&r, w->name.name, policy, NOW);
	judge_web(&r, w);
	assert_true(report_ok(&r));
	for (i = 0; i < r.count; i++) {
		const struct finding *d = &r.findings[i];

		if (d->verdict != VERDICT_FAIL)
			continue;
		strcat(strcat(strcat(strcat(text, d->check->id), " "),
			      d->subject), ";");
	}
	assert_string_equal(text, expected);
	report_free(&r);
}

static void one_cause_one_finding(void **state)
{
	struct address_facts room[2];
	struct web_look w;

	(void)state;
	healthy(&w, room);
	assert_failing(&w, "");

	healthy(&w, room);
	w.families[FAMILY_IPV6].count = 0;
	w.address_count = 1;
	assert_failing(&w, "dns.address portal.vn ipv6;");

	healthy(&w, room);
	memset(&room[0].web, 0, sizeof(room[0].web));
	room[0].web.tls.have = TLS_HAVE_CONNECT;
	room[0].web.http.have = HTTP_HAVE_PLAIN;
	assert_failing(&w, "https.connect portal.vn ipv4;");

	healthy(&w, room);
	room[1].web.http.status = 0;	/* connected, then silence */
	assert_failing(&w, "http.status portal.vn ipv6;");

	healthy(&w, room);
	w.name.exists = false;
	w.families[0].count = w.families[1].count = w.address_count = 0;
	assert_failing(&w, "dns.name portal.vn;");

	healthy(&w, room);
	w.families[FAMILY_IPV4].inside = 1;
	strcpy(w.families[FAMILY_IPV4].inside_text, "10.0.0.1 is private");
	room[0].asked = false;
	assert_failing(&w, "dns.address portal.vn ipv4;");
}

static void subjects(void **state)
{
	char text[FACTS_SUBJECT];
	struct address a;

	(void)state;
	assert_string_equal(judge_zone_subject(text, "."), ".");
	assert_string_equal(judge_zone_subject(text, "gov.vn."), "gov.vn");
	assert_int_equal(address_parse("2001:db8::1", &a), 0);
	assert_string_equal(judge_family_subject(text, "a.vn", AF_INET, NULL),
			    "a.vn ipv4");
	assert_string_equal(judge_family_subject(text, "a.vn", AF_INET6, &a),
			    "a.vn ipv6 [2001:db8::1]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name),
		cmocka_unit_test(address),
		cmocka_unit_test(one_cause_one_finding),
		cmocka_unit_test(subjects),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
