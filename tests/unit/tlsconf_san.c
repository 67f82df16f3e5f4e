/* SPDX-License-Identifier: MIT */
/* Names and addresses of a certificate. */
#include "unit.h"

#include "tlsconf/pki/san.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_names(void **state)
{
	static const struct {
		const char *in, *out;	/* OUT NULL: refused */
	} cases[] = {
		{ "a.vn", "a.vn" },
		{ "DichVuCong.Example.GOV.vn", "dichvucong.example.gov.vn" },
		{ "a.vn.", "a.vn" },
		{ "*.example.vn", "*.example.vn" },
		{ "xn--ng-nai-h8c5u.vn", "xn--ng-nai-h8c5u.vn" },
		{ "1.2.3.a4", "1.2.3.a4" },
		{ "0.vn", "0.vn" },
		{ L63 ".vn", L63 ".vn" },
		{ L63 "." L63 "." L63 "." L63 "", NULL },	/* 255 */
		{ L63 "a.vn", NULL },
		{ "", NULL },
		{ ".", NULL },
		{ ".vn", NULL },
		{ "a..vn", NULL },
		{ "a.vn..", NULL },
		{ "localhost", NULL },
		{ "*.vn", NULL },
		{ "*", NULL },
		{ "a.*.vn", NULL },
		{ "w*.example.vn", NULL },
		{ "**.example.vn", NULL },
		{ "_dmarc.example.vn", NULL },
		{ "-a.example.vn", NULL },
		{ "a-.example.vn", NULL },
		{ "a b.vn", NULL },
		{ "a.vn,b.vn", NULL },
		{ "a.vn\n", NULL },
		{ "a.vn;", NULL },
		{ "đồng-nai.vn", "xn--ng-nai-92a8502d.vn" },
		{ "Đồng-Nai.VN.", "xn--ng-nai-92a8502d.vn" },
		/* the same letters, taken apart (NFD) */
		{ "đo\xcc\x82\xcc\x80ng-nai.vn", "xn--ng-nai-92a8502d.vn" },
		{ "*.đồng-nai.vn", "*.xn--ng-nai-92a8502d.vn" },
		{ "đồng-nai\xe3\x80\x82vn", "xn--ng-nai-92a8502d.vn" },
		{ "straße.vn", "xn--strae-oqa.vn" },	/* non-transitional */
		{ "XN--NG-NAI-92A8502D.vn", "xn--ng-nai-92a8502d.vn" },
		{ "xn--a.vn", NULL },
		{ "ab--c.vn", NULL },
		{ "đồng nai.vn", NULL },
		{ "đồng_nai.vn", NULL },
		{ "*.đ", NULL },
		{ "\xff\xfe.vn", NULL },
		{ "đ\xcc.vn", NULL },
		{ "\xe2\x80\xae" "a.vn", NULL },	/* a bidi control */
		{ "192.0.2.1", NULL },
		{ "999.1.1.1", NULL },
		{ "2001:db8::1", NULL },
		{ "https://a.vn", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };
		char out[SAN_NAME] = "";
		int ret = san_parse_name(cases[i].in, out, &f);

		if (cases[i].out) {
			assert_int_equal(ret, 0);
			assert_string_equal(out, cases[i].out);
		} else {
			assert_int_equal(ret, -1);
			assert_string_not_equal(f.text, "");
		}
	}
}

static void test_longest(void **state)
{
	char name[260], out[SAN_NAME];

	(void)state;
	/* 253 characters, then the dot that does not count */
	snprintf(name, sizeof(name), "%s.%s.%s.%.61s", L63, L63, L63, L63);
	assert_int_equal(strlen(name), 253);
	assert_int_equal(san_parse_name(name, out, NULL), 0);
	strcat(name, ".");
	assert_int_equal(san_parse_name(name, out, NULL), 0);
	assert_int_equal(strlen(out), 253);
	snprintf(name, sizeof(name), "%s.%s.%s.%.62s", L63, L63, L63, L63);
	assert_int_equal(san_parse_name(name, out, NULL), -1);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *in;
		size_t length;		/* 0: refused */
	} cases[] = {
		{ "192.0.2.1", 4 }, { "2001:db8::1", 16 }, { "::1", 16 },
		{ "::ffff:192.0.2.1", 16 }, { "192.0.2", 0 },
		{ "192.0.2.256", 0 }, { "fe80::1%eth0", 0 }, { "a.vn", 0 },
		{ "", 0 }, { "2001:db8::/32", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct san_list l = { 0 };
		int ret = san_add_address(&l, cases[i].in, NULL);

		assert_int_equal(ret, cases[i].length ? 0 : -1);
		if (!ret)
			assert_int_equal(l.items[0].address_length,
					 cases[i].length);
		san_free(&l);
	}
}

static void test_once(void **state)
{
	struct san_list l = { 0 };

	(void)state;
	assert_int_equal(san_add_name(&l, "a.vn", NULL), 0);
	assert_int_equal(san_add_name(&l, "A.VN.", NULL), 0);
	assert_int_equal(san_add_address(&l, "2001:db8::1", NULL), 0);
	assert_int_equal(san_add_address(&l, "2001:DB8:0::1", NULL), 0);
	assert_int_equal(san_add_name(&l, "b.vn", NULL), 0);
	assert_int_equal(l.count, 3);
	assert_string_equal(l.items[2].name, "b.vn");
	san_free(&l);
	san_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
