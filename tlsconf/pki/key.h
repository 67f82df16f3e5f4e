/* SPDX-License-Identifier: MIT */
/* key: private keys: making, writing, reading, and what one is. */
#ifndef KHIEN_TLSCONF_KEY_H
#define KHIEN_TLSCONF_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "fault.h"
#include "tlsconf/pki/passphrase.h"

#define KEY_ITERATIONS 600000	/* a guess costs an attacker this much */

/* A kind of key that can be made. */
struct key_type {
	const char *name;	/* of --type: "rsa:2048", "p256" */
	const char *algorithm;	/* as cert_facts has it: "rsa", "ecdsa" */
	int bits;
	const char *group;	/* OpenSSL's name of the curve; NULL for RSA */
};

/* The row called NAME; NULL with a fault that names all of them. */
const struct key_type *key_type_find(const char *name, struct fault *f);

/* Row I; NULL behind the last. */
const struct key_type *key_type_at(size_t i);

/*
 * Makes a key: RSA with the exponent 65537, or ECDSA on a named curve. Pass
 * it to EVP_PKEY_free(). NULL with a fault.
 */
EVP_PKEY *key_generate(const struct key_type *type, struct fault *f);

/*
 * Writes KEY as unencrypted PKCS#8 PEM (RFC 7468 section 10) to PATH, which
 * must not exist, with mode 0600 from the first byte. Returns 0, or -1 with a
 * fault and nothing left behind.
 */
int key_write(const char *path, const EVP_PKEY *key, struct fault *f);

/*
 * The same encrypted with PASSPHRASE: AES-256, PBKDF2 with HMAC-SHA-256 and
 * KEY_ITERATIONS (RFC 8018 section 6.2).
 */
int key_write_sealed(const char *path, const EVP_PKEY *key,
		     const char *passphrase, struct fault *f);

/*
 * Reads the one private key of PATH: PEM (PKCS#8, PKCS#1 or SEC 1, among
 * other blocks) or DER. An encrypted one is opened with the passphrase of S;
 * where S is NULL, that is a fault. Pass the result to EVP_PKEY_free(). NULL
 * with a fault.
 */
EVP_PKEY *key_read(const char *path, const struct passphrase *s,
		   struct fault *f);

/* Fills in TYPE ("rsa", "ecdsa", "ed25519" …) and size of a key's public part. */
void key_describe(const EVP_PKEY *key, char type[16], int *bits);

/* True where both have the same public part. */
bool key_same(const EVP_PKEY *a, const EVP_PKEY *b);

#endif
