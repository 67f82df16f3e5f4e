/* SPDX-License-Identifier: MIT */
/* Zones are signed in memory, broken in one way each, and judged. */
#include "dnssec_zone.h"

#include "clock.h"
#include "dnssec/sign/produce.h"
#include "dnssec/zone/lint.h"
#include "report.h"

#define NOW 1800000000

static const char plain[] =
	"e. 300 SOA ns.e. h.e. 1 2 3 4 300\n"
	"e. 300 NS ns.e.\n"
	"ns.e. 300 A 192.0.2.1\n"
	"a.b.c.e. 300 TXT x\n"
	"*.w.e. 300 A 192.0.2.2\n"
	"cut.e. 300 NS ns.cut.e.\n"
	"ns.cut.e. 300 A 192.0.2.3\n"
	"safe.e. 300 NS ns.e.\n"
	"safe.e. 300 DS 1 13 2 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\n";

struct world {
	struct policy *policy;
	struct keyring keys;
	char *text[3];		/* signed, by kind of denial */
	uint16_t tag;
};

/* Signs ZONE; returns the text. */
static char *sign(struct world *w, const char *zone, enum denial denial,
		  unsigned threads, int *result)
{
	struct plan_options o = {
		.keys = &w->keys, .denial = denial, .threads = threads,
		.now = NOW, .validity = 30 * 86400, .jitter = 86400,
		.inception_offset = 3600, .dnskey_ttl = 3600,
	};
	struct produce_result r;
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	struct zone z;
	struct fault f;

	if (zone_text(&z, zone, &f) || lint_fault(&z, &f))
		fail_msg("%s", f.text);
	*result = produce_zone(&z, &o, w->policy, out, &r, &f);
	if (*result < 0)
		fail_msg("%s", f.text);
	assert_int_equal(fclose(out), 0);
	produce_free(&r);
	zone_free(&z);
	return text;
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct fault f = { "", "" };
	int result;

	assert_non_null(w);
	w->policy = policy_load(NULL, &f);
	assert_non_null(w->policy);
	w->keys.keys = calloc(1, sizeof(*w->keys.keys));
	w->keys.count = 1;
	assert_int_equal(key_create(w->keys.keys, algorithm_find(15), KEY_CSK,
				    0, &f), 0);
	w->tag = w->keys.keys->tag;
	for (int d = DENIAL_NSEC; d <= DENIAL_OPTOUT; d++) {
		w->text[d] = sign(w, plain, (enum denial)d, 2, &result);
		assert_int_equal(result, 0);
	}
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	for (int d = 0; d < 3; d++)
		free(w->text[d]);
	keyring_free(&w->keys);
	policy_free(w->policy);
	free(w);
	return 0;
}

/* The findings about a zone's text at a time. To be freed. */
static void judge(const struct world *w, const char *text, int64_t now,
		  struct report *r)
{
	struct verify_options o = { .policy = w->policy, .now = now,
				    .threads = 2, .level = VERIFY_FULL };
	struct zone_source s = { .path = "zone", .text = text,
				 .length = strlen(text), .strays_kept = true };
	struct subject subject = { .name = "e." };
	struct fault f = { "", "" };
	struct zone z = { 0 };
	struct verify v;

	if (zone_read(&z, &s, &f) || verify_zone(&v, &z, &o, &f))
		fail_msg("%s", f.text);
	report_init(r, "e.", w->policy, now);
	verify_report(&v, r, &subject);
	assert_true(report_ok(r));
	verify_free(&v);
	zone_free(&z);
}

/* Whole zones pass every check that says anything about them. */
static void whole(void **state)
{
	struct world *w = *state;

	for (int d = 0; d < 3; d++) {
		struct report r;

		judge(w, w->text[d], NOW, &r);
		for (size_t i = 0; i < r.count; i++)
			if (r.findings[i].verdict != VERDICT_PASS)
				fail_msg("%s: %s", r.findings[i].check->id,
					 r.findings[i].observed);
		assert_in_range(r.count, 24, ZONE_CHECKS);
		report_free(&r);
	}
}

