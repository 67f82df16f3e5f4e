/* SPDX-License-Identifier: MIT */
/* emit_tomcat: server.xml and web.xml for Apache Tomcat. */
#include "tlsconf/server/emit_tomcat.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "tlsconf/server/stage.h"
#include "tlsconf/server/suite.h"

/* The first seen to have an attribute of their own for TLS 1.3; before, one. */
#define CIPHER_SUITES SOFTWARE_VERSION(10, 1, 55)
#define WEB_XML "conf/khien-web.xml"

static int check(const char *path, struct fault *f)
{
	return emit_path(path, "\"<>&$", "Tomcat", f);
}

/* What Java takes from its command line only. */
static int write_java(struct text *out, const struct emit_request *r,
		      const struct policy *p, struct fault *f)
{
	const struct emitter *e = emit_find("tomcat", NULL);
	const char *at;
	size_t i, n = 0;

	text_add(out, "-Djdk.tls.namedGroups=");
	for (i = 0; i < p->tls_groups.count; i++) {
		if (!emit_has_group(e, &r->software, p->tls_groups.items[i]))
			continue;
		text_add(out, n++ ? "," : "");
		for (at = p->tls_groups.items[i]; *at; at++)
			text_printf(out, "%c", tolower((unsigned char)*at));
	}
	text_printf(out, " -Djdk.tls.server.enableSessionTicketExtension=%s",
		    p->tls_session_tickets ? "true" : "false");
	return n ? 0 : fault_set(f, _("tls.groups: the server's library has "
				      "none of them"));
}

static int write_suites(struct text *out, const struct policy_list *l,
			bool more, struct fault *f)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		const char *iana = suite_iana(l->items[i]);

		if (!iana)
			return fault_set(f, _("tls.ciphers: '%s' is none that "
					      "we know by IANA's name"),
					 l->items[i]);
		text_printf(out, "%s%s", i || more ? "," : "", iana);
	}
	return 0;
}

static int write_ciphers(struct text *out, const struct emit_request *r,
			 const struct policy *p, int lowest, int highest,
			 struct fault *f)
{
	bool apart = r->software.version >= CIPHER_SUITES;
	bool tls12 = lowest < 0x0304, tls13 = highest == 0x0304;

	if (tls13) {
		text_printf(out, "\n\t\t\t    %s=\"",
			    apart ? "cipherSuites" : "ciphers");
		if (write_suites(out, &p->tls_ciphersuites, false, f) < 0)
			return -1;
		text_add(out, apart || !tls12 ? "\"" : "");
	}
	if (tls12) {
		if (apart || !tls13)
			text_add(out, "\n\t\t\t    ciphers=\"");
		if (write_suites(out, &p->tls_ciphers, tls13 && !apart,
				 f) < 0)
			return -1;
		text_add(out, "\"");
	}
	return 0;
}

static int write_tls(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f)
{
	static const char *const names[] = {
		"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3",
	};
	int v, lowest, highest;
	size_t i;

	if (emit_versions(p, true, &lowest, &highest, f) < 0)
		return -1;
	text_add(out, "\t\t\t<SSLHostConfig protocols=\"");
	for (v = lowest; v <= highest; v++)
		text_printf(out, "%s%s", v > lowest ? "+" : "",
			    names[v - 0x0301]);
	text_add(out, "\" honorCipherOrder=\"false\"");
	if (write_ciphers(out, r, p, lowest, highest, f) < 0)
		return -1;
	text_add(out, ">\n");
	for (i = 0; i < r->pair_count; i++) {
		const struct emit_pair *c = &r->pairs[i];

		if (check(c->cert, f) < 0 || check(c->key, f) < 0)
			return -1;
		text_printf(out, "\t\t\t\t<Certificate certificateFile=\"%s\"\n"
			    "\t\t\t\t    certificateKeyFile=\"%s\"%s/>\n",
			    c->cert, c->key, !strcmp(c->type, "rsa") ?
			    " type=\"RSA\"" : !strcmp(c->type, "ecdsa") ?
			    " type=\"EC\"" : "");
	}
	text_add(out, "\t\t\t</SSLHostConfig>\n");
	return 0;
}

/* Java listens on both families at once where no address is named. */
static int write_connectors(struct text *out, const struct emit_request *r,
			    const char *address, const struct policy *p,
			    struct fault *f)
{
	text_printf(out, "\t\t<Connector port=\"%d\"%s%s%s "
		    "redirectPort=\"%d\"/>\n", r->http_port,
		    address ? " address=\"" : "", address ? address : "",
		    address ? "\"" : "", r->https_port);
	text_printf(out, "\t\t<Connector port=\"%d\"%s%s%s "
		    "SSLEnabled=\"true\" scheme=\"https\" secure=\"true\"\n"
		    "\t\t    protocol=\"org.apache.coyote.http11."
		    "Http11NioProtocol\">\n\t\t\t<UpgradeProtocol className="
		    "\"org.apache.coyote.http2.Http2Protocol\"/>\n",
		    r->https_port, address ? " address=\"" : "",
		    address ? address : "", address ? "\"" : "");
	if (write_tls(out, r, p, f) < 0)
		return -1;
	text_add(out, "\t\t</Connector>\n");
	return 0;
}

