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

/* The rule about kinds and sizes of keys, the same for all that have one. */
enum verdict judge_cert_strength(const struct policy *p, const char *type,
				 int bits, struct judgement *j);

/* Says that the facts are not there. */
enum verdict judge_server_unseen(struct judgement *j);

#endif
