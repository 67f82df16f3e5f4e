/* SPDX-License-Identifier: MIT */
/* Every check of a link and of name servers, with samples of each verdict. */
#include "unit.h"

#include "dnssec/checks.h"
#include "dnssec/facts.h"
#include "policy.h"
#include "report.h"

#define NOW 2000000000LL
#define DAY 86400LL

static struct policy *policy;

/* A zone at which nothing is wrong. */
static struct link_facts good_link(void)
{
	struct link_facts l = {
		.have = LINK_HAVE_DS | LINK_HAVE_DNSKEY |
			LINK_HAVE_SIGNATURES | LINK_HAVE_VERDICT |
			LINK_HAVE_KEYS_SAME | LINK_HAVE_DS_SAME |
			LINK_HAVE_DENIAL | LINK_HAVE_NSEC3 | LINK_HAVE_CDS |
			LINK_HAVE_ROLL,
		.zone = "dongnai.gov.vn.", .parent = "gov.vn.",
		.ds_count = 1, .ds_matching = 1, .ds_digests = "2",
		.ds_text = "12345 13 2", .key_count = 2,
		.keys = {
			{ .flags = 257, .tag = 12345, .algorithm = 13,
			  .bits = 256, .ds_match = true },
			{ .flags = 256, .tag = 54321, .algorithm = 13,
			  .bits = 256 },
		},
		.signature_expiration = NOW + 20 * DAY,
		.signature_earliest = "SOA/54321", .denial_proved = true,
		.outage = NOW + 20 * DAY, .cds_count = 2,
		.outage_what = "SOA/54321 of dongnai.gov.vn.",
		.verdict = LINK_SECURE,
	};

	return l;
}

static struct server_facts good_server(void)
{
	struct server_facts s = {
		.have = SERVER_HAVE_ADDRESS | SERVER_HAVE_UDP | SERVER_HAVE_TCP,
		.name = "ns1.dongnai.gov.vn.", .address = "192.0.2.53",
		.answers_udp = true, .answers_tcp = true,
		.authoritative = true, .serial = 7, .have_serial = true,
		.serial_best = 7, .have_serial_best = true, .query_ms = 3,
	};

	return s;
}

static struct servers_facts good_set(void)
{
	struct servers_facts s = {
		.have = true, .zone = "dongnai.gov.vn.", .count = 2,
		.count_ipv4 = 2, .count_ipv6 = 2,
	};

	return s;
}

/* One change to what is good. */
#define LINK(name, change) \
	static void name(struct link_facts *l) { change; }
#define SERVER(name, change) \
	static void name(struct server_facts *s) { change; }
#define SET(name, change) \
	static void name(struct servers_facts *s) { change; }

LINK(same, (void)l)
LINK(unseen, l->have = 0)
LINK(root, strcpy(l->zone, "."); l->parent[0] = '\0')
LINK(root_other_anchor, root(l); l->ds_matching = 0)
LINK(not_signed, l->key_count = 0; l->have &= ~(unsigned)LINK_HAVE_SIGNATURES;
     l->verdict = LINK_INSECURE)
LINK(no_ds, l->ds_count = l->ds_matching = 0; l->ds_text[0] = '\0';
     l->verdict = LINK_INSECURE)
LINK(wrong_ds, l->ds_matching = 0; l->verdict = LINK_BOGUS)
LINK(sha1_ds, strcpy(l->ds_digests, "1"))
LINK(sha1_and_sha256, strcpy(l->ds_digests, "1,2"))
LINK(sha384, strcpy(l->ds_digests, "4"))
LINK(gost_ds, strcpy(l->ds_digests, "3"))
LINK(rsasha1, l->keys[1].algorithm = 5)
LINK(unheard_of, l->keys[0].algorithm = 200)
LINK(rsa_1024, l->keys[1].algorithm = 8; l->keys[1].bits = 1024)
LINK(rsa_2048, l->keys[1].algorithm = 8; l->keys[1].bits = 2048)
LINK(none_at_soa, l->signature_missing = 1;
     strcpy(l->signature_bad, "SOA has no signature");
     l->verdict = LINK_BOGUS)
LINK(broken, l->signature_broken = 1;
     strcpy(l->signature_bad, "NS does not verify");
     l->verdict = LINK_BOGUS)