static int write_host(struct text *out, const struct emit_request *r,
		      struct fault *f)
{
	const struct san *names = r->names->items;
	bool wildcard = names[0].name[0] == '*';
	size_t i;

	if (check(r->root, f) < 0 || check(r->acme_root, f) < 0)
		return -1;
	text_printf(out, "\t\t\t<Host name=\"%s%s\" appBase=\"khien-none\" "
		    "autoDeploy=\"false\"\n\t\t\t    "
		    "deployOnStartup=\"false\">\n", wildcard ? "any" : "",
		    names[0].name + wildcard);
	for (i = !wildcard; i < r->names->count; i++)
		text_printf(out, "\t\t\t\t<Alias>%s</Alias>\n", names[i].name);
	text_printf(out, "\t\t\t\t<Context path=\"\" docBase=\"%s\"\n"
		    "\t\t\t\t    altDDName=\"${catalina.base}/" WEB_XML
		    "\">\n\t\t\t\t\t<Resources>\n\t\t\t\t\t\t<PreResources\n"
		    "\t\t\t\t\t\t    className=\"org.apache.catalina."
		    "webresources.DirResourceSet\"\n\t\t\t\t\t\t    base=\""
		    "%s/.well-known/acme-challenge\"\n\t\t\t\t\t\t    "
		    "webAppMount=\"/.well-known/acme-challenge\"/>\n"
		    "\t\t\t\t\t</Resources>\n\t\t\t\t</Context>\n"
		    "\t\t\t</Host>\n", r->root, r->acme_root);
	return 0;
}

int emit_tomcat(struct text *out, const struct emit_request *r,
		const struct policy *p, struct fault *f)
{
	if (r->proxy)
		return fault_set(f, _("tomcat is no proxy: give --root, the "
				      "folder of the application"));
	emit_head(out, emit_find("tomcat", NULL), r, p);
	text_add(out, "# conf/server.xml; " WEB_XML " is written by emit "
		      "tomcat-web. The folder\n# .well-known/acme-challenge "
		      "has to be there; hidden files (.git) are served, "
		      "so keep none.\n# To bin/setenv.sh belongs, for "
		      "tls.groups\n# and tls.session-tickets:\n"
		      "# CATALINA_OPTS=\"");
	if (write_java(out, r, p, f) < 0)
		return -1;
	text_printf(out, "\"\n-->\n<Server port=\"-1\">\n"
		    "\t<Service name=\"Catalina\">\n");
	if (r->listen4) {
		if (write_connectors(out, r, r->listen4, p, f) < 0 ||
		    write_connectors(out, r, r->listen6, p, f) < 0)
			return -1;
	} else if (write_connectors(out, r, NULL, p, f) < 0) {
		return -1;
	}
	text_printf(out, "\t\t<!-- Who asks for another name gets 404 and is "
		    "sent nowhere. -->\n\t\t<Engine name=\"Catalina\" "
		    "defaultHost=\"other.invalid\">\n\t\t\t<!-- "
		    "http.redirect-status -->\n\t\t\t<Realm className=\"org."
		    "apache.catalina.realm.NullRealm\"\n\t\t\t    "
		    "transportGuaranteeRedirectStatus=\"%d\"/>\n\t\t\t<Host "
		    "name=\"other.invalid\" appBase=\"khien-none\"\n"
		    "\t\t\t    autoDeploy=\"false\" "
		    "deployOnStartup=\"false\"/>\n",
		    (int)p->http_redirect_status);
	if (write_host(out, r, f) < 0)
		return -1;
	text_add(out, "\t\t</Engine>\n\t</Service>\n</Server>\n");
	return 0;
}

static void write_parameter(struct text *out, const char *name,
			    const char *value)
{
	text_printf(out, "\t\t<init-param>\n\t\t\t<param-name>%s</param-name>\n"
		    "\t\t\t<param-value>%s</param-value>\n\t\t</init-param>\n",
		    name, value);
}

