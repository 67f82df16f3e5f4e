/* SPDX-License-Identifier: MIT */
/* emit_nginx: server blocks for nginx, to be included inside http { }. */
#include "tlsconf/server/emit_nginx.h"

#include <string.h>

#include "lang.h"
#include "tlsconf/server/stage.h"

#define TLS13_NGINX SOFTWARE_VERSION(1, 13, 0)
#define TLS13_OPENSSL SOFTWARE_VERSION(1, 1, 1)
#define CONF_COMMAND SOFTWARE_VERSION(1, 19, 4)
#define REJECT_HANDSHAKE SOFTWARE_VERSION(1, 19, 4)
#define HTTP2_DIRECTIVE SOFTWARE_VERSION(1, 25, 1)
#define OWN_PROTOCOLS SOFTWARE_VERSION(1, 29, 2)
#define SECLEVEL SOFTWARE_VERSION(3, 0, 0)

/* Adds PATH in quotes; nginx has no way to write these in them. */
static int quote(struct text *out, const char *path, struct fault *f)
{
	if (emit_path(path, "\"\\$", "nginx", f) < 0)
		return -1;
	text_printf(out, "\"%s\"", path);
	return 0;
}

static int directive(struct text *out, const char *name, const char *path,
		     struct fault *f)
{
	text_printf(out, "\t%s ", name);
	if (quote(out, path, f) < 0)
		return -1;
	text_add(out, ";\n");
	return 0;
}

static void write_head(struct text *out, const struct emit_request *r,
		       const struct policy *p)
{
	emit_head(out, emit_find("nginx", NULL), r, p);
	text_add(out, "# Belongs inside http { }; then: nginx -t && "
		      "nginx -s reload\n");
}

/* Both families, each with its own socket. */
static void write_listen(struct text *out, const struct emit_request *r,
			 int port, const char *options)
{
	text_printf(out, "\tlisten %s%s%d%s;\n", r->listen4 ? r->listen4 : "",
		    r->listen4 ? ":" : "", port, options);
	text_printf(out, "\tlisten [%s]:%d%s;\n",
		    r->listen6 ? r->listen6 : "::", port, options);
}

static void write_listen_tls(struct text *out, const struct emit_request *r,
			     const char *options)
{
	const struct software *s = &r->software;
	bool on_listen = s->http2 && s->version < HTTP2_DIRECTIVE;
	char all[64];

	snprintf(all, sizeof(all), " ssl%s%s", on_listen ? " http2" : "",
		 options);
	write_listen(out, r, r->https_port, all);
	if (s->http2 && !on_listen)
		text_add(out, "\thttp2 on;\n");
}

/*
 * The guard holds also where this block becomes nginx's default server. What
 * is behind it is a name of our own, so a wildcard's may be $host.
 */
static void write_redirect(struct text *out, const struct emit_request *r,
			   const char *name, int status)
{
	bool wildcard = name[0] == '*';

	text_add(out, "\t# To the same name with path and query; who asks "
		      "for another name\n\t# is never sent anywhere.\n"
		      "\tlocation / {\n\t\tif ($host ");
	if (wildcard) {
		text_add(out, "!~ \"");
		emit_pattern(out, name);
	} else {
		text_printf(out, "!= \"%s", name);
	}
	text_add(out, "\") {\n\t\t\treturn 421;\n\t\t}\n");
	text_printf(out, "\t\treturn %d https://%s", status,
		    wildcard ? "$host" : name);
	if (r->https_port != 443)
		text_printf(out, ":%d", r->https_port);
	text_add(out, "$request_uri;\n\t}\n");
}

static int write_plain(struct text *out, const struct emit_request *r,
		       const char *name, const struct policy *p,
		       struct fault *f)
{
	text_printf(out, "\n# %s over http: only sends on to https "
			 "(http.redirect-status).\nserver {\n", name);
	write_listen(out, r, r->http_port, "");
	text_printf(out, "\tserver_name %s;\n\tserver_tokens off;\n\n", name);
	text_add(out, "\t# A CA fetches its proof over http "
		      "(RFC 8555 section 8.3).\n"
		      "\tlocation ^~ /.well-known/acme-challenge/ {\n\t");
	if (directive(out, "root", r->acme_root, f) < 0)
		return -1;
	text_add(out, "\t\tdefault_type text/plain;\n"
		      "\t\ttry_files $uri =404;\n\t}\n\n");
	write_redirect(out, r, name, (int)p->http_redirect_status);
	text_add(out, "}\n");
	return 0;
}

