/* SPDX-License-Identifier: MIT */
/* Requests that are wrong in one way, from DER to the finding. */
#include "tlsconf_ca.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "policy.h"
#include "report.h"
#include "tlsconf/checks.h"
#include "tlsconf/pki/lint.h"

static struct policy *policy;
static EVP_PKEY *p256, *rsa;

struct extension {
	int nid;
	const char *value;
};

/* What a request is to be; zero is a good one for a.vn. */
struct want {
	const char *cn;			/* NULL: a.vn; "": no subject */
	int attribute;			/* one more of the subject */
	const char *value;
	struct extension extensions[3];	/* none: the name a.vn */
	const EVP_MD *md;
	bool challenge, forged;
};

static void extend(X509_REQ *x, const struct extension *e)
{
	STACK_OF(X509_EXTENSION) *all = NULL;
	X509V3_CTX ctx;
	size_t i;

	X509V3_set_ctx(&ctx, NULL, NULL, x, NULL, 0);
	for (i = 0; i < 3 && e[i].nid; i++) {
		X509_EXTENSION *one = X509V3_EXT_conf_nid(NULL, &ctx, e[i].nid,
							  e[i].value);

		assert_non_null(one);
		assert_non_null(X509v3_add_ext(&all, one, -1));
		X509_EXTENSION_free(one);
	}
	assert_int_equal(X509_REQ_add_extensions(x, all), 1);
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
}

static X509_REQ *make(const struct want *w, EVP_PKEY *key)
{
	static const struct extension usual[3] = {
		{ NID_subject_alt_name, "DNS:a.vn" },
	};
	X509_REQ *x = X509_REQ_new();
	X509_NAME *name = X509_REQ_get_subject_name(x);
	const char *cn = w->cn ? w->cn : "a.vn";

	if (*cn)
		X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
					   (const unsigned char *)cn, -1, -1,
					   0);
	if (w->attribute)
		X509_NAME_add_entry_by_NID(name, w->attribute, MBSTRING_UTF8,
					   (const unsigned char *)w->value, -1,
					   -1, 0);
	assert_int_equal(X509_REQ_set_pubkey(x, key), 1);
	extend(x, w->extensions[0].nid ? w->extensions : usual);
	if (w->challenge)
		X509_REQ_add1_attr_by_NID(x, NID_pkcs9_challengePassword,
					  MBSTRING_UTF8,
					  (const unsigned char *)"secret", -1);
	assert_true(X509_REQ_sign(x, w->forged ? p256 : key,
				  w->md ? w->md : EVP_sha256()) > 0);
	return x;
}

/* Ids of all that the checks say of X against it, each with a space behind. */
static void judge(const X509_REQ *x, char *bad, size_t room)
{
	struct subject s = { "x", NULL };
	struct csr_facts facts;
	struct report r;
	size_t i, used = 0;

	assert_int_equal(lint_describe(x, NULL, &facts, NULL), 0);
	assert_int_equal(ERR_peek_error(), 0);
	report_init(&r, "x", policy, 0);
	report_judge(&r, tlsconf_csr_checks, &facts, &s);
	assert_true(report_ok(&r));
	bad[0] = '\0';
	for (i = 0; i < r.count; i++)
		if (r.findings[i].verdict != VERDICT_PASS &&
		    !r.findings[i].because)
			used += (size_t)snprintf(bad + used, room - used, "%s ",
						 r.findings[i].check->id);
	report_free(&r);
	lint_free(&facts);
}

#define SAN(text) .extensions = { { NID_subject_alt_name, text } }
#define AND(nid, text) .extensions = { \
	{ NID_subject_alt_name, "DNS:a.vn" }, { nid, text } }

