/* SPDX-License-Identifier: MIT */
/* inspect: what files are, and whether they belong together. */
#include "tlsconf/pki/inspect.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/checks.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/general.h"
#include "tlsconf/pki/key.h"

/* The public key of a key, request or certificate; NULL for all else. */
static const EVP_PKEY *item_key(const struct bundle_item *i)
{
	switch (i->kind) {
	case BUNDLE_KEY:
		return i->key;
	case BUNDLE_CSR:
		return X509_REQ_get0_pubkey(i->csr);
	case BUNDLE_CERT:
		return X509_get0_pubkey(i->cert);
	case BUNDLE_KEY_ENCRYPTED:
	case BUNDLE_OTHER:
		break;
	}
	return NULL;
}

static int describe_csr(const struct bundle_item *i, struct file_facts *t,
			struct fault *f)
{
	struct san_list names = { 0 };
	EVP_PKEY *key = X509_REQ_get0_pubkey(i->csr);

	if (csr_names(i->csr, &names, f) < 0)
		return -1;
	t->have |= FILE_HAVE_CSR;
	t->csr_verified = key && X509_REQ_verify(i->csr, key) == 1;
	t->csr_names = (int)names.count;
	san_free(&names);
	return crypto_settle(f);
}

/* What a file says on its own. */
static int describe_file(struct inspect_file *x, struct fault *f)
{
	const struct bundle *b = &x->bundle;
	struct file_facts *t = &x->facts;
	const struct bundle_item *key, *csr;
	const EVP_PKEY *public = NULL;
	size_t i;

	t->encrypted = bundle_find(b, BUNDLE_KEY_ENCRYPTED, NULL) > 0;
	for (i = 0; i < b->count; i++)
		t->encrypted |= b->items[i].unlocked;
	if (bundle_find(b, BUNDLE_KEY, &key) || t->encrypted)
		t->have |= FILE_HAVE_SECRET;
	if (b->have_mode) {
		t->have |= FILE_HAVE_MODE;
		t->mode = b->mode;
	}
	if (bundle_find(b, BUNDLE_CSR, &csr) && describe_csr(csr, t, f) < 0)
		return fault_context(f, "%s", b->path);
	if (key || csr)
		public = item_key(key ? key : csr);
	if (public) {
		t->have |= FILE_HAVE_KEY;
		key_describe(public, t->key_type, &t->key_bits);
	}
	return 0;
}

/* True where a private key or a request of the set has the same key. */
static bool has_own_key(const struct inspect *in, const struct bundle_item *x)
{
	const EVP_PKEY *key = item_key(x), *other;
	size_t i, k;

	for (i = 0; i < in->count; i++) {
		const struct bundle *b = &in->files[i].bundle;

		for (k = 0; k < b->count; k++) {
			if (b->items[k].kind == BUNDLE_CERT)
				continue;
			other = item_key(&b->items[k]);
			if (key && other && key_same(key, other))
				return true;
		}
	}
	return false;
}

/*
 * Only an authority's certificate has no names and says in its basic
 * constraints what it is. A self-signed one of `openssl req -x509` says so
 * too; then the key beside it tells.
 */
static bool is_server(const struct inspect *in, const struct inspect_cert *c)
{
	const struct cert_facts *facts = &c->web.tls.cert;

	return !facts->ca || facts->names[0] || has_own_key(in, c->item);
}

static size_t count_certs(const struct inspect *in)
{
	size_t i, n = 0;

	for (i = 0; i < in->count; i++)
		n += bundle_find(&in->files[i].bundle, BUNDLE_CERT, NULL);
	return n;
}