static void write_protocols(struct text *out, int lowest, int highest)
{
	static const char *const names[] = {
		"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3",
	};
	int v;

	text_add(out, "\t# tls.version-min, tls.version-max\n"
		      "\tssl_protocols");
	for (v = lowest; v <= highest; v++)
		text_printf(out, " %s", names[v - 0x0301]);
	text_add(out, ";\n");
}

static int write_ciphers(struct text *out, const struct software *s,
			 const struct policy *p, int lowest, struct fault *f)
{
	if (lowest > 0x0303)
		return 0;
	if (!p->tls_ciphers.count)
		return fault_set(f, _("tls.ciphers: TLS 1.2 is on, but the "
				      "list is empty"));
	text_add(out, "\t# tls.ciphers, for TLS 1.2; the client chooses, who "
		      "knows what is fast for it\n\tssl_ciphers ");
	emit_list(out, &p->tls_ciphers, ":");
	/* OpenSSL 3 refuses TLS 1.0 and 1.1 at its usual level */
	if (lowest < 0x0303 && s->openssl >= SECLEVEL)
		text_add(out, ":@SECLEVEL=0");
	text_add(out, ";\n\tssl_prefer_server_ciphers off;\n");
	return 0;
}

static void write_suites(struct text *out, const struct software *s,
			 const struct policy *p, int highest)
{
	if (highest < 0x0304 || !p->tls_ciphersuites.count)
		return;
	if (s->version < CONF_COMMAND) {
		text_add(out, "\t# tls.ciphersuites: before 1.19.4 nginx "
			      "takes the library's own list for TLS 1.3\n");
		return;
	}
	text_add(out, "\t# tls.ciphersuites, for TLS 1.3\n"
		      "\tssl_conf_command Ciphersuites ");
	emit_list(out, &p->tls_ciphersuites, ":");
	text_add(out, ";\n");
}

/* All that the policy says of the handshake. */
static int write_tls(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	const struct software *s = &r->software;
	bool tls13 = s->version >= TLS13_NGINX && s->openssl >= TLS13_OPENSSL;
	int lowest, highest;

	if (emit_versions(p, tls13, &lowest, &highest, f) < 0)
		return -1;
	write_protocols(out, lowest, highest);
	if (write_ciphers(out, s, p, lowest, f) < 0)
		return -1;
	write_suites(out, s, p, highest);
	text_add(out, "\t# tls.groups that the library has\n"
		      "\tssl_ecdh_curve ");
	if (emit_groups(out, p, s->openssl, f) < 0)
		return -1;
	text_printf(out, ";\n\t# tls.session-tickets; sessions are resumed "
			 "from the cache\n\tssl_session_tickets %s;\n"
			 "\tssl_session_cache shared:khien:10m;\n",
		    p->tls_session_tickets ? "on" : "off");
	return 0;
}

static int write_certificate(struct text *out, const struct emit_request *r,
			     struct fault *f)
{
	size_t i;

	for (i = 0; i < r->pair_count; i++)
		if (directive(out, "ssl_certificate", r->pairs[i].cert,
			      f) < 0 ||
		    directive(out, "ssl_certificate_key", r->pairs[i].key,
			      f) < 0)
			return -1;
	if (r->stapling)
		text_add(out, "\t# the certificate names an OCSP responder; "
			      "nginx finds it with a \"resolver\"\n"
			      "\tssl_stapling on;\n"
			      "\tssl_stapling_verify on;\n");
	return 0;
}

static void write_hsts(struct text *out, const struct emit_request *r,
		       const struct policy *p)
{
	char value[EMIT_HSTS];

	if (!r->hsts)
		return;
	text_printf(out, "\n\t# http.hsts-start: raised step by step to %lld "
			 "(http.hsts-target). A location\n\t# with an "
			 "add_header of its own loses this line: repeat it "
			 "there.\n", (long long)p->http_hsts_target);
	text_printf(out, "\tadd_header Strict-Transport-Security \"%s\" "
			 "always;\n", emit_hsts(r, p, value));
}

static int write_files(struct text *out, const struct emit_request *r,
		       struct fault *f)
{
	if (directive(out, "root", r->root, f) < 0)
		return -1;
	text_add(out, "\tindex index.html;\n\n\tlocation / {\n"
		      "\t\ttry_files $uri $uri/ =404;\n\t}\n\n"
		      "\t# Hidden files (.git, .env) are nobody's "
		      "business.\n\tlocation ~ /\\.(?!well-known/) {\n"
		      "\t\treturn 404;\n\t}\n");
	return 0;
}

