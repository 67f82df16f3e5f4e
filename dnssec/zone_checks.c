/* SPDX-License-Identifier: MIT */
/* zone_checks: every rule about a signed zone's file, as a table. */
#include "dnssec/zone_checks.h"

#include "lang.h"

#define SIGN_AGAIN N_("sign the zone anew: khien-dnssec sign")
#define MEND_SOURCE N_("mend the unsigned zone, then sign it anew")

static const struct check rows[] = {
	[ZONE_IN_ZONE] = {
		.id = "zone.in-zone",
		.title = N_("all records belong to the zone"),
		.rule = "RFC 1035 section 5.2",
		.fix = N_("take the record out; a name without a final dot is "
			  "completed with $ORIGIN"),
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_SOA] = {
		.id = "zone.soa",
		.title = N_("there is one SOA record, at the apex"),
		.rule = "RFC 1035 section 5.2",
		.fix = MEND_SOURCE,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NS] = {
		.id = "zone.ns",
		.title = N_("the apex has NS records, and no wildcard has"),
		.rule = "RFC 1034 section 4.2.1",
		.fix = MEND_SOURCE,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_CNAME] = {
		.id = "zone.cname",
		.title = N_("no name has data beside a CNAME"),
		.rule = "RFC 1034 section 3.6.2",
		.fix = MEND_SOURCE,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_DNAME] = {
		.id = "zone.dname",
		.title = N_("no name has several DNAMEs, or data below one"),
		.rule = "RFC 6672 section 2.4",
		.fix = MEND_SOURCE,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_DS_PLACE] = {
		.id = "zone.ds-place",
		.title = N_("DS records stand at delegations only"),
		.rule = "RFC 4035 section 2.4",
		.fix = MEND_SOURCE,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_TTL] = {
		.id = "zone.ttl",
		.title = N_("the records of an RRset have one TTL"),
		.rule = "RFC 2181 section 5.2",
		.fix = SIGN_AGAIN,
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_DNSKEY] = {
		.id = "zone.dnskey",
		.title = N_("the apex has DNSKEY records, and each is whole"),
		.rule = "RFC 4035 section 2.1",
		.fix = N_("make keys (khien-dnssec keygen) and sign the zone"),
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_ALGORITHM] = {
		.id = "zone.algorithm",
		.title = N_("the keys are of an accepted algorithm and size"),
		.rule = "RFC 9904 section 2",
		.fix = N_("roll to the policy's algorithm"),
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_CDS] = {
		.id = "zone.cds",
		.title = N_("CDS and CDNSKEY stand for keys of the zone"),
		.rule = "RFC 7344 section 4.1",
		.fix = N_("take out CDS and CDNSKEY of other keys: the parent "
			  "would take them over"),
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_MISSING] = {
		.id = "zone.rrsig-missing",
		.title = N_("every RRset is signed by every algorithm of the DNSKEYs"),
		.rule = "RFC 4035 section 2.2",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_KEY] = {
		.id = "zone.rrsig-key",
		.title = N_("every RRSIG is by a key of the DNSKEY RRset"),
		.rule = "RFC 4035 section 2.2",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_FORM] = {
		.id = "zone.rrsig-form",
		.title = N_("labels, signer and TTL of each RRSIG are those of its RRset"),
		.rule = "RFC 4034 section 3.1",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_INCEPTION] = {
		.id = "zone.rrsig-inception",
		.title = N_("no signature begins in the future"),
		.rule = "RFC 4035 section 5.3.1",
		.fix = N_("set the signer's clock, then sign the zone anew"),
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_EXPIRED] = {
		.id = "zone.rrsig-expired",
		.title = N_("no signature has expired"),
		.rule = "RFC 4035 section 5.3.1",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_LEFT] = {
		.id = "zone.rrsig-left",
		.title = N_("the signatures hold for some days yet"),
		.rule = "RFC 6781 section 4.4.2",
		.fix = N_("sign the zone anew, and see why it was not done in time"),
		.needs = { "zone.dnskey", "zone.rrsig-expired" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_VALID] = {
		.id = "zone.rrsig-valid",
		.title = N_("the signatures verify with the keys"),
		.rule = "RFC 4035 section 5.3.3",
		.fix = N_("see who changed the zone after it was signed; sign it anew"),
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_RRSIG_EXTRA] = {
		.id = "zone.rrsig-extra",
		.title = N_("nothing is signed that must not be: delegations, glue"),
		.rule = "RFC 4035 section 2.2",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_DENIAL] = {
		.id = "zone.denial",
		.title = N_("the zone has a chain of NSEC or NSEC3 records"),
		.rule = "RFC 4035 section 2.3",
		.fix = SIGN_AGAIN,
		.needs = { "zone.dnskey" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_DENIAL_TTL] = {
		.id = "zone.denial-ttl",
		.title = N_("NSEC and NSEC3 have the lower of the SOA's TTL and MINIMUM"),
		.rule = "RFC 9077 section 3",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC_MISSING] = {
		.id = "zone.nsec-missing",
		.title = N_("every name of the zone has its NSEC"),
		.rule = "RFC 4035 section 2.3",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC_EXTRA] = {
		.id = "zone.nsec-extra",
		.title = N_("glue and what else is not the zone's own has no NSEC"),
		.rule = "RFC 4035 section 2.3",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC_CHAIN] = {
		.id = "zone.nsec-chain",
		.title = N_("each NSEC points to the name that follows"),
		.rule = "RFC 4034 section 4.1.1",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC_BITMAP] = {
		.id = "zone.nsec-bitmap",
		.title = N_("each NSEC lists the types of its name"),
		.rule = "RFC 4034 section 4.1.2",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_PARAM] = {
		.id = "zone.nsec3-param",
		.title = N_("NSEC3 records have the parameters of NSEC3PARAM"),
		.rule = "RFC 5155 section 4",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_ITERATIONS] = {
		.id = "zone.nsec3-iterations",
		.title = N_("NSEC3 has no more iterations than the policy allows"),
		.rule = "RFC 9276 section 3.1",
		.fix = N_("sign the zone anew: iterations cost resolvers time "
			  "and hide nothing"),
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_MISSING] = {
		.id = "zone.nsec3-missing",
		.title = N_("every name and empty non-terminal has its NSEC3"),
		.rule = "RFC 5155 section 7.1",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_EXTRA] = {
		.id = "zone.nsec3-extra",
		.title = N_("every NSEC3 belongs to a name of the zone"),
		.rule = "RFC 5155 section 7.1",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_CHAIN] = {
		.id = "zone.nsec3-chain",
		.title = N_("each NSEC3 points to the hash that follows"),
		.rule = "RFC 5155 section 3.1.7",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
	[ZONE_NSEC3_BITMAP] = {
		.id = "zone.nsec3-bitmap",
		.title = N_("each NSEC3 lists the types of its name"),
		.rule = "RFC 5155 section 3.1.8",
		.fix = SIGN_AGAIN,
		.needs = { "zone.denial" },
		.who = ACTOR_DNS_HOST,
	},
};

const struct check_table dnssec_zone_checks = { rows, ZONE_CHECKS };

bool zone_checks_gate(enum zone_check c)
{
	return c != ZONE_ALGORITHM && c != ZONE_RRSIG_LEFT &&
	       c != ZONE_RRSIG_KEY && c != ZONE_DENIAL_TTL &&
	       c != ZONE_NSEC3_ITERATIONS;
}
