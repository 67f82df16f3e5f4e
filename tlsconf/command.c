/* SPDX-License-Identifier: MIT */
/* command: what the commands of khien-tlsconf share. */
#include "tlsconf/command.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "lang.h"
#include "tlsconf/checks.h"
#include "tlsconf/facts.h"
#include "tlsconf/pki/key.h"

#define EARLIER_MAX (16 << 20)	/* bytes of a file that may be replaced */

int command_may_replace(const char *out, const char *begins, bool to_stdout,
			struct fault *f)
{
	struct stat st;
	char *old;
	int ret = 0;

	if (!strcmp(out, "-")) {
		if (to_stdout)
			return 0;
		return fault_set(f, _("a file was expected for --out, not "
				      "standard output"));
	}
	if (stat(out, &st) < 0)
		return errno == ENOENT ? 0 :
		       fault_errno(f, _("cannot write %s"), out);
	if (!S_ISREG(st.st_mode))
		return fault_set(f, _("%s is no regular file"), out);
	if (!st.st_size)
		return 0;
	old = file_read(out, EARLIER_MAX, NULL, f);
	if (!old)
		return -1;
	if (strncmp(old, begins, strlen(begins))) {
		fault_set(f, _("%s is there already and is something else; it "
			       "is not replaced"), out);
		ret = fault_hint(f, _("choose another name for --out, or move "
				      "that file away"));
	}
	free(old);
	return ret;
}

int command_put(struct cli *c, const char *what, const char *out,
		const char *text)
{
	if (strcmp(out, "-")) {
		if (file_write(out, 0644, text, strlen(text), &c->fault) < 0)
			return -1;
		cli_made(c, what, out, NULL);
	} else if (c->json) {
		cli_made(c, what, out, json_pack("{s:s}", "text", text));
	} else {
		fputs(text, stdout);	/* cli_main() checks the stream */
	}
	return 0;
}

int command_put_key(struct cli *c, const char *path, const EVP_PKEY *key,
		    bool encrypt)
{
	const struct passphrase secret = {
		.file = cli_value(c, "passphrase-file"),
	};
	char passphrase[PASSPHRASE_MAX] = "";
	int ret = -1;

	if (!secret.file && !encrypt)
		return key_write(path, key, &c->fault);
	if (passphrase_get(&secret, _("passphrase of the new key"), true,
			   passphrase, &c->fault) > 0)
		ret = key_write_sealed(path, key, passphrase, &c->fault);
	OPENSSL_cleanse(passphrase, sizeof(passphrase));
	return ret;
}

int command_judge_key(struct cli *c, const char *file, const EVP_PKEY *key)
{
	char type[16];
	int bits;

	key_describe(key, type, &bits);
	return command_judge_type(c, file, type, bits);
}

int command_judge_type(struct cli *c, const char *file, const char *type,
		       int bits)
{
	struct file_facts facts = { .have = FILE_HAVE_KEY, .key_bits = bits };
	struct subject s = { "key", NULL };	/* not FILE: it may be no UTF-8 */
	const struct finding *d;
	struct report r;
	int ret = 0;

	snprintf(facts.key_type, sizeof(facts.key_type), "%s", type);
	report_init(&r, s.name, c->policy, c->now);
	report_judge(&r, checks_slice(tlsconf_file_checks, "file.key-strength",
				      "file.key-strength"), &facts, &s);
	d = report_find(&r, "file.key-strength", s.name);
	if (!report_ok(&r)) {
		ret = fault_errno(&c->fault, _("cannot judge the key"));
	} else if (d && d->verdict != VERDICT_PASS) {
		/* should: made all the same; must: refused */
		bool refused = d->verdict == VERDICT_FAIL;

		cli_warn(c, _("%s: %s; profile %s wants %s [%s, %s]%s"), file,
			 d->observed, c->policy->name, d->expected,
			 d->check->id, d->clause,
			 refused ? _(": nothing is written") : "");
		ret = refused ? EXIT_REFUSED : 0;
	}
	report_free(&r);
	return ret;
}
