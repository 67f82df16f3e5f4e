/* SPDX-License-Identifier: MIT */
#include "zabbix.h"

#include "check.h"
#include "probe/engine_view.h"

void zabbix_discovery(struct pages *p, const struct web_request *q,
		      struct web_answer *a)
{
	size_t i, count = engine_view_count(p->engine);
	struct engine_view v;

	(void)q;
	a->type = pages_json;
	text_add(&a->body, "[");
	for (i = 0; i < count; i++) {
		engine_view_at(p->engine, i, &v);
		text_printf(&a->body, "%s{\"{#TARGET}\":\"%s\"}",
			    i > 0 ? "," : "", v.watch->target.name);
	}
	text_add(&a->body, "]\n");
}

static void add_family(struct text *t, const struct engine_view *v, int family)
{
	const char *word = family == FAMILY_IPV6 ? "ipv6" : "ipv4";
	const char *name = v->watch->target.name;
	const struct glance *g = &v->watch->glance;
	const struct glance_family *f = &g->families[family];
	long long time = (long long)g->time;

	if (f->state != STORE_UNKNOWN)
		text_printf(t, "- khien.up[%s,%s] %lld %d\n", name, word, time,
			    f->state == STORE_UP);
	if (f->status != 0)
		text_printf(t, "- khien.status[%s,%s] %lld %d\n", name, word,
			    time, f->status);
	if (f->timed)
		text_printf(t, "- khien.seconds[%s,%s] %lld %.6f\n", name,
			    word, time, f->total_ms / 1000);
	if (f->not_after != 0)
		text_printf(t, "- khien.not_after[%s,%s] %lld %lld\n", name,
			    word, time, (long long)f->not_after);
}

void zabbix_sender(struct pages *p, const struct web_request *q,
		   struct web_answer *a)
{
	size_t i, count = engine_view_count(p->engine);
	struct engine_view v;
	int family;

	(void)q;
	for (i = 0; i < count; i++) {
		engine_view_at(p->engine, i, &v);
		if (v.watch->glance.time == 0)
			continue;
		text_printf(&a->body, "- khien.verdict[%s] %lld %d\n",
			    v.watch->target.name,
			    (long long)v.watch->glance.time,
			    check_verdict_exit(engine_view_verdict(&v)));
		for (family = 0; family < FAMILIES; family++)
			add_family(&a->body, &v, family);
	}
}
