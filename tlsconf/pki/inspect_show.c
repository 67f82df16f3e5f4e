/* SPDX-License-Identifier: MIT */
/* inspect_show: the facts of inspect.h, for people and as JSON. */
#include "tlsconf/pki/inspect_show.h"

#include <string.h>

#include "clock.h"
#include "lang.h"
#include "text.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/general.h"
#include "tlsconf/pki/idn.h"
#include "tlsconf/pki/key.h"

static const struct {
	const char *name, *title;
} kinds[] = {
	[BUNDLE_KEY] = { "key", N_("private key") },
	[BUNDLE_KEY_ENCRYPTED] = { "encrypted-key",
				   N_("encrypted private key, not opened") },
	[BUNDLE_CSR] = { "csr", N_("request for a certificate") },
	[BUNDLE_CERT] = { "certificate", N_("certificate") },
	[BUNDLE_OTHER] = { "other", N_("something else, not opened") },
};

/* Containers that we do not open, and who does. */
static const struct {
	const char *label, *command;
} containers[] = {
	{ "PKCS7", "openssl pkcs7 -print_certs" },
	{ "PKCS12", "openssl pkcs12 -nokeys" },
};

static const struct inspect_cert *cert_of(const struct inspect *in,
					  const struct bundle_item *i)
{
	size_t k;

	for (k = 0; k < in->cert_count; k++)
		if (in->certs[k].item == i)
			return &in->certs[k];
	return NULL;
}

/* Names of a request or certificate; an empty list where there are none. */
static int names_of(const struct bundle_item *i, struct san_list *l,
		    struct fault *f)
{
	if (i->kind == BUNDLE_CSR)
		return csr_names(i->csr, l, f);
	if (i->kind == BUNDLE_CERT)
		return cert_names(i->cert, l, f);
	return 0;
}

static const EVP_PKEY *key_of(const struct bundle_item *i)
{
	return i->kind == BUNDLE_KEY ? i->key :
	       i->kind == BUNDLE_CSR ? X509_REQ_get0_pubkey(i->csr) : NULL;
}

/* ---- for people ---- */

static void print_line(FILE *out, const char *label, const char *value)
{
	fprintf(out, "    %s: %s\n", label, value);
}

static int print_names(FILE *out, const struct bundle_item *i,
		       struct fault *f)
{
	char name[SAN_NAME], letters[IDN_TEXT];
	struct san_list l = { 0 };
	size_t k;

	if (names_of(i, &l, f) < 0)
		return -1;
	if (l.count)
		fprintf(out, "    %s:", _("names"));
	for (k = 0; k < l.count; k++) {
		fprintf(out, "%s %s", k ? "," : "",
			general_text(&l.items[k], name));
		if (idn_to_unicode(l.items[k].name, letters))
			fprintf(out, " (%s)", letters);
	}
	if (l.count)
		fputc('\n', out);
	san_free(&l);
	return 0;
}

static void print_container(FILE *out, const char *label)
{
	size_t k;

	for (k = 0; k < sizeof(containers) / sizeof(containers[0]); k++)
		if (!strcmp(label, containers[k].label))
			print_line(out, _("its certificates are shown by"),
				   containers[k].command);
}

static void print_key(FILE *out, const char *type, int bits)
{
	fprintf(out, "    %s: %s, ", _("key"), type);
	fprintf(out, _("%d bits\n"), bits);
}

/* What an authority's certificate has no part in is left out. */
static void print_uses(FILE *out, const struct cert_facts *t)
{
	if (t->ca)
		return;
	fprintf(out, "    %s: ", _("revocation"));
	if (!t->responder[0] && !t->crl[0])
		fputs(_("neither OCSP nor CRL"), out);
	else
		fprintf(out, "%s%s%s%s%s", t->responder[0] ? "OCSP " : "",
			t->responder, t->responder[0] && t->crl[0] ? ", " : "",
			t->crl[0] ? "CRL " : "", t->crl);
	fputc('\n', out);
	fprintf(out, "    %s: ", _("transparency"));
	if (t->scts)
		fprintf(out, ngettext("%d timestamp (SCT)\n",
				      "%d timestamps (SCT)\n",
				      (unsigned long)t->scts), t->scts);
	else
		fputs(_("no timestamps (SCT); browsers refuse a public CA's "
			"certificate without\n"), out);
}

static int print_cert(FILE *out, const struct inspect_cert *c, int64_t now,
		      struct fault *f)
{
	const struct cert_facts *t = &c->web.tls.cert;
	char from[CLOCK_TEXT], to[CLOCK_TEXT], left[CLOCK_TEXT];

	print_line(out, _("subject"), t->subject[0] ? t->subject : "-");
	print_line(out, _("issuer"), t->self_signed ? _("itself") :
				     t->issuer);
	if (print_names(out, c->item, f) < 0)
		return -1;
	print_key(out, t->key_type, t->key_bits);
	clock_format(t->not_before, from);
	clock_format(t->not_after, to);
	clock_format_rough(t->not_after - now + 1, left);
	if (now > t->not_after)
		fprintf(out, _("    valid: %s to %s, expired\n"), from, to);
	else
		fprintf(out, _("    valid: %s to %s, %s left\n"), from, to,
			left);
	print_uses(out, t);
	print_line(out, _("signature"), t->signature);
	print_line(out, _("serial"), t->serial);
	print_line(out, "SHA-256", t->fingerprint);
	return 0;
}

