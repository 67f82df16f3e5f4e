/* SPDX-License-Identifier: MIT */
/* keyring: see keyring.h. Reading the folder and writing new keys. */
#include "dnssec/sign/keyring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "dnssec/sign/private.h"
#include "dnssec/sign/pubkey.h"
#include "dnssec/zone/encode.h"
#include "dnssec/zone/master.h"
#include "dnssec/zone/rrtype.h"
#include "file.h"
#include "lang.h"
#include "text.h"

#define KEY_FILE_MOST ((size_t)64 << 10)
#define TAG_TRIES 64

/* "Kexample.vn.": what cannot stand in a file name as %XX, as BIND does. */
static void add_prefix(struct text *t, const uint8_t *zone)
{
	text_add(t, "K");
	if (!*zone)
		text_add(t, ".");
	for (; *zone; zone += *zone + 1) {
		for (unsigned i = 1; i <= *zone; i++) {
			uint8_t c = name_lowercase[zone[i]];

			if ((c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
			    (c >= '0' && c <= '9'))
				text_add_bytes(t, (char *)&c, 1);
			else
				text_printf(t, "%%%02X", c);
		}
		text_add(t, ".");
	}
}

/* ---- reading ---- */

struct dnskey_seen {
	struct key *key;
	const uint8_t *zone;
	const char *path;
};

static int take_dnskey(void *context, const struct master_record *r,
		       struct fault *f)
{
	struct dnskey_seen *s = context;
	struct key *k = s->key;

	if (r->type != RRTYPE_DNSKEY || k->rdata_length ||
	    r->length > KEY_RDATA_MOST || r->length <= 4)
		return fault_set(f, _("%s:%u: expected one DNSKEY record"),
				 s->path, r->line);
	if (!name_equal(r->owner, s->zone))
		return fault_set(f, _("%s:%u: the key is of another zone"),
				 s->path, r->line);
	memcpy(k->rdata, r->rdata, r->length);
	k->rdata_length = r->length;
	k->flags = (uint16_t)(r->rdata[0] << 8 | r->rdata[1]);
	k->algorithm = algorithm_find(r->rdata[3]);
	k->tag = pubkey_tag(k->rdata, k->rdata_length);
	if (k->algorithm)
		return 0;
	return fault_set(f, _("%s:%u: algorithm %u is not supported"),
			 s->path, r->line, r->rdata[3]);
}

/* The role that a comment names; 0 where none does. */
static int commented_role(const char *text)
{
	const char *p = strstr(text, "; role: ");
	char word[4] = "";
	enum key_role r;

	if (!p)
		return 0;
	memcpy(word, p + 8, strnlen(p + 8, 3));
	return key_role_parse(word, &r) ? 0 : (int)r;
}

/* Reads the .key file at k->path; role stays 0 where it is not said. */
static int read_public(struct key *k, const uint8_t *zone, struct fault *f)
{
	struct dnskey_seen seen = { k, zone, k->path };
	struct master_source m = { .path = k->path, .origin = zone,
				   .ttl_optional = true,
				   .take = take_dnskey, .context = &seen };
	char *text = file_read(k->path, KEY_FILE_MOST, &m.length, f);
	int err;

	if (!text)
		return -1;
	m.text = text;
	err = master_read(&m, f);
	if (!err && !k->rdata_length)
		err = fault_set(f, _("%s: there is no DNSKEY record in it"),
				k->path);
	if (!err)
		k->role = (enum key_role)commented_role(text);
	free(text);
	return err;
}

static int read_private(struct keyring *r, struct key *k, int64_t now,
			struct fault *f)
{
	char path[sizeof(k->path) + 8];
	struct private_times times;
	size_t n = strlen(k->path);
	struct stat st;

	memcpy(path, k->path, n);
	strcpy(path + n - 4, ".private");
	if (private_read(path, k, &times, f))
		return -1;
	if (!stat(path, &st) && (st.st_mode & 077) && !r->loose++)
		snprintf(r->loose_path, sizeof(r->loose_path), "%s", path);
	k->publish = times.publish <= now && now < times.delete;
	k->active = k->publish && times.activate <= now &&
		    now < times.inactive;
	return 0;
}

/*
 * Where no comment says what a key is: without the SEP flag a ZSK; with it a
 * KSK if the algorithm has a ZSK, else a CSK.
 */
static void settle_roles(struct keyring *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct key *k = &r->keys[i];
		bool zsk = false;

		for (size_t j = 0; j < r->count; j++)
			zsk |= r->keys[j].algorithm == k->algorithm &&
			       !(r->keys[j].flags & PUBKEY_SEP);
		if (!k->role)
			k->role = !(k->flags & PUBKEY_SEP) ? KEY_ZSK :
				  zsk ? KEY_KSK : KEY_CSK;
	}
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->algorithm != y->algorithm)
		return x->algorithm->number - y->algorithm->number;
	return x->tag - y->tag;
}

