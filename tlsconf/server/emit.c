/* SPDX-License-Identifier: MIT */
/* emit: the table of servers, and what their emitters share. */
#include "tlsconf/server/emit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lang.h"
#include "tlsconf/server/emit_apache.h"
#include "tlsconf/server/emit_caddy.h"
#include "tlsconf/server/emit_haproxy.h"
#include "tlsconf/server/emit_iis.h"
#include "tlsconf/server/emit_lighttpd.h"
#include "tlsconf/server/emit_nginx.h"
#include "tlsconf/server/emit_tomcat.h"

static const char emit_mark_xml[] = "<!-- Written by khien-tlsconf emit";
const char emit_mark[] = "# Written by khien-tlsconf emit";

/*
 * Assumed is what the oldest distributions still in service have; what is
 * written for it loads in all later ones.
 */
static const struct emitter emitters[] = {
	{
		.name = "nginx",
		.mark = emit_mark,
		.assumed = { SOFTWARE_VERSION(1, 18, 0),
			     SOFTWARE_VERSION(1, 1, 1), true },
		.oldest = { SOFTWARE_VERSION(1, 13, 0),
			    SOFTWARE_VERSION(1, 0, 2), false },
		.detect = software_detect_nginx,
		.write = emit_nginx,
		.stage = emit_nginx_stage,
		.patience = 10,
	},
	{
		.name = "apache",
		.mark = emit_mark,
		.assumed = { SOFTWARE_VERSION(2, 4, 41),
			     SOFTWARE_VERSION(1, 1, 1), true },
		.oldest = { SOFTWARE_VERSION(2, 4, 17),
			    SOFTWARE_VERSION(1, 0, 2), false },
		.detect = software_detect_apache,
		.write = emit_apache,
		.stage = emit_apache_stage,
		.patience = 10,
	},
	{
		.name = "haproxy",
		.mark = emit_mark,
		.assumed = { SOFTWARE_VERSION(2, 2, 9),
			     SOFTWARE_VERSION(1, 1, 1), true },
		.oldest = { SOFTWARE_VERSION(2, 2, 0),
			    SOFTWARE_VERSION(1, 1, 0), false },
		.detect = software_detect_haproxy,
		.write = emit_haproxy,
		.stage = emit_haproxy_stage,
		.no_files = true,
		.one_pem = true,
		.patience = 10,
	},
	{
		.name = "lighttpd",
		.mark = emit_mark,
		.assumed = { SOFTWARE_VERSION(1, 4, 59),
			     SOFTWARE_VERSION(1, 1, 1), true },
		.oldest = { SOFTWARE_VERSION(1, 4, 56),
			    SOFTWARE_VERSION(1, 1, 0), false },
		.detect = software_detect_lighttpd,
		.write = emit_lighttpd,
		.stage = emit_lighttpd_stage,
		.patience = 10,
	},
	{
		.name = "caddy",
		.mark = emit_mark,
		.assumed = { .version = SOFTWARE_VERSION(2, 6, 2) },
		.oldest = { .version = SOFTWARE_VERSION(2, 5, 0) },
		.detect = software_detect_caddy,
		.write = emit_caddy,
		.stage = emit_caddy_stage,
		.no_openssl = true,
		.tickets_rotate = true,
		.hybrid_since = SOFTWARE_VERSION(2, 10, 0),
		.harmless = "automatic HTTPS is completely disabled",
		.patience = 15,
	},
	{
		.name = "tomcat",
		.mark = emit_mark_xml,
		.assumed = { .version = SOFTWARE_VERSION(9, 0, 31) },
		.oldest = { .version = SOFTWARE_VERSION(9, 0, 0) },
		.detect = software_detect_tomcat,
		.write = emit_tomcat,
		.stage = emit_tomcat_stage,
		.no_openssl = true,
		.patience = 60,
	},
	{
		.name = "tomcat-web",
		.mark = emit_mark_xml,
		.assumed = { .version = SOFTWARE_VERSION(9, 0, 31) },
		.oldest = { .version = SOFTWARE_VERSION(9, 0, 0) },
		.detect = software_detect_tomcat,
		.write = emit_tomcat_web,
		.no_openssl = true,
	},
	{
		.name = "iis",
		.mark = emit_mark,
		/* of Windows Server, a year */
		.assumed = { .version = SOFTWARE_VERSION(2019, 0, 0) },
		.oldest = { .version = SOFTWARE_VERSION(2016, 0, 0) },
		.write = emit_iis,
		.no_openssl = true,
	},
};

#define EMITTERS (sizeof(emitters) / sizeof(emitters[0]))

const struct emitter *emit_find(const char *name, struct fault *f)
{
	struct text all = { 0 };
	size_t i;

	for (i = 0; i < EMITTERS; i++)
		if (!strcmp(name, emitters[i].name))
			return &emitters[i];
	for (i = 0; i < EMITTERS; i++)
		text_printf(&all, "%s%s", i ? ", " : "", emitters[i].name);
	fault_set(f, _("there is no emitter for '%s'; there are: %s"), name,
		  text_get(&all));
	text_free(&all);
	return NULL;
}

