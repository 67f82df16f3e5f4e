/* SPDX-License-Identifier: MIT */
#include "blackbox.h"

#include <string.h>

#include "clock.h"
#include "net/hello.h"
#include "probe/engine_view.h"
#include "probe/publish/sample.h"
#include "probe/target.h"

static void gauge(struct text *t, const struct web_request *q,
		  const char *name, const char *help, double value)
{
	sample_family(t, name, SAMPLE_GAUGE, help, q->openmetrics);
	sample_begin(t, name);
	sample_end(t, value);
}

static void phase(struct text *t, const char *word, double from, double to)
{
	sample_begin(t, "probe_http_duration_seconds");
	sample_label(t, "phase", word);
	sample_end(t, to > from ? (to - from) / 1000 : 0);
}

static void times(struct text *t, const struct web_request *q,
		  const struct glance_family *g)
{
	gauge(t, q, "probe_dns_lookup_time_seconds",
	      "Time of the DNS lookup.", g->resolve_ms / 1000);
	if (!g->timed)
		return;
	gauge(t, q, "probe_duration_seconds", "Time of the whole look.",
	      (g->resolve_ms + g->total_ms) / 1000);
	sample_family(t, "probe_http_duration_seconds", SAMPLE_GAUGE,
		      "Time of the request by phase.", q->openmetrics);
	phase(t, "resolve", 0, g->resolve_ms);
	phase(t, "connect", 0, g->connect_ms);
	phase(t, "tls", g->connect_ms, g->tls_ms);
	phase(t, "processing", g->tls_ms, g->first_byte_ms);
	phase(t, "transfer", g->first_byte_ms, g->total_ms);
}

static void tls(struct text *t, const struct web_request *q,
		const struct glance_family *g)
{
	const char *version = g->tls_version != 0 ?
		hello_version_name(g->tls_version) : NULL;

	if (g->not_after != 0)
		gauge(t, q, "probe_ssl_earliest_cert_expiry",
		      "When the certificate ends.", (double)g->not_after);
	if (version == NULL)
		return;
	gauge(t, q, "probe_http_ssl", "Whether TLS was used.", 1);
	sample_family(t, "probe_tls_version_info", SAMPLE_GAUGE,
		      "The TLS version that was used.", q->openmetrics);
	sample_begin(t, "probe_tls_version_info");
	sample_label(t, "version", version);
	sample_end(t, 1);
}

static void samples(struct text *t, const struct web_request *q,
		    const struct glance *g, int family)
{
	const struct glance_family *f = &g->families[family];

	if (f->state != STORE_UNKNOWN)
		gauge(t, q, "probe_success", "Whether the portal answered.",
		      f->state == STORE_UP);
	gauge(t, q, "portal_check_last_run_timestamp_seconds",
	      "When it was looked at last.", (double)g->time);
	if (f->asked) {
		gauge(t, q, "probe_ip_protocol", "4 or 6.",
		      family == FAMILY_IPV6 ? 6 : 4);
		times(t, q, f);
		if (f->status != 0) {
			gauge(t, q, "probe_http_status_code",
			      "Status of the answer.", f->status);
			gauge(t, q, "probe_http_version",
			      "Version of HTTP.", f->http_version / 10.0);
			gauge(t, q, "probe_http_redirects",
			      "Redirects from port 80.", f->redirects);
		}
		tls(t, q, f);
	}
	text_add(t, "# EOF\n");
}

/* As blackbox_exporter: IPv6 first, and IPv4 where that is no use. */
static int choose_family(const struct web_request *q, const struct glance *g)
{
	const char *family = web_query(q, "family");

	if (family != NULL)
		return strcmp(family, "ipv4") == 0 ? FAMILY_IPV4 : FAMILY_IPV6;
	return g->families[FAMILY_IPV6].state != STORE_UP &&
		g->families[FAMILY_IPV4].state == STORE_UP ?
		FAMILY_IPV4 : FAMILY_IPV6;
}

/* The host in "https://HOST/…", or what there is without a scheme. */
static bool find(struct pages *p, const char *target, struct engine_view *v)
{
	const char *scheme = strstr(target, "://");
	char word[TARGET_NAME_MAX + 2], name[TARGET_NAME_MAX + 1];
	size_t n;

	if (scheme != NULL)
		target = scheme + 3;
	n = strcspn(target, ":/?#");
	if (n >= sizeof(word))
		return false;
	memcpy(word, target, n);
	word[n] = '\0';
	return target_name(word, name, NULL) == 0 &&
		engine_view_find(p->engine, name, v);
}

void blackbox_page(struct pages *p, const struct web_request *q,
		   struct web_answer *a)
{
	const char *target = web_query(q, "target");
	const char *family = web_query(q, "family");
	struct engine_view v;
	const struct glance *g;

	if (target == NULL)
		pages_refuse(a, 400, "target: the name of a portal was "
			     "expected");
	else if (family != NULL && strcmp(family, "ipv4") != 0 &&
		 strcmp(family, "ipv6") != 0)
		pages_refuse(a, 400, "family: ipv4 or ipv6 was expected");
	else if (!find(p, target, &v))
		pages_refuse(a, 404, "the portal is not among the targets");
	else if ((g = &v.watch->glance)->time == 0 ||
		 clock_now() - g->time > 3 * v.interval + 60)
		pages_refuse(a, 503, "the portal was not looked at lately");
	else
		samples(&a->body, q, g, choose_family(q, g));
	if (a->status == 200)
		a->type = q->openmetrics ?
			"application/openmetrics-text; version=1.0.0; "
			"charset=utf-8" :
			"text/plain; version=0.0.4; charset=utf-8";
}
