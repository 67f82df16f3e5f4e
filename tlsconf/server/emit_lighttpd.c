/* SPDX-License-Identifier: MIT */
/* emit_lighttpd: conditions for lighttpd 1.4. */
#include "tlsconf/server/emit_lighttpd.h"

#include <stdio.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/server/stage.h"

#define TLS13_OPENSSL SOFTWARE_VERSION(1, 1, 1)
#define SECLEVEL SOFTWARE_VERSION(3, 0, 0)
#define ACME "/.well-known/acme-challenge/"

static int check(const char *path, struct fault *f)
{
	return emit_path(path, "\"\\$", "lighttpd", f);
}

static int write_commands(struct text *out, const struct emit_request *r,
			  const struct policy *p, struct fault *f)
{
	const struct software *s = &r->software;
	int lowest, highest;

	if (emit_versions(p, s->openssl >= TLS13_OPENSSL, &lowest, &highest,
			  f) < 0)
		return -1;
	text_printf(out, "\tssl.openssl.ssl-conf-cmd = (\n"
		    "\t\t\"MinProtocol\" => \"TLSv1%s%.0d\",\n"
		    "\t\t\"MaxProtocol\" => \"TLSv1%s%.0d\",\n",
		    lowest > 0x0301 ? "." : "", lowest - 0x0301,
		    highest > 0x0301 ? "." : "", highest - 0x0301);
	if (lowest < 0x0304) {
		text_add(out, "\t\t\"CipherString\" => \"");
		emit_list(out, &p->tls_ciphers, ":");
		if (lowest < 0x0303 && s->openssl >= SECLEVEL)
			text_add(out, ":@SECLEVEL=0");
		text_add(out, "\",\n");
	}
	if (highest == 0x0304) {
		text_add(out, "\t\t\"Ciphersuites\" => \"");
		emit_list(out, &p->tls_ciphersuites, ":");
		text_add(out, "\",\n");
	}
	text_printf(out, "\t\t\"%s\" => \"",
		    s->openssl >= TLS13_OPENSSL ? "Groups" : "Curves");
	if (emit_groups(out, p, s->openssl, f) < 0)
		return -1;
	text_printf(out, "\",\n\t\t\"Options\" => "
		    "\"%sSessionTicket,-ServerPreference\",\n\t)\n",
		    p->tls_session_tickets ? "" : "-");
	return 0;
}

static int write_socket(struct text *out, const struct emit_request *r,
			const char *address, const struct policy *p,
			struct fault *f)
{
	const struct emit_pair *pair = &r->pairs[0];

	if (check(pair->cert, f) < 0 || check(pair->key, f) < 0)
		return -1;
	text_printf(out, "$SERVER[\"socket\"] == \"%s:%d\" {\n"
		    "\tssl.engine = \"enable\"\n\tssl.pemfile = \"%s\"\n"
		    "\tssl.privkey = \"%s\"\n", address, r->https_port,
		    pair->cert, pair->key);
	if (write_commands(out, r, p, f) < 0)
		return -1;
	text_add(out, "}\n");
	return 0;
}

/* The condition for NAME, or for all names of the portal where it is NULL. */
static void write_host(struct text *out, const struct emit_request *r,
		       const char *name, const char *operator)
{
	struct text pattern = { 0 };
	size_t i;

	text_printf(out, "$HTTP[\"host\"] %s \"^(", operator);
	for (i = 0; i < r->names->count; i++) {
		const char *one = r->names->items[i].name;

		if (name && strcmp(name, one))
			continue;
		emit_pattern(&pattern, one);
		text_printf(out, "%s%.*s", i && !name ? "|" : "",
			    (int)pattern.length - 2, text_get(&pattern) + 1);
		text_free(&pattern);
	}
	text_add(out, ")(:[0-9]+)?$\"");
}

static void write_redirect(struct text *out, const struct emit_request *r,
			   const char *name, const struct policy *p)
{
	char port[EMIT_PORT];

	/* %1 is of the innermost condition */
	text_add(out, "\t$HTTP[\"url\"] !~ "
		      "\"^/\\.well-known/acme-challenge/\" {\n\t\t");
	write_host(out, r, name, "=~");
	text_printf(out, " {\n"
		    "\t\t\turl.redirect-code = %d\n\t\t\turl.redirect = ( \"\" "
		    "=> \"https://%s%s${url.path}${qsa}\" )\n\t\t}\n\t}\n",
		    (int)p->http_redirect_status,
		    *name == '*' ? "%1" : name,
		    emit_port(r->https_port, 443, port));
}