LINK(expired, l->signature_expired = 3;
     strcpy(l->signature_bad, "A expired 2033-05-01T00:00:00Z");
     l->verdict = LINK_BOGUS)
LINK(ahead, l->signature_future = 1;
     strcpy(l->signature_bad, "A is not valid before 2033-06-01T00:00:00Z");
     l->verdict = LINK_BOGUS)
LINK(five_days, l->signature_expiration = NOW + 5 * DAY)
LINK(one_day, l->signature_expiration = NOW + DAY)
LINK(no_signatures_seen, l->have &= ~(unsigned)LINK_HAVE_SIGNATURES)
LINK(bogus, l->verdict = LINK_BOGUS; strcpy(l->verdict_why, "no NSEC"))
LINK(insecure, l->verdict = LINK_INSECURE)
LINK(silent, l->verdict = LINK_INDETERMINATE)
LINK(no_verdict, l->have &= ~(unsigned)LINK_HAVE_VERDICT)

LINK(other_keys, l->keys_differ = 1;
     strcpy(l->keys_differ_text, "ns2.dongnai.gov.vn. 192.0.2.54: 7/13"))
LINK(one_server, l->have &= ~(unsigned)(LINK_HAVE_KEYS_SAME |
     LINK_HAVE_DS_SAME | LINK_HAVE_DENIAL | LINK_HAVE_NSEC3 |
     LINK_HAVE_CDS | LINK_HAVE_ROLL))
LINK(other_ds, l->ds_differ = 2;
     strcpy(l->ds_differ_text, "b.gov.vn. 192.0.2.2: none"))
LINK(orphan, l->ds_count = 2; l->ds_orphans = 1;
     strcpy(l->ds_orphans_text, "7 13 2"))
LINK(root_orphan, strcpy(l->zone, "."); l->ds_count = 2; l->ds_orphans = 1)
LINK(new_root_key, strcpy(l->zone, "."); l->keys[1].flags = 257;
     l->keys[1].tag = 38696; strcpy(l->ds_text, "20326 8 2"))
LINK(root_zsk, strcpy(l->zone, "."))
LINK(unproved, l->denial_proved = false; strcpy(l->denial_why, "no NSEC"))
LINK(iterations, l->nsec3_iterations = 10)
LINK(salt, l->nsec3_salt = 8)
LINK(bad_cds, strcpy(l->cds_bad, "CDS 7"))
LINK(delete_cds, l->cds_delete = true)
LINK(new_cds, strcpy(l->cds_text, "7 13 2"))
LINK(unsafe_roll, l->roll_until = NOW + 60;
     strcpy(l->roll_text, "key 7 was taken out"))
LINK(unsafe_before, l->roll_until = NOW - 60)
LINK(ds_ends_soon, l->outage = NOW + DAY;
     l->outage_ds = true)
LINK(ds_ends, l->outage = NOW + 5 * DAY;
     l->outage_ds = true)
LINK(own_ends, l->outage = NOW + DAY)
LINK(endless, l->outage = 0)

