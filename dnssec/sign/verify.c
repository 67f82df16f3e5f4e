/* SPDX-License-Identifier: MIT */
/* verify: see verify.h. The zone as a whole, and its threads. */
#include "dnssec/sign/verify.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/crew.h"
#include "dnssec/sign/verify_work.h"
#include "dnssec/zone/lint.h"
#include "dnssec/zone/rrtype.h"
#include "lang.h"

#define ITERATIONS_MOST 2500	/* RFC 5155 section 10.3: more is an attack */
#define PART_NAMES 256

/* ---- the apex ---- */

/* By the policy: is the algorithm accepted, is the key long enough? */
static void judge_strength(struct verify *v, const struct verify_key *k)
{
	const struct policy *p = v->options->policy;
	char name[16];
	int bits;

	if (!k->algorithm ||
	    !policy_list_has(&p->dnssec_algorithms, k->algorithm->name)) {
		notes_add(&v->notes, ZONE_ALGORITHM, v->apex_text,
			  _("key %u: algorithm %s is not accepted"), k->tag,
			  algorithm_name(k->number, name));
		return;
	}
	bits = k->pkey ? EVP_PKEY_get_bits(k->pkey) : 0;
	if (k->pkey && k->algorithm->family == ALGORITHM_RSA &&
	    bits < p->dnssec_rsa_bits_min)
		notes_add(&v->notes, ZONE_ALGORITHM, v->apex_text,
			  _("key %u: %d bits, but at least %d are asked for"),
			  k->tag, bits, (int)p->dnssec_rsa_bits_min);
}

static void must_sign(struct verify *v, uint8_t number)
{
	for (unsigned i = 0; i < v->algorithm_count; i++)
		if (v->algorithms[i] == number)
			return;
	if (v->algorithm_count < VERIFY_ALGORITHMS)
		v->algorithms[v->algorithm_count++] = number;
	else
		notes_add(&v->notes, ZONE_DNSKEY, v->apex_text,
			  _("more than %d algorithms"), VERIFY_ALGORITHMS);
}

static int take_key(struct verify *v, const struct record *r)
{
	struct verify_key *k = &v->keys[v->key_count];

	*k = (struct verify_key){ .rdata = malloc(r->length + 1u) };
	if (!k->rdata)
		return -1;
	v->key_count++;
	memcpy(k->rdata, r->rdata, r->length);
	k->length = r->length;
	k->tag = pubkey_tag(k->rdata, k->length);
	if (r->length <= 4) {
		notes_add(&v->notes, ZONE_DNSKEY, v->apex_text,
			  _("key %u: there is no key in the record"), k->tag);
		return 0;
	}
	k->flags = (uint16_t)(r->rdata[0] << 8 | r->rdata[1]);
	k->number = r->rdata[3];
	k->algorithm = algorithm_find(k->number);
	k->pkey = pubkey_load(k->rdata, k->length);
	if (k->algorithm && !k->pkey)
		notes_add(&v->notes, ZONE_DNSKEY, v->apex_text,
			  _("key %u: it is not well formed"), k->tag);
	judge_strength(v, k);
	if ((k->flags & PUBKEY_ZONE) && !(k->flags & PUBKEY_REVOKE))
		must_sign(v, k->number);
	return 0;
}

static int take_keys(struct verify *v, const struct zone_name *apex)
{
	const struct record *first = zone_find(apex, RRTYPE_DNSKEY), *r;
	size_t n = 0;

	for (r = first; r && r->type == RRTYPE_DNSKEY; r = r->next)
		n++;
	if (!n) {
		notes_add(&v->notes, ZONE_DNSKEY, v->apex_text,
			  _("no DNSKEY: the zone is not signed"));
		return 0;
	}
	v->keys = calloc(n, sizeof(*v->keys));
	if (!v->keys)
		return -1;
	for (r = first; r && r->type == RRTYPE_DNSKEY; r = r->next)
		if (take_key(v, r))
			return -1;
	if (!v->algorithm_count)
		notes_add(&v->notes, ZONE_DNSKEY, v->apex_text,
			  _("no DNSKEY is a zone key that is not revoked"));
	return 0;
}

