/* SPDX-License-Identifier: MIT */
/* prove: see prove.h. */
#include "tlsconf/server/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lang.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/server/scan.h"
#include "tlsconf/server/stage.h"

#define ASKED_PATH "/khien/a%20b?q=1&r=%2F"
#define STRANGER "stranger.khien.invalid"
#define BODY 4096

struct asking {
	const struct prove *p;
	struct prove_facts *out;
	void (*take)(const struct asking *a, const struct fetch_result *r);
	bool done;
};

/* ---- one request at a time, on the event loop ---- */

static void done(void *arg, const struct fetch_result *r)
{
	struct asking *a = arg;

	a->take(a, r);
	a->done = true;
	event_base_loopbreak(a->p->base);
}

/* Only to wake up, so that a signal is heeded. */
static void tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	if (stage_interrupted(NULL))
		event_base_loopbreak(arg);
}

static int ask(struct asking *a, const char *host, const char *path,
	       bool https, struct fault *f)
{
	struct fetch_request r = {
		.address = a->p->address, .body_max = BODY,
		.allow_inside = true, .deadline_ms = a->p->seconds * 1000,
		.now = a->p->now,
	};
	struct timeval often = { 0, 100000 };
	struct event *timer;
	struct fetch *x;

	r.url.https = https;
	r.url.port = (uint16_t)(https ? a->p->https_port : a->p->http_port);
	snprintf(r.url.host, sizeof(r.url.host), "%.255s", host);
	snprintf(r.url.path, sizeof(r.url.path), "%s", path);
	a->done = false;
	timer = event_new(a->p->base, -1, EV_PERSIST, tick, a->p->base);
	x = timer ? fetch_start(a->p->fetcher, &r, done, a, f) : NULL;
	if (x) {
		event_add(timer, &often);
		while (!a->done && !stage_interrupted(f) &&
		       event_base_dispatch(a->p->base) >= 0)
			;
		if (!a->done)
			fetch_cancel(x);
	}
	if (timer)
		event_free(timer);
	return x && a->done ? 0 : fault_set(f, _("out of memory"));
}

/* ---- what the portal's own page shows ---- */

static void take_chain(const struct asking *a, const struct fetch_result *r,
		       struct cert_facts *out)
{
	X509 *certs[FETCH_CHAIN];
	int i, count = sk_X509_num(r->tls.chain);
	struct chain in = {
		.certs = certs, .store = a->p->store, .now = a->p->now,
	};

	if (count > FETCH_CHAIN)
		count = FETCH_CHAIN;
	for (i = 0; i < count; i++)
		certs[i] = sk_X509_value(r->tls.chain, i);
	if (count < 1 || cert_describe(certs[0], a->p->name, out, NULL) < 0)
		return;
	in.count = (size_t)count;
	(void)chain_describe(&in, out, NULL);
}

static void take_tls(const struct asking *a, const struct fetch_result *r)
{
	struct tls_facts *t = &a->out->web.tls;

	t->have |= TLS_HAVE_CONNECT;
	t->connected = r->connected;
	snprintf(t->connect_error, sizeof(t->connect_error), "%.127s", r->why);
	if (!r->connected)
		return;
	t->have |= TLS_HAVE_HANDSHAKE;
	t->handshake = r->tls.handshake;
	snprintf(t->handshake_error, sizeof(t->handshake_error), "%s", r->why);
	t->version = r->tls.version;
	snprintf(t->cipher, sizeof(t->cipher), "%s", r->tls.cipher);
	snprintf(t->group, sizeof(t->group), "%s", r->tls.group);
	snprintf(t->alpn, sizeof(t->alpn), "%s", r->tls.alpn);
	if (r->tls.chain)
		take_chain(a, r, &t->cert);
}

/* RFC 6797 section 6.1, as far as what is emitted goes. */
static void take_hsts(const struct fetch_result *r, struct http_facts *h)
{
	char value[256], *at, *rest = value;

	if (!fetch_header(r, "Strict-Transport-Security", value,
			  sizeof(value), NULL))
		return;
	while ((at = strsep(&rest, ";"))) {
		at += strspn(at, " \t");
		if (!strncasecmp(at, "max-age=", 8)) {
			char *end;

			at += 8 + (at[8] == '"');
			h->hsts_max_age = strtoll(at, &end, 10);
			h->hsts = end != at && h->hsts_max_age >= 0;
		} else if (!strncasecmp(at, "includeSubDomains", 17)) {
			h->hsts_subdomains = true;
		} else if (!strncasecmp(at, "preload", 7)) {
			h->hsts_preload = true;
		}
	}
}

static void take_page(const struct asking *a, const struct fetch_result *r)
{
	struct http_facts *h = &a->out->web.http;

	take_tls(a, r);
	if (!r->tls.handshake)
		return;
	h->have |= HTTP_HAVE_ANSWER;
	h->status = r->status;
	take_hsts(r, h);
}

/* ---- http, and strangers ---- */

static void take_redirect(const struct asking *a,
			  const struct fetch_result *r)
{
	struct http_facts *h = &a->out->web.http;
	struct url to;
	char path[] = ASKED_PATH;

	h->have |= HTTP_HAVE_PLAIN;
	h->plain_connected = r->connected;
	snprintf(h->plain_error, sizeof(h->plain_error), "%.127s", r->why);
	h->plain_status = r->status;
	snprintf(h->redirect_location, sizeof(h->redirect_location), "%.511s",
		 r->location ? r->location : "");
	h->redirect_hops = 1;
	if (!r->location || url_parse(r->location, &to) < 0)
		return;
	h->redirect_https = to.https && !strcmp(to.host, a->p->name) &&
			    to.port == a->p->https_port;
	h->redirect_path_kept = !strcmp(to.path, path);
}

static void take_acme(const struct asking *a, const struct fetch_result *r)
{
	a->out->have |= PROVE_HAVE_ACME;
	a->out->acme_status = r->status;
	a->out->acme_served = r->status == 200 &&
			      strstr(r->body, PROVE_TOKEN) != NULL;
}

static void take_host(const struct asking *a, const struct fetch_result *r)
{
	a->out->have |= PROVE_HAVE_HOST;
	a->out->host_status = r->status;
	snprintf(a->out->host_location, sizeof(a->out->host_location),
		 "%.255s", r->location ? r->location : "");
}

static void take_unknown(const struct asking *a, const struct fetch_result *r)
{
	a->out->have |= PROVE_HAVE_UNKNOWN;
	a->out->unknown_refused = !r->tls.handshake;
	a->out->unknown_status = r->status;
}

int prove_portal(const struct prove *p, struct prove_facts *out,
		 struct fault *f)
{
	static const struct {
		bool https, stranger;
		const char *path;
		void (*take)(const struct asking *a,
			     const struct fetch_result *r);
	} steps[] = {
		{ true, false, "/", take_page },
		{ false, false, ASKED_PATH, take_redirect },
		{ false, false, "/.well-known/acme-challenge/" PROVE_TOKEN,
		  take_acme },
		{ false, true, ASKED_PATH, take_host },
		{ true, true, "/", take_unknown },
	};
	struct asking a = { .p = p, .out = out };
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		a.take = steps[i].take;
		if (ask(&a, steps[i].stranger ? STRANGER : p->name,
			steps[i].path, steps[i].https, f) < 0)
			return -1;
	}
	return scan_server(&p->address, p->https_port, p->name, p->seconds,
			   out, f);
}

int prove_without_sni(const struct prove *p, struct prove_facts *out,
		      struct fault *f)
{
	return scan_server(&p->address, p->https_port, NULL, p->seconds, out,
			   f);
}