/* What the application is told is overwritten: a client cannot forge it. */
static void write_proxy(struct text *out, const struct emit_request *r)
{
	static const char *const headers[] = {
		"Host $host", "X-Real-IP $remote_addr",
		"X-Forwarded-For $remote_addr", "X-Forwarded-Proto https",
		"X-Forwarded-Host $host", "Connection \"\"",
	};
	size_t i;

	text_printf(out, "\tlocation / {\n\t\tproxy_pass %s;\n"
			 "\t\tproxy_http_version 1.1;\n", r->proxy);
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		text_printf(out, "\t\tproxy_set_header %s;\n", headers[i]);
	if (r->hsts)
		text_add(out, "\t\t# ours counts\n\t\tproxy_hide_header "
			      "Strict-Transport-Security;\n");
	text_add(out, "\t}\n");
}

static int write_secure(struct text *out, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	size_t i;

	text_add(out, "\n# The portal over https.\nserver {\n");
	write_listen_tls(out, r, "");
	text_add(out, "\tserver_name");
	for (i = 0; i < r->names->count; i++)
		text_printf(out, " %s", r->names->items[i].name);
	text_add(out, ";\n\tserver_tokens off;\n\n");
	if (write_certificate(out, r, f) < 0)
		return -1;
	text_add(out, "\n");
	if (!r->default_server && r->software.version < OWN_PROTOCOLS)
		text_add(out, "\t# Before 1.29.2 nginx takes protocols and "
			      "groups from the port's default\n\t# server: if "
			      "that is another block, it has to say the "
			      "same.\n");
	if (write_tls(out, r, p, f) < 0)
		return -1;
	write_hsts(out, r, p);
	text_add(out, "\n");
	if (r->proxy)
		write_proxy(out, r);
	else if (write_files(out, r, f) < 0)
		return -1;
	text_add(out, "}\n");
	return 0;
}

/*
 * The blocks for all other names. The second repeats the TLS settings, since
 * it is the one that nginx before 1.29.2 takes them from.
 */
static int write_default(struct text *out, const struct emit_request *r,
			 const struct policy *p, struct fault *f)
{
	bool reject = r->software.version >= REJECT_HANDSHAKE;

	text_add(out, "\n# Any other name over http: the connection is "
		      "closed.\nserver {\n");
	write_listen(out, r, r->http_port, " default_server");
	text_add(out, "\tserver_name _;\n\treturn 444;\n}\n\n"
		      "# Any other name over https: no handshake. The "
		      "settings are the portal's, since\n# nginx before "
		      "1.29.2 takes protocols and groups from this block.\n"
		      "server {\n");
	write_listen_tls(out, r, " default_server");
	text_add(out, "\tserver_name _;\n\n");
	if (reject)
		text_add(out, "\tssl_reject_handshake on;\n");
	else if (write_certificate(out, r, f) < 0)
		return -1;
	if (write_tls(out, r, p, f) < 0)
		return -1;
	if (!reject)
		text_add(out, "\n\treturn 444;\n");
	text_add(out, "}\n");
	return 0;
}

int emit_nginx(struct text *out, const struct emit_request *r,
	       const struct policy *p, struct fault *f)
{
	size_t i;

	write_head(out, r, p);
	for (i = 0; i < r->names->count; i++)
		if (write_plain(out, r, r->names->items[i].name, p, f) < 0)
			return -1;
	if (write_secure(out, r, p, f) < 0)
		return -1;
	if (r->default_server && write_default(out, r, p, f) < 0)
		return -1;
	return text_ok(out) ? 0 : fault_errno(f, _("cannot write the text"));
}

int emit_nginx_stage(struct stage *st, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	static const char *const folders[] = {
		"client_body", "proxy", "fastcgi", "uwsgi", "scgi",
	};
	struct text conf = { 0 };
	size_t i;
	int ret;

	(void)r;
	(void)p;
	/* given up rights are of no use to an instance on loopback */
	if (!st->uid)
		text_add(&conf, "user root root;\n");
	text_printf(&conf, "daemon off;\n"
		    "worker_processes 1;\npid %s/nginx.pid;\n"
		    "error_log stderr;\nevents { worker_connections 256; }\n"
		    "http {\n\taccess_log off;\n"
		    "\tserver_names_hash_bucket_size 512;\n", st->dir);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		text_printf(&conf, "\t%s_temp_path %s/%s;\n", folders[i],
			    st->dir, folders[i]);
	text_printf(&conf, "\tinclude %s;\n}\n", st->site);
	ret = stage_put(st, "nginx.conf", &conf, f);
	stage_test(st, "nginx", "-t", "-q", "-p", st->dir, "-c", "nginx.conf",
		   NULL);
	stage_run(st, "nginx", "-p", st->dir, "-c", "nginx.conf", NULL);
	return ret;
}
