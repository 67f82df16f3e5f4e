/* SPDX-License-Identifier: MIT */
#include "dnssec_zone.h"

#include "dnssec/zone/lint.h"
#include "dnssec/zone/rrtype.h"
#include "dnssec/zone/write.h"

#define HEAD "e. 5 SOA a. b. 1 2 3 4 5\ne. 5 NS n.e.\n"

/* The zone as text, in its order. */
static char *print(const struct zone *z)
{
	struct write_buffer b = { NULL, 0, 0 };

	for (size_t i = 0; i < z->count; i++) {
		char owner[NAME_TEXT];
		struct write_owner o = { owner, zone_owner_text(z, &z->names[i],
								owner) };

		for (const struct record *r = z->names[i].records; r;
		     r = r->next)
			assert_int_equal(write_record(&b, &o, r->ttl, r->type,
						      r->rdata, r->length), 0);
	}
	b.at = realloc(b.at, b.length + 1);
	assert_non_null(b.at);
	b.at[b.length] = '\0';
	return b.at;
}

static void expect(const char *text, const char *want)
{
	struct zone z;
	struct fault f;
	char *got;

	if (zone_text(&z, text, &f))
		fail_msg("%s", f.text);
	got = print(&z);
	assert_string_equal(got, want);
	free(got);
	zone_free(&z);
}

#define SOA_OUT "e.\t5\tIN\tNS\tn.e.\ne.\t5\tIN\tSOA\ta. b. 1 2 3 4 5\n"

static void order(void **state)
{
	(void)state;
	expect(HEAD, SOA_OUT);
	/* names in canonical order, each once; the first spelling stays */
	expect(HEAD "z.e. 1 A 1.1.1.1\nb.A.e. 1 A 1.1.1.2\na.e. 1 A 1.1.1.3\n"
	       "Z.E. 1 AAAA ::\n",
	       SOA_OUT "a.e.\t1\tIN\tA\t1.1.1.3\nb.A.e.\t1\tIN\tA\t1.1.1.2\n"
	       "z.e.\t1\tIN\tA\t1.1.1.1\nz.e.\t1\tIN\tAAAA\t::\n");
	/* records by type, then by canonical RDATA; duplicates go, the lower
	 * TTL stays */
	expect(HEAD "e. 5 MX 2 B.\ne. 5 MX 2 a.\ne. 5 MX 1 z.\ne. 9 NS N.e.\n",
	       SOA_OUT "e.\t5\tIN\tMX\t1 z.\ne.\t5\tIN\tMX\t2 a.\n"
	       "e.\t5\tIN\tMX\t2 B.\n");
	/* RFC 4034 section 6.3: the shorter first */
	expect(HEAD "e. 5 TXT a b\ne. 5 TXT a\n",
	       SOA_OUT "e.\t5\tIN\tTXT\t\"a\"\ne.\t5\tIN\tTXT\t\"a\" \"b\"\n");
}

/* Many records in one RRset, and many times the same name, apart. */
static void large(void **state)
{
	size_t room = 4 << 20, used = 0;
	char *text = malloc(room);
	struct zone z;
	struct fault f;
	const struct record *r;

	(void)state;
	assert_non_null(text);
	used += (size_t)snprintf(text, room, HEAD);
	for (unsigned i = 0; i < 30000; i++) {
		unsigned v = i * 2654435761u;

		used += (size_t)snprintf(text + used, room - used,
					 "many.e. 1 A %u.%u.%u.%u\n"
					 "n%u.e. 1 A 1.1.1.1\n", v >> 24,
					 v >> 16 & 255, v >> 8 & 255, v & 255,
					 i % 1000);
	}
	assert_int_equal(zone_text(&z, text, &f), 0);
	assert_int_equal(z.count, 1002);
	assert_int_equal(z.duplicates, 29000);
	assert_int_equal(z.records, 2 + 30000 + 1000);
	r = zone_find(&z.names[1], RRTYPE_A);
	for (; r->next; r = r->next)
		assert_true(zone_compare_rdata(r, r->next) < 0);
	zone_free(&z);
	free(text);
}

