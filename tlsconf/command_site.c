/* SPDX-License-Identifier: MIT */
/* command_site: see command_site.h. */
#include "tlsconf/command_site.h"

#include <ctype.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "lang.h"
#include "net/url.h"
#include "tlsconf/command.h"
#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/key.h"

#define HSTS_MAX (10LL * 365 * 86400)

/* server_names_hash_bucket_size is 64 unless set: 46 bytes fit into one. */
#define NGINX_NAME_MAX 46

#define SITE_OPTIONS \
	{ "name", "NAME", N_("a name of the portal, wildcards too"), \
	  CLI_REPEAT | CLI_REQUIRED }, \
	{ "cert", "FILE", N_("its certificate, the chain behind it; twice " \
			     "for RSA and ECDSA"), CLI_REPEAT }, \
	{ "key", "FILE", N_("the certificate's private key; one for each " \
			    "--cert, in the same order"), CLI_REPEAT }, \
	{ "root", "DIR", N_("the folder that is served"), 0 }, \
	{ "proxy", "URL", N_("or the application behind: " \
			     "http://127.0.0.1:8080"), 0 }, \
	{ "acme-root", "DIR", N_("the folder of .well-known/acme-challenge; " \
				 "else that of --root"), 0 }, \
	{ "default-server", NULL, N_("also reject all other names on these " \
				     "ports; once per server"), 0 }, \
	{ "hsts", "DURATION", N_("HSTS max-age; else the policy's start; 0 " \
				 "leaves it out"), 0 }, \
	{ "http-port", "PORT", N_("instead of 80"), 0 }, \
	{ "https-port", "PORT", N_("instead of 443"), 0 }, \
	{ "server-version", "VERSION", N_("write for this version; else for " \
					  "the one installed"), 0 }, \
	{ "openssl-version", "VERSION", N_("of the library it is linked " \
					   "with"), 0 }

const struct cli_option command_emit_options[] = {
	SITE_OPTIONS,
	{ "out", "FILE", N_("the new file; else standard output"), 0 },
	{ 0 }
};

const struct cli_option command_prove_options[] = {
	SITE_OPTIONS,
	{ "config", "FILE", N_("prove this file, as emit wrote it, in place of "
			       "writing one"), 0 },
	{ "ca-file", "FILE", N_("judge trust by the roots in FILE"), 0 },
	{ "system-roots", NULL, N_("judge trust by the system's roots"), 0 },
	{ 0 }
};

/* Makes PATH absolute: a server reads it from another folder than we. */
static int absolute(const char *path, char out[EMIT_PATH], struct fault *f)
{
	char cwd[EMIT_PATH] = "";
	int n;

	/* of another machine: "C:\\inetpub" */
	if (isalpha((unsigned char)*path) && path[1] == ':' && path[2] == '\\') {
		snprintf(out, EMIT_PATH, "%s", path);
		return 0;
	}
	if (!*path)
		return fault_set(f, _("a path is empty"));
	if (*path != '/' && !getcwd(cwd, sizeof(cwd)))
		return fault_errno(f, _("cannot tell the current folder"));
	while (!strncmp(path, "./", 2))
		path += 2;
	n = snprintf(out, EMIT_PATH, "%s%s%s", cwd, *cwd ? "/" : "", path);
	if (n >= EMIT_PATH)
		return fault_set(f, _("the path '%.40s…' is too long"), path);
	return 0;
}

/* What is written for: given, installed, or assumed, in this order. */
static int read_software(struct cli *c, const struct emitter *e,
			 struct software *s)
{
	const char *version = cli_value(c, "server-version");
	const char *openssl = cli_value(c, "openssl-version");
	int found = 0;

