/* SPDX-License-Identifier: MIT */
/*
 * policy: every rule's value, with the clause it comes from. A profile is
 * immutable once loaded, and a published one is never edited. What makes
 * things (keys, configurations, zones) and what judges them read the same
 * struct.
 */
#ifndef KHIEN_POLICY_H
#define KHIEN_POLICY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "fault.h"

enum severity {
	SEVERITY_OFF,
	SEVERITY_SHOULD,	/* a failure is a warning */
	SEVERITY_MUST,
};

struct policy_list {
	char **items;
	size_t count;
};

/* One value from a day on: a rule that is tightened step by step. */
struct policy_step {
	int64_t from;		/* midnight, UTC */
	int64_t value;		/* seconds */
};

struct policy_schedule {
	struct policy_step *steps;	/* in order of time */
	size_t count;
};

/* Where a rule comes from: domain.md's table, in the policy's own words. */
struct policy_clause {
	char *id;		/* "https.tls12" */
	char *source;		/* article and item of the circular and guidance */
	char *title, *title_vi;	/* what it asks */
	char *in_force;		/* date, or "unverified: …" */
	char *superseded_by;	/* or NULL */
};

struct policy_check {
	char *id;
	enum severity severity;
	char *clause;
};

struct policy {
	char *name;		/* "tt32-2017" */
	char *title, *title_vi;
	char hash[65];		/* SHA-256 of the file's bytes, hex */
	char *base;		/* name of the profile this one extends, or NULL */

	/* TLS. Versions are 0x0301 (1.0) … 0x0304 (1.3). */
	int64_t tls_version_min, tls_version_max;
	struct policy_list tls_ciphers;		/* TLS 1.2; OpenSSL's names */
	struct policy_list tls_ciphersuites;	/* TLS 1.3 */
	struct policy_list tls_groups;		/* best first; IANA's names */
	struct policy_list tls_key_types;	/* accepted: "rsa", "ecdsa" */
	char *tls_key_default;			/* "rsa:2048", "p256" … */
	int64_t tls_key_rsa_bits_min, tls_key_ec_bits_min;
	int64_t tls_signature_hash_bits_min;
	int64_t tls_cert_left_warn_percent;	/* of its lifetime */
	int64_t tls_cert_left_fail_percent;
	struct policy_schedule tls_cert_lifetime_max;	/* by day of issue */
	struct policy_list tls_internal_suffixes;	/* of names */
	bool tls_session_tickets;

	/* HTTP. */
	int64_t http_redirect_status;
	int64_t http_redirect_hops_max;
	int64_t http_hsts_start;		/* max-age at the beginning, s */
	int64_t http_hsts_target;		/* where the staircase ends, s */
	bool http_hsts_subdomains;
	int64_t http_response_warn_ms, http_response_fail_ms;

	/* IPv4 and IPv6 side by side. */
	int64_t dualstack_attempt_delay;	/* ms till a browser tries IPv4 */
	int64_t dualstack_similarity_min;	/* of a page over both, % */

	/* DNSSEC. Algorithms are IANA's mnemonics, times in seconds. */
	char *dnssec_algorithm;
	struct policy_list dnssec_algorithms;	/* accepted */
	int64_t dnssec_rsa_bits, dnssec_rsa_bits_min;
	char *dnssec_ds_digest;			/* "SHA-256", "SHA-384" */
	char *dnssec_denial;			/* "nsec", "nsec3", "optout" */
	int64_t dnssec_nsec3_iterations_max;
	int64_t dnssec_validity, dnssec_refresh, dnssec_jitter;
	int64_t dnssec_inception_offset;
	int64_t dnssec_dnskey_ttl, dnssec_ttl_max;
	int64_t dnssec_left_warn, dnssec_left_fail; /* of any RRSIG */

	/* Name servers. */
	int64_t dns_nameservers_min;
	int64_t dns_nameservers_ipv6_min;	/* of them with an AAAA */
	int64_t dns_serial_lag_max;		/* s a secondary may be behind */

	/* IPv6 on the host. */
	int64_t ipv6_mtu_min;
	struct policy_list ipv6_ports;		/* TCP ports of the portal */
	int64_t ipv6_lifetime_warn;		/* s of preferred lifetime left */
	int64_t ipv6_ra_wait;			/* s until a router must answer */
	int64_t ipv6_tentative_max;		/* s an address may stay tentative */

	struct policy_clause *clauses;
	size_t clause_count;
	struct policy_check *checks;
	size_t check_count;
	json_t *knobs;		/* "knobs" of the file and its base, as merged */
};

/*
 * Loads a profile: the name of an embedded one (policy_names()), or a path.
 * NULL is the default. Faults carry file, line, column and what was
 * expected. Pass the result to policy_free().
 */
struct policy *policy_load(const char *name, struct fault *f);
struct policy *policy_parse(const char *path, const char *text, size_t length,
			    struct fault *f);
void policy_free(struct policy *p);

/* NULL-terminated; the first is the default. */
const char *const *policy_names(void);

/* Of check ID; an id that the policy does not know is off. */
enum severity policy_severity(const struct policy *p, const char *id);
const char *policy_severity_name(enum severity s);

/* Clause id of check ID, or "" . */
const char *policy_check_clause(const struct policy *p, const char *id);

/* Clause ID in full, or NULL. */
const struct policy_clause *policy_find_clause(const struct policy *p,
					       const char *id);

/* True where LIST holds ITEM (letters' case does not count). */
bool policy_list_has(const struct policy_list *list, const char *item);

/* The value in force at TIME; -1 before the first step. */
int64_t policy_schedule_at(const struct policy_schedule *s, int64_t time);

/* What is in force, as text (id, value, unit, clause) … */
void policy_print(const struct policy *p, FILE *out);
/* … and as JSON, valid by policy_schema(). New references; NULL: no memory. */
json_t *policy_json(const struct policy *p);
json_t *policy_schema(void);

/* Knob ids in table order, for tests and completion; NULL after the last. */
const char *policy_knob_id(size_t i);

#endif
