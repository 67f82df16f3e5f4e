/* SPDX-License-Identifier: MIT */
/* watch and zones: what stays from one look to the next, and for how long. */
#include "unit.h"

#include <sys/socket.h>

#include "probe/watch.h"
#include "probe/zones.h"

static struct watch *a_watch(void)
{
	struct target_list list = { 0 };
	struct watch *w;

	assert_int_equal(target_list_add(&list, "portal.vn", NULL), 0);
	w = watch_new(&list.items[0]);
	assert_non_null(w);
	target_list_free(&list);
	return w;
}

/* A look at one address; ACCEPTED 0: versions were not tried. */
static void look(struct watch *w, struct address_facts *a, const char *address,
		 unsigned accepted, int64_t hsts)
{
	struct web_look l = { .addresses = a, .address_count = 1 };

	memset(a, 0, sizeof(*a));
	assert_int_equal(address_parse(address, &a->address), 0);
	a->web.tls.handshake = true;
	if (accepted != 0) {
		a->web.tls.have = TLS_HAVE_VERSIONS;
		a->web.tls.versions_accepted = accepted;
		a->web.tls.versions_asked = 31;
	}
	a->web.http.hsts = hsts >= 0;
	a->web.http.hsts_max_age = hsts;
	watch_remember(w, &l);
}

static void versions(void **state)
{
	struct watch *w = a_watch();
	struct address_facts a;

	(void)state;
	look(w, &a, "192.0.2.1", 0, -1);
	assert_int_equal(a.web.tls.have, 0);
	look(w, &a, "192.0.2.1", 24, -1);
	look(w, &a, "192.0.2.1", 0, -1);
	assert_int_equal(a.web.tls.have, TLS_HAVE_VERSIONS);
	assert_int_equal(a.web.tls.versions_accepted, 24);
	look(w, &a, "192.0.2.2", 0, -1);	/* another server */
	assert_int_equal(a.web.tls.have, 0);
	watch_free(w);
}

static void hsts_lowered(void **state)
{
	struct watch *w = a_watch();
	struct address_facts a;

	(void)state;
	look(w, &a, "192.0.2.1", 0, 300);
	assert_int_equal(a.web.http.have, 0);
	look(w, &a, "2001:db8::1", 0, 600);	/* each family by itself */
	assert_int_equal(a.web.http.have, 0);
	look(w, &a, "192.0.2.1", 0, 86400);
	assert_int_equal(a.web.http.hsts_max_age_before, 300);
	look(w, &a, "192.0.2.1", 0, 300);
	assert_int_equal(a.web.http.have, HTTP_HAVE_HSTS_BEFORE);
	assert_int_equal(a.web.http.hsts_max_age_before, 86400);
	watch_free(w);
}

/* ---- zones ---- */

static struct chain_zone facts[] = {
	{ .link.zone = "." }, { .link.zone = "vn." },
	{ .link.zone = "gov.vn." }, { .link.zone = "com.vn." },
};

/* A walk down to facts[LAST]; the parent of com.vn is vn, too. */
static struct chain_result walk(int last, enum outcome outcome)
{
	struct chain_result r = { .outcome = outcome };

	r.zones[r.zone_count++] = &facts[0];
	if (last >= 1)
		r.zones[r.zone_count++] = &facts[1];
	if (last >= 2)
		r.zones[r.zone_count++] = &facts[last];
	return r;
}

static void shared(void **state)
{
	struct zones z = { 0 };
	struct zones_chain a = { .count = 0 }, b = { .count = 0 };
	struct chain_result gov = walk(2, OUTCOME_OK);
	struct chain_result com = walk(3, OUTCOME_OK);
	struct chain_result stuck = walk(1, OUTCOME_TIMEOUT);

	(void)state;
	assert_int_equal(zones_follow(&z, &a, &gov), 0);
	assert_int_equal(zones_follow(&z, &b, &com), 0);
	assert_int_equal(z.count, 4);
	assert_ptr_equal(a.items[1], b.items[1]);
	assert_int_equal(a.items[1]->users, 2);
	assert_string_equal(a.items[2]->name, "gov.vn");

	/* stuck at vn: what lies below stays known */
	assert_int_equal(zones_follow(&z, &a, &stuck), 0);
	assert_int_equal(a.count, 3);
	assert_int_equal(z.count, 4);

	/* moved: gov.vn is no longer held by anyone */
	assert_int_equal(zones_follow(&z, &a, &com), 0);
	assert_int_equal(z.count, 3);
	zones_release(&z, &b);
	assert_int_equal(z.count, 3);
	zones_release(&z, &a);
	assert_int_equal(z.count, 0);
	zones_free(&z);
}

static int told;

static void count(void *arg, const struct change *c)
{
	(void)arg;
	(void)c;
	told++;
}

/* Ten portals bring the same facts of a zone: they count once. */
static void once(void **state)
{
	static const struct check check = { .id = "dnssec.ds-match" };
	struct finding d = {
		.check = &check, .subject = (char *)(uintptr_t)"gov.vn",
		.verdict = VERDICT_FAIL,
	};
	struct watch_zone *z = watch_zone_new("gov.vn");
	struct chain_zone seen = { .link.zone = "gov.vn.", .time = 100 };

	(void)state;
	told = 0;
	assert_int_equal(watch_zone_dns(z, &seen, &d, 1, 60, count, NULL), 0);
	assert_int_equal(watch_zone_dns(z, &seen, &d, 1, 60, count, NULL), 0);
	assert_int_equal(z->runs, 1);
	d.verdict = VERDICT_PASS;
	assert_int_equal(watch_zone_dns(z, &seen, &d, 1, 60, count, NULL), 0);
	assert_int_equal(told, 1);
	seen.time = 160;
	assert_int_equal(watch_zone_dns(z, &seen, &d, 1, 60, count, NULL), 0);
	assert_int_equal(told, 2);
	watch_zone_free(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(hsts_lowered),
		cmocka_unit_test(shared),
		cmocka_unit_test(once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
