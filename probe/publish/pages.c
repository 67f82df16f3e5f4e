/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openapi.h"
#include "probe/publish/api.h"
#include "probe/publish/blackbox.h"
#include "probe/publish/self.h"
#include "probe/publish/zabbix.h"

#define SHARDS 1000		/* most that may be asked for */

const char pages_json[] = "application/json";

static const char metrics_type[] = "text/plain; version=0.0.4; charset=utf-8";
static const char openmetrics_type[] =
	"application/openmetrics-text; version=1.0.0; charset=utf-8";

void pages_refuse(struct web_answer *a, int status, const char *fmt, ...)
{
	va_list ap;

	a->status = status;
	va_start(ap, fmt);
	text_vprintf(&a->body, fmt, ap);
	va_end(ap);
	text_add(&a->body, "\n");
}

bool pages_number(const struct web_request *q, struct web_answer *a,
		  const char *name, int64_t min, int64_t max, int64_t *out)
{
	const char *s = web_query(q, name);
	long long n;
	char *end;

	if (s == NULL)
		return true;
	n = strtoll(s, &end, 10);
	if (*s >= '0' && *s <= '9' && *end == '\0' && n >= min && n <= max) {
		*out = n;
		return true;
	}
	pages_refuse(a, 400, "%s: a number from %lld to %lld was expected",
		     name, (long long)min, (long long)max);
	return false;
}

/* ---- the pages that are not in files of their own ---- */

/* "K/N", K from 1 to N. */
static bool read_shard(const struct web_request *q, struct web_answer *a,
		       struct engine_shard *shard)
{
	const char *s = web_query(q, "shard");
	unsigned k, n;
	char more;

	*shard = (struct engine_shard) { 0, 1 };
	if (s == NULL)
		return true;
	if (strspn(s, "0123456789/") == strlen(s) && strlen(s) < 10 &&
	    sscanf(s, "%u/%u%c", &k, &n, &more) == 2 && k >= 1 && k <= n &&
	    n <= SHARDS) {
		*shard = (struct engine_shard) { k - 1, n };
		return true;
	}
	pages_refuse(a, 400, "shard: K/N was expected, such as 1/4; N is at "
		     "most %d", SHARDS);
	return false;
}

/* The probe's own figures are in the first shard, so that they come once. */
static void metrics(struct pages *p, const struct web_request *q,
		    struct web_answer *a)
{
	struct self self = {
		.reload_good = p->reload_good, .reload_time = p->reload_time,
		.lines_dropped = lines_dropped(p->lines),
	};
	struct store_figures kept;
	struct engine_shard shard;

	if (!read_shard(q, a, &shard))
		return;
	if (p->store != NULL) {
		store_figures(p->store, &kept);
		self.store = &kept;
	}
	a->type = q->openmetrics ? openmetrics_type : metrics_type;
	engine_metrics(p->engine, &shard, &self, &a->body, q->openmetrics);
	if (shard.index == 0)
		self_write(&a->body, &self, q->openmetrics);
	text_add(&a->body, "# EOF\n");
}

static void health(struct pages *p, const struct web_request *q,
		   struct web_answer *a)
{
	(void)q;
	if (!engine_health(p->engine, &a->body))
		a->status = 503;
}

static void description(struct pages *p, const struct web_request *q,
			struct web_answer *a)
{
	(void)p;
	(void)q;
	a->type = pages_json;
	text_add(&a->body, openapi_text);
}

/* ---- all of them ---- */

static const struct page {
	const char *path;	/* one that ends in "/" has names below it */
	void (*answer)(struct pages *p, const struct web_request *q,
		       struct web_answer *a);
} rows[] = {
	{ "/metrics", metrics },
	{ "/healthz", health },
	{ "/probe", blackbox_page },
	{ "/api/v1/targets", api_targets },
	{ "/api/v1/targets/", api_target },
	{ "/api/v1/events", api_events },
	{ "/api/v1/openapi.json", description },
	{ "/api/v1/zabbix/discovery", zabbix_discovery },
	{ "/api/v1/zabbix/sender", zabbix_sender },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool is_at(const struct page *row, const char *path)
{
	size_t n = strlen(row->path);

	if (row->path[n - 1] == '/')
		return strncmp(path, row->path, n) == 0 && path[n] != '\0';
	return strcmp(path, row->path) == 0;
}

void pages_answer(void *arg, const struct web_request *q,
		  struct web_answer *a)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (is_at(&rows[i], q->path)) {
			rows[i].answer(arg, q, a);
			return;
		}
	/* what there is, for who comes by hand */
	a->status = strcmp(q->path, "/") == 0 ? 200 : 404;
	text_add(&a->body, "khien-probe\n");
	for (i = 0; i < ROWS; i++)
		text_printf(&a->body, "%s\n", rows[i].path);
}
