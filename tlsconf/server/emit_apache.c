/* SPDX-License-Identifier: MIT */
/* emit_apache: virtual hosts for Apache httpd 2.4. */
#include "tlsconf/server/emit_apache.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "tlsconf/server/stage.h"

#define TLS13_APACHE SOFTWARE_VERSION(2, 4, 36)
#define TLS13_OPENSSL SOFTWARE_VERSION(1, 1, 1)
#define SECLEVEL SOFTWARE_VERSION(3, 0, 0)
#define ACME "/.well-known/acme-challenge/"

/* One line "\tNAME "PATH"". */
static int directive(struct text *out, const char *name, const char *path,
		     const char *behind, struct fault *f)
{
	if (emit_path(path, "\"\\%$", "Apache", f) < 0)
		return -1;
	text_printf(out, "\t%s \"%s%s\"\n", name, path, behind);
	return 0;
}

/* Both families, where one address each was not asked for. */
static void write_opening(struct text *out, const struct emit_request *r,
			  int port, const char *name)
{
	if (r->listen4)
		text_printf(out, "<VirtualHost %s:%d [%s]:%d>\n", r->listen4,
			    port, r->listen6, port);
	else
		text_printf(out, "<VirtualHost *:%d>\n", port);
	/* a ServerName cannot be a wildcard: "any" of it stands for it */
	text_printf(out, "\tServerName %s%s\n", *name == '*' ? "any" : "",
		    name + (*name == '*'));
}

static void write_folder(struct text *out, const char *path,
			 const char *behind)
{
	text_printf(out, "\t<Directory \"%s%s\">\n\t\tOptions None\n"
			 "\t\tAllowOverride None\n\t\tRequire all granted\n"
			 "\t</Directory>\n", path, behind);
}

/*
 * Apache has decoded the path and encodes it again; the query stays as it is.
 * The condition keeps out a Host that is not ours, also where this host is the
 * default one.
 */
static void write_redirect(struct text *out, const struct emit_request *r,
			   const char *name, int status)
{
	char port[EMIT_PORT];
	bool wildcard = *name == '*';
	struct text pattern = { 0 };

	emit_pattern(&pattern, name);
	text_printf(out, "\tRewriteEngine on\n"
		    "\tRewriteRule ^/\\.well-known/acme-challenge/ - [END]\n"
		    "\t# To the same name with path and query; who asks for "
		    "another name\n\t# is never sent anywhere.\n"
		    "\tRewriteCond %%{HTTP_HOST} \"^(%.*s)(:[0-9]+)?$\" [NC]\n"
		    "\tRewriteRule ^(/.*)$ \"https://%s%s$1\" [R=%d,END]\n"
		    "\tRewriteRule ^ - [R=421,END]\n",
		    (int)pattern.length - 2, text_get(&pattern) + 1,
		    wildcard ? "%1" : name,
		    emit_port(r->https_port, 443, port), status);
	out->failed |= pattern.failed;
	text_free(&pattern);
}

static int write_plain(struct text *out, const struct emit_request *r,
		       const char *name, const struct policy *p,
		       struct fault *f)
{
	text_printf(out, "\n# %s over http: only sends on to https "
			 "(http.redirect-status).\n", name);
	write_opening(out, r, r->http_port, name);
	if (*name == '*')
		text_printf(out, "\tServerAlias %s\n", name);
	text_add(out, "\n\t# A CA fetches its proof over http "
		      "(RFC 8555 section 8.3).\n");
	if (emit_path(r->acme_root, "\"\\%$", "Apache", f) < 0)
		return -1;
	text_printf(out, "\tAlias \"" ACME "\" \"%s" ACME "\"\n",
		    r->acme_root);
	write_folder(out, r->acme_root, ACME);
	write_redirect(out, r, name, (int)p->http_redirect_status);
	text_add(out, "</VirtualHost>\n");
	return 0;
}

static void write_protocols(struct text *out, int lowest, int highest)
{
	static const char *const names[] = {
		"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3",
	};
	int v;

	text_add(out, "\t# tls.version-min, tls.version-max\n"
		      "\tSSLProtocol -all");
	for (v = lowest; v <= highest; v++)
		text_printf(out, " +%s", names[v - 0x0301]);
	text_add(out, "\n");
}

