/* SPDX-License-Identifier: MIT */
/* metrics_web: what a web look measured, address by address. */
#include <stdio.h>

#include "metrics_rows.h"
#include "probe/judge/dualstack.h"

static double seconds(double ms)
{
	return ms / 1000;
}

static void begin_address(struct text *t, const char *name,
			  const struct metrics_source *s,
			  const struct address_facts *a)
{
	metrics_begin_subject(t, name, s, a->subject);
}

typedef void address_samples(struct text *t, const char *name,
			     const struct metrics_source *s,
			     const struct address_facts *a);

static void each_address(struct text *t, const char *name,
			 const struct metrics_source *s,
			 address_samples *samples)
{
	int i;

	for (i = 0; s->web != NULL && i < s->web->address_count; i++)
		if (s->web->addresses[i].asked)
			samples(t, name, s, &s->web->addresses[i]);
}

static void phase(struct text *t, const char *name,
		  const struct metrics_source *s,
		  const struct address_facts *a, const char *word,
		  double from, double to)
{
	if (to < from)
		return;
	begin_address(t, name, s, a);
	sample_label(t, "phase", word);
	sample_end(t, seconds(to - from));
}

static void durations_of(struct text *t, const char *name,
			 const struct metrics_source *s,
			 const struct address_facts *a)
{
	const struct http_facts *h = &a->web.http;

	if (!(h->have & HTTP_HAVE_TIMES))
		return;
	phase(t, name, s, a, "resolve", 0, h->resolve_ms);
	phase(t, name, s, a, "connect", 0, h->connect_ms);
	phase(t, name, s, a, "tls", h->connect_ms, h->tls_ms);
	phase(t, name, s, a, "processing", h->tls_ms, h->first_byte_ms);
	phase(t, name, s, a, "transfer", h->first_byte_ms, h->total_ms);
}

static void durations(struct text *t, const char *name,
		      const struct metrics_source *s)
{
	each_address(t, name, s, durations_of);
}

static void status_of(struct text *t, const char *name,
		      const struct metrics_source *s,
		      const struct address_facts *a)
{
	if (!(a->web.http.have & HTTP_HAVE_ANSWER))
		return;
	begin_address(t, name, s, a);
	sample_end(t, a->web.http.status);
}

static void status(struct text *t, const char *name,
		   const struct metrics_source *s)
{
	each_address(t, name, s, status_of);
}

static void redirects_of(struct text *t, const char *name,
			 const struct metrics_source *s,
			 const struct address_facts *a)
{
	if (!(a->web.http.have & HTTP_HAVE_PLAIN) ||
	    !a->web.http.plain_connected)
		return;
	begin_address(t, name, s, a);
	sample_end(t, a->web.http.redirect_hops);
}

static void redirects(struct text *t, const char *name,
		      const struct metrics_source *s)
{
	each_address(t, name, s, redirects_of);
}

static void hsts_of(struct text *t, const char *name,
		    const struct metrics_source *s,
		    const struct address_facts *a)
{
	if (!(a->web.http.have & HTTP_HAVE_ANSWER) || !a->web.http.hsts)
		return;
	begin_address(t, name, s, a);
	sample_end(t, (double)a->web.http.hsts_max_age);
}

static void hsts(struct text *t, const char *name,
		 const struct metrics_source *s)
{
	each_address(t, name, s, hsts_of);
}

static void not_after_of(struct text *t, const char *name,
			 const struct metrics_source *s,
			 const struct address_facts *a)
{
	if (!(a->web.tls.cert.have & CERT_HAVE_CERT))
		return;
	begin_address(t, name, s, a);
	sample_label(t, "certificate", "leaf");
	sample_end(t, (double)a->web.tls.cert.not_after);
}

static void cert_not_after(struct text *t, const char *name,
			   const struct metrics_source *s)
{
	each_address(t, name, s, not_after_of);
}

static void lifetime_of(struct text *t, const char *name,
			const struct metrics_source *s,
			const struct address_facts *a)
{
	const struct cert_facts *c = &a->web.tls.cert;

	if (!(c->have & CERT_HAVE_CERT) || c->not_after <= c->not_before)
		return;
	begin_address(t, name, s, a);
	sample_end(t, (double)(c->not_after - s->time) /
		   (double)(c->not_after - c->not_before));
}

static void cert_lifetime(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	each_address(t, name, s, lifetime_of);
}

static void verify_of(struct text *t, const char *name,
		      const struct metrics_source *s,
		      const struct address_facts *a)
{
	if (!a->have_verify)
		return;
	begin_address(t, name, s, a);
	sample_end(t, a->verify_error);
}

static void verify_error(struct text *t, const char *name,
			 const struct metrics_source *s)
{
	each_address(t, name, s, verify_of);
}

