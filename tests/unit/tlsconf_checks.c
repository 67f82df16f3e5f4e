/* SPDX-License-Identifier: MIT */
/* Every check of tlsconf with samples that pass and that do not. */
#include "unit.h"

#include "policy.h"
#include "report.h"
#include "tlsconf/checks.h"
#include "tlsconf/facts.h"

#define NOW 1000000000LL
#define DAY 86400LL

static struct policy *policy;

/* A portal at which nothing is wrong. */
static struct web_facts good_web(void)
{
	struct web_facts w = {
		.tls = {
			.have = TLS_HAVE_CONNECT | TLS_HAVE_HANDSHAKE |
				TLS_HAVE_VERSIONS,
			.connected = true, .handshake = true,
			.version = 0x0304, .cipher = "TLS_AES_128_GCM_SHA256",
			.versions_accepted = 0x18, .versions_asked = 0x1e,
			.cert = {
				.have = CERT_HAVE_CERT | CERT_HAVE_NAME |
					CERT_HAVE_CHAIN | CERT_HAVE_USES,
				.eku = true, .eku_server = true,
				.subject = "CN=a.vn", .issuer = "CN=CA",
				.names = "a.vn", .key_type = "rsa",
				.key_bits = 2048,
				.signature = "sha256WithRSAEncryption",
				.signature_hash_bits = 256,
				.not_before = NOW - 10 * DAY,
				.not_after = NOW + 80 * DAY - 1,
				.name = "a.vn", .name_matches = true,
				.chain_length = 2, .chain_ordered = true,
				.trusted = true,
			},
		},
		.http = {
			.have = HTTP_HAVE_PLAIN | HTTP_HAVE_ANSWER |
				HTTP_HAVE_TIMES,
			.plain_connected = true, .plain_status = 301,
			.redirect_location = "https://a.vn/x?y",
			.redirect_https = true, .redirect_path_kept = true,
			.redirect_hops = 1, .status = 200, .hsts = true,
			.hsts_max_age = 365 * DAY, .total_ms = 100,
		},
	};

	return w;
}

static struct file_facts good_file(void)
{
	struct file_facts t = {
		.have = FILE_HAVE_SECRET | FILE_HAVE_MODE | FILE_HAVE_KEY |
			FILE_HAVE_CSR | FILE_HAVE_PARTNER | FILE_HAVE_WANTED,
		.mode = 0600, .key_type = "ecdsa", .key_bits = 256,
		.csr_verified = true, .csr_names = 1, .partner = "a.pem",
		.partner_matches = true,
	};

	return t;
}

/* Days since 1970, by a loop that needs no library. */
static int64_t days(int year, int month, int day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
				      273, 304, 334 };
	int64_t n = before[month - 1] + day - 1;
	int y;

	for (y = 1970; y < year; y++)
		n += y % 4 ? 365 : 366;
	return n + (year % 4 == 0 && month > 2);
}

/* One change to what is good, and what the check says of it. */
#define TLS(change) struct tls_facts *t = &w->tls; change
#define CERT(change) struct cert_facts *c = &w->tls.cert; change
#define HTTP(change) struct http_facts *h = &w->http; change
#define WEB(name, change) \
	static void name(struct web_facts *w) { change; }
#define FILE_(name, change) \
	static void name(struct file_facts *t) { change; }

WEB(same, (void)w)
WEB(unseen, memset(w, 0, sizeof(*w)))
WEB(dead_tls, TLS(t->connected = false))
WEB(dead_http, HTTP(h->plain_connected = false))
WEB(dead_both, w->tls.connected = w->http.plain_connected = false)
WEB(no_handshake, TLS(t->handshake = false))
WEB(tls10, TLS(t->versions_accepted = 0x1a))
WEB(tls11, TLS(t->versions_accepted = 0x1c))
WEB(ssl3, TLS(t->versions_accepted = 0x19))
WEB(ssl3_untried, TLS(t->versions_asked = 0x1e))
WEB(tls11_untried, TLS(t->versions_asked = 0x1a))
WEB(only12, TLS(t->versions_accepted = 0x08))
WEB(only13, TLS(t->versions_accepted = 0x10))
WEB(tls13_untried, TLS(t->versions_accepted = 0x08; t->versions_asked = 0x0e))
WEB(cbc, TLS(t->version = 0x0303; strcpy(t->cipher, "AES128-SHA")))
WEB(gcm12, TLS(t->version = 0x0303;
	       strcpy(t->cipher, "ECDHE-RSA-AES128-GCM-SHA256")))
