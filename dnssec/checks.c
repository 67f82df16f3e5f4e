/* SPDX-License-Identifier: MIT */
/*
 * checks: see checks.h. Rows come after what they need: a broken link gives
 * one failure, and what only follows from it is unknown because of it.
 */
#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "facts.h"
#include "lang.h"
#include "policy.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- names of numbers ---- */

static const struct {
	int number;
	const char *name;
} algorithms[] = {		/* IANA, DNS Security Algorithm Numbers */
	{ 1, "RSAMD5" }, { 3, "DSA" }, { 5, "RSASHA1" },
	{ 6, "DSA-NSEC3-SHA1" }, { 7, "RSASHA1-NSEC3-SHA1" },
	{ 8, "RSASHA256" }, { 10, "RSASHA512" }, { 12, "ECC-GOST" },
	{ 13, "ECDSAP256SHA256" }, { 14, "ECDSAP384SHA384" },
	{ 15, "ED25519" }, { 16, "ED448" },
};

static const struct {
	int number, bits;
	const char *name;
} digests[] = {			/* IANA, DS RR Type Digest Algorithms */
	{ 1, 160, "SHA-1" }, { 2, 256, "SHA-256" }, { 4, 384, "SHA-384" },
};

/* The mnemonic, or the number in BUFFER. */
static const char *algorithm_name(int number, char buffer[16])
{
	for (size_t i = 0; i < COUNT(algorithms); i++)
		if (algorithms[i].number == number)
			return algorithms[i].name;
	snprintf(buffer, 16, "%d", number);
	return buffer;
}

static bool is_root(const struct link_facts *l)
{
	return !strcmp(l->zone, ".");
}

/* ---- one link ---- */

static enum verdict signed_(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_DNSKEY))
		return VERDICT_UNKNOWN;
	check_observed(j, ngettext("%d key", "%d keys",
				   (unsigned long)l->key_count),
		       l->key_count);
	return l->key_count > 0 ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict ds_present(const struct policy *p, const void *facts,
			       int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (is_root(l))
		return VERDICT_NONE;
	if (!(l->have & LINK_HAVE_DS))
		return VERDICT_UNKNOWN;
	check_expected(j, _("a DS at %s"), l->parent);
	if (!l->ds_count) {
		check_observed(j, _("no DS at %s"), l->parent);
		return VERDICT_FAIL;
	}
	check_observed(j, "%s", l->ds_text);
	return VERDICT_PASS;
}

/* "20326, 38696": the tags of the keys, those a DS may name first. */
static void list_tags(const struct link_facts *l, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < l->key_count && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%u/%u",
				      i ? ", " : "", l->keys[i].tag,
				      l->keys[i].algorithm);
}

static enum verdict ds_match(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	unsigned want = LINK_HAVE_DS | LINK_HAVE_DNSKEY;
	char tags[160];

	(void)p, (void)now;
	if (is_root(l))
		j->who = ACTOR_PROBE;	/* its own trust anchor */
	if ((l->have & want) != want)
		return VERDICT_UNKNOWN;
	list_tags(l, tags, sizeof(tags));
	check_expected(j, _("a DS that names one of the keys %s"), tags);
	check_observed(j, _("DS %s"), l->ds_text);
	return l->ds_matching > 0 ? VERDICT_PASS : VERDICT_FAIL;
}

/* COUNT RRsets have a defect of their signatures. */
static enum verdict signature_count(const struct link_facts *l, int count,
				    struct judgement *j)
{
	if (!(l->have & LINK_HAVE_SIGNATURES))
		return VERDICT_UNKNOWN;
	if (!count)
		return VERDICT_PASS;
	check_observed(j, "%s", l->signature_bad);
	if (!strncmp(l->signature_bad, "DS ", 3))
		j->who = ACTOR_PARENT;	/* whose signature it is */
	return VERDICT_FAIL;
}

static enum verdict signature_present(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	return signature_count(l, l->signature_missing, j);
}

static enum verdict signature_valid(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	return signature_count(l, l->signature_broken, j);
}

static enum verdict signature_current(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct link_facts *l = facts;
	char text[CLOCK_TEXT];

	(void)p;
	check_expected(j, _("valid at %s"), clock_format(now, text));
	return signature_count(l, l->signature_expired + l->signature_future,
			       j);
}

