/* SPDX-License-Identifier: MIT */
/* Private keys: made, written, read back. */
#include "tlsconf_ca.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

static char *dir;

static void test_types(void **state)
{
	static const struct {
		const char *name, *type;
		int bits;
	} cases[] = {
		{ "rsa:2048", "rsa", 2048 }, { "rsa:3072", "rsa", 3072 },
		{ "p256", "ecdsa", 256 }, { "p384", "ecdsa", 384 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const struct key_type *t = key_type_find(cases[i].name, NULL);
		const char *path = ca_path(dir, cases[i].type);
		EVP_PKEY *key, *again;
		BIGNUM *e = NULL;
		struct stat st;
		char type[16];
		int bits;

		unlink(path);
		key = key_generate(t, NULL);
		assert_non_null(key);
		key_describe(key, type, &bits);
		assert_string_equal(type, cases[i].type);
		assert_int_equal(bits, cases[i].bits);
		if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e))
			assert_true(BN_is_word(e, 65537));
		BN_free(e);
		ERR_clear_error();
		assert_int_equal(key_write(path, key, NULL), 0);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
		again = key_read(path, NULL, NULL);
		assert_non_null(again);
		assert_true(key_same(key, again));
		assert_int_equal(ERR_peek_error(), 0);
		EVP_PKEY_free(key);
		EVP_PKEY_free(again);
	}
	for (i = 0; key_type_at(i); i++)
		assert_ptr_equal(key_type_find(key_type_at(i)->name, NULL),
				 key_type_at(i));
	assert_int_equal(i, 5);
	assert_null(key_type_find("rsa:1024", NULL));
}

static void test_never_over(void **state)
{
	EVP_PKEY *key = key_generate(key_type_find("p256", NULL), NULL);
	const char *path = ca_path(dir, "there");
	struct fault f = { .text = "" };
	char *text;

	(void)state;
	assert_int_equal(file_write(path, 0644, "precious", 8, NULL), 0);
	assert_int_equal(key_write(path, key, &f), -1);
	assert_non_null(strstr(f.text, path));
	text = file_read(path, 100, NULL, NULL);
	assert_string_equal(text, "precious");
	free(text);
	EVP_PKEY_free(key);
}

/* Old formats and DER are read, encrypted ones are told from broken ones. */
static void test_formats(void **state)
{
	EVP_PKEY *key = key_generate(key_type_find("p256", NULL), NULL), *again;
	const char *path = ca_path(dir, "format");
	struct fault f = { .text = "" };
	FILE *out;
	int how;

	(void)state;
	for (how = 0; how < 5; how++) {
		out = fopen(path, "w");
		assert_non_null(out);
		if (how == 0)
			PEM_write_PrivateKey_ex(out, key, NULL, NULL, 0, NULL,
						NULL, NULL, NULL);
		else if (how == 1)
			i2d_PrivateKey_fp(out, key);
		else if (how == 2)
			i2d_PKCS8PrivateKeyInfo_fp(out, key);
		else if (how == 3)
			PEM_write_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(),
						  "x", 1, NULL, NULL);
		else
			i2d_PKCS8PrivateKey_fp(out, key, EVP_aes_256_cbc(),
					       "x", 1, NULL, NULL);
		assert_int_equal(fclose(out), 0);
		f = (struct fault){ .text = "" };
		again = key_read(path, NULL, &f);
		if (how < 3) {
			assert_non_null(again);
			assert_true(key_same(key, again));
		} else {
			assert_null(again);
			assert_non_null(strstr(f.text, "encrypted"));
		}
		EVP_PKEY_free(again);
	}
	EVP_PKEY_free(key);
}

/* Sealed and opened again, with the right passphrase only. */
static void test_sealed(void **state)
{
	EVP_PKEY *key = key_generate(key_type_find("p256", NULL), NULL), *again;
	const char *path = ca_path(dir, "sealed"), *file;
	struct passphrase right, wrong;
	struct fault f = { .text = "" };

	(void)state;
	file = ca_path(dir, "right");
	assert_int_equal(file_write(file, 0600, "geheim\n", 7, NULL), 0);
	right.file = file;
	file = ca_path(dir, "wrong");
	assert_int_equal(file_write(file, 0600, "Geheim", 6, NULL), 0);
	wrong.file = file;
	assert_int_equal(key_write_sealed(path, key, "geheim", NULL), 0);
	again = key_read(path, &right, NULL);
	assert_non_null(again);
	assert_true(key_same(key, again));
	EVP_PKEY_free(again);
	assert_null(key_read(path, &wrong, &f));
	assert_non_null(strstr(f.text, "does not open"));
	assert_null(key_read(path, NULL, NULL));
	assert_int_equal(key_write_sealed(path, key, "geheim", NULL), -1);
	assert_int_equal(ERR_peek_error(), 0);
	EVP_PKEY_free(key);
}

static void test_same(void **state)
{
	EVP_PKEY *a = key_generate(key_type_find("p256", NULL), NULL);
	EVP_PKEY *b = key_generate(key_type_find("p256", NULL), NULL);
	EVP_PKEY *c = key_generate(key_type_find("rsa:2048", NULL), NULL);

	(void)state;
	assert_true(key_same(a, a));
	assert_false(key_same(a, b));
	assert_false(key_same(a, c));
	assert_int_equal(ERR_peek_error(), 0);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
	EVP_PKEY_free(c);
}

static int set_up(void **state)
{
	(void)state;
	umask(0);
	dir = ca_folder();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ca_folder_free(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_never_over),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
