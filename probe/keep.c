/* SPDX-License-Identifier: MIT */
#include "keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lang.h"
#include "probe/config.h"
#include "probe/store/ledger.h"
#include "probe/store/store.h"
#include "probe/target.h"
#include "text.h"

#define STORE_OPTIONS \
	{ "config", "FILE", N_("the configuration, which names the store"), \
	  0 }, \
	{ "store", "FILE", N_("the store itself, such as a back-up"), 0 }

const struct cli_option keep_report_options[] = {
	STORE_OPTIONS,
	{ "month", "MONTH", N_("such as 2026-11; months are in UTC"),
	  CLI_REQUIRED },
	{ 0 }
};

const struct cli_option keep_ledger_options[] = {
	STORE_OPTIONS,
	{ "head", "HASH", N_("a hash noted earlier, which must be in it"), 0 },
	{ 0 }
};

const struct cli_option keep_backup_options[] = { STORE_OPTIONS, { 0 } };

/* ---- the store ---- */

struct kept {
	const struct store_ops *ops;
	void *db;
};

static void close_kept(struct kept *k)
{
	if (k->db != NULL)
		k->ops->close(k->db);
}

static int open_path(struct cli *c, struct kept *k, const char *where)
{
	k->ops = store_engine(where);
	return k->ops->open(&k->db, where, true, &c->fault) == STORE_DONE ?
		0 : -1;
}

static int open_kept(struct cli *c, struct kept *k)
{
	const char *config = cli_value(c, "config");
	const char *where = cli_value(c, "store");
	struct config read = { 0 };
	int rc;

	memset(k, 0, sizeof(*k));
	if ((config != NULL) == (where != NULL)) {
		fault_set(&c->fault, _("either --config or --store is "
				       "expected"));
		return -1;
	}
	if (where != NULL)
		return open_path(c, k, where);
	if (config_read(&read, config, &c->fault) < 0)
		return -1;
	rc = read.store != NULL ? open_path(c, k, read.store) :
		fault_set(&c->fault, _("%s names no \"store\""), config);
	config_free(&read);
	return rc;
}

/* ---- report ---- */

struct line {
	char *target;
	struct store_sums sums;
};

struct month {
	char text[8];			/* "2026-11" */
	int64_t from, to;
	int64_t elapsed;		/* s of it that have passed */
	struct line *lines;		/* by name */
	size_t count, room;
	struct ledger_state ledger;
	bool closed;			/* all its days are in the ledger */
	char **wanted;			/* names; none: all */
	int wanted_count;
	bool failed;
};

static int parse_month(struct cli *c, struct month *m)
{
	const char *s = cli_value(c, "month");
	char first[16];
	int year, number;

	if (strlen(s) != 7 || strspn(s, "0123456789-") != 7 || s[4] != '-' ||
	    sscanf(s, "%4d-%2d", &year, &number) != 2 || number < 1 ||
	    number > 12 || year < 1970)
		return fault_set(&c->fault, _("--month: a month such as "
					      "2026-11 was expected"));
	(void)snprintf(m->text, sizeof(m->text), "%s", s);
	(void)snprintf(first, sizeof(first), "%.7s-01", s);
	if (clock_parse(first, &m->from, &c->fault) < 0)
		return -1;
	year += number / 12;
	(void)snprintf(first, sizeof(first), "%04d-%02d-01", year % 10000,
		       number % 12 + 1);
	if (clock_parse(first, &m->to, &c->fault) < 0)
		return -1;
	m->elapsed = (c->now < m->to ? c->now : m->to) - m->from;
	return 0;
}

static bool is_wanted(const struct month *m, const char *name)
{
	int i;

	for (i = 0; i < m->wanted_count; i++)
		if (strcmp(m->wanted[i], name) == 0)
			return true;
	return m->wanted_count == 0;
}

static struct line *find_line(struct month *m, const char *name)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, m->lines[middle].target);

		if (order == 0)
			return &m->lines[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (m->count == m->room) {
		size_t room = m->room ? m->room * 2 : 64;
		struct line *more = realloc(m->lines, room * sizeof(*more));

		if (more == NULL)
			return NULL;
		m->lines = more;
		m->room = room;
	}
	memmove(&m->lines[low + 1], &m->lines[low],
		(m->count - low) * sizeof(*m->lines));
	memset(&m->lines[low], 0, sizeof(*m->lines));
	m->lines[low].target = strdup(name);
	m->count++;
	return m->lines[low].target != NULL ? &m->lines[low] : NULL;
}

