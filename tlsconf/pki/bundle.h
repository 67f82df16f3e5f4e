/* SPDX-License-Identifier: MIT */
/*
 * bundle: what is in a file of keys, requests and certificates, PEM or DER.
 * A file may hold several things: a certificate with its chain, or a key
 * and a certificate as HAProxy wants them.
 */
#ifndef KHIEN_TLSCONF_BUNDLE_H
#define KHIEN_TLSCONF_BUNDLE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "fault.h"
#include "tlsconf/pki/passphrase.h"

#define BUNDLE_MAX (8 << 20)	/* bytes of a file: 10,000 names are 300 KB */
#define BUNDLE_ITEMS 1024

enum bundle_kind {
	BUNDLE_KEY,
	BUNDLE_KEY_ENCRYPTED,	/* closed; see bundle_unlock() */
	BUNDLE_CSR,
	BUNDLE_CERT,
	BUNDLE_OTHER,		/* DH parameters, a CRL, PKCS#12 … */
};

struct bundle_item {
	enum bundle_kind kind;
	char label[48];		/* of the PEM block, or what the DER is */
	int line;		/* of "-----BEGIN"; 0 in DER */
	EVP_PKEY *key;		/* of the three, the one of its kind */
	X509_REQ *csr;
	X509 *cert;
	X509_SIG *sealed;	/* an encrypted PKCS#8 key; else NULL */
	bool unlocked;		/* a key that was encrypted */
};

struct bundle {
	char *path;
	bool der;
	bool have_mode;		/* not for standard input */
	mode_t mode;		/* permission bits */
	struct bundle_item *items;
	size_t count;
};

/*
 * Reads PATH ("-" is standard input). What is cut off, damaged or followed by
 * stray bytes is a fault "PATH:LINE: …", and so is a file with nothing in it.
 * *B is set in any case; pass it to bundle_free(). Returns 0 or -1.
 */
int bundle_read(struct bundle *b, const char *path, struct fault *f);

/*
 * Opens all encrypted keys of B with the passphrase from S: they become
 * BUNDLE_KEY. Without any it does nothing. Formats older than PKCS#8 are a
 * fault, and so is a passphrase that opens nothing. Returns 0 or -1.
 */
int bundle_unlock(struct bundle *b, const struct passphrase *s,
		  struct fault *f);

/* Safe on a zeroed struct. Key memory is cleansed. */
void bundle_free(struct bundle *b);

/* How many of KIND there are; *FIRST (may be NULL) is the first, or NULL. */
size_t bundle_find(const struct bundle *b, enum bundle_kind kind,
		   const struct bundle_item **first);

#endif