static void tls_info_of(struct text *t, const char *name,
			const struct metrics_source *s,
			const struct address_facts *a)
{
	const struct tls_facts *l = &a->web.tls;
	char version[8];

	if (!(l->have & TLS_HAVE_HANDSHAKE) || !l->handshake)
		return;
	(void)snprintf(version, sizeof(version), "1.%d",
		       (l->version & 0xff) - 1);
	begin_address(t, name, s, a);
	sample_label(t, "version", version);
	sample_label(t, "cipher", l->cipher);
	sample_end(t, 1);
}

static void tls_info(struct text *t, const char *name,
		     const struct metrics_source *s)
{
	each_address(t, name, s, tls_info_of);
}

static void cert_info_of(struct text *t, const char *name,
			 const struct metrics_source *s,
			 const struct address_facts *a)
{
	const struct cert_facts *c = &a->web.tls.cert;

	if (!(c->have & CERT_HAVE_CERT))
		return;
	begin_address(t, name, s, a);
	sample_label(t, "issuer", c->issuer);
	sample_label(t, "fingerprint_sha256", c->fingerprint);
	sample_end(t, 1);
}

static void cert_info(struct text *t, const char *name,
		      const struct metrics_source *s)
{
	each_address(t, name, s, cert_info_of);
}

/* ---- the two families ---- */

static void dns_addresses(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	int i;

	for (i = 0; s->web != NULL && i < FAMILIES; i++) {
		const struct family_facts *a = &s->web->families[i];

		if (!(a->have & FAMILY_HAVE_ANSWER))
			continue;
		metrics_begin(t, name, s);
		sample_label(t, "family", address_family_name(a->family));
		sample_end(t, a->count);
	}
}

/* The quickest connection over FAMILY in ms; negative: none. */
static double best_connect(const struct web_look *w, int family)
{
	double best = -1;
	int i;

	for (i = 0; i < w->address_count; i++) {
		const struct address_facts *a = &w->addresses[i];
		double ms = a->web.http.connect_ms;

		if (a->asked && a->address.family == family &&
		    (a->web.http.have & HTTP_HAVE_TIMES) &&
		    (best < 0 || ms < best))
			best = ms;
	}
	return best;
}

static void connect_difference(struct text *t, const char *name,
			       const struct metrics_source *s)
{
	double v4, v6;

	if (s->web == NULL)
		return;
	v4 = best_connect(s->web, AF_INET);
	v6 = best_connect(s->web, AF_INET6);
	if (v4 < 0 || v6 < 0)
		return;
	metrics_begin(t, name, s);
	sample_end(t, seconds(v6 - v4));
}

/* Pages over both families, by the check of it; absent where not compared. */
static void content_match(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	struct dualstack_facts d;

	if (s->web == NULL)
		return;
	dualstack_compare(&d, s->web, 0);
	if (!d.both || d.alike < 0)
		return;
	metrics_begin(t, name, s);
	sample_end(t, (double)d.alike / 100);
}

const struct metrics_row metrics_web_rows[] = {
	{ "portal_http_duration_seconds", SAMPLE_GAUGE,
	  "Time of each phase of the last GET over HTTPS.", durations },
	{ "portal_http_status_code", SAMPLE_GAUGE,
	  "Status of the last answer over HTTPS.", status },
	{ "portal_http_redirects", SAMPLE_GAUGE,
	  "Redirects from port 80 until the first https answer.", redirects },
	{ "portal_http_hsts_max_age_seconds", SAMPLE_GAUGE,
	  "max-age of Strict-Transport-Security.", hsts },
	{ "portal_tls_cert_not_after_timestamp_seconds", SAMPLE_GAUGE,
	  "When the certificate ends, expired ones included.",
	  cert_not_after },
	{ "portal_tls_cert_lifetime_remaining_ratio", SAMPLE_GAUGE,
	  "Part of the certificate's lifetime that is left.",
	  cert_lifetime },
	{ "portal_tls_verify_error_code", SAMPLE_GAUGE,
	  "X509_V_ERR code of OpenSSL; 0 is verified.", verify_error },
	{ "portal_tls_info", SAMPLE_GAUGE,
	  "Protocol version and cipher that were negotiated.", tls_info },
	{ "portal_tls_cert_info", SAMPLE_GAUGE,
	  "The certificate's issuer and fingerprint.", cert_info },
	{ "portal_dns_addresses", SAMPLE_GAUGE,
	  "How many addresses the name has.", dns_addresses },
	{ "portal_dualstack_connect_difference_seconds", SAMPLE_GAUGE,
	  "Time to connect over IPv6 less that over IPv4.",
	  connect_difference },
	{ "portal_dualstack_content_match", SAMPLE_GAUGE,
	  "How much of the page is the same over IPv4 and IPv6, 0 to 1.",
	  content_match },
	{ NULL, SAMPLE_GAUGE, NULL, NULL },
};
