/* SPDX-License-Identifier: MIT */
/* command_ds: prints what the parent zone has to publish. */
#include "dnssec/command.h"

#include "dnssec/sign/ds.h"
#include "dnssec/sign/keyring.h"
#include "dnssec/sign/pubkey.h"
#include "dnssec/zone/encode.h"
#include "lang.h"

const struct cli_option command_ds_options[] = {
	{ "keys", "DIR", N_("folder of the keys"), CLI_REQUIRED },
	{ 0 }
};

const char command_ds_text[] = N_(
"Prints the DS records of the zone's KSKs and CSKs, as the registrar asks for\n"
"them. Hand them in only after the signed zone is on all name servers.\n"
"\n"
"  khien-dnssec ds --keys keys portal.gov.vn\n");

/* One DS as a line of text or an object. Returns 0, or -1 with a fault. */
static int print_ds(struct cli *c, const uint8_t *zone, const struct key *k,
		    const struct ds_digest *d, json_t *list)
{
	uint8_t digest[DS_DIGEST_MOST];
	char hex[2 * DS_DIGEST_MOST + 1], name[NAME_TEXT];
	int n = ds_make(zone, k->rdata, k->rdata_length, d, digest, &c->fault);

	if (n < 0)
		return -1;
	*encode_hex(hex, digest, (size_t)n) = '\0';
	name_print(zone, name);
	if (c->json)
		return json_array_append_new(list,
			json_pack("{s:s, s:i, s:i, s:i, s:s}", "owner", name,
				  "tag", k->tag, "algorithm",
				  k->algorithm->number, "digest_type",
				  d->number, "digest", hex));
	printf("%s IN DS %u %u %u %s\n", name, k->tag, k->algorithm->number,
	       d->number, hex);
	return 0;
}

int command_ds(struct cli *c)
{
	const struct ds_digest *d = ds_digest_find(c->policy->dnssec_ds_digest);
	struct keyring keys = { 0 };
	json_t *list = json_array();
	uint8_t zone[NAME_WIRE];
	size_t printed = 0;
	int err = -1;

	if (!d) {
		fault_set(&c->fault, _("the policy's DS digest %s is not supported"), c->policy->dnssec_ds_digest);
		goto out;
	}
	if (command_zone_name(c, c->args[0], zone) ||
	    keyring_load_public(&keys, cli_value(c, "keys"), zone, &c->fault))
		goto out;
	for (size_t i = 0; i < keys.count; i++) {
		const struct key *k = &keys.keys[i];

		if (!(k->role & KEY_KSK) || (k->flags & PUBKEY_REVOKE))
			continue;
		if (print_ds(c, zone, k, d, list))
			goto out;
		printed++;
	}
	if (!printed) {
		fault_set(&c->fault, _("%s: there is no KSK or CSK among the keys"), cli_value(c, "keys"));
		goto out;
	}
	err = c->json ? cli_print_json(c, json_pack("{s:O}", "ds", list)) : 0;
out:
	json_decref(list);
	keyring_free(&keys);
	return err;
}
