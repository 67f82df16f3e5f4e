/* SPDX-License-Identifier: MIT */
/* The rules that a throw-away instance is held to, on facts alone. */
#include "unit.h"

#include "policy.h"
#include "report.h"
#include "tlsconf/checks.h"
#include "tlsconf/prove_facts.h"
#include "tlsconf/server/suite.h"

static struct policy *policy;

/* A server that is as the policy wants it, with an RSA certificate. */
static void good(struct prove_facts *s)
{
	static const uint16_t tls12[] = { 0xc02f, 0xc030, 0xcca8 };
	static const uint16_t tls13[] = { 0x1301, 0x1302, 0x1303 };
	static const uint16_t groups[] = { 0x001d, 0x0017, 0x0018 };

	memset(s, 0, sizeof(*s));
	s->have = PROVE_HAVE_SYNTAX | PROVE_HAVE_CIPHERS | PROVE_HAVE_GROUPS |
		  PROVE_HAVE_TICKET | PROVE_HAVE_UNKNOWN | PROVE_HAVE_HOST |
		  PROVE_HAVE_ACME | PROVE_HAVE_CERT_TYPES;
	s->web.http.have = HTTP_HAVE_PLAIN | HTTP_HAVE_ANSWER;
	s->web.http.plain_status = 301;
	s->web.http.hsts = true;
	s->syntax_ok = s->rsa = s->unknown_refused = s->acme_served = true;
	memcpy(s->ciphers[3], tls12, sizeof(tls12));
	memcpy(s->ciphers[4], tls13, sizeof(tls13));
	memcpy(s->groups, groups, sizeof(groups));
	s->cipher_count[3] = s->cipher_count[4] = s->group_count = 3;
	strcpy(s->groups_lacking, "X25519MLKEM768");
}

static void refused(struct prove_facts *s) { s->syntax_ok = false; }
static void warned(struct prove_facts *s) { strcpy(s->syntax_words, "x"); }
static void cbc(struct prove_facts *s)
{
	s->ciphers[3][s->cipher_count[3]++] = 0xc013;
}
static void unknown_suite(struct prove_facts *s)
{
	s->ciphers[1][s->cipher_count[1]++] = 0xfefe;
}
static void no_chacha(struct prove_facts *s) { s->cipher_count[3]--; }
static void no_suite(struct prove_facts *s) { s->cipher_count[4]--; }
static void own_suites(struct prove_facts *s)
{
	no_suite(s);
	s->no_suites = true;
}
static void dual(struct prove_facts *s) { s->ecdsa = true; }
static void p521(struct prove_facts *s) { s->groups[s->group_count++] = 0x19; }
static void no_p384(struct prove_facts *s) { s->group_count--; }
static void no_x25519(struct prove_facts *s) { s->groups[0] = 0x0017; }
static void no_hybrid(struct prove_facts *s) { s->groups_lacking[0] = '\0'; }
static void tickets(struct prove_facts *s) { s->ticket = true; }
static void rotating(struct prove_facts *s)
{
	s->ticket = s->tickets_rotate = true;
}
static void tls13_only(struct prove_facts *s) { s->have &= ~PROVE_HAVE_TICKET; }
static void page(struct prove_facts *s) { s->unknown_status = 200; }
static void misdirected(struct prove_facts *s) { s->unknown_status = 421; }
static void sent_on(struct prove_facts *s)
{
	s->host_status = 301;
	strcpy(s->host_location, "https://evil.example/");
}
static void closed(struct prove_facts *s) { s->host_status = 0; }
static void no_challenge(struct prove_facts *s) { s->acme_served = false; }
static void not_planted(struct prove_facts *s)
{
	s->acme_served = false;
	s->acme_status = 404;
}
static void planted(struct prove_facts *s)
{
	not_planted(s);
	s->acme_planted = true;
}
static void found(struct prove_facts *s) { s->web.http.plain_status = 302; }
static void below(struct prove_facts *s) { s->web.http.hsts_subdomains = true; }
static void no_hsts(struct prove_facts *s) { s->web.http.hsts = false; }
static void nothing(struct prove_facts *s) { s->have = s->web.http.have = 0; }

