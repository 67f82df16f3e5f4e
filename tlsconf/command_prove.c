/* SPDX-License-Identifier: MIT */
/* command_prove: tries a configuration on a throw-away instance. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/proof.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/server/backend.h"
#include "tlsconf/server/loopback.h"

#define LISTEN4 "127.0.0.1"
#define LISTEN6 "::1"
#define ASK_SECONDS 10

const char command_prove_text[] = N_(
"Starts the installed server with the configuration that emit writes, as a\n"
"throw-away instance: on free ports of 127.0.0.1 and [::1], with folders of\n"
"its own. The server that is in service is not touched. Then asks it over IPv4\n"
"and IPv6, with and without the name: every TLS version, cipher and group,\n"
"redirect, HSTS, ACME's challenge, names that are not yours. Findings are what\n"
"differs from the policy.\n"
"\n"
"  khien-tlsconf prove nginx --name dichvucong.example.gov.vn \\\n"
"      --cert /etc/ssl/portal.pem --key /etc/ssl/private/portal.key \\\n"
"      --root /srv/www/portal --default-server\n"
"  khien-tlsconf prove nginx --name dichvucong.example.gov.vn \\\n"
"      --config /etc/nginx/conf.d/portal.conf\n"
"\n"
"With --config the file is tried as it is, on its own ports and paths, in a\n"
"network that has nothing but loopback.\n");

/* ---- before it starts ---- */

static int put_page(struct proof *p, const char *name, const char *content)
{
	struct text t = { 0 };

	text_printf(&t, "%s\n", content);
	return stage_put(&p->stage, name, &t, &p->c->fault);
}

/* The stand-in for the application, where the configuration looks for it. */
static int open_backend(struct proof *p)
{
	int port = p->config ? p->site->proxy_port : 0;

	if (!p->request.proxy)
		return 0;
	p->backend = backend_open(p->prove.base, &port, PROVE_TOKEN,
				  &p->c->fault);
	if (!p->backend)
		return -1;
	if (!p->config) {
		snprintf(p->proxy, sizeof(p->proxy), "http://127.0.0.1:%d",
			 port);
		p->request.proxy = p->proxy;
	}
	return 0;
}

/* HAProxy looks for the key beside the certificate: no key is copied. */
static int link_pairs(struct proof *p)
{
	struct emit_request *r = &p->request;
	char name[32], beside[40];
	size_t i;

	for (i = 0; p->site->emitter->one_pem && i < r->pair_count; i++) {
		snprintf(name, sizeof(name), "pair%zu.pem", i);
		snprintf(beside, sizeof(beside), "%s.key", name);
		if (stage_link(&p->stage, name, r->pairs[i].cert,
			       &p->c->fault) < 0 ||
		    stage_link(&p->stage, beside, r->pairs[i].key,
			       &p->c->fault) < 0)
			return -1;
		snprintf(p->pairs[i], sizeof(p->pairs[i]), "%s/%s",
			 p->stage.dir, name);
		r->pairs[i].cert = p->pairs[i];
	}
	return 0;
}

/* The request as emit had it, but for ports, paths and where it listens. */
static int write_site(struct proof *p)
{
	struct emit_request *r = &p->request;
	struct text text = { 0 };

	snprintf(p->root, sizeof(p->root), "%s/root", p->stage.dir);
	snprintf(p->acme, sizeof(p->acme), "%s/acme", p->stage.dir);
	r->listen4 = LISTEN4;
	r->listen6 = LISTEN6;
	r->http_port = loopback_port(&p->c->fault);
	r->https_port = loopback_port(&p->c->fault);
	/* whose responder would be asked over the network */
	r->stapling = false;
	if (r->root)
		r->root = p->root;
	r->acme_root = p->acme;
	if (!r->http_port || !r->https_port || link_pairs(p) < 0 ||
	    put_page(p, "root/index.html", PROVE_TOKEN) < 0 ||
	    put_page(p, "acme/.well-known/acme-challenge/" PROVE_TOKEN,
		     PROVE_TOKEN) < 0 ||
	    p->site->emitter->write(&text, r, p->c->policy,
				    &p->c->fault) < 0) {
		text_free(&text);
		return -1;
	}
	return stage_put(&p->stage, "site.conf", &text, &p->c->fault);
}

