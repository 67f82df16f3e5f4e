/* SPDX-License-Identifier: MIT */
/* judge_file: files of keys, requests and certificates, on their own. */
#include "tlsconf/judge.h"

#include "lang.h"
#include "policy.h"
#include "tlsconf/facts.h"

/* The group may read (Debian's ssl-cert): a warning. All else: a failure. */
enum verdict judge_file_key_mode(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	if (!(f->have & FILE_HAVE_SECRET) || !(f->have & FILE_HAVE_MODE))
		return VERDICT_NONE;
	check_observed(j, _("mode %04o"), f->mode);
	check_expected(j, _("mode 0600"));
	if (!(f->mode & 077))
		return VERDICT_PASS;
	return (f->mode & 037) ? VERDICT_FAIL : VERDICT_WARN;
}

enum verdict judge_file_key_strength(const struct policy *p, const void *facts,
				     int64_t now, struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)now;
	if (!(f->have & FILE_HAVE_KEY))
		return VERDICT_NONE;
	return judge_cert_strength(p, f->key_type, f->key_bits, j);
}

enum verdict judge_file_key_encrypted(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	if (!(f->have & FILE_HAVE_SECRET))
		return VERDICT_NONE;
	if (!f->encrypted)
		return VERDICT_PASS;
	check_observed(j, _("it is encrypted"));
	return VERDICT_FAIL;
}

enum verdict judge_file_key_matches(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	if (!(f->have & FILE_HAVE_PARTNER))
		return VERDICT_NONE;
	if (f->partner_matches) {
		check_observed(j, _("with %s"), f->partner);
		return VERDICT_PASS;
	}
	check_observed(j, _("%s has another key"), f->partner);
	return VERDICT_FAIL;
}

enum verdict judge_file_csr_signature(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	(void)j;
	if (!(f->have & FILE_HAVE_CSR))
		return VERDICT_NONE;
	return f->csr_verified ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_file_csr_names(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	if (!(f->have & FILE_HAVE_CSR))
		return VERDICT_NONE;
	check_observed(j, _("%d names"), f->csr_names);
	return f->csr_names > 0 ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict judge_file_cert_names(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct file_facts *f = facts;

	(void)p;
	(void)now;
	if (!(f->have & FILE_HAVE_WANTED))
		return VERDICT_NONE;
	if (!f->names_missing[0])
		return VERDICT_PASS;
	check_observed(j, _("%s is missing"), f->names_missing);
	return VERDICT_FAIL;
}
