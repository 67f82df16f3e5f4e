/* SPDX-License-Identifier: MIT */
/* bundle: what is in a file of keys, requests and certificates. */
#include "tlsconf/pki/bundle.h"

#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "lang.h"
#include "text.h"
#include "tlsconf/pki/crypto.h"

static const char begin_mark[] = "-----BEGIN ";

/*
 * Each decoder takes all of LENGTH bytes or nothing: what follows the object
 * inside its block belongs to nobody. Returns 0 or -1, without a fault.
 */
typedef int decoder(struct bundle_item *i, const unsigned char *der,
		    long length);

static int decode_key(struct bundle_item *i, const unsigned char *der,
		      long length)
{
	const unsigned char *at = der;

	i->key = d2i_AutoPrivateKey(NULL, &at, length);
	return i->key && at == der + length ? 0 : -1;
}

static int decode_csr(struct bundle_item *i, const unsigned char *der,
		      long length)
{
	const unsigned char *at = der;

	i->csr = d2i_X509_REQ(NULL, &at, length);
	return i->csr && at == der + length ? 0 : -1;
}

static int decode_cert(struct bundle_item *i, const unsigned char *der,
		       long length)
{
	const unsigned char *at = der;

	i->cert = d2i_X509(NULL, &at, length);
	return i->cert && at == der + length ? 0 : -1;
}

/* "TRUSTED CERTIFICATE": OpenSSL's own, with trust settings behind. */
static int decode_trusted(struct bundle_item *i, const unsigned char *der,
			  long length)
{
	const unsigned char *at = der;

	i->cert = d2i_X509_AUX(NULL, &at, length);
	return i->cert && at == der + length ? 0 : -1;
}

