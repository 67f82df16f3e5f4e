/* SPDX-License-Identifier: MIT */
/* Classes of RSA keys that look strong and are not; reserved addresses. */
#include "unit.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <unistd.h>

#include "file.h"
#include "tlsconf/pki/reserved.h"
#include "tlsconf/pki/weak.h"

static BIGNUM *product(const BIGNUM *a, const BIGNUM *b)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = BN_new();

	assert_int_equal(BN_mul(n, a, b, ctx), 1);
	BN_CTX_free(ctx);
	return n;
}

static BIGNUM *prime(int bits)
{
	BIGNUM *p = BN_new();

	assert_int_equal(BN_generate_prime_ex(p, bits, 0, NULL, NULL, NULL),
			 1);
	return p;
}

/* The next prime behind P + 2^DISTANCE. */
static BIGNUM *prime_behind(const BIGNUM *p, int distance)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *q = BN_dup(p), *d = BN_new();

	assert_int_equal(BN_set_bit(d, distance), 1);
	assert_int_equal(BN_add(q, q, d), 1);
	while (BN_check_prime(q, ctx, NULL) != 1)
		assert_int_equal(BN_add_word(q, 2), 1);
	BN_free(d);
	BN_CTX_free(ctx);
	return q;
}

static void test_fermat(void **state)
{
	/* the primes are 2^DISTANCE apart; 512 bits each */
	static const struct {
		int distance, found;
	} cases[] = { { 1, 1 }, { 100, 1 }, { 250, 1 }, { 300, 0 } };
	BIGNUM *p = prime(512), *q = prime(511), *n = product(p, q);
	BIGNUM *square = product(p, p);
	size_t i;

	(void)state;
	assert_int_equal(weak_fermat(n, WEAK_FERMAT_ROUNDS, NULL), 0);
	assert_int_equal(weak_fermat(square, WEAK_FERMAT_ROUNDS, NULL), 1);
	for (i = 0; i < COUNT(cases); i++) {
		BIGNUM *near = prime_behind(p, cases[i].distance);
		BIGNUM *m = product(p, near);

		assert_int_equal(weak_fermat(m, WEAK_FERMAT_ROUNDS, NULL),
				 cases[i].found);
		BN_free(near);
		BN_free(m);
	}
	BN_free(p);
	BN_free(q);
	BN_free(n);
	BN_free(square);
}

/* 10403 = 101 * 103 falls in the first round, 21 = 3 * 7 too. */
static void test_fermat_small(void **state)
{
	static const struct {
		unsigned n;
		int rounds, found;
	} cases[] = {
		{ 10403, 1, 1 }, { 21, 1, 1 }, { 5959, 2, 0 }, { 5959, 3, 1 },
		{ 0, 9, 0 }, { 1, 9, 1 }, { 4, 9, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		BIGNUM *n = BN_new();

		BN_set_word(n, cases[i].n);
		assert_int_equal(weak_fermat(n, cases[i].rounds, NULL),
				 cases[i].found);
		BN_free(n);
	}
}

static void test_roca(void **state)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *g = BN_new(), *e = BN_new(), *n = BN_new(), *p = prime(256);
	BIGNUM *q = prime(256), *sound = product(p, q);

	(void)state;
	BN_set_word(g, 65537);
	BN_set_word(e, 126);
	assert_int_equal(BN_exp(n, g, e, ctx), 1);	/* 2017 bits */
	assert_int_equal(weak_roca(n, NULL), 1);
	assert_int_equal(weak_roca(sound, NULL), 0);
	BN_add_word(n, 2);
	assert_int_equal(weak_roca(n, NULL), 0);
	BN_free(g);
	BN_free(e);
	BN_free(n);
	BN_free(p);
	BN_free(q);
	BN_free(sound);
	BN_CTX_free(ctx);
}

static void test_factor(void **state)
{
	BIGNUM *p = prime(256), *n;

	(void)state;
	assert_int_equal(weak_factor(p, NULL), 0);
	n = BN_dup(p);
	BN_mul_word(n, 751);
	assert_int_equal(weak_factor(n, NULL), 751);
	BN_mul_word(n, 2);
	assert_int_equal(weak_factor(n, NULL), 2);
	BN_free(n);
	n = BN_dup(p);
	BN_mul_word(n, 757);
	assert_int_equal(weak_factor(n, NULL), 0);
	BN_free(n);
	BN_free(p);
}

