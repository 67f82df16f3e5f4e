/* SPDX-License-Identifier: MIT */
/*
 * Walks along the chain of trust among zones that are each broken in one way,
 * on NSD, and what the checks say of each. Run without arguments it starts
 * itself among those servers (servers.sh). "dnssec_chain bench N" prints the
 * CPU time of a walk.
 */
#include "unit.h"

#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "dnssec/chain.h"
#include "dnssec/checks.h"
#include "policy.h"
#include "report.h"

#define DAY 86400LL

static struct event_base *base;
static struct validator *validator;
static struct chain_walker *walker;
static struct policy *policy;
static char *dir;
static int64_t now;

struct seen {
	enum outcome outcome;
	char why[OUTCOME_WHY];
	struct chain_zone zones[CHAIN_DEPTH];
	struct server_facts servers[CHAIN_DEPTH][LINK_SERVERS];
	int zone_count, calls;
	double ms;
};

static void keep(void *arg, const struct chain_result *r)
{
	struct seen *s = arg;

	s->calls++;
	s->outcome = r->outcome;
	strcpy(s->why, r->why);
	s->zone_count = r->zone_count;
	for (int i = 0; i < r->zone_count; i++) {
		s->zones[i] = *r->zones[i];
		for (int k = 0; k < r->zones[i]->server_count; k++)
			s->servers[i][k] = r->zones[i]->servers[k];
		s->zones[i].servers = s->servers[i];
	}
	event_base_loopbreak(base);
}

static const struct seen *walk(const char *name, int64_t at, int max_age,
			       int deadline_ms)
{
	static struct seen s;
	double begun = clock_monotonic();

	memset(&s, 0, sizeof(s));
	assert_non_null(chain_start(walker, name, at, max_age, deadline_ms,
				    keep, &s, NULL));
	assert_int_equal(s.calls, 0);
	event_base_dispatch(base);
	s.ms = (clock_monotonic() - begun) * 1000;
	assert_int_equal(s.calls, 1);
	return &s;
}

/* Judges the links of S; the failures as "ID ZONE", in their order. */
static void failures(const struct seen *s, int64_t at, char *out, size_t size)
{
	struct subject subjects[CHAIN_DEPTH];
	struct report r;
	size_t n = 0;

	report_init(&r, "chain", policy, at);
	for (int i = 0; i < s->zone_count; i++) {
		subjects[i] = (struct subject){
			s->zones[i].link.zone, i ? &subjects[i - 1] : NULL
		};
		report_judge(&r, dnssec_checks, &s->zones[i].link,
			     &subjects[i]);
	}
	out[0] = '\0';
	for (size_t i = 0; i < r.count; i++)
		if (r.findings[i].verdict == VERDICT_FAIL)
			n += (size_t)snprintf(out + n, size - n, "%s%s %s",
					      n ? ", " : "",
					      r.findings[i].check->id,
					      r.findings[i].subject);
	report_free(&r);
}

static void test_good(void **state)
{
	static const char *const zones[] = { ".", "vn.", "gov.vn.",
					     "good.gov.vn." };
	const struct seen *s = walk("Portal.good.gov.vn", now, 60, 5000);
	const struct link_facts *l;
	char text[512];

	(void)state;
	assert_int_equal(s->outcome, OUTCOME_OK);
	assert_int_equal(s->zone_count, 4);
	for (int i = 0; i < 4; i++) {
		l = &s->zones[i].link;
		assert_string_equal(l->zone, zones[i]);
		assert_string_equal(l->parent, i ? zones[i - 1] : "");
		assert_int_equal(l->have & ~(unsigned)(LINK_HAVE_KEYS_SAME |
				 LINK_HAVE_DS_SAME | LINK_HAVE_ROLL),
				 LINK_HAVE_DS | LINK_HAVE_DNSKEY |
				 LINK_HAVE_SIGNATURES | LINK_HAVE_DENIAL |
				 (i ? LINK_HAVE_CDS : 0));
		assert_true(l->denial_proved);
		assert_int_equal(l->keys_differ + l->ds_differ +
				 l->ds_orphans, 0);
		assert_true(l->outage <= l->signature_expiration);
		assert_true(!i || l->outage <= s->zones[i - 1].link.outage);
		assert_int_equal(l->ds_count, 1);
		assert_int_equal(l->ds_matching, 1);
		assert_string_equal(l->ds_digests, "2");
		assert_int_equal(l->key_count, 2);
		assert_int_equal(l->keys[0].algorithm, 13);
		assert_int_equal(l->keys[0].bits, 256);
		assert_true(l->keys[0].ds_match != l->keys[1].ds_match);
		assert_string_equal(l->signature_bad, "");
		/* the signer's thirty days */
		assert_true(l->signature_expiration > now + 29 * DAY &&
			    l->signature_expiration < now + 31 * DAY);
		assert_string_not_equal(l->signature_earliest, "");
	}
	failures(s, now, text, sizeof(text));
	assert_string_equal(text, "");
}

