/* SPDX-License-Identifier: MIT */
/* Requests for a certificate. */
#include "tlsconf_ca.h"

#include <openssl/err.h>

#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/general.h"

static EVP_PKEY *key;

static struct san_list names(void)
{
	struct san_list l = { 0 };

	assert_int_equal(san_add_name(&l, "a.example.vn", NULL), 0);
	assert_int_equal(san_add_name(&l, "*.example.vn", NULL), 0);
	assert_int_equal(san_add_address(&l, "192.0.2.1", NULL), 0);
	assert_int_equal(san_add_address(&l, "2001:db8::1", NULL), 0);
	return l;
}

/* What goes in comes out, in order. */
static void test_names(void **state)
{
	static const char *const wanted[] = {
		"a.example.vn", "*.example.vn", "192.0.2.1", "2001:db8::1",
	};
	struct csr_subject s = { .common_name = "a.example.vn" };
	struct san_list in = names(), out = { 0 };
	X509_REQ *csr = csr_make(key, &s, &in, NULL);
	char text[SAN_NAME];
	size_t i;

	(void)state;
	assert_non_null(csr);
	assert_int_equal(csr_names(csr, &out, NULL), 0);
	assert_int_equal(out.count, COUNT(wanted));
	for (i = 0; i < out.count; i++)
		assert_string_equal(general_text(&out.items[i], text),
				    wanted[i]);
	assert_int_equal(ERR_peek_error(), 0);
	X509_REQ_free(csr);
	san_free(&in);
	san_free(&out);
}

static int critical(X509_REQ *csr)
{
	STACK_OF(X509_EXTENSION) *all = X509_REQ_get_extensions(csr);
	int ret = X509_EXTENSION_get_critical(sk_X509_EXTENSION_value(all, 0));

	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	return ret;
}

static void test_subject(void **state)
{
	static const struct {
		struct csr_subject s;
		const char *text;	/* NULL: refused */
		int critical;
	} cases[] = {
		{ { .common_name = "a.vn" }, "CN=a.vn", 0 },
		{ { NULL, NULL, NULL, NULL, NULL }, "", 1 },
		{ { "VN", "Đồng Nai", "Biên Hòa", "Sở Ví dụ", "a.vn" },
		  "CN=a.vn,O=Sở Ví dụ,L=Biên Hòa,ST=Đồng Nai,C=VN", 0 },
		{ { .country = "Vn" }, NULL, 0 },
		{ { .country = "VNM" }, NULL, 0 },
		{ { .country = "" }, NULL, 0 },
		{ { .organization = "" }, NULL, 0 },
		{ { .organization = "\xff\xfe" }, NULL, 0 },
		{ { .organization = "0123456789012345678901234567890123456789"
				    "0123456789012345678901234" }, NULL, 0 },
	};
	struct san_list l = names();
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };
		X509_REQ *csr = csr_make(key, &cases[i].s, &l, &f);

		if (cases[i].text) {
			assert_non_null(csr);
			cert_name_text(X509_REQ_get_subject_name(csr), text,
				       sizeof(text));
			assert_string_equal(text, cases[i].text);
			assert_int_equal(critical(csr), cases[i].critical);
		} else {
			assert_null(csr);
			assert_string_not_equal(f.text, "");
		}
		assert_int_equal(ERR_peek_error(), 0);
		X509_REQ_free(csr);
	}
	san_free(&l);
}

static void test_digests(void **state)
{
	static const struct {
		const char *type;
		int signature;
	} cases[] = {
		{ "rsa:2048", NID_sha256WithRSAEncryption },
		{ "p256", NID_ecdsa_with_SHA256 },
		{ "p384", NID_ecdsa_with_SHA384 },
		{ NULL, NID_ED25519 },
	};
	struct csr_subject s = { .common_name = "a.vn" };
	struct san_list l = names();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		EVP_PKEY *k = cases[i].type ?
			key_generate(key_type_find(cases[i].type, NULL), NULL)
			: EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		X509_REQ *csr = csr_make(k, &s, &l, NULL);

		assert_non_null(csr);
		assert_int_equal(X509_REQ_get_signature_nid(csr),
				 cases[i].signature);
		assert_int_equal(X509_REQ_verify(csr, k), 1);
		X509_REQ_free(csr);
		EVP_PKEY_free(k);
	}
	san_free(&l);
}

/* The PEM reads back as the same request. */
static void test_pem(void **state)
{
	struct csr_subject s = { .common_name = "a.vn" };
	struct san_list l = names();
	X509_REQ *csr = csr_make(key, &s, &l, NULL);
	const struct bundle_item *item;
	char *dir = ca_folder(), *pem;
	const char *path = ca_path(dir, "csr");
	struct bundle b;

	(void)state;
	pem = csr_pem(csr, NULL);
	assert_non_null(pem);
	assert_int_equal(file_write(path, 0644, pem, strlen(pem), NULL), 0);
	assert_int_equal(bundle_read(&b, path, NULL), 0);
	assert_int_equal(bundle_find(&b, BUNDLE_CSR, &item), 1);
	assert_int_equal(X509_REQ_verify(item->csr, key), 1);
	bundle_free(&b);
	free(pem);
	X509_REQ_free(csr);
	san_free(&l);
	ca_folder_free(dir);
}

static int set_up(void **state)
{
	(void)state;
	key = key_generate(key_type_find("p256", NULL), NULL);
	return key ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_subject),
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_pem),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
