/* SPDX-License-Identifier: MIT */
/* command_inspect: what keys, requests and certificates are. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/pki/chain.h"
#include "tlsconf/pki/inspect_show.h"
#include "tlsconf/pki/san.h"

const struct cli_option command_inspect_options[] = {
	{ "name", "NAME", N_("the certificate must stand for this name or "
			     "address"), 0 },
	{ "ca-file", "FILE", N_("judge trust by the roots in FILE"), 0 },
	{ "system-roots", NULL, N_("judge trust by the system's roots"), 0 },
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
"  khien-tlsconf inspect --now 2027-01-01 portal.pem\n");

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

static int judge(struct cli *c, const struct inspect *in)
{
	char subject[INSPECT_SUBJECT];
	struct report r;
	int ret;

	if (in->count == 1)
		snprintf(subject, sizeof(subject), "%s", c->args[0]);
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

int command_inspect(struct cli *c)
{
	struct inspect_wanted wanted = {
		.name = cli_value(c, "name"), .now = c->now,
	};
	struct inspect in = { 0 };
	int ret = -1;

	if (!check_name(c, wanted.name) && !read_store(c, &wanted.store) &&
	    !inspect_read(&in, c->args, (size_t)c->arg_count, &wanted,
			  &c->fault))
		ret = judge(c, &in);
	inspect_free(&in);
	X509_STORE_free(wanted.store);
	return ret;
}
