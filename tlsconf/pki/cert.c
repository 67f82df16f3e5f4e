/* SPDX-License-Identifier: MIT */
/* cert: what a certificate says, as the facts that checks.c judges. */
#include "tlsconf/pki/cert.h"

#include <arpa/inet.h>
#include <openssl/ct.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/general.h"
#include "tlsconf/pki/key.h"

/* Copies LENGTH bytes of UTF-8; a cut falls between characters. */
static void copy(char *buffer, size_t room, const char *s, size_t length)
{
	if (length >= room) {
		length = room - 1;
		while (length && ((unsigned char)s[length] & 0xc0) == 0x80)
			length--;
	}
	if (length)
		memcpy(buffer, s, length);
	buffer[length] = '\0';
}

/* Bytes of the character at S; 0 where it is no UTF-8 or a C1 control. */
static size_t character(const unsigned char *s)
{
	static const unsigned lowest[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	size_t i, length = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 :
			   (s[0] & 0xf0) == 0xe0 ? 3 :
			   (s[0] & 0xf8) == 0xf0 ? 4 : 0;
	unsigned c = length > 1 ? s[0] & (0x7fu >> length) : s[0];

	for (i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (!length || c < lowest[length] || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return length;
}

/* Some old string types come out as what is no UTF-8: "?" instead. */
static void clean(char *s)
{
	size_t length;

	for (; *s; s += length) {
		length = character((const unsigned char *)s);
		if (!length) {
			*s = '?';
			length = 1;
		}
	}
}

char *cert_name_text(const X509_NAME *name, char *buffer, size_t room)
{
	/* Vietnamese as it is; control characters escaped */
	unsigned long flags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
	BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL;
	long length = 0;

	copy(buffer, room, "?", 1);	/* what cannot be written as UTF-8 */
	if (bio && X509_NAME_print_ex(bio, name, 0, flags) >= 0)
		length = BIO_get_mem_data(bio, &data);
	if (length > 0 || !X509_NAME_entry_count(name))
		copy(buffer, room, data, (size_t)length);
	BIO_free(bio);
	clean(buffer);
	return buffer;
}

static void hex(char *buffer, size_t room, const unsigned char *data,
		size_t length)
{
	size_t i;

	buffer[0] = '\0';
	for (i = 0; i < length && 2 * i + 2 < room; i++)
		snprintf(buffer + 2 * i, 3, "%02x", data[i]);
}

static int read_time(const ASN1_TIME *t, int64_t *out, struct fault *f)
{
	struct tm tm;

	if (!t || !ASN1_TIME_to_tm(t, &tm))
		return crypto_fault(f, _("its period of validity cannot be "
					 "read"));
	*out = timegm(&tm);
	return 0;
}

/* The names in one line; what does not fit is told by "…". */
static int describe_names(const X509 *x, struct cert_facts *c,
			  struct fault *f)
{
	static const char more[] = "…";
	struct san_list l = { 0 };
	char one[SAN_NAME];
	size_t i, at = 0;

	if (cert_names(x, &l, f) < 0)
		return -1;
	for (i = 0; i < l.count; i++) {
		size_t length = strlen(general_text(&l.items[i], one));

		if (at + length + 2 + sizeof(more) > sizeof(c->names)) {
			strcpy(c->names + at, more);
			break;
		}
		at += (size_t)sprintf(c->names + at, "%s%s", at ? "," : "",
				      one);
	}
	san_free(&l);
	return 0;
}

static void describe_signature(const X509 *x, struct cert_facts *c)
{
	int hash = NID_undef, nid = X509_get_signature_nid(x);
	const EVP_MD *md = NULL;

	snprintf(c->signature, sizeof(c->signature), "%s",
		 nid == NID_undef ? "unknown" : OBJ_nid2ln(nid));
	if (X509_get_signature_info((X509 *)x, &hash, NULL, NULL, NULL) &&
	    hash != NID_undef)
		md = EVP_get_digestbynid(hash);
	c->signature_hash_bits = md ? EVP_MD_get_size(md) * 8 : 0;
}

static int describe_key(const X509 *x, struct cert_facts *c, struct fault *f)
{
	const EVP_PKEY *key = X509_get0_pubkey(x);

	if (!key)
		return crypto_fault(f, _("its public key cannot be read"));
	key_describe(key, c->key_type, &c->key_bits);
	return 0;
}

static void copy_url(const GENERAL_NAME *g, char *out, size_t room)
{
	const ASN1_STRING *v;
	int kind;

	v = GENERAL_NAME_get0_value(g, &kind);
	if (kind != GEN_URI || out[0])
		return;
	copy(out, room, (const char *)ASN1_STRING_get0_data(v),
	     (size_t)ASN1_STRING_length(v));
	text_clean(out);
}

static void describe_eku(const X509 *x, struct cert_facts *c)
{
	int critical = -1, i, n;
	EXTENDED_KEY_USAGE *all = X509_get_ext_d2i(x, NID_ext_key_usage,
						   &critical, NULL);

	c->eku = critical != -1;
	n = all ? sk_ASN1_OBJECT_num(all) : 0;
	for (i = 0; i < n; i++) {
		const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(all, i);

		if (OBJ_obj2nid(o) == NID_server_auth)
			c->eku_server = true;
		else if (!c->eku_other[0])
			OBJ_obj2txt(c->eku_other, sizeof(c->eku_other), o, 0);
	}
	EXTENDED_KEY_USAGE_free(all);
}

/* Where its revocation can be asked for, RFC 5280 4.2.2.1 and 4.2.1.13. */
static void describe_revocation(const X509 *x, struct cert_facts *c)
{
	AUTHORITY_INFO_ACCESS *aia = X509_get_ext_d2i(x, NID_info_access,
						      NULL, NULL);
	CRL_DIST_POINTS *crl = X509_get_ext_d2i(x, NID_crl_distribution_points,
						NULL, NULL);
	int i, k;

	for (i = 0; aia && i < sk_ACCESS_DESCRIPTION_num(aia); i++) {
		const ACCESS_DESCRIPTION *a =
			sk_ACCESS_DESCRIPTION_value(aia, i);

		if (OBJ_obj2nid(a->method) == NID_ad_OCSP)
			copy_url(a->location, c->responder,
				 sizeof(c->responder));
	}
	for (i = 0; crl && i < sk_DIST_POINT_num(crl); i++) {
		const DIST_POINT_NAME *d =
			sk_DIST_POINT_value(crl, i)->distpoint;

		if (!d || d->type != 0)
			continue;
		for (k = 0; k < sk_GENERAL_NAME_num(d->name.fullname); k++)
			copy_url(sk_GENERAL_NAME_value(d->name.fullname, k),
				 c->crl, sizeof(c->crl));
	}
	AUTHORITY_INFO_ACCESS_free(aia);
	CRL_DIST_POINTS_free(crl);
}

static void describe_scts(const X509 *x, struct cert_facts *c)
{
	STACK_OF(SCT) *all = X509_get_ext_d2i(x, NID_ct_precert_scts, NULL,
					      NULL);

	c->scts = all ? sk_SCT_num(all) : 0;
	SCT_LIST_free(all);
}

bool cert_stands_for(const X509 *x, const char *name)
{
	unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
			 X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	unsigned char address[16];
	bool is_address = inet_pton(AF_INET, name, address) == 1 ||
			  inet_pton(AF_INET6, name, address) == 1;

	return is_address ?
		X509_check_ip_asc((X509 *)x, name, flags) == 1 :
		X509_check_host((X509 *)x, name, 0, flags, NULL) == 1;
}

int cert_describe(const X509 *x, const char *name, struct cert_facts *c,
		  struct fault *f)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	*c = (struct cert_facts){ 0 };
	cert_name_text(X509_get_subject_name(x), c->subject,
		       sizeof(c->subject));
	cert_name_text(X509_get_issuer_name(x), c->issuer, sizeof(c->issuer));
	hex(c->serial, sizeof(c->serial), ASN1_STRING_get0_data(serial),
	    (size_t)ASN1_STRING_length(serial));
	if (!X509_digest(x, EVP_sha256(), digest, &length))
		return crypto_fault(f, _("cannot hash the certificate"));
	hex(c->fingerprint, sizeof(c->fingerprint), digest, length);
	if (read_time(X509_get0_notBefore(x), &c->not_before, f) < 0 ||
	    read_time(X509_get0_notAfter(x), &c->not_after, f) < 0 ||
	    describe_key(x, c, f) < 0 || describe_names(x, c, f) < 0)
		return -1;
	describe_signature(x, c);
	c->self_signed = X509_self_signed((X509 *)x, 1) == 1;
	c->ca = X509_check_ca((X509 *)x) != 0;
	describe_eku(x, c);
	describe_revocation(x, c);
	describe_scts(x, c);
	c->have = CERT_HAVE_CERT | CERT_HAVE_USES;
	if (name) {
		copy(c->name, sizeof(c->name), name, strlen(name));
		c->name_matches = cert_stands_for(x, name);
		c->have |= CERT_HAVE_NAME;
	}
	return crypto_settle(f);
}

int cert_describe_der(const unsigned char *der, size_t length,
		      const char *name, struct cert_facts *c, struct fault *f)
{
	const unsigned char *at = der;
	X509 *x = d2i_X509(NULL, &at, (long)length);
	int ret = -1;

	*c = (struct cert_facts){ 0 };
	if (x && at == der + length)
		ret = cert_describe(x, name, c, f);
	else
		crypto_fault(f, _("this is no certificate"));
	X509_free(x);
	return ret;
}

int cert_names(const X509 *x, struct san_list *names, struct fault *f)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL,
					      NULL);
	int ret = general_read(all, names, f);

	GENERAL_NAMES_free(all);
	if (crypto_settle(f) < 0)
		ret = -1;
	return ret;
}
