/* SPDX-License-Identifier: MIT */
/* A certificate's facts. */
#include "tlsconf_ca.h"

#include <openssl/err.h>

#include "tlsconf/pki/cert.h"

static struct ca_cert ca;

static struct cert_facts facts_of(const struct ca_want *w, const char *name)
{
	struct ca_cert c = ca_issue(w, &ca);
	struct cert_facts facts;

	assert_int_equal(cert_describe(c.x, name, &facts, NULL), 0);
	assert_int_equal(ERR_peek_error(), 0);
	ca_free(&c);
	return facts;
}

static void test_facts(void **state)
{
	struct ca_want w = {
		.cn = "a.vn", .san = "DNS:A.vn, IP:192.0.2.1, "
				     "email:a@a.vn, IP:2001:db8::1",
	};
	struct cert_facts c = facts_of(&w, NULL);

	(void)state;
	assert_int_equal(c.have, CERT_HAVE_CERT | CERT_HAVE_USES);
	assert_string_equal(c.subject, "CN=a.vn");
	assert_string_equal(c.issuer, "CN=Sở Ví dụ CA");
	assert_string_equal(c.names, "a.vn,192.0.2.1,2001:db8::1");
	assert_string_equal(c.key_type, "ecdsa");
	assert_int_equal(c.key_bits, 256);
	assert_string_equal(c.signature, "ecdsa-with-SHA256");
	assert_int_equal(c.signature_hash_bits, 256);
	assert_int_equal(c.not_before, CA_FROM);
	assert_int_equal(c.not_after, CA_TO);
	assert_int_equal(strlen(c.fingerprint), 64);
	assert_false(c.self_signed);
	assert_false(c.ca);
	assert_int_equal(cert_describe(ca.x, NULL, &c, NULL), 0);
	assert_true(c.self_signed);
	assert_true(c.ca);
}

/* Purposes, and where revocation and transparency are told. */
static void test_uses(void **state)
{
	struct ca_want server = { .cn = "a.vn", .san = "DNS:a.vn" };
	struct ca_want none = { .cn = "a.vn", .no_eku = true };
	struct ca_want client = { .cn = "a.vn", .eku = "clientAuth" };
	struct ca_want both = { .cn = "a.vn", .eku = "clientAuth,serverAuth",
		.aia = "caIssuers;URI:http://c.vn/ca,OCSP;URI:http://o.vn/",
		.crl = "URI:http://c.vn/crl" };
	struct cert_facts c = facts_of(&server, NULL);

	(void)state;
	assert_true(c.eku && c.eku_server);
	assert_string_equal(c.eku_other, "");
	assert_string_equal(c.responder, "");
	assert_string_equal(c.crl, "");
	assert_int_equal(c.scts, 0);
	c = facts_of(&none, NULL);
	assert_false(c.eku || c.eku_server);
	c = facts_of(&client, NULL);
	assert_true(c.eku && !c.eku_server);
	assert_string_equal(c.eku_other, "TLS Web Client Authentication");
	c = facts_of(&both, NULL);
	assert_true(c.eku && c.eku_server);
	assert_string_equal(c.responder, "http://o.vn/");
	assert_string_equal(c.crl, "http://c.vn/crl");
}