static int write_plain(struct text *out, const struct emit_request *r,
		       const struct policy *p, struct fault *f)
{
	size_t i;

	if (check(r->acme_root, f) < 0)
		return -1;
	text_printf(out, "\n# Over http: only sends on to https "
		    "(http.redirect-status), path and query\n# kept; who asks "
		    "for another name is never sent anywhere.\n"
		    "$HTTP[\"scheme\"] == \"http\" {\n"
		    "\t# A CA fetches its proof over http "
		    "(RFC 8555 section 8.3).\n\t$HTTP[\"url\"] =~ "
		    "\"^/\\.well-known/acme-challenge/\" {\n"
		    "\t\tserver.document-root = \"%s\"\n\t}\n", r->acme_root);
	for (i = 0; i < r->names->count; i++)
		write_redirect(out, r, r->names->items[i].name, p);
	if (r->default_server) {
		text_add(out, "\t");
		write_host(out, r, NULL, "!~");
		text_add(out, " {\n\t\turl.access-deny = ( \"\" )\n\t}\n");
	}
	text_add(out, "}\n");
	return 0;
}

static int write_content(struct text *out, const struct emit_request *r,
			 struct fault *f)
{
	const char *host = r->proxy ? r->proxy + strlen("http://") : NULL;
	const char *port = host ? strrchr(host, ':') : NULL;

	if (host) {
		bool v6 = *host == '[';

		text_printf(out, "\t\tproxy.server = ( \"\" => (( \"host\" => "
			    "\"%.*s\", \"port\" => %s )) )\n"
			    "\t\tproxy.forwarded = ( \"for\" => 1, \"proto\" "
			    "=> 1, \"host\" => 1 )\n",
			    (int)(port - host) - 2 * v6, host + v6, port + 1);
		return 0;
	}
	if (check(r->root, f) < 0)
		return -1;
	text_printf(out, "\t\tserver.document-root = \"%s\"\n"
		    "\t\tindex-file.names = ( \"index.html\" )\n"
		    "\t\t# Hidden files (.git, .env) are nobody's business.\n"
		    "\t\t$HTTP[\"url\"] =~ \"/\\.(?!well-known/)\" {\n"
		    "\t\t\turl.access-deny = ( \"\" )\n\t\t}\n", r->root);
	return 0;
}

static int write_secure(struct text *out, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	char value[EMIT_HSTS];

	text_add(out, "\n# The portal over https.\n"
		      "$HTTP[\"scheme\"] == \"https\" {\n\t");
	write_host(out, r, NULL, "=~");
	text_add(out, " {\n");
	if (r->hsts)
		text_printf(out, "\t\t# http.hsts-start: raised step by step "
			    "to %lld (http.hsts-target)\n"
			    "\t\tsetenv.set-response-header = ( "
			    "\"Strict-Transport-Security\" => \"%s\" )\n",
			    (long long)p->http_hsts_target,
			    emit_hsts(r, p, value));
	if (write_content(out, r, f) < 0)
		return -1;
	text_add(out, "\t}\n");
	if (r->default_server) {
		text_add(out, "\telse {\n\t\turl.access-deny = ( \"\" )\n"
			      "\t}\n");
	}
	text_add(out, "}\n");
	return 0;
}

int emit_lighttpd(struct text *out, const struct emit_request *r,
		  const struct policy *p, struct fault *f)
{
	char any6[64];

	if (r->pair_count > 1) {
		fault_set(f, _("lighttpd takes one certificate, not two"));
		return fault_hint(f, _("choose the RSA one, which all clients "
				       "know"));
	}
	emit_head(out, emit_find("lighttpd", NULL), r, p);
	text_printf(out, "# To be included behind the main file, which has "
		    "server.port = %d for both\n# families and loads "
		    "mod_redirect and mod_access.\nserver.modules += ( "
		    "\"mod_openssl\", \"mod_setenv\"%s )\n", r->http_port,
		    r->proxy ? ", \"mod_proxy\"" : "");
	if (r->stapling)
		text_add(out, "# The certificate names an OCSP responder: "
			      "ssl.stapling-file takes its answer.\n");
	text_add(out, "\n# tls.version-min, tls.version-max, tls.ciphers, "
		      "tls.ciphersuites, tls.groups,\n# "
		      "tls.session-tickets; both families\n");
	snprintf(any6, sizeof(any6), "[%s]", r->listen6 ? r->listen6 : "::");
	if (write_socket(out, r, r->listen4 ? r->listen4 : "0.0.0.0", p,
			 f) < 0 || write_socket(out, r, any6, p, f) < 0 ||
	    write_plain(out, r, p, f) < 0)
		return -1;
	return write_secure(out, r, p, f);
}

int emit_lighttpd_stage(struct stage *st, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	struct text conf = { 0 };
	int ret;

	(void)p;
	text_printf(&conf, "server.modules = ( \"mod_indexfile\", "
		    "\"mod_access\", \"mod_redirect\" )\n"
		    "server.document-root = \"%s\"\nserver.port = %d\n"
		    "server.bind = \"%s\"\n$SERVER[\"socket\"] == \"[%s]:%d\" "
		    "{ }\nserver.upload-dirs = ( \"%s\" )\ninclude \"%s\"\n",
		    st->dir, r->http_port, st->listen4, st->listen6,
		    r->http_port, st->dir, st->site);
	ret = stage_put(st, "lighttpd.conf", &conf, f);
	stage_test(st, "lighttpd", "-tt", "-f", "lighttpd.conf", NULL);
	stage_run(st, "lighttpd", "-D", "-f", "lighttpd.conf", NULL);
	return ret;
}
