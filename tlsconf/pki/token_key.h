/* SPDX-License-Identifier: MIT */
/* token_key: keys and signatures between PKCS#11's forms and OpenSSL's. */
#ifndef KHIEN_TLSCONF_TOKEN_KEY_H
#define KHIEN_TLSCONF_TOKEN_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "tlsconf/pki/key.h"

#define TOKEN_KEY_INPUT 128	/* a DigestInfo of any digest */

/* RSA key of modulus and exponent, big-endian. NULL with a fault. */
EVP_PKEY *token_key_rsa(const unsigned char *n, size_t n_length,
			const unsigned char *e, size_t e_length,
			struct fault *f);

/*
 * EC key of CKA_EC_PARAMS (the curve's OID in DER) and CKA_EC_POINT (an OCTET
 * STRING in DER; some modules leave its head out). NULL with a fault.
 */
EVP_PKEY *token_key_ec(const unsigned char *params, size_t params_length,
		       const unsigned char *point, size_t point_length,
		       struct fault *f);

/* DER of the curve's OID into OUT; 0 for RSA, or where there is no room. */
size_t token_key_group(const struct key_type *type, unsigned char *out,
		       size_t room);

/*
 * What a token signs for DATA: its digest, for RSA in a DigestInfo (RFC 8017
 * section 9.2). Returns its length, or 0 with a fault.
 */
size_t token_key_input(bool rsa, const EVP_MD *md, const unsigned char *data,
		       size_t length, unsigned char out[TOKEN_KEY_INPUT],
		       struct fault *f);

/*
 * A token's RAW signature as X.509 has it: ECDSA's r and s in DER (RFC 3279
 * section 2.2.3). Pass it to free(). NULL with a fault.
 */
unsigned char *token_key_output(bool rsa, const unsigned char *raw,
				size_t raw_length, size_t *length,
				struct fault *f);

#endif
