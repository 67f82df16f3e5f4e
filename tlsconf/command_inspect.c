/* SPDX-License-Identifier: MIT */
/* command_inspect: what keys, requests and certificates are. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "lang.h"
#include "text.h"
#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/pki/inspect_show.h"
#include "tlsconf/pki/san.h"

const struct cli_option command_inspect_options[] = {
	{ "name", "NAME", N_("the certificate must stand for this name or "
			     "address"), 0 },
	{ "ca-file", "FILE", N_("judge trust by the roots in FILE"), 0 },
	{ "system-roots", NULL, N_("judge trust by the system's roots"), 0 },
	{ "passphrase-file", "FILE", N_("the passphrase of encrypted keys is "
					"the file's first line"), 0 },
	{ "fix", "FILE", N_("write the chain there, in order and without the "
			    "root, if nothing else is wrong"), 0 },
	{ 0 }
};

const char command_inspect_text[] = N_(
"Says what each file is and whether all of them belong together: the key,\n"
"the request made with it, the certificate that came back, its chain. A file\n"
"may hold several things, PEM or DER; '-' is standard input. Times are judged\n"
"at --now. Nothing is said of trust unless a store is named.\n"
"\n"
"  khien-tlsconf inspect portal.key portal.csr portal.pem\n"
"  khien-tlsconf inspect --name dichvucong.example.gov.vn --system-roots \\\n"
"      portal.pem\n"
"  khien-tlsconf inspect --now 2027-01-01 portal.pem\n"
"  khien-tlsconf inspect --fix portal.pem from-ca/*.crt\n");

static int read_store(struct cli *c, X509_STORE **store)
{
	const char *file = cli_value(c, "ca-file");
	bool system = cli_flag(c, "system-roots");

	if (file && system)
		return fault_set(&c->fault, _("--ca-file and --system-roots "
					      "exclude each other"));
	if (!file && !system)
		return 0;
	*store = chain_store(file, &c->fault);
	return *store ? 0 : -1;
}

/* PATH is that of the only file; NULL where there are several. */
static int judge(struct cli *c, const struct inspect *in, const char *path)
{
	char subject[INSPECT_SUBJECT];
	struct report r;
	int ret;

	if (path)
		snprintf(subject, sizeof(subject), "%s", path);
	else
		snprintf(subject, sizeof(subject), _("%zu files"), in->count);
	text_clean(subject);	/* JSON is UTF-8, file names need not be */
	report_init(&r, subject, c->policy, c->now);
	inspect_judge(in, &r);
	r.facts = inspect_show_json(in);
	if (!report_ok(&r) || !r.facts)
		ret = fault_set(&c->fault, _("out of memory"));
	else if (!strcmp(c->format->name, "text") &&
		 inspect_show_text(in, c->now, stdout, &c->fault) < 0)
		ret = -1;
	else
		ret = cli_report(c, &r, 1);
	report_free(&r);
	return ret;
}

/* A name that no certificate can have is a slip of the fingers. */
static int check_name(struct cli *c, const char *name)
{
	struct san_list l = { 0 };
	int ret = 0;

	if (name && san_add_address(&l, name, NULL) < 0 &&
	    san_add_name(&l, name, &c->fault) < 0)
		ret = fault_context(&c->fault, "--name");
	san_free(&l);
	return ret;
}

/* ---- --fix ---- */

static const char cert_begin[] = "-----BEGIN CERTIFICATE-----";

/* True where something fails that sorting does not mend. */
static bool beyond_repair(const struct cli *c, const struct inspect *in)
{
	struct report r;
	bool bad;
	size_t i;

	report_init(&r, "", c->policy, c->now);
	inspect_judge(in, &r);
	bad = !report_ok(&r);
	for (i = 0; i < r.count; i++)
		if (r.findings[i].judged == VERDICT_FAIL &&
		    r.findings[i].severity == SEVERITY_MUST &&
		    strcmp(r.findings[i].check->id, "tls.chain-order"))
			bad = true;
	report_free(&r);
	return bad;
}

/* The new file, and of those given what is no certificate: judged anew. */
static int judge_fixed(struct cli *c, const struct inspect *in, char *out,
		       const struct inspect_wanted *wanted)
{
	char **paths = calloc(in->count + 1, sizeof(*paths));
	struct inspect again = { 0 };
	size_t i, n = 0;
	int ret = -1;

	if (!paths)
		return fault_errno(&c->fault, _("cannot judge %s"), out);
	for (i = 0; i < in->count; i++)
		if (!bundle_find(&in->files[i].bundle, BUNDLE_CERT, NULL))
			paths[n++] = in->files[i].bundle.path;
	paths[n++] = out;
	if (!inspect_read(&again, paths, n, wanted, &c->fault))
		ret = judge(c, &again, n == 1 ? out : NULL);
	inspect_free(&again);
	free(paths);
	return ret;
}

static int fix(struct cli *c, const struct inspect *in, const char *out,
	       const struct inspect_wanted *wanted)
{
	char *pem, *path;
	int ret = -1;

	if (command_may_replace(out, cert_begin, false, &c->fault) < 0)
		return -1;
	pem = inspect_chain_pem(in, &c->fault);
	path = strdup(out);
	if (!path)
		fault_errno(&c->fault, _("cannot write %s"), out);
	if (!pem || !path)
		goto done;
	if (beyond_repair(c, in)) {
		cli_warn(c, _("%s is not written: see what fails"), out);
		ret = judge(c, in, in->count == 1 ? c->args[0] : NULL);
		goto done;
	}
	if (file_write(out, 0644, pem, strlen(pem), &c->fault) < 0)
		goto done;
	cli_say(c, _("chain: wrote %s"), out);
	ret = judge_fixed(c, in, path, wanted);
done:
	free(path);
	free(pem);
	return ret;
}

int command_inspect(struct cli *c)
{
	const struct passphrase secret = {
		.file = cli_value(c, "passphrase-file"), .optional = true,
	};
	struct inspect_wanted wanted = {
		.name = cli_value(c, "name"), .passphrase = &secret,
		.now = c->now,
	};
	const char *out = cli_value(c, "fix");
	struct inspect in = { 0 };
	int ret = -1;

	if (!check_name(c, wanted.name) && !read_store(c, &wanted.store) &&
	    !inspect_read(&in, c->args, (size_t)c->arg_count, &wanted,
			  &c->fault))
		ret = out ? fix(c, &in, out, &wanted) :
			    judge(c, &in, in.count == 1 ? c->args[0] : NULL);
	inspect_free(&in);
	X509_STORE_free(wanted.store);
	return ret;
}