WEB(ccm13, TLS(strcpy(t->cipher, "TLS_AES_128_CCM_SHA256")))
WEB(expired, CERT(c->not_after = NOW - 1))
WEB(last_second, CERT(c->not_after = NOW))
WEB(future, CERT(c->not_before = NOW + 1))
WEB(left34, CERT(c->not_before = NOW - 66 * DAY;
		 c->not_after = NOW + 34 * DAY - 1))
WEB(left32, CERT(c->not_before = NOW - 68 * DAY;
		 c->not_after = NOW + 32 * DAY - 1))
WEB(left9, CERT(c->not_before = NOW - 91 * DAY; c->not_after = NOW + 9 * DAY))
WEB(backwards, CERT(c->not_before = c->not_after + 5))
WEB(rsa1024, CERT(c->key_bits = 1024))
WEB(p224, CERT(strcpy(c->key_type, "ecdsa"); c->key_bits = 224))
WEB(p256, CERT(strcpy(c->key_type, "ecdsa"); c->key_bits = 256))
WEB(dsa, CERT(strcpy(c->key_type, "dsa")))
WEB(sha1, CERT(c->signature_hash_bits = 160))
WEB(own_hash, CERT(c->signature_hash_bits = 0))
WEB(self_signed, CERT(c->self_signed = true))
WEB(gap, CERT(strcpy(c->chain_gap, "CN=R11")))
WEB(gap_no_store, CERT(strcpy(c->chain_gap, "CN=R11"); c->no_store = true))
WEB(disorder, CERT(c->chain_ordered = false))
WEB(untrusted, CERT(c->trusted = false))
WEB(no_store, CERT(c->trusted = false; c->no_store = true))
WEB(no_chain, CERT(c->have &= ~(unsigned)CERT_HAVE_CHAIN))
WEB(wrong_name, CERT(c->name_matches = false))
WEB(no_uses, CERT(c->have &= ~(unsigned)CERT_HAVE_USES))
WEB(no_eku, CERT(c->eku = c->eku_server = false))
WEB(client_only, CERT(c->eku_server = false; strcpy(c->eku_other, "x")))
#define ISSUED(name, year, month, day, life, more) \
	WEB(name, CERT(c->not_before = days(year, month, day) * DAY; \
		       c->not_after = c->not_before + (life) * DAY - 1 + (more)))
ISSUED(life_398, 2026, 3, 14, 398, 0)
ISSUED(life_398_over, 2026, 3, 14, 398, 1)
ISSUED(life_200, 2026, 3, 15, 200, 0)
ISSUED(life_200_over, 2026, 3, 15, 200, 1)
ISSUED(life_100, 2027, 3, 15, 100, 0)
ISSUED(life_100_over, 2027, 3, 15, 100, 1)
ISSUED(life_47, 2029, 3, 15, 47, 0)
ISSUED(life_47_over, 2040, 1, 1, 47, 1)
WEB(no_name, CERT(c->have &= ~(unsigned)CERT_HAVE_NAME))
WEB(plain_200, HTTP(h->plain_status = 200; h->redirect_location[0] = '\0'))
WEB(no_location, HTTP(h->redirect_location[0] = '\0'))
WEB(plain_silent, HTTP(h->plain_status = 0))
WEB(to_http, HTTP(h->redirect_https = false))
WEB(path_lost, HTTP(h->redirect_path_kept = false))
WEB(two_hops, HTTP(h->redirect_hops = 2))
WEB(status_500, HTTP(h->status = 500))
WEB(status_403, HTTP(h->status = 403))
WEB(status_none, HTTP(h->status = 0))
WEB(no_hsts, HTTP(h->hsts = false))
WEB(hsts_low, HTTP(h->hsts_max_age = 300))
WEB(hsts_off, HTTP(h->hsts_max_age = 0))
WEB(hsts_lowered, HTTP(h->have |= HTTP_HAVE_HSTS_BEFORE;
		       h->hsts_max_age_before = 366 * DAY))
WEB(hsts_raised, HTTP(h->have |= HTTP_HAVE_HSTS_BEFORE;
		      h->hsts_max_age_before = 300))
WEB(slow, HTTP(h->total_ms = 1600))
WEB(slower, HTTP(h->total_ms = 4100))
WEB(no_times, HTTP(h->have &= ~(unsigned)HTTP_HAVE_TIMES))

