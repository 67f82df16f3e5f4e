/* SPDX-License-Identifier: MIT */
/* checks: every rule about TLS, certificates and HTTPS, as tables. */
#include "tlsconf/checks.h"

#include <string.h>

#include "lang.h"
#include "tlsconf/judge.h"

static const struct check web_rows[] = {
	{
		.id = "https.connect",
		.title = N_("the port for https can be reached"),
		.fix = N_("see that the server runs and listens on this "
			  "address, and that no firewall stands before it"),
		.needs = { "dns.address" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_https_connect,
	},
	{
		.id = "http.connect",
		.title = N_("the port for http can be reached, to be sent on"),
		.fix = N_("let the server listen on port 80 too: people type "
			  "addresses without https"),
		.needs = { "dns.address", "https.connect" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_http_connect,
	},
	{
		.id = "tls.handshake",
		.title = N_("a TLS handshake completes"),
		.rule = "RFC 8446 section 2",
		.fix = N_("look into the server's error log; write its "
			  "configuration with khien-tlsconf emit"),
		.needs = { "https.connect" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_handshake,
	},
	{
		.id = "tls.version",
		.title = N_("no outdated TLS version is accepted"),
		.rule = "RFC 8996 section 1",
		.fix = N_("switch the old versions off (nginx: ssl_protocols), "
			  "in the port's default server too"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_version,
	},
	{
		.id = "tls.version-max",
		.title = N_("the newest TLS version is offered"),
		.rule = "RFC 9325 section 3.1.1",
		.fix = N_("switch TLS 1.3 on; it needs OpenSSL 1.1.1 or later"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_version_max,
	},
	{
		.id = "tls.cipher",
		.title = N_("the cipher that was agreed on is an allowed one"),
		.rule = "RFC 9325 section 4.2",
		.fix = N_("take the cipher list of khien-tlsconf emit"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_server_cipher,
	},
	{
		.id = "tls.cert-current",
		.title = N_("the certificate is within its period"),
		.rule = "RFC 5280 section 4.1.2.5",
		.fix = N_("renew the certificate and reload the server; then "
			  "let it renew by itself"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_current,
	},
	{
		.id = "tls.cert-left",
		.title = N_("enough of the certificate's lifetime is left"),
		.rule = "RFC 5280 section 4.1.2.5",
		.fix = N_("see why the renewal did not run, or did not reach "
			  "the server"),
		.needs = { "tls.handshake", "tls.cert-current" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_left,
	},
	{
		.id = "tls.cert-key",
		.title = N_("the certificate's key is strong enough"),
		.rule = "Baseline Requirements section 6.1.5",
		.fix = N_("make a new key (khien-tlsconf key) and have a "
			  "certificate issued for it"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_key,
	},
	{
		.id = "tls.cert-signature",
		.title = N_("the certificate is signed with a strong hash"),
		.rule = "Baseline Requirements section 7.1.3.2",
		.fix = N_("have it issued anew by a CA that signs with SHA-256"),
		.needs = { "tls.handshake" },
		.who = ACTOR_CA,
		.judge = judge_cert_signature,
	},
	{
		.id = "tls.cert-self-signed",
		.title = N_("the certificate comes from a CA"),
		.rule = "RFC 5280 section 3.2",
		.fix = N_("send a request (khien-tlsconf csr) to a trusted CA "
			  "and install what comes back"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_self_signed,
	},
	{
		.id = "tls.cert-lifetime",
		.title = N_("the certificate is not issued for too long"),
		.rule = "Baseline Requirements section 6.3.2",
		.fix = N_("have it issued anew for a shorter time: browsers "
			  "refuse longer ones of public CAs"),
		.needs = { "tls.handshake", "tls.cert-self-signed" },
		.who = ACTOR_CA,
		.judge = judge_cert_lifetime,
	},
	{
		.id = "tls.cert-eku",
		.title = N_("the certificate is meant for servers"),
		.rule = "Baseline Requirements section 7.1.2.7.10",
		.fix = N_("have it issued anew as a server's: with serverAuth "
			  "in the extended key usage"),
		.needs = { "tls.handshake", "tls.cert-self-signed" },
		.who = ACTOR_CA,
		.judge = judge_cert_eku,
	},
	{
		.id = "tls.chain-complete",
		.title = N_("the chain is complete"),
		.rule = "RFC 8446 section 4.4.2",
		.fix = N_("put the CA's intermediate certificates behind the "
			  "portal's in the certificate file"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_chain_complete,
	},
	{
		.id = "tls.chain-order",
		.title = N_("the chain is in order"),
		.rule = "RFC 5246 section 7.4.2",
		.fix = N_("sort the certificate file: the portal's first, then "
			  "each one's issuer"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_chain_order,
	},
	{
		.id = "tls.chain-trusted",
		.title = N_("the chain leads to a trusted root"),
		.rule = "RFC 5280 section 6.1",
		.fix = N_("take a certificate of a CA that browsers trust"),
		.needs = { "tls.handshake", "tls.cert-self-signed",
			   "tls.chain-complete" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_chain_trusted,
	},
	{
		.id = "tls.cert-name",
		.title = N_("the certificate stands for the portal's name"),
		.rule = "RFC 9525 section 6.3",
		.fix = N_("have a certificate issued with this name, or let "
			  "the server pick the one that has it"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_cert_name,
	},
	{
		.id = "http.redirect",
		.title = N_("http sends visitors on to https"),
		.rule = "RFC 6797 section 7.2",
		.fix = N_("answer on port 80 with a redirect to https on the "
			  "same host only"),
		.needs = { "http.connect" },
		.who = ACTOR_PORTAL,
		.judge = judge_http_redirect,
	},
	{
		.id = "http.status",
		.title = N_("the front page is served"),
		.rule = "RFC 9110 section 15.3",
		.fix = N_("look into the server's error log"),
		.needs = { "tls.handshake" },
		.who = ACTOR_PORTAL,
		.judge = judge_http_status,
	},
	{
		.id = "http.hsts",
		.title = N_("browsers are told to use https only (HSTS)"),
		.rule = "RFC 6797 section 7.1",
		.fix = N_("send Strict-Transport-Security, at first with a "
			  "small max-age, and never lower it"),
		.needs = { "tls.handshake", "http.status" },
		.who = ACTOR_PORTAL,
		.judge = judge_http_hsts,
	},
	{
		.id = "http.response-time",
		.title = N_("the front page comes quickly"),
		.fix = N_("see which phase takes the time: name, connection, "
			  "TLS, or the application behind the server"),
		.needs = { "tls.handshake", "http.status" },
		.who = ACTOR_PORTAL,
		.judge = judge_http_response_time,
	},
};

static const struct check file_rows[] = {
	{
		.id = "file.key-mode",
		.title = N_("only its owner may read the private key"),
		.fix = N_("chmod 600; if others could read it, make a new key "
			  "and have the certificate issued anew"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_key_mode,
	},
	{
		.id = "file.key-encrypted",
		.title = N_("a server can open the key without a passphrase"),
		.fix = N_("decrypt it into a file with mode 0600 (openssl "
			  "pkey), or the server waits for somebody to type"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_key_encrypted,
	},
	{
		.id = "file.key-strength",
		.title = N_("the key is strong enough"),
		.rule = "Baseline Requirements section 6.1.5",
		.fix = N_("make a new key: khien-tlsconf key"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_key_strength,
	},
	{
		.id = "file.key-matches",
		.title = N_("the files belong to one key"),
		.fix = N_("find the key that the request was made with; a "
			  "certificate works with no other"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_key_matches,
	},
	{
		.id = "file.csr-signature",
		.title = N_("the request is signed with its own key"),
		.rule = "RFC 2986 section 4.2",
		.fix = N_("make the request anew: khien-tlsconf csr"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_csr_signature,
	},
	{
		.id = "file.csr-names",
		.title = N_("the request has its names where browsers look"),
		.rule = "Baseline Requirements section 7.1.2.7.12",
		.fix = N_("make the request anew: khien-tlsconf csr --name"),
		.who = ACTOR_PORTAL,
		.judge = judge_file_csr_names,
	},
	{
		.id = "file.cert-names",
		.title = N_("the certificate has all names of the request"),
		.fix = N_("ask the CA for a certificate with all names"),
		.needs = { "file.key-matches" },
		.who = ACTOR_CA,
		.judge = judge_file_cert_names,
	},
};

const struct check_table tlsconf_checks = {
	web_rows, sizeof(web_rows) / sizeof(web_rows[0])
};

const struct check_table tlsconf_file_checks = {
	file_rows, sizeof(file_rows) / sizeof(file_rows[0])
};

struct check_table checks_slice(struct check_table table, const char *first,
				const char *last)
{
	const struct check *a = check_find(table, first);
	const struct check *b = check_find(table, last);

	return (struct check_table){ a, (size_t)(b - a) + 1 };
}
