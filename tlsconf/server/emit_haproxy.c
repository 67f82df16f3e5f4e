/* SPDX-License-Identifier: MIT */
/* emit_haproxy: frontends and a backend for HAProxy. */
#include "tlsconf/server/emit_haproxy.h"

#include <string.h>

#include "lang.h"
#include "tlsconf/server/stage.h"

#define TLS13_OPENSSL SOFTWARE_VERSION(1, 1, 1)
#define SECLEVEL SOFTWARE_VERSION(3, 0, 0)

static void write_bind(struct text *out, const struct emit_request *r,
		       int port, const char *options)
{
	text_printf(out, "\tbind %s:%d%s\n", r->listen4 ? r->listen4 : "",
		    port, options);
	text_printf(out, "\tbind [%s]:%d v6only%s\n",
		    r->listen6 ? r->listen6 : "::", port, options);
}

static void write_guard(struct text *out, const struct emit_request *r)
{
	size_t i;

	text_add(out, "\t# Who asks for another name is never sent "
		      "anywhere.\n");
	for (i = 0; i < r->names->count; i++) {
		const char *name = r->names->items[i].name;

		text_printf(out, "\tacl ours hdr(host),field(1,:),lower -m "
			    "%s ", *name == '*' ? "reg" : "str");
		if (*name == '*')
			emit_pattern(out, name);
		else
			text_add(out, name);
		text_add(out, "\n");
	}
	text_add(out, "\thttp-request return status 421 unless ours\n");
}

static void write_plain(struct text *out, const struct emit_request *r,
			const char *id, const struct policy *p)
{
	char port[EMIT_PORT];

	text_printf(out, "\n# Over http: only sends on to https "
		    "(http.redirect-status).\nfrontend %s-http\n"
		    "\tmode http\n\ttimeout client 30s\n"
		    "\ttimeout http-request 10s\n", id);
	write_bind(out, r, r->http_port, "");
	write_guard(out, r);
	text_printf(out, "\t# A CA fetches its proof over http (RFC 8555 "
		    "section 8.3): the application answers.\n"
		    "\tacl acme path_beg /.well-known/acme-challenge/\n"
		    "\thttp-request redirect prefix "
		    "https://%%[hdr(host),field(1,:),lower]%s code %d unless "
		    "acme\n\tdefault_backend %s-app\n",
		    emit_port(r->https_port, 443, port),
		    (int)p->http_redirect_status, id);
}

/* The options of "bind … ssl", from the policy. */
static int write_options(struct text *bind, const struct emit_request *r,
			 const struct policy *p, struct fault *f)
{
	const struct software *s = &r->software;
	int lowest, highest;
	size_t i;

	if (emit_versions(p, s->openssl >= TLS13_OPENSSL, &lowest, &highest,
			  f) < 0)
		return -1;
	text_add(bind, " ssl");
	for (i = 0; i < r->pair_count; i++) {
		if (emit_path(r->pairs[i].cert, "\"\\$ #'", "HAProxy", f) < 0)
			return -1;
		text_printf(bind, " crt %s", r->pairs[i].cert);
	}
	text_printf(bind, " ssl-min-ver TLSv1.%d ssl-max-ver TLSv1.%d",
		    lowest - 0x0301, highest - 0x0301);
	if (lowest < 0x0304) {
		text_add(bind, " ciphers ");
		emit_list(bind, &p->tls_ciphers, ":");
		if (lowest < 0x0303 && s->openssl >= SECLEVEL)
			text_add(bind, ":@SECLEVEL=0");
	}
	if (highest == 0x0304) {
		text_add(bind, " ciphersuites ");
		emit_list(bind, &p->tls_ciphersuites, ":");
	}
	text_add(bind, " curves ");
	if (emit_groups(bind, p, s->openssl, f) < 0)
		return -1;
	text_printf(bind, " prefer-client-ciphers%s alpn h2,http/1.1%s",
		    p->tls_session_tickets ? "" : " no-tls-tickets",
		    r->default_server ? " strict-sni" : "");
	return 0;
}

static int write_secure(struct text *out, const struct emit_request *r,
			const char *id, const struct policy *p,
			struct fault *f)
{
	struct text bind = { 0 };
	char value[EMIT_HSTS];
	int ret;

	text_printf(out, "\n# The portal over https: tls.version-min, "
		    "tls.version-max, tls.ciphers,\n# tls.ciphersuites, "
		    "tls.groups, tls.session-tickets.\nfrontend %s-https\n"
		    "\tmode http\n\ttimeout client 30s\n"
		    "\ttimeout http-request 10s\n", id);
	ret = write_options(&bind, r, p, f);
	write_bind(out, r, r->https_port, text_get(&bind));
	out->failed |= bind.failed;
	text_free(&bind);
	write_guard(out, r);
	if (r->hsts)
		text_printf(out, "\t# http.hsts-start: raised step by step to "
			    "%lld (http.hsts-target)\n"
			    "\thttp-after-response set-header "
			    "Strict-Transport-Security \"%s\"\n",
			    (long long)p->http_hsts_target,
			    emit_hsts(r, p, value));
	text_printf(out, "\thttp-request set-header X-Forwarded-Proto https\n"
		    "\thttp-request set-header X-Forwarded-For %%[src]\n"
		    "\tdefault_backend %s-app\n", id);
	return ret;
}

/* A file with its key beside it, as HAProxy looks for it. */
static bool has_key(const struct emit_pair *pair)
{
	size_t n = strlen(pair->cert);

	return !strcmp(pair->cert, pair->key) ||
	       (!strncmp(pair->cert, pair->key, n) &&
		!strcmp(pair->key + n, ".key"));
}

int emit_haproxy(struct text *out, const struct emit_request *r,
		 const struct policy *p, struct fault *f)
{
	const char *first = r->names->items[0].name;
	struct text id = { 0 };
	size_t i;
	int ret;

	emit_head(out, emit_find("haproxy", NULL), r, p);
	text_add(out, "# To be read behind the main file: haproxy -f "
		      "haproxy.cfg -f THIS.cfg\n");
	for (i = 0; i < r->pair_count; i++)
		if (!has_key(&r->pairs[i]))
			text_printf(out, "# HAProxy looks for the key in the "
				    "file of the certificate, or beside it:\n"
				    "#   ln -s %s \\\n#       %s.key\n",
				    r->pairs[i].key, r->pairs[i].cert);
	if (r->stapling)
		text_add(out, "# The certificate names an OCSP responder: put "
			      "its answer into CERT.ocsp.\n");
	text_printf(&id, "%s%s", *first == '*' ? "any" : "",
		    first + (*first == '*'));
	write_plain(out, r, text_get(&id), p);
	ret = write_secure(out, r, text_get(&id), p, f);
	text_printf(out, "\n# The application.\nbackend %s-app\n\tmode http\n"
		    "\ttimeout connect 5s\n\ttimeout server 60s\n"
		    "\tserver app %s\n", text_get(&id),
		    r->proxy + strlen("http://"));
	out->failed |= id.failed;
	text_free(&id);
	return ret;
}

int emit_haproxy_stage(struct stage *st, const struct emit_request *r,
		       const struct policy *p, struct fault *f)
{
	struct text conf = { 0 };

	(void)r;
	(void)p;
	text_add(&conf, "global\n\tmaxconn 100\n\tnbthread 1\n");
	stage_test(st, "haproxy", "-c", "-f", "main.cfg", "-f", st->site,
		   NULL);
	stage_run(st, "haproxy", "-db", "-f", "main.cfg", "-f", st->site,
		  NULL);
	return stage_put(st, "main.cfg", &conf, f);
}
