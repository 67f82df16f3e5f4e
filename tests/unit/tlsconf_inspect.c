/* SPDX-License-Identifier: MIT */
/* Sets of files, and exactly what is wrong with each set. */
#include "tlsconf_ca.h"

#include <openssl/err.h>

#include "policy.h"
#include "text.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/inspect.h"
#include "tlsconf/pki/inspect_show.h"

static char *dir;
static struct policy *policy;

/*
 * Files of the folder, by name; then what must warn or fail, in order, as
 * "FILE check" lines ("!": it fails, else it warns).
 */
static const struct {
	const char *files, *name;
	bool store;
	const char *findings;
} cases[] = {
	{ "key csr full", "a.vn", true, "" },
	{ "key csr leaf chain", "a.vn", true, "" },
	{ "key csr leaf chain", NULL, false, "" },
	{ "full", NULL, false, "" },
	{ "key", NULL, false, "" },
	{ "csr", NULL, false, "" },
	{ "both", NULL, false, "" },
	{ "root", NULL, false, "" },
	{ "chain", NULL, false, "" },
	{ "leaf", NULL, false, "leaf tls.chain-complete\n" },
	{ "leaf", NULL, true, "leaf !tls.chain-complete\n" },
	{ "full", "b.vn", true, "full !tls.cert-name\n" },
	{ "key2 full", NULL, true, "key2 !file.key-matches\n" },
	{ "key2 csr", NULL, true, "key2 !file.key-matches\n"
				  "csr !file.key-matches\n" },
	{ "key csr2 full", NULL, true, "csr2 !file.key-matches\n" },
	{ "key2 csr full", NULL, true, "key2 !file.key-matches\n" },
	{ "key csr3 full", NULL, true, "full !file.cert-names\n" },
	{ "csr-none", NULL, true, "csr-none !file.csr-names\n" },
	{ "disorder", NULL, true, "disorder tls.chain-order\n" },
	{ "late", NULL, true, "late:NN tls.chain-order\n" },
	{ "self", NULL, true, "self !tls.cert-self-signed\n" },
	{ "self-bare", NULL, true, "" },	/* an authority, it seems */
	{ "self-bare key2", NULL, true,
	  "self-bare !tls.cert-self-signed\n" },
	{ "open", NULL, true, "open !file.key-mode\n" },
	{ "encrypted", NULL, true, "encrypted file.key-encrypted\n" },
	{ "stale", NULL, true, "stale !tls.chain-trusted\n" },
	{ "stale", NULL, false, "stale:NN !tls.cert-current\n" },
};

/* "FILE !check" of each finding that is bad; lines of PEM files as NN. */
static char *bad_findings(const struct report *r)
{
	struct text t = { 0 };
	char *s;
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct finding *d = &r->findings[i];
		const char *name = d->subject + strlen(dir) + 1;
		const char *colon = strchr(name, ':');

		if (d->verdict == VERDICT_PASS || d->because)
			continue;
		text_printf(&t, "%.*s%s %s%s\n",
			    colon ? (int)(colon - name) : 99, name,
			    colon ? ":NN" : "",
			    d->verdict == VERDICT_FAIL ? "!" : "",
			    d->check->id);
	}
	s = strdup(text_get(&t));
	text_free(&t);
	return s;
}

/* Facts in both forms; nothing secret is in them. */
static void check_shown(const struct inspect *in)
{
	FILE *out = tmpfile();
	json_t *facts = inspect_show_json(in);
	char *text, *json;

	assert_non_null(out);
	assert_int_equal(inspect_show_text(in, CA_NOW, out, NULL), 0);
	text = unit_slurp(out);
	fclose(out);
	assert_non_null(facts);
	json = json_dumps(facts, 0);
	assert_int_equal(json_array_size(json_object_get(facts, "files")),
			 in->count);
	assert_null(strstr(text, "BEGIN"));
	assert_null(strstr(json, "BEGIN"));
	free(text);
	free(json);
	json_decref(facts);
}

static void test_sets(void **state)
{
	X509_STORE *store = chain_store(ca_path(dir, "root"), NULL);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct inspect_wanted wanted = {
			.name = cases[i].name, .now = CA_NOW,
			.store = cases[i].store ? store : NULL,
		};
		char words[128], *save = NULL, *word, *paths[8], *bad;
		struct fault f = { .text = "" };
		struct inspect in;
		struct report r;
		size_t n = 0;

		snprintf(words, sizeof(words), "%s", cases[i].files);
		for (word = strtok_r(words, " ", &save); word;
		     word = strtok_r(NULL, " ", &save))
			paths[n++] = strdup(ca_path(dir, word));
		if (inspect_read(&in, paths, n, &wanted, &f) < 0)
			fail_msg("%s: %s", cases[i].files, f.text);
		report_init(&r, "x", policy, CA_NOW);
		inspect_judge(&in, &r);
		assert_true(report_ok(&r));
		bad = bad_findings(&r);
		if (strcmp(bad, cases[i].findings))
			fail_msg("%s:\n%sand not\n%s", cases[i].files, bad,
				 cases[i].findings);
		check_shown(&in);
		assert_int_equal(ERR_peek_error(), 0);
		free(bad);
		report_free(&r);
		inspect_free(&in);
		while (n)
			free(paths[--n]);
	}
	X509_STORE_free(store);
}

