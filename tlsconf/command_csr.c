/* SPDX-License-Identifier: MIT */
/* command_csr: makes a request for a certificate. */
#include "tlsconf/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/idn.h"
#include "tlsconf/pki/key.h"
#include "tlsconf/pki/san.h"

#define COMMON_NAME_MAX 64	/* ub-common-name, RFC 5280 appendix A.1 */

const struct cli_option command_csr_options[] = {
	{ "check", NULL, N_("judge the requests in FILE…, whoever made them"),
	  0 },
	{ "weak-keys", "FILE", N_("with --check: a list of weak keys, as "
				  "Debian's openssl-blacklist"), 0 },
	{ "key", "FILE", N_("the private key that signs the request"), 0 },
	{ "new-key", "TYPE", N_("make that key first; types as for key, or "
				"'default' for the policy's"), 0 },
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
"With --check, requests that are there already are judged, ours or not.\n"
"\n"
"  khien-tlsconf csr --check portal.csr\n");

static const char csr_begin[] = "-----BEGIN CERTIFICATE REQUEST-----";

/* What --check takes, what making takes, and what that cannot do without. */
static const struct {
	const char *name;
	bool check, make, required;
} uses[] = {
	{ "check", true, false, false }, { "weak-keys", true, false, false },
	{ "key", false, true, true }, { "new-key", false, true, false },
	{ "name", false, true, false }, { "address", false, true, false },
	{ "country", false, true, false }, { "state", false, true, false },
	{ "locality", false, true, false },
	{ "organization", false, true, false },
	{ "no-common-name", false, true, false },
	{ "out", false, true, true },
};

static int check_use(struct cli *c, bool check)
{
	size_t i;

	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		bool given = cli_flag(c, uses[i].name);

		if (given && !(check ? uses[i].check : uses[i].make))
			return fault_set(&c->fault, check ?
					 _("--%s does not go with --check") :
					 _("--%s goes with --check only"),
					 uses[i].name);
		if (!given && !check && uses[i].required) {
			fault_set(&c->fault, _("--%s FILE is missing"),
				  uses[i].name);
			goto hint;
		}
	}
	if (check && !c->arg_count) {
		fault_set(&c->fault, _("%s is missing"), _("FILE…"));
		goto hint;
	}
	if (!check && c->arg_count) {
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

/* All names and addresses of the command line. */
static int read_names(struct cli *c, struct san_list *l)
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

static void read_subject(const struct cli *c, const struct san_list *names,
			 struct csr_subject *s)
{
	const char *first = names->items[0].name;

	*s = (struct csr_subject){
		.country = cli_value(c, "country"),
		.state = cli_value(c, "state"),
		.locality = cli_value(c, "locality"),
		.organization = cli_value(c, "organization"),
	};
	if (*first && strlen(first) <= COMMON_NAME_MAX &&
	    !cli_flag(c, "no-common-name"))
		s->common_name = first;
}

/* The key: read, or made as asked for and not yet written. */
static EVP_PKEY *get_key(struct cli *c, const char *path, const char *type)
{
	const struct key_type *t;

	if (!type)
		return key_read(path, &c->fault);
	if (!strcmp(type, "default"))
		type = c->policy->tls_key_default;
	t = key_type_find(type, &c->fault);
	if (!t)
		return NULL;
	if (command_may_replace(path, "", false, &c->fault) < 0)
		return NULL;
	return key_generate(t, &c->fault);
}

/* A new key first: a request whose key was lost is worth nothing. */
static int put_both(struct cli *c, const EVP_PKEY *key, bool new_key,
		    const char *pem)
{
	const char *path = cli_value(c, "key"), *out = cli_value(c, "out");

	if (new_key) {
		if (key_write(path, key, &c->fault) < 0)
			return -1;
		cli_made(c, "key", path, NULL);
	}
	if (!command_put(c, "csr", out, pem))
		return 0;
	if (new_key)
		fault_hint(&c->fault, _("the new key is in place: run this "
					"again without --new-key"));
	return -1;
}

static int make(struct cli *c)
{
	const char *path = cli_value(c, "key"), *out = cli_value(c, "out");
	const char *type = cli_value(c, "new-key");
	struct san_list names = { 0 };
	struct csr_subject subject;
	X509_REQ *csr = NULL;
	EVP_PKEY *key = NULL;
	char *pem = NULL;
	int ret = -1;

	if (read_names(c, &names) < 0 ||
	    command_may_replace(out, csr_begin, true, &c->fault) < 0)
		goto out;
	if (!strcmp(path, out) && strcmp(out, "-")) {
		fault_set(&c->fault, _("--key and --out are the same file"));
		goto out;
	}
	key = get_key(c, path, type);
	if (!key)
		goto out;
	ret = command_judge_key(c, path, key);
	if (ret)
		goto out;
	ret = -1;
	read_subject(c, &names, &subject);
	csr = csr_make(key, &subject, &names, &c->fault);
	pem = csr ? csr_pem(csr, &c->fault) : NULL;
	if (pem)
		ret = put_both(c, key, type != NULL, pem);
out:
	free(pem);
	X509_REQ_free(csr);
	EVP_PKEY_free(key);
	san_free(&names);
	return ret;
}

int command_csr(struct cli *c)
{
	bool check = cli_flag(c, "check");

	if (check_use(c, check) < 0)
		return -1;
	return check ? command_csr_check(c) : make(c);
}