static int write_tls(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	const struct software *s = &r->software;
	int lowest, highest;

	if (emit_versions(p, s->version >= TLS13_APACHE &&
			  s->openssl >= TLS13_OPENSSL, &lowest, &highest,
			  f) < 0)
		return -1;
	write_protocols(out, lowest, highest);
	if (lowest < 0x0304) {
		text_add(out, "\t# tls.ciphers, for TLS 1.2; the client "
			      "chooses\n\tSSLCipherSuite ");
		emit_list(out, &p->tls_ciphers, ":");
		if (lowest < 0x0303 && s->openssl >= SECLEVEL)
			text_add(out, ":@SECLEVEL=0");
		text_add(out, "\n\tSSLHonorCipherOrder off\n");
	}
	if (highest == 0x0304) {
		text_add(out, "\t# tls.ciphersuites, for TLS 1.3\n"
			      "\tSSLCipherSuite TLSv1.3 ");
		emit_list(out, &p->tls_ciphersuites, ":");
		text_add(out, "\n");
	}
	text_printf(out, "\t# tls.groups that the library has\n"
			 "\tSSLOpenSSLConfCmd %s ",
		    s->openssl >= TLS13_OPENSSL ? "Groups" : "Curves");
	if (emit_groups(out, p, s->openssl, f) < 0)
		return -1;
	text_printf(out, "\n\t# tls.session-tickets\n\tSSLSessionTickets %s\n",
		    p->tls_session_tickets ? "on" : "off");
	return 0;
}

static int write_certificate(struct text *out, const struct emit_request *r,
			     struct fault *f)
{
	size_t i;

	text_add(out, "\tSSLEngine on\n");
	for (i = 0; i < r->pair_count; i++)
		if (directive(out, "SSLCertificateFile", r->pairs[i].cert, "",
			      f) < 0 ||
		    directive(out, "SSLCertificateKeyFile", r->pairs[i].key,
			      "", f) < 0)
			return -1;
	if (r->stapling)
		text_add(out, "\t# the certificate names an OCSP responder\n"
			      "\tSSLUseStapling on\n");
	return 0;
}

static int write_content(struct text *out, const struct emit_request *r,
			 struct fault *f)
{
	if (r->proxy) {
		text_printf(out, "\tProxyPass / %s/\n\tProxyPassReverse / "
			    "%s/\n\tProxyPreserveHost on\n\tRequestHeader set "
			    "X-Forwarded-Proto https\n\tRequestHeader unset "
			    "X-Forwarded-For\n", r->proxy, r->proxy);
		return 0;
	}
	if (directive(out, "DocumentRoot", r->root, "", f) < 0)
		return -1;
	text_add(out, "\tDirectoryIndex index.html\n");
	write_folder(out, r->root, "");
	text_add(out, "\t# Hidden files (.git, .env) are nobody's business.\n"
		      "\tRedirectMatch 404 \"/\\.(?!well-known/)\"\n");
	return 0;
}

static int write_secure(struct text *out, const struct emit_request *r,
			const struct policy *p, struct fault *f)
{
	const struct san *names = r->names->items;
	char value[EMIT_HSTS];
	bool wildcard = *names[0].name == '*';
	size_t i;

	text_add(out, "\n# The portal over https.\n");
	write_opening(out, r, r->https_port, names[0].name);
	for (i = !wildcard; i < r->names->count; i++)
		text_printf(out, "\tServerAlias %s\n", names[i].name);
	text_add(out, "\t<IfModule http2_module>\n\t\tProtocols h2 http/1.1\n"
		      "\t</IfModule>\n\n");
	if (write_certificate(out, r, f) < 0 || write_tls(out, r, p, f) < 0)
		return -1;
	if (r->hsts)
		text_printf(out, "\n\t# http.hsts-start: raised step by step "
			    "to %lld (http.hsts-target)\n"
			    "\tHeader onsuccess unset "
			    "Strict-Transport-Security\n"
			    "\tHeader always set Strict-Transport-Security "
			    "\"%s\"\n", (long long)p->http_hsts_target,
			    emit_hsts(r, p, value));
	text_add(out, "\n");
	if (write_content(out, r, f) < 0)
		return -1;
	text_add(out, "</VirtualHost>\n");
	return 0;
}