/*
 * One edit of a signed zone: lines with all of FIND (words split at "&") go;
 * within them FROM becomes TO where it is set; ADD is put at the end.
 */
struct edit {
	const char *find, *from, *to, *add;
};

static bool has_all(const char *line, const char *find)
{
	char words[128], *save = NULL;

	snprintf(words, sizeof(words), "%s", find);
	for (char *p = strtok_r(words, "&", &save); p;
	     p = strtok_r(NULL, "&", &save))
		if (!strstr(line, p))
			return false;
	return true;
}

static char *apply(const char *text, const struct edit *e)
{
	char *copy = strdup(text), *out = NULL, *save = NULL;
	size_t length;
	FILE *f = open_memstream(&out, &length);
	unsigned hits = 0;

	for (char *l = strtok_r(copy, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save)) {
		char *at;

		if (!e->find || !has_all(l, e->find)) {
			fprintf(f, "%s\n", l);
			continue;
		}
		hits++;
		if (!e->from)
			continue;
		at = strstr(l, e->from);
		assert_non_null(at);
		fprintf(f, "%.*s%s%s\n", (int)(at - l), l, e->to,
			at + strlen(e->from));
	}
	if (e->add)
		fprintf(f, "%s\n", e->add);
	assert_true(hits || !e->find);
	assert_int_equal(fclose(f), 0);
	free(copy);
	return out;
}

#define SIG " 20270301000000 20260101000000 1 e. AAAA"