/* Reads one key of the folder; WHOLE: its private half too. */
static int read_key(struct keyring *r, const char *dir, const char *name,
		    const uint8_t *zone, bool whole, int64_t now,
		    struct fault *f)
{
	struct key *k = &r->keys[r->count];
	size_t room = sizeof(k->path);

	*k = (struct key){ .publish = true, .active = true };
	if ((size_t)snprintf(k->path, room, "%s/%s", dir, name) >= room)
		return fault_set(f, _("%s: the path is too long"), dir);
	r->count++;
	if (read_public(k, zone, f))
		return -1;
	return whole ? read_private(r, k, now, f) : 0;
}

static int load(struct keyring *r, const char *dir, const uint8_t *zone,
		bool whole, int64_t now, struct fault *f)
{
	struct text prefix = { 0 };
	char **names = NULL;
	ssize_t n = file_list(dir, ".key", &names, f);
	int err = -1;

	*r = (struct keyring){ 0 };
	if (n < 0)
		return -1;
	add_prefix(&prefix, zone);
	text_add(&prefix, "+");
	r->keys = calloc((size_t)n + 1, sizeof(*r->keys));
	if (!r->keys || !text_ok(&prefix)) {
		fault_set(f, _("out of memory"));
		goto out;
	}
	for (ssize_t i = 0; i < n; i++)
		if (!strncmp(names[i], text_get(&prefix), prefix.length) &&
		    read_key(r, dir, names[i], zone, whole, now, f))
			goto out;
	settle_roles(r);
	qsort(r->keys, r->count, sizeof(*r->keys), compare_keys);
	err = 0;
out:
	text_free(&prefix);
	file_list_free(names);
	return err;
}

static int none_there(const char *dir, const uint8_t *zone, struct fault *f)
{
	char name[NAME_TEXT];

	name_print(zone, name);
	fault_set(f, _("%s: there is no key of the zone %s"), dir, name);
	return fault_hint(f, _("make one: khien-dnssec keygen --dir %s --role csk %s"),
			  dir, name);
}

int keyring_load(struct keyring *r, const char *dir, const uint8_t *zone,
		 int64_t now, struct fault *f)
{
	if (load(r, dir, zone, true, now, f))
		return -1;
	return r->count ? 0 : none_there(dir, zone, f);
}

int keyring_load_public(struct keyring *r, const char *dir,
			const uint8_t *zone, struct fault *f)
{
	if (load(r, dir, zone, false, 0, f))
		return -1;
	return r->count ? 0 : none_there(dir, zone, f);
}

void keyring_free(struct keyring *r)
{
	for (size_t i = 0; i < r->count; i++)
		key_free(&r->keys[i]);
	free(r->keys);
	*r = (struct keyring){ 0 };
}

/* ---- making ---- */

