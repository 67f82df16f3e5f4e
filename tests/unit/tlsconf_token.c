/* SPDX-License-Identifier: MIT */
/* PKCS#11 URIs, and keys and signatures in PKCS#11's forms. */
#include "tlsconf_ca.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tlsconf/pki/token_key.h"
#include "tlsconf/pki/token_uri.h"

static void test_uri(void **state)
{
	struct token_uri u;

	(void)state;
	assert_int_equal(token_uri_parse("pkcs11:token=S%e1%bb%9f%20x;serial=1;"
			"object=a%3Bb;id=%00%ff;type=private?module-path=/m.so&"
			"pin-source=file:/run/pin", &u, NULL), 0);
	assert_string_equal(u.token, "Sở x");
	assert_string_equal(u.serial, "1");
	assert_string_equal(u.object, "a;b");
	assert_int_equal(u.id_length, 2);
	assert_memory_equal(u.id, "\0\xff", 2);
	assert_string_equal(u.module, "/m.so");
	assert_string_equal(u.pin_file, "/run/pin");
	assert_int_equal(token_uri_parse("pkcs11:serial=1;id=a?"
			"module-path=m&pin-source=pin", &u, NULL), 0);
	assert_string_equal(u.pin_file, "pin");
}

static void test_bad_uri(void **state)
{
	static const char *const cases[] = {
		"", "pkcs11:", "PKCS11:token=a", "token=a",
		"pkcs11:token=a;object=b",
		"pkcs11:object=b?module-path=m",
		"pkcs11:token=a?module-path=m",
		"pkcs11:token=;object=b?module-path=m",
		"pkcs11:token;object=b?module-path=m",
		"pkcs11:token=%;object=b?module-path=m",
		"pkcs11:token=%4;object=b?module-path=m",
		"pkcs11:token=%zz;object=b?module-path=m",
		"pkcs11:token=a%00b;object=b?module-path=m",
		"pkcs11:token=a;object=b?module-path=m&pin-value=1",
		"pkcs11:token=a;object=b;type=cert?module-path=m",
		"pkcs11:token=a;object=b;colour=c?module-path=m",
	};
	char lengthy[2000] = "pkcs11:object=b?module-path=m&token=";
	struct token_uri u;
	size_t i;

	(void)state;
	memset(lengthy + strlen(lengthy), 'a', 300);
	assert_int_equal(token_uri_parse(lengthy, &u, NULL), -1);
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };

		if (!token_uri_parse(cases[i], &u, &f) || !f.text[0])
			fail_msg("%s", cases[i]);
	}
}

/* A bare point whose X begins with 63 looks like an OCTET STRING. */
static void test_ec_ambiguous(void **state)
{
	const struct key_type *type = key_type_find("p256", NULL);
	unsigned char group[16], point[65] = { 0 };
	size_t length = token_key_group(type, group, sizeof(group)), n;
	EVP_PKEY *key = NULL, *again;
	int tries;

	(void)state;
	for (tries = 0; tries < 20000 && point[1] != 63; tries++) {
		EVP_PKEY_free(key);
		key = key_generate(type, NULL);
		assert_int_equal(EVP_PKEY_get_octet_string_param(key,
				 OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point),
				 &n), 1);
	}
	assert_int_equal(point[1], 63);
	again = token_key_ec(group, length, point, n, NULL);
	assert_non_null(again);
	assert_true(key_same(key, again));
	EVP_PKEY_free(again);
	EVP_PKEY_free(key);
}

/* OpenSSL's key in the token's form and back. */
static void test_ec(void **state)
{
	static const char *const types[] = { "p256", "p384" };
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(types); i++) {
		const struct key_type *type = key_type_find(types[i], NULL);
		EVP_PKEY *key = key_generate(type, NULL), *again;
		unsigned char group[16], point[200] = { 4 };
		size_t length = token_key_group(type, group, sizeof(group));
		size_t n;

		assert_true(length > 0);
		assert_int_equal(EVP_PKEY_get_octet_string_param(key,
				 OSSL_PKEY_PARAM_PUB_KEY, point + 2,
				 sizeof(point) - 2, &n), 1);
		assert_true(n < 128);
		point[1] = (unsigned char)n;
		for (k = 0; k < 2; k++) {	/* wrapped, then bare */
			again = token_key_ec(group, length, point + 2 * k,
					     n + 2 - 2 * k, NULL);
			assert_non_null(again);
			assert_true(key_same(key, again));
			EVP_PKEY_free(again);
		}
		assert_null(token_key_ec(group, length, point, n, NULL));
		assert_null(token_key_ec(group, length - 1, point, n + 2,
					 NULL));
		assert_int_equal(ERR_peek_error(), 0);
		EVP_PKEY_free(key);
	}
	assert_int_equal(token_key_group(key_type_find("rsa:2048", NULL),
					 (unsigned char[1]){ 0 }, 1), 0);
}

static void test_input(void **state)
{
	/* RFC 8017 section 9.2, note 1: SHA-256 */
	static const unsigned char head[] = {
		0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
		0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
	};
	unsigned char rsa[TOKEN_KEY_INPUT], ec[TOKEN_KEY_INPUT];

	(void)state;
	assert_int_equal(token_key_input(true, EVP_sha256(),
			 (const unsigned char *)"abc", 3, rsa, NULL), 51);
	assert_int_equal(token_key_input(false, EVP_sha256(),
			 (const unsigned char *)"abc", 3, ec, NULL), 32);
	assert_memory_equal(rsa, head, sizeof(head));
	assert_memory_equal(rsa + sizeof(head), ec, 32);
	assert_int_equal(ec[0], 0xba);
}

static void test_output(void **state)
{
	static const unsigned char raw[] = { 0x80, 1, 0, 2 };
	/* r is positive, s is as short as it gets */
	static const unsigned char der[] = {
		0x30, 0x08, 0x02, 0x03, 0, 0x80, 1, 0x02, 0x01, 2,
	};
	size_t length = 0;
	unsigned char *s = token_key_output(false, raw, sizeof(raw), &length,
					    NULL);

	(void)state;
	assert_non_null(s);
	assert_int_equal(length, sizeof(der));
	assert_memory_equal(s, der, sizeof(der));
	free(s);
	s = token_key_output(true, raw, sizeof(raw), &length, NULL);
	assert_int_equal(length, sizeof(raw));
	assert_memory_equal(s, raw, sizeof(raw));
	free(s);
	assert_null(token_key_output(false, raw, 3, &length, NULL));
	assert_null(token_key_output(false, raw, 0, &length, NULL));
	assert_int_equal(ERR_peek_error(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uri),
		cmocka_unit_test(test_bad_uri),
		cmocka_unit_test(test_ec),
		cmocka_unit_test(test_ec_ambiguous),
		cmocka_unit_test(test_input),
		cmocka_unit_test(test_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
