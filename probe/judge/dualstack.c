/* SPDX-License-Identifier: MIT */
#include "dualstack.h"

#include <stdio.h>
#include <string.h>

#include "probe/observe/content.h"

static bool answered(const struct address_facts *a)
{
	return a->asked && a->web.tls.handshake &&
		(a->web.http.have & HTTP_HAVE_ANSWER) &&
		a->web.http.status != 0;
}

static const struct address_facts *first_of(const struct web_look *w,
					    int family)
{
	int i;

	for (i = 0; i < w->address_count; i++)
		if (w->addresses[i].address.family == family &&
		    answered(&w->addresses[i]))
			return &w->addresses[i];
	return NULL;
}

/* ---- side by side ---- */

static bool same_cert(const struct address_facts *a,
		      const struct address_facts *b)
{
	const struct cert_facts *x = &a->web.tls.cert, *y = &b->web.tls.cert;

	return !(x->have & CERT_HAVE_CERT) || !(y->have & CERT_HAVE_CERT) ||
		strcmp(x->fingerprint, y->fingerprint) == 0;
}

static bool same_tls(const struct address_facts *a,
		     const struct address_facts *b)
{
	const struct tls_facts *x = &a->web.tls, *y = &b->web.tls;

	if (x->version != y->version)
		return false;
	return !(x->have & TLS_HAVE_VERSIONS) ||
		!(y->have & TLS_HAVE_VERSIONS) ||
		x->versions_accepted == y->versions_accepted;
}

static bool same_answer(const struct address_facts *a,
			const struct address_facts *b)
{
	const struct http_facts *x = &a->web.http, *y = &b->web.http;

	return x->status == y->status &&
		x->plain_status == y->plain_status &&
		strcmp(a->content.location, b->content.location) == 0 &&
		strcmp(x->redirect_location, y->redirect_location) == 0;
}

static bool same_headers(const struct address_facts *a,
			 const struct address_facts *b)
{
	const struct http_facts *x = &a->web.http, *y = &b->web.http;

	return x->hsts == y->hsts && x->hsts_max_age == y->hsts_max_age &&
		x->hsts_subdomains == y->hsts_subdomains &&
		strcmp(a->content.type, b->content.type) == 0;
}

static void compare(struct dualstack_facts *d, const struct address_facts *a,
		    const struct address_facts *b)
{
	static bool (*const same[DUALSTACK_KINDS])(
			const struct address_facts *,
			const struct address_facts *) = {
		[DUALSTACK_CERT] = same_cert, [DUALSTACK_TLS] = same_tls,
		[DUALSTACK_ANSWER] = same_answer,
		[DUALSTACK_HEADERS] = same_headers,
	};
	int i, alike;

	for (i = 0; i < DUALSTACK_KINDS; i++)
		if (d->other[i] == NULL && !same[i](a, b))
			d->other[i] = b;
	if (a->content.have && b->content.have) {
		alike = content_similarity(&a->content, &b->content);
		if (d->alike < 0 || alike < d->alike) {
			d->alike = alike;
			d->alike_other = b;
		}
	}
}

/* ---- what a browser gets ---- */

/* ms until FAMILY is connected; negative: never. *FAILED_AT: it knew then. */
static double connected_after(const struct web_look *w, int family,
			      double *failed_at)
{
	double best = -1;
	int i;

	*failed_at = -1;
	for (i = 0; i < w->address_count; i++) {
		const struct address_facts *a = &w->addresses[i];
		bool up = a->asked && a->web.tls.handshake &&
			(a->web.http.have & HTTP_HAVE_TIMES);

		if (a->address.family != family)
			continue;
		if (up && (best < 0 || a->web.http.connect_ms < best))
			best = a->web.http.connect_ms;
		if (!up && (a->https == OUTCOME_REFUSED ||
			    a->https == OUTCOME_UNREACHABLE))
			*failed_at = 0;
	}
	return best;
}

/*
 * RFC 8305 section 5: IPv6 first; IPv4 when that has failed or DELAY has
 * passed; the one that connects first is taken.
 */
static void race(struct dualstack_facts *d, const struct web_look *w,
		 int64_t delay)
{
	double failed, v4, v6 = connected_after(w, AF_INET6, &failed);
	double start = v6 < 0 && failed >= 0 ? failed : (double)delay;

	d->asked6 = w->families[FAMILY_IPV6].count > 0;
	if (!d->asked6)
		start = 0;
	v4 = connected_after(w, AF_INET, &failed);
	d->works4 = v4 >= 0;
	d->works6 = v6 >= 0;
	d->browser = v6 >= 0 && (v4 < 0 || v6 <= start + v4) ? AF_INET6 :
		v4 >= 0 ? AF_INET : 0;
	d->browser_ms = d->browser == AF_INET6 ? v6 : start + v4;
	d->connect4_ms = v4;
	d->connect6_ms = v6;
	d->masked_since = w->masked_since;
}

void dualstack_compare(struct dualstack_facts *d, const struct web_look *w,
		       int64_t delay)
{
	int i;

	memset(d, 0, sizeof(*d));
	d->alike = -1;
	race(d, w, delay);
	d->first = first_of(w, AF_INET);
	d->both = d->first != NULL && first_of(w, AF_INET6) != NULL;
	for (i = 0; d->first != NULL && i < w->address_count; i++)
		if (&w->addresses[i] != d->first && answered(&w->addresses[i]))
			compare(d, d->first, &w->addresses[i]);
}
