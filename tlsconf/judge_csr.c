/* SPDX-License-Identifier: MIT */
/* judge_csr: requests for a certificate, of whoever made them. */
#include "tlsconf/judge.h"

#include <string.h>
#include <strings.h>

#include "lang.h"
#include "policy.h"
#include "tlsconf/facts.h"

#define EXPONENT_BITS_MIN 17	/* 65537; Baseline Requirements 6.1.6 */
#define EXPONENT_BITS_MAX 256

/* The facts with WANTED, or NULL where the rule does not apply. */
static const struct csr_facts *csr_with(const void *facts, unsigned wanted)
{
	const struct csr_facts *c = facts;

	wanted |= CSR_HAVE_REQUEST;
	return (c->have & wanted) == wanted ? c : NULL;
}

/* A defect that the facts name in their own words. */
static enum verdict none_of(const char *seen, struct judgement *j)
{
	check_observed(j, "%s", seen);
	return *seen ? VERDICT_FAIL : VERDICT_PASS;
}

enum verdict judge_csr_signature(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	check_observed(j, "%s", c->signature);
	return c->verified ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_csr_signature_hash(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)now;
	if (!c)
		return VERDICT_NONE;
	check_observed(j, "%s", c->signature);
	check_expected(j, _("a hash of %d bits or more"),
		       (int)p->tls_signature_hash_bits_min);
	return c->signature_hash_bits == 0 ||
	       c->signature_hash_bits >= p->tls_signature_hash_bits_min ?
	       VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_csr_key_size(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);
	enum verdict v;

	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (!(c->have & CSR_HAVE_KEY)) {
		check_observed(j, _("its public key cannot be read"));
		return VERDICT_FAIL;
	}
	v = judge_cert_strength(p, c->key_type, c->key_bits, j);
	if (v == VERDICT_PASS && (c->have & CSR_HAVE_RSA) &&
	    c->key_bits % 8) {
		check_expected(j, _("a multiple of 8 bits"));
		return VERDICT_FAIL;
	}
	return v;
}

enum verdict judge_csr_key_exponent(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_RSA);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	check_observed(j, _("the exponent is %s"), c->exponent);
	check_expected(j, _("odd and 3 or more; better 65537"));
	if (!c->exponent_odd || c->exponent_bits < 2)
		return VERDICT_FAIL;
	return c->exponent_bits < EXPONENT_BITS_MIN ||
	       c->exponent_bits > EXPONENT_BITS_MAX ? VERDICT_WARN
						    : VERDICT_PASS;
}

enum verdict judge_csr_key_curve(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_EC);
	bool named;

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	named = !strcmp(c->curve, "P-256") || !strcmp(c->curve, "P-384") ||
		!strcmp(c->curve, "P-521");
	check_observed(j, "%s", c->curve);
	check_expected(j, _("P-256, P-384 or P-521, by name"));
	if (c->explicit_curve)
		check_observed(j, _("the curve is spelt out, not named"));
	else if (named && !c->point_valid)
		check_observed(j, _("the key is no point of the curve"));
	return named && !c->explicit_curve && c->point_valid ? VERDICT_PASS
							     : VERDICT_FAIL;
}

enum verdict judge_csr_key_factor(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_RSA);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (!c->factor)
		return VERDICT_PASS;
	check_observed(j, _("%d divides the modulus"), c->factor);
	return VERDICT_FAIL;
}

/* A class of weak keys that was tried, or could not be. */
static enum verdict weak(const struct csr_facts *c, bool found,
			 const char *seen, struct judgement *j)
{
	if (!(c->have & CSR_HAVE_WEAK)) {
		check_observed(j, _("not tried: the key is too large"));
		return VERDICT_UNKNOWN;
	}
	if (!found)
		return VERDICT_PASS;
	check_observed(j, "%s", seen);
	return VERDICT_FAIL;
}

enum verdict judge_csr_key_roca(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_RSA);

	(void)p;
	(void)now;
	return !c ? VERDICT_NONE :
	       weak(c, c->roca, _("it has the fingerprint of CVE-2017-15361"),
		    j);
}

enum verdict judge_csr_key_fermat(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_RSA);

	(void)p;
	(void)now;
	return !c ? VERDICT_NONE :
	       weak(c, c->fermat, _("its two primes lie close together: it "
				    "was factored"), j);
}

