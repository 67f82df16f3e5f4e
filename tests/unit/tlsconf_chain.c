/* SPDX-License-Identifier: MIT */
/* Chains: gaps, order, trust. */
#include "tlsconf_ca.h"

#include <openssl/err.h>

#include "tlsconf/pki/chain.h"

enum { ROOT, MIDDLE, LOW, LEAF, DIRECT, SELF, STRANGER, OLD, OLD_LEAF, CERTS };

static struct ca_cert certs[CERTS];
static char *dir;

static void make(int i, const char *cn, int issuer, bool ca, int64_t to)
{
	struct ca_want w = {
		.cn = cn, .ca = ca, .to = to,
		.san = ca ? NULL : "DNS:a.vn",
	};

	certs[i] = ca_issue(&w, issuer < 0 ? NULL : &certs[issuer]);
}

#define END -1

static const struct {
	const char *what;
	int chain[6], others[4];
	bool store;
	bool complete, ordered, trusted;
} cases[] = {
	{ "all of it", { LEAF, LOW, MIDDLE, END }, { END }, true,
	  true, true, true },
	{ "with the root", { LEAF, LOW, MIDDLE, ROOT, END }, { END }, true,
	  true, true, true },
	{ "alone", { LEAF, END }, { END }, true, false, true, false },
	{ "alone, no store", { LEAF, END }, { END }, false,
	  false, true, false },
	{ "no store", { LEAF, LOW, END }, { END }, false, true, true, false },
	{ "a hole above", { LEAF, LOW, END }, { END }, true,
	  true, true, false },
	{ "swapped", { LEAF, MIDDLE, LOW, END }, { END }, true,
	  true, false, true },
	{ "a stranger in it", { LEAF, STRANGER, LOW, MIDDLE, END }, { END },
	  true, true, false, true },
	{ "twice", { LEAF, LEAF, LOW, MIDDLE, END }, { END }, true,
	  true, false, true },
	{ "from a second file", { LEAF, END }, { MIDDLE, LOW, END }, true,
	  true, true, true },
	{ "of the root itself", { DIRECT, END }, { END }, true,
	  true, true, true },
	{ "self-signed", { SELF, END }, { END }, true, true, true, false },
	{ "an expired issuer", { OLD_LEAF, OLD, END }, { END }, true,
	  true, true, false },
};

static void test_chains(void **state)
{
	X509_STORE *store = chain_store(ca_path(dir, "root"), NULL);
	size_t i;

	(void)state;
	assert_non_null(store);
	for (i = 0; i < COUNT(cases); i++) {
		X509 *chain[8], *others[8];
		struct chain in = {
			.certs = chain, .others = others, .now = CA_NOW,
			.store = cases[i].store ? store : NULL,
		};
		struct cert_facts c = { .have = CERT_HAVE_CERT };

		for (; cases[i].chain[in.count] != END; in.count++)
			chain[in.count] = certs[cases[i].chain[in.count]].x;
		for (; cases[i].others[in.other_count] != END;
		     in.other_count++)
			others[in.other_count] =
				certs[cases[i].others[in.other_count]].x;
		assert_int_equal(chain_describe(&in, &c, NULL), 0);
		assert_true(c.have & CERT_HAVE_CHAIN);
		if (!c.chain_gap[0] != cases[i].complete ||
		    c.chain_ordered != cases[i].ordered ||
		    c.trusted != cases[i].trusted)
			fail_msg("%s: gap '%s', ordered %d (%s), trusted %d "
				 "(%s)", cases[i].what, c.chain_gap,
				 c.chain_ordered, c.chain_stray, c.trusted,
				 c.trust_error);
		assert_int_equal(c.no_store, !cases[i].store);
		assert_int_equal(!c.chain_stray[0], c.chain_ordered);
		assert_int_equal(ERR_peek_error(), 0);
	}
	X509_STORE_free(store);
}

/* The server's own period is another check's; an issuer's is not. */
static void test_time(void **state)
{
	X509_STORE *store = chain_store(ca_path(dir, "root"), NULL);
	X509 *chain[] = { certs[LEAF].x, certs[LOW].x, certs[MIDDLE].x };
	struct chain in = { .certs = chain, .count = 3, .store = store };
	struct cert_facts c = { .have = CERT_HAVE_CERT };

	(void)state;
	in.now = CA_TO + 100;		/* only the leaf is over */
	assert_int_equal(chain_describe(&in, &c, NULL), 0);
	assert_true(c.trusted);
	in.now = CA_TO + 1000 * 86400LL;
	assert_int_equal(chain_describe(&in, &c, NULL), 0);
	assert_false(c.trusted);
	assert_non_null(strstr(c.trust_error, "expired"));
	X509_STORE_free(store);
}

static void test_gap_named(void **state)
{
	X509 *chain[] = { certs[LEAF].x };
	struct chain in = { .certs = chain, .count = 1, .now = CA_NOW };
	struct cert_facts c = { .have = CERT_HAVE_CERT };

	(void)state;
	assert_int_equal(chain_describe(&in, &c, NULL), 0);
	assert_string_equal(c.chain_gap, "CN=low");
	in.count = 0;
	assert_int_equal(chain_describe(&in, &c, NULL), -1);
}

static void test_store(void **state)
{
	struct fault f = { .text = "" };
	X509_STORE *system = chain_store(NULL, &f);

	(void)state;
	assert_non_null(system);
	X509_STORE_free(system);
	assert_null(chain_store(ca_path(dir, "key"), &f));
	assert_non_null(strstr(f.text, "no certificate"));
	assert_null(chain_store(ca_path(dir, "nothing"), NULL));
	assert_int_equal(ERR_peek_error(), 0);
}

static int set_up(void **state)
{
	const struct ca_cert *root[] = { &certs[ROOT] };
	int64_t later = CA_TO + 900 * 86400LL;

	(void)state;
	make(ROOT, "root", -1, true, later);
	make(MIDDLE, "middle", ROOT, true, later);
	make(LOW, "low", MIDDLE, true, later);
	make(LEAF, "leaf", LOW, false, 0);
	make(DIRECT, "direct", ROOT, false, 0);
	make(SELF, "self", -1, false, 0);
	make(STRANGER, "stranger", -1, true, 0);
	make(OLD, "old", ROOT, true, CA_FROM + 60);
	make(OLD_LEAF, "old leaf", OLD, false, 0);
	dir = ca_folder();
	ca_write(ca_path(dir, "root"), root, 1);
	return key_write(ca_path(dir, "key"), certs[LEAF].key, NULL);
}

static int tear_down(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < CERTS; i++)
		ca_free(&certs[i]);
	ca_folder_free(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_gap_named),
		cmocka_unit_test(test_store),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
