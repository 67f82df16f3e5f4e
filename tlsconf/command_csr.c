/* SPDX-License-Identifier: MIT */
/* command_csr: makes a request for a certificate. */
#include "tlsconf/command.h"

#include <string.h>

#include "lang.h"
#include "tlsconf/command_csr.h"
#include "tlsconf/command_csr_job.h"
#include "tlsconf/pki/idn.h"
#include "tlsconf/pki/san.h"

const struct cli_option command_csr_options[] = {
	{ "portals", "FILE", N_("a request for each line: names, "
				"organization=\"…\", address=IP …"), 0 },
	{ "out-dir", "DIR", N_("with --portals: the folder of NAME.key and "
			       "NAME.csr"), 0 },
	{ "check", NULL, N_("judge the requests in FILE…, whoever made them"),
	  0 },
	{ "weak-keys", "FILE", N_("with --check: a list of weak keys, as "
				  "Debian's openssl-blacklist"), 0 },
	{ "key", "FILE", N_("the private key that signs the request"), 0 },
	{ "new-key", "TYPE", N_("make that key first; types as for key, or "
				"'default' for the policy's"), 0 },
	{ "pkcs11", "URI", N_("the key is in a token: pkcs11:token=NAME;"
			      "object=KEY?module-path=FILE"), 0 },
	{ "pin-file", "FILE", N_("the token's PIN is the file's first line; "
				 "else it is asked for"), 0 },
	{ "dual", NULL, N_("an ECDSA key and request beside the RSA ones, in "
			   "files with -ecdsa"), 0 },
	{ "passphrase-file", "FILE", N_("opens encrypted keys, and encrypts "
					"new ones"), 0 },
	{ "name", "NAME", N_("a name of the portal; the first becomes the "
			     "common name"), CLI_REPEAT },
	{ "address", "IP", N_("an IPv4 or IPv6 address of the portal"),
	  CLI_REPEAT },
	{ "country", "CC", N_("two letters, e.g. VN"), 0 },
	{ "state", "TEXT", N_("province or city"), 0 },
	{ "locality", "TEXT", N_("district or town"), 0 },
	{ "organization", "TEXT", N_("legal name of the agency"), 0 },
	{ "no-common-name", NULL, N_("leave the common name out"), 0 },
	{ "out", "FILE", N_("the new request"), 0 },
	{ 0 }
};

const char command_csr_text[] = N_(
"Makes a certificate signing request for a CA. All names and addresses go\n"
"into the subject alternative name; a wildcard stands for one whole label.\n"
"Vietnamese names may be typed as they are.\n"
"\n"
"  khien-tlsconf csr --key portal.key --name dichvucong.example.gov.vn \\\n"
"      --name www.dichvucong.example.gov.vn --out portal.csr\n"
"  khien-tlsconf csr --key new.key --new-key p256 --name a.example.vn \\\n"
"      --country VN --organization 'Sở Ví dụ' --out new.csr\n"
"\n"
"With --portals, there is a request for each line of a file. All are prepared\n"
"before the first is written; keys that are there are used, others made.\n"
"\n"
"  khien-tlsconf csr --portals portals.txt --out-dir out --new-key default\n"
"\n"
"With --check, requests that are there already are judged, ours or not.\n"
"\n"
"  khien-tlsconf csr --check portal.csr\n");

enum mode { ONE = 1, MANY = 2, CHECK = 4, TOKEN = 8 };

/* Which option goes with what is to be done, and what that cannot do without. */
static const struct {
	const char *name;
	unsigned modes, required;	/* of enum mode */
} uses[] = {
	{ "check", CHECK, 0 }, { "weak-keys", CHECK, 0 },
	{ "portals", MANY, 0 }, { "out-dir", MANY, MANY },
	{ "pkcs11", TOKEN, 0 }, { "pin-file", TOKEN, 0 },
	{ "key", ONE, ONE }, { "out", ONE | TOKEN, ONE | TOKEN },
	{ "name", ONE | TOKEN, 0 }, { "address", ONE | TOKEN, 0 },
	{ "new-key", ONE | MANY | TOKEN, 0 }, { "dual", ONE | MANY, 0 },
	{ "country", ONE | MANY | TOKEN, 0 },
	{ "state", ONE | MANY | TOKEN, 0 },
	{ "locality", ONE | MANY | TOKEN, 0 },
	{ "organization", ONE | MANY | TOKEN, 0 },
	{ "no-common-name", ONE | MANY | TOKEN, 0 },
	{ "passphrase-file", ONE | MANY, 0 },
};