enum verdict judge_csr_key_listed(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, CSR_HAVE_LIST);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (!c->listed)
		return VERDICT_PASS;
	check_observed(j, _("the list of weak keys has it"));
	return VERDICT_FAIL;
}

enum verdict judge_csr_san(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	check_observed(j, _("%d names"), c->sans);
	if (c->san_damaged)
		check_observed(j, _("it cannot be read, or comes twice"));
	else if (!c->san_present)
		check_observed(j, _("there is none"));
	return c->sans > 0 && !c->san_damaged ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_csr_san_critical(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c || !c->san_present)
		return VERDICT_NONE;
	if (c->san_critical == c->subject_empty)
		return VERDICT_PASS;
	if (c->san_critical)
		check_observed(j, _("critical, though there is a subject"));
	else
		check_observed(j, _("not critical, though the subject is "
				    "empty"));
	return VERDICT_FAIL;
}

enum verdict judge_csr_san_kind(const struct policy *p, const void *facts,
				int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c || !c->san_present)
		return VERDICT_NONE;
	check_expected(j, _("DNS names and addresses only"));
	return none_of(c->name_kind, j);
}

enum verdict judge_csr_name_syntax(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	return !c || !c->san_present ? VERDICT_NONE : none_of(c->name_bad, j);
}

/* True where NAME is SUFFIX or lies below it; letters' case does not count. */
static bool below(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length >= end && !strcasecmp(name + length - end, suffix) &&
	       (length == end || name[length - end - 1] == '.');
}

static bool is_internal(const struct policy *p, const char *name)
{
	size_t i;

	if (*name && !strchr(name, '.'))
		return true;
	for (i = 0; i < p->tls_internal_suffixes.count; i++)
		if (below(name, p->tls_internal_suffixes.items[i]))
			return true;
	return false;
}

enum verdict judge_csr_name_internal(const struct policy *p,
				     const void *facts, int64_t now,
				     struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);
	int i;

	(void)now;
	if (!c || !c->san_present)
		return VERDICT_NONE;
	for (i = 0; i < c->name_count; i++) {
		if (!is_internal(p, c->names[i]))
			continue;
		check_observed(j, "%s", c->names[i]);
		check_expected(j, _("names of the public DNS"));
		return VERDICT_FAIL;
	}
	return VERDICT_PASS;
}

enum verdict judge_csr_name_reverse(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	return !c || !c->san_present ? VERDICT_NONE
				     : none_of(c->name_reverse, j);
}

enum verdict judge_csr_address_reserved(const struct policy *p,
					const void *facts, int64_t now,
					struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c || !c->san_present)
		return VERDICT_NONE;
	check_expected(j, _("addresses of the public Internet"));
	return none_of(c->address_reserved, j);
}

enum verdict judge_csr_common_name(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c || !c->common_names)
		return VERDICT_NONE;
	check_observed(j, "%s", c->common_name);
	check_expected(j, _("one of the subject alternative names"));
	if (c->common_names > 1) {
		check_observed(j, _("%d common names"), c->common_names);
		check_expected(j, _("one at most"));
		return VERDICT_FAIL;
	}
	return c->common_name_in_san ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_csr_subject(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	return !c || c->subject_empty ? VERDICT_NONE
				      : none_of(c->subject_bad, j);
}

enum verdict judge_csr_challenge(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (!c->challenge)
		return VERDICT_PASS;
	check_observed(j, _("there is one, for everybody to read"));
	return VERDICT_FAIL;
}

enum verdict judge_csr_authority(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (c->ca)
		check_observed(j, _("basic constraints with CA:TRUE"));
	else
		check_observed(j, "%s", c->usage_bad);
	return c->ca || c->usage_bad[0] ? VERDICT_FAIL : VERDICT_PASS;
}

enum verdict judge_csr_eku(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct csr_facts *c = csr_with(facts, 0);

	(void)p;
	(void)now;
	if (!c)
		return VERDICT_NONE;
	if (!c->eku)
		return VERDICT_PASS;	/* the CA adds it */
	check_expected(j, _("serverAuth, or nothing: the CA adds it"));
	if (!c->eku_server && !c->eku_other[0]) {
		check_observed(j, _("it cannot be read"));
		return VERDICT_FAIL;
	}
	return none_of(c->eku_other, j);
}
