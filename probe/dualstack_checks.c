/* SPDX-License-Identifier: MIT */
/* dualstack_checks: whether IPv4 and IPv6 are one portal; see checks.h. */
#include <sys/socket.h>

#include "checks.h"
#include "clock.h"
#include "facts.h"
#include "lang.h"
#include "policy.h"

/* Both where OTHER has something else than the first; else it passes. */
static enum verdict alike(const struct dualstack_facts *d, int kind)
{
	if (!d->both)
		return VERDICT_NONE;	/* what is wrong there is told there */
	return d->other[kind] == NULL ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict certificate(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;
	const struct address_facts *other = d->other[DUALSTACK_CERT];
	enum verdict v = alike(d, DUALSTACK_CERT);

	(void)p, (void)now;
	if (v != VERDICT_FAIL)
		return v;
	check_expected(j, _("the certificate of %s: %.23s…"),
		       d->first->subject, d->first->web.tls.cert.fingerprint);
	check_observed(j, _("%s: %.23s…, issued by %.60s"), other->subject,
		       other->web.tls.cert.fingerprint,
		       other->web.tls.cert.issuer);
	return v;
}

static enum verdict tls(const struct policy *p, const void *facts,
			int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;
	const struct address_facts *other = d->other[DUALSTACK_TLS];
	enum verdict v = alike(d, DUALSTACK_TLS);

	(void)p, (void)now;
	if (v != VERDICT_FAIL)
		return v;
	check_expected(j, _("as %s: TLS 1.%d, versions %#x"),
		       d->first->subject, d->first->web.tls.version - 0x0301,
		       d->first->web.tls.versions_accepted);
	check_observed(j, _("%s: TLS 1.%d, versions %#x"), other->subject,
		       other->web.tls.version - 0x0301,
		       other->web.tls.versions_accepted);
	return v;
}

/* Where an answer leads: its Location, or on port 80 that. */
static const char *leads_to(const struct address_facts *a)
{
	return a->content.location[0] != '\0' ? a->content.location :
		a->web.http.redirect_location;
}

static enum verdict answer(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;
	const struct address_facts *other = d->other[DUALSTACK_ANSWER];
	enum verdict v = alike(d, DUALSTACK_ANSWER);

	(void)p, (void)now;
	if (v != VERDICT_FAIL)
		return v;
	check_expected(j, _("as %s: %d, %.100s"), d->first->subject,
		       d->first->web.http.status, leads_to(d->first));
	check_observed(j, _("%s: %d, %.100s"), other->subject,
		       other->web.http.status, leads_to(other));
	return v;
}

static enum verdict headers(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;
	const struct address_facts *other = d->other[DUALSTACK_HEADERS];
	enum verdict v = alike(d, DUALSTACK_HEADERS);

	(void)p, (void)now;
	if (v != VERDICT_FAIL)
		return v;
	check_expected(j, _("as %s: HSTS %lld s, %s"), d->first->subject,
		       (long long)d->first->web.http.hsts_max_age,
		       d->first->content.type);
	check_observed(j, _("%s: HSTS %lld s, %s"), other->subject,
		       (long long)other->web.http.hsts_max_age,
		       other->content.type);
	return v;
}

static enum verdict content(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;

	(void)now;
	if (!d->both || d->alike < 0)
		return VERDICT_NONE;
	check_expected(j, _("at least %d %% the same as %s"),
		       (int)p->dualstack_similarity_min, d->first->subject);
	check_observed(j, _("%s: %d %% the same, %zu and %zu bytes"),
		       d->alike_other->subject, d->alike,
		       d->first->content.length,
		       d->alike_other->content.length);
	return d->alike < p->dualstack_similarity_min ? VERDICT_FAIL :
							VERDICT_PASS;
}

/* A dead family is told where it is dead; here, what that does to citizens. */
static enum verdict browser(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct dualstack_facts *d = facts;
	char text[CLOCK_TEXT];

	(void)now;
	if (d->browser == 0)
		return VERDICT_NONE;
	check_expected(j, _("IPv6 within %d ms"),
		       (int)p->dualstack_attempt_delay);
	if (d->browser == AF_INET6) {
		check_observed(j, _("IPv6 after %.0f ms"), d->browser_ms);
		return VERDICT_PASS;
	}
	if (d->works6) {
		check_observed(j, _("IPv4 after %.0f ms: IPv6 takes %.0f ms "
				    "to connect"), d->browser_ms,
			       d->connect6_ms);
		return VERDICT_FAIL;
	}
	if (d->asked6 && d->masked_since > 0)
		check_observed(j, _("IPv4 after %.0f ms; IPv6 is dead, and "
				    "that is hidden since %s"), d->browser_ms,
			       clock_format(d->masked_since, text));
	else
		check_observed(j, _("IPv4 after %.0f ms"), d->browser_ms);
	return VERDICT_PASS;
}

static const struct check rows[] = {
	{
		.id = "dualstack.certificate",
		.title = N_("IPv4 and IPv6 have the same certificate"),
		.rule = "RFC 9525 section 1.1",
		.fix = N_("install the certificate on every server of the "
			  "portal, and have them all reload it"),
		.needs = { "dns.address", "https.connect", "tls.handshake",
			   "tls.cert-current", "tls.cert-name",
			   "tls.cert-self-signed", "tls.chain-complete",
			   "tls.chain-trusted", "tls.cert-left" },
		.who = ACTOR_PORTAL,
		.judge = certificate,
	}, {
		.id = "dualstack.tls",
		.title = N_("IPv4 and IPv6 speak the same TLS"),
		.rule = "RFC 9325 section 3.1",
		.fix = N_("give the servers behind both families the same TLS "
			  "configuration (khien-tlsconf emit)"),
		.needs = { "dns.address", "https.connect", "tls.handshake",
			   "tls.version" },
		.who = ACTOR_PORTAL,
		.judge = tls,
	}, {
		.id = "dualstack.answer",
		.title = N_("IPv4 and IPv6 answer alike and lead to the same "
			    "place"),
		.rule = "RFC 9110 section 15",
		.fix = N_("configure the site for both families alike: look "
			  "for a default server that has only one of them"),
		.needs = { "dns.address", "https.connect", "tls.handshake",
			   "http.status", "http.redirect" },
		.who = ACTOR_PORTAL,
		.judge = answer,
	}, {
		.id = "dualstack.headers",
		.title = N_("IPv4 and IPv6 send the same HSTS and type"),
		.rule = "RFC 6797 section 6.1",
		.fix = N_("send the headers from the configuration that both "
			  "families share"),
		.needs = { "dns.address", "https.connect", "tls.handshake",
			   "http.status", "http.hsts", "dualstack.answer" },
		.who = ACTOR_PORTAL,
		.judge = headers,
	}, {
		.id = "dualstack.content",
		.title = N_("IPv4 and IPv6 show the same page"),
		.rule = "RFC 9110 section 3.2",
		.fix = N_("see which server stands behind each family, and "
			  "bring the one that is behind up to date"),
		.needs = { "dns.address", "https.connect", "tls.handshake",
			   "http.status", "dualstack.answer" },
		.who = ACTOR_PORTAL,
		.judge = content,
	}, {
		.id = "dualstack.browser",
		.title = N_("a browser gets the portal over IPv6 where there "
			    "is one"),
		.rule = "RFC 8305 section 5",
		.fix = N_("look for what delays IPv6: a longer way, lost "
			  "packets, a tunnel, a firewall that answers late"),
		.needs = { "dns.name" },
		.who = ACTOR_ISP,
		.judge = browser,
	},
};

const struct check_table probe_dualstack_checks = {
	rows, sizeof(rows) / sizeof(rows[0])
};