static void take_param(struct verify *v, const struct record *r)
{
	int64_t most = v->options->policy->dnssec_nsec3_iterations_max;
	const uint8_t *p = r->rdata;

	v->param.iterations = (uint16_t)(p[2] << 8 | p[3]);
	v->param.salt_length = p[4];
	memcpy(v->param.salt, p + 5, p[4]);
	if (p[0] != 1 || p[1] || v->param.iterations > ITERATIONS_MOST)
		notes_add(&v->notes, ZONE_NSEC3_PARAM, v->apex_text,
			  _("NSEC3PARAM with algorithm %u, flags %u, %u iterations cannot be used"),
			  p[0], p[1], v->param.iterations);
	else
		v->nsec3 = true;
	if (v->param.iterations > most)
		notes_add(&v->notes, ZONE_NSEC3_ITERATIONS, v->apex_text,
			  _("%u iterations, but at most %d are allowed"),
			  v->param.iterations, (int)most);
}

int verify_begin(struct verify *v, const struct zone *z,
		 const struct verify_options *o, struct fault *f)
{
	static const struct zone_name nothing = { .key = (const uint8_t *)"" };
	const struct zone_name *apex = z->count && !z->names[0].key_length ?
				       &z->names[0] : &nothing;
	const struct record *soa = zone_find(apex, RRTYPE_SOA);
	const struct record *param = zone_find(apex, RRTYPE_NSEC3PARAM);

	*v = (struct verify){ .options = o, .earliest = INT64_MAX };
	v->apex_length = z->apex_length;
	name_lower(v->apex, z->apex, z->apex_length);
	name_print(v->apex, v->apex_text);
	if (soa) {
		uint32_t minimum = zone_soa_minimum(soa);

		v->denial_ttl = soa->ttl < minimum ? soa->ttl : minimum;
		v->denial_ttl_known = true;
	}
	v->nsec = zone_find(apex, RRTYPE_NSEC);
	v->dname = zone_find(apex, RRTYPE_DNAME);
	if (take_keys(v, apex))
		return fault_set(f, _("out of memory"));
	if (v->key_count)
		verify_cds(v, apex);
	if (param)
		take_param(v, param);
	return 0;
}

void verify_free(struct verify *v)
{
	for (size_t i = 0; i < v->key_count; i++) {
		free(v->keys[i].rdata);
		EVP_PKEY_free(v->keys[i].pkey);
	}
	free(v->keys);
	free(v->hashes.expected);
	free(v->hashes.found);
	notes_free(&v->notes);
	*v = (struct verify){ 0 };
}

/* ---- threads ---- */

struct verify_worker *verify_worker_new(const struct verify *v,
					struct fault *f)
{
	struct verify_worker *w = calloc(1, sizeof(*w));

	if (!w)
		goto memory;
	w->v = v;
	w->room = (size_t)16 << 10;
	w->data = malloc(w->room);
	w->verifiers = calloc(v->key_count + 1, sizeof(*w->verifiers));
	w->seen = calloc(v->key_count + 1, sizeof(*w->seen));
	if (!w->data || !w->verifiers || !w->seen)
		goto memory;
	if (nsec3_init(&w->hasher, f))
		goto fail;
	for (size_t i = 0; i < v->key_count; i++)
		if (v->keys[i].pkey &&
		    pubkey_verifier_init(&w->verifiers[i],
					 v->keys[i].algorithm,
					 v->keys[i].pkey, f))
			goto fail;
	return w;
memory:
	fault_set(f, _("out of memory"));
fail:
	verify_worker_free(w);
	return NULL;
}

void verify_worker_free(struct verify_worker *w)
{
	if (!w)
		return;
	for (size_t i = 0; w->verifiers && i < w->v->key_count; i++)
		pubkey_verifier_free(&w->verifiers[i]);
	nsec3_free(&w->hasher);
	free(w->verifiers);
	free(w->seen);
	free(w->data);
	free(w);
}