static void insert(void **state)
{
	struct zone z;
	struct fault f;

	(void)state;
	assert_int_equal(zone_text(&z, HEAD "b.e. 1 A 1.1.1.1\n", &f), 0);
	assert_int_equal(zone_insert(&z, 1, RRTYPE_A, 1, "\1\1\1\0", 4), 0);
	assert_int_equal(zone_insert(&z, 1, RRTYPE_A, 1, "\1\1\1\1", 4), 0);
	assert_int_equal(z.records, 4);
	assert_int_equal(zone_find(&z.names[1], RRTYPE_A)->rdata[3], 0);
	zone_free(&z);
	zone_free(&z);
}

static void faults(void **state)
{
	static const struct {
		const char *in, *begins;
	} rows[] = {
		{ "", "zone: .: no SOA" },
		{ "e. 1 A 1.1.1.1\n", "zone:1: the first record is not the SOA" },
		{ HEAD "f. 1 A 1.1.1.1\n", "zone:3: f. is not in the zone e." },
		{ HEAD "\\001e. 1 A 1.1.1.1\n", "zone:3: \\001e. is not" },
		{ "e. 1 NS a.\n", "zone:1: the first" },
		{ "e. 5 SOA a. b. 1 2 3 4 5\n", "zone:1: e.: no NS" },
		{ HEAD "e. 5 SOA a. b. 2 2 3 4 5\n", "zone:3: e.: a second SOA" },
		{ HEAD "x.e. 5 SOA a. b. 2 2 3 4 5\n", "zone:3: x.e.: a SOA" },
		{ HEAD "x.e. 5 CNAME a.\nx.e. 5 A 1.1.1.1\n",
		  "zone:3: x.e.: a CNAME beside" },
		{ HEAD "x.e. 5 CNAME a.\nx.e. 5 CNAME b.\n", "zone:4: x.e.: more" },
		{ HEAD "x.e. 5 DS 1 13 2 AA\n", "zone:3: x.e.: a DS without" },
		{ HEAD "e. 5 DS 1 13 2 AA\n", "zone:3: e.: a DS at the apex" },
		{ HEAD "x.e. 5 DNAME a.\nx.e. 5 DNAME b.\n", "zone:4: x.e.: more" },
		{ HEAD "x.e. 5 DNAME a.\nx.e. 5 NS b.\n", "zone:3: x.e.: a DNAME" },
		{ HEAD "*.e. 5 NS b.\n", "zone:3: *.e.: NS records at a wildcard" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct zone z;
		struct fault f;

		if (!zone_text(&z, rows[i].in, &f))
			assert_int_equal(lint_fault(&z, &f), -1);
		if (strncmp(f.text, rows[i].begins, strlen(rows[i].begins)))
			fail_msg("%s", f.text);
		zone_free(&z);
	}
}

static void left_out(void **state)
{
	static const uint16_t types[] = { RRTYPE_RRSIG, RRTYPE_NSEC, 0 };
	static const char text[] = HEAD "a.e. 5 NSEC b.e. A\ne. 5 NSEC b.e. A\n"
		"a.e. 5 RRSIG A 5 3 1 2 3 4 e. AQI=\nf. 1 A 1.1.1.1\n";
	struct zone_source s = { .path = "zone", .text = text,
				 .length = sizeof(text) - 1,
				 .leave_out = types, .strays_kept = true };
	struct fault f = { "", "" };
	struct zone z = { 0 };

	(void)state;
	assert_int_equal(zone_read(&z, &s, &f), 0);
	assert_int_equal(z.count, 1);
	assert_int_equal(z.left_out_count, 2);
	assert_int_equal(z.left_out[0].type, RRTYPE_NSEC);
	assert_int_equal(z.left_out[0].count, 2);
	assert_int_equal(z.left_out[0].line, 3);
	assert_int_equal(z.stray_count, 1);
	assert_int_equal(z.strays->line, 6);
	/* the memory serves again */
	zone_reset(&z);
	s.leave_out = NULL;
	assert_int_equal(zone_read(&z, &s, &f), 0);
	assert_int_equal(z.count, 2);
	zone_free(&z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order), cmocka_unit_test(large),
		cmocka_unit_test(insert), cmocka_unit_test(faults),
		cmocka_unit_test(left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
