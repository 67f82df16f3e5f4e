/* SPDX-License-Identifier: MIT */
/* chain: does a certificate come with its issuers, in order, up to a root. */
#include "tlsconf/pki/chain.h"

#include <limits.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "lang.h"
#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/crypto.h"

static int add_roots(X509_STORE *store, const char *file, struct fault *f)
{
	struct bundle b;
	size_t i, added = 0;
	int ret = bundle_read(&b, file, f);

	for (i = 0; !ret && i < b.count; i++) {
		if (b.items[i].kind != BUNDLE_CERT)
			continue;
		if (X509_STORE_add_cert(store, b.items[i].cert))
			added++;
		else
			ret = crypto_fault(f, _("%s:%d: cannot take this "
					    "certificate as a root"), file,
					   b.items[i].line);
	}
	if (!ret && !added)
		ret = fault_set(f, _("%s: there is no certificate in it"),
				file);
	bundle_free(&b);
	return ret;
}

X509_STORE *chain_store(const char *file, struct fault *f)
{
	X509_STORE *store = X509_STORE_new();

	if (!store) {
		crypto_fault(f, _("cannot make a store of roots"));
		return NULL;
	}
	if (file ? add_roots(store, file, f) == 0 :
	    X509_STORE_set_default_paths(store) == 1)
		return store;
	if (!file)
		crypto_fault(f, _("cannot open the system's roots"));
	X509_STORE_free(store);
	return NULL;
}

/* By name, key identifiers and the signature itself. */
static bool issued(X509 *issuer, X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer);

	return key && X509_check_issued(issuer, x) == X509_V_OK &&
	       X509_verify(x, key) == 1;
}

static void describe_order(const struct chain *in, struct cert_facts *c)
{
	size_t i;

	c->chain_ordered = true;
	for (i = 1; i < in->count; i++) {
		if (issued(in->certs[i], in->certs[i - 1]))
			continue;
		c->chain_ordered = false;
		cert_name_text(X509_get_subject_name(in->certs[i]),
			       c->chain_stray, sizeof(c->chain_stray));
		return;
	}
}

static X509 *find_issuer(const struct chain *in, X509 *x)
{
	size_t i;

	for (i = 1; i < in->count; i++)
		if (in->certs[i] != x && issued(in->certs[i], x))
			return in->certs[i];
	for (i = 0; i < in->other_count; i++)
		if (in->others[i] != x && issued(in->others[i], x))
			return in->others[i];
	return NULL;
}

/* The last one that is reached from the first, in whatever order they came. */
static X509 *walk(const struct chain *in)
{
	size_t step, steps = in->count + in->other_count;
	X509 *at = in->certs[0], *next;

	for (step = 0; step < steps && X509_self_signed(at, 0) != 1; step++) {
		next = find_issuer(in, at);
		if (!next)
			break;
		at = next;
	}
	return at;
}

size_t chain_order(const struct chain *in, X509 **out)
{
	size_t n = 0, steps = in->count + in->other_count;
	X509 *at = in->certs[0];

	while (at && n < steps) {
		if (n && X509_self_signed(at, 0) == 1)
			break;
		out[n++] = at;
		at = find_issuer(in, at);
	}
	crypto_forget();	/* who did not issue is an answer */
	return n;
}

static bool in_store(X509_STORE *store, X509 *x)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509 *issuer = NULL;
	bool found = false;

	if (ctx && X509_STORE_CTX_init(ctx, store, NULL, NULL))
		found = X509_STORE_CTX_get1_issuer(&issuer, ctx, x) > 0;
	X509_free(issuer);
	X509_STORE_CTX_free(ctx);
	return found;
}

/*
 * A gap is told where the certificate came alone. Behind an intermediate it
 * cannot be told from a root that nobody trusts, which is another check's.
 */
static void describe_gap(const struct chain *in, struct cert_facts *c)
{
	X509 *last = walk(in);

	if (last != in->certs[0] || X509_self_signed(last, 0) == 1)
		return;
	if (in->store && in_store(in->store, last))
		return;
	cert_name_text(X509_get_issuer_name(last), c->chain_gap,
		       sizeof(c->chain_gap));
}

/* Forgives the first certificate its period, nothing else. */
static int forgive_period(int ok, X509_STORE_CTX *ctx)
{
	int error = X509_STORE_CTX_get_error(ctx);

	if (ok || X509_STORE_CTX_get_error_depth(ctx) != 0 ||
	    (error != X509_V_ERR_CERT_HAS_EXPIRED &&
	     error != X509_V_ERR_CERT_NOT_YET_VALID))
		return ok;
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return 1;
}

static int push_all(STACK_OF(X509) *stack, X509 *const *certs, size_t from,
		    size_t count)
{
	size_t i;

	for (i = from; i < count; i++)
		if (sk_X509_push(stack, certs[i]) <= 0)
			return 0;
	return 1;
}

/* OpenSSL's words, and the certificate that they are about. */
static void describe_distrust(X509_STORE_CTX *ctx, struct cert_facts *c)
{
	const X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	const char *why = X509_verify_cert_error_string(
					X509_STORE_CTX_get_error(ctx));
	char name[sizeof(c->trust_error) / 2] = "";

	if (x)
		cert_name_text(X509_get_subject_name(x), name, sizeof(name));
	snprintf(c->trust_error, sizeof(c->trust_error), "%.60s%s%s", why,
		 *name ? ": " : "", name);
}

static int describe_trust(const struct chain *in, struct cert_facts *c,
			  struct fault *f)
{
	STACK_OF(X509) *issuers = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int ret = -1;

	if (!issuers || !ctx || !push_all(issuers, in->certs, 1, in->count) ||
	    !push_all(issuers, in->others, 0, in->other_count) ||
	    !X509_STORE_CTX_init(ctx, in->store, in->certs[0], issuers)) {
		crypto_fault(f, _("cannot verify the chain"));
		goto out;
	}
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(ctx), in->now);
	X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER);
	X509_STORE_CTX_set_verify_cb(ctx, forgive_period);
	c->trusted = X509_verify_cert(ctx) == 1;
	if (!c->trusted)
		describe_distrust(ctx, c);
	ret = 0;
out:
	X509_STORE_CTX_free(ctx);
	sk_X509_free(issuers);	/* the certificates are the caller's */
	return ret;
}

int chain_describe(const struct chain *in, struct cert_facts *c,
		   struct fault *f)
{
	if (!in->count)
		return fault_set(f, _("there is no certificate"));
	c->chain_length = in->count > INT_MAX ? INT_MAX : (int)in->count;
	c->chain_gap[0] = c->chain_stray[0] = c->trust_error[0] = '\0';
	c->no_store = !in->store;
	describe_order(in, c);
	describe_gap(in, c);
	if (in->store && describe_trust(in, c, f) < 0)
		return -1;
	c->have |= CERT_HAVE_CHAIN;
	return crypto_settle(f);
}