static void broken(void **state)
{
	static const struct {
		const char *check, *subject;
		enum denial denial;
		struct edit edit;
	} rows[] = {
		{ "zone.in-zone", "f.", DENIAL_NSEC,
		  { .add = "f. 1 A 1.1.1.1" } },
		{ "zone.soa", "e.", DENIAL_NSEC,
		  { .add = "e. 300 SOA ns.e. h.e. 2 2 3 4 300" } },
		{ "zone.ns", "e.", DENIAL_NSEC, { .find = "e.\t300\tIN\tNS\tns.e.&e.\t" } },
		{ "zone.cname", "ns.e.", DENIAL_NSEC,
		  { .add = "ns.e. 300 CNAME a." } },
		{ "zone.dname", "a.b.c.e.", DENIAL_NSEC,
		  { .add = "c.e. 300 DNAME a." } },
		{ "zone.ds-place", "ns.e.", DENIAL_NSEC,
		  { .add = "ns.e. 300 DS 1 13 2 00" } },
		{ "zone.ttl", "ns.e. A", DENIAL_NSEC,
		  { .add = "ns.e. 60 A 192.0.2.9" } },
		{ "zone.dnskey", "e.", DENIAL_NSEC,
		  { .find = "\tDNSKEY\t" } },
		{ "zone.dnskey", "e.", DENIAL_NSEC,
		  { .add = "e. 3600 DNSKEY 256 3 13 AQID" } },
		{ "zone.algorithm", "e.", DENIAL_NSEC,
		  { .add = "e. 3600 DNSKEY 256 3 5 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=" } },
		{ "zone.algorithm", "e.", DENIAL_NSEC,
		  { .add = "e. 3600 DNSKEY 256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=" } },
		{ "zone.cds", "e.", DENIAL_NSEC,
		  { .add = "e. 3600 CDS 1 15 2 00" } },
		{ "zone.rrsig-missing", "ns.e. A", DENIAL_NSEC,
		  { .find = "ns.e.&RRSIG\tA" } },
		{ "zone.rrsig-missing", "safe.e. DS", DENIAL_NSEC3,
		  { .find = "safe.e.&RRSIG\tDS" } },
		{ "zone.rrsig-missing", "e. DNSKEY", DENIAL_OPTOUT,
		  { .find = "RRSIG\tDNSKEY" } },
		{ "zone.rrsig-missing", "ns.e. A", DENIAL_NSEC,
		  { .add = "e. 3600 DNSKEY 256 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==" } },
		{ "zone.rrsig-key", "ns.e. A", DENIAL_NSEC,
		  { .add = "ns.e. 300 RRSIG A 15 2 300" SIG } },
		{ "zone.rrsig-form", "ns.e. A", DENIAL_NSEC,
		  { "ns.e.&RRSIG\tA", "A 15 2 300", "A 15 1 300", NULL } },
		{ "zone.rrsig-form", "*.w.e. A", DENIAL_NSEC,
		  { "*.w.e.&RRSIG\tA", "A 15 2 300", "A 15 3 300", NULL } },
		{ "zone.rrsig-form", "ns.e. A", DENIAL_NSEC,
		  { "ns.e.&RRSIG\tA", " e. ", " f. ", NULL } },
		{ "zone.rrsig-form", "ns.e. A", DENIAL_NSEC,
		  { "ns.e.&\tA\t192.0.2.1", "\t300\t", "\t200\t", NULL } },
		{ "zone.rrsig-valid", "ns.e. A", DENIAL_NSEC,
		  { "ns.e.\t&\tA\t192.0.2.1", "2.1", "2.9", NULL } },
		{ "zone.rrsig-valid", "e. SOA", DENIAL_NSEC3,
		  { "\tSOA\tns", " 1 2 ", " 2 2 ", NULL } },
		{ "zone.rrsig-extra", "cut.e. NS", DENIAL_NSEC,
		  { .add = "cut.e. 300 RRSIG NS 15 2 300" SIG } },
		{ "zone.rrsig-extra", "ns.cut.e. A", DENIAL_NSEC,
		  { .add = "ns.cut.e. 300 RRSIG A 15 3 300" SIG } },
		{ "zone.rrsig-extra", "ns.e. MX", DENIAL_NSEC3,
		  { .add = "ns.e. 300 RRSIG MX 15 2 300" SIG } },
		{ "zone.denial", "e.", DENIAL_NSEC, { .find = "NSEC" } },
		{ "zone.denial-ttl", "ns.e. NSEC", DENIAL_NSEC,
		  { "ns.e.\t&\tNSEC\t", "\t300\t", "\t200\t", NULL } },
		{ "zone.nsec-missing", "ns.e.", DENIAL_NSEC,
		  { .find = "ns.e.\t&NSEC" } },
		{ "zone.nsec-missing", "new.e.", DENIAL_NSEC,
		  { .add = "new.e. 300 A 192.0.2.1" } },
		{ "zone.nsec-extra", "ns.cut.e.", DENIAL_NSEC,
		  { .add = "ns.cut.e. 300 NSEC ns.e. A" } },
		{ "zone.nsec-extra", "b.c.e.", DENIAL_NSEC,
		  { .add = "b.c.e. 300 NSEC ns.e. RRSIG NSEC" } },
		{ "zone.nsec-extra", "ns.e.", DENIAL_NSEC3,
		  { .add = "ns.e. 300 NSEC a.e. A" } },
		{ "zone.nsec-chain", "safe.e.", DENIAL_NSEC,
		  { .find = "*.w.e.\t" } },
		{ "zone.nsec-chain", "*.w.e.", DENIAL_NSEC,
		  { "*.w.e.\t&\tNSEC\t", "NSEC\te.", "NSEC\tx.e.", NULL } },
		{ "zone.nsec-chain", "ns.e.", DENIAL_NSEC,
		  { .add = "ns.e. 300 NSEC x.e. A RRSIG NSEC" } },
		{ "zone.nsec-bitmap", "ns.e.", DENIAL_NSEC,
		  { "ns.e.\t&\tNSEC\t", " A RRSIG", " RRSIG", NULL } },
		{ "zone.nsec-bitmap", "cut.e.", DENIAL_NSEC,
		  { "cut.e.\t&\tNSEC\t", " NS RRSIG", " A NS RRSIG", NULL } },
		{ "zone.nsec3-param", "e.", DENIAL_NSEC3,
		  { "\tNSEC3PARAM\t", "1 0 0 -", "2 0 0 -", NULL } },
		{ "zone.nsec3-param", NULL, DENIAL_NSEC3,
		  { .find = "NSEC3PARAM" } },
		{ "zone.nsec3-param", NULL, DENIAL_NSEC3,
		  { "\tNSEC3PARAM\t", "1 0 0 -", "1 0 0 AA", NULL } },
		{ "zone.nsec3-iterations", "e.", DENIAL_NSEC3,
		  { "\tNSEC3PARAM\t", "1 0 0 -", "1 0 5 -", NULL } },
		{ "zone.nsec3-missing", "new.e.", DENIAL_NSEC3,
		  { .add = "new.e. 300 A 192.0.2.1" } },
		{ "zone.nsec3-missing", "y.e.", DENIAL_OPTOUT,
		  { .add = "x.y.e. 300 A 192.0.2.1" } },
		{ "zone.nsec3-missing", "new.e.", DENIAL_NSEC3,
		  { .add = "new.e. 300 NS a." } },
		{ "zone.nsec3-extra", NULL, DENIAL_NSEC3,
		  { .find = "*.w.e.\t" } },
		{ "zone.nsec3-extra", "short.e. NSEC3", DENIAL_NSEC3,
		  { .add = "short.e. 300 NSEC3 1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A" } },
		{ "zone.nsec3-chain", NULL, DENIAL_NSEC3,
		  { "\tNSEC3\t&TXT", " - ", " - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom ;", NULL } },
		{ "zone.nsec3-chain", NULL, DENIAL_OPTOUT,
		  { .find = "\tNSEC3\t&TXT" } },
		{ "zone.nsec3-bitmap", "a.b.c.e.", DENIAL_NSEC3,
		  { "\tNSEC3\t&TXT", " TXT", " A TXT", NULL } },
		{ "zone.nsec3-bitmap", "safe.e.", DENIAL_OPTOUT,
		  { "\tNSEC3\t&NS DS", " NS DS", " NS", NULL } },
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = apply(w->text[rows[i].denial], &rows[i].edit);
		const struct check *c = check_find(dnssec_zone_checks,
						   rows[i].check);
		bool found = false;
		struct report r;

		assert_non_null(c);
		judge(w, text, NOW, &r);
		for (size_t k = 0; k < r.count; k++)
			found |= r.findings[k].check == c &&
				 r.findings[k].judged == VERDICT_FAIL &&
				 (!rows[i].subject ||
				  !strcmp(r.findings[k].subject,
					  rows[i].subject));
		if (!found)
			fail_msg("row %zu: %s %s is not found in:\n%s", i,
				 rows[i].check, rows[i].subject, text);
		report_free(&r);
		free(text);
	}
}

