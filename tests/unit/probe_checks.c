/* SPDX-License-Identifier: MIT */
/* checks: the name and its addresses; and how the three domains hang together. */
#include "unit.h"

#include <sys/socket.h>

#include "policy.h"
#include "probe/checks.h"
#include "probe/facts.h"
#include "probe/judge/dualstack.h"
#include "probe/judge/judge.h"
#include "probe/observe/content.h"

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
	f->http.connect_ms = 10;
	f->tls.cert.have = CERT_HAVE_CERT;
	strcpy(f->tls.cert.fingerprint, "AA:BB");
	strcpy(f->tls.cert.key_type, "rsa");
	strcpy(f->tls.cert.signature, "sha256WithRSAEncryption");
	f->tls.cert.key_bits = 2048;
	f->tls.cert.signature_hash_bits = 256;
	f->tls.cert.not_before = NOW - 30 * 86400;
	f->tls.cert.not_after = NOW + 60 * 86400;
	content_read(&a->content, "<p>a<p>b<p>c", 12);
	strcpy(a->content.type, "text/html");
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

/* Each thing that differs over IPv6, and its one finding. */
static void side_by_side(void **state)
{
	struct address_facts room[2], *v6 = &room[1];
	struct web_look w;

	(void)state;
	healthy(&w, room);
	strcpy(v6->web.tls.cert.fingerprint, "CC:DD");
	assert_failing(&w, "dualstack.certificate portal.vn;");

	healthy(&w, room);
	v6->web.tls.version = 0x0303;
	strcpy(v6->web.tls.cipher, "ECDHE-RSA-AES128-GCM-SHA256");
	assert_failing(&w, "dualstack.tls portal.vn;");

	healthy(&w, room);
	strcpy(v6->content.location, "https://elsewhere.vn/");
	assert_failing(&w, "dualstack.answer portal.vn;");

	healthy(&w, room);
	strcpy(v6->content.type, "text/plain");
	assert_failing(&w, "dualstack.headers portal.vn;");

	healthy(&w, room);
	content_read(&v6->content, "<i>x<i>y<i>z", 12);
	assert_failing(&w, "dualstack.content portal.vn;");

	healthy(&w, room);	/* what fails in itself is not told twice */
	v6->web.http.hsts = false;
	v6->web.http.hsts_max_age = 0;
	assert_failing(&w, "http.hsts portal.vn ipv6;");
}

/* RFC 8305: who wins, and when. */
static void browser(void **state)
{
	static const struct {
		double v4, v6;		/* ms to connect; negative: dead */
		enum outcome https6;
		int family;
		double ms;
		enum verdict verdict;
	} cases[] = {
		{ 10, 10, OUTCOME_OK, AF_INET6, 10, VERDICT_PASS },
		{ 10, 240, OUTCOME_OK, AF_INET6, 240, VERDICT_PASS },
		{ 10, 255, OUTCOME_OK, AF_INET6, 255, VERDICT_PASS },
		{ 10, 900, OUTCOME_OK, AF_INET, 260, VERDICT_FAIL },
		{ 900, 1000, OUTCOME_OK, AF_INET6, 1000, VERDICT_PASS },
		{ 10, -1, OUTCOME_TIMEOUT, AF_INET, 260, VERDICT_PASS },
		{ 10, -1, OUTCOME_REFUSED, AF_INET, 10, VERDICT_PASS },
		{ -1, 20, OUTCOME_OK, AF_INET6, 20, VERDICT_PASS },
		{ -1, -1, OUTCOME_TIMEOUT, 0, 0, VERDICT_NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct address_facts room[2];
		struct dualstack_facts d;
		struct web_look w;

		healthy(&w, room);
		room[0].web.http.connect_ms = cases[i].v4;
		room[0].web.tls.handshake = cases[i].v4 >= 0;
		room[1].web.http.connect_ms = cases[i].v6;
		room[1].web.tls.handshake = cases[i].v6 >= 0;
		room[1].https = cases[i].https6;
		dualstack_compare(&d, &w, 250);
		assert_int_equal(d.browser, cases[i].family);
		if (cases[i].family != 0)
			assert_true(d.browser_ms == cases[i].ms);
		assert_int_equal(verdict_of(probe_dualstack_checks,
					    "dualstack.browser", &d),
				 cases[i].verdict);
	}
}

static void similarity(void **state)
{
	static const struct {
		const char *a, *b;
		int least, most;
	} cases[] = {
		{ "", "", 100, 100 },
		{ "", "<p>a", 0, 0 },
		{ "<p>a<p>b<p>c", "<p>a<p>b<p>c", 100, 100 },
		{ "<p>a<p>b<p>c<p>1", "<p>a<p>b<p>c<p>2", 60, 60 },
		{ "<p>a<p>b", "<i>x<i>y", 0, 0 },
		{ "no tags at all", "no tags at all", 100, 100 },
	};
	static char page[2][CONTENT_BODY];
	struct content_facts a, b;
	size_t i, n = 0;
	int like;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		content_read(&a, cases[i].a, strlen(cases[i].a));
		content_read(&b, cases[i].b, strlen(cases[i].b));
		like = content_similarity(&a, &b);
		assert_in_range(like, cases[i].least, cases[i].most);
		assert_int_equal(like, content_similarity(&b, &a));
	}
	/* a page of 3000 pieces, of which one in ten differs: 82 % */
	for (i = 0; i < 3000; i++) {
		sprintf(page[0] + n, "<li>%08zu", i);
		sprintf(page[1] + n, "<li>%08zu", i % 10 == 0 ? i + 9000 : i);
		n += 12;
	}
	content_read(&a, page[0], n);
	content_read(&b, page[1], n);
	assert_int_equal(a.count, CONTENT_SKETCH);
	assert_in_range(content_similarity(&a, &b), 65, 95);
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
		cmocka_unit_test(side_by_side),
		cmocka_unit_test(browser),
		cmocka_unit_test(similarity),
		cmocka_unit_test(subjects),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
