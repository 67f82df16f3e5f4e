/* SPDX-License-Identifier: MIT */
/*
 * algorithm: the signature algorithms of DNSSEC (IANA's registry, RFC 8624)
 * and what the crypto library calls their parts.
 */
#ifndef KHIEN_DNSSEC_ALGORITHM_H
#define KHIEN_DNSSEC_ALGORITHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum algorithm_family {
	ALGORITHM_RSA,		/* RFC 3110, RFC 5702 */
	ALGORITHM_ECDSA,	/* RFC 6605 */
	ALGORITHM_EDDSA,	/* RFC 8080 */
};

struct algorithm {
	uint8_t number;
	const char *name;		/* IANA's mnemonic */
	enum algorithm_family family;
	const char *type;		/* OpenSSL's name of the key type */
	const char *digest;		/* … of the digest; NULL: none */
	const char *group;		/* … of the curve; NULL: none */
	size_t size;			/* bytes of a coordinate or EdDSA key */
	size_t signature;		/* bytes of a signature; 0: the modulus */
	bool makes;			/* else it is only verified (RFC 9905) */
};

/* Its row, or NULL for one that is not known. */
const struct algorithm *algorithm_find(unsigned number);

/* Reads a mnemonic or a number; NULL for one that is not known. */
const struct algorithm *algorithm_parse(const char *s);

/* The mnemonic, or the number as text in OUT (16 bytes). */
const char *algorithm_name(unsigned number, char out[16]);

#endif
