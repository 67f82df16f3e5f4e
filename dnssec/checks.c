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
		.needs = { "dnssec.signed", "dnssec.ds-present" },
		.who = ACTOR_PARENT,
		.judge = ds_match,
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
		.needs = { "dnssec.signed", "dnssec.signature-present" },
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
		.id = "dnssec.secure",
		.title = N_("a validating resolver finds the name secure"),
		.rule = "RFC 4035 4.3",
		.fix = N_("see what the resolver gives as its reason; the "
			  "links above are whole as far as was asked"),
		.needs = { "dnssec.signed", "dnssec.ds-present",
			   "dnssec.ds-match", "dnssec.signature-present",
			   "dnssec.signature-valid",
			   "dnssec.signature-current" },
		.who = ACTOR_DNS_HOST,
		.judge = secure,
	},
};

const struct check_table dnssec_checks = { links, COUNT(links) };
