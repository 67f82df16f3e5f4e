/* SPDX-License-Identifier: MIT */
/*
 * judge: the functions of the rows in checks.c, in one file per thing that is
 * judged. Each is a check_function (check.h); what was not observed is
 * unknown, what does not apply is none.
 */
#ifndef KHIEN_TLSCONF_JUDGE_H
#define KHIEN_TLSCONF_JUDGE_H

#include "check.h"

struct policy;

/* judge_server.c: struct web_facts */
check_function judge_server_https_connect;
check_function judge_server_http_connect;
check_function judge_server_handshake;
check_function judge_server_version;
check_function judge_server_version_max;
check_function judge_server_cipher;

/* judge_cert.c: struct web_facts */
check_function judge_cert_current;
check_function judge_cert_left;
check_function judge_cert_key;
check_function judge_cert_signature;
check_function judge_cert_name;
check_function judge_cert_lifetime;
check_function judge_cert_eku;
check_function judge_cert_self_signed;
check_function judge_cert_chain_complete;
check_function judge_cert_chain_order;
check_function judge_cert_chain_trusted;

/* judge_http.c: struct web_facts */
check_function judge_http_redirect;
check_function judge_http_status;
check_function judge_http_hsts;
check_function judge_http_response_time;

/* judge_file.c: struct file_facts */
check_function judge_file_key_mode;
check_function judge_file_key_strength;
check_function judge_file_key_encrypted;
check_function judge_file_key_matches;
check_function judge_file_csr_signature;
check_function judge_file_csr_names;
check_function judge_file_cert_names;

/* judge_csr.c: struct csr_facts */
check_function judge_csr_signature;
check_function judge_csr_signature_hash;
check_function judge_csr_key_size;
check_function judge_csr_key_exponent;
check_function judge_csr_key_curve;
check_function judge_csr_key_factor;
check_function judge_csr_key_roca;
check_function judge_csr_key_fermat;
check_function judge_csr_key_listed;
check_function judge_csr_san;
check_function judge_csr_san_critical;
check_function judge_csr_san_kind;
check_function judge_csr_name_syntax;
check_function judge_csr_name_internal;
check_function judge_csr_name_reverse;
check_function judge_csr_address_reserved;
check_function judge_csr_common_name;
check_function judge_csr_subject;
check_function judge_csr_challenge;
check_function judge_csr_authority;
check_function judge_csr_eku;

/* judge_prove.c: struct prove_facts */
check_function judge_prove_syntax;
check_function judge_prove_ciphers;
check_function judge_prove_ciphers_missing;
check_function judge_prove_groups;
check_function judge_prove_groups_missing;
check_function judge_prove_tickets;
check_function judge_prove_sni_unknown;
check_function judge_prove_host_unknown;
check_function judge_prove_acme;
check_function judge_prove_redirect_status;
check_function judge_prove_hsts_subdomains;

/* The rule about kinds and sizes of keys, the same for all that have one. */
enum verdict judge_cert_strength(const struct policy *p, const char *type,
				 int bits, struct judgement *j);

/* Says that the facts are not there. */
enum verdict judge_server_unseen(struct judgement *j);

#endif
