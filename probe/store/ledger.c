/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"
#include "probe/store/day.h"

/* The chain, and the day whose figures are being read. */
struct reading {
	struct store_entry *entries;
	size_t count, room;
	size_t at;			/* the entry whose day comes next */
	struct day_digest digest;
	int64_t day;			/* -1: none yet */
	struct ledger_verdict *verdict;
	bool failed;			/* memory */
};

static int keep_last(void *arg, const struct store_entry *e)
{
	((struct ledger_state *)arg)->last = *e;
	return 0;
}

int ledger_state(const struct store_ops *ops, void *db,
		 struct ledger_state *s, struct fault *f)
{
	memset(s, 0, sizeof(*s));
	return ops->ledger(db, keep_last, s, f);
}

json_t *ledger_json(const struct ledger_state *s)
{
	const struct store_entry *e = &s->last;
	char day[CLOCK_TEXT];

	if (e->number == 0)
		return json_null();
	(void)clock_format(e->day, day);
	day[10] = '\0';
	return json_pack("{s:I,s:s,s:I,s:s,s:s}",
			 "number", (json_int_t)e->number, "day", day,
			 "targets", (json_int_t)e->targets,
			 "digest", e->digest, "hash", e->hash);
}

/* ---- the chain ---- */

/* The first thing that is wrong counts. Returns 1: no need to read on. */
static int broken(struct reading *r, int64_t day, const char *why)
{
	char text[CLOCK_TEXT];

	if (!r->verdict->intact)
		return 1;
	r->verdict->intact = false;
	(void)snprintf(r->verdict->why, sizeof(r->verdict->why), "%.10s: %s",
		       clock_format(day, text), why);
	return 1;
}

static int keep_entry(void *arg, const struct store_entry *e)
{
	struct reading *r = arg;

	if (r->count == r->room) {
		size_t room = r->room ? r->room * 2 : 64;
		struct store_entry *more = realloc(r->entries,
						   room * sizeof(*more));

		if (more == NULL) {
			r->failed = true;
			return 1;
		}
		r->entries = more;
		r->room = room;
	}
	r->entries[r->count++] = *e;
	return 0;
}

static void check_chain(struct reading *r)
{
	const char *previous = "";
	char hash[STORE_HASH];
	int64_t day = -1;
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct store_entry *e = &r->entries[i];

		day_entry_hash(e, hash);
		if (e->number != (int64_t)i + 1 || e->day <= day)
			(void)broken(r, e->day, _("an entry before it is "
						  "missing"));
		else if (strcmp(e->previous, previous) != 0)
			(void)broken(r, e->day, _("its entry does not follow "
						  "the one before"));
		else if (strcmp(e->hash, hash) != 0)
			(void)broken(r, e->day, _("its entry was changed"));
		previous = e->hash;
		day = e->day;
	}
}

/* ---- the figures ---- */

/* The figures of a day were all read: they must be what was vouched for. */
static int end_day(struct reading *r)
{
	const struct store_entry *e = r->at < r->count ?
		&r->entries[r->at] : NULL;
	char digest[STORE_HASH];
	int64_t targets;

	if (r->day < 0)
		return 0;
	targets = day_end(&r->digest, digest);
	if (e != NULL && e->day < r->day)
		return broken(r, e->day, _("its figures are gone"));
	if (e != NULL && e->day > r->day)
		return broken(r, r->day, _("there are figures, but no entry"));
	if (e == NULL)
		return 0;	/* not closed yet */
	r->at++;
	if (targets != e->targets || strcmp(digest, e->digest) != 0)
		return broken(r, r->day, _("its figures were changed"));
	return 0;
}

static int read_figures(void *arg, const struct store_rollup *row)
{
	struct reading *r = arg;

	if (row->time != r->day) {
		if (end_day(r) != 0)
			return 1;
		r->day = row->time;
		day_begin(&r->digest);
	}
	return day_add(&r->digest, row);
}

static int check_figures(struct reading *r, const struct store_ops *ops,
			 void *db, struct fault *f)
{
	r->day = -1;
	if (ops->rollups(db, STORE_DAY, 0, INT64_MAX, NULL, read_figures, r,
			 f) < 0)
		return -1;
	if (r->verdict->intact && end_day(r) == 0 && r->at < r->count)
		(void)broken(r, r->entries[r->at].day,
			     _("its figures are gone"));
	return 0;
}

static void check_head(struct reading *r, const char *head)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strcasecmp(r->entries[i].hash, head) == 0)
			return;
	if (!r->verdict->intact)
		return;
	r->verdict->intact = false;
	(void)snprintf(r->verdict->why, sizeof(r->verdict->why),
		       _("%.64s is not in it"), head);
}

int ledger_check(const struct store_ops *ops, void *db, const char *head,
		 struct ledger_verdict *v, struct fault *f)
{
	struct reading r = { .verdict = v };
	int rc;

	memset(v, 0, sizeof(*v));
	v->intact = true;
	rc = ops->ledger(db, keep_entry, &r, f);
	if (rc == 0 && r.failed)
		rc = fault_set(f, _("out of memory"));
	if (rc == 0) {
		if (r.count > 0)
			v->state.last = r.entries[r.count - 1];
		check_chain(&r);
		if (v->intact)
			rc = check_figures(&r, ops, db, f);
		if (rc == 0 && head != NULL)
			check_head(&r, head);
	}
	free(r.entries);
	return rc;
}
