/* SPDX-License-Identifier: MIT */
/* command_emit: writes a server's configuration from the policy. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "lang.h"
#include "text.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/inspect.h"
#include "tlsconf/server/emit.h"

#define HSTS_MAX (10LL * 365 * 86400)

/* server_names_hash_bucket_size is 64 unless set: 46 bytes fit into one. */
#define NGINX_NAME_MAX 46

const struct cli_option command_emit_options[] = {
	{ "name", "NAME", N_("a name of the portal, wildcards too"),
	  CLI_REPEAT | CLI_REQUIRED },
	{ "cert", "FILE", N_("its certificate, the chain behind it"),
	  CLI_REQUIRED },
	{ "key", "FILE", N_("the certificate's private key"), CLI_REQUIRED },
	{ "root", "DIR", N_("the folder that is served"), CLI_REQUIRED },
	{ "acme-root", "DIR", N_("the folder of .well-known/acme-challenge; "
				 "else that of --root"), 0 },
	{ "default-server", NULL, N_("also reject all other names on these "
				     "ports; once per server"), 0 },
	{ "hsts", "DURATION", N_("HSTS max-age; else the policy's start; 0 "
				 "leaves it out"), 0 },
	{ "http-port", "PORT", N_("instead of 80"), 0 },
	{ "https-port", "PORT", N_("instead of 443"), 0 },
	{ "server-version", "VERSION", N_("write for this version; else for "
					  "the one installed"), 0 },
	{ "openssl-version", "VERSION", N_("of the library it is linked "
					   "with"), 0 },
	{ "out", "FILE", N_("the new file; else standard output"), 0 },
	{ 0 }
};

const char command_emit_text[] = N_(
"Writes a complete configuration for a web server: TLS as the policy wants\n"
"it, a redirect from port 80 that keeps path and query and leaves ACME's\n"
"challenges alone, HSTS that starts small, IPv4 and IPv6.\n"
"\n"
"  khien-tlsconf emit nginx --name dichvucong.example.gov.vn \\\n"
"      --cert /etc/ssl/portal.pem --key /etc/ssl/private/portal.key \\\n"
"      --root /srv/www/portal --out /etc/nginx/conf.d/portal.conf\n"
"  nginx -t && nginx -s reload\n"
"\n"
"Where the port has no default server yet, add --default-server: it turns\n"
"away requests for names that are not yours.\n");

