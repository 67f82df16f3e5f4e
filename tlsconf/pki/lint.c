/* SPDX-License-Identifier: MIT */
/* lint: what a request for a certificate asks, as facts. */
#include "tlsconf/pki/lint.h"

#include <ctype.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/general.h"
#include "tlsconf/pki/lint_key.h"
#include "tlsconf/pki/reserved.h"
#include "tlsconf/pki/san.h"

static void describe_signature(const X509_REQ *csr, EVP_PKEY *key,
			       struct csr_facts *c)
{
	int nid = X509_REQ_get_signature_nid(csr), hash = NID_undef;
	const EVP_MD *md = NULL;

	snprintf(c->signature, sizeof(c->signature), "%s",
		 nid == NID_undef ? "unknown" : OBJ_nid2ln(nid));
	if (OBJ_find_sigid_algs(nid, &hash, NULL) && hash != NID_undef)
		md = EVP_get_digestbynid(hash);
	c->signature_hash_bits = md ? EVP_MD_get_size(md) * 8 : 0;
	c->verified = key && X509_REQ_verify((X509_REQ *)csr, key) == 1;
}

/* ---- the subject ---- */

/* "-", "." and the like stand for nothing (Baseline Requirements 7.1.4.2). */
static bool says_nothing(const ASN1_STRING *v)
{
	const unsigned char *s = ASN1_STRING_get0_data(v);
	int i, n = ASN1_STRING_length(v);

	for (i = 0; i < n; i++)
		if (s[i] && s[i] != '.' && s[i] != '-' && s[i] != ' ')
			return false;
	return true;
}

static bool is_country(const ASN1_STRING *v)
{
	const unsigned char *s = ASN1_STRING_get0_data(v);

	return ASN1_STRING_length(v) == 2 && isupper(s[0]) && isupper(s[1]);
}

static void describe_attribute(X509_NAME_ENTRY *e, struct csr_facts *c)
{
	const ASN1_STRING *v = X509_NAME_ENTRY_get_data(e);
	int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(e));
	const char *why = NULL;

	if (nid == NID_organizationalUnitName)
		why = _("OU is no longer certified");
	else if (nid == NID_pkcs9_emailAddress)
		why = _("a mail address is not certified here");
	else if (nid == NID_countryName && !is_country(v))
		why = _("a country is two capital letters");
	else if (says_nothing(v))
		why = _("a value that says nothing");
	if (why && !c->subject_bad[0])
		snprintf(c->subject_bad, sizeof(c->subject_bad), "%s: %s",
			 nid == NID_undef ? "?" : OBJ_nid2sn(nid), why);
}

/* The first common name as text; "" where it cannot be one. */
static void read_common_name(const ASN1_STRING *v, struct csr_facts *c)
{
	unsigned char *s = NULL;
	int length = ASN1_STRING_to_UTF8(&s, v);

	if (length > 0)
		snprintf(c->common_name, sizeof(c->common_name), "%.*s",
			 length, s);
	OPENSSL_free(s);
	text_clean(c->common_name);
}

static void describe_subject(const X509_REQ *csr, struct csr_facts *c)
{
	const X509_NAME *subject = X509_REQ_get_subject_name(csr);
	int i, n = X509_NAME_entry_count(subject);

	c->subject_empty = n == 0;
	for (i = 0; i < n; i++) {
		X509_NAME_ENTRY *e = X509_NAME_get_entry(subject, i);

		describe_attribute(e, c);
		if (OBJ_obj2nid(X509_NAME_ENTRY_get_object(e)) !=
		    NID_commonName)
			continue;
		if (!c->common_names++)
			read_common_name(X509_NAME_ENTRY_get_data(e), c);
	}
}

/* ---- the names ---- */

/* Keeps what is the first of its kind; LIMIT is the room of OUT. */
static void first(char *out, size_t room, const char *name, const char *why)
{
	if (!out[0])
		snprintf(out, room, "%s%s%s", name, why ? ": " : "",
			 why ? why : "");
}

static void describe_name(const ASN1_STRING *v, struct csr_facts *c,
			  struct fault *f)
{
	const char *data = (const char *)ASN1_STRING_get0_data(v), *wrong;
	size_t i, length = (size_t)ASN1_STRING_length(v);
	char *name = strndup(data, length);

	if (!name) {
		fault_errno(f, _("cannot look at the names"));
		return;
	}
	for (i = 0; name[i]; i++)
		name[i] = (char)tolower((unsigned char)name[i]);
	wrong = i < length ? _("there is a NUL in it") : san_wrong(name);
	text_clean(name);
	/* a lone label is csr.name-internal's */
	if (wrong && (!*name || strchr(name, '.')))
		first(c->name_bad, sizeof(c->name_bad), name, wrong);
	if (reserved_reverse(name))
		first(c->name_reverse, sizeof(c->name_reverse), name, NULL);
	if (!strcasecmp(c->common_name, name))
		c->common_name_in_san = true;
	c->names[c->name_count++] = name;
}