/* First in the file: the first host of a port is its default. */
static int write_default(struct text *out, const struct emit_request *r,
			 const struct policy *p, struct fault *f)
{
	static const char refuse[] = "\tRewriteEngine on\n"
		"\tRewriteRule ^ - [R=421,END]\n</VirtualHost>\n";

	text_add(out, "\n# Any other name is sent nowhere. These have to be "
		      "the first of their ports, and\n# before 2.4.42 TLS "
		      "versions are taken from here.\n");
	write_opening(out, r, r->http_port, "other.invalid");
	text_add(out, refuse);
	write_opening(out, r, r->https_port, "other.invalid");
	if (write_certificate(out, r, f) < 0 || write_tls(out, r, p, f) < 0)
		return -1;
	text_add(out, refuse);
	return 0;
}

int emit_apache(struct text *out, const struct emit_request *r,
		const struct policy *p, struct fault *f)
{
	size_t i;

	emit_head(out, emit_find("apache", NULL), r, p);
	text_printf(out, "# Modules: ssl headers rewrite alias%s; http2 where "
			 "there is one. Ports: Listen %d,\n# Listen %d. Then: "
			 "apachectl configtest && apachectl graceful\n",
		    r->proxy ? " proxy proxy_http" : " dir", r->http_port,
		    r->https_port);
	if (r->stapling)
		text_add(out, "SSLStaplingCache shmcb:khien_stapling(65536)\n");
	if (r->default_server && write_default(out, r, p, f) < 0)
		return -1;
	for (i = 0; i < r->names->count; i++)
		if (write_plain(out, r, r->names->items[i].name, p, f) < 0)
			return -1;
	return write_secure(out, r, p, f);
}

/* ---- the throw-away instance ---- */

static const char *find_modules(void)
{
	static const char *const places[] = {
		"/usr/lib/apache2/modules", "/usr/lib64/httpd/modules",
		"/usr/lib/httpd/modules", "/usr/local/apache2/modules",
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!access(places[i], X_OK))
			return places[i];
	return NULL;
}

static void load_modules(struct text *conf, const char *folder)
{
	static const char *const modules[] = {
		"mpm_event", "unixd", "log_config", "authz_core", "dir",
		"alias", "rewrite", "headers", "socache_shmcb", "ssl",
		"http2", "proxy", "proxy_http",
	};
	char path[256];
	size_t i;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		snprintf(path, sizeof(path), "%s/mod_%s.so", folder,
			 modules[i]);
		if (!access(path, R_OK))
			text_printf(conf, "<IfModule !%s_module>\nLoadModule "
				    "%s_module %s\n</IfModule>\n", modules[i],
				    modules[i], path);
	}
}

int emit_apache_stage(struct stage *st, const struct emit_request *r,
		      const struct policy *p, struct fault *f)
{
	const char *folder = find_modules();
	const char *program = !access("/usr/sbin/apache2", X_OK) ? "apache2" :
			      "httpd";
	const int ports[] = { r->http_port, r->https_port };
	struct text conf = { 0 };
	size_t i;
	int ret;

	(void)p;
	if (!folder)
		return fault_set(f, _("no modules of Apache are installed "
				      "here"));
	text_printf(&conf, "ServerRoot %s\nDefaultRuntimeDir %s\n"
		    "PidFile %s/apache.pid\nErrorLog /dev/stderr\n"
		    "ServerName localhost\n", st->dir, st->dir, st->dir);
	load_modules(&conf, folder);
	/* it does not serve as root */
	if (!st->uid)
		text_add(&conf, "User nobody\nGroup #65534\n");
	for (i = 0; i < 2; i++)
		text_printf(&conf, "Listen %s:%d\nListen [%s]:%d\n",
			    st->listen4, ports[i], st->listen6, ports[i]);
	text_printf(&conf, "StartServers 1\nInclude %s\n", st->site);
	ret = stage_put(st, "apache.conf", &conf, f);
	stage_test(st, program, "-t", "-d", st->dir, "-f", "apache.conf",
		   NULL);
	stage_run(st, program, "-d", st->dir, "-f", "apache.conf",
		  "-DFOREGROUND", NULL);
	return ret;
}