static int print_item(const struct inspect *in, const struct bundle_item *i,
		      int64_t now, FILE *out, struct fault *f)
{
	const struct inspect_cert *c = cert_of(in, i);
	const EVP_PKEY *key = key_of(i);
	char type[16], subject[512];
	int bits;

	fprintf(out, "  %s%s%s\n", _(kinds[i->kind].title),
		i->kind == BUNDLE_OTHER ? ": " : "",
		i->kind == BUNDLE_OTHER ? i->label : "");
	if (c)
		return print_cert(out, c, now, f);
	print_container(out, i->label);
	if (i->kind == BUNDLE_CSR) {
		cert_name_text(X509_REQ_get_subject_name(i->csr), subject,
			       sizeof(subject));
		print_line(out, _("subject"), subject[0] ? subject : "-");
		if (print_names(out, i, f) < 0)
			return -1;
	}
	if (key) {
		key_describe(key, type, &bits);
		print_key(out, type, bits);
	}
	return crypto_settle(f);
}

int inspect_show_text(const struct inspect *in, int64_t now, FILE *out,
		      struct fault *f)
{
	size_t i, k;

	for (i = 0; i < in->count; i++) {
		const struct bundle *b = &in->files[i].bundle;

		fprintf(out, "%s (%s)\n", b->path, b->der ? "DER" : "PEM");
		for (k = 0; k < b->count; k++)
			if (print_item(in, &b->items[k], now, out, f) < 0)
				return -1;
	}
	fputc('\n', out);
	return 0;
}

/* ---- as JSON: NULL where memory ran out, all the way up ---- */

/* Appends VALUE, which is taken over, to *ARRAY; drops the array if it cannot. */
static void append(json_t **array, json_t *value)
{
	if (*array && json_array_append_new(*array, value) == 0)
		return;
	if (!*array)
		json_decref(value);
	json_decref(*array);
	*array = NULL;
}

static json_t *json_names(const struct bundle_item *i)
{
	json_t *names = json_array();
	struct san_list l = { 0 };
	char name[SAN_NAME];
	size_t k;

	if (names_of(i, &l, NULL) < 0) {
		json_decref(names);
		return NULL;
	}
	for (k = 0; k < l.count; k++)
		append(&names, json_string(general_text(&l.items[k], name)));
	san_free(&l);
	return names;
}

static json_t *json_cert(const struct inspect_cert *c)
{
	const struct cert_facts *t = &c->web.tls.cert;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:i, s:s, s:s, s:s, "
			 "s:b, s:b, s:s, s:s, s:i}",
			 "subject", t->subject, "issuer", t->issuer,
			 "names", json_names(c->item), "serial", t->serial,
			 "sha256", t->fingerprint, "key_type", t->key_type,
			 "key_bits", t->key_bits, "signature", t->signature,
			 "not_before", clock_format(t->not_before, from),
			 "not_after", clock_format(t->not_after, to),
			 "self_signed", t->self_signed, "ca", t->ca,
			 "ocsp", t->responder, "crl", t->crl,
			 "scts", t->scts);
}

static json_t *json_csr(const struct bundle_item *i)
{
	char subject[512];

	cert_name_text(X509_REQ_get_subject_name(i->csr), subject,
		       sizeof(subject));
	if (crypto_settle(NULL) < 0)
		return NULL;
	return json_pack("{s:s, s:o}", "subject", subject, "names",
			 json_names(i));
}

static json_t *json_item(const struct inspect *in, const struct bundle_item *i)
{
	const struct inspect_cert *c = cert_of(in, i);
	const EVP_PKEY *key = key_of(i);
	json_t *more = c ? json_cert(c) : i->kind == BUNDLE_CSR ? json_csr(i)
								: json_object();
	json_t *o = json_pack("{s:s, s:s, s:i}", "kind", kinds[i->kind].name,
			      "label", i->label, "line", i->line);
	char type[16] = "";
	int bits = 0;

	if (key)
		key_describe(key, type, &bits);
	if (!more || !o || json_object_update(o, more) < 0 ||
	    (key && (json_object_set_new(o, "key_type", json_string(type)) ||
		     json_object_set_new(o, "key_bits",
					 json_integer(bits))))) {
		json_decref(o);
		o = NULL;
	}
	json_decref(more);
	return o;
}

static json_t *json_file(const struct inspect *in, const struct bundle *b)
{
	json_t *items = json_array(), *o;
	char mode[8], name[INSPECT_SUBJECT];
	size_t k;

	for (k = 0; k < b->count; k++)
		append(&items, json_item(in, &b->items[k]));
	snprintf(name, sizeof(name), "%s", b->path);
	text_clean(name);	/* JSON is UTF-8 */
	o = json_pack("{s:s, s:s, s:o}", "file", name, "format",
		      b->der ? "DER" : "PEM", "items", items);
	snprintf(mode, sizeof(mode), "%04o", (unsigned)b->mode);
	if (b->have_mode &&
	    json_object_set_new(o, "mode", json_string(mode)) < 0) {
		json_decref(o);
		o = NULL;
	}
	return o;
}

json_t *inspect_show_json(const struct inspect *in)
{
	json_t *files = json_array();
	size_t i;

	for (i = 0; i < in->count; i++)
		append(&files, json_file(in, &in->files[i].bundle));
	return json_pack("{s:o}", "files", files);
}