static int decode_encrypted(struct bundle_item *i, const unsigned char *der,
			    long length)
{
	const unsigned char *at = der;
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *oid;

	i->sealed = d2i_X509_SIG(NULL, &at, length);
	if (!i->sealed || at != der + length)
		return -1;
	/* the same shape is a digest: only password-based ones are keys */
	X509_SIG_get0(i->sealed, &algorithm, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	return EVP_PBE_find(EVP_PBE_TYPE_OUTER, OBJ_obj2nid(oid), NULL, NULL,
			    NULL) ? 0 : -1;
}

static const struct {
	const char *label;
	enum bundle_kind kind;
	decoder *decode;
} pem_kinds[] = {
	{ "CERTIFICATE", BUNDLE_CERT, decode_cert },
	{ "X509 CERTIFICATE", BUNDLE_CERT, decode_cert },
	{ "TRUSTED CERTIFICATE", BUNDLE_CERT, decode_trusted },
	{ "CERTIFICATE REQUEST", BUNDLE_CSR, decode_csr },
	{ "NEW CERTIFICATE REQUEST", BUNDLE_CSR, decode_csr },
	{ "PRIVATE KEY", BUNDLE_KEY, decode_key },
	{ "RSA PRIVATE KEY", BUNDLE_KEY, decode_key },
	{ "EC PRIVATE KEY", BUNDLE_KEY, decode_key },
	{ "ENCRYPTED PRIVATE KEY", BUNDLE_KEY_ENCRYPTED,
	  decode_encrypted },
};

static int decode_pkcs12(struct bundle_item *i, const unsigned char *der,
			 long length)
{
	const unsigned char *at = der;
	PKCS12 *p = d2i_PKCS12(NULL, &at, length);
	bool taken = p && at == der + length;

	(void)i;
	PKCS12_free(p);
	return taken ? 0 : -1;
}

static int decode_pkcs7(struct bundle_item *i, const unsigned char *der,
			long length)
{
	const unsigned char *at = der;
	PKCS7 *p = d2i_PKCS7(NULL, &at, length);
	bool taken = p && at == der + length;

	(void)i;
	PKCS7_free(p);
	return taken ? 0 : -1;
}

/* DER says less about itself: the first decoder that takes it all wins. */
static const struct {
	const char *label;
	enum bundle_kind kind;
	decoder *decode;
} der_kinds[] = {
	{ "CERTIFICATE", BUNDLE_CERT, decode_cert },
	{ "CERTIFICATE REQUEST", BUNDLE_CSR, decode_csr },
	{ "ENCRYPTED PRIVATE KEY", BUNDLE_KEY_ENCRYPTED, decode_encrypted },
	{ "PKCS7", BUNDLE_OTHER, decode_pkcs7 },
	{ "PKCS12", BUNDLE_OTHER, decode_pkcs12 },
	{ "PRIVATE KEY", BUNDLE_KEY, decode_key },
};

static void item_free(struct bundle_item *i)
{
	EVP_PKEY_free(i->key);
	X509_REQ_free(i->csr);
	X509_free(i->cert);
	X509_SIG_free(i->sealed);
	*i = (struct bundle_item){ 0 };
}

static struct bundle_item *item_add(struct bundle *b, struct fault *f)
{
	struct bundle_item *items;

	if (b->count == BUNDLE_ITEMS) {
		fault_set(f, _("%s: more than %d blocks"), b->path,
			  BUNDLE_ITEMS);
		return NULL;
	}
	items = realloc(b->items, (b->count + 1) * sizeof(*items));
	if (!items) {
		fault_errno(f, _("cannot read %s"), b->path);
		return NULL;
	}
	b->items = items;
	items[b->count] = (struct bundle_item){ 0 };
	return &items[b->count++];
}

/* What the block called I->label holds. */
static int item_decode(struct bundle_item *i, const char *header,
		       const unsigned char *der, long length)
{
	size_t k, n = sizeof(pem_kinds) / sizeof(pem_kinds[0]);

	i->kind = BUNDLE_OTHER;
	for (k = 0; k < n; k++)
		if (!strcmp(i->label, pem_kinds[k].label))
			break;
	if (k == n)
		return 0;
	i->kind = pem_kinds[k].kind;
	/* RFC 1421 section 4.6.1.1, as OpenSSL's old formats have it */
	if (i->kind == BUNDLE_KEY && strstr(header, "ENCRYPTED")) {
		i->kind = BUNDLE_KEY_ENCRYPTED;
		return 0;
	}
	return pem_kinds[k].decode(i, der, length);
}

/* It comes from a stranger's file and goes to a terminal. */
static void copy_label(struct bundle_item *i, const char *label)
{
	size_t k;

	for (k = 0; label[k] && k < sizeof(i->label) - 1; k++)
		i->label[k] = label[k] >= ' ' && label[k] < 0x7f ? label[k]
								 : '?';
}

/* Reads the block at line LINE, which BIO stands before. */
static int read_block(struct bundle *b, BIO *bio, int line, struct fault *f)
{
	struct bundle_item *i = item_add(b, f);
	char *label = NULL, *header = NULL;
	unsigned char *der = NULL;
	long length = 0;
	int ret = -1;

	if (!i)
		return -1;
	i->line = line;
	if (!PEM_read_bio_ex(bio, &label, &header, &der, &length,
			     PEM_FLAG_EAY_COMPATIBLE)) {
		crypto_fault(f, _("%s:%d: the PEM block is cut off or damaged"),
			     b->path, line);
		fault_hint(f, _("copy the whole file again, from -----BEGIN "
				"to -----END"));
		goto out;
	}
	copy_label(i, label);
	if (item_decode(i, header, der, length) < 0) {
		crypto_fault(f, _("%s:%d: this is no valid %s"), b->path, line,
			     i->label);
		goto out;
	}
	ret = crypto_settle(f);	/* decoders try formats, and leave errors */
out:
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_clear_free(der, length > 0 ? (size_t)length : 0);
	return ret;
}

/* The next "-----BEGIN " that starts a line, at or behind TEXT + FROM. */
static const char *next_block(const char *text, size_t length, size_t from)
{
	const char *at = text + from, *end = text + length;

	while ((at = memmem(at, (size_t)(end - at), begin_mark,
			    strlen(begin_mark)))) {
		if (at == text || at[-1] == '\n')
			return at;
		at++;
	}
	return NULL;
}

static int count_lines(const char *from, const char *to)
{
	int n = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from)))) {
		n++;
		from++;
	}
	return n;
}

static int read_pem(struct bundle *b, const char *text, size_t length,
		    struct fault *f)
{
	BIO *bio = crypto_reader(text, length, f);
	const char *at, *counted = text;
	int line = 1, ret = -1;

	if (!bio)
		return -1;
	while ((at = next_block(text, length, length - BIO_pending(bio)))) {
		line += count_lines(counted, at);
		counted = at;
		if (read_block(b, bio, line, f) < 0)
			goto out;
	}
	ret = 0;
out:
	BIO_free(bio);
	return ret;
}