/* The tag that the key has when its REVOKE bit is the other way round. */
static uint16_t other_tag(const struct key *k)
{
	uint8_t rdata[KEY_RDATA_MOST];

	memcpy(rdata, k->rdata, k->rdata_length);
	rdata[1] ^= PUBKEY_REVOKE;
	return pubkey_tag(rdata, k->rdata_length);
}

static bool tag_taken(const struct keyring *r, const struct key *k)
{
	uint16_t revoked = other_tag(k);

	for (size_t i = 0; i < r->count; i++) {
		uint16_t tag = r->keys[i].tag;
		uint16_t other = other_tag(&r->keys[i]);

		if (tag == k->tag || tag == revoked || other == k->tag ||
		    other == revoked)
			return true;
	}
	return false;
}

static int write_public(const struct key *k, const uint8_t *zone,
			uint32_t ttl, int64_t now, struct fault *f)
{
	char name[NAME_TEXT], when[CLOCK_TEXT];
	char base64[KEY_RDATA_MOST / 3 * 4 + 8];
	struct text t = { 0 };
	int err;

	name_print(zone, name);
	*encode_base64(base64, k->rdata + 4, k->rdata_length - 4) = '\0';
	text_printf(&t, "; %s key of %s, tag %u, made %s\n; role: %s\n",
		    k->algorithm->name, name, k->tag, clock_format(now, when),
		    key_role_name(k->role));
	text_printf(&t, "%s %u IN DNSKEY %u 3 %u %s\n", name, ttl, k->flags,
		    k->algorithm->number, base64);
	if (text_ok(&t))
		err = file_write_exclusive(k->path, 0644, text_get(&t),
					   t.length, f);
	else
		err = fault_set(f, _("out of memory"));
	text_free(&t);
	return err;
}

/* Writes both files, the private one first: no DNSKEY without its key. */
static int write_files(struct key *k, const char *dir, const uint8_t *zone,
		       uint32_t ttl, int64_t now, struct fault *f)
{
	struct text base = { 0 }, private = { 0 };
	int err = -1;

	text_printf(&base, "%s/", dir);
	add_prefix(&base, zone);
	text_printf(&base, "+%03u+%05u", k->algorithm->number, k->tag);
	text_printf(&private, "%s.private", text_get(&base));
	text_add(&base, ".key");
	if (!text_ok(&base) || !text_ok(&private)) {
		fault_set(f, _("out of memory"));
		goto out;
	}
	if (base.length + 8 > sizeof(k->path)) {
		fault_set(f, _("%s: the path is too long"), dir);
		goto out;
	}
	memcpy(k->path, base.at, base.length + 1);
	if (!access(k->path, F_OK)) {
		errno = EEXIST;
		fault_errno(f, "%s", k->path);
		goto out;
	}
	if (private_write(text_get(&private), k, now, f))
		goto out;
	err = write_public(k, zone, ttl, now, f);
	/* it was made a moment ago, and without its DNSKEY nobody knows it */
	if (err && access(k->path, F_OK))
		unlink(text_get(&private));
out:
	text_free(&base);
	text_free(&private);
	return err;
}

int keyring_make(struct key *k, const char *dir, const uint8_t *zone,
		 const struct algorithm *a, enum key_role role, unsigned bits,
		 uint32_t ttl, int64_t now, struct fault *f)
{
	struct keyring there = { 0 };
	int err = -1, tries = TAG_TRIES;

	*k = (struct key){ 0 };
	if (load(&there, dir, zone, false, now, f))
		goto out;
	do {
		key_free(k);
		if (key_create(k, a, role, bits, f))
			goto out;
	} while (tag_taken(&there, k) && --tries);
	if (!tries) {
		fault_set(f, _("%s: no key tag is free"), dir);
		goto out;
	}
	if (!key_prove(k, k->rdata, k->rdata_length, f))
		err = write_files(k, dir, zone, ttl, now, f);
out:
	keyring_free(&there);
	return err;
}
