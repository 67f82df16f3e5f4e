/* SPDX-License-Identifier: MIT */
/*
 * Rolls of keys as a probe sees them, look by look: the safe ones, and those
 * that are faster than caches.
 */
#include "unit.h"

#include <stdio.h>

#include "dnssec/chain_roll.h"

#define BEGIN 2000000000LL
#define LOOKS 6

/* "A" and "B" are keys; of the signatures the first letters count. */
static const struct {
	const char *what;
	struct {
		int at;			/* s after the beginning; 0 ends */
		const char *keys, *signers;
		bool unsafe;
	} looks[LOOKS];
} rolls[] = {
	{ "nothing changes", {
		{ 1, "A", "A", false }, { 300, "A", "A", false } } },
	{ "pre-published, RFC 6781 4.1.1.1", {
		{ 1, "A", "A", false }, { 300, "AB", "A", false },
		{ 4000, "AB", "B", false }, { 8000, "B", "B", false } } },
	{ "double signature, RFC 6781 4.1.1.2", {
		{ 1, "A", "A", false }, { 300, "AB", "AB", false },
		{ 8000, "B", "B", false } } },
	{ "the new key signs alone at once", {
		{ 1, "A", "A", false }, { 300, "AB", "B", true },
		{ 600, "AB", "B", true }, { 3901, "AB", "B", false } } },
	{ "the old key goes while its signatures are cached", {
		{ 1, "A", "A", false }, { 300, "AB", "A", false },
		{ 3000, "AB", "A", false }, { 4000, "B", "B", true },
		{ 6601, "B", "B", false } } },
	{ "all at once", {
		{ 1, "A", "A", false }, { 300, "B", "B", true } } },
	{ "a key that signs nothing goes", {
		{ 1, "AB", "A", false }, { 300, "A", "A", false } } },
};

static ldns_rr *record(const char *text)
{
	ldns_rr *rr = NULL;

	assert_int_equal(ldns_rr_new_frm_str(&rr, text, 0, NULL, NULL), 0);
	return rr;
}

/* Two keys whose tags differ. */
static ldns_rr *key(char letter)
{
	char text[256];

	snprintf(text, sizeof(text), "z. 3600 IN DNSKEY 256 3 13 "
		 "%cAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", letter);
	return record(text);
}

static ldns_rr *signature(char letter)
{
	ldns_rr *of = key(letter);
	char text[256];

	snprintf(text, sizeof(text), "z. 3600 IN RRSIG NS 13 1 3600 "
		 "20350101000000 20250101000000 %u z. AAAA",
		 ldns_calc_keytag(of));
	ldns_rr_free(of);
	return record(text);
}

static bool look(struct chain_roll *m, const char *keys, const char *signers,
		 int64_t now, struct link_facts *f)
{
	struct chain_rrset set = { ldns_rr_list_new(), NULL };
	struct chain_rrset ns = { ldns_rr_list_new(), ldns_rr_list_new() };

	for (; *keys; keys++)
		ldns_rr_list_push_rr(set.rrs, key(*keys));
	ldns_rr_list_push_rr(ns.rrs, record("z. 3600 IN NS ns.z."));
	for (; *signers; signers++)
		ldns_rr_list_push_rr(ns.sigs, signature(*signers));
	memset(f, 0, sizeof(*f));
	chain_roll_look(m, f, &set, &ns, now);
	chain_rrset_free(&set);
	chain_rrset_free(&ns);
	return f->roll_until > now;
}

static void test_rolls(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rolls); i++) {
		struct chain_roll m = { .count = 0 };
		struct link_facts f;

		for (int k = 0; k < LOOKS && rolls[i].looks[k].at; k++) {
			int at = rolls[i].looks[k].at;
			bool unsafe = look(&m, rolls[i].looks[k].keys,
					   rolls[i].looks[k].signers,
					   BEGIN + at, &f);

			if (unsafe != rolls[i].looks[k].unsafe)
				fail_msg("%s, %d s: %s", rolls[i].what, at,
					 unsafe ? f.roll_text : "not called");
			assert_int_equal(!(f.have & LINK_HAVE_ROLL), k == 0);
			assert_int_equal(f.roll_text[0] != '\0', unsafe);
		}
	}
}

/* More keys than are remembered, and a clock that is set back. */
static void test_bounds(void **state)
{
	struct chain_roll m = { .count = 0 };
	struct link_facts f;
	char keys[] = "A";

	(void)state;
	for (int i = 0; i < 200; i++) {
		keys[0] = (char)('A' + i % 26);
		look(&m, keys, keys, BEGIN + i * 10000, &f);
		assert_true(m.count <= CHAIN_ROLL_KEYS);
	}
	assert_false(look(&m, "A", "A", BEGIN - 5, &f));
	assert_int_equal(f.have & LINK_HAVE_ROLL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rolls),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
