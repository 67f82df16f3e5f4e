/* SPDX-License-Identifier: MIT */
/*
 * fetch_tls: what a fetch asks of TLS and notes of it; see fetch.h. The one
 * trap here: libcurl would parse the whole CA bundle for every connection (a
 * factor of 20 in CPU), so that every SSL_CTX is handed one shared X509_STORE.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>

#include "clock.h"
#include "fetch_transfer.h"
#include "lang.h"

static int verify_index = -1;	/* of X509_STORE_CTX ex_data: struct fetch */

/* Notes what OpenSSL finds, and has it go on as if nothing were wrong. */
static int note_error(int ok, X509_STORE_CTX *c)
{
	struct fetch *x = X509_STORE_CTX_get_ex_data(c, verify_index);
	struct fetch_tls *t = &x->result.tls;

	if (ok)
		return 1;
	if (t->error_count < FETCH_VERIFY_ERRORS) {
		t->errors[t->error_count].code = X509_STORE_CTX_get_error(c);
		t->errors[t->error_count].depth =
			X509_STORE_CTX_get_error_depth(c);
	}
	t->error_count++;
	return 1;
}

/* In place of OpenSSL's own verification: keeps the chain, whatever it is. */
static int verify(X509_STORE_CTX *c, void *arg)
{
	struct fetch *x = arg;
	struct fetch_tls *t = &x->result.tls;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(c);

	sk_X509_pop_free(t->chain, X509_free);
	t->chain = sent ? X509_chain_up_ref(sent) : NULL;
	while (t->chain && sk_X509_num(t->chain) > FETCH_CHAIN)
		X509_free(sk_X509_pop(t->chain));
	t->error_count = 0;
	X509_STORE_CTX_set_ex_data(c, verify_index, x);
	X509_STORE_CTX_set_verify_cb(c, note_error);
	X509_STORE_CTX_set_time(c, 0, (time_t)x->request.now);
	t->verified = X509_verify_cert(c) == 1 && !t->error_count;
	ERR_clear_error();
	return 1;
}

/*
 * libcurl is connected and has made an SSL_CTX. Whatever a server can do must
 * be seen, so that old versions and weak keys are let in; nothing secret is
 * sent.
 */
static CURLcode ctx_made(CURL *easy, void *made, void *arg)
{
	struct fetch *x = arg;
	SSL_CTX *ctx = made;

	(void)easy;
	x->tls_began_ms = (clock_monotonic() - x->begun) * 1000;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_verify_depth(ctx, FETCH_CHAIN);
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set1_cert_store(ctx, x->fetcher->store);
	SSL_CTX_set_cert_verify_callback(ctx, verify, x);
	if (!SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) ||
	    !SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:!eNULL"))
		return CURLE_SSL_CIPHER;
	return CURLE_OK;
}

CURLcode fetch_tls_set_up(struct fetch *x)
{
	CURLcode err = CURLE_OK;

	FETCH_SET(CURLOPT_CAINFO, NULL);
	FETCH_SET(CURLOPT_CAPATH, NULL);
	FETCH_SET(CURLOPT_SSL_VERIFYPEER, 0L);	/* verify() does, and records */
	FETCH_SET(CURLOPT_SSL_VERIFYHOST, 0L);
	FETCH_SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	FETCH_SET(CURLOPT_SSL_CTX_FUNCTION, ctx_made);
	FETCH_SET(CURLOPT_SSL_CTX_DATA, x);
	FETCH_SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	return err;
}

void fetch_tls_ready(struct fetch *x)
{
	struct fetch_tls *t = &x->result.tls;
	struct curl_tlssessioninfo *info = NULL;
	const unsigned char *alpn = NULL;
	unsigned alpn_length = 0;
	const char *group;
	SSL *ssl;

	if (!x->request.url.https ||
	    curl_easy_getinfo(x->easy, CURLINFO_TLS_SSL_PTR, &info) ||
	    !info || !info->internals)
		return;
	ssl = info->internals;
	t->handshake = true;
	t->version = SSL_version(ssl);
	snprintf(t->cipher, sizeof(t->cipher), "%s", SSL_get_cipher_name(ssl));
	group = SSL_group_to_name(ssl, SSL_get_negotiated_group(ssl));
	snprintf(t->group, sizeof(t->group), "%s", group ? group : "");
	SSL_get0_alpn_selected(ssl, &alpn, &alpn_length);
	snprintf(t->alpn, sizeof(t->alpn), "%.*s", (int)alpn_length,
		 alpn ? (const char *)alpn : "");
}

X509_STORE *fetch_tls_roots(const char *ca_file, struct fault *f)
{
	const char *path = ca_file;
	X509_STORE *store;

	if (!path)
		path = curl_version_info(CURLVERSION_NOW)->cainfo;
	if (verify_index < 0)
		verify_index = X509_STORE_CTX_get_ex_new_index(
			0, NULL, NULL, NULL, NULL);
	store = X509_STORE_new();
	if (!store || verify_index < 0)
		fault_set(f, _("out of memory"));
	else if (!path)
		fault_set(f, _("the system has no file of trusted CA "
			       "certificates; name one"));
	else if (X509_STORE_load_file(store, path) == 1)
		return store;
	else
		fault_set(f, _("%s: not a file of trusted CA certificates "
			       "(PEM): %s"), path,
			  ERR_reason_error_string(ERR_peek_last_error()));
	ERR_clear_error();
	X509_STORE_free(store);
	return NULL;
}