static int check_use(struct cli *c, enum mode mode)
{
	const char *what = mode == CHECK ? "--check" :
			   mode == MANY ? "--portals" :
			   mode == TOKEN ? "--pkcs11" : "--key";
	size_t i;

	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		bool given = cli_flag(c, uses[i].name);

		if (given && !(uses[i].modes & mode)) {
			fault_set(&c->fault, _("--%s does not go with %s"),
				  uses[i].name, what);
			goto hint;
		}
		if (!given && (uses[i].required & mode)) {
			fault_set(&c->fault, _("--%s is missing"),
				  uses[i].name);
			goto hint;
		}
	}
	if (mode == CHECK && !c->arg_count) {
		fault_set(&c->fault, _("%s is missing"), _("FILE…"));
		goto hint;
	}
	if (mode != CHECK && c->arg_count) {
		fault_set(&c->fault, _("\"%s\" is one word too many"),
			  c->args[0]);
		goto hint;
	}
	return 0;
hint:
	return fault_hint(&c->fault, _("`khien-tlsconf csr --help` shows how"));
}

/* What was typed in letters, as the request has it. */
static void show_letters(struct cli *c, const struct san_list *l)
{
	char letters[IDN_TEXT];
	size_t i;

	for (i = 0; i < l->count; i++)
		if (idn_to_unicode(l->items[i].name, letters))
			cli_say(c, _("%s is %s"), l->items[i].name, letters);
}

int command_csr_names(struct cli *c, struct san_list *l)
{
	const char *const *values;
	size_t i, count;

	values = cli_values(c, "name", &count);
	for (i = 0; i < count; i++)
		if (san_add_name(l, values[i], &c->fault) < 0)
			return -1;
	values = cli_values(c, "address", &count);
	for (i = 0; i < count; i++)
		if (san_add_address(l, values[i], &c->fault) < 0)
			return -1;
	show_letters(c, l);
	if (l->count)
		return 0;
	fault_set(&c->fault, _("a request needs a name"));
	return fault_hint(&c->fault, _("give --name or --address"));
}

struct csr_subject command_csr_subject(const struct cli *c,
				       const struct san_list *names)
{
	return (struct csr_subject){
		.country = cli_value(c, "country"),
		.state = cli_value(c, "state"),
		.locality = cli_value(c, "locality"),
		.organization = cli_value(c, "organization"),
		.common_name = cli_flag(c, "no-common-name") ? NULL :
			       command_csr_job_name(names),
	};
}

/* The one request of the command line, or two with --dual. */
static int prepare(struct cli *c, struct csr_job jobs[2],
		   const struct san_list *names)
{
	const char *key = cli_value(c, "key"), *out = cli_value(c, "out");
	const char *type = cli_value(c, "new-key");
	const struct csr_subject s = command_csr_subject(c, names);
	bool dual = cli_flag(c, "dual");
	size_t i;
	int ret = 0;

	if (dual && (!strcmp(key, "-") || !strcmp(out, "-")))
		return fault_set(&c->fault, _("--dual needs files, not '-'"));
	for (i = 0; i < 1u + dual && !ret; i++) {
		struct csr_job *j = &jobs[i];

		ret = command_csr_job_paths(j, key, out, i ? "-ecdsa" : "",
					    &c->fault);
		j->from = type ? CSR_JOB_NEW : CSR_JOB_READ;
		j->type = i ? COMMAND_CSR_DUAL : type;
		j->algorithm = !dual ? NULL : i ? "ecdsa" : "rsa";
		if (!ret)
			ret = command_csr_job_prepare(c, j, &s, names);
	}
	return ret;
}

static int make(struct cli *c)
{
	struct csr_job jobs[2] = { { .from = CSR_JOB_READ } };
	struct san_list names = { 0 };
	int ret = -1;

	if (!command_csr_names(c, &names))
		ret = prepare(c, jobs, &names);
	if (!ret)
		ret = command_csr_job_put(c, jobs, 1u + cli_flag(c, "dual"));
	command_csr_job_free(jobs, 2);
	san_free(&names);
	return ret;
}

int command_csr(struct cli *c)
{
	enum mode mode = cli_flag(c, "check") ? CHECK :
			 cli_flag(c, "portals") ? MANY :
			 cli_flag(c, "pkcs11") ? TOKEN : ONE;
	static int (*const run[])(struct cli *c) = {
		[ONE] = make, [MANY] = command_csr_portals,
		[CHECK] = command_csr_check, [TOKEN] = command_csr_token,
	};

	if (check_use(c, mode) < 0)
		return -1;
	return run[mode](c);
}
