/* SPDX-License-Identifier: MIT */
/* produce: see produce.h. */
#include "dnssec/sign/produce.h"

#include <stdlib.h>
#include <string.h>

#include "dnssec/sign/crew.h"
#include "lang.h"

/*
 * Verifying P-256 takes three times as long as signing. Above so many RRsets
 * only a sample of the signatures is verified, with all of the structure;
 * with RSA, where verifying is cheap, always all of them.
 */
#define FULL_MOST 100000

struct production {
	const struct plan *plan;
	struct verify_options gate;
	struct produce_result *result;
	struct write_buffer head;	/* the first piece, signed beforehand */
	size_t head_signatures;
	FILE *out;
};

/* A thread's own. */
struct hand {
	struct sign_worker *signer;
	struct verify_worker *judge;
	struct zone zone;		/* a piece, read back from its text */
};

/* What a piece became. */
struct product {
	struct write_buffer text;
	size_t signatures;
	struct verify_part part;
};

/* Reads a piece back as any reader of the file would. 0, or -1. */
static int read_back(struct zone *z, const struct plan *p,
		     const struct write_buffer *text, struct fault *f)
{
	struct zone_source s = {
		.path = _("the signed zone"), .text = text->at,
		.length = text->length, .apex = p->zone->apex,
		.strays_kept = true,
	};

	zone_reset(z);
	return zone_read(z, &s, f);
}

/* ---- the threads ---- */

static void leave(void *state)
{
	struct hand *h = state;

	sign_worker_free(h->signer);
	verify_worker_free(h->judge);
	zone_free(&h->zone);
	free(h);
}

static void *enter(void *context, struct fault *f)
{
	struct production *p = context;
	struct hand *h = calloc(1, sizeof(*h));

	if (!h) {
		fault_set(f, _("out of memory"));
		return NULL;
	}
	h->signer = sign_worker_new(p->plan, f);
	h->judge = verify_worker_new(&p->result->verify, f);
	if (h->signer && h->judge)
		return h;
	leave(h);
	return NULL;
}

static int work(void *context, void *state, size_t i, void *result,
		struct fault *f)
{
	struct production *p = context;
	struct product *r = result;
	struct hand *h = state;

	r->text.length = 0;
	r->signatures = 0;
	if (i == 0) {
		write_free(&r->text);
		r->text = p->head;
		r->signatures = p->head_signatures;
		p->head = (struct write_buffer){ 0 };
	} else if (sign_piece(h->signer, i, &r->text, &r->signatures, f)) {
		return -1;
	}
	if (read_back(&h->zone, p->plan, &r->text, f))
		return -1;
	return verify_part(h->judge, &h->zone, 0, h->zone.count, &r->part, f);
}

static int take(void *context, size_t i, void *result, struct fault *f)
{
	struct production *p = context;
	const struct plan_options *o = p->plan->options;
	struct product *r = result;

	if (verify_join(&p->result->verify, &r->part, f))
		return -1;
	if (fwrite(r->text.at, 1, r->text.length, p->out) != r->text.length)
		return fault_errno(f, _("writing the signed zone"));
	p->result->signatures += r->signatures;
	p->result->bytes += r->text.length;
	if (o->progress)
		o->progress(o->progress_context, i + 1, p->plan->piece_count);
	return 0;
}

static void drop(void *result)
{
	struct product *r = result;

	write_free(&r->text);
	verify_part_free(&r->part);
}

/* ---- before them ---- */

/* The apex, signed and read back: the gate starts from it. */
static int begin_gate(struct production *p, struct fault *f)
{
	struct sign_worker *w = sign_worker_new(p->plan, f);
	struct zone z = { 0 };
	int err = -1;

	if (w && !sign_piece(w, 0, &p->head, &p->head_signatures, f) &&
	    !read_back(&z, p->plan, &p->head, f))
		err = verify_begin(&p->result->verify, &z, &p->gate, f);
	sign_worker_free(w);
	zone_free(&z);
	return err;
}

/* The DNSKEY that is being published for K, or NULL. */
static const struct verify_key *published(const struct verify *v,
					  const struct key *k)
{
	for (size_t i = 0; i < v->key_count; i++)
		if (v->keys[i].length == k->rdata_length &&
		    !memcmp(v->keys[i].rdata, k->rdata, k->rdata_length))
			return &v->keys[i];
	return NULL;
}

/* Every private key is proved against the bytes that are published. */
static void prove_keys(struct production *p)
{
	const struct keyring *keys = p->plan->options->keys;
	struct verify *v = &p->result->verify;

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *k = &keys->keys[i];
		const struct verify_key *d = published(v, k);
		struct fault f = { "", "" };

		if (!k->publish)
			continue;
		if (!d)
			fault_set(&f, _("its DNSKEY is not among those that are published"));
		else
			key_prove(k, d->rdata, d->length, &f);
		if (f.text[0])
			notes_add(&v->notes, ZONE_DNSKEY, k->path, "%s",
				  f.text);
	}
}

static enum verify_level level(const struct plan *p)
{
	return p->rrsets > FULL_MOST ? VERIFY_SAMPLE : VERIFY_FULL;
}

static int run(struct production *p, struct fault *f)
{
	struct verify *v = &p->result->verify;
	struct crew crew = {
		.threads = p->plan->options->threads, .context = p,
		.pieces = p->plan->piece_count,
		.result_size = sizeof(struct product), .enter = enter,
		.leave = leave, .work = work, .take = take, .drop = drop,
	};

	p->result->level = p->gate.level = level(p->plan);
	if (begin_gate(p, f))
		return -1;
	prove_keys(p);
	if (!verify_passed(v))
		return 1;
	if (crew_run(&crew, f) || verify_end(v, NULL, f))
		return -1;
	return !verify_passed(v);
}

int produce_zone(struct zone *z, const struct plan_options *o,
		 const struct policy *policy, FILE *out,
		 struct produce_result *r, struct fault *f)
{
	struct plan plan;
	struct production p = {
		.plan = &plan, .result = r, .out = out,
		.gate = { .policy = policy, .now = o->now,
			  .threads = o->threads },
	};
	int ret;

	*r = (struct produce_result){ .level = VERIFY_FULL };
	ret = plan_make(&plan, z, o, f);
	if (!ret)
		ret = run(&p, f);
	write_free(&p.head);
	plan_free(&plan);
	r->verify.options = NULL;	/* it was ours */
	return ret;
}

void produce_free(struct produce_result *r)
{
	verify_free(&r->verify);
}
