/* SPDX-License-Identifier: MIT */
/*
 * validate: see validate.h. libunbound's event interface needs no thread and
 * no process, but three things must be known: every option is to be set
 * before the first question, which is when its files are read; its callback
 * may come from within the call that asks; and it knows no deadline.
 */
#include "validate.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unbound-event.h>
#include <unbound.h>
#include <unistd.h>

#include "clock.h"
#include "dial.h"
#include "lang.h"

#define CACHE_MAX 60		/* seconds, where the caller does not say */

struct validator {
	struct event_base *base;
	struct ub_ctx *ctx;
	struct validation *first;	/* all that is under way */
};

struct validation {
	struct validator *validator;
	struct validation *next, **link;
	validate_done *done;
	void *arg;
	struct event *timer;
	int id;			/* libunbound's */
	bool asked;		/* libunbound has it */
	bool starting;		/* within validate_start() */
	uint16_t type;
	char name[256];
	double begun;		/* clock_monotonic() */
	uint8_t *packet;	/* of an answer that came while starting */
	struct validate_result result;
};

const char *validate_verdict_name(enum validate_verdict v)
{
	static const char *const names[] = {
		[VALIDATE_SECURE] = "secure",
		[VALIDATE_INSECURE] = "insecure",
		[VALIDATE_BOGUS] = "bogus",
		[VALIDATE_INDETERMINATE] = "indeterminate",
	};

	return names[v];
}

/* ---- one look-up ---- */

void validate_cancel(struct validation *n)
{
	if (!n)
		return;
	if (n->asked)
		ub_cancel(n->validator->ctx, n->id);
	if (n->timer)
		event_free(n->timer);
	if (n->link) {
		*n->link = n->next;
		if (n->next)
			n->next->link = n->link;
	}
	free(n->packet);
	free(n);
}

/* The one place where DONE is called. */
static void finish(struct validation *n)
{
	n->result.ms = (clock_monotonic() - n->begun) * 1000;
	n->done(n->arg, &n->result);
	validate_cancel(n);
}

static void copy_name(const ldns_rdf *name, char out[256])
{
	char *text = ldns_rdf2str(name);

	snprintf(out, 256, "%.255s", text ? text : "");
	free(text);
}

/* Addresses, and the name that CNAMEs led to. */
static void read_records(struct validation *n, const ldns_pkt *packet)
{
	struct validate_result *r = &n->result;
	const ldns_rr_list *answer = ldns_pkt_answer(packet);

	for (size_t i = 0; i < ldns_rr_list_rr_count(answer); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(answer, i);
		const ldns_rdf *data = ldns_rr_rdf(rr, 0);
		ldns_rr_type type = ldns_rr_get_type(rr);

		if (!data)
			continue;
		if (type == LDNS_RR_TYPE_CNAME)
			copy_name(data, r->canonical);
		if (type == n->type &&
		    (type == LDNS_RR_TYPE_A || type == LDNS_RR_TYPE_AAAA) &&
		    r->address_count < VALIDATE_ADDRESSES &&
		    !address_from_bytes(ldns_rdf_data(data),
					ldns_rdf_size(data),
					&r->addresses[r->address_count]))
			r->address_count++;
	}
}

static void read_packet(struct validation *n, const void *bytes, size_t length)
{
	struct validate_result *r = &n->result;
	ldns_pkt *packet = NULL;

	if (ldns_wire2pkt(&packet, bytes, length) != LDNS_STATUS_OK) {
		r->outcome = OUTCOME_MALFORMED;
		r->verdict = VALIDATE_INDETERMINATE;
		snprintf(r->why, sizeof(r->why), "%s",
			 _("the message does not parse"));
		return;
	}
	r->packet = bytes;
	r->packet_length = length;
	r->rcode = ldns_pkt_get_rcode(packet);
	if (r->verdict == VALIDATE_BOGUS)
		r->rcode = LDNS_RCODE_SERVFAIL;
	else
		read_records(n, packet);
	ldns_pkt_free(packet);
}