/* Makes PATH absolute: a server reads it from another folder than we. */
static int absolute(const char *path, char out[EMIT_PATH], struct fault *f)
{
	char cwd[EMIT_PATH] = "";
	int n;

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
		found = e->detect(s, &c->fault);
		if (found < 0)
			return -1;
	}
	if (!found)
		*s = e->assumed;
	if (version && software_parse_version(version, &s->version,
					      &c->fault) < 0)
		return -1;
	if (openssl && software_parse_version(openssl, &s->openssl,
					      &c->fault) < 0)
		return -1;
	if (!version && !found)
		cli_warn(c, _("no %s is installed here: written for the "
			      "oldest that is still in use; see "
			      "--server-version"), e->name);
	else if (version && !openssl)
		cli_warn(c, _("--openssl-version is not given: OpenSSL 1.1.1 "
			      "is assumed"));
	if (s->version < e->oldest.version ||
	    (s->openssl && s->openssl < e->oldest.openssl)) {
		char v[SOFTWARE_TEXT], o[SOFTWARE_TEXT];

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

static int read_names(struct cli *c, struct san_list *l)
{
	size_t i, count;
	const char *const *values = cli_values(c, "name", &count);

	for (i = 0; i < count; i++)
		if (san_add_name(l, values[i], &c->fault) < 0)
			return -1;
	for (i = 0; i < l->count; i++)
		if (strlen(l->items[i].name) > NGINX_NAME_MAX)
			cli_warn(c, _("%s is long: nginx may want "
				      "'server_names_hash_bucket_size 128;' "
				      "inside http { }"), l->items[i].name);
	return 0;
}

static int read_paths(struct cli *c, struct emit_request *r,
		      char paths[4][EMIT_PATH])
{
	static const char *const options[4] = {
		"cert", "key", "root", "acme-root",
	};
	int i;

	for (i = 0; i < 4; i++) {
		const char *value = cli_value(c, options[i]);

		if (!value)	/* only --acme-root may be missing */
			value = cli_value(c, "root");
		if (absolute(value, paths[i], &c->fault) < 0)
			return fault_context(&c->fault, "--%s", options[i]);
	}
	r->cert = paths[0];
	r->key = paths[1];
	r->root = paths[2];
	r->acme_root = paths[3];
	return 0;
}

/* Each finding that is bad, as a warning: nginx -t will not say so clearly. */
static int warn_of(struct cli *c, const struct inspect *in)
{
	struct report r;
	size_t i;
	int ret = 0;

	report_init(&r, "emit", c->policy, c->now);
	inspect_judge(in, &r);
	for (i = 0; i < r.count; i++) {
		const struct finding *d = &r.findings[i];

		if (d->verdict != VERDICT_PASS && !d->because)
			cli_warn(c, _("%s: not so: %s (%s) [%s]"), d->subject,
				 _(d->check->title), d->observed,
				 d->check->id);
	}
	if (!report_ok(&r))
		ret = fault_set(&c->fault, _("out of memory"));
	report_free(&r);
	return ret;
}

/* Names that the certificate does not stand for, each as a warning. */
static void warn_of_names(struct cli *c, const struct inspect *in,
			  const struct san_list *names)
{
	char name[SAN_NAME];
	size_t i;

	for (i = 0; i < names->count && in->cert_count; i++) {
		snprintf(name, sizeof(name), "%s", names->items[i].name);
		if (name[0] == '*')	/* any label will do in its place */
			name[0] = 'x';
		if (!cert_stands_for(in->certs[0].item->cert, name))
			cli_warn(c, _("%s: it does not stand for %s "
				      "[tls.cert-name]"), in->certs[0].subject,
				 names->items[i].name);
	}
}

/*
 * Looks at certificate and key where they are there already and may be read;
 * they may as well come later.
 */
static int look_at_files(struct cli *c, const struct emit_request *r)
{
	char *const paths[] = { (char *)r->cert, (char *)r->key };
	const struct inspect_wanted wanted = { .now = c->now };
	struct inspect in = { 0 };
	size_t i;
	int ret;

	if (access(r->cert, R_OK) < 0 || access(r->key, R_OK) < 0)
		return 0;
	ret = inspect_read(&in, paths, 2, &wanted, &c->fault);
	for (i = 0; !ret && i < in.count; i++)
		if (in.files[i].bundle.der) {
			ret = fault_set(&c->fault, _("%s: it is DER, but "
					"servers read PEM"), paths[i]);
			fault_hint(&c->fault, _("openssl x509 (or pkey) "
					"-inform DER -in FILE -out FILE.pem"));
		}
	if (!ret)
		ret = warn_of(c, &in);
	if (!ret)
		warn_of_names(c, &in, r->names);
	inspect_free(&in);
	return ret;
}

static int read_request(struct cli *c, const struct emitter *e,
			struct emit_request *r)
{
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
	return read_software(c, e, &r->software);
}

int command_emit(struct cli *c)
{
	const struct emitter *e = emit_find(c->args[0], &c->fault);
	const char *out = cli_value(c, "out");
	struct san_list names = { 0 };
	struct emit_request r = {
		.names = &names, .http_port = 80, .https_port = 443,
	};
	char paths[4][EMIT_PATH];
	struct text text = { 0 };
	int ret = -1;

	if (!e || read_names(c, &names) < 0 || read_paths(c, &r, paths) < 0 ||
	    read_request(c, e, &r) < 0)
		goto out;
	if (!out)
		out = "-";
	if (command_may_replace(out, emit_mark, true, &c->fault) < 0 ||
	    look_at_files(c, &r) < 0 ||
	    e->write(&text, &r, c->policy, &c->fault) < 0 ||
	    command_put(c, e->name, out, text_get(&text)) < 0)
		goto out;
	ret = 0;
out:
	text_free(&text);
	san_free(&names);
	return ret;
}
