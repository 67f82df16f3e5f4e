/* SPDX-License-Identifier: MIT */
/* metrics: what is there, what is absent; promtool is asked in tests/cli. */
#include "unit.h"

#include <sys/socket.h>

#include "probe/publish/metrics.h"
#include "probe/publish/sample.h"
#include "probe/publish/self.h"

#define NOW 1795000000

static const struct check connects = { .id = "https.connect" };
static const struct check hsts = { .id = "http.hsts" };
static const struct check serial = { .id = "dns.serial" };

static void samples(void **state)
{
	struct text t = { 0 };

	(void)state;
	sample_family(&t, "x_total", SAMPLE_COUNTER, "Help.", true);
	sample_begin(&t, "x_total");
	sample_end(&t, 3);
	sample_begin(&t, "y");
	sample_label(&t, "a", "q\"b\\n\nl");
	sample_label(&t, "none", "");
	sample_label_number(&t, "n", 7);
	sample_end(&t, 0.125);
	sample_begin(&t, "z");
	sample_end(&t, 1795000000);
	assert_string_equal(text_get(&t),
		"# TYPE x counter\n# HELP x Help.\nx_total 3\n"
		"y{a=\"q\\\"b\\\\n\\nl\",n=\"7\"} 0.125\nz 1795000000\n");
	text_free(&t);
}

/* All families of these parts, and the probe's own figures. */
static char *page(const struct metrics_part *const *parts, size_t count,
		  bool openmetrics)
{
	struct self self = { .targets = 1, .reload_good = true };
	struct text t = { 0 };
	size_t i;

	self_lag(&self, 0.02);
	self_lag(&self, 100);
	for (i = 0; i < metrics_count(); i++)
		metrics_family(&t, i, openmetrics, parts, count);
	self_write(&t, &self, openmetrics);
	text_add(&t, "# EOF\n");
	assert_true(text_ok(&t));
	return t.at;
}

static void web_look(struct web_look *w, struct address_facts room[2])
{
	static const struct web_look nothing;
	struct web_facts *f;

	*w = nothing;
	memset(room, 0, 2 * sizeof(*room));
	w->time = NOW;
	w->addresses = room;
	w->address_count = 2;
	strcpy(room[0].subject, "a.vn ipv4");
	strcpy(room[1].subject, "a.vn ipv6 [2001:db8::1]");
	assert_int_equal(address_parse("192.0.2.1", &room[0].address), 0);
	assert_int_equal(address_parse("2001:db8::1", &room[1].address), 0);
	room[0].asked = room[1].asked = true;
	room[1].https = OUTCOME_TIMEOUT;
	f = &room[0].web;
	f->http.have = HTTP_HAVE_ANSWER | HTTP_HAVE_TIMES;
	f->http.status = 200;
	f->http.connect_ms = 10;
	f->http.tls_ms = 30;
	f->http.first_byte_ms = 90;
	f->http.total_ms = 100;
	f->tls.cert.have = CERT_HAVE_CERT;
	f->tls.cert.not_before = NOW - 300;
	f->tls.cert.not_after = NOW - 100;	/* expired: still told */
	strcpy(f->tls.cert.issuer, "CN=\"x\"");
	w->families[FAMILY_IPV4].have = FAMILY_HAVE_ANSWER;
	w->families[FAMILY_IPV4].family = AF_INET;
	w->families[FAMILY_IPV4].count = 1;
}

static void ignore(void *arg, const struct change *c)
{
	(void)arg;
	(void)c;
}

/* TEXT has all of WANTED and none of UNWANTED, which end with NULL. */
static void assert_page(const char *text, const char *const *wanted,
			const char *const *unwanted)
{
	for (; *wanted != NULL; wanted++)
		if (strstr(text, *wanted) == NULL)
			fail_msg("missing: %s in\n%s", *wanted, text);
	for (; *unwanted != NULL; unwanted++)
		if (strstr(text, *unwanted) != NULL)
			fail_msg("unwanted: %s", *unwanted);
}