static const struct {
	const char *id;
	void (*change)(struct web_facts *w);
	enum verdict verdict;
} web_cases[] = {
	{ "https.connect", same, VERDICT_PASS },
	{ "https.connect", dead_tls, VERDICT_FAIL },
	{ "https.connect", unseen, VERDICT_UNKNOWN },
	{ "http.connect", same, VERDICT_PASS },
	{ "http.connect", dead_http, VERDICT_FAIL },
	{ "http.connect", dead_both, VERDICT_UNKNOWN },
	{ "http.connect", unseen, VERDICT_UNKNOWN },
	{ "tls.handshake", same, VERDICT_PASS },
	{ "tls.handshake", no_handshake, VERDICT_FAIL },
	{ "tls.handshake", unseen, VERDICT_UNKNOWN },
	{ "tls.version", same, VERDICT_PASS },
	{ "tls.version", only13, VERDICT_PASS },
	{ "tls.version", ssl3_untried, VERDICT_PASS },
	{ "tls.version", tls10, VERDICT_FAIL },
	{ "tls.version", tls11, VERDICT_FAIL },
	{ "tls.version", ssl3, VERDICT_FAIL },
	{ "tls.version", tls11_untried, VERDICT_UNKNOWN },
	{ "tls.version", unseen, VERDICT_UNKNOWN },
	{ "tls.version-max", same, VERDICT_PASS },
	{ "tls.version-max", only12, VERDICT_FAIL },
	{ "tls.version-max", tls13_untried, VERDICT_UNKNOWN },
	{ "tls.version-max", unseen, VERDICT_UNKNOWN },
	{ "tls.cipher", same, VERDICT_PASS },
	{ "tls.cipher", gcm12, VERDICT_PASS },
	{ "tls.cipher", cbc, VERDICT_FAIL },
	{ "tls.cipher", ccm13, VERDICT_FAIL },
	{ "tls.cipher", no_handshake, VERDICT_UNKNOWN },
	{ "tls.cert-current", same, VERDICT_PASS },
	{ "tls.cert-current", last_second, VERDICT_PASS },
	{ "tls.cert-current", expired, VERDICT_FAIL },
	{ "tls.cert-current", future, VERDICT_FAIL },
	{ "tls.cert-current", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-left", same, VERDICT_PASS },
	{ "tls.cert-left", left34, VERDICT_PASS },
	{ "tls.cert-left", left32, VERDICT_WARN },
	{ "tls.cert-left", left9, VERDICT_FAIL },
	{ "tls.cert-left", expired, VERDICT_FAIL },
	{ "tls.cert-left", backwards, VERDICT_FAIL },
	{ "tls.cert-left", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-key", same, VERDICT_PASS },
	{ "tls.cert-key", p256, VERDICT_PASS },
	{ "tls.cert-key", rsa1024, VERDICT_FAIL },
	{ "tls.cert-key", p224, VERDICT_FAIL },
	{ "tls.cert-key", dsa, VERDICT_FAIL },
	{ "tls.cert-key", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-signature", same, VERDICT_PASS },
	{ "tls.cert-signature", own_hash, VERDICT_PASS },
	{ "tls.cert-signature", sha1, VERDICT_FAIL },
	{ "tls.cert-signature", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-self-signed", same, VERDICT_PASS },
	{ "tls.cert-self-signed", self_signed, VERDICT_FAIL },
	{ "tls.cert-self-signed", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-lifetime", same, VERDICT_NONE },	/* of 2001 */
	{ "tls.cert-lifetime", life_398, VERDICT_PASS },
	{ "tls.cert-lifetime", life_398_over, VERDICT_FAIL },
	{ "tls.cert-lifetime", life_200, VERDICT_PASS },
	{ "tls.cert-lifetime", life_200_over, VERDICT_FAIL },
	{ "tls.cert-lifetime", life_100, VERDICT_PASS },
	{ "tls.cert-lifetime", life_100_over, VERDICT_FAIL },
	{ "tls.cert-lifetime", life_47, VERDICT_PASS },
	{ "tls.cert-lifetime", life_47_over, VERDICT_FAIL },
	{ "tls.cert-lifetime", unseen, VERDICT_UNKNOWN },
	{ "tls.cert-eku", same, VERDICT_PASS },
	{ "tls.cert-eku", no_eku, VERDICT_WARN },
	{ "tls.cert-eku", client_only, VERDICT_FAIL },
	{ "tls.cert-eku", no_uses, VERDICT_UNKNOWN },
	{ "tls.chain-complete", same, VERDICT_PASS },
	{ "tls.chain-complete", gap, VERDICT_FAIL },
	{ "tls.chain-complete", gap_no_store, VERDICT_WARN },
	{ "tls.chain-complete", no_chain, VERDICT_UNKNOWN },
	{ "tls.chain-order", same, VERDICT_PASS },
	{ "tls.chain-order", disorder, VERDICT_FAIL },
	{ "tls.chain-order", no_chain, VERDICT_UNKNOWN },
	{ "tls.chain-trusted", same, VERDICT_PASS },
	{ "tls.chain-trusted", untrusted, VERDICT_FAIL },
	{ "tls.chain-trusted", no_store, VERDICT_NONE },
	{ "tls.chain-trusted", no_chain, VERDICT_UNKNOWN },
	{ "tls.cert-name", same, VERDICT_PASS },
	{ "tls.cert-name", wrong_name, VERDICT_FAIL },
	{ "tls.cert-name", no_name, VERDICT_UNKNOWN },
	{ "http.redirect", same, VERDICT_PASS },
	{ "http.redirect", plain_200, VERDICT_FAIL },
	{ "http.redirect", no_location, VERDICT_FAIL },
	{ "http.redirect", to_http, VERDICT_FAIL },
	{ "http.redirect", path_lost, VERDICT_FAIL },
	{ "http.redirect", two_hops, VERDICT_FAIL },
	{ "http.redirect", plain_silent, VERDICT_FAIL },
	{ "http.redirect", dead_http, VERDICT_UNKNOWN },
	{ "http.status", same, VERDICT_PASS },
	{ "http.status", status_500, VERDICT_FAIL },
	{ "http.status", status_403, VERDICT_FAIL },
	{ "http.status", status_none, VERDICT_FAIL },
	{ "http.status", unseen, VERDICT_UNKNOWN },
	{ "http.hsts", same, VERDICT_PASS },
	{ "http.hsts", hsts_low, VERDICT_PASS },
	{ "http.hsts", hsts_raised, VERDICT_PASS },
	{ "http.hsts", hsts_lowered, VERDICT_WARN },
	{ "http.hsts", hsts_off, VERDICT_FAIL },
	{ "http.hsts", no_hsts, VERDICT_FAIL },
	{ "http.hsts", unseen, VERDICT_UNKNOWN },
	{ "http.response-time", same, VERDICT_PASS },
	{ "http.response-time", slow, VERDICT_WARN },
	{ "http.response-time", slower, VERDICT_FAIL },
	{ "http.response-time", no_times, VERDICT_UNKNOWN },
};

FILE_(file_same, (void)t)
FILE_(file_empty, memset(t, 0, sizeof(*t)))
FILE_(mode_0640, t->mode = 0640)
FILE_(mode_0660, t->mode = 0660)
FILE_(mode_0644, t->mode = 0644)
FILE_(mode_0400, t->mode = 0400)
FILE_(no_mode, t->have &= ~(unsigned)FILE_HAVE_MODE)
FILE_(encrypted, t->encrypted = true)
FILE_(weak, strcpy(t->key_type, "rsa"); t->key_bits = 1024)
FILE_(stranger, t->partner_matches = false)
FILE_(forged, t->csr_verified = false)
FILE_(nameless, t->csr_names = 0)
FILE_(missing, strcpy(t->names_missing, "b.vn"))

static const struct {
	const char *id;
	void (*change)(struct file_facts *t);
	enum verdict verdict;
} file_cases[] = {
	{ "file.key-mode", file_same, VERDICT_PASS },
	{ "file.key-mode", mode_0400, VERDICT_PASS },
	{ "file.key-mode", mode_0640, VERDICT_WARN },
	{ "file.key-mode", mode_0660, VERDICT_FAIL },
	{ "file.key-mode", mode_0644, VERDICT_FAIL },
	{ "file.key-mode", no_mode, VERDICT_NONE },
	{ "file.key-mode", file_empty, VERDICT_NONE },
	{ "file.key-encrypted", file_same, VERDICT_PASS },
	{ "file.key-encrypted", encrypted, VERDICT_FAIL },
	{ "file.key-encrypted", file_empty, VERDICT_NONE },
	{ "file.key-strength", file_same, VERDICT_PASS },
	{ "file.key-strength", weak, VERDICT_FAIL },
	{ "file.key-strength", file_empty, VERDICT_NONE },
	{ "file.key-matches", file_same, VERDICT_PASS },
	{ "file.key-matches", stranger, VERDICT_FAIL },
	{ "file.key-matches", file_empty, VERDICT_NONE },
	{ "file.csr-signature", file_same, VERDICT_PASS },
	{ "file.csr-signature", forged, VERDICT_FAIL },
	{ "file.csr-signature", file_empty, VERDICT_NONE },
	{ "file.csr-names", file_same, VERDICT_PASS },
	{ "file.csr-names", nameless, VERDICT_FAIL },
	{ "file.csr-names", file_empty, VERDICT_NONE },
	{ "file.cert-names", file_same, VERDICT_PASS },
	{ "file.cert-names", missing, VERDICT_FAIL },
	{ "file.cert-names", file_empty, VERDICT_NONE },
};

static void expect(struct check_table table, const char *id, const void *facts,
		   enum verdict verdict)
{
	const struct check *c = check_find(table, id);
	struct judgement j = { .observed = "" };
	enum verdict v;

	assert_non_null(c);
	v = c->judge(policy, facts, NOW, &j);
	if (v != verdict)
		fail_msg("%s: %s, not %s (%s)", id, check_verdict_name(v),
			 check_verdict_name(verdict), j.observed);
	/* who reads that it failed must be told what was seen */
	if (v == VERDICT_FAIL && strcmp(id, "https.connect") &&
	    strcmp(id, "http.connect") && strcmp(id, "tls.handshake") &&
	    strcmp(id, "tls.chain-trusted") &&
	    strcmp(id, "file.csr-signature"))
		assert_string_not_equal(j.observed, "");
}

static void test_web(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(web_cases); i++) {
		struct web_facts w = good_web();

		web_cases[i].change(&w);
		expect(tlsconf_checks, web_cases[i].id, &w,
		       web_cases[i].verdict);
	}
}

static void test_file(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(file_cases); i++) {
		struct file_facts t = good_file();

		file_cases[i].change(&t);
		expect(tlsconf_file_checks, file_cases[i].id, &t,
		       file_cases[i].verdict);
	}
}

/* Each row has a sample that passes and one that fails. */
static void test_samples(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < tlsconf_checks.count; i++) {
		int passes = 0, fails = 0;

		for (k = 0; k < COUNT(web_cases); k++) {
			if (strcmp(web_cases[k].id, tlsconf_checks.rows[i].id))
				continue;
			passes += web_cases[k].verdict == VERDICT_PASS;
			fails += web_cases[k].verdict == VERDICT_FAIL;
		}
		assert_true(passes && fails);
	}
}

/* What fails as a whole when one thing is wrong: one finding per cause. */
static const struct {
	void (*change)(struct web_facts *w);
	const char *failed;
} causes[] = {
	{ same, "" },
	{ dead_tls, "https.connect " },
	{ dead_http, "http.connect " },
	{ dead_both, "https.connect " },
	{ no_handshake, "tls.handshake " },
	{ tls10, "tls.version " },
	{ only12, "tls.version-max " },
	{ expired, "tls.cert-current " },
	{ left9, "tls.cert-left " },
	{ wrong_name, "tls.cert-name " },
	{ gap, "tls.chain-complete " },
	{ untrusted, "tls.chain-trusted " },
	{ plain_200, "http.redirect " },
	{ no_hsts, "http.hsts " },
	{ slower, "http.response-time " },
};

static void test_one_cause(void **state)
{
	struct subject s = { "a.vn", NULL };
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(causes); i++) {
		struct web_facts w = good_web();
		char failed[256] = "";
		struct report r;

		causes[i].change(&w);
		report_init(&r, "a.vn", policy, NOW);
		report_judge(&r, tlsconf_checks, &w, &s);
		for (k = 0; k < r.count; k++)
			if (r.findings[k].judged == VERDICT_FAIL) {
				strcat(failed, r.findings[k].check->id);
				strcat(failed, " ");
			}
		assert_true(report_ok(&r));
		assert_string_equal(failed, causes[i].failed);
		report_free(&r);
	}
}

/* A self-signed certificate is not also untrusted. */
static void test_self_signed(void **state)
{
	struct web_facts w = good_web();
	struct subject s = { "a.vn", NULL };
	const struct finding *d;
	struct report r;

	(void)state;
	w.tls.cert.self_signed = true;
	w.tls.cert.trusted = false;
	report_init(&r, "a.vn", policy, NOW);
	report_judge(&r, tlsconf_checks, &w, &s);
	d = report_find(&r, "tls.chain-trusted", "a.vn");
	assert_non_null(d);
	assert_int_equal(d->verdict, VERDICT_UNKNOWN);
	assert_string_equal(d->because->id, "tls.cert-self-signed");
	report_free(&r);
}

static void test_slice(void **state)
{
	struct check_table t = checks_slice(tlsconf_checks, "tls.cert-current",
					    "tls.cert-key");

	(void)state;
	assert_int_equal(t.count, 3);
	assert_string_equal(t.rows[1].id, "tls.cert-left");
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
		cmocka_unit_test(test_web),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_one_cause),
		cmocka_unit_test(test_self_signed),
		cmocka_unit_test(test_slice),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
