/* SPDX-License-Identifier: MIT */
/* inspect_show: the facts of inspect.h, for people and as JSON. */
#include "tlsconf/pki/inspect_show.h"

#include "clock.h"
#include "lang.h"
#include "tlsconf/pki/cert.h"
#include "tlsconf/pki/csr.h"
#include "tlsconf/pki/general.h"
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
static void names_of(const struct bundle_item *i, struct san_list *l)
{
	/* they were read before, when a fault was told */
	if (i->kind == BUNDLE_CSR)
		(void)csr_names(i->csr, l, NULL);
	else if (i->kind == BUNDLE_CERT)
		(void)cert_names(i->cert, l, NULL);
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

static void print_names(FILE *out, const struct bundle_item *i)
{
	struct san_list l = { 0 };
	char name[SAN_NAME];
	size_t k;

	names_of(i, &l);
	if (l.count)
		fprintf(out, "    %s:", _("names"));
	for (k = 0; k < l.count; k++)
		fprintf(out, "%s %s", k ? "," : "",
			general_text(&l.items[k], name));
	if (l.count)
		fputc('\n', out);
	san_free(&l);
}

static void print_key(FILE *out, const char *type, int bits)
{
	fprintf(out, "    %s: %s, ", _("key"), type);
	fprintf(out, _("%d bits\n"), bits);
}

static void print_cert(FILE *out, const struct inspect_cert *c, int64_t now)
{
	const struct cert_facts *t = &c->web.tls.cert;
	char from[CLOCK_TEXT], to[CLOCK_TEXT], left[CLOCK_TEXT];

	print_line(out, _("subject"), t->subject[0] ? t->subject : "-");
	print_line(out, _("issuer"), t->self_signed ? _("itself") :
				     t->issuer);
	print_names(out, c->item);
	print_key(out, t->key_type, t->key_bits);
	clock_format(t->not_before, from);
	clock_format(t->not_after, to);
	clock_format_rough(t->not_after - now + 1, left);
	if (now > t->not_after)
		fprintf(out, _("    valid: %s to %s, expired\n"), from, to);
	else
		fprintf(out, _("    valid: %s to %s, %s left\n"), from, to,
			left);
	print_line(out, _("signature"), t->signature);
	print_line(out, _("serial"), t->serial);
	print_line(out, "SHA-256", t->fingerprint);
}

static void print_item(const struct inspect *in, const struct bundle_item *i,
		       int64_t now, FILE *out)
{
	const struct inspect_cert *c = cert_of(in, i);
	const EVP_PKEY *key = key_of(i);
	char type[16], subject[512];
	int bits;

	fprintf(out, "  %s%s%s\n", _(kinds[i->kind].title),
		i->kind == BUNDLE_OTHER ? ": " : "",
		i->kind == BUNDLE_OTHER ? i->label : "");
	if (c) {
		print_cert(out, c, now);
		return;
	}
	if (i->kind == BUNDLE_CSR) {
		cert_name_text(X509_REQ_get_subject_name(i->csr), subject,
			       sizeof(subject));
		print_line(out, _("subject"), subject[0] ? subject : "-");
		print_names(out, i);
	}
	if (key) {
		key_describe(key, type, &bits);
		print_key(out, type, bits);
	}
}

void inspect_show_text(const struct inspect *in, int64_t now, FILE *out)
{
	size_t i, k;

	for (i = 0; i < in->count; i++) {
		const struct bundle *b = &in->files[i].bundle;

		fprintf(out, "%s (%s)\n", b->path, b->der ? "DER" : "PEM");
		for (k = 0; k < b->count; k++)
			print_item(in, &b->items[k], now, out);
	}
	fputc('\n', out);
}

/* ---- as JSON ---- */

static json_t *json_names(const struct bundle_item *i)
{
	json_t *names = json_array();
	struct san_list l = { 0 };
	char name[SAN_NAME];
	size_t k;

	names_of(i, &l);
	for (k = 0; k < l.count; k++)
		json_array_append_new(names, json_string(
					general_text(&l.items[k], name)));
	san_free(&l);
	return names;
}

static json_t *json_cert(const struct inspect_cert *c)
{
	const struct cert_facts *t = &c->web.tls.cert;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:i, s:s, s:s, s:s, "
			 "s:b, s:b}",
			 "subject", t->subject, "issuer", t->issuer,
			 "names", json_names(c->item), "serial", t->serial,
			 "sha256", t->fingerprint, "key_type", t->key_type,
			 "key_bits", t->key_bits, "signature", t->signature,
			 "not_before", clock_format(t->not_before, from),
			 "not_after", clock_format(t->not_after, to),
			 "self_signed", t->self_signed, "ca", t->ca);
}

static json_t *json_csr(const struct bundle_item *i)
{
	char subject[512];

	cert_name_text(X509_REQ_get_subject_name(i->csr), subject,
		       sizeof(subject));
	return json_pack("{s:s, s:o}", "subject", subject, "names",
			 json_names(i));
}

static json_t *json_item(const struct inspect *in, const struct bundle_item *i)
{
	const struct inspect_cert *c = cert_of(in, i);
	const EVP_PKEY *key = key_of(i);
	json_t *o = c ? json_cert(c) : i->kind == BUNDLE_CSR ? json_csr(i)
							     : json_object();
	char type[16];
	int bits;

	json_object_set_new(o, "kind", json_string(kinds[i->kind].name));
	json_object_set_new(o, "label", json_string(i->label));
	if (i->line)
		json_object_set_new(o, "line", json_integer(i->line));
	if (key) {
		key_describe(key, type, &bits);
		json_object_set_new(o, "key_type", json_string(type));
		json_object_set_new(o, "key_bits", json_integer(bits));
	}
	return o;
}

static json_t *json_file(const struct inspect *in, const struct bundle *b)
{
	json_t *items = json_array();
	char mode[8];
	size_t k;

	for (k = 0; k < b->count; k++)
		json_array_append_new(items, json_item(in, &b->items[k]));
	snprintf(mode, sizeof(mode), "%04o", (unsigned)b->mode);
	return json_pack("{s:s, s:s, s:s*, s:o}", "file", b->path,
			 "format", b->der ? "DER" : "PEM",
			 "mode", b->have_mode ? mode : NULL, "items", items);
}

json_t *inspect_show_json(const struct inspect *in)
{
	json_t *files = json_array();
	size_t i;

	for (i = 0; i < in->count; i++)
		if (json_array_append_new(files, json_file(in,
					&in->files[i].bundle)) < 0) {
			json_decref(files);
			return NULL;
		}
	return json_pack("{s:o}", "files", files);
}
