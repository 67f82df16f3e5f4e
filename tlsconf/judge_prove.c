/* SPDX-License-Identifier: MIT */
/* judge_prove: what a throw-away instance was seen to do. */
#include "tlsconf/judge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lang.h"
#include "policy.h"
#include "tlsconf/prove_facts.h"
#include "tlsconf/server/suite.h"

#define TLS_1_3_BIT 4

/* Whether NAME is a whole item of LINE, separated by ", ". */
static bool is_listed(const char *line, const char *name)
{
	size_t n = strlen(name);
	const char *at = line;

	while ((at = strstr(at, name))) {
		if ((at == line || at[-1] == ' ') &&
		    (at[n] == '\0' || at[n] == ','))
			return true;
		at += n;
	}
	return false;
}

/* Adds NAME to the list in LINE, unless it is full or there already. */
static void add_name(char *line, size_t room, const char *name)
{
	size_t length = strlen(line);

	if (length + strlen(name) + 3 < room && !is_listed(line, name))
		snprintf(line + length, room - length, "%s%s",
			 length ? ", " : "", name);
}

enum verdict judge_prove_syntax(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct prove_facts *s = facts;

	(void)p;
	(void)now;
	if (!(s->have & PROVE_HAVE_SYNTAX))
		return judge_server_unseen(j);
	check_observed(j, "%s", s->syntax_words);
	check_expected(j, _("no error and no warning"));
	if (!s->syntax_ok)
		return VERDICT_FAIL;
	return s->syntax_words[0] ? VERDICT_WARN : VERDICT_PASS;
}

enum verdict judge_prove_ciphers(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct prove_facts *s = facts;
	char beyond[280] = "", number[SUITE_TEXT];
	int v, i, count = 0;

	(void)now;
	if (!(s->have & PROVE_HAVE_CIPHERS))
		return judge_server_unseen(j);
	for (v = 0; v < PROVE_VERSIONS; v++)
		for (i = 0; i < s->cipher_count[v]; i++, count++) {
			const char *name = suite_name(s->ciphers[v][i],
						      number);

			if (!policy_list_has(v == TLS_1_3_BIT ?
					     &p->tls_ciphersuites :
					     &p->tls_ciphers, name))
				add_name(beyond, sizeof(beyond), name);
		}
	check_expected(j, _("only the %zu that the policy names"),
		       p->tls_ciphers.count + p->tls_ciphersuites.count);
	if (!beyond[0]) {
		check_observed(j, _("%d accepted, all of the policy"), count);
		return VERDICT_PASS;
	}
	check_observed(j, _("beyond the policy: %s"), beyond);
	return VERDICT_FAIL;
}

static bool accepted(const struct prove_facts *s, int version,
		     const char *name)
{
	char number[SUITE_TEXT];
	int i;

	for (i = 0; i < s->cipher_count[version]; i++)
		if (!strcasecmp(suite_name(s->ciphers[version][i], number),
				name))
			return true;
	return false;
}

/* A suite of TLS 1.2 says which certificate it needs. */
static bool has_certificate(const struct prove_facts *s, const char *name)
{
	if (!(s->have & PROVE_HAVE_CERT_TYPES))
		return false;
	return strstr(name, "ECDSA") ? s->ecdsa : s->rsa;
}

enum verdict judge_prove_ciphers_missing(const struct policy *p,
					 const void *facts, int64_t now,
					 struct judgement *j)
{
	const struct prove_facts *s = facts;
	char missing[280] = "";
	size_t i;

	(void)now;
	if (!(s->have & PROVE_HAVE_CIPHERS))
		return judge_server_unseen(j);
	for (i = 0; s->cipher_count[3] && i < p->tls_ciphers.count; i++)
		if (has_certificate(s, p->tls_ciphers.items[i]) &&
		    !accepted(s, 3, p->tls_ciphers.items[i]))
			add_name(missing, sizeof(missing),
				 p->tls_ciphers.items[i]);
	for (i = 0; s->cipher_count[TLS_1_3_BIT] && !s->no_suites &&
	     i < p->tls_ciphersuites.count; i++)
		if (!accepted(s, TLS_1_3_BIT, p->tls_ciphersuites.items[i]))
			add_name(missing, sizeof(missing),
				 p->tls_ciphersuites.items[i]);
	if (!missing[0])
		return VERDICT_PASS;
	check_observed(j, _("refused: %s"), missing);
	return VERDICT_FAIL;
}

enum verdict judge_prove_groups(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct prove_facts *s = facts;
	char beyond[280] = "", all[280] = "", number[SUITE_TEXT];
	int i;

	(void)now;
	if (!(s->have & PROVE_HAVE_GROUPS))
		return judge_server_unseen(j);
	for (i = 0; i < s->group_count; i++) {
		const char *name = suite_group(s->groups[i], number);

		add_name(all, sizeof(all), name);
		if (!policy_list_has(&p->tls_groups, name))
			add_name(beyond, sizeof(beyond), name);
	}
	check_expected(j, _("only the %zu that the policy names"),
		       p->tls_groups.count);
	check_observed(j, beyond[0] ? _("beyond the policy: %s") :
		       _("accepted: %s"), beyond[0] ? beyond : all);
	return beyond[0] ? VERDICT_FAIL : VERDICT_PASS;
}