	if (!version) {
		found = e->detect ? e->detect(s, &c->fault) : 0;
		if (found < 0)
			return -1;
	}
	if (!found)
		*s = e->assumed;
	if (version && software_parse_version(version, &s->version,
					      &c->fault) < 0)
		return -1;
	if (openssl && e->no_openssl)
		return fault_set(&c->fault, _("%s has a TLS library of its "
				 "own, not OpenSSL"), e->name);
	if (openssl && software_parse_version(openssl, &s->openssl,
					      &c->fault) < 0)
		return -1;
	if (!version && !found)
		cli_warn(c, _("no %s is installed here: written for the "
			      "oldest that is still in use; see "
			      "--server-version"), e->name);
	else if (version && !openssl && !e->no_openssl)
		cli_warn(c, _("--openssl-version is not given: OpenSSL 1.1.1 "
			      "is assumed"));
	if (s->version < e->oldest.version ||
	    (s->openssl && s->openssl < e->oldest.openssl)) {
		char v[SOFTWARE_TEXT], o[SOFTWARE_TEXT];

		if (e->no_openssl)
			return fault_set(&c->fault, _("%s before %s is too old "
					 "to be written for"), e->name,
					 software_format(e->oldest.version,
							 v));
		return fault_set(&c->fault, _("%s before %s, or OpenSSL before "
				 "%s, is too old to be written for"), e->name,
				 software_format(e->oldest.version, v),
				 software_format(e->oldest.openssl, o));
	}
	return 0;
}

static int read_port(struct cli *c, const char *option, int *port)
{
	int64_t n = *port;

	if (cli_number(c, option, 1, 65535, &n) < 0)
		return -1;
	*port = (int)n;
	return 0;
}

static int read_names(struct cli *c, struct san_list *l, bool nginx)
{
	size_t i, count;
	const char *const *values = cli_values(c, "name", &count);

	for (i = 0; i < count; i++)
		if (san_add_name(l, values[i], &c->fault) < 0)
			return -1;
	for (i = 0; nginx && i < l->count; i++)
		if (strlen(l->items[i].name) > NGINX_NAME_MAX)
			cli_warn(c, _("%s is long: nginx may want "
				      "'server_names_hash_bucket_size 128;' "
				      "inside http { }"), l->items[i].name);
	return 0;
}

/* "http://127.0.0.1:8080", in one spelling. */
static int read_proxy(struct cli *c, struct command_site *s)
{
	const char *value = cli_value(c, "proxy");
	struct url u;

	if (!value)
		return 0;
	if (url_parse(value, &u) < 0 || u.https ||
	    (*u.path && strcmp(u.path, "/")) ||
	    u.host[strspn(u.host, "abcdefghijklmnopqrstuvwxyz0123456789.:-_")])
		return fault_set(&c->fault, _("--proxy: '%s' is not like "
				 "http://127.0.0.1:8080"), value);
	snprintf(s->proxy, sizeof(s->proxy), strchr(u.host, ':') ?
		 "http://[%s]:%u" : "http://%s:%u", u.host, u.port);
	s->proxy_port = u.port;
	s->request.proxy = s->proxy;
	return 0;
}

static int read_path(struct cli *c, const char *option, const char *value,
		     char path[EMIT_PATH], const char **out)
{
	if (!value)
		return 0;
	if (absolute(value, path, &c->fault) < 0)
		return fault_context(&c->fault, "--%s", option);
	*out = path;
	return 0;
}

static int read_pairs(struct cli *c, struct command_site *s)
{
	size_t i, keys, count;
	const char *const *cert = cli_values(c, "cert", &count);
	const char *const *key = cli_values(c, "key", &keys);

	if (count != keys)
		return fault_set(&c->fault, _("%zu of --cert, but %zu of "
				 "--key: each certificate has its key"),
				 count, keys);
	if (count > EMIT_PAIRS)
		return fault_set(&c->fault, _("at most %d certificates: one "
				 "with RSA, one with ECDSA"), EMIT_PAIRS);
	for (i = 0; i < count; i++) {
		struct emit_pair *p = &s->request.pairs[i];

		p->type = s->types[i];
		if (read_path(c, "cert", cert[i],
			      s->paths[COMMAND_SITE_CERT + i], &p->cert) < 0 ||
		    read_path(c, "key", key[i],
			      s->paths[COMMAND_SITE_KEY + i], &p->key) < 0)
			return -1;
	}
	s->request.pair_count = count;
	return 0;
}

