/* SPDX-License-Identifier: MIT */
/* Versions of servers and libraries. */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tlsconf/server/software.h"

static void test_versions(void **state)
{
	static const struct {
		const char *in;
		int out;		/* 0: refused */
	} cases[] = {
		{ "1.22.1", SOFTWARE_VERSION(1, 22, 1) },
		{ "1.18", SOFTWARE_VERSION(1, 18, 0) },
		{ "1.1.1k", SOFTWARE_VERSION(1, 1, 1) },
		{ "1.18.0-6ubuntu14", SOFTWARE_VERSION(1, 18, 0) },
		{ "3.0.22", SOFTWARE_VERSION(3, 0, 22) },
		{ "", 0 }, { "1", 0 }, { "x", 0 }, { "1.", 0 }, { ".1", 0 },
		{ "1.x", 0 }, { "-1.2", 0 }, { "1.1000.0", 0 }, { "0.9.8", 0 },
		{ "99999999999.1", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		int out = 0, ret = software_parse_version(cases[i].in, &out,
							  NULL);

		if (ret != (cases[i].out ? 0 : -1) || out != cases[i].out)
			fail_msg("'%s' gave %d, %d", cases[i].in, ret, out);
	}
}

static void test_format(void **state)
{
	char text[SOFTWARE_TEXT];

	(void)state;
	assert_string_equal(software_format(1022001, text), "1.22.1");
	assert_string_equal(software_format(3005000, text), "3.5.0");
}

static void test_nginx(void **state)
{
	static const struct {
		const char *text;
		struct software s;	/* version 0: refused */
	} cases[] = {
		{ "nginx version: nginx/1.22.1\n"
		  "built with OpenSSL 3.0.22 25 Aug 2026\n"
		  "configure arguments: --with-http_v2_module --x",
		  { 1022001, 3000022, true } },
		{ "nginx version: nginx/1.18.0 (Ubuntu)\n"
		  "built with OpenSSL 1.1.1f  31 Mar 2020 (running with "
		  "OpenSSL 3.0.2 15 Mar 2022)\n",
		  { 1018000, 3000002, false } },
		{ "nginx version: nginx/1.27.0\nbuilt with LibreSSL 3.8.2\n",
		  { 1027000, 0, false } },
		{ "nginx version: nginx/1.27.0\nbuilt with OpenSSL 1.1.1 "
		  "(running with BoringSSL)\n", { 1027000, 0, false } },
		{ "", { 0 } },
		{ "nginx version: openresty/1.25.3\n", { 0 } },
		{ "sh: nginx: not found", { 0 } },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct software s;
		int ret = software_parse_nginx(cases[i].text, &s, NULL);

		assert_int_equal(ret, cases[i].s.version ? 0 : -1);
		assert_int_equal(s.version, cases[i].s.version);
		assert_int_equal(s.openssl, cases[i].s.openssl);
		assert_int_equal(s.http2, cases[i].s.http2);
	}
}

static void test_others(void **state)
{
	static const struct {
		int (*parse)(const char *text, struct software *s,
			     struct fault *f);
		const char *text;
		int version, openssl;	/* version 0: refused */
	} cases[] = {
		{ software_parse_apache, "Server version: Apache/2.4.71 "
		  "(Debian)\n", 2004071, 0 },
		{ software_parse_apache, "lighttpd/1.4.69", 0, 0 },
		{ software_parse_haproxy, "HAProxy version 2.6.12-1+deb12u4 "
		  "2026/10/17\nBuilt with OpenSSL version : OpenSSL 3.0.1\n"
		  "Running on OpenSSL version : OpenSSL 3.0.22 25 Aug 2026\n",
		  2006012, 3000022 },
		{ software_parse_haproxy, "HA-Proxy version 2.2.9-2 2021\n",
		  2002009, 0 },
		{ software_parse_haproxy, "", 0, 0 },
		{ software_parse_lighttpd, "lighttpd/1.4.69 (ssl) - a light",
		  1004069, 0 },
		{ software_parse_lighttpd, "", 0, 0 },
		{ software_parse_caddy, "2.6.2\n", 2006002, 0 },
		{ software_parse_caddy, "v2.10.0 h1:xyz=\n", 2010000, 0 },
		{ software_parse_caddy, "unknown\n", 0, 0 },
		{ software_parse_tomcat, "Using CATALINA_BASE: /x\nServer "
		  "version: Apache Tomcat/10.1.60\n", 10001060, 0 },
		{ software_parse_tomcat, "", 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct software s;
		int ret = cases[i].parse(cases[i].text, &s, NULL);

		assert_int_equal(ret, cases[i].version ? 0 : -1);
		if (ret)
			continue;
		assert_int_equal(s.version, cases[i].version);
		assert_int_equal(s.openssl, cases[i].openssl);
	}
}

/* The one in PATH is asked, and what it says is believed. */
static void test_detect(void **state)
{
	char dir[] = "/tmp/khien-software-XXXXXX", path[64];
	struct software s;
	struct fault f = { .text = "" };
	FILE *script;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/nginx", dir);
	script = fopen(path, "w");
	assert_non_null(script);
	fputs("#!/bin/sh\necho 'nginx version: nginx/1.29.3' >&2\n"
	      "echo 'built with OpenSSL 3.5.4 1 Jan 2026' >&2\n", script);
	assert_int_equal(fclose(script), 0);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(setenv("PATH", dir, 1), 0);
	assert_int_equal(software_detect_nginx(&s, &f), 1);
	assert_int_equal(s.version, 1029003);
	assert_int_equal(s.openssl, 3005004);

	script = fopen(path, "w");
	assert_non_null(script);
	fputs("#!/bin/sh\necho nonsense\n", script);
	assert_int_equal(fclose(script), 0);
	assert_int_equal(software_detect_nginx(&s, &f), -1);
	assert_non_null(strstr(f.text, "nginx"));
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_nginx),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_detect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