static int describe_cert(struct inspect *in, struct inspect_cert *c,
			 const char *name, struct fault *f)
{
	const struct bundle *b = &c->file->bundle;
	struct cert_facts *facts = &c->web.tls.cert;

	if (c->first)
		snprintf(c->subject, sizeof(c->subject), "%s", b->path);
	else
		snprintf(c->subject, sizeof(c->subject), "%s:%d", b->path,
			 c->item->line);
	text_clean(c->subject);
	if (cert_describe(c->item->cert, name, facts, f) < 0)
		return fault_context(f, "%s", c->subject);
	c->server = is_server(in, c);
	if (!c->server)		/* an authority's stands for no name */
		facts->have &= ~(unsigned)CERT_HAVE_NAME;
	c->file->servers |= c->server;
	in->any_server |= c->server;
	return 0;
}

static int describe_certs(struct inspect *in, const char *name,
			  struct fault *f)
{
	size_t i, k, n = count_certs(in);

	in->certs = calloc(n ? n : 1, sizeof(*in->certs));
	if (!in->certs)
		return fault_errno(f, _("cannot look at the certificates"));
	for (i = 0; i < in->count; i++) {
		const struct bundle *b = &in->files[i].bundle;
		bool first = true;

		for (k = 0; k < b->count; k++) {
			struct inspect_cert *c = &in->certs[in->cert_count];

			if (b->items[k].kind != BUNDLE_CERT)
				continue;
			c->file = &in->files[i];
			c->item = &b->items[k];
			c->first = first;
			first = false;
			in->cert_count++;
			if (describe_cert(in, c, name, f) < 0)
				return -1;
		}
	}
	return 0;
}

/* ---- do they belong together ---- */

/* A certificate of an authority is nobody's partner. */
static bool is_partner(const struct inspect *in, const struct bundle_item *i)
{
	size_t k;

	for (k = 0; k < in->cert_count; k++)
		if (in->certs[k].item == i)
			return in->certs[k].server;
	return true;
}

/*
 * Compares ITEM of FILE with all things of KIND. Returns how many there are
 * besides itself; FILE's facts keep a match, or else the first that is none.
 */
static size_t compare(const struct inspect *in, struct inspect_file *file,
		      const struct bundle_item *item, enum bundle_kind kind)
{
	const EVP_PKEY *key = item_key(item), *other;
	struct file_facts *t = &file->facts;
	size_t i, k, n = 0;

	for (i = 0; i < in->count; i++) {
		const struct bundle *b = &in->files[i].bundle;

		for (k = 0; k < b->count; k++) {
			const struct bundle_item *at = &b->items[k];

			if (at->kind != kind || at == item ||
			    !is_partner(in, at))
				continue;
			n++;
			other = item_key(at);
			if (t->partner_matches)
				continue;
			t->partner_matches = key && other &&
					     key_same(key, other);
			if (t->partner_matches || !t->partner[0])
				snprintf(t->partner, sizeof(t->partner), "%s",
					 b->path);
		}
	}
	if (n)
		t->have |= FILE_HAVE_PARTNER;
	return n;
}

/*
 * A key is held against the certificates, else the requests; a request
 * against both. So one file that is wrong gives one finding, not one at each
 * of its partners.
 */
static void find_partners(struct inspect *in)
{
	const struct bundle_item *item;
	size_t i;

	for (i = 0; i < in->count; i++) {
		struct inspect_file *x = &in->files[i];

		if (bundle_find(&x->bundle, BUNDLE_KEY, &item)) {
			if (!compare(in, x, item, BUNDLE_CERT))
				compare(in, x, item, BUNDLE_CSR);
		} else if (bundle_find(&x->bundle, BUNDLE_CSR, &item)) {
			compare(in, x, item, BUNDLE_KEY);
			compare(in, x, item, BUNDLE_CERT);
		}
	}
}

static bool has_name(const struct san_list *l, const struct san *s)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (san_same(&l->items[i], s))
			return true;
	return false;
}

/* Names of the request that the certificate for the same key has not. */
static int compare_names(const struct bundle_item *csr,
			 const struct inspect_cert *c, struct file_facts *t,
			 struct fault *f)
{
	struct san_list asked = { 0 }, got = { 0 };
	size_t i;
	int ret = -1;