/* Insecure delegations added to an opt-out zone need no NSEC3. */
static void optout(void **state)
{
	static const struct edit e = { .add = "x.y.new.e. 300 NS a." };
	struct world *w = *state;
	char *text = apply(w->text[DENIAL_OPTOUT], &e);
	struct report r;

	judge(w, text, NOW, &r);
	assert_int_equal(report_verdict(&r, false), VERDICT_PASS);
	report_free(&r);
	free(text);
}

/* The same zone at other times. */
static void times(void **state)
{
	static const struct {
		int64_t now;
		const char *check;
		enum verdict verdict;
	} rows[] = {
		{ NOW - 3600, "zone.rrsig-inception", VERDICT_PASS },
		{ NOW - 3601, "zone.rrsig-inception", VERDICT_FAIL },
		{ NOW + 29 * 86400, "zone.rrsig-expired", VERDICT_PASS },
		{ NOW + 31 * 86400, "zone.rrsig-expired", VERDICT_FAIL },
		{ NOW + 22 * 86400, "zone.rrsig-left", VERDICT_PASS },
		{ NOW + 24 * 86400, "zone.rrsig-left", VERDICT_WARN },
		{ NOW + 28 * 86400, "zone.rrsig-left", VERDICT_FAIL },
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		enum verdict worst = VERDICT_NONE;
		struct report r;

		judge(w, w->text[DENIAL_NSEC], rows[i].now, &r);
		for (size_t k = 0; k < r.count; k++)
			if (!strcmp(r.findings[k].check->id, rows[i].check) &&
			    r.findings[k].verdict > worst)
				worst = r.findings[k].verdict;
		assert_int_equal(worst, rows[i].verdict);
		report_free(&r);
	}
}