static const struct {
	const char *id;
	void (*change)(struct link_facts *l);
	enum verdict verdict;
} link_cases[] = {
	{ "dnssec.keys-same", same, VERDICT_PASS },
	{ "dnssec.keys-same", other_keys, VERDICT_FAIL },
	{ "dnssec.keys-same", one_server, VERDICT_NONE },
	{ "dnssec.anchor", same, VERDICT_NONE },
	{ "dnssec.anchor", root_zsk, VERDICT_PASS },
	{ "dnssec.anchor", new_root_key, VERDICT_FAIL },
	{ "dnssec.ds-same", same, VERDICT_PASS },
	{ "dnssec.ds-same", other_ds, VERDICT_FAIL },
	{ "dnssec.ds-same", one_server, VERDICT_NONE },
	{ "dnssec.ds-orphan", same, VERDICT_PASS },
	{ "dnssec.ds-orphan", orphan, VERDICT_FAIL },
	{ "dnssec.ds-orphan", root_orphan, VERDICT_NONE },
	{ "dnssec.ds-orphan", unseen, VERDICT_UNKNOWN },
	{ "dnssec.outage", same, VERDICT_PASS },
	{ "dnssec.outage", ds_ends_soon, VERDICT_FAIL },
	{ "dnssec.outage", ds_ends, VERDICT_WARN },
	{ "dnssec.outage", own_ends, VERDICT_PASS },
	{ "dnssec.outage", endless, VERDICT_UNKNOWN },
	{ "dnssec.negative-proof", same, VERDICT_PASS },
	{ "dnssec.negative-proof", unproved, VERDICT_FAIL },
	{ "dnssec.negative-proof", one_server, VERDICT_NONE },
	{ "dnssec.nsec3", same, VERDICT_PASS },
	{ "dnssec.nsec3", iterations, VERDICT_FAIL },
	{ "dnssec.nsec3", salt, VERDICT_WARN },
	{ "dnssec.nsec3", one_server, VERDICT_NONE },
	{ "dnssec.cds", same, VERDICT_PASS },
	{ "dnssec.cds", new_cds, VERDICT_PASS },
	{ "dnssec.cds", bad_cds, VERDICT_FAIL },
	{ "dnssec.cds", delete_cds, VERDICT_WARN },
	{ "dnssec.cds", one_server, VERDICT_NONE },
	{ "dnssec.roll", same, VERDICT_PASS },
	{ "dnssec.roll", unsafe_roll, VERDICT_FAIL },
	{ "dnssec.roll", unsafe_before, VERDICT_PASS },
	{ "dnssec.roll", one_server, VERDICT_NONE },
	{ "dnssec.signed", same, VERDICT_PASS },
	{ "dnssec.signed", not_signed, VERDICT_FAIL },
	{ "dnssec.signed", unseen, VERDICT_UNKNOWN },
	{ "dnssec.ds-present", same, VERDICT_PASS },
	{ "dnssec.ds-present", no_ds, VERDICT_FAIL },
	{ "dnssec.ds-present", unseen, VERDICT_UNKNOWN },
	{ "dnssec.ds-present", root, VERDICT_NONE },
	{ "dnssec.ds-match", same, VERDICT_PASS },
	{ "dnssec.ds-match", wrong_ds, VERDICT_FAIL },
	{ "dnssec.ds-match", unseen, VERDICT_UNKNOWN },
	{ "dnssec.ds-match", root, VERDICT_PASS },
	{ "dnssec.ds-match", root_other_anchor, VERDICT_FAIL },
	{ "dnssec.ds-digest", same, VERDICT_PASS },
	{ "dnssec.ds-digest", sha384, VERDICT_PASS },
	{ "dnssec.ds-digest", sha1_and_sha256, VERDICT_PASS },
	{ "dnssec.ds-digest", sha1_ds, VERDICT_FAIL },
	{ "dnssec.ds-digest", gost_ds, VERDICT_FAIL },
	{ "dnssec.ds-digest", unseen, VERDICT_UNKNOWN },
	{ "dnssec.ds-digest", root, VERDICT_NONE },
	{ "dnssec.algorithm", same, VERDICT_PASS },
	{ "dnssec.algorithm", rsasha1, VERDICT_FAIL },
	{ "dnssec.algorithm", unheard_of, VERDICT_FAIL },
	{ "dnssec.algorithm", unseen, VERDICT_UNKNOWN },
	{ "dnssec.key-size", same, VERDICT_PASS },
	{ "dnssec.key-size", rsa_2048, VERDICT_PASS },
	{ "dnssec.key-size", rsa_1024, VERDICT_FAIL },
	{ "dnssec.key-size", unseen, VERDICT_UNKNOWN },
	{ "dnssec.signature-present", same, VERDICT_PASS },
	{ "dnssec.signature-present", none_at_soa, VERDICT_FAIL },
	{ "dnssec.signature-present", no_signatures_seen, VERDICT_UNKNOWN },
	{ "dnssec.signature-valid", same, VERDICT_PASS },
	{ "dnssec.signature-valid", broken, VERDICT_FAIL },
	{ "dnssec.signature-valid", no_signatures_seen, VERDICT_UNKNOWN },
	{ "dnssec.signature-current", same, VERDICT_PASS },
	{ "dnssec.signature-current", expired, VERDICT_FAIL },
	{ "dnssec.signature-current", ahead, VERDICT_FAIL },
	{ "dnssec.signature-current", no_signatures_seen, VERDICT_UNKNOWN },
	{ "dnssec.signature-left", same, VERDICT_PASS },
	{ "dnssec.signature-left", five_days, VERDICT_WARN },
	{ "dnssec.signature-left", one_day, VERDICT_FAIL },
	{ "dnssec.signature-left", no_signatures_seen, VERDICT_UNKNOWN },
	{ "dnssec.secure", same, VERDICT_PASS },
	{ "dnssec.secure", bogus, VERDICT_FAIL },
	{ "dnssec.secure", insecure, VERDICT_FAIL },
	{ "dnssec.secure", silent, VERDICT_UNKNOWN },
	{ "dnssec.secure", no_verdict, VERDICT_NONE },
};

