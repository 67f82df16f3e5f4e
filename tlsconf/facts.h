/* SPDX-License-Identifier: MIT */
/*
 * facts: what was seen of a certificate, a TLS server and the web server
 * behind it. Filled in from files (inspect), from a throw-away server (prove)
 * or from outside (the probe); judged by checks.c. A field counts only if its
 * bit is in `have`: what was not observed is unknown, never zero.
 */
#ifndef KHIEN_TLSCONF_FACTS_H
#define KHIEN_TLSCONF_FACTS_H

#include <stdbool.h>
#include <stdint.h>

enum cert_have {
	CERT_HAVE_CERT = 1 << 0,	/* there is a certificate: all but the rest */
	CERT_HAVE_NAME = 1 << 1,	/* name_matches */
	CERT_HAVE_CHAIN = 1 << 2,	/* chain_length, chain_gap, trusted, trust_error */
	CERT_HAVE_USES = 1 << 3,	/* eku*, responder, crl, scts */
};

/* The server's certificate, and the chain that came with it. */
struct cert_facts {
	unsigned have;			/* of enum cert_have */
	char subject[256], issuer[256];	/* RFC 2253 */
	char names[512];		/* SAN, comma separated, cut if long */
	char serial[64];		/* hex */
	char fingerprint[65];		/* SHA-256 of the DER, hex */
	char key_type[16];		/* "rsa", "ecdsa", "ed25519" … */
	int key_bits;
	char signature[48];		/* "sha256WithRSAEncryption" */
	int signature_hash_bits;	/* 256; 0 where the algorithm has its own */
	int64_t not_before, not_after;
	bool self_signed;		/* issuer is subject, and its own signature */
	bool ca;			/* basic constraints: an authority's own */

	bool eku, eku_server;		/* extended key usage: there, serverAuth */
	char eku_other[128];		/* the first that is another one; "" */
	char responder[256];		/* URL of its OCSP responder; "" */
	char crl[256];			/* URL of its revocation list; "" */
	int scts;			/* timestamps of CT logs in it, RFC 6962 */

	char name[256];			/* the name that was asked for */
	bool name_matches;		/* RFC 6125, RFC 9525: by SAN only */

	int chain_length;		/* certificates that came */
	char chain_gap[256];		/* issuer that is missing; "" if complete */
	bool chain_ordered;		/* each signs the one before it */
	char chain_stray[256];		/* subject of the first out of place; "" */
	bool trusted;			/* to a root of the store; its own period aside */
	char trust_error[128];		/* OpenSSL's words; "" */
	bool no_store;			/* none was given: trusted says nothing */
};

enum tls_have {
	TLS_HAVE_CONNECT = 1 << 0,	/* connected, connect_error */
	TLS_HAVE_HANDSHAKE = 1 << 1,	/* handshake, version, cipher, group */
	TLS_HAVE_VERSIONS = 1 << 2,	/* versions_accepted */
};

/* One TLS server: an address and port. */
struct tls_facts {
	unsigned have;			/* of enum tls_have */
	bool connected;
	char connect_error[128];
	bool handshake;			/* completed */
	char handshake_error[192];
	int version;			/* negotiated, 0x0303 … */
	char cipher[64], group[32], alpn[16];
	unsigned versions_accepted;	/* bit 0: SSL 3.0 … bit 4: TLS 1.3 */
	unsigned versions_asked;	/* the same bits: what was tried */
	struct cert_facts cert;
};

enum http_have {
	HTTP_HAVE_PLAIN = 1 << 0,	/* connected, connect_error, redirect_* (port 80) */
	HTTP_HAVE_ANSWER = 1 << 1,	/* status, hsts* (port 443) */
	HTTP_HAVE_TIMES = 1 << 2,	/* *_ms */
	HTTP_HAVE_HSTS_BEFORE = 1 << 3,	/* hsts_max_age_before */
};