static void test_requests(void **state)
{
	static const struct {
		struct want want;
		const char *bad;
	} cases[] = {
		{ { .cn = NULL }, "" },
		{ { SAN("DNS:a.vn,DNS:*.a.vn,IP:1.1.1.1,IP:2405:4800::1") },
		  "" },
		{ { .cn = "", SAN("critical,DNS:a.vn") }, "" },
		{ { .forged = true }, "csr.signature " },
		{ { .extensions = { { NID_key_usage, "digitalSignature" } } },
		  "csr.san " },
		{ { .cn = "", SAN("DNS:a.vn") }, "csr.san-critical " },
		{ { SAN("critical,DNS:a.vn") }, "csr.san-critical " },
		{ { SAN("DNS:a.vn,email:a@a.vn") }, "csr.san-kind " },
		{ { SAN("DNS:a.vn,URI:https://a.vn/") }, "csr.san-kind " },
		{ { SAN("DNS:a.vn,DNS:a_b.vn") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:*.vn") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:a.*.vn") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:a.vn.") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:ab--c.vn") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:xn--a.vn") }, "csr.name-syntax " },
		{ { SAN("DNS:a.vn,DNS:xn--ng-nai-92a8502d.gov.vn") }, "" },
		{ { SAN("DNS:a.vn,DNS:portal") }, "csr.name-internal " },
		{ { SAN("DNS:a.vn,DNS:portal.LAN") }, "csr.name-internal " },
		{ { SAN("DNS:a.vn,DNS:www.portal.internal") },
		  "csr.name-internal " },
		{ { SAN("DNS:a.vn,DNS:internal.vn") }, "" },
		{ { SAN("DNS:a.vn,DNS:1.2.3.in-addr.arpa") },
		  "csr.name-reverse " },
		{ { SAN("DNS:a.vn,IP:192.168.1.1") }, "csr.address-reserved " },
		{ { SAN("DNS:a.vn,IP:fd00::1") }, "csr.address-reserved " },
		{ { .cn = "b.vn" }, "csr.common-name " },
		{ { .cn = "1.1.1.1", SAN("IP:1.1.1.1") }, "" },
		{ { .attribute = NID_commonName, .value = "a.vn" },
		  "csr.common-name " },
		{ { .attribute = NID_organizationalUnitName, .value = "IT" },
		  "csr.subject " },
		{ { .attribute = NID_stateOrProvinceName, .value = "--" },
		  "csr.subject " },
		{ { .attribute = NID_organizationName, .value = "Sở Ví dụ" },
		  "" },
		{ { .attribute = NID_countryName, .value = "vn" },
		  "csr.subject " },
		{ { .challenge = true }, "csr.challenge-password " },
		{ { AND(NID_basic_constraints, "CA:TRUE") },
		  "csr.authority " },
		{ { AND(NID_basic_constraints, "CA:FALSE") }, "" },
		{ { AND(NID_key_usage, "digitalSignature,keyCertSign") },
		  "csr.authority " },
		{ { AND(NID_key_usage, "digitalSignature,cRLSign") },
		  "csr.authority " },
		{ { AND(NID_key_usage, "digitalSignature") }, "" },
		{ { AND(NID_ext_key_usage, "serverAuth") }, "" },
		{ { AND(NID_ext_key_usage, "serverAuth,clientAuth") },
		  "csr.eku " },
		{ { AND(NID_ext_key_usage, "codeSigning") }, "csr.eku " },
	};
	char bad[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		X509_REQ *x = make(&cases[i].want,
				   cases[i].want.forged ? rsa : p256);

		judge(x, bad, sizeof(bad));
		if (strcmp(bad, cases[i].bad))
			fail_msg("case %zu: '%s', not '%s'", i, bad,
				 cases[i].bad);
		X509_REQ_free(x);
	}
}

static void test_sha1(void **state)
{
	struct want w = { .md = EVP_sha1() };
	X509_REQ *x = make(&w, rsa);
	char bad[256];

	(void)state;
	judge(x, bad, sizeof(bad));
	assert_string_equal(bad, "csr.signature-hash ");
	X509_REQ_free(x);
}

/* ---- keys ---- */

static EVP_PKEY *rsa_key(int bits, unsigned exponent)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;
	BIGNUM *e = BN_new();

	BN_set_word(e, exponent);
	assert_true(EVP_PKEY_keygen_init(ctx) > 0 &&
		    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, bits) > 0 &&
		    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) > 0 &&
		    EVP_PKEY_generate(ctx, &key) > 0);
	BN_free(e);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *ec_key(const char *group, const char *encoding)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	assert_true(EVP_PKEY_keygen_init(ctx) > 0 &&
		    EVP_PKEY_CTX_set_group_name(ctx, group) > 0);
	assert_true(EVP_PKEY_generate(ctx, &key) > 0);
	if (encoding)
		assert_int_equal(EVP_PKEY_set_utf8_string_param(key,
					OSSL_PKEY_PARAM_EC_ENCODING,
					encoding), 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

/* An RSA key from its primes. */
static EVP_PKEY *rsa_of(const BIGNUM *p, const BIGNUM *q)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = BN_new(), *e = BN_new(), *d = BN_new();
	BIGNUM *a = BN_dup(p), *b = BN_dup(q), *phi = BN_new();
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	BN_set_word(e, 65537);
	assert_true(BN_mul(n, p, q, ctx) && BN_sub_word(a, 1) &&
		    BN_sub_word(b, 1) && BN_mul(phi, a, b, ctx) &&
		    BN_mod_inverse(d, e, phi, ctx));
	assert_true(OSSL_PARAM_BLD_push_BN(build, "n", n) &&
		    OSSL_PARAM_BLD_push_BN(build, "e", e) &&
		    OSSL_PARAM_BLD_push_BN(build, "d", d));
	params = OSSL_PARAM_BLD_to_param(build);
	assert_true(EVP_PKEY_fromdata_init(pctx) > 0 &&
		    EVP_PKEY_fromdata(pctx, &key, EVP_PKEY_KEYPAIR, params) >
		    0);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(pctx);
	BN_free(n);
	BN_free(e);
	BN_free(d);
	BN_free(a);
	BN_free(b);
	BN_free(phi);
	BN_CTX_free(ctx);
	return key;
}

