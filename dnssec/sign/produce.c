/* SPDX-License-Identifier: MIT */
/* produce: see produce.h. */
#include "dnssec/sign/produce.h"

#include <stdlib.h>

#include "dnssec/sign/crew.h"
#include "lang.h"

struct production {
	const struct plan *plan;
	FILE *out;
	struct produce_stats *stats;
};

/* What a piece became. */
struct product {
	struct write_buffer text;
	size_t signatures;
};

static void *enter(void *context, struct fault *f)
{
	struct production *p = context;

	return sign_worker_new(p->plan, f);
}

static void leave(void *state)
{
	sign_worker_free(state);
}

static int work(void *context, void *state, size_t i, void *result,
		struct fault *f)
{
	struct product *r = result;

	(void)context;
	r->text.length = 0;
	r->signatures = 0;
	return sign_piece(state, i, &r->text, &r->signatures, f);
}

static int take(void *context, size_t i, void *result, struct fault *f)
{
	struct production *p = context;
	const struct plan_options *o = p->plan->options;
	struct product *r = result;

	if (fwrite(r->text.at, 1, r->text.length, p->out) != r->text.length)
		return fault_errno(f, _("writing the signed zone"));
	p->stats->signatures += r->signatures;
	p->stats->bytes += r->text.length;
	if (o->progress)
		o->progress(o->progress_context, i + 1, p->plan->piece_count);
	return 0;
}

static void drop(void *result)
{
	struct product *r = result;

	write_free(&r->text);
}

int produce(struct zone *z, const struct plan_options *o, FILE *out,
	    struct produce_stats *stats, struct fault *f)
{
	struct plan plan;
	struct production p = { &plan, out, stats };
	struct crew crew = {
		.threads = o->threads, .result_size = sizeof(struct product),
		.context = &p, .enter = enter, .leave = leave, .work = work,
		.take = take, .drop = drop,
	};
	int err = plan_make(&plan, z, o, f);

	*stats = (struct produce_stats){ 0 };
	crew.pieces = plan.piece_count;
	if (!err)
		err = crew_run(&crew, f);
	plan_free(&plan);
	return err;
}