static void write_hsts(struct text *out, const struct emit_request *r,
		       const struct policy *p)
{
	char age[24];

	snprintf(age, sizeof(age), "%lld", (long long)r->hsts);
	text_printf(out, "\t<!-- http.hsts-start: raised step by step to %lld "
		    "(http.hsts-target) -->\n\t<filter>\n\t\t<filter-name>"
		    "khien-hsts</filter-name>\n\t\t<filter-class>org.apache."
		    "catalina.filters.HttpHeaderSecurityFilter"
		    "</filter-class>\n", (long long)p->http_hsts_target);
	write_parameter(out, "hstsMaxAgeSeconds", age);
	write_parameter(out, "hstsIncludeSubDomains",
			p->http_hsts_subdomains ? "true" : "false");
	write_parameter(out, "antiClickJackingEnabled", "false");
	text_add(out, "\t</filter>\n\t<filter-mapping>\n\t\t<filter-name>"
		      "khien-hsts</filter-name>\n\t\t<url-pattern>/*"
		      "</url-pattern>\n\t</filter-mapping>\n");
}

int emit_tomcat_web(struct text *out, const struct emit_request *r,
		    const struct policy *p, struct fault *f)
{
	(void)f;
	emit_head(out, emit_find("tomcat-web", NULL), r, p);
	text_add(out, "# " WEB_XML "; belongs to the server.xml of emit "
		      "tomcat. An application with a\n# web.xml of its own "
		      "needs these parts in it.\n-->\n<web-app "
		      "metadata-complete=\"true\">\n");
	if (r->hsts)
		write_hsts(out, r, p);
	text_add(out, "\t<!-- A CA fetches its proof over http (RFC 8555 "
		      "section 8.3). -->\n\t<security-constraint>\n"
		      "\t\t<web-resource-collection>\n\t\t\t"
		      "<web-resource-name>acme</web-resource-name>\n\t\t\t"
		      "<url-pattern>/.well-known/acme-challenge/*"
		      "</url-pattern>\n\t\t</web-resource-collection>\n"
		      "\t</security-constraint>\n\t<!-- All else is sent on to "
		      "https, path and query kept. -->\n"
		      "\t<security-constraint>\n\t\t<web-resource-collection>"
		      "\n\t\t\t<web-resource-name>all</web-resource-name>\n"
		      "\t\t\t<url-pattern>/*</url-pattern>\n\t\t"
		      "</web-resource-collection>\n\t\t<user-data-constraint>\n"
		      "\t\t\t<transport-guarantee>CONFIDENTIAL"
		      "</transport-guarantee>\n\t\t</user-data-constraint>\n"
		      "\t</security-constraint>\n</web-app>\n");
	return 0;
}

/* ---- the throw-away instance ---- */

static const char *find_home(void)
{
	static const char *const places[] = {
		"/usr/share/tomcat10", "/usr/share/tomcat11",
		"/usr/share/tomcat9", "/opt/tomcat",
	};
	char path[64];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/bin/catalina.sh", places[i]);
		if (!access(path, X_OK))
			return places[i];
	}
	return NULL;
}

/* What Tomcat's own conf/web.xml is for, as far as it is needed here. */
static void write_global(struct text *out)
{
	text_add(out, "<web-app>\n<servlet><servlet-name>default"
		 "</servlet-name><servlet-class>org.apache.catalina.servlets."
		 "DefaultServlet</servlet-class><load-on-startup>1"
		 "</load-on-startup></servlet>\n<servlet-mapping>"
		 "<servlet-name>default</servlet-name><url-pattern>/"
		 "</url-pattern></servlet-mapping>\n<welcome-file-list>"
		 "<welcome-file>index.html</welcome-file></welcome-file-list>"
		 "\n</web-app>\n");
}

int emit_tomcat_stage(struct stage *st, const struct emit_request *r,
		      const struct policy *p, struct fault *f)
{
	const char *home = find_home();
	struct text web = { 0 }, global = { 0 }, none = { 0 }, java = { 0 };
	char program[64];
	int ret;

	if (!home)
		return fault_set(f, _("tomcat is not installed here"));
	snprintf(program, sizeof(program), "%s/bin/catalina.sh", home);
	ret = write_java(&java, r, p, f);
	write_global(&global);
	if (!ret && emit_tomcat_web(&web, r, p, f) < 0)
		ret = -1;
	stage_environment(st, "CATALINA_BASE=%s", st->dir);
	stage_environment(st, "CATALINA_HOME=%s", home);
	stage_environment(st, "CATALINA_TMPDIR=%s/temp", st->dir);
	stage_environment(st, "CATALINA_OPTS=%s -XX:TieredStopAtLevel=1 "
			  "-XX:+UseSerialGC -Xshare:auto -Xmx128m",
			  text_get(&java));
	text_free(&java);
	if (stage_put(st, WEB_XML, &web, f) < 0 ||
	    stage_put(st, "conf/web.xml", &global, f) < 0 ||
	    stage_put(st, "temp/none", &none, f) < 0 ||
	    stage_link(st, "conf/server.xml", st->site, f) < 0)
		ret = -1;
	stage_test(st, program, "configtest", NULL);
	stage_run(st, program, "run", NULL);
	return ret;
}
