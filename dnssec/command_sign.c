/* SPDX-License-Identifier: MIT */
/* command_sign: signs a zone file. */
#include "dnssec/command.h"

#include <string.h>

#include "dnssec/sign/produce.h"
#include "dnssec/zone/lint.h"
#include "dnssec/zone/rrtype.h"
#include "file.h"
#include "lang.h"
#include "progress.h"
#include "text.h"

const struct cli_option command_sign_options[] = {
	{ "keys", "DIR", N_("folder of the keys"), CLI_REQUIRED },
	{ "out", "FILE", N_("where the signed zone goes; an old one is "
			    "replaced as a whole"), CLI_REQUIRED },
	{ "denial", "HOW", N_("nsec, nsec3 or optout; else what the policy "
			      "says"), 0 },
	{ "threads", "N", N_("threads to use; else one per processor"), 0 },
	{ "zone", "NAME", N_("name of the zone; else the owner of the SOA, "
			     "which then comes first"), 0 },
	{ 0 }
};

const char command_sign_text[] = N_(
"Signs a zone file and puts the result in place only after it was verified\n"
"and every private key was proved against the DNSKEY that is published. What\n"
"the file has of old signatures and chains is left out.\n"
"\n"
"  khien-dnssec sign --keys keys --out portal.signed portal.zone\n"
"  khien-dnssec sign --keys keys --out vn.signed --denial optout vn.zone\n");

/* What is made anew, or would be wrong in the signed zone. */
static const uint16_t old_types[] = {
	RRTYPE_RRSIG, RRTYPE_NSEC, RRTYPE_NSEC3, RRTYPE_NSEC3PARAM,
	RRTYPE_ZONEMD, 0
};

static void say_left_out(struct cli *c, const struct zone *z)
{
	for (size_t i = 0; i < z->left_out_count; i++) {
		const struct zone_left_out *o = &z->left_out[i];
		char type[RRTYPE_TEXT];

		cli_say(c, _("%s: %u old %s left out, the first in line %u"),
			z->path, o->count, rrtype_name(o->type, type),
			o->line);
	}
}

static void warn(void *context, const char *text)
{
	cli_warn(context, "%s", text);
}

struct bar {
	struct progress progress;
	bool begun;
};

static void show(void *context, size_t done, size_t total)
{
	struct bar *b = context;

	if (!b->begun)
		progress_begin(&b->progress, _("signing"), total);
	b->begun = true;
	progress_at(&b->progress, done);
}

/* Fills in what the policy and the options say. 0, or -1 with a fault. */
static int read_options(struct cli *c, struct plan_options *o)
{
	const char *denial = cli_value(c, "denial");
	const struct policy *p = c->policy;

	if (!denial)
		denial = p->dnssec_denial;
	if (denial_parse(denial, &o->denial))
		return fault_set(&c->fault, _("expected --denial nsec, nsec3 or optout, not \"%s\""), denial);
	o->now = c->now;
	o->validity = p->dnssec_validity;
	o->jitter = p->dnssec_jitter;
	o->inception_offset = p->dnssec_inception_offset;
	o->dnskey_ttl = (uint32_t)p->dnssec_dnskey_ttl;
	o->warn = warn;
	o->warn_context = c;
	return command_threads(c, &o->threads);
}

static int read_zone(struct cli *c, struct zone *z)
{
	struct zone_source s = { .path = c->args[0], .leave_out = old_types };
	uint8_t apex[NAME_WIRE];
	int given = command_zone_option(c, apex);

	if (given < 0)
		return -1;
	s.apex = given ? apex : NULL;
	if (zone_read(z, &s, &c->fault) || lint_fault(z, &c->fault))
		return -1;
	say_left_out(c, z);
	return 0;
}

/* Says why the gate refuses the zone. */
static int refuse(struct cli *c, const struct verify *v)
{
	const struct notes *n = &v->notes;

	for (size_t i = 0; i < n->count; i++) {
		const struct note *t = &n->list[i];

		if (zone_checks_gate(t->check))
			cli_warn(c, _("refused, nothing is written: %s: %s [%s]"),
				 t->subject, t->text,
				 dnssec_zone_checks.rows[t->check].id);
	}
	return EXIT_REFUSED;
}

/* What the gate lets pass but the operator should know. */
static void warn_of(struct cli *c, const struct verify *v)
{
	const struct notes *n = &v->notes;

	for (size_t i = 0; i < n->count; i++)
		cli_warn(c, "%s: %s [%s]", n->list[i].subject,
			 n->list[i].text,
			 dnssec_zone_checks.rows[n->list[i].check].id);
}

static void made(struct cli *c, const char *out, const struct zone *z,
		 const struct produce_result *r)
{
	cli_made(c, "zone", out,
		 json_pack("{s:I, s:I, s:I, s:I}", "names",
			   (json_int_t)z->count, "signatures",
			   (json_int_t)r->signatures, "verified",
			   (json_int_t)r->verify.verified, "bytes",
			   (json_int_t)r->bytes));
}

static int sign(struct cli *c, struct zone *z, struct plan_options *o)
{
	const char *out = cli_value(c, "out");
	struct produce_result r = { 0 };
	struct bar bar = { .begun = false };
	struct file_new file = { 0 };
	int ret;

	if (file_begin(&file, out, 0644, &c->fault))
		return -1;
	o->progress = show;
	o->progress_context = &bar;
	ret = produce_zone(z, o, c->policy, file.stream, &r, &c->fault);
	if (bar.begun)
		progress_end(&bar.progress);
	if (ret > 0)
		ret = refuse(c, &r.verify);
	else if (!ret)
		ret = file_commit(&file, &c->fault);
	file_abort(&file);
	if (!ret) {
		warn_of(c, &r.verify);
		made(c, out, z, &r);
	}
	produce_free(&r);
	return ret;
}

int command_sign(struct cli *c)
{
	struct plan_options o = { 0 };
	struct keyring keys = { 0 };
	struct zone z = { 0 };
	int ret = -1;

	if (!read_options(c, &o) && !read_zone(c, &z) &&
	    !keyring_load(&keys, cli_value(c, "keys"), z.apex, c->now,
			  &c->fault)) {
		if (keys.loose)
			cli_warn(c, _("%s: others than the owner can read this private key; chmod 600 mends it"),
				 keys.loose_path);
		o.keys = &keys;
		ret = sign(c, &z, &o);
	}
	keyring_free(&keys);
	zone_free(&z);
	return ret;
}