static int add_day(void *arg, const struct store_rollup *r)
{
	struct month *m = arg;
	struct line *l;

	if (!is_wanted(m, r->target))
		return 0;
	l = find_line(m, r->target);
	if (l == NULL) {
		m->failed = true;
		return 1;
	}
	store_sums_join(&l->sums, &r->sums);
	return 0;
}

static int read_month(struct cli *c, struct kept *k, struct month *m)
{
	struct fault *f = &c->fault;

	if (ledger_state(k->ops, k->db, &m->ledger, f) < 0 ||
	    k->ops->rollups(k->db, STORE_DAY, m->from, m->to, NULL, add_day, m,
			    f) < 0)
		return -1;
	if (m->failed)
		return fault_set(f, _("out of memory"));
	if (m->count == 0) {
		fault_set(f, _("there is nothing of %s in the store"),
			  m->text);
		return fault_hint(f, _("it has what the probe saw since it "
				       "was given a store, by names"));
	}
	m->closed = m->ledger.last.number > 0 &&
		m->ledger.last.day >= m->to - STORE_DAY;
	return 0;
}

static void free_month(struct month *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		free(m->lines[i].target);
	free(m->lines);
}

static const char *const kinds[STORE_KINDS] = {
	"ipv4", "ipv6", "either", "both",
};

/* Of the time that is known; negative: none is. */
static double ratio(const struct store_sums *s, int kind)
{
	int64_t known = s->up[kind] + s->down[kind];

	return known > 0 ? (double)s->up[kind] / (double)known : -1;
}

static double measured(const struct month *m, const struct store_sums *s)
{
	double known = (double)(s->up[STORE_EITHER] + s->down[STORE_EITHER]);

	if (m->elapsed <= 0)
		return 0;
	known /= (double)m->elapsed;
	return known > 1 ? 1 : known;
}

static void print_share(double share)
{
	/* cut, not rounded: 99.9996 % is not 100 % */
	if (share < 0)
		printf("  %10s", "-");
	else
		printf("  %8.3f %%",
		       (double)(int64_t)(share * 100000 + 1e-9) / 1000);
}

static void print_ms(const struct store_sums *s, int family)
{
	if (s->answers[family] == 0)
		printf("  %8s", "-");
	else
		printf("  %8.1f", (double)s->us_sum[family] / 1000 /
		       (double)s->answers[family]);
}

static void print_ledger(const struct month *m)
{
	const struct store_entry *e = &m->ledger.last;
	char day[CLOCK_TEXT];

	if (e->number == 0) {
		printf(_("No day is closed yet: these figures may still "
			 "change.\n"));
		return;
	}
	printf(_("Ledger: closed through %.10s, entry %lld, hash %s\n"),
	       clock_format(e->day, day), (long long)e->number, e->hash);
	if (!m->closed)
		printf(_("The month is not closed: later days may still "
			 "change.\n"));
}

static void print_month(const struct month *m)
{
	size_t i, width = 4;
	int k;

	for (i = 0; i < m->count; i++)
		if (strlen(m->lines[i].target) > width)
			width = strlen(m->lines[i].target);
	printf(_("Availability in %s (UTC), of the time that was measured\n"),
	       m->text);
	printf("\n%-*s  %10s  %10s  %10s  %10s  %10s  %8s  %8s\n", (int)width,
	       _("name"), _("measured"), "IPv4", "IPv6", _("either"),
	       _("both"), _("ms IPv4"), _("ms IPv6"));
	for (i = 0; i < m->count; i++) {
		const struct store_sums *s = &m->lines[i].sums;

		printf("%-*s", (int)width, m->lines[i].target);
		print_share(measured(m, s));
		for (k = 0; k < STORE_KINDS; k++)
			print_share(ratio(s, k));
		print_ms(s, 0);
		print_ms(s, 1);
		printf("\n");
	}
	printf("\n");
	print_ledger(m);
}

static json_t *kind_object(const struct store_sums *s, int kind)
{
	json_t *o = json_pack("{s:I,s:I}",
			      "up_seconds", (json_int_t)s->up[kind],
			      "down_seconds", (json_int_t)s->down[kind]);

	if (ratio(s, kind) >= 0)
		(void)json_object_set_new(o, "ratio",
					  json_real(ratio(s, kind)));
	if (kind < STORE_FAMILIES && s->answers[kind] > 0) {
		(void)json_object_set_new(o, "mean_ms", json_real(
			(double)s->us_sum[kind] / 1000 /
			(double)s->answers[kind]));
		(void)json_object_set_new(o, "max_ms", json_real(
			(double)s->us_max[kind] / 1000));
	}
	return o;
}