static void test_listed(void **state)
{
	/* sha1("Modulus=010001\n") = …, the last 20 digits */
	static const struct {
		const char *text;
		int found;	/* -1: a fault */
	} cases[] = {
		{ "", 0 }, { "# nothing\n", 0 },
		{ "0123456789abcdef0123\n", 0 },
		{ "# a\n0123456789abcdef0123\nf8f4a6f1f8a0f186cef0\n", 1 },
		{ "F8F4A6F1F8A0F186CEF0", 1 },
		{ "f8f4a6f1f8a0f186cef\n", -1 }, { "hello\n", -1 },
		{ "f8f4a6f1f8a0f186cef0 x\n", -1 },
	};
	char path[] = "/tmp/khien-weak-XXXXXX";
	BIGNUM *n = BN_new();
	size_t i;

	(void)state;
	BN_set_word(n, 0x10001);
	assert_true(close(mkstemp(path)) == 0);
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };

		assert_int_equal(file_write(path, 0600, cases[i].text,
					    strlen(cases[i].text), NULL), 0);
		assert_int_equal(weak_listed(n, path, &f), cases[i].found);
		assert_int_equal(f.text[0] != '\0', cases[i].found < 0);
	}
	unlink(path);
	assert_int_equal(weak_listed(n, path, NULL), -1);
	BN_free(n);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *address;
		bool reserved;
	} cases[] = {
		{ "1.1.1.1", false }, { "0.0.0.0", true },
		{ "9.255.255.255", false }, { "10.0.0.0", true },
		{ "10.255.255.255", true }, { "11.0.0.0", false },
		{ "100.63.255.255", false }, { "100.64.0.0", true },
		{ "100.127.255.255", true }, { "100.128.0.0", false },
		{ "127.0.0.1", true }, { "169.254.1.1", true },
		{ "172.15.255.255", false }, { "172.16.0.1", true },
		{ "172.31.255.255", true }, { "172.32.0.0", false },
		{ "192.0.0.8", true }, { "192.0.0.9", false },
		{ "192.0.2.1", true }, { "192.168.1.1", true },
		{ "198.18.0.1", true }, { "198.19.255.255", true },
		{ "198.20.0.0", false }, { "198.51.100.7", true },
		{ "203.0.113.7", true }, { "203.113.131.1", false },
		{ "223.255.255.255", false }, { "224.0.0.1", true },
		{ "255.255.255.255", true },
		{ "::", true }, { "::1", true }, { "::ffff:1.1.1.1", true },
		{ "64:ff9b::101:101", false }, { "64:ff9b:1::1", true },
		{ "100::1", true }, { "2001::1", true },
		{ "2001:4:112::1", false }, { "2001:20::1", false },
		{ "2001:db8::1", true }, { "2001:db9::1", false },
		{ "2001:200::1", false }, { "2002:a00::1", true },
		{ "2405:4800::1", false }, { "3fff::1", true },
		{ "3fff:1000::1", false }, { "4000::1", true },
		{ "fc00::1", true }, { "fd00::1", true },
		{ "fe80::1", true }, { "ff02::1", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		bool six = strchr(cases[i].address, ':');
		unsigned char a[16];

		assert_int_equal(inet_pton(six ? AF_INET6 : AF_INET,
					   cases[i].address, a), 1);
		if (!reserved_address(a, six ? 16 : 4) == cases[i].reserved)
			fail_msg("%s", cases[i].address);
	}
}

static void test_reverse(void **state)
{
	static const struct {
		const char *name;
		bool reverse;
	} cases[] = {
		{ "1.2.0.192.in-addr.arpa", true }, { "ip6.arpa", true },
		{ "8.b.d.0.1.0.0.2.IP6.ARPA", true }, { "a.vn", false },
		{ "notin-addr.arpa", false }, { "in-addr.arpa.vn", false },
		{ "", false }, { "arpa", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(reserved_reverse(cases[i].name),
				 cases[i].reverse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fermat),
		cmocka_unit_test(test_fermat_small),
		cmocka_unit_test(test_roca),
		cmocka_unit_test(test_factor),
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_reverse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