/* 20 findings of a check in words, then how many more. */
static void capped(void **state)
{
	struct world *w = *state;
	char add[4096];
	struct edit e = { .add = add };
	size_t used = 0, words = 0;
	struct report r;
	char *text;

	for (unsigned i = 0; i < 50; i++)
		used += (size_t)snprintf(add + used, sizeof(add) - used,
					 "n%u.e. 300 A 1.1.1.1\n", i);
	text = apply(w->text[DENIAL_NSEC], &e);
	judge(w, text, NOW, &r);
	for (size_t k = 0; k < r.count; k++) {
		if (strcmp(r.findings[k].check->id, "zone.nsec-missing"))
			continue;
		words++;
		if (words == 21)
			assert_string_equal(r.findings[k].observed,
					    "and 30 more");
	}
	assert_int_equal(words, 21);
	report_free(&r);
	free(text);
}

/* The gate: a key that does not fit its DNSKEY publishes nothing. */
static void gate(void **state)
{
	struct world *w = *state;
	struct key *k = w->keys.keys, other;
	struct fault f = { "", "" };
	EVP_PKEY *right = k->pkey;
	int result;

	assert_int_equal(key_create(&other, algorithm_find(15), KEY_CSK, 0,
				    &f), 0);
	k->pkey = other.pkey;
	free(sign(w, plain, DENIAL_NSEC, 1, &result));
	assert_int_equal(result, 1);
	k->pkey = right;
	key_free(&other);
	free(sign(w, plain, DENIAL_NSEC, 1, &result));
	assert_int_equal(result, 0);
}

/* The same bytes whatever the number of threads; many pieces. */
static void pieces(void **state)
{
	struct world *w = *state;
	size_t room = 1 << 20, used = 0;
	char *zone = malloc(room), *a, *b;
	int result;

	assert_non_null(zone);
	used += (size_t)snprintf(zone, room, "%s", plain);
	for (unsigned i = 0; i < 1500; i++)
		used += (size_t)snprintf(zone + used, room - used,
					 "n%x.x%u.e. 300 %s\n", i * 7919,
					 i % 7, i % 11 ? "A 192.0.2.1" :
					 "NS a.");
	for (int d = 0; d < 3; d++) {
		a = sign(w, zone, (enum denial)d, 1, &result);
		assert_int_equal(result, 0);
		b = sign(w, zone, (enum denial)d, 5, &result);
		assert_int_equal(result, 0);
		assert_string_equal(a, b);
		free(a);
		free(b);
	}
	free(zone);
}

/* The checks that the rows above try are all that there are. */
static void table(void **state)
{
	(void)state;
	assert_int_equal(dnssec_zone_checks.count, ZONE_CHECKS);
	for (size_t i = 0; i < ZONE_CHECKS; i++) {
		const struct check *c = &dnssec_zone_checks.rows[i];

		assert_non_null(c->id);
		assert_null(c->judge);
		assert_non_null(c->rule);
		for (size_t k = 0; k < CHECK_NEEDS && c->needs[k]; k++)
			assert_non_null(check_find(dnssec_zone_checks,
						   c->needs[k]));
	}
	assert_true(zone_checks_gate(ZONE_RRSIG_VALID));
	assert_false(zone_checks_gate(ZONE_RRSIG_LEFT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole), cmocka_unit_test(broken),
		cmocka_unit_test(optout), cmocka_unit_test(times),
		cmocka_unit_test(capped), cmocka_unit_test(gate),
		cmocka_unit_test(pieces), cmocka_unit_test(table),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