static void write_csr(const char *name, EVP_PKEY *key, const char *a,
		      const char *b)
{
	struct csr_subject s = { .common_name = "a.vn" };
	struct san_list l = { 0 };
	X509_REQ *csr;
	char *pem;

	if (a)
		assert_int_equal(san_add_name(&l, a, NULL), 0);
	if (b)
		assert_int_equal(san_add_name(&l, b, NULL), 0);
	csr = csr_make(key, &s, &l, NULL);
	assert_non_null(csr);
	pem = csr_pem(csr, NULL);
	assert_int_equal(file_write(ca_path(dir, name), 0644, pem,
				    strlen(pem), NULL), 0);
	free(pem);
	X509_REQ_free(csr);
	san_free(&l);
}

static void write_key(const char *name, EVP_PKEY *key, int mode, bool encrypt)
{
	FILE *f = fopen(ca_path(dir, name), "w");

	assert_non_null(f);
	PEM_write_PKCS8PrivateKey(f, key, encrypt ? EVP_aes_256_cbc() : NULL,
				  encrypt ? "x" : NULL, encrypt ? 1 : 0, NULL,
				  NULL);
	assert_int_equal(fchmod(fileno(f), (mode_t)mode), 0);
	assert_int_equal(fclose(f), 0);
}

/* A key and its certificate in one file, as HAProxy wants it. */
static void write_both(const struct ca_cert *leaf, const struct ca_cert *low)
{
	FILE *f = fopen(ca_path(dir, "both"), "w");

	assert_non_null(f);
	PEM_write_PKCS8PrivateKey(f, leaf->key, NULL, NULL, 0, NULL, NULL);
	PEM_write_X509(f, leaf->x);
	PEM_write_X509(f, low->x);
	assert_int_equal(fchmod(fileno(f), 0600), 0);
	assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
	struct ca_want want_root = { .cn = "root", .ca = true };
	struct ca_want want_low = { .cn = "low", .ca = true };
	struct ca_want want_leaf = { .cn = "a.vn", .san = "DNS:a.vn" };
	struct ca_want want_bare = { .cn = "bare", .ca = true };
	struct ca_want want_old = { .cn = "old", .ca = true,
				    .to = CA_FROM + 60 };
	struct ca_cert root = ca_issue(&want_root, NULL);
	struct ca_cert low = ca_issue(&want_low, &root);
	struct ca_cert leaf = ca_issue(&want_leaf, &low);
	struct ca_cert self = ca_issue(&want_leaf, NULL);
	struct ca_cert old = ca_issue(&want_old, &root);
	struct ca_cert stale = ca_issue(&want_leaf, &old);
	struct ca_cert bare = ca_issue(&want_bare, NULL);

	(void)state;
	policy = policy_load(NULL, NULL);
	dir = ca_folder();
#define WRITE(name, ...) do { \
		const struct ca_cert *all[] = { __VA_ARGS__ }; \
		ca_write(ca_path(dir, name), all, COUNT(all)); \
	} while (0)
	WRITE("root", &root);
	WRITE("chain", &low);
	WRITE("leaf", &leaf);
	WRITE("full", &leaf, &low);
	WRITE("disorder", &leaf, &root, &low);
	WRITE("late", &low, &leaf);
	WRITE("self", &self);
	WRITE("self-bare", &bare);
	WRITE("stale", &stale, &old);
	write_both(&leaf, &low);
	write_key("key", leaf.key, 0600, false);
	write_key("key2", bare.key, 0600, false);
	write_key("open", leaf.key, 0644, false);
	write_key("encrypted", leaf.key, 0600, true);
	write_csr("csr", leaf.key, "a.vn", NULL);
	write_csr("csr2", self.key, "a.vn", NULL);
	write_csr("csr3", leaf.key, "a.vn", "b.vn");
	write_csr("csr-none", leaf.key, NULL, NULL);
	ca_free(&root);
	ca_free(&low);
	ca_free(&leaf);
	ca_free(&self);
	ca_free(&old);
	ca_free(&stale);
	ca_free(&bare);
	return policy ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_free(policy);
	ca_folder_free(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