static void test_servers(void **state)
{
	const struct seen *s = walk("good.gov.vn", now, 60, 5000);
	const struct chain_zone *z = &s->zones[3];

	(void)state;
	assert_int_equal(s->zone_count, 4);
	assert_true(z->names.have);
	assert_int_equal(z->names.count, 2);
	assert_int_equal(z->names.count_ipv4, 2);
	assert_int_equal(z->names.count_ipv6, 2);
	assert_int_equal(z->server_count, 4);
	for (int i = 0; i < 4; i++) {
		const struct server_facts *f = &z->servers[i];

		assert_string_equal(f->name, i < 2 ? "ns1.good.gov.vn." :
						     "ns2.good.gov.vn.");
		assert_int_equal(f->have, SERVER_HAVE_ADDRESS |
				 SERVER_HAVE_UDP | SERVER_HAVE_TCP);
		assert_true(f->answers_udp && f->answers_tcp &&
			    f->authoritative);
		assert_int_equal(f->serial, i < 2 ? 7 : 6);
		assert_int_equal(f->serial_best, 7);
		assert_true(f->query_ms > 0);
	}
	assert_string_equal(z->servers[0].address, "192.0.2.4");
	assert_string_equal(z->servers[1].address, "2001:db8::4");
	/* vn and gov.vn live on one server: the cut is seen all the same */
	assert_int_equal(s->zones[2].server_count, 2);
}

/* Each broken zone: its one failure, at the zone where it is. */
static void test_broken(void **state)
{
	static const struct {
		const char *name, *failures;
	} rows[] = {
		{ "portal.good.gov.vn", "" },
		{ "www.good.gov.vn", "" },
		{ "portal.nods.gov.vn", "dnssec.ds-present nods.gov.vn." },
		{ "portal.wrongds.gov.vn",
		  "dnssec.ds-match wrongds.gov.vn." },
		{ "portal.expired.gov.vn",
		  "dnssec.signature-current expired.gov.vn." },
		{ "portal.broken.gov.vn",
		  "dnssec.signature-valid broken.gov.vn." },
		{ "portal.half.gov.vn",
		  "dnssec.signature-present half.gov.vn." },
		{ "portal.unsigned.gov.vn", "dnssec.signed unsigned.gov.vn." },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct seen *s = walk(rows[i].name, now, 60, 5000);

		assert_int_equal(s->outcome, OUTCOME_OK);
		assert_int_equal(s->zone_count, 4);
		failures(s, now, text, sizeof(text));
		if (strcmp(text, rows[i].failures))
			print_error("%s: %s\n", rows[i].name,
				    s->zones[3].link.signature_bad);
		assert_string_equal(text, rows[i].failures);
	}
}

static void test_words(void **state)
{
	const struct seen *s = walk("portal.half.gov.vn", now, 60, 5000);

	(void)state;
	assert_string_equal(s->zones[3].link.signature_bad,
			    "A has no signature");
	s = walk("portal.broken.gov.vn", now, 60, 5000);
	assert_string_equal(s->zones[3].link.signature_bad,
			    "A does not verify");
	s = walk("portal.expired.gov.vn", now, 60, 5000);
	assert_non_null(strstr(s->zones[3].link.signature_bad,
			       "SOA expired 20"));
	s = walk("portal.nods.gov.vn", now, 60, 5000);
	assert_int_equal(s->zones[3].link.ds_count, 0);
	assert_true(s->zones[3].link.have & LINK_HAVE_DS);
}