/* What the web server says over one family. Milliseconds from the start. */
struct http_facts {
	unsigned have;			/* of enum http_have */
	bool plain_connected;		/* port 80 */
	char plain_error[128];
	int plain_status;		/* first answer on port 80; 0: none */
	char redirect_location[512];	/* its Location */
	bool redirect_https;		/* location is https:// on the same host */
	bool redirect_path_kept;	/* path and query kept */
	int redirect_hops;		/* until the first https answer */

	int status;			/* of https://NAME/ after its redirects */
	bool hsts;			/* a valid Strict-Transport-Security */
	int64_t hsts_max_age;
	bool hsts_subdomains, hsts_preload;
	int64_t hsts_max_age_before;	/* highest seen before, for "lowered" */

	double resolve_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
};

/* A portal over one family or address: what tlsconf_checks judges. */
struct web_facts {
	struct tls_facts tls;
	struct http_facts http;
};

enum file_have {
	FILE_HAVE_SECRET = 1 << 0,	/* a private key, encrypted or not */
	FILE_HAVE_MODE = 1 << 1,	/* mode */
	FILE_HAVE_KEY = 1 << 2,		/* key_type, key_bits: of key or request */
	FILE_HAVE_CSR = 1 << 3,		/* csr_* */
	FILE_HAVE_PARTNER = 1 << 4,	/* partner_*: a match was looked for */
	FILE_HAVE_WANTED = 1 << 5,	/* names_missing */
};

/* A file of keys, requests and certificates, among the others given. */
struct file_facts {
	unsigned have;			/* of enum file_have */
	unsigned mode;			/* permission bits */
	bool encrypted;			/* the private key is */
	char key_type[16];
	int key_bits;

	bool csr_verified;		/* its own signature, RFC 2986 4.2 */
	int csr_names;			/* in the subject alternative name */

	char partner[256];		/* file of the key, request, certificate */
	bool partner_matches;		/* some partner has the same public key */
	char names_missing[256];	/* of the request, not in the certificate */
};

enum csr_have {
	CSR_HAVE_REQUEST = 1 << 0,	/* there is one: all but the rest */
	CSR_HAVE_KEY = 1 << 1,		/* key_*: the public key can be read */
	CSR_HAVE_RSA = 1 << 2,		/* exponent*, factor */
	CSR_HAVE_WEAK = 1 << 3,		/* roca, fermat: they were tried */
	CSR_HAVE_LIST = 1 << 4,		/* listed: a list was given */
	CSR_HAVE_EC = 1 << 5,		/* curve, explicit_curve, point_valid */
};

/* A request for a certificate, of whoever made it. */
struct csr_facts {
	unsigned have;			/* of enum csr_have */
	bool verified;			/* its own signature, RFC 2986 4.2 */
	char signature[48];		/* "sha256WithRSAEncryption" */
	int signature_hash_bits;	/* 0 where the algorithm has its own */

	char key_type[16];
	int key_bits;
	char exponent[32];		/* decimal; "N bits" if long */
	int exponent_bits;
	bool exponent_odd;
	int factor;			/* smallest prime below 752; 0: none */
	bool roca, fermat, listed;
	char curve[32];			/* "P-256"; else OpenSSL's name */
	bool explicit_curve;		/* parameters in place of a name */
	bool point_valid;		/* on the curve, not at infinity */

	bool subject_empty;
	char subject_bad[128];		/* attribute that does not belong; "" */
	int common_names;
	char common_name[256];		/* the first */
	bool common_name_in_san;

	int sans;			/* subject alternative names of any kind */
	bool san_present, san_critical;
	bool san_damaged;		/* cannot be decoded, or comes twice */
	char **names;			/* DNS names, in lower case, fit to show */
	int name_count;
	char name_bad[320];		/* the first that is none, and why; "" */
	char name_kind[64];		/* first neither name nor address; "" */
	char name_reverse[256];		/* first below a reverse zone; "" */
	char address_reserved[320];	/* first, with the RFC; "" */

	bool challenge;			/* a challenge password */
	bool ca;			/* basic constraints ask for an authority */
	bool eku;			/* extended key usage is asked for … */
	bool eku_server;		/* … with serverAuth */
	char eku_other[128];		/* first that is something else; "" */
	char usage_bad[64];		/* key usage of an authority; "" */
};

#endif