static BIGNUM *prime_from(BIGNUM *p, const BIGNUM *step)
{
	BN_CTX *ctx = BN_CTX_new();

	while (BN_check_prime(p, ctx, NULL) != 1)
		assert_int_equal(BN_add(p, p, step), 1);
	BN_CTX_free(ctx);
	return p;
}

/* A prime as the library of CVE-2017-15361 makes them: k M + 65537^a mod M. */
static BIGNUM *roca_prime(unsigned exponent)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *m = BN_new(), *g = BN_new(), *e = BN_new(), *p = BN_new();
	unsigned n, d;

	BN_one(m);
	for (n = 2; n <= 167; n++) {
		for (d = 2; d < n && n % d; d++)
			;
		if (d == n)
			BN_mul_word(m, n);
	}
	BN_set_word(g, 65537);
	BN_set_word(e, exponent);
	assert_int_equal(BN_mod_exp(p, g, e, m, ctx), 1);
	/* 3/4 of 2^1024 and a little: the product has 2048 bits */
	BN_set_word(e, 3);
	assert_true(BN_lshift(e, e, 1022) && BN_div(e, NULL, e, m, ctx) &&
		    BN_rand(g, 700, 0, 0) && BN_add(g, g, e) &&
		    BN_mul(e, g, m, ctx) && BN_add(p, p, e));
	prime_from(p, m);
	BN_free(m);
	BN_free(g);
	BN_free(e);
	BN_CTX_free(ctx);
	return p;
}

static EVP_PKEY *roca_key(void)
{
	BIGNUM *p = roca_prime(12345), *q = roca_prime(54321);
	EVP_PKEY *key = rsa_of(p, q);

	BN_free(p);
	BN_free(q);
	return key;
}

static EVP_PKEY *fermat_key(void)
{
	BIGNUM *p = BN_new(), *q, *two = BN_new();
	EVP_PKEY *key;

	BN_set_word(two, 2);
	assert_true(BN_generate_prime_ex(p, 1024, 0, NULL, NULL, NULL));
	q = BN_dup(p);
	BN_add_word(q, 2);
	prime_from(q, two);
	key = rsa_of(p, q);
	BN_free(p);
	BN_free(q);
	BN_free(two);
	return key;
}

static EVP_PKEY *factor_key(void)
{
	BIGNUM *p = BN_new(), *q = BN_new();
	EVP_PKEY *key;

	BN_set_word(q, 509);	/* 65537 is prime to 508 */
	assert_true(BN_generate_prime_ex(p, 2039, 0, NULL, NULL, NULL));
	key = rsa_of(p, q);
	BN_free(p);
	BN_free(q);
	return key;
}

static void expect_key(EVP_PKEY *key, const char *wanted)
{
	struct want w = { .cn = NULL };
	X509_REQ *x = make(&w, key), *again;
	unsigned char *der = NULL;
	const unsigned char *at;
	char bad[256];
	int length = i2d_X509_REQ(x, &der);

	assert_true(length > 0);
	at = der;
	again = d2i_X509_REQ(NULL, &at, length);	/* as from a file */
	assert_non_null(again);
	judge(again, bad, sizeof(bad));
	assert_string_equal(bad, wanted);
	OPENSSL_free(der);
	X509_REQ_free(again);
	X509_REQ_free(x);
	EVP_PKEY_free(key);
}

static void test_keys(void **state)
{
	(void)state;
	expect_key(rsa_key(2048, 65537), "");
	expect_key(rsa_key(2048, 3), "csr.key-exponent ");
	expect_key(rsa_key(1024, 65537), "csr.key-size ");
	expect_key(rsa_key(2052, 65537), "csr.key-size ");
	expect_key(ec_key("P-256", NULL), "");
	expect_key(ec_key("P-521", NULL), "");
	expect_key(ec_key("P-224", NULL), "csr.key-size csr.key-curve ");
	expect_key(ec_key("secp256k1", NULL), "csr.key-curve ");
	expect_key(ec_key("P-256", "explicit"), "csr.key-curve ");
	expect_key(roca_key(), "csr.key-roca ");
	expect_key(fermat_key(), "csr.key-fermat ");
	expect_key(factor_key(), "csr.key-factor ");
}

static int set_up(void **state)
{
	(void)state;
	policy = policy_load(NULL, NULL);
	p256 = key_generate(key_type_find("p256", NULL), NULL);
	rsa = key_generate(key_type_find("rsa:2048", NULL), NULL);
	return policy && p256 && rsa ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_free(policy);
	EVP_PKEY_free(p256);
	EVP_PKEY_free(rsa);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_sha1),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
