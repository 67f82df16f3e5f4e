/* SPDX-License-Identifier: MIT */
/* emit_caddy: sites for a Caddyfile. Go's names, and what Go lets one choose. */
#include "tlsconf/server/emit_caddy.h"

#include <ctype.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/server/stage.h"
#include "tlsconf/server/suite.h"

static int check(const char *path, struct fault *f)
{
	return emit_path(path, "\"\\{}`", "Caddy", f);
}

static void write_bind(struct text *out, const struct emit_request *r)
{
	if (r->listen4)
		text_printf(out, "\tbind %s %s\n", r->listen4, r->listen6);
}

static int write_plain(struct text *out, const struct emit_request *r,
		       const char *name, const struct policy *p,
		       struct fault *f)
{
	char port[EMIT_PORT], own[EMIT_PORT];

	if (check(r->acme_root, f) < 0)
		return -1;
	text_printf(out, "\n# %s over http: only sends on to https "
		    "(http.redirect-status).\nhttp://%s%s {\n", name, name,
		    emit_port(r->http_port, 80, own));
	write_bind(out, r);
	text_printf(out, "\t# A CA fetches its proof over http "
		    "(RFC 8555 section 8.3).\n"
		    "\thandle /.well-known/acme-challenge/* {\n"
		    "\t\troot * \"%s\"\n\t\tfile_server\n\t}\n"
		    "\thandle {\n\t\tredir https://%s%s{uri} %d\n\t}\n}\n",
		    r->acme_root, *name == '*' ? "{host}" : name,
		    emit_port(r->https_port, 443, port),
		    (int)p->http_redirect_status);
	return 0;
}

static int write_ciphers(struct text *out, const struct policy *p,
			 struct fault *f)
{
	size_t i;

	text_add(out, "\t\tciphers");
	for (i = 0; i < p->tls_ciphers.count; i++) {
		const char *iana = suite_iana(p->tls_ciphers.items[i]);

		if (!iana)
			return fault_set(f, _("tls.ciphers: '%s' is none that "
					      "we know by IANA's name"),
					 p->tls_ciphers.items[i]);
		/* the two that were in Go before they had their last names */
		text_printf(out, " %s", iana);
	}
	text_add(out, "\n");
	return 0;
}

static int write_groups(struct text *out, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	const struct emitter *e = emit_find("caddy", NULL);
	size_t i, n = 0;
	const char *at;

	text_add(out, "\t\tcurves");
	for (i = 0; i < p->tls_groups.count; i++) {
		if (!emit_has_group(e, &r->software, p->tls_groups.items[i]))
			continue;
		text_add(out, " ");
		for (at = p->tls_groups.items[i]; *at; at++)
			text_printf(out, "%c", tolower((unsigned char)*at));
		n++;
	}
	text_add(out, "\n");
	return n ? 0 : fault_set(f, _("tls.groups: the server's library has "
				      "none of them"));
}

/* One "tls" for each certificate; the settings stand in all of them. */
static int write_tls(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	size_t i;

	for (i = 0; i < r->pair_count; i++) {
		if (check(r->pairs[i].cert, f) < 0 ||
		    check(r->pairs[i].key, f) < 0)
			return -1;
		text_printf(out, "\ttls \"%s\" \"%s\" {\n"
			    "\t\tprotocols tls1.%d tls1.%d\n",
			    r->pairs[i].cert, r->pairs[i].key,
			    (int)p->tls_version_min - 0x0301,
			    (int)p->tls_version_max - 0x0301);
		if (p->tls_version_min < 0x0304 &&
		    write_ciphers(out, p, f) < 0)
			return -1;
		if (write_groups(out, r, p, f) < 0)
			return -1;
		text_add(out, "\t}\n");
	}
	return 0;
}

static int write_content(struct text *out, const struct emit_request *r,
			 struct fault *f)
{
	if (r->proxy) {
		text_printf(out, "\treverse_proxy %s {\n"
			    "\t\theader_down -Strict-Transport-Security\n"
			    "\t}\n", r->proxy);
		return 0;
	}
	if (check(r->root, f) < 0)
		return -1;
	text_printf(out, "\troot * \"%s\"\n\t# Hidden files (.git, .env) are "
		    "nobody's business.\n\t@hidden {\n\t\tpath */.*\n"
		    "\t\tnot path /.well-known/*\n\t}\n"
		    "\trespond @hidden 404\n\tfile_server\n", r->root);
	return 0;
}

static int write_secure(struct text *out, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	char port[EMIT_PORT], value[EMIT_HSTS];
	size_t i;

	text_add(out, "\n# The portal over https: tls.version-min, "
		      "tls.version-max, tls.ciphers, tls.groups.\n# Suites of "
		      "TLS 1.3 are Go's; ticket keys change by themselves.\n");
	for (i = 0; i < r->names->count; i++)
		text_printf(out, "%shttps://%s%s", i ? ", " : "",
			    r->names->items[i].name,
			    emit_port(r->https_port, 443, port));
	text_add(out, " {\n");
	write_bind(out, r);
	if (write_tls(out, r, p, f) < 0)
		return -1;
	if (r->hsts)
		text_printf(out, "\t# http.hsts-start: raised step by step to "
			    "%lld (http.hsts-target)\n"
			    "\theader Strict-Transport-Security \"%s\"\n",
			    (long long)p->http_hsts_target,
			    emit_hsts(r, p, value));
	if (write_content(out, r, f) < 0)
		return -1;
	text_add(out, "}\n");
	return 0;
}

int emit_caddy(struct text *out, const struct emit_request *r,
	       const struct policy *p, struct fault *f)
{
	char port[EMIT_PORT];
	size_t i;

	emit_head(out, emit_find("caddy", NULL), r, p);
	text_add(out, "# To be imported by the Caddyfile; then: caddy "
		      "reload\n");
	for (i = 0; i < r->names->count; i++)
		if (write_plain(out, r, r->names->items[i].name, p, f) < 0)
			return -1;
	if (write_secure(out, r, p, f) < 0)
		return -1;
	if (r->default_server) {
		text_printf(out, "\n# Any other name over http: the "
			    "connection is closed. Over https there is no\n"
			    "# handshake without a certificate for the name."
			    "\nhttp://%s {\n",
			    *emit_port(r->http_port, 80, port) ? port : ":80");
		write_bind(out, r);
		text_add(out, "\tabort\n}\n");
	}
	return 0;
}

int emit_caddy_stage(struct stage *st, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	struct text conf = { 0 };
	int ret;

	(void)p;
	text_printf(&conf, "{\n\tadmin off\n\tauto_https off\n\tocsp_stapling off\n"
		    "\thttp_port %d\n\thttps_port %d\n"
		    "\tstorage file_system %s/caddy\n}\nimport %s\n",
		    r->http_port, r->https_port, st->dir, st->site);
	stage_environment(st, "HOME=%s", st->dir);
	stage_environment(st, "XDG_CONFIG_HOME=%s", st->dir);
	stage_environment(st, "XDG_DATA_HOME=%s", st->dir);
	ret = stage_put(st, "Caddyfile", &conf, f);
	stage_test(st, "caddy", "validate", "--config", "Caddyfile",
		   "--adapter", "caddyfile", NULL);
	stage_run(st, "caddy", "run", "--config", "Caddyfile", "--adapter",
		  "caddyfile", NULL);
	return ret;
}
