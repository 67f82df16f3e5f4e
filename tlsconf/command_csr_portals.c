/* SPDX-License-Identifier: MIT */
/* command_csr_portals: requests for all portals of a file. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lang.h"
#include "tlsconf/command_csr_job.h"
#include "tlsconf/pki/portals.h"

/* What the line leaves open, the command line may give for all. */
static const char *or_given(const struct cli *c, const char *value,
			    const char *option)
{
	return value ? value : cli_value(c, option);
}

static int set_up(struct cli *c, struct csr_job *j, const struct portal *p,
		  const char *suffix)
{
	const char *dir = cli_value(c, "out-dir");
	char *key = NULL, *csr = NULL;
	int ret = -1;

	if (asprintf(&key, "%s/%s.key", dir, p->file) < 0)
		key = NULL;
	if (asprintf(&csr, "%s/%s.csr", dir, p->file) < 0)
		csr = NULL;
	if (!key || !csr)
		fault_errno(&c->fault, _("cannot make a request"));
	else
		ret = command_csr_job_paths(j, key, csr, suffix, &c->fault);
	j->from = CSR_JOB_EITHER;
	free(key);
	free(csr);
	return ret;
}

/* The one or two requests of a portal. */
static int prepare(struct cli *c, struct csr_job *jobs,
		   const struct portal *p)
{
	struct csr_subject s = {
		.country = or_given(c, p->country, "country"),
		.state = or_given(c, p->state, "state"),
		.locality = or_given(c, p->locality, "locality"),
		.organization = or_given(c, p->organization, "organization"),
		.common_name = cli_flag(c, "no-common-name") ? NULL :
			       command_csr_job_name(&p->names),
	};
	bool dual = cli_flag(c, "dual");
	const char *type = or_given(c, p->type, "new-key");
	int ret = set_up(c, &jobs[0], p, "");

	if (ret)
		return ret;
	jobs[0].type = type;
	jobs[0].algorithm = dual ? "rsa" : NULL;
	ret = command_csr_job_prepare(c, &jobs[0], &s, &p->names);
	if (ret || !dual)
		return ret;
	ret = set_up(c, &jobs[1], p, "-ecdsa");
	jobs[1].type = type ? COMMAND_CSR_DUAL : NULL;
	jobs[1].algorithm = "ecdsa";
	return ret ? ret : command_csr_job_prepare(c, &jobs[1], &s, &p->names);
}

static int check_folder(const char *dir, struct fault *f)
{
	struct stat st;

	if (stat(dir, &st) < 0)
		return fault_errno(f, _("cannot write to %s"), dir);
	return S_ISDIR(st.st_mode) ? 0 : fault_set(f, _("%s is no folder"),
						   dir);
}

int command_csr_portals(struct cli *c)
{
	const char *path = cli_value(c, "portals");
	size_t each = cli_flag(c, "dual") ? 2 : 1, i, n = 0;
	struct csr_job *jobs = NULL;
	struct portals p;
	int ret = -1;

	if (portals_read(&p, path, &c->fault) < 0 ||
	    check_folder(cli_value(c, "out-dir"), &c->fault) < 0)
		goto out;
	n = p.count * each;
	jobs = calloc(n, sizeof(*jobs));
	if (!jobs) {
		fault_errno(&c->fault, _("cannot keep the portals"));
		n = 0;
		goto out;
	}
	for (i = 0; i < p.count; i++) {
		ret = prepare(c, jobs + i * each, &p.items[i]);
		if (ret < 0)
			fault_context(&c->fault, "%s:%d", path,
				      p.items[i].line);
		if (ret)
			goto out;
	}
	ret = command_csr_job_put(c, jobs, n);
out:
	command_csr_job_free(jobs, n);
	free(jobs);
	portals_free(&p);
	return ret;
}