static enum verdict signature_left(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	int64_t left = l->signature_expiration - now;
	char text[CLOCK_TEXT];

	if (!(l->have & LINK_HAVE_SIGNATURES) || !l->signature_expiration)
		return VERDICT_UNKNOWN;
	check_expected(j, _("more than %s left"),
		       clock_format_duration(p->dnssec_left_warn, text));
	check_observed(j, _("%s left of %s"), clock_format_rough(left, text),
		       l->signature_earliest);
	return left < p->dnssec_left_fail ? VERDICT_FAIL :
	       left < p->dnssec_left_warn ? VERDICT_WARN : VERDICT_PASS;
}

/* "RSASHA256, ED25519" of a policy's list. */
static void list_items(const struct policy_list *list, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < list->count && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s",
				      i ? ", " : "", list->items[i]);
}

static enum verdict algorithm(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	char buffer[16], list[256];
	const char *name = "";

	(void)now;
	if (!(l->have & LINK_HAVE_DNSKEY) || !l->key_count)
		return VERDICT_UNKNOWN;
	list_items(&p->dnssec_algorithms, list, sizeof(list));
	check_expected(j, "%s", list);
	for (int i = 0; i < l->key_count; i++) {
		name = algorithm_name(l->keys[i].algorithm, buffer);
		if (policy_list_has(&p->dnssec_algorithms, name))
			continue;
		check_observed(j, _("key %u: %s"), l->keys[i].tag, name);
		return VERDICT_FAIL;
	}
	check_observed(j, "%s", name);
	return VERDICT_PASS;
}

/* Only of RSA can one choose the size: the numbers that RFC 3110 and 5702 own. */
static bool is_rsa(int number)
{
	return number == 1 || number == 5 || number == 7 || number == 8 ||
	       number == 10;
}

static enum verdict key_size(const struct policy *p, const void *facts,
			     int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	const struct link_key *least = NULL;

	(void)now;
	if (!(l->have & LINK_HAVE_DNSKEY) || !l->key_count)
		return VERDICT_UNKNOWN;
	for (int i = 0; i < l->key_count; i++)
		if (is_rsa(l->keys[i].algorithm) &&
		    (!least || l->keys[i].bits < least->bits))
			least = &l->keys[i];
	if (!least)
		return VERDICT_PASS;
	check_expected(j, _("at least %d bits"), (int)p->dnssec_rsa_bits_min);
	check_observed(j, _("key %u: %d bits"), least->tag, least->bits);
	return least->bits < p->dnssec_rsa_bits_min ? VERDICT_FAIL :
						      VERDICT_PASS;
}

static int digest_bits(const char *name)
{
	for (size_t i = 0; i < COUNT(digests); i++)
		if (!strcmp(digests[i].name, name))
			return digests[i].bits;
	return 0;
}

/* Size of the strongest digest in "1,2". */
static int strongest_digest(const char *list, const char **name)
{
	int best = 0;
	char *end;

	*name = "";
	for (const char *s = list; *s; s = *end ? end + 1 : end) {
		long number = strtol(s, &end, 10);

		if (end == s)
			break;
		for (size_t i = 0; i < COUNT(digests); i++)
			if (digests[i].number == number &&
			    digests[i].bits > best) {
				best = digests[i].bits;
				*name = digests[i].name;
			}
	}
	return best;
}

static enum verdict ds_digest(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	const char *name;
	int bits;

	(void)now;
	if (is_root(l))
		return VERDICT_NONE;
	if (!(l->have & LINK_HAVE_DS) || !l->ds_count)
		return VERDICT_UNKNOWN;
	bits = strongest_digest(l->ds_digests, &name);
	check_expected(j, "%s", p->dnssec_ds_digest);
	if (bits)
		check_observed(j, "%s", name);
	else
		check_observed(j, _("digest type %s"), l->ds_digests);
	return bits < digest_bits(p->dnssec_ds_digest) ? VERDICT_FAIL :
							 VERDICT_PASS;
}

static enum verdict secure(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	static const char *const words[] = {
		[LINK_SECURE] = N_("secure"),
		[LINK_INSECURE] = N_("insecure"),
		[LINK_BOGUS] = N_("bogus"),
		[LINK_INDETERMINATE] = N_("indeterminate"),
	};
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_VERDICT))
		return VERDICT_NONE;
	check_expected(j, "%s", _("secure"));
	if (l->verdict_why[0])
		check_observed(j, "%s: %s", _(words[l->verdict]),
			       l->verdict_why);
	else
		check_observed(j, "%s", _(words[l->verdict]));
	return l->verdict == LINK_SECURE ? VERDICT_PASS :
	       l->verdict == LINK_INDETERMINATE ? VERDICT_UNKNOWN :
						  VERDICT_FAIL;
}