SERVER(up, (void)s)
SERVER(not_asked, s->have = 0; s->have_serial = false)
SERVER(dead, s->answers_udp = s->answers_tcp = s->authoritative = false;
       s->have_serial = false)
SERVER(no_tcp, s->answers_tcp = false)
SERVER(lame, s->authoritative = false)
SERVER(refuses, s->rcode = 5; s->authoritative = false)
SERVER(stale, s->serial = 6)
SERVER(stale_an_hour, s->serial = 6; s->have |= SERVER_HAVE_BEHIND;
       s->behind_since = NOW - 3600)
SERVER(stale_a_minute, s->serial = 6; s->have |= SERVER_HAVE_BEHIND;
       s->behind_since = NOW - 60)

static const struct {
	const char *id;
	void (*change)(struct server_facts *s);
	enum verdict verdict;
} server_cases[] = {
	{ "dns.server-answers", up, VERDICT_PASS },
	{ "dns.server-answers", dead, VERDICT_FAIL },
	{ "dns.server-answers", not_asked, VERDICT_UNKNOWN },
	{ "dns.server-tcp", up, VERDICT_PASS },
	{ "dns.server-tcp", no_tcp, VERDICT_FAIL },
	{ "dns.server-tcp", not_asked, VERDICT_UNKNOWN },
	{ "dns.server-authoritative", up, VERDICT_PASS },
	{ "dns.server-authoritative", lame, VERDICT_FAIL },
	{ "dns.server-authoritative", refuses, VERDICT_FAIL },
	{ "dns.server-authoritative", dead, VERDICT_UNKNOWN },
	{ "dns.serial", up, VERDICT_PASS },
	{ "dns.serial", stale, VERDICT_FAIL },
	{ "dns.serial", stale_an_hour, VERDICT_FAIL },
	{ "dns.serial", stale_a_minute, VERDICT_WARN },
	{ "dns.serial", not_asked, VERDICT_UNKNOWN },
};

SET(enough, (void)s)
SET(unknown_set, s->have = false)
SET(only_one, s->count = 1; s->count_ipv6 = 1)
SET(one_v6, s->count_ipv6 = 1)
SET(no_v6, s->count_ipv6 = 0)

static const struct {
	const char *id;
	void (*change)(struct servers_facts *s);
	enum verdict verdict;
} set_cases[] = {
	{ "dns.server-count", enough, VERDICT_PASS },
	{ "dns.server-count", only_one, VERDICT_FAIL },
	{ "dns.server-count", unknown_set, VERDICT_UNKNOWN },
	{ "dns.server-ipv6", enough, VERDICT_PASS },
	{ "dns.server-ipv6", one_v6, VERDICT_FAIL },
	{ "dns.server-ipv6", no_v6, VERDICT_FAIL },
	{ "dns.server-ipv6", unknown_set, VERDICT_UNKNOWN },
};

static void expect(struct check_table table, const char *id, const void *facts,
		   enum verdict verdict)
{
	const struct check *c = check_find(table, id);
	struct judgement j = { .observed = "" };
	enum verdict v;

	assert_non_null(c);
	v = c->judge(policy, facts, NOW, &j);
	if (v != verdict)
		fail_msg("%s: %s, not %s (%s)", id, check_verdict_name(v),
			 check_verdict_name(verdict), j.observed);
	if (v == VERDICT_FAIL)
		assert_string_not_equal(j.observed, "");
}

static void test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(link_cases); i++) {
		struct link_facts l = good_link();

		link_cases[i].change(&l);
		expect(dnssec_checks, link_cases[i].id, &l,
		       link_cases[i].verdict);
	}
}

