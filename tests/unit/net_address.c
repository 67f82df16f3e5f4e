/* SPDX-License-Identifier: MIT */
/* Addresses and URLs. */
#include "unit.h"

#include "net/address.h"
#include "net/outcome.h"
#include "net/url.h"

static void test_text(void **state)
{
	static const struct {
		const char *in, *out;	/* NULL: refused */
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::", "::" },
		{ "1.2.3", NULL }, { "1.2.3.4.5", NULL }, { "256.1.1.1", NULL },
		{ "[::1]", NULL }, { "fe80::1%eth0", NULL }, { "", NULL },
		{ "dongnai.gov.vn", NULL }, { "1:2:3:4:5:6:7:8:9", NULL },
	};
	char text[ADDRESS_TEXT];
	struct address a;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int ret = address_parse(rows[i].in, &a);

		assert_int_equal(ret, rows[i].out ? 0 : -1);
		assert_string_equal(address_format(&a, text),
				    rows[i].out ? rows[i].out : "");
	}
}

static void test_inside(void **state)
{
	static const struct {
		const char *address, *inside;
	} rows[] = {
		{ "1.1.1.1", NULL }, { "113.160.0.1", NULL },
		{ "9.255.255.255", NULL }, { "11.0.0.0", NULL },
		{ "172.15.255.255", NULL }, { "172.32.0.0", NULL },
		{ "100.63.255.255", NULL }, { "100.128.0.0", NULL },
		{ "223.255.255.255", NULL }, { "192.0.1.0", NULL },
		{ "0.0.0.0", "unspecified" }, { "0.1.2.3", "unspecified" },
		{ "10.0.0.1", "private" }, { "10.255.255.255", "private" },
		{ "100.64.0.1", "shared" }, { "127.0.0.1", "loopback" },
		{ "127.255.0.1", "loopback" },
		{ "169.254.169.254", "link-local" },
		{ "172.16.0.1", "private" }, { "172.31.255.255", "private" },
		{ "192.168.1.1", "private" },
		{ "192.0.2.5", "documentation" },
		{ "198.18.0.1", "benchmarking" },
		{ "198.19.255.255", "benchmarking" },
		{ "224.0.0.1", "multicast" },
		{ "255.255.255.255", "reserved" },
		{ "2001:4860:4860::8888", NULL }, { "2402:800::1", NULL },
		{ "2001:db7:ffff::", NULL }, { "2001:db9::", NULL },
		{ "::1", "loopback" }, { "::", "unspecified" },
		{ "fc00::1", "private" }, { "fdff::1", "private" },
		{ "fe00::1", NULL }, { "fe80::1", "link-local" },
		{ "febf::1", "link-local" }, { "fec0::1", "private" },
		{ "ff02::1", "multicast" },
		{ "2001:db8::1", "documentation" },
		{ "::ffff:127.0.0.1", "loopback" },
		{ "::ffff:8.8.8.8", NULL }, { "::10.0.0.1", "private" },
		{ "64:ff9b::10.1.2.3", "private" },
		{ "64:ff9b::1.1.1.1", NULL },
		{ "2002:c0a8:101::1", "private" },
		{ "2002:101:101::1", NULL },
	};
	struct address a;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *inside;

		assert_int_equal(address_parse(rows[i].address, &a), 0);
		inside = address_inside(&a);
		if (!inside != !rows[i].inside)
			print_error("%s: %s\n", rows[i].address, inside);
		assert_int_equal(!inside, !rows[i].inside);
		if (inside)
			assert_string_equal(inside, rows[i].inside);
	}
	for (size_t i = 0; address_inside_block(i); i++)
		assert_non_null(strchr(address_inside_block(i), '/'));
}

static void test_order(void **state)
{
	static const char *const sorted[] = {
		"1.2.3.4", "10.0.0.1", "200.0.0.1", "::1", "2001:db8::1",
	};
	struct address a, b;

	(void)state;
	for (size_t i = 0; i < COUNT(sorted); i++)
		for (size_t k = 0; k < COUNT(sorted); k++) {
			int order;

			address_parse(sorted[i], &a);
			address_parse(sorted[k], &b);
			order = address_compare(&a, &b);
			assert_int_equal((order > 0) - (order < 0),
					 (i > k) - (i < k));
		}
}

