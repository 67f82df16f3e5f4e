/* SPDX-License-Identifier: MIT */
/* command_csr: what the ways of making one request share. */
#ifndef KHIEN_TLSCONF_COMMAND_CSR_H
#define KHIEN_TLSCONF_COMMAND_CSR_H

#include "cli.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/san.h"

/*
 * Adds all names and addresses of the command line to L, at least one. Returns
 * 0, or -1 with c->fault.
 */
int command_csr_names(struct cli *c, struct san_list *l);

/* Who asks, by the command line, for NAMES. Strings are borrowed of both. */
struct csr_subject command_csr_subject(const struct cli *c,
				       const struct san_list *names);

#endif
