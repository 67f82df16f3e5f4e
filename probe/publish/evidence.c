/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include <string.h>

#include "clock.h"
#include "net/hello.h"

/*
 * Sets KEY to VALUE, which is taken over; a NULL is left out: what was not
 * observed, and texts from the network that are no UTF-8.
 */
static void put(json_t *o, const char *key, json_t *value)
{
	if (value != NULL)
		(void)json_object_set_new(o, key, value);
}

static void put_text(json_t *o, const char *key, const char *s)
{
	if (s[0] != '\0')
		put(o, key, json_string(s));
}

static void put_time(json_t *o, const char *key, int64_t time)
{
	char text[CLOCK_TEXT];

	put(o, key, json_string(clock_format(time, text)));
}

/* Milliseconds with three decimals, not seventeen. */
static json_t *ms(double value)
{
	return json_real((double)(int64_t)(value * 1000 + 0.5) / 1000);
}

/* ---- the web look ---- */

static json_t *versions(unsigned bits)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < HELLO_VERSIONS; i++)
		if (bits & 1u << i)
			(void)json_array_append_new(list, json_string(
				hello_version_name(HELLO_SSL3 + i)));
	return list;
}

static json_t *certificate(const struct cert_facts *c)
{
	json_t *o;

	if (!(c->have & CERT_HAVE_CERT))
		return NULL;
	o = json_object();
	put_text(o, "subject", c->subject);
	put_text(o, "issuer", c->issuer);
	put_text(o, "names", c->names);
	put_text(o, "serial", c->serial);
	put_text(o, "fingerprint_sha256", c->fingerprint);
	put_text(o, "key_type", c->key_type);
	put(o, "key_bits", json_integer(c->key_bits));
	put_text(o, "signature", c->signature);
	put_time(o, "not_before", c->not_before);
	put_time(o, "not_after", c->not_after);
	if (c->have & CERT_HAVE_CHAIN) {
		put(o, "chain_length", json_integer(c->chain_length));
		put_text(o, "chain_gap", c->chain_gap);
		put(o, "trusted", json_boolean(c->trusted));
		put_text(o, "trust_error", c->trust_error);
	}
	return o;
}

static json_t *tls(const struct tls_facts *t)
{
	json_t *o = json_object();

	if (t->have & TLS_HAVE_CONNECT)
		put(o, "connected", json_boolean(t->connected));
	put_text(o, "connect_error", t->connect_error);
	if (t->have & TLS_HAVE_HANDSHAKE)
		put(o, "handshake", json_boolean(t->handshake));
	put_text(o, "handshake_error", t->handshake_error);
	if (t->handshake && hello_version_name(t->version) != NULL)
		put_text(o, "version", hello_version_name(t->version));
	put_text(o, "cipher", t->cipher);
	put_text(o, "group", t->group);
	put_text(o, "alpn", t->alpn);
	if (t->have & TLS_HAVE_VERSIONS) {
		put(o, "versions_accepted", versions(t->versions_accepted));
		put(o, "versions_asked", versions(t->versions_asked));
	}
	put(o, "certificate", certificate(&t->cert));
	return o;
}

static json_t *plain(const struct http_facts *h)
{
	json_t *o;

	if (!(h->have & HTTP_HAVE_PLAIN))
		return NULL;
	o = json_object();
	put(o, "connected", json_boolean(h->plain_connected));
	put_text(o, "error", h->plain_error);
	if (h->plain_status != 0)
		put(o, "status", json_integer(h->plain_status));
	put_text(o, "location", h->redirect_location);
	put(o, "redirects", json_integer(h->redirect_hops));
	return o;
}

static json_t *times(const struct http_facts *h)
{
	json_t *o;

	if (!(h->have & HTTP_HAVE_TIMES))
		return NULL;
	o = json_object();
	put(o, "resolve", ms(h->resolve_ms));
	put(o, "connect", ms(h->connect_ms));
	put(o, "tls", ms(h->tls_ms));
	put(o, "first_byte", ms(h->first_byte_ms));
	put(o, "total", ms(h->total_ms));
	return o;
}

static json_t *https(const struct http_facts *h)
{
	json_t *o;

	if (!(h->have & HTTP_HAVE_ANSWER))
		return NULL;
	o = json_object();
	if (h->status != 0)
		put(o, "status", json_integer(h->status));
	if (h->hsts) {
		put(o, "hsts_max_age", json_integer(h->hsts_max_age));
		put(o, "hsts_subdomains", json_boolean(h->hsts_subdomains));
		put(o, "hsts_preload", json_boolean(h->hsts_preload));
	}
	put(o, "ms", times(h));
	return o;
}