static int read_paths(struct cli *c, struct command_site *s, bool bare)
{
	struct emit_request *r = &s->request;
	const char *root = cli_value(c, "root");
	const char *acme = cli_value(c, "acme-root");

	if (read_pairs(c, s) < 0 || read_proxy(c, s) < 0 ||
	    read_path(c, "root", root, s->paths[COMMAND_SITE_ROOT],
		      &r->root) < 0 ||
	    read_path(c, "acme-root", acme ? acme : root,
		      s->paths[COMMAND_SITE_ACME], &r->acme_root) < 0)
		return -1;
	if (bare)
		return 0;
	if (!r->pair_count)
		return fault_set(&c->fault, _("--cert and --key are missing"));
	if (!r->root == !r->proxy)
		return fault_set(&c->fault, _("one of --root and --proxy was "
					      "expected"));
	if (s->emitter->no_files && !r->proxy)
		return fault_set(&c->fault, _("%s serves no files: name the "
				 "application behind it with --proxy"),
				 s->emitter->name);
	if (!r->acme_root && !s->emitter->no_files)
		return fault_set(&c->fault, _("with --proxy, --acme-root is "
					      "needed, too"));
	return 0;
}

static int read_request(struct cli *c, struct command_site *s)
{
	struct emit_request *r = &s->request;

	r->http_port = 80;
	r->https_port = 443;
	r->default_server = cli_flag(c, "default-server");
	r->hsts = c->policy->http_hsts_start;
	if (cli_duration(c, "hsts", &r->hsts) < 0 ||
	    read_port(c, "http-port", &r->http_port) < 0 ||
	    read_port(c, "https-port", &r->https_port) < 0)
		return -1;
	if (r->hsts < 0 || r->hsts > HSTS_MAX)
		return fault_set(&c->fault, _("--hsts: from 0 to 3650d was "
					      "expected"));
	if (r->http_port == r->https_port)
		return fault_set(&c->fault, _("http and https cannot share "
					      "port %d"), r->http_port);
	return read_software(c, s->emitter, &r->software);
}

/*
 * The kind of the key, and whether an OCSP responder is named (RFC 5280
 * section 4.2.2.1). A certificate may as well come later, so that one that
 * cannot be read is passed over here.
 */
static void see_certificate(struct emit_request *r, size_t i, char type[16])
{
	const struct bundle_item *item;
	STACK_OF(OPENSSL_STRING) *responders;
	struct bundle b;
	int bits;

	if (access(r->pairs[i].cert, R_OK) < 0)
		return;
	if (!bundle_read(&b, r->pairs[i].cert, NULL) &&
	    bundle_find(&b, BUNDLE_CERT, &item)) {
		key_describe(X509_get0_pubkey(item->cert), type, &bits);
		responders = X509_get1_ocsp(item->cert);
		r->stapling = r->stapling || sk_OPENSSL_STRING_num(responders) > 0;
		X509_email_free(responders);
	}
	bundle_free(&b);
}

int command_site_read(struct cli *c, struct command_site *s, bool bare)
{
	struct emit_request *r = &s->request;
	size_t i;

	s->emitter = emit_find(c->args[0], &c->fault);
	if (!s->emitter ||
	    read_names(c, &s->names, !strcmp(s->emitter->name, "nginx")) < 0 ||
	    read_paths(c, s, bare) < 0 || read_request(c, s) < 0)
		return -1;
	r->names = &s->names;
	for (i = 0; s->emitter->one_pem && !bare && i < r->pair_count; i++)
		if (strcmp(r->pairs[i].cert, r->pairs[i].key))
			cli_warn(c, _("%s wants the key in the file of the "
				      "certificate, or as %s.key beside it"),
				 s->emitter->name, r->pairs[i].cert);
	for (i = 0; i < r->pair_count; i++)
		see_certificate(r, i, s->types[i]);
	return 0;
}

void command_site_free(struct command_site *s)
{
	san_free(&s->names);
}