static void test_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(server_cases); i++) {
		struct server_facts s = good_server();

		server_cases[i].change(&s);
		expect(dnssec_server_checks, server_cases[i].id, &s,
		       server_cases[i].verdict);
	}
	for (size_t i = 0; i < COUNT(set_cases); i++) {
		struct servers_facts s = good_set();

		set_cases[i].change(&s);
		expect(dnssec_servers_checks, set_cases[i].id, &s,
		       set_cases[i].verdict);
	}
}

/* What each fault makes of the whole table: one failure, and what follows. */
static void test_one_cause(void **state)
{
	static const struct {
		void (*change)(struct link_facts *l);
		const char *fails;
		const char *unknown[8];
	} rows[] = {
		{ no_ds, "dnssec.ds-present", { "dnssec.ds-match",
		  "dnssec.ds-digest", "dnssec.secure" } },
		{ wrong_ds, "dnssec.ds-match", { "dnssec.secure" } },
		{ expired, "dnssec.signature-current",
		  { "dnssec.signature-left", "dnssec.secure" } },
		{ broken, "dnssec.signature-valid",
		  { "dnssec.signature-left", "dnssec.secure" } },
		{ none_at_soa, "dnssec.signature-present",
		  { "dnssec.signature-valid", "dnssec.signature-current",
		    "dnssec.signature-left", "dnssec.secure" } },
		{ not_signed, "dnssec.signed", { "dnssec.ds-present",
		  "dnssec.ds-match", "dnssec.ds-digest", "dnssec.algorithm",
		  "dnssec.key-size", "dnssec.signature-present",
		  "dnssec.secure" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct subject s = { .name = "dongnai.gov.vn." };
		struct link_facts l = good_link();
		struct report r;
		int fails = 0;

		rows[i].change(&l);
		report_init(&r, s.name, policy, NOW);
		report_judge(&r, dnssec_checks, &l, &s);
		assert_true(report_ok(&r));
		for (size_t k = 0; k < r.count; k++)
			fails += r.findings[k].verdict == VERDICT_FAIL;
		assert_int_equal(fails, 1);
		assert_int_equal(report_find(&r, rows[i].fails,
					     s.name)->verdict, VERDICT_FAIL);
		for (size_t k = 0; k < 8 && rows[i].unknown[k]; k++) {
			const struct finding *d =
				report_find(&r, rows[i].unknown[k], s.name);

			assert_int_equal(d->verdict, VERDICT_UNKNOWN);
			assert_string_equal(d->because->id, rows[i].fails);
		}
		report_free(&r);
	}
}

/* A break higher up makes what hangs below it unknown. */
static void test_parent(void **state)
{
	struct subject gov = { .name = "gov.vn." };
	struct subject dongnai = { "dongnai.gov.vn.", &gov };
	struct link_facts above = good_link(), below = good_link();
	const struct finding *d;
	struct report r;

	(void)state;
	above.have &= ~(unsigned)LINK_HAVE_VERDICT;
	no_ds(&above);
	below.verdict = LINK_INSECURE;
	report_init(&r, dongnai.name, policy, NOW);
	report_judge(&r, dnssec_checks, &above, &gov);
	report_judge(&r, dnssec_checks, &below, &dongnai);
	d = report_find(&r, "dnssec.secure", dongnai.name);
	assert_int_equal(d->verdict, VERDICT_UNKNOWN);
	assert_string_equal(d->because->id, "dnssec.ds-present");
	report_free(&r);
}

/* Who must act: the signature of a DS is the parent's. */
static void test_who(void **state)
{
	struct subject s = { .name = "dongnai.gov.vn." };
	struct link_facts l = good_link();
	struct report r;

	(void)state;
	l.signature_expired = 1;
	strcpy(l.signature_bad, "DS expired 2033-05-01T00:00:00Z");
	report_init(&r, s.name, policy, NOW);
	report_judge(&r, dnssec_checks, &l, &s);
	assert_int_equal(report_find(&r, "dnssec.signature-current",
				     s.name)->who, ACTOR_PARENT);
	report_free(&r);
}

static int set_up(void **state)
{
	(void)state;
	policy = policy_load(NULL, NULL);
	return policy ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_free(policy);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_one_cause),
		cmocka_unit_test(test_parent),
		cmocka_unit_test(test_who),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
