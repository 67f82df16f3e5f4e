/* SPDX-License-Identifier: MIT */
/* weak: classes of RSA keys that look strong and are not. */
#include "tlsconf/pki/weak.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "file.h"
#include "lang.h"
#include "tlsconf/pki/crypto.h"

#define LIST_MAX (64 << 20)	/* bytes of a list: 2 million keys */
#define LIST_DIGITS 20
#define ROCA_PRIME_MAX 167	/* the primes that all affected sizes share */

static bool is_prime(unsigned n)
{
	unsigned d;

	for (d = 2; d * d <= n; d++)
		if (n % d == 0)
			return false;
	return n > 1;
}

int weak_factor(const BIGNUM *n, struct fault *f)
{
	unsigned p;

	for (p = 2; p <= WEAK_FACTOR_MAX; p++) {
		BN_ULONG left = is_prime(p) ? BN_mod_word(n, p) : 1;

		if (left == (BN_ULONG)-1)
			return crypto_fault(f, _("cannot divide the modulus"));
		if (!left)
			return (int)p;
	}
	return 0;
}

/* True where RESIDUE is a power of 65537 modulo P. */
static bool is_power(unsigned residue, unsigned p)
{
	unsigned i, power = 1;

	for (i = 0; i < p; i++) {
		if (power == residue)
			return true;
		power = power * (65537 % p) % p;
	}
	return false;
}

int weak_roca(const BIGNUM *n, struct fault *f)
{
	unsigned p;

	for (p = 3; p <= ROCA_PRIME_MAX; p++) {
		BN_ULONG left;

		if (!is_prime(p))
			continue;
		left = BN_mod_word(n, p);
		if (left == (BN_ULONG)-1)
			return crypto_fault(f, _("cannot divide the modulus"));
		if (!is_power((unsigned)left, p))
			return 0;
	}
	return 1;
}

/*
 * ROOT = the largest whole number whose square is not above N, by Newton's
 * method from above. Returns 1, or 0 where memory ran out.
 */
static int square_root(BIGNUM *root, const BIGNUM *n, BN_CTX *ctx)
{
	BIGNUM *next;
	int ok = 0;

	BN_CTX_start(ctx);
	next = BN_CTX_get(ctx);
	if (!next)
		goto out;
	BN_zero(root);
	if (!BN_set_bit(root, (BN_num_bits(n) + 1) / 2))
		goto out;
	while (1) {
		if (!BN_div(next, NULL, n, root, ctx) ||
		    !BN_add(next, next, root) || !BN_rshift1(next, next))
			goto out;
		if (BN_cmp(next, root) >= 0)
			break;
		if (!BN_copy(root, next))
			goto out;
	}
	ok = 1;
out:
	BN_CTX_end(ctx);
	return ok;
}

/* 1 where N is a square, 0 where not, -1 where memory ran out. */
static int is_square(const BIGNUM *n, BN_CTX *ctx)
{
	BIGNUM *root, *square;
	int ret = -1;

	if (BN_is_zero(n))
		return 1;
	BN_CTX_start(ctx);
	root = BN_CTX_get(ctx);
	square = BN_CTX_get(ctx);
	if (square && square_root(root, n, ctx) && BN_sqr(square, root, ctx))
		ret = !BN_cmp(square, n);
	BN_CTX_end(ctx);
	return ret;
}

/* A² - N is a square for some A near the root of N: N = (A - B)(A + B). */
int weak_fermat(const BIGNUM *n, int rounds, struct fault *f)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *a = BN_new(), *rest = BN_new();
	int i, ret = -1;

	if (!ctx || !a || !rest)
		goto out;
	if (BN_is_zero(n) || BN_is_negative(n) || !BN_is_odd(n)) {
		ret = 0;	/* not a product of two odd primes at all */
		goto out;
	}
	ret = is_square(n, ctx);
	if (ret || !square_root(a, n, ctx))
		goto out;
	for (i = 0; i < rounds && !ret; i++)
		if (!BN_add_word(a, 1) || !BN_sqr(rest, a, ctx) ||
		    !BN_sub(rest, rest, n))
			ret = -1;
		else
			ret = is_square(rest, ctx);
out:
	if (ret < 0)
		crypto_fault(f, _("cannot try to factor the modulus"));
	BN_free(a);
	BN_free(rest);
	BN_CTX_free(ctx);
	return ret;
}

/* The digits that the list has of N. Returns 0, or -1 with a fault. */
static int list_digits(const BIGNUM *n, char out[LIST_DIGITS + 1],
		       struct fault *f)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char *hex = BN_bn2hex(n), *text = NULL;
	unsigned length = 0, i;
	int ret = -1;

	if (hex && asprintf(&text, "Modulus=%s\n", hex) < 0)
		text = NULL;
	if (text && EVP_Digest(text, strlen(text), digest, &length,
			       EVP_sha1(), NULL)) {
		for (i = 0; i < LIST_DIGITS / 2; i++)
			sprintf(out + 2 * i, "%02x",
				digest[length - LIST_DIGITS / 2 + i]);
		ret = 0;
	} else {
		crypto_fault(f, _("cannot hash the modulus"));
	}
	OPENSSL_free(hex);
	free(text);
	return ret;
}

int weak_listed(const BIGNUM *n, const char *path, struct fault *f)
{
	char wanted[LIST_DIGITS + 1], *text, *line, *end;
	int number = 0, ret = 0;

	if (list_digits(n, wanted, f) < 0)
		return -1;
	text = file_read(path, LIST_MAX, NULL, f);
	if (!text)
		return -1;
	for (line = text; *line && !ret; line = end + (*end == '\n')) {
		size_t length = strcspn(line, "\n"), digits = 0;

		number++;
		end = line + length;
		while (digits < length && isxdigit((unsigned char)line[digits]))
			digits++;
		if (!length || *line == '#')
			continue;
		if (digits != LIST_DIGITS || digits != length)
			ret = fault_set(f, _("%s:%d: 20 hexadecimal digits "
					     "were expected"), path, number);
		else
			ret = !strncasecmp(line, wanted, LIST_DIGITS);
	}
	free(text);
	return ret;
}