static void test_sockaddr(void **state)
{
	struct sockaddr_storage sa;
	struct address a = { 0 };

	(void)state;
	assert_int_equal(address_sockaddr(&a, 1, &sa), 0);
	address_parse("::1", &a);
	assert_true(address_sockaddr(&a, 53, &sa) > 0);
	assert_int_equal(sa.ss_family, AF_INET6);
	assert_string_equal(address_family_name(AF_INET6), "ipv6");
	assert_int_equal(address_from_bytes("abc", 3, &a), -1);
}

static void test_url(void **state)
{
	static const struct {
		const char *base, *in, *out;	/* base NULL: absolute */
	} rows[] = {
		{ NULL, "http://A.vn", "http://a.vn/" },
		{ NULL, "https://a.vn:443/x?y=1#z", "https://a.vn/x?y=1" },
		{ NULL, "https://a.vn:8443/", "https://a.vn:8443/" },
		{ NULL, "http://a.vn./", "http://a.vn/" },
		{ NULL, "https://[2001:db8::1]/p", "https://[2001:db8::1]/p" },
		{ NULL, "ftp://a.vn/", NULL }, { NULL, "a.vn", NULL },
		{ NULL, "https://", NULL }, { NULL, "", NULL },
		{ NULL, "https://user@a.vn/", NULL },
		{ NULL, "https://u:p@a.vn/", NULL },
		{ NULL, "javascript:alert(1)", NULL },
		{ NULL, "file:///etc/passwd", NULL },
		{ NULL, "http://a.vn:0/", NULL },
		{ NULL, "http://a.vn:99999/", NULL },
		{ "http://a.vn/x/y?q", "https://a.vn/x/y?q",
		  "https://a.vn/x/y?q" },
		{ "http://a.vn/x/y?q", "/z", "http://a.vn/z" },
		{ "http://a.vn/x/y?q", "z?r", "http://a.vn/x/z?r" },
		{ "http://a.vn/x/y", "../z", "http://a.vn/z" },
		{ "https://a.vn/x", "//b.vn/y", "https://b.vn/y" },
		{ "https://a.vn/x", "gopher://b.vn/", NULL },
		{ "https://a.vn:8443/x", "/y", "https://a.vn:8443/y" },
	};
	char text[URL_TEXT + 300];
	struct url base, u;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int ret;

		if (rows[i].base)
			assert_int_equal(url_parse(rows[i].base, &base), 0);
		ret = rows[i].base ? url_join(&base, rows[i].in, &u) :
				     url_parse(rows[i].in, &u);
		if (ret != (rows[i].out ? 0 : -1))
			print_error("%s\n", rows[i].in);
		assert_int_equal(ret, rows[i].out ? 0 : -1);
		if (!ret)
			assert_string_equal(url_format(&u, text),
					    rows[i].out);
	}
}

static void test_url_long(void **state)
{
	char text[URL_TEXT * 2];
	struct url u;

	(void)state;
	for (size_t n = 20; n < sizeof(text); n += 97) {
		memset(text, 'x', n);
		memcpy(text, "https://a.vn/", 13);
		text[n] = '\0';
		assert_int_equal(url_parse(text, &u), n < URL_TEXT ? 0 : -1);
	}
}

static void test_outcomes(void **state)
{
	(void)state;
	for (int o = OUTCOME_OK; o <= OUTCOME_LOCAL; o++) {
		assert_true(outcome_name(o)[0] && outcome_title(o)[0]);
		for (int k = 0; k < o; k++)
			assert_string_not_equal(outcome_name(o),
						outcome_name(k));
	}
	assert_int_equal(outcome_of_errno(0), OUTCOME_OK);
	assert_true(outcome_is_ours(outcome_of_errno(24)));	/* EMFILE */
	assert_false(outcome_is_ours(OUTCOME_TIMEOUT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_inside),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_sockaddr),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_url_long),
		cmocka_unit_test(test_outcomes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