/* Editors on Windows put a byte order mark before the text. */
static size_t mark_length(const char *data, size_t length)
{
	return length >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
}

static int read_der(struct bundle *b, const char *data, size_t length,
		    struct fault *f)
{
	size_t k, n = sizeof(der_kinds) / sizeof(der_kinds[0]);
	struct bundle_item *i = item_add(b, f);

	if (!i)
		return -1;
	b->der = true;
	for (k = 0; k < n; k++) {
		if (!der_kinds[k].decode(i, (const unsigned char *)data,
					 (long)length))
			break;
		item_free(i);
	}
	if (crypto_settle(f) < 0)
		return -1;
	if (k == n) {
		fault_set(f, _("%s: this is no key, request or certificate, "
			       "neither as PEM nor as DER"), b->path);
		fault_hint(f, _("a PEM file has a line that begins with "
				"-----BEGIN"));
		return -1;
	}
	i->kind = der_kinds[k].kind;
	snprintf(i->label, sizeof(i->label), "%s", der_kinds[k].label);
	return 0;
}

int bundle_read(struct bundle *b, const char *path, struct fault *f)
{
	char *data = NULL;
	size_t length = 0;
	size_t mark;
	struct stat st;
	int ret = -1;

	*b = (struct bundle){ .path = strdup(path) };
	if (!b->path) {
		fault_errno(f, _("cannot read %s"), path);
		return -1;
	}
	data = file_read(path, BUNDLE_MAX, &length, f);
	if (!data)
		goto out;
	if (strcmp(path, "-") && !stat(path, &st)) {
		b->have_mode = true;
		b->mode = st.st_mode & 07777;
	}
	mark = mark_length(data, length);
	if (!length)
		fault_set(f, _("%s: the file is empty"), path);
	else if (next_block(data + mark, length - mark, 0))
		ret = read_pem(b, data + mark, length - mark, f);
	else
		ret = read_der(b, data, length, f);
out:
	if (data)
		OPENSSL_cleanse(data, length);
	free(data);
	return ret;
}

void bundle_free(struct bundle *b)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		item_free(&b->items[i]);
	free(b->items);
	free(b->path);
	*b = (struct bundle){ 0 };
}

static int unlock_one(const struct bundle *b, struct bundle_item *i,
		      const char *passphrase, int length, struct fault *f)
{
	PKCS8_PRIV_KEY_INFO *open;

	if (!i->sealed) {
		fault_set(f, _("%s:%d: this way of encrypting keys is too old"),
			  b->path, i->line);
		return fault_hint(f, _("make it PKCS#8: openssl pkcs8 -topk8 "
				       "-in %s -out NEWFILE"), b->path);
	}
	open = PKCS8_decrypt(i->sealed, passphrase, length);
	i->key = open ? EVP_PKCS82PKEY(open) : NULL;
	PKCS8_PRIV_KEY_INFO_free(open);
	crypto_forget();	/* a wrong passphrase has many reasons */
	if (!i->key)
		return fault_set(f, _("%s: the passphrase does not open the "
				      "private key"), b->path);
	i->kind = BUNDLE_KEY;
	i->unlocked = true;
	return crypto_settle(f);
}

int bundle_unlock(struct bundle *b, const struct passphrase *s,
		  struct fault *f)
{
	char passphrase[PASSPHRASE_MAX] = "", prompt[512];
	int length, ret = 0;
	size_t i;

	if (!bundle_find(b, BUNDLE_KEY_ENCRYPTED, NULL))
		return 0;
	snprintf(prompt, sizeof(prompt), _("passphrase of %s"), b->path);
	text_clean(prompt);
	length = passphrase_get(s, prompt, false, passphrase, f);
	if (length < 0)
		ret = -1;
	for (i = 0; i < b->count && !ret && length > 0; i++)
		if (b->items[i].kind == BUNDLE_KEY_ENCRYPTED)
			ret = unlock_one(b, &b->items[i], passphrase, length,
					 f);
	OPENSSL_cleanse(passphrase, sizeof(passphrase));
	return ret;
}

size_t bundle_find(const struct bundle *b, enum bundle_kind kind,
		   const struct bundle_item **first)
{
	size_t i, n = 0;

	if (first)
		*first = NULL;
	for (i = 0; i < b->count; i++) {
		if (b->items[i].kind != kind)
			continue;
		if (first && !n)
			*first = &b->items[i];
		n++;
	}
	return n;
}