/* By the subject alternative name only, "*" for one whole label. */
static void test_match(void **state)
{
	static const struct {
		const char *san, *name;
		bool matches;
	} cases[] = {
		{ "DNS:a.vn", "a.vn", true },
		{ "DNS:a.vn", "A.VN", true },
		{ "DNS:a.vn", "b.vn", false },
		{ "DNS:b.vn", "cn.vn", false },		/* only the CN has it */
		{ NULL, "cn.vn", false },
		{ "DNS:*.a.vn", "b.a.vn", true },
		{ "DNS:*.a.vn", "c.b.a.vn", false },
		{ "DNS:*.a.vn", "a.vn", false },
		{ "DNS:b*.a.vn", "bc.a.vn", false },
		{ "IP:192.0.2.1", "192.0.2.1", true },
		{ "IP:192.0.2.1", "192.0.2.2", false },
		{ "DNS:192.0.2.1", "192.0.2.1", false },
		{ "IP:2001:db8::1", "2001:db8:0::1", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct ca_want w = { .cn = "cn.vn", .san = cases[i].san };
		struct cert_facts c = facts_of(&w, cases[i].name);

		assert_true(c.have & CERT_HAVE_NAME);
		if (c.name_matches != cases[i].matches)
			fail_msg("%s for %s", cases[i].san, cases[i].name);
	}
}

static void test_signatures(void **state)
{
	const struct {
		const EVP_MD *md;
		int bits;
	} cases[] = {
		{ EVP_sha1(), 160 }, { EVP_sha256(), 256 },
		{ EVP_sha384(), 384 }, { EVP_sha512(), 512 },
	};
	struct ca_want w = { .cn = "a.vn", .san = "DNS:a.vn" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		w.md = cases[i].md;
		assert_int_equal(facts_of(&w, NULL).signature_hash_bits,
				 cases[i].bits);
	}
}

/* More names than fit are cut behind a whole one. */
static void test_many_names(void **state)
{
	char san[20000] = "";
	struct ca_want w = { .cn = "a.vn", .san = san };
	struct san_list l = { 0 };
	struct ca_cert c;
	struct cert_facts facts;
	size_t i, n = 0;

	(void)state;
	for (i = 0; i < 500; i++)
		n += (size_t)snprintf(san + n, sizeof(san) - n,
				      "%sDNS:n%zu.example.vn", i ? "," : "",
				      i);
	c = ca_issue(&w, &ca);
	assert_int_equal(cert_describe(c.x, "n499.example.vn", &facts, NULL),
			 0);
	assert_true(facts.name_matches);
	assert_non_null(strstr(facts.names, "example.vn…"));
	assert_int_equal(cert_names(c.x, &l, NULL), 0);
	assert_int_equal(l.count, 500);
	san_free(&l);
	ca_free(&c);
}

/* Whatever string type a subject has, what comes out is clean UTF-8. */
static void test_string_types(void **state)
{
	static const struct {
		int type;
		const char *bytes;
		int length;
		const char *text;
	} cases[] = {
		{ V_ASN1_BMPSTRING, "\0a\xd8\x00", 4, "?" },
		{ V_ASN1_BMPSTRING, "\x1e\xd3\0x", 4, "CN=ồx" },
		{ V_ASN1_T61STRING, "a\xe9", 2, "CN=aé" },
		{ V_ASN1_T61STRING, "a\x9b" "31m", 5, "CN=a??31m" },
		{ V_ASN1_PRINTABLESTRING, "a\x1b[0m", 5, "CN=a\\1B[0m" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		X509_NAME *name = X509_NAME_new();
		char text[64];

		assert_int_equal(X509_NAME_add_entry_by_NID(name,
				NID_commonName, cases[i].type,
				(const unsigned char *)cases[i].bytes,
				cases[i].length, -1, 0), 1);
		assert_string_equal(cert_name_text(name, text, sizeof(text)),
				    cases[i].text);
		X509_NAME_free(name);
	}
}

/* What a stranger writes into a name does not reach the terminal. */
static void test_hostile(void **state)
{
	struct ca_want w = { .cn = "a\033[31m\n.vn", .san = "DNS:a" };
	struct ca_cert c = ca_issue(&w, NULL);
	struct cert_facts facts;
	const char *at;

	(void)state;
	assert_int_equal(cert_describe(c.x, NULL, &facts, NULL), 0);
	for (at = facts.subject; *at; at++)
		assert_true((unsigned char)*at >= 0x20);
	ca_free(&c);
}

static void test_der(void **state)
{
	unsigned char *der = NULL, *bytes;
	int i, length = i2d_X509(ca.x, &der);
	struct cert_facts c;

	(void)state;
	assert_int_equal(cert_describe_der(der, (size_t)length, NULL, &c,
					   NULL), 0);
	assert_true(c.have & CERT_HAVE_CERT);
	for (i = 0; i < length; i++) {
		assert_int_equal(cert_describe_der(der, (size_t)i, NULL, &c,
						   NULL), -1);
		assert_int_equal(c.have, 0);
	}
	/* each byte changed: whatever it says, no crash and no stale error */
	bytes = malloc((size_t)length);
	assert_non_null(bytes);
	for (i = 0; i < length; i++) {
		memcpy(bytes, der, (size_t)length);
		bytes[i] ^= 0x55;
		(void)cert_describe_der(bytes, (size_t)length, "a.vn", &c,
					NULL);
		assert_int_equal(ERR_peek_error(), 0);
	}
	free(bytes);
	OPENSSL_free(der);
}

static int set_up(void **state)
{
	struct ca_want w = { .cn = "Sở Ví dụ CA", .ca = true };

	(void)state;
	ca = ca_issue(&w, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ca_free(&ca);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_uses),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_string_types),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_der),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
