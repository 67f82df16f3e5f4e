/* SPDX-License-Identifier: MIT */
/* command_keygen: makes a key for a zone. */
#include "dnssec/command.h"

#include "dnssec/sign/keyring.h"
#include "lang.h"

const struct cli_option command_keygen_options[] = {
	{ "dir", "DIR", N_("folder of the keys"), CLI_REQUIRED },
	{ "role", "ROLE", N_("csk: one key that does all; or a pair: ksk "
			     "signs the keys, zsk the data"), CLI_REQUIRED },
	{ "algorithm", "NUMBER", N_("8, 10, 13, 14, 15 or 16, or the name; "
				    "else what the policy says"), 0 },
	{ 0 }
};

const char command_keygen_text[] = N_(
"Makes a key and writes KNAME+ALG+TAG.key and .private (mode 0600) as BIND\n"
"and ldns have them. Nothing is ever overwritten. No two keys of a zone get\n"
"the same tag, not even when one is revoked later.\n"
"\n"
"  khien-dnssec keygen --dir keys --role csk portal.gov.vn\n"
"  khien-dnssec keygen --dir keys --role ksk --algorithm 8 portal.gov.vn\n"
"  khien-dnssec keygen --dir keys --role zsk --algorithm 8 portal.gov.vn\n");

/* The algorithm wanted, one that the policy accepts; NULL with a fault. */
static const struct algorithm *wanted(struct cli *c)
{
	const char *s = cli_value(c, "algorithm");
	const struct algorithm *a;

	if (!s)
		s = c->policy->dnssec_algorithm;
	a = algorithm_parse(s);
	if (!a)
		fault_set(&c->fault, _("expected an algorithm like 13 or ECDSAP256SHA256, not \"%s\""), s);
	return a;
}

int command_keygen(struct cli *c)
{
	const char *dir = cli_value(c, "dir");
	const struct algorithm *a = wanted(c);
	const struct policy *p = c->policy;
	uint8_t zone[NAME_WIRE];
	enum key_role role;
	struct key k;
	int err;

	if (!a || command_zone_name(c, c->args[0], zone))
		return -1;
	if (key_role_parse(cli_value(c, "role"), &role))
		return fault_set(&c->fault, _("expected the role ksk, zsk or csk, not \"%s\""),
				 cli_value(c, "role"));
	if (!policy_list_has(&p->dnssec_algorithms, a->name)) {
		cli_warn(c, _("refused: the policy %s does not accept %s"),
			 p->name, a->name);
		return EXIT_REFUSED;
	}
	err = keyring_make(&k, dir, zone, a, role,
			   (unsigned)p->dnssec_rsa_bits,
			   (uint32_t)p->dnssec_dnskey_ttl, c->now, &c->fault);
	if (!err)
		cli_made(c, "key", k.path,
			 json_pack("{s:s, s:s, s:i, s:i}", "role",
				   key_role_name(role), "algorithm", a->name,
				   "tag", k.tag, "flags", k.flags));
	key_free(&k);
	return err;
}
