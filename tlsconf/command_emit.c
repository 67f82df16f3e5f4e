/* SPDX-License-Identifier: MIT */
/* command_emit: writes a server's configuration from the policy. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/command_site.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/inspect.h"

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
"The servers are nginx, apache, haproxy, lighttpd, caddy, tomcat (server.xml),\n"
"tomcat-web (the web.xml that goes with it) and iis (PowerShell). With two\n"
"pairs of --cert and --key, old clients get the certificate they know.\n"
"khien-tlsconf prove tries what is written here on a throw-away instance.\n"
"\n"
"Where the port has no default server yet, add --default-server: it turns\n"
"away requests for names that are not yours.\n");

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
static int look_at_pair(struct cli *c, const struct emit_request *r,
			const struct emit_pair *pair)
{
	char *const paths[] = { (char *)pair->cert, (char *)pair->key };
	const struct inspect_wanted wanted = { .now = c->now };
	struct inspect in = { 0 };
	size_t i;
	int ret;

	if (access(pair->cert, R_OK) < 0 || access(pair->key, R_OK) < 0)
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

int command_emit(struct cli *c)
{
	const char *out = cli_value(c, "out");
	struct command_site site = { 0 };
	struct text text = { 0 };
	const struct emitter *e;
	int ret = -1;
	size_t i;

	if (command_site_read(c, &site, false) < 0)
		goto out;
	e = site.emitter;
	if (!out)
		out = "-";
	if (command_may_replace(out, e->mark, true, &c->fault) < 0)
		goto out;
	for (i = 0; i < site.request.pair_count; i++)
		if (look_at_pair(c, &site.request, &site.request.pairs[i]) < 0)
			goto out;
	if (e->write(&text, &site.request, c->policy, &c->fault) < 0)
		goto out;
	if (!text_ok(&text))
		fault_set(&c->fault, _("out of memory"));
	else
		ret = command_put(c, e->name, out, text_get(&text));
out:
	text_free(&text);
	command_site_free(&site);
	return ret;
}
