/* SPDX-License-Identifier: MIT */
/* command_csr_job: one request to make, with its key, in two steps. */
#include "tlsconf/command_csr_job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "tlsconf/command.h"
#include "tlsconf/pki/key.h"

#define COMMON_NAME_MAX 64	/* ub-common-name, RFC 5280 appendix A.1 */

static const char csr_begin[] = "-----BEGIN CERTIFICATE REQUEST-----";

/* "a/b.key" with "-x" is "a/b-x.key". NULL where memory ran out. */
static char *with_suffix(const char *path, const char *suffix)
{
	const char *base = strrchr(path, '/'), *dot;
	char *result;
	int length;

	base = base ? base + 1 : path;
	dot = strrchr(base, '.');
	length = (int)(dot && dot > base ? (size_t)(dot - path)
					 : strlen(path));
	if (asprintf(&result, "%.*s%s%s", length, path, suffix,
		     path + length) < 0)
		return NULL;
	return result;
}

int command_csr_job_paths(struct csr_job *j, const char *key, const char *out,
			  const char *suffix, struct fault *f)
{
	j->key_path = with_suffix(key, suffix);
	j->out = with_suffix(out, suffix);
	if (!j->key_path || !j->out)
		return fault_errno(f, _("cannot make a request"));
	if (!strcmp(j->key_path, j->out) && strcmp(j->out, "-"))
		return fault_set(f, _("--key and --out are the same file"));
	return 0;
}

static EVP_PKEY *make_key(struct cli *c, struct csr_job *j)
{
	const char *type = j->type;
	const struct key_type *t;

	if (!strcmp(type, "default"))
		type = c->policy->tls_key_default;
	t = key_type_find(type, &c->fault);
	if (!t || command_may_replace(j->key_path, "", false, &c->fault) < 0)
		return NULL;
	j->made = true;
	return key_generate(t, &c->fault);
}

static int get_key(struct cli *c, struct csr_job *j)
{
	const struct passphrase secret = {
		.file = cli_value(c, "passphrase-file"),
	};
	bool make = j->from == CSR_JOB_NEW;
	char type[16];
	int bits;

	if (j->from == CSR_JOB_EITHER && access(j->key_path, F_OK) < 0) {
		if (errno != ENOENT)
			return fault_errno(&c->fault, _("cannot read %s"),
					   j->key_path);
		make = true;
	}
	if (make && !j->type) {
		fault_set(&c->fault, _("%s is not there"), j->key_path);
		return fault_hint(&c->fault, _("--new-key TYPE makes the keys "
					       "that are not there"));
	}
	j->key = make ? make_key(c, j) : key_read(j->key_path, &secret,
						  &c->fault);
	if (!j->key)
		return -1;
	key_describe(j->key, type, &bits);
	if (j->algorithm && strcmp(type, j->algorithm))
		return fault_set(&c->fault, _("%s: its type is %s; with --dual "
				 "%s was expected"), j->key_path, type,
				 j->algorithm);
	return 0;
}

int command_csr_job_prepare(struct cli *c, struct csr_job *j,
			    const struct csr_subject *subject,
			    const struct san_list *names)
{
	X509_REQ *csr;
	int ret;

	if (command_may_replace(j->out, csr_begin, true, &c->fault) < 0 ||
	    get_key(c, j) < 0)
		return -1;
	ret = command_judge_key(c, j->key_path, j->key);
	if (ret)
		return ret;
	csr = csr_make(j->key, subject, names, &c->fault);
	j->pem = csr ? csr_pem(csr, &c->fault) : NULL;
	X509_REQ_free(csr);
	return j->pem ? 0 : -1;
}

int command_csr_job_put(struct cli *c, const struct csr_job *jobs,
			size_t count)
{
	bool any = false;
	size_t i;

	/* a request whose key was lost is worth nothing */
	for (i = 0; i < count; i++) {
		if (!jobs[i].made)
			continue;
		if (command_put_key(c, jobs[i].key_path, jobs[i].key,
				    false) < 0)
			goto failed;
		cli_made(c, "key", jobs[i].key_path, NULL);
		any = true;
	}
	for (i = 0; i < count; i++)
		if (command_put(c, "csr", jobs[i].out, jobs[i].pem) < 0)
			goto failed;
	return 0;
failed:
	if (any && jobs[0].from == CSR_JOB_EITHER)
		fault_hint(&c->fault, _("keys that are in place stay: run this "
					"again"));
	else if (any && count == 1)
		fault_hint(&c->fault, _("the new key is in place: run this "
					"again without --new-key"));
	return -1;
}

const char *command_csr_job_name(const struct san_list *names)
{
	const char *first = names->items[0].name;

	return *first && strlen(first) <= COMMON_NAME_MAX ? first : NULL;
}

void command_csr_job_free(struct csr_job *jobs, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		free(jobs[i].key_path);
		free(jobs[i].out);
		free(jobs[i].pem);
		EVP_PKEY_free(jobs[i].key);
		jobs[i] = (struct csr_job){ 0 };
	}
}