static json_t *address(const struct address_facts *a)
{
	char text[ADDRESS_TEXT];
	json_t *o = json_object();

	put_text(o, "address", address_format(&a->address, text));
	put_text(o, "family", address_family_name(a->address.family));
	put(o, "asked", json_boolean(a->asked));
	if (!a->asked)
		return o;
	put(o, "tls", tls(&a->web.tls));
	put(o, "https", https(&a->web.http));
	put(o, "http", plain(&a->web.http));
	return o;
}

json_t *evidence_web(const struct web_look *w)
{
	json_t *o = json_object(), *list = json_array();
	int i;

	if (w->name.have & NAME_HAVE_ANSWER)
		put(o, "exists", json_boolean(w->name.exists));
	for (i = 0; i < w->address_count; i++)
		(void)json_array_append_new(list, address(&w->addresses[i]));
	put(o, "addresses", list);
	return o;
}

/* ---- the DNS look ---- */

static json_t *key(const struct link_key *k)
{
	return json_pack("{s:i,s:i,s:i,s:i,s:b}", "tag", (int)k->tag,
			 "algorithm", (int)k->algorithm, "flags",
			 (int)k->flags, "bits", k->bits, "ds", k->ds_match);
}

static json_t *server(const struct server_facts *s)
{
	json_t *o = json_object();

	put_text(o, "name", s->name);
	put_text(o, "address", s->address);
	if (s->have & SERVER_HAVE_UDP) {
		put(o, "udp", json_boolean(s->answers_udp));
		put(o, "authoritative", json_boolean(s->authoritative));
	}
	if (s->have & SERVER_HAVE_TCP)
		put(o, "tcp", json_boolean(s->answers_tcp));
	if (s->have_serial)
		put(o, "serial", json_integer(s->serial));
	if (s->answers_udp)
		put(o, "ms", ms(s->query_ms));
	return o;
}

/* What all servers say alike or not, and what the zone says of itself. */
static void put_told(json_t *o, const struct link_facts *l)
{
	if (l->have & LINK_HAVE_KEYS_SAME)
		put(o, "keys_same", json_boolean(l->keys_differ == 0));
	put_text(o, "keys_differ", l->keys_differ_text);
	if (l->have & LINK_HAVE_DS_SAME)
		put(o, "ds_same", json_boolean(l->ds_differ == 0));
	put_text(o, "ds_differ", l->ds_differ_text);
	put_text(o, "ds_orphans", l->ds_orphans_text);
	if (l->have & LINK_HAVE_DENIAL)
		put(o, "negative_proof", json_boolean(l->denial_proved));
	if (l->have & LINK_HAVE_NSEC3) {
		put(o, "nsec3_iterations", json_integer(l->nsec3_iterations));
		put(o, "nsec3_salt", json_integer(l->nsec3_salt));
	}
	if (l->have & LINK_HAVE_CDS)
		put(o, "cds", json_integer(l->cds_count));
	put_text(o, "cds_wanted", l->cds_text);
}

static json_t *zone(const struct chain_zone *z)
{
	const struct link_facts *l = &z->link;
	json_t *o = json_object(), *keys = json_array();
	json_t *servers = json_array();
	int i;

	put_text(o, "zone", l->zone);
	if (l->have & LINK_HAVE_DS)
		put_text(o, "ds", l->ds_text);
	for (i = 0; i < l->key_count && i < LINK_KEYS; i++)
		(void)json_array_append_new(keys, key(&l->keys[i]));
	put(o, "keys", keys);
	if (l->have & LINK_HAVE_SIGNATURES && l->signature_expiration != 0) {
		put_time(o, "expires", l->signature_expiration);
		put_text(o, "expires_first", l->signature_earliest);
	}
	if (l->outage != 0) {
		put_time(o, "outage", l->outage);
		put_text(o, "outage_first", l->outage_what);
	}
	put_told(o, l);
	for (i = 0; i < z->server_count; i++)
		(void)json_array_append_new(servers, server(&z->servers[i]));
	put(o, "servers", servers);
	return o;
}

json_t *evidence_dns(const struct dns_look *d)
{
	json_t *o = json_object(), *chain = json_array();
	int i;

	if (d->have_verdict)
		put_text(o, "verdict", validate_verdict_name(d->verdict));
	put_text(o, "why", d->why);
	for (i = 0; d->chain != NULL && i < d->chain->zone_count; i++)
		(void)json_array_append_new(chain, zone(d->chain->zones[i]));
	put(o, "chain", chain);
	if (d->chain != NULL && d->chain->outcome != OUTCOME_OK)
		put_text(o, "chain_stopped", d->chain->why);
	return o;
}
