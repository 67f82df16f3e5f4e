/* SPDX-License-Identifier: MIT */
/* Emitted configurations: gates by version, knobs, and what is refused. */
#include "unit.h"

#include "policy.h"
#include "tlsconf/server/emit.h"

#define V SOFTWARE_VERSION

static struct policy *policy, *strict;

/* A request for one name; the caller changes what it wants. */
static struct emit_request request(const struct san_list *names)
{
	struct emit_request r = {
		.names = names,
		.pairs = { { "/c.pem", "/k.pem", "rsa" } }, .pair_count = 1,
		.root = "/srv", .acme_root = "/acme", .http_port = 80,
		.https_port = 443, .hsts = 300, .default_server = true,
		.software = { V(1, 22, 1), V(3, 0, 22), true },
	};

	return r;
}

static char *write_text(const struct emit_request *r, const struct policy *p,
			struct fault *f)
{
	const struct emitter *e = emit_find("nginx", NULL);
	struct text t = { 0 };
	char *s = NULL;

	assert_non_null(e);
	if (!e->write(&t, r, p, f))
		s = strdup(text_get(&t));
	text_free(&t);
	return s;
}

static void test_versions(void **state)
{
	static const struct {
		struct software s;
		const char *with, *without;
	} cases[] = {
		{ { V(1, 22, 1), V(3, 0, 22), true },
		  "listen [::]:443 ssl http2;", "http2 on;" },
		{ { V(1, 25, 1), V(3, 0, 22), true },
		  "\thttp2 on;", "ssl http2" },
		{ { V(1, 25, 0), V(3, 0, 22), true },
		  "ssl http2;", "http2 on;" },
		{ { V(1, 22, 1), V(3, 0, 22), false },
		  "listen 443 ssl;", "http2" },
		{ { V(1, 22, 1), V(1, 0, 2), true },
		  "ssl_protocols TLSv1.2;", "TLSv1.3;" },
		{ { V(1, 22, 1), V(1, 0, 2), true },
		  "ssl_ecdh_curve prime256v1:secp384r1;", "X25519" },
		{ { V(1, 22, 1), V(1, 1, 1), true },
		  "ssl_ecdh_curve X25519:prime256v1:secp384r1;", "MLKEM" },
		{ { V(1, 22, 1), V(3, 4, 9), true },
		  "ssl_ecdh_curve X25519:", "MLKEM" },
		{ { V(1, 22, 1), V(3, 5, 0), true },
		  "ssl_ecdh_curve X25519MLKEM768:X25519:", "secp256r1" },
		{ { V(1, 19, 4), V(1, 1, 1), true },
		  "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:",
		  "before 1.19.4" },
		{ { V(1, 19, 3), V(1, 1, 1), true },
		  "before 1.19.4", "ssl_conf_command" },
		{ { V(1, 19, 4), V(1, 1, 1), true },
		  "ssl_reject_handshake on;", "another TLS library" },
		{ { V(1, 19, 3), V(1, 1, 1), true },
		  "server_name _;\n\n\tssl_certificate \"/c.pem\";",
		  "ssl_reject_handshake" },
		{ { V(1, 27, 0), 0, true },
		  "another TLS library", "TLSv1.3;" },
	};
	struct san_list names = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(san_add_name(&names, "a.example.vn", NULL), 0);
	for (i = 0; i < COUNT(cases); i++) {
		struct emit_request r = request(&names);
		char *s;

		r.software = cases[i].s;
		s = write_text(&r, policy, NULL);
		assert_non_null(s);
		if (!strstr(s, cases[i].with) || strstr(s, cases[i].without))
			fail_msg("case %zu: with '%s', without '%s':\n%s", i,
				 cases[i].with, cases[i].without, s);
		free(s);
	}
	san_free(&names);
}

/* Whatever is asked, these hold. */
static void test_always(void **state)
{
	static const char *const with[] = {
		"\tlisten 80;\n\tlisten [::]:80;\n",
		"location ^~ /.well-known/acme-challenge/ {\n\t\troot "
		"\"/acme\";",
		"if ($host != \"a.example.vn\") {\n\t\t\treturn 421;",
		"return 301 https://a.example.vn$request_uri;",
		"if ($host != \"b.example.vn\")",
		"return 301 https://b.example.vn$request_uri;",
		"if ($host !~ \"^[a-z0-9_-]+\\.c\\.example\\.vn$\")",
		"server_name a.example.vn b.example.vn *.c.example.vn;",
		"Strict-Transport-Security \"max-age=300\" always;",
		"ssl_session_tickets off;", "ssl_prefer_server_ciphers off;",
		"ssl_certificate_key \"/k.pem\";", "\troot \"/srv\";",
		"return 444;",
	};
	struct san_list names = { 0 };
	struct emit_request r = request(&names);
	char *s, *again;
	size_t i;

	(void)state;
	assert_int_equal(san_add_name(&names, "a.example.vn", NULL), 0);
	assert_int_equal(san_add_name(&names, "b.example.vn", NULL), 0);
	assert_int_equal(san_add_name(&names, "*.c.example.vn", NULL), 0);
	s = write_text(&r, policy, NULL);
	again = write_text(&r, policy, NULL);
	assert_non_null(s);
	for (i = 0; i < COUNT(with); i++)
		if (!strstr(s, with[i]))
			fail_msg("'%s' is not in:\n%s", with[i], s);
	assert_string_equal(s, again);
	assert_null(strstr(s, "includeSubDomains"));
	assert_non_null(strstr(s, policy->hash));
	assert_int_equal(strncmp(s, emit_mark, strlen(emit_mark)), 0);
	free(s);
	free(again);
	san_free(&names);
}

