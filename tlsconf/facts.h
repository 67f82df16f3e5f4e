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

#endif