/* ---- all servers alike, and what is asked of the parent ---- */

static enum verdict keys_same(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_KEYS_SAME))
		return VERDICT_NONE;	/* one server, or servers behind */
	check_expected(j, "%s", _("the same keys at every name server"));
	if (!l->keys_differ)
		return VERDICT_PASS;
	check_observed(j, "%s", l->keys_differ_text);
	return VERDICT_FAIL;
}

static enum verdict ds_same(const struct policy *p, const void *facts,
			    int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_DS_SAME))
		return VERDICT_NONE;
	check_expected(j, _("the same DS at every name server of %s"),
		       l->parent);
	if (!l->ds_differ)
		return VERDICT_PASS;
	check_observed(j, "%s", l->ds_differ_text);
	return VERDICT_FAIL;
}

static enum verdict ds_orphan(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	unsigned want = LINK_HAVE_DS | LINK_HAVE_DNSKEY;
	char tags[160];

	(void)p, (void)now;
	if (is_root(l))
		return VERDICT_NONE;	/* anchors outlive their keys */
	if ((l->have & want) != want)
		return VERDICT_UNKNOWN;
	if (!l->ds_orphans)
		return VERDICT_PASS;
	list_tags(l, tags, sizeof(tags));
	check_expected(j, _("only DS of the keys %s"), tags);
	check_observed(j, _("DS %s: no such key in the zone"),
		       l->ds_orphans_text);
	return VERDICT_FAIL;
}

/* The root's own keys that the anchors do not know: what comes after a roll. */
static enum verdict anchor(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!is_root(l))
		return VERDICT_NONE;
	if (!(l->have & LINK_HAVE_DNSKEY) || !l->key_count)
		return VERDICT_UNKNOWN;
	check_expected(j, "%s", _("an anchor for every key-signing key of "
				  "the root"));
	for (int i = 0; i < l->key_count; i++) {
		if (!(l->keys[i].flags & 1) || l->keys[i].ds_match)
			continue;
		check_observed(j, _("no anchor for key %u; there is %s"),
			       l->keys[i].tag, l->ds_text);
		return VERDICT_FAIL;
	}
	check_observed(j, "%s", l->ds_text);
	return VERDICT_PASS;
}

static enum verdict denial(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_DENIAL))
		return VERDICT_NONE;	/* every name exists, or none was told */
	check_expected(j, "%s", _("a proof that a name is not there"));
	if (l->denial_proved)
		return VERDICT_PASS;
	check_observed(j, "%s", l->denial_why);
	return VERDICT_FAIL;
}

static enum verdict nsec3(const struct policy *p, const void *facts,
			  int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)now;
	if (!(l->have & LINK_HAVE_NSEC3))
		return VERDICT_NONE;
	check_expected(j, _("at most %d iterations, no salt"),
		       (int)p->dnssec_nsec3_iterations_max);
	check_observed(j, _("%d iterations, %d octets of salt"),
		       l->nsec3_iterations, l->nsec3_salt);
	return l->nsec3_iterations > p->dnssec_nsec3_iterations_max ?
	       VERDICT_FAIL : l->nsec3_salt ? VERDICT_WARN : VERDICT_PASS;
}

static enum verdict cds(const struct policy *p, const void *facts,
			int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;

	(void)p, (void)now;
	if (!(l->have & LINK_HAVE_CDS) || !l->cds_count)
		return VERDICT_NONE;
	check_expected(j, "%s", _("CDS and CDNSKEY of keys in the zone"));
	if (l->cds_bad[0]) {
		check_observed(j, _("%s: no such key in the zone"),
			       l->cds_bad);
		return VERDICT_FAIL;
	}
	if (l->cds_delete) {
		check_observed(j, "%s", _("the zone asks its parent to take "
					  "the DS out"));
		return VERDICT_WARN;
	}
	if (l->cds_text[0])
		check_observed(j, _("the zone asks its parent for DS %s"),
			       l->cds_text);
	return VERDICT_PASS;
}

static enum verdict roll(const struct policy *p, const void *facts,
			 int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	char text[CLOCK_TEXT];

	(void)p;
	if (!(l->have & LINK_HAVE_ROLL))
		return VERDICT_NONE;	/* it takes two looks */
	if (l->roll_until <= now)
		return VERDICT_PASS;
	check_observed(j, _("%s; until %s"), l->roll_text,
		       clock_format(l->roll_until, text));
	return VERDICT_FAIL;
}

/*
 * What ends first, here or above. Where it is a signature of this zone,
 * dnssec.signature-left says how bad that is, and where it is one above, that
 * zone's: so this one fails for what those do not count, the parent's DS.
 */