static void test_options(void **state)
{
	struct san_list names = { 0 };
	struct emit_request r = request(&names);
	char *s;

	(void)state;
	assert_int_equal(san_add_name(&names, "a.example.vn", NULL), 0);
	r.default_server = false;
	r.hsts = 0;
	r.http_port = 8080;
	r.https_port = 8443;
	s = write_text(&r, policy, NULL);
	assert_non_null(s);
	assert_null(strstr(s, "default_server"));
	assert_null(strstr(s, "Strict-Transport-Security"));
	assert_non_null(strstr(s, "listen [::]:8080;"));
	assert_non_null(strstr(s, "https://a.example.vn:8443$request_uri"));
	free(s);
	s = write_text(&r, strict, NULL);
	assert_non_null(s);
	assert_non_null(strstr(s, "ssl_protocols TLSv1.3;"));
	assert_null(strstr(s, "ssl_ciphers"));
	assert_non_null(strstr(s, "return 308"));
	free(s);
	san_free(&names);
}

static void test_refused(void **state)
{
	static const struct {
		const char *root;
		int openssl;
		bool strict;
		const char *why;	/* part of the fault */
	} cases[] = {
		{ "/a\"b", V(3, 0, 0), false, "/a\"b" },
		{ "/a\\b", V(3, 0, 0), false, "control characters" },
		{ "/a$b", V(3, 0, 0), false, "control characters" },
		{ "/a\nb", V(3, 0, 0), false, "control characters" },
		{ "/srv", V(1, 0, 2), true, "TLS 1.3" },
	};
	struct san_list names = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(san_add_name(&names, "a.example.vn", NULL), 0);
	for (i = 0; i < COUNT(cases); i++) {
		struct emit_request r = request(&names);
		struct fault f = { .text = "" };

		r.root = cases[i].root;
		r.software.openssl = cases[i].openssl;
		assert_null(write_text(&r, cases[i].strict ? strict : policy,
				       &f));
		assert_non_null(strstr(f.text, cases[i].why));
	}
	assert_null(emit_find("iis6", NULL));
	san_free(&names);
}

/* A policy that is changed in one knob shows in the text, and nowhere else. */
static void test_knobs(void **state)
{
	static const struct {
		const char *knob, *value, *with;
	} cases[] = {
		{ "tls.version-min", "\"1.0\"", "ssl_protocols TLSv1 TLSv1.1 "
		  "TLSv1.2 TLSv1.3;" },
		{ "tls.version-max", "\"1.2\"", "ssl_protocols TLSv1.2;" },
		{ "tls.ciphers", "[\"AES128-SHA\"]",
		  "ssl_ciphers AES128-SHA;" },
		{ "tls.ciphersuites", "[\"TLS_AES_256_GCM_SHA384\"]",
		  "Ciphersuites TLS_AES_256_GCM_SHA384;" },
		{ "tls.groups", "[\"secp384r1\"]",
		  "ssl_ecdh_curve secp384r1;" },
		{ "tls.session-tickets", "true", "ssl_session_tickets on;" },
		{ "http.redirect-status", "302", "return 302 " },
		{ "http.hsts-target", "\"30d\"", "to 2592000 " },
		{ "http.hsts-subdomains", "true",
		  "max-age=300; includeSubDomains\"" },
	};
	struct san_list names = { 0 };
	struct emit_request r = request(&names);
	char *base;
	size_t i;

	(void)state;
	assert_int_equal(san_add_name(&names, "a.example.vn", NULL), 0);
	base = write_text(&r, policy, NULL);
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };
		struct policy *p;
		char json[512], *s;

		snprintf(json, sizeof(json), "{\"profile\": \"weak\", "
			 "\"extends\": \"tt32-2017\", \"title\": {\"en\": "
			 "\"x\", \"vi\": \"x\"}, \"knobs\": {\"%s\": "
			 "{\"value\": %s, \"clause\": \"https.tls12\"}}}",
			 cases[i].knob, cases[i].value);
		p = policy_parse("weak.json", json, strlen(json), &f);
		if (!p)
			fail_msg("%s", f.text);
		s = write_text(&r, p, NULL);
		assert_non_null(s);
		if (!strstr(s, cases[i].with) || strstr(base, cases[i].with))
			fail_msg("%s: '%s' in\n%s", cases[i].knob,
				 cases[i].with, s);
		free(s);
		policy_free(p);
	}
	free(base);
	san_free(&names);
}

static int set_up(void **state)
{
	(void)state;
	policy = policy_load("tt32-2017", NULL);
	strict = policy_load("strict", NULL);
	return policy && strict ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_free(policy);
	policy_free(strict);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_always),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_knobs),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
