/* SPDX-License-Identifier: MIT */
/* algorithm: see algorithm.h. */
#include "dnssec/sign/algorithm.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dnssec/zone/decode.h"

static const struct algorithm rows[] = {
	{ 5, "RSASHA1", ALGORITHM_RSA, "RSA", "SHA1", NULL, 0, 0, false },
	{ 7, "RSASHA1-NSEC3-SHA1", ALGORITHM_RSA, "RSA", "SHA1", NULL, 0, 0,
	  false },
	{ 8, "RSASHA256", ALGORITHM_RSA, "RSA", "SHA256", NULL, 0, 0, true },
	{ 10, "RSASHA512", ALGORITHM_RSA, "RSA", "SHA512", NULL, 0, 0, true },
	{ 13, "ECDSAP256SHA256", ALGORITHM_ECDSA, "EC", "SHA256",
	  "prime256v1", 32, 64, true },
	{ 14, "ECDSAP384SHA384", ALGORITHM_ECDSA, "EC", "SHA384",
	  "secp384r1", 48, 96, true },
	{ 15, "ED25519", ALGORITHM_EDDSA, "ED25519", NULL, NULL, 32, 64,
	  true },
	{ 16, "ED448", ALGORITHM_EDDSA, "ED448", NULL, NULL, 57, 114, true },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const struct algorithm *algorithm_find(unsigned number)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

const struct algorithm *algorithm_parse(const char *s)
{
	uint32_t n;

	for (size_t i = 0; i < ROWS; i++)
		if (!strcasecmp(rows[i].name, s))
			return &rows[i];
	if (decode_number(s, strlen(s), 255, &n))
		return NULL;
	return algorithm_find(n);
}

const char *algorithm_name(unsigned number, char out[16])
{
	const struct algorithm *a = algorithm_find(number);

	if (a)
		return a->name;
	snprintf(out, 16, "%u", number);
	return out;
}