static const struct {
	const char *id;
	void (*change)(struct prove_facts *s);
	enum verdict verdict;		/* before the policy's severity */
} cases[] = {
	{ "server.syntax", refused, VERDICT_FAIL },
	{ "server.syntax", warned, VERDICT_WARN },
	{ "tls.ciphers-accepted", cbc, VERDICT_FAIL },
	{ "tls.ciphers-accepted", unknown_suite, VERDICT_FAIL },
	{ "tls.ciphers-missing", no_chacha, VERDICT_FAIL },
	{ "tls.ciphers-missing", no_suite, VERDICT_FAIL },
	{ "tls.ciphers-missing", own_suites, VERDICT_PASS },
	{ "tls.ciphers-missing", dual, VERDICT_FAIL },
	{ "tls.groups-accepted", p521, VERDICT_FAIL },
	{ "tls.groups-missing", no_p384, VERDICT_FAIL },
	{ "tls.groups-missing", no_x25519, VERDICT_FAIL },
	{ "tls.groups-missing", no_hybrid, VERDICT_FAIL },
	{ "tls.session-tickets", tickets, VERDICT_FAIL },
	{ "tls.session-tickets", rotating, VERDICT_PASS },
	{ "tls.session-tickets", tls13_only, VERDICT_NONE },
	{ "tls.sni-unknown", page, VERDICT_FAIL },
	{ "tls.sni-unknown", misdirected, VERDICT_PASS },
	{ "http.host-unknown", sent_on, VERDICT_FAIL },
	{ "http.host-unknown", closed, VERDICT_PASS },
	{ "http.acme", no_challenge, VERDICT_FAIL },
	{ "http.acme", not_planted, VERDICT_PASS },
	{ "http.acme", planted, VERDICT_FAIL },
	{ "http.redirect-status", found, VERDICT_FAIL },
	{ "http.hsts-subdomains", below, VERDICT_FAIL },
	{ "http.hsts-subdomains", no_hsts, VERDICT_NONE },
};

static enum verdict judge(const char *id, const struct prove_facts *s)
{
	const struct check *c = check_find(tlsconf_prove_checks, id);
	struct judgement j = { .who = ACTOR_PORTAL };

	assert_non_null(c);
	return c->judge(policy, s, 0, &j);
}

static void test_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct prove_facts s;
		enum verdict v;

		good(&s);
		assert_int_equal(judge(cases[i].id, &s), VERDICT_PASS);
		cases[i].change(&s);
		v = judge(cases[i].id, &s);
		if (v != cases[i].verdict)
			fail_msg("case %zu: %s gives %d, not %d", i,
				 cases[i].id, v, cases[i].verdict);
	}
}

/* A name that is part of another one is told as well. */
static void test_names(void **state)
{
	struct judgement j = { .who = ACTOR_PORTAL };
	struct prove_facts s;

	(void)state;
	good(&s);
	cbc(&s);
	s.ciphers[3][s.cipher_count[3]++] = 0x002f;
	check_find(tlsconf_prove_checks, "tls.ciphers-accepted")
		->judge(policy, &s, 0, &j);
	assert_non_null(strstr(j.observed, "ECDHE-RSA-AES128-SHA, "
					   "AES128-SHA"));
}

/* What was not seen is unknown, or does not apply; never passed. */
static void test_unseen(void **state)
{
	struct prove_facts s;
	size_t i;

	(void)state;
	good(&s);
	nothing(&s);
	for (i = 0; i < tlsconf_prove_checks.count; i++)
		assert_int_not_equal(judge(tlsconf_prove_checks.rows[i].id,
					   &s), VERDICT_PASS);
}

static void test_suites(void **state)
{
	char number[SUITE_TEXT];

	(void)state;
	assert_string_equal(suite_name(0xc02f, number),
			    "ECDHE-RSA-AES128-GCM-SHA256");
	assert_string_equal(suite_name(0xfefe, number), "0xfefe");
	assert_string_equal(suite_iana("ECDHE-RSA-CHACHA20-POLY1305"),
			    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
	assert_string_equal(suite_iana("TLS_AES_128_GCM_SHA256"),
			    "TLS_AES_128_GCM_SHA256");
	assert_null(suite_iana("NULL-SHA"));
	assert_string_equal(suite_group(0x11ec, number), "X25519MLKEM768");
	assert_string_equal(suite_group(0x9999, number), "0x9999");
}

static int set_up(void **state)
{
	(void)state;
	policy = policy_load(NULL, NULL);
	return policy ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_free(policy);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_suites),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