static void timer_rang(evutil_socket_t fd, short what, void *arg)
{
	struct validation *n = arg;

	(void)fd, (void)what;
	if (n->asked) {			/* the deadline */
		n->result.outcome = OUTCOME_TIMEOUT;
		n->result.verdict = VALIDATE_INDETERMINATE;
		snprintf(n->result.why, sizeof(n->result.why), "%s",
			 outcome_title(OUTCOME_TIMEOUT));
	}
	finish(n);
}

/* What came while starting waits for the event loop. */
static void postpone(struct validation *n)
{
	struct validate_result *r = &n->result;
	struct timeval now = { 0 };

	if (r->packet) {
		n->packet = malloc(r->packet_length);
		if (n->packet)
			memcpy(n->packet, r->packet, r->packet_length);
		r->packet = n->packet;
		r->packet_length = n->packet ? r->packet_length : 0;
	}
	event_add(n->timer, &now);
}

/* From libunbound. SECURITY: 0 insecure, 1 bogus, 2 secure. */
static void answered(void *arg, int rcode, void *packet, int length,
		     int security, char *why, int was_ratelimited)
{
	struct validation *n = arg;
	struct validate_result *r = &n->result;

	(void)was_ratelimited;
	n->asked = false;
	r->outcome = OUTCOME_OK;
	r->rcode = rcode;
	r->verdict = security == 1 ? VALIDATE_BOGUS : security == 2 ?
		     VALIDATE_SECURE : VALIDATE_INSECURE;
	if (!rcode && packet && length > 0)
		read_packet(n, packet, (size_t)length);
	if (r->rcode == LDNS_RCODE_SERVFAIL && r->verdict != VALIDATE_BOGUS) {
		r->outcome = OUTCOME_MALFORMED;
		r->verdict = VALIDATE_INDETERMINATE;
		snprintf(r->why, sizeof(r->why), "%s",
			 _("no name server gave a usable answer"));
	}
	if (why)
		snprintf(r->why, sizeof(r->why), "%.255s", why);
	if (n->starting)
		postpone(n);
	else
		finish(n);
}

static int ask(struct validation *n, int deadline_ms, struct fault *f)
{
	struct timeval wait = dial_timeout(deadline_ms);
	int err;

	n->timer = event_new(n->validator->base, -1, 0, timer_rang, n);
	if (!n->timer || event_add(n->timer, &wait))
		return fault_set(f, _("could not look up %s: out of memory"),
				 n->name);
	n->starting = n->asked = true;
	err = ub_resolve_event(n->validator->ctx, n->name, n->type,
			       LDNS_RR_CLASS_IN, n, answered, &n->id);
	n->starting = false;
	if (!err)
		return 0;
	n->asked = false;
	return fault_set(f, _("could not look up %s: %s"), n->name,
			 ub_strerror(err));
}

struct validation *validate_start(struct validator *v, const char *name,
				  uint16_t type, int deadline_ms,
				  validate_done *done, void *arg,
				  struct fault *f)
{
	struct validation *n = calloc(1, sizeof(*n));

	if (!n || strlen(name) >= sizeof(n->name)) {
		free(n);
		fault_set(f, n ? _("%s is not a domain name") :
			  _("could not look up %s: out of memory"), name);
		return NULL;
	}
	n->validator = v;
	n->done = done;
	n->arg = arg;
	n->type = type;
	n->begun = clock_monotonic();
	snprintf(n->name, sizeof(n->name), "%s", name);
	n->next = v->first;
	if (n->next)
		n->next->link = &n->next;
	n->link = &v->first;
	v->first = n;
	if (ask(n, deadline_ms, f)) {
		validate_cancel(n);
		return NULL;
	}
	return n;
}

/* ---- the resolver ---- */

static int set(struct ub_ctx *ctx, const char *option, const char *value,
	       struct fault *f)
{
	int err = ub_ctx_set_option(ctx, option, value);

	return err ? fault_set(f, _("the resolver refused %s %s: %s"), option,
			       value, ub_strerror(err)) : 0;
}

