/* SPDX-License-Identifier: MIT */
/* tlsconf_ca: a small certification authority for the unit tests of tlsconf. */
#ifndef KHIEN_UNIT_TLSCONF_CA_H
#define KHIEN_UNIT_TLSCONF_CA_H

#include "unit.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "tlsconf/pki/key.h"

#define CA_FROM 1000000000LL		/* period of all certificates */
#define CA_TO (CA_FROM + 90 * 86400LL - 1)
#define CA_NOW (CA_FROM + 86400LL)

struct ca_cert {
	EVP_PKEY *key;
	X509 *x;
};

/* What a certificate is to be; zero is a server's with no names. */
struct ca_want {
	const char *cn;
	const char *san;		/* as OpenSSL's configuration has it */
	bool ca;
	int64_t from, to;		/* 0: CA_FROM, CA_TO */
	bool no_eku;
	const char *eku;		/* NULL: serverAuth */
	const char *aia, *crl;		/* NULL: none */
	const EVP_MD *md;		/* NULL: SHA-256 */
	EVP_PKEY *key;			/* NULL: a new P-256 key */
};

static inline void ca_extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

/* Issues a certificate; ISSUER NULL: signed by itself. */
static inline struct ca_cert ca_issue(const struct ca_want *w,
				      const struct ca_cert *issuer)
{
	static long serial = 1;
	struct ca_cert c = { .x = X509_new() };
	const struct ca_cert *by = issuer ? issuer : &c;
	X509_NAME *name;

	c.key = w->key;
	if (c.key)
		assert_int_equal(EVP_PKEY_up_ref(c.key), 1);
	else
		c.key = key_generate(key_type_find("p256", NULL), NULL);
	assert_non_null(c.key);
	assert_int_equal(X509_set_version(c.x, X509_VERSION_3), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(c.x), serial++);
	name = X509_get_subject_name(c.x);
	X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
				   (const unsigned char *)w->cn, -1, -1, 0);
	X509_set_issuer_name(c.x, X509_get_subject_name(by->x));
	ASN1_TIME_set(X509_getm_notBefore(c.x), w->from ? w->from : CA_FROM);
	ASN1_TIME_set(X509_getm_notAfter(c.x), w->to ? w->to : CA_TO);
	X509_set_pubkey(c.x, c.key);
	ca_extend(c.x, by->x, NID_basic_constraints,
		  w->ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
	ca_extend(c.x, by->x, NID_subject_key_identifier, "hash");
	if (!w->ca && !w->no_eku)
		ca_extend(c.x, by->x, NID_ext_key_usage,
			  w->eku ? w->eku : "serverAuth");
	if (w->aia)
		ca_extend(c.x, by->x, NID_info_access, w->aia);
	if (w->crl)
		ca_extend(c.x, by->x, NID_crl_distribution_points, w->crl);
	if (w->san)
		ca_extend(c.x, by->x, NID_subject_alt_name, w->san);
	assert_true(X509_sign(c.x, by->key, w->md ? w->md : EVP_sha256()) > 0);
	return c;
}

static inline void ca_free(struct ca_cert *c)
{
	X509_free(c->x);
	EVP_PKEY_free(c->key);
}

/* A folder for a test's files; remove with ca_folder_free(). */
static inline char *ca_folder(void)
{
	char *dir = strdup("/tmp/khien-pki-XXXXXX");

	assert_non_null(mkdtemp(dir));
	return dir;
}

static inline void ca_folder_free(char *dir)
{
	char **names = NULL, path[512];
	ssize_t i, n = file_list(dir, "", &names, NULL);

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	file_list_free(names);
	assert_int_equal(rmdir(dir), 0);
	free(dir);
}

/* DIR/NAME in a static buffer, one of four in turn. */
static inline const char *ca_path(const char *dir, const char *name)
{
	static char paths[4][512];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

/* Writes certificates as PEM, one behind the other. */
static inline void ca_write(const char *path, const struct ca_cert *const *c,
			    size_t count)
{
	FILE *f = fopen(path, "w");
	size_t i;

	assert_non_null(f);
	for (i = 0; i < count; i++)
		assert_int_equal(PEM_write_X509(f, c[i]->x), 1);
	assert_int_equal(fclose(f), 0);
}

#endif
