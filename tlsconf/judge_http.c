/* SPDX-License-Identifier: MIT */
/* judge_http: what the web server says, over http and over https. */
#include "tlsconf/judge.h"

#include "clock.h"
#include "lang.h"
#include "policy.h"
#include "tlsconf/facts.h"

enum verdict judge_http_redirect(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct http_facts *h = &((const struct web_facts *)facts)->http;

	(void)now;
	if (!(h->have & HTTP_HAVE_PLAIN) || !h->plain_connected)
		return judge_server_unseen(j);
	check_expected(j, _("a redirect to https on the same host, path and "
			    "query kept"));
	if (!h->plain_status) {
		check_observed(j, _("connected, but no answer over http"));
		return VERDICT_FAIL;
	}
	if (h->plain_status < 300 || h->plain_status > 399 ||
	    !h->redirect_location[0]) {
		check_observed(j, _("status %d over http"), h->plain_status);
		return VERDICT_FAIL;
	}
	check_observed(j, "%d, %s", h->plain_status, h->redirect_location);
	if (!h->redirect_https)
		return VERDICT_FAIL;
	if (!h->redirect_path_kept) {
		check_observed(j, _("path or query is lost: %s"),
			       h->redirect_location);
		return VERDICT_FAIL;
	}
	if (h->redirect_hops > p->http_redirect_hops_max) {
		check_observed(j, _("%d redirects until https"),
			       h->redirect_hops);
		check_expected(j, _("at most %d"),
			       (int)p->http_redirect_hops_max);
		return VERDICT_FAIL;
	}
	return VERDICT_PASS;
}

enum verdict judge_http_status(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct http_facts *h = &((const struct web_facts *)facts)->http;

	(void)p;
	(void)now;
	if (!(h->have & HTTP_HAVE_ANSWER))
		return judge_server_unseen(j);
	check_expected(j, _("status 200"));
	if (!h->status) {	/* asked, and nothing came */
		check_observed(j, _("connected, but no answer over https"));
		return VERDICT_FAIL;
	}
	check_observed(j, _("status %d"), h->status);
	return h->status >= 200 && h->status <= 299 ? VERDICT_PASS
						    : VERDICT_FAIL;
}

/*
 * Present is what counts: the staircase to the target begins at minutes, and
 * a portal on its way up is no defect. Lowered is how one falls off it.
 */
enum verdict judge_http_hsts(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct http_facts *h = &((const struct web_facts *)facts)->http;
	char age[CLOCK_TEXT], other[CLOCK_TEXT];

	(void)now;
	if (!(h->have & HTTP_HAVE_ANSWER))
		return judge_server_unseen(j);
	check_expected(j, _("Strict-Transport-Security, in the end with "
			    "max-age=%lld"), (long long)p->http_hsts_target);
	if (!h->hsts) {
		check_observed(j, _("no valid Strict-Transport-Security"));
		return VERDICT_FAIL;
	}
	if (h->hsts_max_age == 0) {
		check_observed(j, _("max-age=0, which switches it off"));
		return VERDICT_FAIL;
	}
	clock_format_rough(h->hsts_max_age, age);
	if ((h->have & HTTP_HAVE_HSTS_BEFORE) &&
	    h->hsts_max_age < h->hsts_max_age_before) {
		check_observed(j, _("max-age lowered from %s to %s"),
			       clock_format_rough(h->hsts_max_age_before,
						  other), age);
		return VERDICT_WARN;
	}
	if (h->hsts_max_age < p->http_hsts_target)
		check_observed(j, _("max-age %s, on its way to %s"), age,
			       clock_format_rough(p->http_hsts_target,
						  other));
	else
		check_observed(j, _("max-age %s"), age);
	return VERDICT_PASS;
}

enum verdict judge_http_response_time(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct http_facts *h = &((const struct web_facts *)facts)->http;

	(void)now;
	if (!(h->have & HTTP_HAVE_TIMES))
		return judge_server_unseen(j);
	check_observed(j, _("%.0f ms: name %.0f, connected %.0f, TLS %.0f, "
			    "first byte %.0f"), h->total_ms, h->resolve_ms,
		       h->connect_ms, h->tls_ms, h->first_byte_ms);
	check_expected(j, _("at most %d ms"), (int)p->http_response_warn_ms);
	if (h->total_ms > (double)p->http_response_fail_ms)
		return VERDICT_FAIL;
	return h->total_ms > (double)p->http_response_warn_ms ? VERDICT_WARN
							      : VERDICT_PASS;
}
