/* SPDX-License-Identifier: MIT */
/*
 * checks: every rule about TLS, certificates and HTTPS, as tables. What judges
 * is in judge_*.c. All of it links with lib/ alone: no OpenSSL, no network.
 */
#ifndef KHIEN_TLSCONF_CHECKS_H
#define KHIEN_TLSCONF_CHECKS_H

#include "check.h"

/*
 * A portal over one family or address. Facts: struct web_facts. Needs
 * `dns.address` of whoever looks up the name.
 */
extern const struct check_table tlsconf_checks;

/* Files of keys, requests and certificates. Facts: struct file_facts. */
extern const struct check_table tlsconf_file_checks;

/* Requests, whoever made them. Facts: struct csr_facts. */
extern const struct check_table tlsconf_csr_checks;	/* in csr_checks.c */

/*
 * What only a throw-away instance shows: beside those of tlsconf_checks, on
 * which they build. Facts: struct prove_facts.
 */
extern const struct check_table tlsconf_prove_checks;	/* in prove_checks.c */

/* The rows FIRST to LAST of TABLE, by id; both must be there. */
struct check_table checks_slice(struct check_table table, const char *first,
				const char *last);

#endif