int verify_join(struct verify *v, struct verify_part *p, struct fault *f)
{
	notes_merge(&v->notes, &p->notes);
	v->rrsets += p->rrsets;
	v->signatures += p->signatures;
	v->verified += p->verified;
	if (p->earliest < v->earliest) {
		v->earliest = p->earliest;
		memcpy(v->earliest_of, p->earliest_of,
		       sizeof(v->earliest_of));
	}
	return verify_hashes_join(v, p, f);
}

/* ---- a zone in memory ---- */

struct whole {
	struct verify *v;
	const struct zone *zone;
	size_t *ends;			/* of the parts */
};

static void *enter(void *context, struct fault *f)
{
	struct whole *x = context;

	return verify_worker_new(x->v, f);
}

static void leave(void *state)
{
	verify_worker_free(state);
}

static int work(void *context, void *state, size_t i, void *result,
		struct fault *f)
{
	struct whole *x = context;

	return verify_part(state, x->zone, i ? x->ends[i - 1] : 0, x->ends[i],
			   result, f);
}

static int take(void *context, size_t i, void *result, struct fault *f)
{
	struct whole *x = context;

	(void)i;
	return verify_join(x->v, result, f);
}

static void drop(void *result)
{
	verify_part_free(result);
}

/* Ends a part where no delegation is open. Returns how many there are. */
static size_t cut(const struct zone *z, size_t *ends)
{
	const struct zone_name *open = NULL;
	size_t n = 0, begin = 0;

	for (size_t i = 0; i < z->count; i++) {
		const struct zone_name *at = &z->names[i];

		if (open && zone_is_under(at, open))
			continue;
		if (i - begin >= PART_NAMES) {
			ends[n++] = i;
			begin = i;
		}
		open = at->key_length && (zone_find(at, RRTYPE_NS) ||
					  zone_find(at, RRTYPE_DNAME)) ?
		       at : NULL;
	}
	ends[n++] = z->count;
	return n;
}

static int note_lint(void *context, const struct lint_issue *i)
{
	static const enum zone_check check_of[] = {
		[LINT_SOA] = ZONE_SOA, [LINT_NS] = ZONE_NS,
		[LINT_CNAME] = ZONE_CNAME, [LINT_DNAME] = ZONE_DNAME,
		[LINT_DS] = ZONE_DS_PLACE, [LINT_STRAY] = ZONE_IN_ZONE,
	};
	struct verify *v = context;

	if (i->line)
		notes_add(&v->notes, check_of[i->kind], i->owner,
			  _("line %u: %s"), i->line, _(i->why));
	else
		notes_add(&v->notes, check_of[i->kind], i->owner, "%s",
			  _(i->why));
	return 0;
}

int verify_zone(struct verify *v, const struct zone *z,
		const struct verify_options *o, struct fault *f)
{
	struct whole x = { v, z, NULL };
	struct crew crew = {
		.threads = o->threads, .context = &x,
		.result_size = sizeof(struct verify_part),
		.enter = enter, .leave = leave, .work = work, .take = take,
		.drop = drop,
	};
	int err = verify_begin(v, z, o, f);

	if (err)
		return err;
	lint_zone(z, note_lint, v);
	if (!v->key_count)
		return 0;
	x.ends = calloc(z->count / PART_NAMES + 2, sizeof(*x.ends));
	if (!x.ends)
		return fault_set(f, _("out of memory"));
	crew.pieces = cut(z, x.ends);
	err = crew_run(&crew, f);
	if (!err)
		err = verify_end(v, z, f);
	free(x.ends);
	return err;
}

int verify_end(struct verify *v, const struct zone *z, struct fault *f)
{
	verify_hashes_end(v, z);
	return v->notes.failed ? fault_set(f, _("out of memory")) : 0;
}

bool verify_passed(const struct verify *v)
{
	for (int c = 0; c < ZONE_CHECKS; c++)
		if (v->notes.total[c] && zone_checks_gate((enum zone_check)c))
			return false;
	return true;
}
