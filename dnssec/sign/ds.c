/* SPDX-License-Identifier: MIT */
/* ds: see ds.h. */
#include "dnssec/sign/ds.h"

#include <openssl/evp.h>
#include <string.h>

#include "dnssec/zone/name.h"
#include "lang.h"

/* SHA-1 (1) and GOST (3) must not be made any more: RFC 8624 section 3.3. */
static const struct ds_digest rows[] = {
	{ 2, "SHA-256", "SHA256" },
	{ 4, "SHA-384", "SHA384" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const struct ds_digest *ds_digest_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const struct ds_digest *ds_digest_number(unsigned number)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

int ds_make(const uint8_t *zone, const uint8_t *rdata, size_t length,
	    const struct ds_digest *d, uint8_t out[DS_DIGEST_MOST],
	    struct fault *f)
{
	EVP_MD *md = EVP_MD_fetch(NULL, d->digest, NULL);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	uint8_t owner[NAME_WIRE];
	size_t owner_length = name_length(zone);
	unsigned n = 0;
	int ok;

	name_lower(owner, zone, owner_length);
	ok = md && c && EVP_DigestInit_ex2(c, md, NULL) &&
	     EVP_DigestUpdate(c, owner, owner_length) &&
	     EVP_DigestUpdate(c, rdata, length) &&
	     EVP_DigestFinal_ex(c, out, &n);
	EVP_MD_CTX_free(c);
	EVP_MD_free(md);
	return ok ? (int)n : fault_set(f, _("the crypto library cannot make %s"), d->name);
}
