/* SPDX-License-Identifier: MIT */
/* command_key: makes a private key. */
#include "tlsconf/command.h"

#include <string.h>

#include "lang.h"
#include "tlsconf/pki/key.h"

const struct cli_option command_key_options[] = {
	{ "type", "TYPE", N_("rsa:2048, rsa:3072, rsa:4096, p256 or p384; "
			     "else what the policy says"), 0 },
	{ "out", "FILE", N_("the new key; it must not exist"),
	  CLI_REQUIRED },
	{ "encrypt", NULL, N_("encrypt it; the passphrase is asked for"), 0 },
	{ "passphrase-file", "FILE", N_("encrypt it with the first line of "
					"FILE"), 0 },
	{ 0 }
};

const char command_key_text[] = N_(
"Makes a private key and writes it as PKCS#8 PEM with mode 0600. A file that\n"
"exists is never overwritten. The key never leaves this machine: only the\n"
"request made from it (csr) goes to the CA.\n"
"\n"
"  khien-tlsconf key --out portal.key\n"
"  khien-tlsconf key --type p256 --out portal-ecdsa.key\n"
"  khien-tlsconf key --encrypt --out offline.key\n");

int command_key(struct cli *c)
{
	const char *name = cli_value(c, "type"), *out = cli_value(c, "out");
	const struct key_type *type;
	EVP_PKEY *key;
	int ret;

	type = key_type_find(name ? name : c->policy->tls_key_default,
			     &c->fault);
	if (!type || command_may_replace(out, "", false, &c->fault) < 0)
		return -1;
	key = key_generate(type, &c->fault);
	if (!key)
		return -1;
	ret = command_judge_key(c, out, key);
	if (!ret)
		ret = command_put_key(c, out, key, cli_flag(c, "encrypt"));
	EVP_PKEY_free(key);
	if (!ret)
		cli_made(c, "key", out, json_pack("{s:s}", "type",
						  type->name));
	return ret;
}
