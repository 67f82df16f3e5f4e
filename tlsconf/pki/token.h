/* SPDX-License-Identifier: MIT */
/*
 * token: a private key that never leaves its PKCS#11 token (a smart card, an
 * HSM), by calling the token's module itself. OpenSSL sees the public part.
 */
#ifndef KHIEN_TLSCONF_TOKEN_H
#define KHIEN_TLSCONF_TOKEN_H

#include <openssl/evp.h>
#include <stddef.h>

#include "fault.h"
#include "tlsconf/pki/key.h"
#include "tlsconf/pki/passphrase.h"
#include "tlsconf/pki/token_uri.h"

struct token;

/*
 * Loads the module, finds the one token of U that is present and logs in with
 * the PIN from S, tried once; a token with a keypad of its own asks there.
 * Pass the result to token_close(). NULL with a fault.
 */
struct token *token_open(const struct token_uri *u,
			 const struct passphrase *s, struct fault *f);

/* Safe with NULL. */
void token_close(struct token *t);

/*
 * The public part of the one private key that U names; pass it to
 * EVP_PKEY_free(). NULL with a fault where there is none, or several.
 */
EVP_PKEY *token_find(struct token *t, struct fault *f);

/*
 * Makes a key of TYPE in the token, called as U says, which nothing there may
 * be called yet; it can never be taken out. As token_find().
 */
EVP_PKEY *token_generate(struct token *t, const struct key_type *type,
			 struct fault *f);

/*
 * Signs DATA with the key found or made: PKCS #1 v1.5 or ECDSA in DER, over
 * its digest by MD. CONTEXT is the token. A csr_signer (csr.h). Pass
 * *SIGNATURE to free().
 */
int token_sign(void *context, const EVP_MD *md, const unsigned char *data,
	       size_t length, unsigned char **signature,
	       size_t *signature_length, struct fault *f);

#endif
