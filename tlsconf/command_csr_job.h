/* SPDX-License-Identifier: MIT */
/*
 * command_csr_job: one request to make, with its key, in two steps: all jobs
 * are prepared before the first file is written.
 */
#ifndef KHIEN_TLSCONF_COMMAND_CSR_JOB_H
#define KHIEN_TLSCONF_COMMAND_CSR_JOB_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/san.h"

#define COMMAND_CSR_DUAL "p256"		/* the second key of --dual */

enum csr_job_key {
	CSR_JOB_READ,		/* it is there */
	CSR_JOB_NEW,		/* it is made, and must not be there */
	CSR_JOB_EITHER,		/* made unless it is there */
};

struct csr_job {
	char *key_path, *out;		/* set by command_csr_job_paths() */
	enum csr_job_key from;
	const char *type;		/* of a key that is made; or NULL */
	const char *algorithm;		/* that the key must have; or NULL */
	EVP_PKEY *key;
	bool made;			/* the key is new, and to be written */
	char *pem;
};

/*
 * Sets the paths of J (zeroed): KEY and OUT with SUFFIX before their endings.
 * Returns 0, or -1 with a fault.
 */
int command_csr_job_paths(struct csr_job *j, const char *key, const char *out,
			  const char *suffix, struct fault *f);

/*
 * Reads or makes the key, judges it by the policy and makes the request;
 * nothing is written. Returns 0, EXIT_REFUSED having said why, or -1 with
 * c->fault.
 */
int command_csr_job_prepare(struct cli *c, struct csr_job *j,
			    const struct csr_subject *subject,
			    const struct san_list *names);

/* Writes new keys first, then the requests. Returns 0, or -1 with c->fault. */
int command_csr_job_put(struct cli *c, const struct csr_job *jobs,
			size_t count);

/* The first name where it fits into a common name; NULL where it does not. */
const char *command_csr_job_name(const struct san_list *names);

/* Safe on zeroed ones. JOBS themselves stay the caller's. */
void command_csr_job_free(struct csr_job *jobs, size_t count);

#endif
