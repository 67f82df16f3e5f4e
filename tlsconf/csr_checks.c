/* SPDX-License-Identifier: MIT */
/* csr_checks: every rule about requests for a certificate, as a table. */
#include "tlsconf/checks.h"

#include "lang.h"
#include "tlsconf/judge.h"

static const struct check rows[] = {
	{
		.id = "csr.signature",
		.title = N_("the request is signed with its own key"),
		.rule = "RFC 2986 section 4.2",
		.fix = N_("make the request anew: khien-tlsconf csr"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_signature,
	},
	{
		.id = "csr.signature-hash",
		.title = N_("the request is signed with a strong hash"),
		.rule = "Baseline Requirements section 7.1.3.2",
		.fix = N_("make the request anew: khien-tlsconf csr signs with "
			  "SHA-256 or SHA-384"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_signature_hash,
	},
	{
		.id = "csr.key-size",
		.title = N_("the key is of an accepted type and size"),
		.rule = "Baseline Requirements section 6.1.5",
		.fix = N_("make a new key (khien-tlsconf key) and a request from it"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_size,
	},
	{
		.id = "csr.key-exponent",
		.title = N_("the public exponent of the RSA key is sound"),
		.rule = "Baseline Requirements section 6.1.6",
		.fix = N_("make a new key: khien-tlsconf key takes 65537"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_exponent,
	},
	{
		.id = "csr.key-curve",
		.title = N_("the key is a point of a curve that CAs accept"),
		.rule = "Baseline Requirements section 6.1.5",
		.fix = N_("make a new key: khien-tlsconf key --type p256"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_curve,
	},
	{
		.id = "csr.key-factor",
		.title = N_("the modulus has no small factor"),
		.rule = "Baseline Requirements section 6.1.6",
		.fix = N_("make a new key with another program; this one is broken"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_factor,
	},
	{
		.id = "csr.key-roca",
		.title = N_("the key was not made by a chip with the ROCA defect"),
		.rule = "Baseline Requirements section 6.1.1.3",
		.fix = N_("make a new key outside that chip or token, and replace "
			  "every key it made"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_roca,
	},
	{
		.id = "csr.key-fermat",
		.title = N_("the primes of the key lie far apart"),
		.rule = "Baseline Requirements section 6.1.1.3",
		.fix = N_("make a new key with another program: anybody can compute "
			  "this one"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_fermat,
	},
	{
		.id = "csr.key-listed",
		.title = N_("the key is not on the list of weak keys"),
		.rule = "Baseline Requirements section 6.1.1.3",
		.fix = N_("make a new key: anybody has this one"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_key_listed,
	},
	{
		.id = "csr.san",
		.title = N_("there are subject alternative names"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("make the request anew: khien-tlsconf csr --name"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_san,
	},
	{
		.id = "csr.san-critical",
		.title = N_("the alternative names are critical only without a "
			  "subject"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("make the request anew: khien-tlsconf csr"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_san_critical,
	},
	{
		.id = "csr.san-kind",
		.title = N_("the alternative names are those of servers"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("leave out mail addresses, URIs and the like"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_san_kind,
	},
	{
		.id = "csr.name-syntax",
		.title = N_("all names are well-formed"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("write each name as letters, digits and hyphens, "
			  "Vietnamese ones as A-labels: khien-tlsconf csr --name "
			  "does so"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_name_syntax,
	},
	{
		.id = "csr.name-internal",
		.title = N_("no name is an internal one"),
		.rule = "Baseline Requirements section 4.2.2",
		.fix = N_("leave the name out, or take one of the public DNS; for "
			  "internal names there are private CAs"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_name_internal,
	},
	{
		.id = "csr.name-reverse",
		.title = N_("no name lies in a reverse zone"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("leave the name out"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_name_reverse,
	},
	{
		.id = "csr.address-reserved",
		.title = N_("no address is a reserved one"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("leave the address out, or take the public one"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_address_reserved,
	},
	{
		.id = "csr.common-name",
		.title = N_("the common name is among the alternative names"),
		.rule = "Baseline Requirements section 7.1.4.3",
		.fix = N_("add it to the alternative names, or leave it out: "
			  "khien-tlsconf csr --no-common-name"),
		.needs = { "csr.san" },
		.who = ACTOR_PORTAL,
		.judge = judge_csr_common_name,
	},
	{
		.id = "csr.subject",
		.title = N_("the subject has only what a CA may certify"),
		.rule = "Baseline Requirements section 7.1.2.7.4",
		.fix = N_("leave the attribute out"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_subject,
	},
	{
		.id = "csr.challenge-password",
		.title = N_("there is no challenge password"),
		.rule = "RFC 2985 section 5.4.1",
		.fix = N_("make the request anew and leave the challenge empty; "
			  "where the CA means it to revoke, it is known to all who "
			  "saw the request"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_challenge,
	},
	{
		.id = "csr.authority",
		.title = N_("the request does not ask to be an authority"),
		.rule = "Baseline Requirements section 7.1.2.7.8",
		.fix = N_("leave basic constraints and the key usages of a CA out"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_authority,
	},
	{
		.id = "csr.eku",
		.title = N_("no other purpose than a server's is asked for"),
		.rule = "Baseline Requirements section 7.1.2.7.10",
		.fix = N_("leave the extended key usage out; clients get "
			  "certificates of their own"),
		.who = ACTOR_PORTAL,
		.judge = judge_csr_eku,
	},
};

const struct check_table tlsconf_csr_checks = {
	rows, sizeof(rows) / sizeof(rows[0])
};
