/* SPDX-License-Identifier: MIT */
/* Files of several things, and files of none. */
#include "tlsconf_ca.h"

#include <openssl/err.h>

#include "tlsconf/pki/bundle.h"

static char *dir, *key_pem, *cert_pem;
static unsigned char *cert_der;
static int cert_der_length;

static int read_bytes(struct bundle *b, const void *data, size_t length,
		      struct fault *f)
{
	const char *path = ca_path(dir, "file");

	assert_int_equal(file_write(path, 0640, data, length, NULL), 0);
	return bundle_read(b, path, f);
}

static void test_several(void **state)
{
	char text[16384];
	struct bundle b;

	(void)state;
	snprintf(text, sizeof(text), "\xef\xbb\xbf%sBag Attributes: -----BEGIN "
		 "CERTIFICATE-----\n\n%s-----BEGIN DH PARAMETERS-----\nAAAA\n"
		 "-----END DH PARAMETERS-----\n%s", key_pem, cert_pem,
		 cert_pem);
	assert_int_equal(read_bytes(&b, text, strlen(text), NULL), 0);
	assert_int_equal(b.count, 4);
	assert_int_equal(b.items[0].kind, BUNDLE_KEY);
	assert_int_equal(b.items[0].line, 1);
	assert_int_equal(b.items[1].kind, BUNDLE_CERT);
	assert_int_equal(b.items[1].line, 8);
	assert_int_equal(b.items[2].kind, BUNDLE_OTHER);
	assert_string_equal(b.items[2].label, "DH PARAMETERS");
	assert_int_equal(bundle_find(&b, BUNDLE_CERT, NULL), 2);
	assert_true(b.have_mode);
	assert_int_equal(b.mode, 0640);
	assert_int_equal(ERR_peek_error(), 0);
	bundle_free(&b);
}

/* A label is a stranger's text. */
static void test_label(void **state)
{
	static const char text[] = "-----BEGIN A\033[31mB\xc3-----\nAAAA\n"
				   "-----END A\033[31mB\xc3-----\n";
	struct bundle b;

	(void)state;
	assert_int_equal(read_bytes(&b, text, strlen(text), NULL), 0);
	assert_string_equal(b.items[0].label, "A?[31mB?");
	bundle_free(&b);
}

static void test_der(void **state)
{
	struct bundle b;

	(void)state;
	assert_int_equal(read_bytes(&b, cert_der, (size_t)cert_der_length,
				    NULL), 0);
	assert_true(b.der);
	assert_int_equal(b.items[0].kind, BUNDLE_CERT);
	bundle_free(&b);
}

/* Windows line ends and no newline behind the last line. */
static void test_line_ends(void **state)
{
	char text[8192];
	struct bundle b;
	size_t i, n = 0;

	(void)state;
	for (i = 0; cert_pem[i]; i++) {
		if (cert_pem[i] == '\n')
			text[n++] = '\r';
		text[n++] = cert_pem[i];
	}
	assert_int_equal(read_bytes(&b, text, n - 2, NULL), 0);
	assert_int_equal(b.count, 1);
	bundle_free(&b);
}

/* Every cut of a PEM file is a fault with file and line, never a crash. */
static void test_cut(void **state)
{
	size_t i, length = strlen(cert_pem);
	struct bundle b;

	(void)state;
	for (i = 0; i < length - 1; i += 7) {
		struct fault f = { .text = "" };

		assert_int_equal(read_bytes(&b, cert_pem, i, &f), -1);
		assert_non_null(strstr(f.text, dir));
		assert_int_equal(ERR_peek_error(), 0);
		bundle_free(&b);
	}
	for (i = 0; i < (size_t)cert_der_length; i++) {
		assert_int_equal(read_bytes(&b, cert_der, i, NULL), -1);
		bundle_free(&b);
	}
}

static void test_broken(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "empty" },
		{ "hello\n", "neither as PEM nor as DER" },
		{ "-----BEGIN CERTIFICATE-----\n", ":1: " },
		{ "\n\n-----BEGIN CERTIFICATE-----\nAAAA\n"
		  "-----END CERTIFICATE-----\n", ":3: " },
		{ "-----BEGIN CERTIFICATE-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n", ":1: " },
		{ "-----BEGIN CERTIFICATE-----\n????\n"
		  "-----END CERTIFICATE-----\n", ":1: " },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n", "no valid PRIVATE KEY" },
		{ "-----BEGIN ", ":1: " },
	};
	unsigned char trailing[8192];
	struct bundle b;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };

		assert_int_equal(read_bytes(&b, cases[i].text,
					    strlen(cases[i].text), &f), -1);
		if (!strstr(f.text, cases[i].why))
			fail_msg("'%s' does not say '%s'", f.text,
				 cases[i].why);
		bundle_free(&b);
	}
	/* a byte behind the DER belongs to nobody */
	memcpy(trailing, cert_der, (size_t)cert_der_length);
	trailing[cert_der_length] = 0;
	assert_int_equal(read_bytes(&b, trailing, (size_t)cert_der_length + 1,
				    NULL), -1);
	bundle_free(&b);
}

static int set_up(void **state)
{
	struct ca_want want = { .cn = "a.vn", .san = "DNS:a.vn" };
	struct ca_cert c = ca_issue(&want, NULL);
	const struct ca_cert *all[] = { &c };

	(void)state;
	dir = ca_folder();
	assert_int_equal(key_write(ca_path(dir, "key"), c.key, NULL), 0);
	key_pem = file_read(ca_path(dir, "key"), 8192, NULL, NULL);
	ca_write(ca_path(dir, "cert"), all, 1);
	cert_pem = file_read(ca_path(dir, "cert"), 8192, NULL, NULL);
	cert_der_length = i2d_X509(c.x, &cert_der);
	ca_free(&c);
	return key_pem && cert_pem && cert_der_length > 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free(key_pem);
	free(cert_pem);
	OPENSSL_free(cert_der);
	ca_folder_free(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_der),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