enum verdict judge_prove_groups_missing(const struct policy *p,
					const void *facts, int64_t now,
					struct judgement *j)
{
	const struct prove_facts *s = facts;
	char missing[280] = "", number[SUITE_TEXT];
	size_t k;
	int i;

	(void)now;
	if (!(s->have & PROVE_HAVE_GROUPS))
		return judge_server_unseen(j);
	for (k = 0; k < p->tls_groups.count; k++) {
		const char *name = p->tls_groups.items[k];

		for (i = 0; i < s->group_count; i++)
			if (!strcasecmp(suite_group(s->groups[i], number),
					name))
				break;
		if (i == s->group_count && !is_listed(s->groups_lacking, name))
			add_name(missing, sizeof(missing), name);
	}
	if (s->groups_lacking[0])
		check_observed(j, _("its library lacks %s"),
			       s->groups_lacking);
	if (!missing[0])
		return VERDICT_PASS;
	check_observed(j, _("refused: %s"), missing);
	return VERDICT_FAIL;
}

/* What the policy allows need not be. */
enum verdict judge_prove_tickets(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct prove_facts *s = facts;

	(void)now;
	if (!(s->have & PROVE_HAVE_TICKET))
		return VERDICT_NONE;
	check_observed(j, s->ticket ? _("TLS 1.2 promises a session ticket") :
		       _("TLS 1.2 promises no session ticket"));
	if (!s->ticket || p->tls_session_tickets)
		return VERDICT_PASS;
	if (!s->tickets_rotate)
		return VERDICT_FAIL;
	check_observed(j, _("tickets, whose keys the server changes by "
			    "itself"));
	return VERDICT_PASS;
}

enum verdict judge_prove_sni_unknown(const struct policy *p,
				     const void *facts, int64_t now,
				     struct judgement *j)
{
	const struct prove_facts *s = facts;

	(void)p;
	(void)now;
	if (!(s->have & PROVE_HAVE_UNKNOWN))
		return judge_server_unseen(j);
	check_expected(j, _("no handshake, no answer, or a status from 400"));
	if (s->unknown_refused)
		check_observed(j, _("no handshake"));
	else if (!s->unknown_status)
		check_observed(j, _("no answer"));
	else
		check_observed(j, _("status %d"), s->unknown_status);
	return s->unknown_status && s->unknown_status < 400 ? VERDICT_FAIL
							    : VERDICT_PASS;
}

enum verdict judge_prove_host_unknown(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct prove_facts *s = facts;

	(void)p;
	(void)now;
	if (!(s->have & PROVE_HAVE_HOST))
		return judge_server_unseen(j);
	check_expected(j, _("no redirect"));
	check_observed(j, s->host_location[0] ? _("status %d, %s") :
		       s->host_status ? _("status %d") : _("no answer"),
		       s->host_status, s->host_location);
	return s->host_location[0] ? VERDICT_FAIL : VERDICT_PASS;
}

enum verdict judge_prove_acme(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct prove_facts *s = facts;

	(void)p;
	(void)now;
	if (!(s->have & PROVE_HAVE_ACME))
		return judge_server_unseen(j);
	check_expected(j, _("the challenge's own content, over http"));
	if (s->acme_served || (!s->acme_planted && s->acme_status == 404))
		return VERDICT_PASS;
	check_observed(j, _("status %d"), s->acme_status);
	return VERDICT_FAIL;
}

enum verdict judge_prove_redirect_status(const struct policy *p,
					 const void *facts, int64_t now,
					 struct judgement *j)
{
	const struct prove_facts *s = facts;
	const struct http_facts *h = &s->web.http;

	(void)now;
	if (!(h->have & HTTP_HAVE_PLAIN) || !h->plain_status)
		return judge_server_unseen(j);
	check_observed(j, _("status %d"), h->plain_status);
	check_expected(j, _("status %d"), (int)p->http_redirect_status);
	return h->plain_status == p->http_redirect_status ? VERDICT_PASS
							  : VERDICT_FAIL;
}

/* Wider than the policy is the danger: RFC 6797 section 14.4. */
enum verdict judge_prove_hsts_subdomains(const struct policy *p,
					 const void *facts, int64_t now,
					 struct judgement *j)
{
	const struct prove_facts *s = facts;
	const struct http_facts *h = &s->web.http;

	(void)now;
	if (!(h->have & HTTP_HAVE_ANSWER))
		return judge_server_unseen(j);
	if (!h->hsts)
		return VERDICT_NONE;
	check_observed(j, h->hsts_subdomains ? _("includeSubDomains is sent") :
		       _("includeSubDomains is not sent"));
	return h->hsts_subdomains == p->http_hsts_subdomains ? VERDICT_PASS
							     : VERDICT_FAIL;
}