static void web(void **state)
{
	static const char *const wanted[] = {
		"portal_check_success{target=\"a.vn\",family=\"ipv4\","
		"check=\"https.connect\"} 1\n",
		"portal_check_success{target=\"a.vn\",family=\"ipv6\","
		"address=\"2001:db8::1\",check=\"https.connect\"} 0\n",
		"portal_check_failing{target=\"a.vn\",family=\"ipv6\","
		"address=\"2001:db8::1\",check=\"https.connect\","
		"verdict=\"fail\",reason=\"timeout\",who=\"portal\"} 1\n",
		"portal_check_runs_total{target=\"a.vn\",look=\"web\"} 5\n",
		"portal_http_duration_seconds{target=\"a.vn\",family=\"ipv4\","
		"phase=\"processing\"} 0.06\n",
		"portal_http_status_code{target=\"a.vn\",family=\"ipv4\"} 200\n",
		"portal_tls_cert_not_after_timestamp_seconds{target=\"a.vn\","
		"family=\"ipv4\",certificate=\"leaf\"} 1794999900\n",
		"portal_tls_cert_lifetime_remaining_ratio{target=\"a.vn\","
		"family=\"ipv4\"} -0.5\n",
		"issuer=\"CN=\\\"x\\\"\"",
		"portal_dns_addresses{target=\"a.vn\",family=\"ipv4\"} 1\n",
		NULL
	};
	/* not observed: no sample, and never a zero */
	static const char *const unwanted[] = {
		"check=\"http.hsts\"", "portal_http_hsts_max_age_seconds{",
		"portal_http_redirects{", "portal_tls_verify_error_code{",
		"portal_dns_addresses{target=\"a.vn\",family=\"ipv6\"}",
		"status_code{target=\"a.vn\",family=\"ipv6\"",
		"connect_difference_seconds{", NULL
	};
	struct finding d[] = {
		{ .check = &connects, .subject = (char *)(uintptr_t)"a.vn ipv4",
		  .verdict = VERDICT_PASS },
		{ .check = &connects, .subject = (char *)(uintptr_t)
		  "a.vn ipv6 [2001:db8::1]", .verdict = VERDICT_FAIL },
		{ .check = &hsts, .subject = (char *)(uintptr_t)
		  "a.vn ipv6 [2001:db8::1]", .verdict = VERDICT_UNKNOWN,
		  .because = &connects },
	};
	struct change_state changes = { 0 };
	struct metrics_part part = { 0 };
	const struct metrics_part *parts[] = { &part };
	struct address_facts room[2];
	struct web_look look;
	struct metrics_source s = {
		.target = "a.vn", .look = "web", .state = &changes,
		.web = &look, .time = NOW, .interval = 60, .runs = 5,
	};
	char *text;

	(void)state;
	web_look(&look, room);
	assert_int_equal(change_update(&changes, 0, d, COUNT(d), NOW,
				       ignore, NULL), 0);
	assert_int_equal(metrics_part(&part, &s), 0);
	text = page(parts, 1, true);
	assert_page(text, wanted, unwanted);
	free(text);
	metrics_part_free(&part);
	change_free(&changes);
}

static void zone(void **state)
{
	static const char *const wanted[] = {
		"portal_check_success{dns_zone=\"gov.vn\",check="
		"\"https.connect\"} 1\n",
		"portal_check_success{nameserver=\"ns.gov.vn\",address="
		"\"fd00::1\",check=\"dns.serial\"} 0\n",
		"portal_check_last_run_timestamp_seconds{dns_zone=\"gov.vn\","
		"look=\"dns\"} 1795000000\n",
		"portal_dns_nameserver_success{dns_zone=\"gov.vn\",nameserver="
		"\"ns.gov.vn\",address=\"fd00::1\"} 1\n",
		"portal_dns_soa_serial{dns_zone=\"gov.vn\",nameserver="
		"\"ns.gov.vn\",address=\"fd00::1\"} 2026112301\n",
		"portal_dnssec_rrsig_expiration_timestamp_seconds{dns_zone="
		"\"gov.vn\",covered=\"SOA\"} 1795086400\n",
		"portal_dnssec_ds_match{dns_zone=\"gov.vn\",key_tag=\"257\","
		"algorithm=\"13\"} 1\n", NULL
	};
	static const char *const unwanted[] = {
		"target=", "key_tag=\"256\"", "portal_dnssec_status{",
		NULL
	};
	struct finding d[] = {
		{ .check = &connects, .subject = (char *)(uintptr_t)"gov.vn",
		  .verdict = VERDICT_PASS },
		{ .check = &serial, .subject = (char *)(uintptr_t)
		  "ns.gov.vn fd00::1", .verdict = VERDICT_WARN },
	};
	static const struct server_facts server = {
		.have = SERVER_HAVE_UDP, .name = "ns.gov.vn.",
		.address = "fd00::1", .authoritative = true,
		.have_serial = true, .serial = 2026112301,
		.answers_udp = true,
	};
	static struct chain_zone facts;
	struct change_state changes = { 0 };
	struct metrics_part part = { 0 };
	const struct metrics_part *parts[] = { &part };
	struct metrics_source s = {
		.look = "dns", .state = &changes, .zone = &facts, .time = NOW,
	};
	char *text;

	(void)state;
	strcpy(facts.link.zone, "gov.vn.");
	facts.link.have = LINK_HAVE_DS | LINK_HAVE_DNSKEY |
		LINK_HAVE_SIGNATURES;
	facts.link.signature_expiration = NOW + 86400;
	strcpy(facts.link.signature_earliest, "SOA/256");
	facts.link.key_count = 2;
	facts.link.keys[0] = (struct link_key){ .flags = 256, .tag = 256 };
	facts.link.keys[1] = (struct link_key){
		.flags = 257, .tag = 257, .algorithm = 13, .ds_match = true,
	};
	facts.servers = &server;
	facts.server_count = 1;
	assert_int_equal(change_update(&changes, 0, d, COUNT(d), NOW, ignore,
				       NULL), 0);
	assert_int_equal(metrics_part(&part, &s), 0);
	text = page(parts, 1, false);
	assert_page(text, wanted, unwanted);
	free(text);
	metrics_part_free(&part);
	change_free(&changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples),
		cmocka_unit_test(web),
		cmocka_unit_test(zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
