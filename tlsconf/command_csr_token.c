/* SPDX-License-Identifier: MIT */
/* command_csr_token: a request with a key that never leaves its token. */
#include "tlsconf/command.h"

#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "tlsconf/command_csr.h"
#include "tlsconf/pki/token.h"

static const char csr_begin[] = "-----BEGIN CERTIFICATE REQUEST-----";

/* The type of --new-key, judged before anything is made; *TYPE may stay NULL. */
static int get_type(struct cli *c, const char *name,
		    const struct key_type **type)
{
	const char *wanted = cli_value(c, "new-key");

	if (!wanted)
		return 0;
	if (!strcmp(wanted, "default"))
		wanted = c->policy->tls_key_default;
	*type = key_type_find(wanted, &c->fault);
	if (!*type)
		return -1;
	return command_judge_type(c, name, (*type)->algorithm, (*type)->bits);
}

/* The request, signed in the token; nothing is written. */
static int make(struct cli *c, struct token *t, const char *name,
		const struct key_type *type, const struct san_list *names,
		char **pem)
{
	const struct csr_subject s = command_csr_subject(c, names);
	EVP_PKEY *key = type ? token_generate(t, type, &c->fault)
			     : token_find(t, &c->fault);
	X509_REQ *csr = NULL;
	int ret = -1;

	if (!key)
		return -1;
	if (type)
		cli_made(c, "key", name, json_pack("{s:s}", "type",
						   type->name));
	else if ((ret = command_judge_key(c, name, key)))
		goto out;
	csr = csr_make_with(key, &s, names, token_sign, t, &c->fault);
	*pem = csr ? csr_pem(csr, &c->fault) : NULL;
	ret = *pem ? 0 : -1;
out:
	X509_REQ_free(csr);
	EVP_PKEY_free(key);
	return ret;
}

int command_csr_token(struct cli *c)
{
	const char *out = cli_value(c, "out"), *pin = cli_value(c, "pin-file");
	const struct key_type *type = NULL;
	struct san_list names = { 0 };
	struct passphrase secret;
	struct token *t = NULL;
	struct token_uri u;
	char *pem = NULL;
	int ret = -1;

	if (token_uri_parse(cli_value(c, "pkcs11"), &u, &c->fault) < 0 ||
	    command_csr_names(c, &names) < 0 ||
	    command_may_replace(out, csr_begin, true, &c->fault) < 0)
		goto out;
	ret = get_type(c, cli_value(c, "pkcs11"), &type);
	if (ret)
		goto out;
	ret = -1;
	secret.file = pin ? pin : u.pin_file[0] ? u.pin_file : NULL;
	t = token_open(&u, &secret, &c->fault);
	if (t)
		ret = make(c, t, cli_value(c, "pkcs11"), type, &names, &pem);
	if (!ret)
		ret = command_put(c, "csr", out, pem);
	if (ret < 0 && type && t)
		fault_hint(&c->fault, _("if the new key is in the token, run "
					"this again without --new-key"));
out:
	token_close(t);
	free(pem);
	san_free(&names);
	return ret;
}