static enum verdict outage(const struct policy *p, const void *facts,
			   int64_t now, struct judgement *j)
{
	const struct link_facts *l = facts;
	int64_t left = l->outage - now;
	char text[CLOCK_TEXT], rough[CLOCK_TEXT];

	if (!l->outage)
		return VERDICT_UNKNOWN;
	check_expected(j, _("more than %s left"),
		       clock_format_duration(p->dnssec_left_warn, text));
	check_observed(j, _("%s, in %s: %s"), clock_format(l->outage, text),
		       clock_format_rough(left, rough), l->outage_what);
	if (!l->outage_ds)
		return VERDICT_PASS;
	j->who = ACTOR_PARENT;
	return left < p->dnssec_left_fail ? VERDICT_FAIL :
	       left < p->dnssec_left_warn ? VERDICT_WARN : VERDICT_PASS;
}

static const struct check links[] = {
	{
		.id = "dnssec.signed",
		.title = N_("the zone is signed"),
		.rule = "RFC 4035 2.1",
		.fix = N_("sign the zone (khien-dnssec keygen, sign) and "
			  "publish its DNSKEY records on every name server"),
		.who = ACTOR_DNS_HOST,
		.judge = signed_,
	}, {
		.id = "dnssec.keys-same",
		.title = N_("every name server has the same keys"),
		.rule = "RFC 6781 4.1, RFC 4035 2.1",
		.fix = N_("have every name server serve the zone that was "
			  "signed last, whole; see from where that server "
			  "takes its keys"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_DNS_HOST,
		.judge = keys_same,
	}, {
		.id = "dnssec.ds-present",
		.title = N_("the parent zone has a DS record"),
		.rule = "RFC 4035 2.4",
		.fix = N_("hand the DS record (khien-dnssec ds) to the "
			  "registrar or registry of the parent zone"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_PARENT,
		.judge = ds_present,
	}, {
		.id = "dnssec.ds-match",
		.title = N_("a DS record names a key that is in the zone"),
		.rule = "RFC 4035 5.2",
		.fix = N_("replace the DS at the parent by one of a key that "
			  "is in the zone, or publish the key that it names"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.ds-present" },
		.who = ACTOR_PARENT,
		.judge = ds_match,
	}, {
		.id = "dnssec.anchor",
		.title = N_("the trust anchor has every key of the root"),
		.rule = "RFC 5011, RFC 8509 1",
		.fix = N_("install the root's trust anchors anew (Debian: "
			  "dns-root-data), in every validator, before the "
			  "key that they lack signs alone"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.ds-match" },
		.who = ACTOR_PROBE,
		.judge = anchor,
	}, {
		.id = "dnssec.ds-same",
		.title = N_("every name server of the parent has the same DS"),
		.rule = "RFC 1034 4.3.5",
		.fix = N_("tell who runs the parent zone: one of its name "
			  "servers gives another DS, so the zone is whole for "
			  "some citizens only"),
		.needs = { "dnssec.signed", "dnssec.ds-present" },
		.who = ACTOR_PARENT,
		.judge = ds_same,
	}, {
		.id = "dnssec.ds-orphan",
		.title = N_("every DS record names a key that is in the zone"),
		.rule = "RFC 4035 2.4, RFC 6781 4.1.2",
		.fix = N_("take the DS out at the parent, or publish the key "
			  "that it names: a roll was left half done"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.ds-present", "dnssec.ds-match",
			   "dnssec.ds-same" },
		.who = ACTOR_PARENT,
		.judge = ds_orphan,
	}, {
		.id = "dnssec.ds-digest",
		.title = N_("the DS record has a strong digest"),
		.rule = "RFC 8624 3.3",
		.fix = N_("add a DS with the digest that is expected, then "
			  "have the weaker one taken out"),
		.needs = { "dnssec.signed", "dnssec.ds-present" },
		.who = ACTOR_PARENT,
		.judge = ds_digest,
	}, {
		.id = "dnssec.algorithm",
		.title = N_("the zone's keys have accepted algorithms"),
		.rule = "RFC 9904, RFC 9905",
		.fix = N_("roll to an accepted algorithm"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_DNS_HOST,
		.judge = algorithm,
	}, {
		.id = "dnssec.key-size",
		.title = N_("the zone's keys are long enough"),
		.rule = "RFC 8624 3.1",
		.fix = N_("roll to a longer key, or to an elliptic curve"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_DNS_HOST,
		.judge = key_size,
	}, {
		.id = "dnssec.signature-present",
		.title = N_("every answer is signed"),
		.rule = "RFC 4035 2.2",
		.fix = N_("sign the zone anew, whole, and see that every name "
			  "server has the signed one"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_DNS_HOST,
		.judge = signature_present,
	}, {
		.id = "dnssec.signature-valid",
		.title = N_("every signature verifies with a key of the zone"),
		.rule = "RFC 4035 5.3.3",
		.fix = N_("sign the zone with the keys that it publishes; look "
			  "for a roll that was cut short"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.signature-present" },
		.who = ACTOR_DNS_HOST,
		.judge = signature_valid,
	}, {
		.id = "dnssec.signature-current",
		.title = N_("no signature has expired or lies ahead"),
		.rule = "RFC 4035 5.3.1",
		.fix = N_("sign the zone anew now, and see why it was not "
			  "done in time; check the signer's clock"),
		.needs = { "dnssec.signed", "dnssec.signature-present" },
		.who = ACTOR_DNS_HOST,
		.judge = signature_current,
	}, {
		.id = "dnssec.signature-left",
		.title = N_("signatures have enough time left"),
		.rule = "RFC 6781 4.4.2",
		.fix = N_("sign the zone anew, and see whether the signer "
			  "still runs"),
		.needs = { "dnssec.signed", "dnssec.signature-present",
			   "dnssec.signature-valid",
			   "dnssec.signature-current" },
		.who = ACTOR_DNS_HOST,
		.judge = signature_left,
	}, {
		.id = "dnssec.outage",
		.title = N_("nothing in the chain of trust ends soon"),
		.rule = "RFC 6781 4.4.2",
		.fix = N_("have what ends first signed anew before that "
			  "moment; then no resolver finds the name secure any "
			  "more"),
		.needs = { "dnssec.signed", "dnssec.ds-present",
			   "dnssec.ds-match", "dnssec.signature-present",
			   "dnssec.signature-valid",
			   "dnssec.signature-current",
			   "dnssec.signature-left" },
		.who = ACTOR_DNS_HOST,
		.judge = outage,
	}, {
		.id = "dnssec.negative-proof",
		.title = N_("a name that is not there is proved not to be"),
		.rule = "RFC 4035 5.4, RFC 5155 8.4",
		.fix = N_("sign the zone anew, whole: without its NSEC or "
			  "NSEC3 records, every name that does not exist is "
			  "an error to citizens"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.signature-present",
			   "dnssec.signature-valid",
			   "dnssec.signature-current" },
		.who = ACTOR_DNS_HOST,
		.judge = denial,
	}, {
		.id = "dnssec.nsec3",
		.title = N_("NSEC3 has no more iterations than are of use"),
		.rule = "RFC 9276 3.1",
		.fix = N_("sign with NSEC, or NSEC3 with 0 iterations and no "
			  "salt (khien-dnssec sign --denial)"),
		.needs = { "dnssec.signed" },
		.who = ACTOR_DNS_HOST,
		.judge = nsec3,
	}, {
		.id = "dnssec.cds",
		.title = N_("what the zone asks of its parent is sound"),
		.rule = "RFC 7344 4.1, RFC 8078 4",
		.fix = N_("take out CDS and CDNSKEY of keys that are not in "
			  "the zone: a parent that follows them breaks the "
			  "chain"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.signature-present",
			   "dnssec.signature-valid" },
		.who = ACTOR_DNS_HOST,
		.judge = cds,
	}, {
		.id = "dnssec.roll",
		.title = N_("keys change no faster than caches can follow"),
		.rule = "RFC 6781 4.1, RFC 7583 3",
		.fix = N_("publish the key of before again, and wait for the "
			  "TTLs before each step of a roll"),
		.needs = { "dnssec.signed", "dnssec.keys-same" },
		.who = ACTOR_DNS_HOST,
		.judge = roll,
	}, {
		.id = "dnssec.secure",
		.title = N_("a validating resolver finds the name secure"),
		.rule = "RFC 4035 4.3",
		.fix = N_("see what the resolver gives as its reason; the "
			  "links above are whole as far as was asked"),
		.needs = { "dnssec.signed", "dnssec.keys-same",
			   "dnssec.ds-present", "dnssec.ds-match",
			   "dnssec.ds-same", "dnssec.signature-present",
			   "dnssec.signature-valid",
			   "dnssec.signature-current", "dnssec.roll" },
		.who = ACTOR_DNS_HOST,
		.judge = secure,
	},
};

const struct check_table dnssec_checks = { links, COUNT(links) };