static json_t *line_object(const struct month *m, const struct line *l)
{
	json_t *o = json_pack("{s:s,s:I,s:f}", "target", l->target,
			      "samples", (json_int_t)l->sums.samples,
			      "measured", measured(m, &l->sums));
	int k;

	for (k = 0; k < STORE_KINDS; k++)
		(void)json_object_set_new(o, kinds[k],
					  kind_object(&l->sums, k));
	return o;
}

static int month_json(struct cli *c, const struct month *m)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	json_t *lines = json_array(), *o;
	size_t i;

	for (i = 0; i < m->count; i++)
		if (json_array_append_new(lines,
					  line_object(m, &m->lines[i])) < 0) {
			json_decref(lines);
			return fault_set(&c->fault, _("out of memory"));
		}
	o = json_pack("{s:s,s:s,s:s,s:s,s:b,s:o,s:o}",
		      "schema", "khien.availability/1", "month", m->text,
		      "from", clock_format(m->from, from),
		      "to", clock_format(m->to, to), "closed", m->closed,
		      "ledger", ledger_json(&m->ledger), "targets", lines);
	return cli_print_json(c, o);
}

int keep_report(struct cli *c)
{
	struct month m = { .wanted = c->args, .wanted_count = c->arg_count };
	struct kept k = { 0 };
	int status = -1;

	if (parse_month(c, &m) < 0 || open_kept(c, &k) < 0 ||
	    read_month(c, &k, &m) < 0)
		goto out;
	status = 0;
	if (c->json)
		status = month_json(c, &m);
	else
		print_month(&m);
out:
	free_month(&m);
	close_kept(&k);
	return status;
}

/* ---- ledger ---- */

static int ledger_verify(struct cli *c, struct kept *k)
{
	struct ledger_verdict v;
	json_t *o;

	if (ledger_check(k->ops, k->db, cli_value(c, "head"), &v,
			 &c->fault) < 0)
		return -1;
	if (c->json) {
		o = json_pack("{s:s,s:b,s:o}", "schema", "khien.ledger/1",
			      "intact", v.intact, "head",
			      ledger_json(&v.state));
		if (o != NULL && !v.intact)
			(void)json_object_set_new(o, "broken",
						  json_string(v.why));
		if (cli_print_json(c, o) < 0)
			return -1;
	} else if (v.intact) {
		printf(_("The ledger is intact: %lld days, hash %s\n"),
		       (long long)v.state.last.number, v.state.last.hash);
	} else {
		printf(_("The ledger is broken: %s\n"), v.why);
	}
	return v.intact ? 0 : EXIT_REFUSED;
}

static int show_entry(void *arg, const struct store_entry *e)
{
	char day[CLOCK_TEXT];

	(void)arg;
	printf("%lld %.10s %lld %s\n", (long long)e->number,
	       clock_format(e->day, day), (long long)e->targets, e->hash);
	return 0;
}

static int list_entry(void *arg, const struct store_entry *e)
{
	struct ledger_state s = { .last = *e };

	return json_array_append_new(arg, ledger_json(&s));
}

static int ledger_show(struct cli *c, struct kept *k)
{
	json_t *list;

	if (!c->json)
		return k->ops->ledger(k->db, show_entry, NULL, &c->fault);
	list = json_array();
	if (k->ops->ledger(k->db, list_entry, list, &c->fault) < 0) {
		json_decref(list);
		return -1;
	}
	return cli_print_json(c, json_pack("{s:s,s:o}", "schema",
					   "khien.ledger/1", "entries", list));
}

int keep_ledger(struct cli *c)
{
	static const struct {
		const char *word;
		int (*run)(struct cli *c, struct kept *k);
	} rows[] = { { "verify", ledger_verify }, { "show", ledger_show } };
	struct kept k = { 0 };
	int status = -1;
	size_t i;

	for (i = 0; i < 2; i++)
		if (strcmp(rows[i].word, c->args[0]) == 0)
			break;
	if (i == 2)
		fault_set(&c->fault, _("ledger: verify or show was "
				       "expected"));
	else if (open_kept(c, &k) == 0)
		status = rows[i].run(c, &k);
	close_kept(&k);
	return status;
}

/* ---- backup ---- */

int keep_backup(struct cli *c)
{
	struct kept k = { 0 };
	int status = -1;

	if (open_kept(c, &k) == 0 &&
	    k.ops->backup(k.db, c->args[0], &c->fault) == 0) {
		cli_made(c, "backup", c->args[0], NULL);
		status = 0;
	}
	close_kept(&k);
	return status;
}
