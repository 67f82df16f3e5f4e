/* SPDX-License-Identifier: MIT */
/*
 * command: the commands of khien-tlsconf, one file each, and what they share.
 * A row of main.c names the function, its options and its help.
 */
#ifndef KHIEN_TLSCONF_COMMAND_H
#define KHIEN_TLSCONF_COMMAND_H

#include "cli.h"

extern const struct cli_option command_key_options[];
extern const char command_key_text[];
int command_key(struct cli *c);

extern const struct cli_option command_csr_options[];
extern const char command_csr_text[];
int command_csr(struct cli *c);

extern const struct cli_option command_emit_options[];
extern const char command_emit_text[];
int command_emit(struct cli *c);

/*
 * Fault unless OUT can be written without loss: it is "-" (standard output,
 * where STDOUT is true), or not there, or a regular file that begins with
 * BEGINS, i.e. an earlier one of its kind. Returns 0 or -1.
 */
int command_may_replace(const char *out, const char *begins, bool to_stdout,
			struct fault *f);

/* Writes TEXT to OUT with mode 0644, or to standard output for "-". */
int command_put(const char *out, const char *text, struct fault *f);

#endif