static void describe_address(const ASN1_STRING *v, struct csr_facts *c)
{
	struct san s = { .is_address = true };
	size_t length = (size_t)ASN1_STRING_length(v);
	const char *rfc;
	char text[SAN_NAME];

	if (length != 4 && length != 16) {
		first(c->name_bad, sizeof(c->name_bad), _("an address"),
		      _("it has neither 4 nor 16 bytes"));
		return;
	}
	memcpy(s.address, ASN1_STRING_get0_data(v), length);
	s.address_length = length;
	general_text(&s, text);
	rfc = reserved_address(s.address, length);
	if (rfc)
		first(c->address_reserved, sizeof(c->address_reserved), text,
		      rfc);
	if (!strcasecmp(c->common_name, text))
		c->common_name_in_san = true;
}

static const char *kind_name(int kind)
{
	static const char *const names[] = {
		[GEN_OTHERNAME] = "otherName", [GEN_EMAIL] = "rfc822Name",
		[GEN_X400] = "x400Address", [GEN_DIRNAME] = "directoryName",
		[GEN_EDIPARTY] = "ediPartyName", [GEN_URI] = "URI",
		[GEN_RID] = "registeredID",
	};

	return kind >= 0 && kind < (int)(sizeof(names) / sizeof(names[0])) &&
	       names[kind] ? names[kind] : "?";
}

static int describe_names(const STACK_OF(X509_EXTENSION) *extensions,
			  struct csr_facts *c, struct fault *f)
{
	int critical = -1, i, kind, ret = 0;
	GENERAL_NAMES *all = X509V3_get_d2i(extensions, NID_subject_alt_name,
					    &critical, NULL);

	c->san_present = critical != -1;
	c->san_damaged = c->san_present && !all;
	c->san_critical = critical == 1;
	c->sans = all ? sk_GENERAL_NAME_num(all) : 0;
	c->names = calloc((size_t)c->sans + 1, sizeof(*c->names));
	if (!c->names)
		ret = fault_errno(f, _("cannot look at the names"));
	for (i = 0; !ret && i < c->sans; i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(all, i);
		const ASN1_STRING *v = GENERAL_NAME_get0_value(g, &kind);
		int before = c->name_count;

		if (kind == GEN_DNS) {
			describe_name(v, c, f);
			ret = c->name_count > before ? 0 : -1;
		} else if (kind == GEN_IPADD) {
			describe_address(v, c);
		} else {
			first(c->name_kind, sizeof(c->name_kind),
			      kind_name(kind), NULL);
		}
	}
	GENERAL_NAMES_free(all);
	return ret;
}

/* ---- what else is asked for ---- */

static void describe_eku(const STACK_OF(X509_EXTENSION) *extensions,
			 struct csr_facts *c)
{
	int critical = -1, i, n;
	EXTENDED_KEY_USAGE *all = X509V3_get_d2i(extensions, NID_ext_key_usage,
						 &critical, NULL);

	c->eku = critical != -1;
	n = all ? sk_ASN1_OBJECT_num(all) : 0;
	for (i = 0; i < n; i++) {
		const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(all, i);
		char text[sizeof(c->eku_other)];

		if (OBJ_obj2nid(o) == NID_server_auth) {
			c->eku_server = true;
			continue;
		}
		OBJ_obj2txt(text, sizeof(text), o, 0);
		first(c->eku_other, sizeof(c->eku_other), text, NULL);
	}
	EXTENDED_KEY_USAGE_free(all);
}

static void describe_authority(const STACK_OF(X509_EXTENSION) *extensions,
			       struct csr_facts *c)
{
	BASIC_CONSTRAINTS *b = X509V3_get_d2i(extensions, NID_basic_constraints,
					      NULL, NULL);
	ASN1_BIT_STRING *usage = X509V3_get_d2i(extensions, NID_key_usage,
						NULL, NULL);

	c->ca = b && b->ca;
	if (usage && ASN1_BIT_STRING_get_bit(usage, 5))
		strcpy(c->usage_bad, "keyCertSign");
	else if (usage && ASN1_BIT_STRING_get_bit(usage, 6))
		strcpy(c->usage_bad, "cRLSign");
	BASIC_CONSTRAINTS_free(b);
	ASN1_BIT_STRING_free(usage);
}

int lint_describe(const X509_REQ *csr, const char *list, struct csr_facts *c,
		  struct fault *f)
{
	/* the functions take no const, but only look */
	X509_REQ *x = (X509_REQ *)csr;
	EVP_PKEY *key = X509_REQ_get0_pubkey(x);
	STACK_OF(X509_EXTENSION) *extensions;
	int ret;

	*c = (struct csr_facts){ .have = CSR_HAVE_REQUEST };
	crypto_forget();	/* why the key cannot be read */
	describe_signature(csr, key, c);
	describe_subject(csr, c);
	extensions = X509_REQ_get_extensions(x);
	ret = describe_names(extensions, c, f);
	describe_eku(extensions, c);
	describe_authority(extensions, c);
	c->challenge = X509_REQ_get_attr_by_NID(x,
				NID_pkcs9_challengePassword, -1) >= 0;
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	if (!ret && key)
		ret = lint_key_describe(key, list, c, f);
	if (crypto_settle(f) < 0)
		ret = -1;
	return ret;
}

void lint_free(struct csr_facts *c)
{
	int i;

	for (i = 0; i < c->name_count; i++)
		free(c->names[i]);
	free(c->names);
	*c = (struct csr_facts){ 0 };
}