/* Room for many targets at once, and a memory that is short. */
static int set_sizes(struct ub_ctx *ctx, int cache_max, struct fault *f)
{
	static const struct {
		const char *option, *value;	/* NULL: cache_max */
	} rows[] = {
		{ "cache-max-ttl:", NULL },
		{ "cache-max-negative-ttl:", NULL },
		{ "val-bogus-ttl:", NULL },
		{ "infra-host-ttl:", NULL },
		{ "infra-keep-probing:", "yes" },
		{ "outgoing-range:", "512" },
		{ "num-queries-per-thread:", "4096" },
		{ "rrset-cache-size:", "16m" },
		{ "msg-cache-size:", "8m" },
		{ "do-ip6:", "yes" },
		{ "trust-anchor-signaling:", "no" },
	};
	char seconds[16];

	snprintf(seconds, sizeof(seconds), "%d",
		 cache_max > 0 ? cache_max : CACHE_MAX);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (set(ctx, rows[i].option,
			rows[i].value ? rows[i].value : seconds, f))
			return -1;
	return 0;
}

/* Keeps libunbound out of networks inside, whatever delegations say. */
static int set_fence(struct ub_ctx *ctx, bool allow_inside, struct fault *f)
{
	const char *block;

	if (allow_inside)
		return set(ctx, "do-not-query-localhost:", "no", f) ||
		       set(ctx, "unblock-lan-zones:", "yes", f) ? -1 : 0;
	for (size_t i = 0; (block = address_inside_block(i)); i++)
		if (set(ctx, "do-not-query-address:", block, f))
			return -1;
	return 0;
}

static int readable(const char *path, struct fault *f)
{
	return path && access(path, R_OK) ?
	       fault_errno(f, _("could not read %s"), path) : 0;
}

static int set_sources(struct ub_ctx *ctx, const struct validate_config *c,
		       struct fault *f)
{
	int err;

	if (readable(c->trust_anchor, f) || readable(c->root_hints, f))
		return -1;
	err = c->trust_anchor ? ub_ctx_add_ta_file(ctx, c->trust_anchor) : 0;
	if (err)
		return fault_set(f, "%s: %s", c->trust_anchor,
				 ub_strerror(err));
	if (c->root_hints && set(ctx, "root-hints:", c->root_hints, f))
		return -1;
	err = c->forwarder ? ub_ctx_set_fwd(ctx, c->forwarder) : 0;
	return err ? fault_set(f, _("%s: not the address of a resolver"),
			       c->forwarder) : 0;
}

static void ignore(void *arg, int rcode, void *packet, int length,
		   int security, char *why, int was_ratelimited)
{
	(void)arg, (void)rcode, (void)packet, (void)length;
	(void)security, (void)why, (void)was_ratelimited;
}

/*
 * Has libunbound read its files now, so that a bad one is a fault here and not
 * at the first portal: "localhost." is answered from within.
 */
static int prove(struct ub_ctx *ctx, const struct validate_config *c,
		 struct fault *f)
{
	int err = ub_resolve_event(ctx, "localhost.", LDNS_RR_TYPE_A,
				   LDNS_RR_CLASS_IN, NULL, ignore, NULL);

	return err ? fault_set(f, _("the resolver does not take %s%s%s: %s"),
			       c->trust_anchor ? c->trust_anchor : "",
			       c->root_hints ? ", " : "",
			       c->root_hints ? c->root_hints : "",
			       ub_strerror(err)) : 0;
}

struct validator *validate_open(struct event_base *base,
				const struct validate_config *c,
				struct fault *f)
{
	struct validator *v = calloc(1, sizeof(*v));

	if (!v || !(v->ctx = ub_ctx_create_event(base))) {
		free(v);
		fault_set(f, _("could not start the resolver: out of memory"));
		return NULL;
	}
	v->base = base;
	ub_ctx_debugout(v->ctx, NULL);		/* not to our stderr */
	if (set_sizes(v->ctx, c->cache_max, f) ||
	    set_fence(v->ctx, c->allow_inside, f) ||
	    set_sources(v->ctx, c, f) || prove(v->ctx, c, f)) {
		validate_close(v);
		return NULL;
	}
	return v;
}

void validate_close(struct validator *v)
{
	if (!v)
		return;
	while (v->first)
		validate_cancel(v->first);
	ub_ctx_delete(v->ctx);
	free(v);
}
