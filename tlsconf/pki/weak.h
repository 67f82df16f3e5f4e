/* SPDX-License-Identifier: MIT */
/*
 * weak: classes of RSA keys that look strong and are not. A CA rejects each
 * (Baseline Requirements section 6.1.1.3).
 */
#ifndef KHIEN_TLSCONF_WEAK_H
#define KHIEN_TLSCONF_WEAK_H

#include <openssl/bn.h>
#include <stdbool.h>

#include "fault.h"

#define WEAK_FERMAT_ROUNDS 100	/* Baseline Requirements section 6.1.1.3 */
#define WEAK_FACTOR_MAX 751	/* the same, section 6.1.6: below 752 */

/*
 * The smallest prime up to WEAK_FACTOR_MAX that divides N, 0 where there is
 * none, -1 with a fault.
 */
int weak_factor(const BIGNUM *n, struct fault *f);

/*
 * 1 where N has the fingerprint of the library of CVE-2017-15361 (ROCA): modulo
 * every small prime it is a power of 65537. A sound key has it by chance once
 * in some 100 million. 0 where not, -1 with a fault.
 */
int weak_roca(const BIGNUM *n, struct fault *f);

/*
 * 1 where ROUNDS of Fermat's method find the factors of N, i.e. they lie close
 * together (CVE-2022-26320). 0 where not, -1 with a fault.
 */
int weak_fermat(const BIGNUM *n, int rounds, struct fault *f);

/*
 * 1 where N is in the list PATH, 0 where not, -1 with a fault. The list is
 * Debian's openssl-blacklist (CVE-2008-0166): per line the last 20 hexadecimal
 * digits of the SHA-1 of "Modulus=N\n"; "#" begins a comment.
 */
int weak_listed(const BIGNUM *n, const char *path, struct fault *f);

#endif