static int take_config(struct proof *p)
{
	char *path = realpath(p->config, NULL);
	int n;

	if (!path)
		return fault_errno(&p->c->fault, _("cannot read %s"),
				   p->config);
	n = snprintf(p->stage.site, sizeof(p->stage.site), "%s", path);
	free(path);
	return n < (int)sizeof(p->stage.site) ? 0 :
	       fault_set(&p->c->fault, _("the path '%.40s…' is too long"),
			 p->config);
}

static int set_up(struct proof *p)
{
	struct cli *c = p->c;
	const char *ca = cli_value(c, "ca-file");
	bool system = cli_flag(c, "system-roots");
	const char *any_ca = p->request.pairs[0].cert;

	if (ca && system)
		return fault_set(&c->fault, _("--ca-file and --system-roots "
					      "exclude each other"));
	if (!p->site->emitter->stage)
		return fault_set(&c->fault, _("%s cannot be run here"),
				 p->site->emitter->name);
	if (p->config && loopback_alone(&c->fault) < 0)
		return -1;
	p->prove.base = event_base_new();
	if (!p->prove.base)
		return fault_set(&c->fault, _("out of memory"));
	if ((ca || system) &&
	    !(p->prove.store = chain_store(ca, &c->fault)))
		return -1;
	/* chain_store() judges; here any file will do, a small one best */
	p->prove.fetcher = fetch_open(p->prove.base, ca ? ca : any_ca,
				      &c->fault);
	if (!p->prove.fetcher || stage_begin(&p->stage, &c->fault) < 0 ||
	    open_backend(p) < 0)
		return -1;
	p->stage.listen4 = LISTEN4;
	p->stage.listen6 = LISTEN6;
	if ((p->config ? take_config(p) : write_site(p)) < 0)
		return -1;
	p->prove.http_port = p->request.http_port;
	p->prove.https_port = p->request.https_port;
	p->prove.now = c->now;
	p->prove.seconds = ASK_SECONDS;
	return p->site->emitter->stage(&p->stage, &p->request, c->policy,
				       &c->fault);
}

static int run(struct proof *p)
{
	const int ports[] = { p->request.http_port, p->request.https_port, 0 };
	int ok = proof_syntax(p);

	if (ok <= 0)
		return ok;
	if (stage_start(&p->stage, ports, p->site->emitter->patience,
			&p->c->fault) < 0 || proof_address(p, LISTEN4) < 0 ||
	    proof_address(p, LISTEN6) < 0) {
		if (!stage_gave_up(&p->stage, &p->c->fault))
			return -1;
		return proof_gave_up(p);
	}
	return 0;
}

static void tear_down(struct proof *p)
{
	stage_end(&p->stage);
	backend_close(p->backend);
	fetch_close(p->prove.fetcher);
	X509_STORE_free(p->prove.store);
	if (p->prove.base)
		event_base_free(p->prove.base);
	report_free(&p->report);
}

int command_prove(struct cli *c)
{
	struct command_site site = { 0 };
	struct proof p = { .c = c, .site = &site };
	char title[64], version[SOFTWARE_TEXT];
	int ret = -1;

	p.config = cli_value(c, "config");
	if (command_site_read(c, &site, p.config != NULL) < 0)
		goto out;
	p.request = site.request;
	snprintf(title, sizeof(title), "%s %s", site.emitter->name,
		 software_format(p.request.software.version, version));
	report_init(&p.report, title, c->policy, c->now);
	if (proof_server(&p) < 0)
		goto out;
	stage_heed_signals();
	if (set_up(&p) < 0 || run(&p) < 0)
		goto out;
	if (stage_interrupted(&c->fault))
		goto out;
	if (!report_ok(&p.report))
		fault_set(&c->fault, _("out of memory"));
	else
		ret = cli_report(c, &p.report, 1);
out:
	tear_down(&p);
	command_site_free(&site);
	return ret;
}