/* IANA's names, OpenSSL's, and its version that brought them. */
static const struct {
	const char *iana, *openssl;
	int since;
} groups[] = {
	{ "X25519MLKEM768", "X25519MLKEM768", SOFTWARE_VERSION(3, 5, 0) },
	{ "SecP256r1MLKEM768", "SecP256r1MLKEM768",
	  SOFTWARE_VERSION(3, 5, 0) },
	{ "SecP384r1MLKEM1024", "SecP384r1MLKEM1024",
	  SOFTWARE_VERSION(3, 5, 0) },
	{ "X25519", "X25519", SOFTWARE_VERSION(1, 1, 0) },
	{ "X448", "X448", SOFTWARE_VERSION(1, 1, 1) },
	{ "secp256r1", "prime256v1", 0 },
	{ "secp384r1", "secp384r1", 0 },
	{ "secp521r1", "secp521r1", 0 },
};

int emit_groups(struct text *out, const struct policy *p, int openssl,
		struct fault *f)
{
	size_t i, k, n = sizeof(groups) / sizeof(groups[0]), written = 0;

	for (i = 0; i < p->tls_groups.count; i++) {
		const char *name = p->tls_groups.items[i];

		for (k = 0; k < n; k++)
			if (!strcasecmp(name, groups[k].iana))
				break;
		if (k == n)
			return fault_set(f, _("tls.groups: '%s' is no group "
					      "that we know"), name);
		if (openssl >= groups[k].since)
			text_printf(out, "%s%s", written++ ? ":" : "",
				    groups[k].openssl);
	}
	if (!written)
		return fault_set(f, _("tls.groups: the server's library has "
				      "none of them"));
	return 0;
}

bool emit_has_group(const struct emitter *e, const struct software *s,
		    const char *name)
{
	size_t i;

	if (e->no_openssl)
		return !strstr(name, "MLKEM") ||
		       (!strcasecmp(name, "X25519MLKEM768") &&
			e->hybrid_since && s->version >= e->hybrid_since);
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!strcasecmp(name, groups[i].iana))
			return s->openssl >= groups[i].since;
	return false;
}

void emit_list(struct text *out, const struct policy_list *l,
	       const char *separator)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		text_printf(out, "%s%s", i ? separator : "", l->items[i]);
}

int emit_versions(const struct policy *p, bool tls13, int *lowest,
		  int *highest, struct fault *f)
{
	*lowest = (int)p->tls_version_min;
	*highest = (int)p->tls_version_max;
	if (*highest == 0x0304 && !tls13)
		*highest = 0x0303;
	if (*lowest > *highest) {
		fault_set(f, _("tls.version-min: this server and its library "
			       "cannot speak TLS 1.%d"), *lowest - 0x0301);
		return fault_hint(f, _("TLS 1.3 needs OpenSSL 1.1.1 or later, "
				       "and nginx 1.13.0 or Apache 2.4.36"));
	}
	return 0;
}

void emit_head(struct text *out, const struct emitter *e,
	       const struct emit_request *r, const struct policy *p)
{
	char version[SOFTWARE_TEXT], openssl[SOFTWARE_TEXT];
	const struct software *s = &r->software;

	text_printf(out, "%s %s\n# Profile %s, sha256 %s\n# For %s %s",
		    e->mark, e->name, p->name, p->hash, e->name,
		    software_format(s->version, version));
	if (!e->no_openssl)
		text_printf(out, " with %s%s", s->openssl ? "OpenSSL " :
			    "another TLS library", s->openssl ?
			    software_format(s->openssl, openssl) : "");
	text_add(out, ".\n");
}

int emit_path(const char *path, const char *bad, const char *server,
	      struct fault *f)
{
	const unsigned char *at = (const unsigned char *)path;

	for (; *at; at++)
		if (*at < 0x20 || *at == 0x7f || strchr(bad, *at))
			return fault_set(f, _("'%s' cannot be written into a "
					      "configuration of %s: no "
					      "control characters and none "
					      "of %s may be in it"), path,
					 server, bad);
	return 0;
}

char *emit_port(int port, int usual, char buffer[EMIT_PORT])
{
	if (port == usual)
		buffer[0] = '\0';
	else
		snprintf(buffer, EMIT_PORT, ":%u", (unsigned)port & 0xffff);
	return buffer;
}

char *emit_hsts(const struct emit_request *r, const struct policy *p,
		char buffer[EMIT_HSTS])
{
	snprintf(buffer, EMIT_HSTS, "max-age=%lld%s", (long long)r->hsts,
		 p->http_hsts_subdomains ? "; includeSubDomains" : "");
	return buffer;
}

void emit_pattern(struct text *out, const char *name)
{
	const char *at = name;

	text_add(out, "^");
	if (*at == '*') {
		text_add(out, "[a-z0-9_-]+");
		at++;
	}
	for (; *at; at++)
		text_printf(out, "%s%c", *at == '.' ? "\\" : "", *at);
	text_add(out, "$");
}
