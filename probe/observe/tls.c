/* SPDX-License-Identifier: MIT */
#include "tls.h"

#include <stdio.h>

#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/chain.h"

static void take_handshake(struct tls_facts *out, const struct fetch_result *r)
{
	const struct fetch_tls *t = &r->tls;

	out->have |= TLS_HAVE_HANDSHAKE;
	out->handshake = t->handshake;
	if (!t->handshake) {
		(void)snprintf(out->handshake_error,
			       sizeof(out->handshake_error), "%s", r->why);
		return;
	}
	out->version = t->version;
	(void)snprintf(out->cipher, sizeof(out->cipher), "%s", t->cipher);
	(void)snprintf(out->group, sizeof(out->group), "%s", t->group);
	(void)snprintf(out->alpn, sizeof(out->alpn), "%s", t->alpn);
}

/*
 * What cannot be read of a certificate (a time that is none) is not there:
 * the checks on it are unknown.
 */
static void take_chain(struct cert_facts *out, const struct fetch_tls *t,
		       const char *name, X509_STORE *store, int64_t now)
{
	X509 *chain[FETCH_CHAIN];
	int i, count = sk_X509_num(t->chain);
	struct chain in = {
		.certs = chain, .store = store, .now = now,
	};

	if (count > FETCH_CHAIN)
		count = FETCH_CHAIN;
	for (i = 0; i < count; i++)
		chain[i] = sk_X509_value(t->chain, i);
	if (count < 1 || cert_describe(chain[0], name, out, NULL) < 0)
		return;
	in.count = (size_t)count;
	(void)chain_describe(&in, out, NULL);
}

void tls_take(struct address_facts *out, const struct fetch_result *r,
	      const char *name, X509_STORE *store, int64_t now)
{
	struct tls_facts *tls = &out->web.tls;

	if (outcome_is_ours(r->outcome))
		return;
	tls->have |= TLS_HAVE_CONNECT;
	tls->connected = r->connected;
	if (!r->connected) {
		(void)snprintf(tls->connect_error, sizeof(tls->connect_error),
			       "%.127s", r->why);
		return;
	}
	take_handshake(tls, r);
	if (r->tls.chain == NULL)
		return;
	take_chain(&tls->cert, &r->tls, name, store, now);
	out->have_verify = r->tls.handshake;
	out->verify_error = r->tls.error_count > 0 ? r->tls.errors[0].code : 0;
}

void tls_take_versions(struct tls_facts *out,
		       const struct handshake_result *r)
{
	/* none at all: a server that was just being restarted */
	if (r->outcome != OUTCOME_OK || r->accepted == 0)
		return;
	out->have |= TLS_HAVE_VERSIONS;
	out->versions_asked = r->asked;
	out->versions_accepted = r->accepted;
}
