/* SPDX-License-Identifier: MIT */
/* judge_cert: the certificate that is served, and the chain behind it. */
#include "tlsconf/judge.h"

#include <string.h>

#include "clock.h"
#include "lang.h"
#include "policy.h"
#include "tlsconf/facts.h"

/* The certificate with WANTED, or NULL where it was not observed. */
static const struct cert_facts *cert_with(const void *facts, unsigned wanted)
{
	const struct cert_facts *c =
		&((const struct web_facts *)facts)->tls.cert;

	wanted |= CERT_HAVE_CERT;
	return (c->have & wanted) == wanted ? c : NULL;
}

enum verdict judge_cert_current(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);
	char time[CLOCK_TEXT];

	(void)p;
	if (!c)
		return judge_server_unseen(j);
	if (now > c->not_after) {
		check_observed(j, _("expired %s"),
			       clock_format(c->not_after, time));
		return VERDICT_FAIL;
	}
	if (now < c->not_before) {
		check_observed(j, _("valid only from %s"),
			       clock_format(c->not_before, time));
		return VERDICT_FAIL;
	}
	check_observed(j, _("valid until %s"),
		       clock_format(c->not_after, time));
	return VERDICT_PASS;
}

/*
 * By fraction of the lifetime, since lifetimes fall year by year. The period
 * includes its last second (RFC 5280 section 4.1.2.5).
 */
enum verdict judge_cert_left(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);
	char rough[CLOCK_TEXT];
	int64_t left, life;
	double percent;

	if (!c)
		return judge_server_unseen(j);
	life = c->not_after - c->not_before + 1;
	left = c->not_after - now + 1;
	if (life <= 0 || left <= 0) {
		check_observed(j, _("nothing is left"));
		return VERDICT_FAIL;
	}
	percent = 100.0 * (double)left / (double)life;
	check_observed(j, _("%s left, %.0f%% of its lifetime"),
		       clock_format_rough(left, rough), percent);
	check_expected(j, _("renewed before %d%% are left"),
		       (int)p->tls_cert_left_warn_percent);
	if (percent < (double)p->tls_cert_left_fail_percent)
		return VERDICT_FAIL;
	if (percent < (double)p->tls_cert_left_warn_percent)
		return VERDICT_WARN;
	return VERDICT_PASS;
}

enum verdict judge_cert_strength(const struct policy *p, const char *type,
				 int bits, struct judgement *j)
{
	int least = 0;

	if (!strcmp(type, "rsa"))
		least = (int)p->tls_key_rsa_bits_min;
	else if (!strcmp(type, "ecdsa"))
		least = (int)p->tls_key_ec_bits_min;
	check_observed(j, _("%s, %d bits"), type, bits);
	if (!policy_list_has(&p->tls_key_types, type)) {
		check_expected(j, _("a key of another type: see "
				    "tls.key-types"));
		return VERDICT_FAIL;
	}
	check_expected(j, _("%d bits or more"), least);
	return bits >= least ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_cert_key(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);

	(void)now;
	if (!c)
		return judge_server_unseen(j);
	return judge_cert_strength(p, c->key_type, c->key_bits, j);
}

enum verdict judge_cert_signature(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);

	(void)now;
	if (!c)
		return judge_server_unseen(j);
	check_observed(j, "%s", c->signature);
	check_expected(j, _("a hash of %d bits or more"),
		       (int)p->tls_signature_hash_bits_min);
	/* 0: the algorithm has its own hash, as Ed25519 */
	return c->signature_hash_bits == 0 ||
	       c->signature_hash_bits >= p->tls_signature_hash_bits_min ?
	       VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_cert_name(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, CERT_HAVE_NAME);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	if (c->name_matches)
		return VERDICT_PASS;
	check_observed(j, _("it stands for %s"),
		       c->names[0] ? c->names : _("no name"));
	check_expected(j, "%s", c->name);
	return VERDICT_FAIL;
}

enum verdict judge_cert_self_signed(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	check_observed(j, _("issued by %s"), c->issuer);
	if (!c->self_signed)
		return VERDICT_PASS;
	check_expected(j, _("issued by a CA"));
	return VERDICT_FAIL;
}

enum verdict judge_cert_chain_complete(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, CERT_HAVE_CHAIN);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	check_observed(j, _("%d certificates"), c->chain_length);
	if (!c->chain_gap[0])
		return VERDICT_PASS;
	check_observed(j, _("%s is missing"), c->chain_gap);
	check_expected(j, _("each issuer up to a root of the store"));
	/* without a store, a root that issues by itself looks the same */
	return c->no_store ? VERDICT_WARN : VERDICT_FAIL;
}

enum verdict judge_cert_chain_order(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, CERT_HAVE_CHAIN);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	if (c->chain_ordered)
		return VERDICT_PASS;
	check_observed(j, _("%s is out of place"),
		       c->chain_stray[0] ? c->chain_stray
					 : _("a certificate"));
	check_expected(j, _("each certificate signs the one before it"));
	return VERDICT_FAIL;
}

enum verdict judge_cert_chain_trusted(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, CERT_HAVE_CHAIN);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	if (c->no_store)
		return VERDICT_NONE;
	if (c->trusted)
		return VERDICT_PASS;
	check_observed(j, "%s", c->trust_error);
	check_expected(j, _("a chain to a root of the store"));
	return VERDICT_FAIL;
}

/*
 * The limit of the day of issue counts, for which its period's begin stands.
 * Both ends belong to the period, and any excess is too much (Baseline
 * Requirements section 6.3.2).
 */
enum verdict judge_cert_lifetime(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, 0);
	char life[CLOCK_TEXT], limit[CLOCK_TEXT];
	int64_t most, seconds;

	(void)now;
	if (!c)
		return judge_server_unseen(j);
	most = policy_schedule_at(&p->tls_cert_lifetime_max, c->not_before);
	if (most < 0)
		return VERDICT_NONE;	/* issued before the rule began */
	seconds = c->not_after - c->not_before + 1;
	check_observed(j, "%s", clock_format_duration(seconds, life));
	check_expected(j, _("at most %s for one issued that day"),
		       clock_format_duration(most, limit));
	return seconds <= most ? VERDICT_PASS : VERDICT_FAIL;
}

/* Without the extension it is good for everything, servers included. */
enum verdict judge_cert_eku(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct cert_facts *c = cert_with(facts, CERT_HAVE_USES);

	(void)p;
	(void)now;
	if (!c)
		return judge_server_unseen(j);
	check_expected(j, _("serverAuth in the extended key usage"));
	if (!c->eku) {
		check_observed(j, _("no extended key usage: good for "
				    "everything"));
		return VERDICT_WARN;
	}
	if (c->eku_server)
		return VERDICT_PASS;
	check_observed(j, _("only %s"), c->eku_other[0] ? c->eku_other :
			    _("nothing"));
	return VERDICT_FAIL;
}
