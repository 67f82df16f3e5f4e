/* SPDX-License-Identifier: MIT */
/* prove_checks: the rules that only a throw-away instance can be held to. */
#include "tlsconf/checks.h"
#include "tlsconf/judge.h"

#include "lang.h"

static const struct check rows[] = {
	{
		.id = "server.syntax",
		.title = N_("the server itself finds nothing wrong with the "
			    "configuration"),
		.fix = N_("write it anew with khien-tlsconf emit, for the "
			  "version that is installed"),
		.who = ACTOR_PORTAL,
		.judge = judge_prove_syntax,
	},
	{
		.id = "tls.ciphers-accepted",
		.title = N_("no cipher beyond the policy is accepted"),
		.rule = "RFC 9325 section 4.2",
		.fix = N_("take the cipher list of khien-tlsconf emit, in the "
			  "port's default server too"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_ciphers,
	},
	{
		.id = "tls.ciphers-missing",
		.title = N_("every cipher of the policy that the certificate "
			    "allows is accepted"),
		.fix = N_("take the cipher list of khien-tlsconf emit"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_ciphers_missing,
	},
	{
		.id = "tls.groups-accepted",
		.title = N_("no key exchange group beyond the policy is "
			    "accepted"),
		.rule = "RFC 8446 section 4.2.7",
		.fix = N_("take the group list of khien-tlsconf emit, in the "
			  "port's default server too"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_groups,
	},
	{
		.id = "tls.groups-missing",
		.title = N_("every group of the policy that the library has is "
			    "accepted"),
		.fix = N_("take the group list of khien-tlsconf emit"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_groups_missing,
	},
	{
		.id = "tls.session-tickets",
		.title = N_("session tickets are as the policy has them"),
		.rule = "RFC 9325 section 4.4",
		.fix = N_("switch them off, or see that their keys change "
			  "every day"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_tickets,
	},
	{
		.id = "tls.sni-unknown",
		.title = N_("https under a name that is not ours gets nothing"),
		.rule = "RFC 6066 section 3",
		.fix = N_("write the configuration with --default-server"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_sni_unknown,
	},
	{
		.id = "http.host-unknown",
		.title = N_("http under a name that is not ours is sent "
			    "nowhere"),
		.rule = "RFC 9110 section 7.4",
		.fix = N_("redirect to names of the portal only, never to "
			  "whatever Host was asked for"),
		.needs = { "http.connect" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_host_unknown,
	},
	{
		.id = "http.acme",
		.title = N_("a CA's challenge is answered over http"),
		.rule = "RFC 8555 section 8.3",
		.fix = N_("leave /.well-known/acme-challenge/ out of the "
			  "redirect"),
		.needs = { "http.connect" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_acme,
	},
	{
		.id = "http.redirect-status",
		.title = N_("the redirect has the policy's status"),
		.rule = "RFC 9110 section 15.4",
		.fix = N_("answer with http.redirect-status"),
		.needs = { "http.connect", "http.redirect" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_redirect_status,
	},
	{
		.id = "http.hsts-subdomains",
		.title = N_("HSTS covers the names below as the policy says"),
		.rule = "RFC 6797 section 6.1.2",
		.fix = N_("set includeSubDomains as http.hsts-subdomains has "
			  "it"),
		.needs = { "http.hsts" },
		.who = ACTOR_PORTAL,
		.judge = judge_prove_hsts_subdomains,
	},
};

const struct check_table tlsconf_prove_checks = {
	rows, sizeof(rows) / sizeof(rows[0])
};
