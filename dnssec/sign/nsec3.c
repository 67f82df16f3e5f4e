/* SPDX-License-Identifier: MIT */
/* nsec3: see nsec3.h. */
#include "dnssec/sign/nsec3.h"

#include "lang.h"

int nsec3_init(struct nsec3_hasher *h, struct fault *f)
{
	h->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	h->context = EVP_MD_CTX_new();
	if (h->sha1 && h->context)
		return 0;
	nsec3_free(h);
	return fault_set(f, _("the crypto library cannot make SHA-1"));
}

void nsec3_free(struct nsec3_hasher *h)
{
	EVP_MD_CTX_free(h->context);
	EVP_MD_free(h->sha1);
	*h = (struct nsec3_hasher){ 0 };
}

int nsec3_hash(struct nsec3_hasher *h, const uint8_t *name, size_t length,
	       unsigned iterations, const uint8_t *salt, size_t salt_length,
	       uint8_t out[NSEC3_HASH], struct fault *f)
{
	const uint8_t *p = name;

	for (unsigned i = 0; i <= iterations; i++) {
		if (!EVP_DigestInit_ex2(h->context, h->sha1, NULL) ||
		    !EVP_DigestUpdate(h->context, p, length) ||
		    !EVP_DigestUpdate(h->context, salt, salt_length) ||
		    !EVP_DigestFinal_ex(h->context, out, NULL))
			return fault_set(f, _("the crypto library cannot make SHA-1"));
		p = out;
		length = NSEC3_HASH;
	}
	return 0;
}