/* The same zones at other moments: expired, ahead, and after 2038. */
static void test_now(void **state)
{
	static const struct {
		int64_t days;
		bool expired, future;
	} rows[] = {
		{ 0, false, false }, { 40, true, false },
		{ -2, false, true }, { 20 * 365, true, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct seen *s = walk("portal.good.gov.vn",
					    now + rows[i].days * DAY, 0, 5000);
		const struct link_facts *l = &s->zones[3].link;

		assert_int_equal(s->zone_count, 4);
		assert_int_equal(l->signature_expired > 0, rows[i].expired);
		assert_int_equal(l->signature_future > 0, rows[i].future);
		assert_int_equal(l->signature_broken, 0);
		assert_int_equal(l->signature_missing, 0);
	}
	walk("portal.good.gov.vn", now, 0, 5000);
}

/* A deep name, names that are not there, and names that are none. */
static void test_names(void **state)
{
	static const struct {
		const char *name;
		int zones;
	} rows[] = {
		{ "a.deep.portal.good.gov.vn", 4 },	/* empty non-terminal */
		{ "no.such.name.good.gov.vn", 4 },
		{ "nosuch.gov.vn", 3 }, { "nosuch", 1 }, { ".", 1 },
		{ "vn", 2 }, { "gov.vn.", 3 },
		{ "portal.good.gov.vn.", 4 },
	};
	struct fault f = { .text = "" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct seen *s = walk(rows[i].name, now, 60, 5000);

		assert_int_equal(s->outcome, OUTCOME_OK);
		assert_int_equal(s->zone_count, rows[i].zones);
	}
	assert_null(chain_start(walker, "a..b", now, 0, 100, keep, NULL, &f));
	assert_non_null(strstr(f.text, "a..b"));
}

/* Zones are shared: what is fresh enough is not asked again. */
static void test_shared(void **state)
{
	const struct seen *s;
	double cold, warm;

	(void)state;
	cold = walk("portal.good.gov.vn", now + 1000, 0, 5000)->ms;
	s = walk("portal.good.gov.vn", now + 1030, 60, 5000);
	warm = s->ms;
	for (int i = 0; i < 4; i++)
		assert_int_equal(s->zones[i].time, now + 1000);
	s = walk("portal.good.gov.vn", now + 1030, 10, 5000);
	for (int i = 0; i < 4; i++)
		assert_int_equal(s->zones[i].time, now + 1030);
	assert_true(warm < cold);
}

static void note_done(void *arg, const struct chain_result *r)
{
	assert_int_equal(r->outcome, OUTCOME_OK);
	assert_int_equal(r->zone_count, 4);
	++*(int *)arg;
}

/* Many at once, of which some are cancelled. */
static void test_crowd(void **state)
{
	static const char *const names[] = {
		"portal.good.gov.vn", "portal.nods.gov.vn",
		"portal.expired.gov.vn", "www.half.gov.vn",
	};
	struct chain_walk *walks[80];
	int calls[80] = { 0 };
	struct timeval wait = { .tv_sec = 2 };

	(void)state;
	for (size_t i = 0; i < COUNT(walks); i++)
		walks[i] = chain_start(walker, names[i / 2 % COUNT(names)],
				       now + 5000, 0, 5000, note_done,
				       &calls[i], NULL);
	event_base_loop(base, EVLOOP_ONCE);
	for (size_t i = 0; i < COUNT(walks); i += 2)
		if (!calls[i]) {
			chain_cancel(walks[i]);
			calls[i] = 100;
		}
	event_base_loopexit(base, &wait);
	event_base_dispatch(base);
	for (size_t i = 0; i < COUNT(walks); i++)
		assert_true(calls[i] == 1 || (i % 2 == 0 && calls[i] == 100));
	chain_cancel(NULL);
}

static struct chain_walker *open_with(const char *hints, const char *anchor,
				      bool allow, struct fault *f)
{
	struct chain_config c = { .trust_anchor = anchor, .root_hints = hints,
				  .allow_inside = allow, .query_ms = 300 };

	return chain_open(base, &c, f);
}

static void write_to(char *path, size_t size, const char *name,
		     const char *text)
{
	FILE *out;

	snprintf(path, size, "%s/%s", dir, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

/* Roots that are dead, that are inside, and files that are wrong. */
static void test_faults(void **state)
{
	struct chain_walker *kept = walker;
	char hints[512], anchor[512], bad[512];
	struct fault f = { .text = "" };
	const struct seen *s;

	(void)state;
	snprintf(hints, sizeof(hints), "%s/root.hints", dir);
	snprintf(anchor, sizeof(anchor), "%s/root.ds", dir);
	assert_null(open_with("/nonexistent", anchor, true, &f));
	assert_non_null(strstr(f.text, "/nonexistent"));
	memset(&f, 0, sizeof(f));
	assert_null(open_with(anchor, anchor, true, &f));
	assert_non_null(strstr(f.text, "root.ds"));
	memset(&f, 0, sizeof(f));
	assert_null(open_with(hints, hints, true, &f));
	assert_non_null(strstr(f.text, "root.hints"));
	memset(&f, 0, sizeof(f));
	write_to(bad, sizeof(bad), "bad.hints",
		 ". 60 IN NS a.\na. 60 A 192.0.2.2\na. 60 A 192.0.2\n");
	assert_null(open_with(bad, anchor, true, &f));
	if (!strstr(f.text, "bad.hints:3:"))
		fail_msg("%s", f.text);

	walker = open_with(hints, anchor, false, &f);
	assert_non_null(walker);
	s = walk("good.gov.vn", now, 0, 2000);
	assert_int_not_equal(s->outcome, OUTCOME_OK);
	assert_int_equal(s->zone_count, 1);
	/* not asked is not dead */
	assert_int_equal(s->zones[0].servers[0].have, SERVER_HAVE_ADDRESS);
	chain_close(walker);

	write_to(bad, sizeof(bad), "dead.hints",
		 ". 60 IN NS a.\na. 60 A 127.0.0.9\n");
	walker = open_with(bad, anchor, true, &f);
	s = walk("good.gov.vn", now, 0, 2000);
	assert_int_not_equal(s->outcome, OUTCOME_OK);
	assert_string_not_equal(s->why, "");
	assert_int_equal(s->zones[0].link.have, LINK_HAVE_DS);
	assert_false(s->zones[0].servers[0].answers_udp);
	assert_int_equal(s->zones[0].servers[0].have, SERVER_HAVE_ADDRESS |
			 SERVER_HAVE_UDP | SERVER_HAVE_TCP);
	/* closed in the middle of a walk */
	chain_start(walker, "a.vn", now + 1, 0, 1000, keep, NULL, NULL);
	chain_close(walker);
	walker = kept;
}

static int set_up(void **state)
{
	struct validate_config v = { .allow_inside = true, .cache_max = 5 };
	struct chain_config c = { .allow_inside = true };
	struct fault f = { .text = "" };
	char anchor[512], hints[512];

	(void)state;
	now = time(NULL);
	base = event_base_new();
	policy = policy_load(NULL, &f);
	snprintf(anchor, sizeof(anchor), "%s/root.ds", dir);
	snprintf(hints, sizeof(hints), "%s/root.hints", dir);
	v.trust_anchor = c.trust_anchor = anchor;
	v.root_hints = c.root_hints = hints;
	validator = validate_open(base, &v, &f);
	c.validator = validator;
	walker = validator ? chain_open(base, &c, &f) : NULL;
	if (!walker || !policy)
		print_error("%s\n", f.text);
	return walker && policy ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	chain_close(walker);
	validate_close(validator);
	policy_free(policy);
	event_base_free(base);
	return 0;
}

/* CPU of a walk in which all is asked anew, and of one that shares zones. */
static int bench(int count)
{
	static const struct {
		const char *what;
		int max_age;
	} rows[] = { { "cold", 0 }, { "with shared zones", 1 << 30 } };

	set_up(NULL);
	for (size_t r = 0; r < COUNT(rows); r++) {
		clock_t begun = clock();

		for (int i = 0; i < count; i++)
			walk("portal.good.gov.vn", now + i + 1,
			     rows[r].max_age, 5000);
		printf("%d walks %s: %.2f ms CPU each\n", count, rows[r].what,
		       (double)(clock() - begun) * 1000 / CLOCKS_PER_SEC /
		       count);
	}
	return tear_down(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_crowd),
		cmocka_unit_test(test_faults),
	};

	if (argc == 1)
		execl("tests/unit/servers.sh", "servers.sh", "dns",
		      realpath("/proc/self/exe", NULL), "run", (char *)NULL);
	if (argc < 3)
		return 1;
	dir = argv[argc - 1];
	if (argc == 4 && !strcmp(argv[1], "bench"))
		return bench(atoi(argv[2]));
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