	if (csr_names(csr->csr, &asked, f) < 0 ||
	    cert_names(c->item->cert, &got, f) < 0)
		goto out;
	t->have |= FILE_HAVE_WANTED;
	for (i = 0; i < asked.count && !t->names_missing[0]; i++)
		if (!has_name(&got, &asked.items[i]))
			general_text(&asked.items[i], t->names_missing);
	ret = 0;
out:
	san_free(&asked);
	san_free(&got);
	return ret;
}

static int find_wanted(struct inspect *in, struct fault *f)
{
	const struct bundle_item *csr;
	size_t i, k;

	for (i = 0; i < in->count; i++) {
		if (!bundle_find(&in->files[i].bundle, BUNDLE_CSR, &csr))
			continue;
		for (k = 0; k < in->cert_count; k++) {
			struct inspect_cert *c = &in->certs[k];
			const EVP_PKEY *a = item_key(csr);
			const EVP_PKEY *b = item_key(c->item);

			if (!c->server || !a || !b || !key_same(a, b))
				continue;
			if (compare_names(csr, c, &c->file->facts, f) < 0)
				return -1;
		}
	}
	return 0;
}

/* ---- chains ---- */

/*
 * Certificates of C's file as they stand, C first; then, from *OTHERS on,
 * those of files that hold authorities only.
 */
static size_t gather(const struct inspect *in, const struct inspect_cert *c,
		     X509 **all, size_t *others)
{
	size_t i, n = 0;

	all[n++] = c->item->cert;
	for (i = 0; i < in->cert_count; i++)
		if (in->certs[i].file == c->file && &in->certs[i] != c)
			all[n++] = in->certs[i].item->cert;
	*others = n;
	for (i = 0; i < in->cert_count; i++)
		if (in->certs[i].file != c->file && !in->certs[i].file->servers)
			all[n++] = in->certs[i].item->cert;
	return n;
}

/* The one server's certificate of the set; NULL with a fault. */
static const struct inspect_cert *only_server(const struct inspect *in,
					      struct fault *f)
{
	const struct inspect_cert *found = NULL;
	size_t i;

	for (i = 0; i < in->cert_count; i++) {
		if (!in->certs[i].server)
			continue;
		if (found && X509_cmp(found->item->cert,
				      in->certs[i].item->cert)) {
			fault_set(f, _("%s and %s: one server's certificate "
				       "was expected"), found->subject,
				  in->certs[i].subject);
			return NULL;
		}
		if (!found)
			found = &in->certs[i];
	}
	if (!found)
		fault_set(f, _("there is no server's certificate among the "
			       "files"));
	return found;
}

char *inspect_chain_pem(const struct inspect *in, struct fault *f)
{
	const struct inspect_cert *c = only_server(in, f);
	X509 **all = calloc(2 * in->cert_count + 1, sizeof(*all)), **sorted;
	struct chain chain = { .certs = all };
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *pem = NULL;
	size_t i, n;
	long length;
	int ok = 1;

	if (!c)
		goto out;
	if (!all || !bio) {
		fault_errno(f, _("cannot sort the chain"));
		goto out;
	}
	sorted = all + in->cert_count;
	all[chain.count++] = c->item->cert;
	for (i = 0; i < in->cert_count; i++)
		if (&in->certs[i] != c)
			all[chain.count++] = in->certs[i].item->cert;
	n = chain_order(&chain, sorted);
	for (i = 0; i < n; i++)
		ok &= PEM_write_bio_X509(bio, sorted[i]);
	length = BIO_get_mem_data(bio, &data);
	pem = ok ? strndup(data, (size_t)length) : NULL;
	if (!pem)
		crypto_fault(f, _("cannot write the chain"));
out:
	BIO_free(bio);
	free(all);
	return pem;
}

static int describe_chain(const struct inspect *in, struct inspect_cert *c,
			  const struct inspect_wanted *wanted,
			  struct fault *f)
{
	struct cert_facts *facts = &c->web.tls.cert;
	X509 **all = calloc(in->cert_count, sizeof(*all));
	struct chain chain = { .store = wanted->store, .now = wanted->now };
	size_t n;
	int ret;

