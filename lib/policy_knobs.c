/* SPDX-License-Identifier: MIT */
#include "policy_knobs.h"

#include "lang.h"
#include "policy.h"

#define DAY 86400
#define AT(field) offsetof(struct policy, field)

static const char *const key_types[] = { "rsa", "ecdsa", NULL };
static const char *const key_kinds[] = {
	"rsa:2048", "rsa:3072", "rsa:4096", "p256", "p384", NULL
};
static const char *const groups[] = {
	"X25519MLKEM768", "X25519", "secp256r1", "secp384r1", "secp521r1",
	"X448", NULL
};
static const char *const ciphersuites[] = {
	"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
	"TLS_CHACHA20_POLY1305_SHA256", NULL
};
static const char *const algorithms[] = {	/* IANA, DNSSEC numbers */
	"RSASHA256", "RSASHA512", "ECDSAP256SHA256", "ECDSAP384SHA384",
	"ED25519", "ED448", NULL
};
static const char *const digests[] = { "SHA-256", "SHA-384", NULL };
static const char *const denials[] = { "nsec", "nsec3", "optout", NULL };

const struct knob policy_knobs[] = {
	{ "tls.version-min", KNOB_VERSION, AT(tls_version_min), 0x0301, 0x0304,
	  NULL, NULL, N_("lowest TLS version that a server may accept") },
	{ "tls.version-max", KNOB_VERSION, AT(tls_version_max), 0x0301, 0x0304,
	  NULL, NULL, N_("highest TLS version that a server should offer") },
	{ "tls.ciphers", KNOB_LIST, AT(tls_ciphers), 0, 32,
	  NULL, NULL, N_("cipher suites of TLS 1.2, by OpenSSL's names") },
	{ "tls.ciphersuites", KNOB_LIST, AT(tls_ciphersuites), 1, 8,
	  NULL, ciphersuites, N_("cipher suites of TLS 1.3") },
	{ "tls.groups", KNOB_LIST, AT(tls_groups), 1, 8,
	  NULL, groups, N_("key exchange groups, the best first") },
	{ "tls.key-types", KNOB_LIST, AT(tls_key_types), 1, 4,
	  NULL, key_types, N_("types of certificate keys that are accepted") },
	{ "tls.key-default", KNOB_CHOICE, AT(tls_key_default), 0, 0,
	  NULL, key_kinds, N_("type of a new key") },
	{ "tls.key-rsa-bits-min", KNOB_NUMBER, AT(tls_key_rsa_bits_min),
	  1024, 16384, "bits", NULL, N_("least size of an RSA key") },
	{ "tls.key-ec-bits-min", KNOB_NUMBER, AT(tls_key_ec_bits_min),
	  192, 521, "bits", NULL, N_("least size of an elliptic curve key") },
	{ "tls.signature-hash-bits-min", KNOB_NUMBER,
	  AT(tls_signature_hash_bits_min), 128, 512, "bits", NULL,
	  N_("least size of the hash in a certificate's signature") },
	{ "tls.cert-left-warn-percent", KNOB_NUMBER,
	  AT(tls_cert_left_warn_percent), 0, 100, "percent", NULL,
	  N_("warn when less of a certificate's lifetime is left") },
	{ "tls.cert-left-fail-percent", KNOB_NUMBER,
	  AT(tls_cert_left_fail_percent), 0, 100, "percent", NULL,
	  N_("fail when less of a certificate's lifetime is left") },
	{ "tls.cert-lifetime-max", KNOB_SCHEDULE, AT(tls_cert_lifetime_max),
	  DAY, 3650 * DAY, NULL, NULL,
	  N_("longest lifetime of a certificate, by its day of issue") },
	{ "tls.internal-suffixes", KNOB_LIST, AT(tls_internal_suffixes), 0, 64,
	  NULL, NULL, N_("ends of names that no public CA can certify") },
	{ "tls.session-tickets", KNOB_FLAG, AT(tls_session_tickets), 0, 0,
	  NULL, NULL, N_("servers hand out session tickets") },

	{ "http.redirect-status", KNOB_NUMBER, AT(http_redirect_status),
	  301, 308, "status", NULL, N_("status of the redirect to HTTPS") },
	{ "http.redirect-hops-max", KNOB_NUMBER, AT(http_redirect_hops_max),
	  1, 10, "hops", NULL,
	  N_("redirects until the portal answers over HTTPS") },
	{ "http.hsts-start", KNOB_DURATION, AT(http_hsts_start), 0, 3650 * DAY,
	  NULL, NULL, N_("HSTS max-age of a portal that is new to HTTPS") },
	{ "http.hsts-target", KNOB_DURATION, AT(http_hsts_target),
	  0, 3650 * DAY, NULL, NULL,
	  N_("HSTS max-age at the end of the staircase") },
	{ "http.hsts-subdomains", KNOB_FLAG, AT(http_hsts_subdomains), 0, 0,
	  NULL, NULL, N_("HSTS covers the names below, too") },
	{ "http.response-warn", KNOB_NUMBER, AT(http_response_warn_ms),
	  1, 600000, "ms", NULL, N_("warn when an answer takes longer") },
	{ "http.response-fail", KNOB_NUMBER, AT(http_response_fail_ms),
	  1, 600000, "ms", NULL, N_("fail when an answer takes longer") },

	{ "dualstack.attempt-delay", KNOB_NUMBER, AT(dualstack_attempt_delay),
	  10, 5000, "ms", NULL,
	  N_("a browser waits so long for IPv6 before it tries IPv4") },
	{ "dualstack.similarity-min", KNOB_NUMBER,
	  AT(dualstack_similarity_min), 1, 100, "%", NULL,
	  N_("how much of a page is the same over IPv4 and IPv6") },

	{ "dnssec.algorithm", KNOB_CHOICE, AT(dnssec_algorithm), 0, 0,
	  NULL, algorithms, N_("algorithm of a new key") },
	{ "dnssec.algorithms", KNOB_LIST, AT(dnssec_algorithms), 1, 16,
	  NULL, algorithms, N_("algorithms that are accepted") },
	{ "dnssec.rsa-bits", KNOB_NUMBER, AT(dnssec_rsa_bits), 1024, 4096,
	  "bits", NULL, N_("size of a new RSA key") },
	{ "dnssec.rsa-bits-min", KNOB_NUMBER, AT(dnssec_rsa_bits_min),
	  512, 4096, "bits", NULL, N_("least size of an RSA key") },
	{ "dnssec.ds-digest", KNOB_CHOICE, AT(dnssec_ds_digest), 0, 0,
	  NULL, digests, N_("digest of the DS record") },
	{ "dnssec.denial", KNOB_CHOICE, AT(dnssec_denial), 0, 0,
	  NULL, denials, N_("how a zone proves that a name does not exist") },
	{ "dnssec.nsec3-iterations-max", KNOB_NUMBER,
	  AT(dnssec_nsec3_iterations_max), 0, 2500, "iterations", NULL,
	  N_("extra NSEC3 iterations that are accepted") },
	{ "dnssec.validity", KNOB_DURATION, AT(dnssec_validity),
	  3600, 366 * DAY, NULL, NULL, N_("lifetime of a signature") },
	{ "dnssec.refresh", KNOB_DURATION, AT(dnssec_refresh), 60, 366 * DAY,
	  NULL, NULL, N_("a signature is renewed when less is left") },
	{ "dnssec.jitter", KNOB_DURATION, AT(dnssec_jitter), 0, 90 * DAY,
	  NULL, NULL, N_("most that a hash takes off the lifetime") },
	{ "dnssec.inception-offset", KNOB_DURATION,
	  AT(dnssec_inception_offset), 0, 7 * DAY, NULL, NULL,
	  N_("signatures begin this long before they are made") },
	{ "dnssec.dnskey-ttl", KNOB_DURATION, AT(dnssec_dnskey_ttl), 0, 7 * DAY,
	  NULL, NULL, N_("TTL of the DNSKEY RRset") },
	{ "dnssec.ttl-max", KNOB_DURATION, AT(dnssec_ttl_max), 60, 30 * DAY,
	  NULL, NULL, N_("highest TTL in a signed zone") },
	{ "dnssec.left-warn", KNOB_DURATION, AT(dnssec_left_warn), 0, 90 * DAY,
	  NULL, NULL, N_("warn when a signature has less time left") },
	{ "dnssec.left-fail", KNOB_DURATION, AT(dnssec_left_fail), 0, 90 * DAY,
	  NULL, NULL, N_("fail when a signature has less time left") },

	{ "dns.nameservers-min", KNOB_NUMBER, AT(dns_nameservers_min), 1, 13,
	  "servers", NULL, N_("least number of name servers of a zone") },
	{ "dns.nameservers-ipv6-min", KNOB_NUMBER,
	  AT(dns_nameservers_ipv6_min), 0, 13, "servers", NULL,
	  N_("least number of them with an IPv6 address") },
	{ "dns.serial-lag-max", KNOB_DURATION, AT(dns_serial_lag_max),
	  0, 7 * DAY, NULL, NULL,
	  N_("how long a name server may have an older zone") },

	{ "ipv6.mtu-min", KNOB_NUMBER, AT(ipv6_mtu_min), 1280, 65535, "bytes",
	  NULL, N_("least MTU of a link that carries IPv6") },
	{ "ipv6.ports", KNOB_LIST, AT(ipv6_ports), 0, 64,
	  NULL, NULL, N_("TCP ports that the portal serves") },
	{ "ipv6.lifetime-warn", KNOB_DURATION, AT(ipv6_lifetime_warn),
	  0, 30 * DAY, NULL, NULL,
	  N_("warn when an address stays preferred for less") },
	{ "ipv6.ra-wait", KNOB_DURATION, AT(ipv6_ra_wait), 1, 600,
	  NULL, NULL, N_("how long a router may take to answer") },
	{ "ipv6.tentative-max", KNOB_DURATION, AT(ipv6_tentative_max), 1, 600,
	  NULL, NULL, N_("how long duplicate address detection may take") },
};

const size_t policy_knob_count = sizeof(policy_knobs) / sizeof(policy_knobs[0]);
