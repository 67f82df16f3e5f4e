/* SPDX-License-Identifier: MIT */
/*
 * command: the commands of khien-tlsconf, one file each, and what they share.
 * A row of main.c names the function, its options and its help.
 */
#ifndef KHIEN_TLSCONF_COMMAND_H
#define KHIEN_TLSCONF_COMMAND_H

#include <openssl/evp.h>

#include "cli.h"

extern const struct cli_option command_key_options[];
extern const char command_key_text[];
int command_key(struct cli *c);

extern const struct cli_option command_csr_options[];
extern const char command_csr_text[];
int command_csr(struct cli *c);

/* csr --check; c->args are the files. */
int command_csr_check(struct cli *c);

/* csr --pkcs11. */
int command_csr_token(struct cli *c);

/* csr --portals. */
int command_csr_portals(struct cli *c);

extern const struct cli_option command_emit_options[];
extern const char command_emit_text[];
int command_emit(struct cli *c);

extern const struct cli_option command_prove_options[];
extern const char command_prove_text[];
int command_prove(struct cli *c);

extern const struct cli_option command_inspect_options[];
extern const char command_inspect_text[];
int command_inspect(struct cli *c);

/*
 * Fault unless OUT can be written without loss: it is "-" (standard output,
 * where STDOUT is true), or not there, or a regular file that begins with
 * BEGINS, i.e. an earlier one of its kind. Returns 0 or -1.
 */
int command_may_replace(const char *out, const char *begins, bool to_stdout,
			struct fault *f);

/*
 * Writes TEXT to OUT with mode 0644, or to standard output for "-", and says
 * that WHAT is there; with --json the text for "-" goes into the object.
 * Returns 0, or -1 with a fault.
 */
int command_put(struct cli *c, const char *what, const char *out,
		const char *text);

/*
 * Writes a new key to PATH; encrypted where --passphrase-file was given or
 * ENCRYPT is true, i.e. a passphrase is to be asked for. Returns 0, or -1 with
 * a fault.
 */
int command_put_key(struct cli *c, const char *path, const EVP_PKEY *key,
		    bool encrypt);

/*
 * Judges a key by the policy before anything is made of it. Returns 0, or
 * EXIT_REFUSED, having said why. FILE is for the message.
 */
int command_judge_key(struct cli *c, const char *file, const EVP_PKEY *key);

/* The same of a key that is yet to be made; TYPE as key_describe() has it. */
int command_judge_type(struct cli *c, const char *file, const char *type,
		       int bits);

#endif