	if (!all)
		return fault_errno(f, _("cannot look at the chain"));
	n = gather(in, c, all, &chain.count);
	chain.certs = all;
	chain.others = all + chain.count;
	chain.other_count = n - chain.count;
	ret = chain_describe(&chain, facts, f);
	if (!ret && !c->first) {	/* a server sends the first as its own */
		facts->chain_ordered = false;
		snprintf(facts->chain_stray, sizeof(facts->chain_stray), "%s",
			 facts->subject);
	}
	free(all);
	return ret;
}

static int describe_chains(struct inspect *in,
			   const struct inspect_wanted *wanted,
			   struct fault *f)
{
	size_t i;

	for (i = 0; i < in->cert_count; i++)
		if (in->certs[i].server &&
		    describe_chain(in, &in->certs[i], wanted, f) < 0)
			return -1;
	return 0;
}

/* ---- the whole ---- */

int inspect_read(struct inspect *in, char *const *paths, size_t count,
		 const struct inspect_wanted *wanted, struct fault *f)
{
	size_t i;

	*in = (struct inspect){ .have_store = wanted->store };
	in->files = calloc(count ? count : 1, sizeof(*in->files));
	if (!in->files)
		return fault_errno(f, _("cannot read the files"));
	for (i = 0; i < count; i++) {
		in->count++;
		if (bundle_read(&in->files[i].bundle, paths[i], f) < 0 ||
		    (passphrase_available(wanted->passphrase) &&
		     bundle_unlock(&in->files[i].bundle, wanted->passphrase,
				   f) < 0) ||
		    describe_file(&in->files[i], f) < 0)
			return -1;
	}
	if (describe_certs(in, wanted->name, f) < 0)
		return -1;
	find_partners(in);
	if (crypto_settle(f) < 0 || find_wanted(in, f) < 0)
		return -1;
	return describe_chains(in, wanted, f);
}

void inspect_free(struct inspect *in)
{
	size_t i;

	for (i = 0; i < in->count; i++)
		bundle_free(&in->files[i].bundle);
	free(in->files);
	free(in->certs);
	*in = (struct inspect){ 0 };
}

static void judge_rows(struct report *r, const struct inspect_cert *c,
		       const struct subject *s, const char *first,
		       const char *last)
{
	report_judge(r, checks_slice(tlsconf_checks, first, last), &c->web,
		     s);
}

/*
 * Rows by what the certificate is. An issuer only has to be within its time,
 * and where trust is judged, that is part of it. Of a root nobody reads the
 * signature, and it is not renewed like a server's.
 */
static void judge_cert(const struct inspect *in, const struct inspect_cert *c,
		       struct report *r)
{
	struct subject s = { c->subject, NULL };

	if (!c->server && in->any_server && in->have_store)
		return;
	judge_rows(r, c, &s, "tls.cert-current", "tls.cert-current");
	if (!c->server && !in->any_server)
		judge_rows(r, c, &s, "tls.cert-key", "tls.cert-key");
	if (!c->server)
		return;
	judge_rows(r, c, &s, "tls.cert-left", "tls.cert-signature");
	judge_rows(r, c, &s, "tls.cert-self-signed", "tls.chain-order");
	if (in->have_store)
		judge_rows(r, c, &s, "tls.chain-trusted", "tls.chain-trusted");
	if (c->web.tls.cert.have & CERT_HAVE_NAME)
		judge_rows(r, c, &s, "tls.cert-name", "tls.cert-name");
}

void inspect_judge(const struct inspect *in, struct report *r)
{
	size_t i;

	for (i = 0; i < in->count; i++) {
		char name[INSPECT_SUBJECT];
		struct subject s = { name, NULL };

		snprintf(name, sizeof(name), "%s", in->files[i].bundle.path);
		text_clean(name);
		report_judge(r, tlsconf_file_checks, &in->files[i].facts, &s);
	}
	for (i = 0; i < in->cert_count; i++)
		judge_cert(in, &in->certs[i], r);
}
