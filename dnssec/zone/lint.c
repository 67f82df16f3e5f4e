/* SPDX-License-Identifier: MIT */
/* lint: see lint.h. */
#include "dnssec/zone/lint.h"

#include <stdbool.h>

#include "dnssec/zone/rrtype.h"
#include "lang.h"

struct linting {
	const struct zone *zone;
	int (*found)(void *context, const struct lint_issue *i);
	void *context;
};

static int report(const struct linting *l, enum lint_kind kind,
		  const struct zone_name *n, uint32_t line, const char *why)
{
	char owner[NAME_TEXT];
	struct lint_issue i = { kind, n, owner, line, why };

	zone_owner_text(l->zone, n, owner);
	return l->found(l->context, &i);
}

static bool several(const struct record *r)
{
	return r && r->next && r->next->type == r->type;
}

static int lint_apex(const struct linting *l)
{
	static const struct zone_name nothing = { .key = (const uint8_t *)"" };
	const struct zone *z = l->zone;
	const struct zone_name *n = z->count ? &z->names[0] : &nothing;
	const struct record *soa, *ds;
	int err = 0;

	if (n->key_length)
		n = &nothing;
	soa = zone_find(n, RRTYPE_SOA);
	ds = zone_find(n, RRTYPE_DS);
	if (!soa)
		err = report(l, LINT_SOA, n, 0, N_("no SOA record (RFC 1035 section 5.2)"));
	else if (several(soa))
		err = report(l, LINT_SOA, n, soa->next->line > soa->line ?
			     soa->next->line : soa->line,
			     N_("a second SOA record (RFC 1035 section 5.2)"));
	if (!err && !zone_find(n, RRTYPE_NS))
		err = report(l, LINT_NS, n, soa ? soa->line : 0,
			     N_("no NS records at the apex (RFC 1034 section 4.2.1)"));
	if (!err && ds)
		err = report(l, LINT_DS, n, ds->line, N_("a DS at the apex: it belongs into the parent zone (RFC 4035 section 2.4)"));
	return err;
}

/* Types that may stand beside a CNAME: RFC 4034 section 2.5 and 4. */
static bool beside_cname(uint16_t type)
{
	return type == RRTYPE_CNAME || type == RRTYPE_RRSIG ||
	       type == RRTYPE_NSEC || type == 25 /* KEY, RFC 3007 */;
}

static int lint_cname(const struct linting *l, const struct zone_name *n)
{
	const struct record *c = zone_find(n, RRTYPE_CNAME);

	if (!c)
		return 0;
	if (several(c))
		return report(l, LINT_CNAME, n, c->next->line, N_("more than one CNAME record (RFC 2181 section 10.1)"));
	for (const struct record *r = n->records; r; r = zone_next_set(r))
		if (!beside_cname(r->type))
			return report(l, LINT_CNAME, n, c->line, N_("a CNAME beside other records (RFC 1034 section 3.6.2)"));
	return 0;
}

static int lint_name(const struct linting *l, const struct zone_name *n)
{
	const struct record *soa = zone_find(n, RRTYPE_SOA);
	const struct record *ds = zone_find(n, RRTYPE_DS);
	const struct record *dname = zone_find(n, RRTYPE_DNAME);
	const struct record *ns = zone_find(n, RRTYPE_NS);
	const uint8_t *label = n->key + n->key_length;
	int err = lint_cname(l, n);

	if (!err && soa && n->key_length)
		err = report(l, LINT_SOA, n, soa->line, N_("a SOA record below the apex (RFC 1035 section 5.2)"));
	if (!err && ds && n->key_length && !ns)
		err = report(l, LINT_DS, n, ds->line, N_("a DS without NS records (RFC 4035 section 2.4)"));
	if (!err && several(dname))
		err = report(l, LINT_DNAME, n, dname->next->line, N_("more than one DNAME record (RFC 6672 section 2.4)"));
	if (!err && dname && ns && n->key_length)
		err = report(l, LINT_DNAME, n, dname->line, N_("a DNAME beside NS records below the apex (RFC 6672 section 2.3)"));
	if (!err && ns && n->owner_length && label[0] == 1 && label[1] == '*')
		err = report(l, LINT_NS, n, ns->line, N_("NS records at a wildcard: name servers refuse such a zone (RFC 4592 section 4.2)"));
	return err;
}

static int lint_strays(const struct linting *l)
{
	int err = 0;

	for (const struct zone_stray *y = l->zone->strays; y && !err;
	     y = y->next) {
		char owner[NAME_TEXT];
		struct lint_issue i = {
			LINT_STRAY, NULL, owner, y->line,
			N_("not in the zone"),
		};

		name_print(y->name, owner);
		err = l->found(l->context, &i);
	}
	return err;
}

int lint_zone(const struct zone *z,
	      int (*found)(void *context, const struct lint_issue *i),
	      void *context)
{
	struct linting l = { z, found, context };
	int err = lint_strays(&l);

	if (!err)
		err = lint_apex(&l);
	for (size_t i = 0; i < z->count && !err; i++)
		err = lint_name(&l, &z->names[i]);
	return err;
}

struct failing {
	const struct zone *zone;
	struct fault *fault;
};

static int fail(void *context, const struct lint_issue *i)
{
	struct failing *x = context;

	if (i->line)
		return fault_set(x->fault, "%s:%u: %s: %s", x->zone->path,
				 i->line, i->owner, _(i->why));
	return fault_set(x->fault, "%s: %s: %s", x->zone->path, i->owner,
			 _(i->why));
}

int lint_fault(const struct zone *z, struct fault *f)
{
	struct failing x = { z, f };

	return lint_zone(z, fail, &x);
}
