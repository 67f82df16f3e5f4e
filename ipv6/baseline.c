/* SPDX-License-Identifier: MIT */
/* baseline: see baseline.h. */
#include "baseline.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "checks.h"
#include "clock.h"
#include "json.h"
#include "lang.h"
#include "prefix.h"
#include "reach.h"
#include "roles.h"
#include "see/rows.h"
#include "text.h"

#define SCHEMA "khien.ipv6-baseline/1"
#define ITEM (PREFIX_TEXT + IF_NAMESIZE + 8)

static const struct {
	const char *member, *check;
	size_t part;		/* of the facts it comes from */
} lists[BASELINE_LISTS] = {
	[BASELINE_ROUTERS] = { "routers", "baseline.router",
		offsetof(struct v6_facts, routes_part) },
	[BASELINE_PREFIXES] = { "prefixes", "baseline.prefix",
		offsetof(struct v6_facts, addresses_part) },
	[BASELINE_ADDRESSES] = { "addresses", "baseline.address",
		offsetof(struct v6_facts, addresses_part) },
	[BASELINE_PORTS] = { "ports", "baseline.port",
		offsetof(struct v6_facts, listeners_part) },
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has(const struct baseline_items *items, const char *s)
{
	return items->count > 0 &&
		bsearch(&s, items->rows, items->count, sizeof(*items->rows),
			by_text) != NULL;
}

/* Unsorted until sort_all(). */
static int add(struct baseline_items *items, const char *s)
{
	char **grown = rows_grow(items->rows, items->count, &items->room,
				 sizeof(*grown));

	if (grown == NULL)
		return -1;
	items->rows = grown;
	grown[items->count] = strdup(s);
	if (grown[items->count] == NULL)
		return -1;
	text_clean(grown[items->count++]);
	return 0;
}

static void sort_all(struct baseline *b)
{
	struct baseline_items *items;
	size_t i, kept;
	int k;

	for (k = 0; k < BASELINE_LISTS; k++) {
		items = &b->lists[k];
		if (items->count == 0)
			continue;
		qsort(items->rows, items->count, sizeof(*items->rows),
		      by_text);
		for (i = kept = 1; i < items->count; i++) {
			if (strcmp(items->rows[i], items->rows[kept - 1]) == 0)
				free(items->rows[i]);
			else
				items->rows[kept++] = items->rows[i];
		}
		items->count = kept;
	}
}

/* ---- from facts ---- */

static int add_routers(struct baseline *b, const struct v6_facts *f)
{
	char text[ITEM], gateway[PREFIX_TEXT];
	size_t i;
	unsigned k;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		for (k = 0; r->family == AF_INET6 && k < r->leg_count &&
		     k < V6_LEGS; k++) {
			const struct v6_leg *g = &r->legs[k];
			const struct v6_link *l = roles_link(f, g->ifindex);

			if (g->family == AF_UNSPEC || l == NULL)
				continue;
			snprintf(text, sizeof(text), "%s %s", l->name,
				 prefix_format(&g->gateway, gateway));
			if (add(&b->lists[BASELINE_ROUTERS], text) != 0)
				return -1;
		}
	}
	return 0;
}

static int add_addresses(struct baseline *b, const struct v6_facts *f)
{
	char text[ITEM], address[PREFIX_TEXT];
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];
		const struct v6_link *l = roles_link(f, a->ifindex);
		struct in6_addr prefix = prefix_mask(&a->address, a->length);

		if (l == NULL || !roles_address_wide(a) ||
		    (a->flags & IFA_F_TEMPORARY))
			continue;
		snprintf(text, sizeof(text), "%s %s/%u", l->name,
			 prefix_format(&a->address, address), a->length);
		if (add(&b->lists[BASELINE_ADDRESSES], text) != 0)
			return -1;
		snprintf(text, sizeof(text), "%s %s/%u", l->name,
			 prefix_format(&prefix, address), a->length);
		if (add(&b->lists[BASELINE_PREFIXES], text) != 0)
			return -1;
	}
	return 0;
}

static int add_ports(struct baseline *b, const struct v6_facts *f)
{
	struct baseline_items *items = &b->lists[BASELINE_PORTS];
	char text[ITEM];
	size_t i;

	for (i = 0; i < f->listener_count; i++) {
		uint16_t port = f->listeners[i].port;
		struct reach r = reach_of(f, port);

		snprintf(text, sizeof(text), "tcp/%u inet", port);
		if (r.v4 != NULL && add(items, text) != 0)
			return -1;
		snprintf(text, sizeof(text), "tcp/%u inet6", port);
		if (r.v6 != NULL && add(items, text) != 0)
			return -1;
	}
	return 0;
}

int baseline_of(struct baseline *b, const struct v6_facts *f,
		struct fault *fault)
{
	memset(b, 0, sizeof(*b));
	if (add_routers(b, f) != 0 || add_addresses(b, f) != 0 ||
	    add_ports(b, f) != 0)
		return fault_set(fault, _("memory ran out"));
	sort_all(b);
	return 0;
}

/* ---- the file ---- */

json_t *baseline_json(const struct baseline *b, const char *host, int64_t time)
{
	char when[CLOCK_TEXT], name[256];
	json_t *o, *list;
	size_t i;
	int k;

	snprintf(name, sizeof(name), "%s", host);
	text_clean(name);
	o = json_pack("{s:s, s:s, s:s, s:s}", "schema", SCHEMA,
		      "version", KHIEN_VERSION, "time",
		      clock_format(time, when), "host", name);
	for (k = 0; o != NULL && k < BASELINE_LISTS; k++) {
		bool whole = true;

		list = json_array();
		for (i = 0; i < b->lists[k].count; i++)
			whole &= json_array_append_new(list, json_string(
						b->lists[k].rows[i])) == 0;
		if (!whole ||
		    json_object_set(o, lists[k].member, list) != 0) {
			json_decref(o);
			o = NULL;
		}
		json_decref(list);
	}
	return o;
}

static int read_list(struct baseline *b, const struct json_file *j, int k,
		     struct fault *f)
{
	char where[64];
	json_t *list, *one;
	size_t i;

	snprintf(where, sizeof(where), "/%s", lists[k].member);
	list = json_file_at(j, where);
	if (!json_is_array(list))
		return json_file_fault(j, where, f, _("\"%s\" must be a list"),
				       lists[k].member);
	json_array_foreach(list, i, one) {
		const char *s = json_string_value(one);

		if (s == NULL || s[0] == '\0' || strlen(s) >= ITEM) {
			snprintf(where, sizeof(where), "/%s/%zu",
				 lists[k].member, i);
			return json_file_fault(j, where, f, _("a short string "
					       "was expected"));
		}
		if (add(&b->lists[k], s) != 0)
			return fault_set(f, _("memory ran out"));
	}
	return 0;
}

static int read_all(struct baseline *b, const struct json_file *j,
		    struct fault *f)
{
	static const char *const members[] = { "schema", "version", "time",
		"host", "routers", "prefixes", "addresses", "ports", NULL };
	const char *schema = "";
	int k;

	if (json_file_string(j, "", "schema", &schema, f) != 0)
		return -1;
	if (strcmp(schema, SCHEMA) != 0) {
		json_file_fault(j, "/schema", f, _("the schema must be \"%s\""),
				SCHEMA);
		return fault_hint(f, _("`khien-ipv6 baseline` writes such a "
				       "file"));
	}
	if (json_file_only(j, "", members, f) != 0)
		return -1;
	for (k = 0; k < BASELINE_LISTS; k++)
		if (read_list(b, j, k, f) != 0)
			return -1;
	sort_all(b);
	return 0;
}

int baseline_read(struct baseline *b, const char *path, struct fault *f)
{
	struct json_file j;
	int status;

	memset(b, 0, sizeof(*b));
	if (json_file_read(&j, path, f) != 0)
		return -1;
	status = read_all(b, &j, f);
	json_file_free(&j);
	return status;
}

/* ---- judging ---- */

int baseline_apply(const struct baseline *b, struct v6_facts *f,
		   struct fault *fault)
{
	const struct baseline_items *items = &b->lists[BASELINE_ROUTERS];
	size_t i;

	if (f->router_count > 0)
		return 0;
	for (i = 0; i < items->count; i++) {
		const char *gateway = strchr(items->rows[i], ' ');
		struct v6_router one, *grown;

		if (gateway == NULL ||
		    !prefix_parse(gateway + 1, &one.address))
			return fault_set(fault, _("the baseline's router \"%s\""
					 " is not of the form \"eth0 fe80::1\""),
					 items->rows[i]);
		grown = rows_grow(f->routers, f->router_count,
				  &f->router_room, sizeof(one));
		if (grown == NULL)
			return fault_set(fault, _("memory ran out"));
		f->routers = grown;
		f->routers[f->router_count++] = one;
	}
	return 0;
}

static const struct check *row(int k)
{
	return check_find(ipv6_checks[V6_GROUP_BASELINE], lists[k].check);
}

static void tell(struct report *r, int k, const char *subject, enum verdict v,
		 const char *observed, const char *expected)
{
	const struct subject host = { "host", NULL };
	const struct subject s = { subject, &host };
	struct judgement j = { .who = row(k)->who };

	check_observed(&j, "%s", observed);
	check_expected(&j, "%s", expected);
	report_add(r, row(k), &s, v, &j);
}

/* A router that came by advertisement is ra.rogue's matter. */
static bool is_advertised(const struct v6_facts *f, const char *item)
{
	struct in6_addr gateway;
	size_t i;
	unsigned k;

	if (!prefix_parse(strchr(item, ' ') + 1, &gateway))
		return false;
	for (i = 0; i < f->route_count; i++)
		for (k = 0; k < f->routes[i].leg_count && k < V6_LEGS; k++)
			if (f->routes[i].protocol == RTPROT_RA &&
			    IN6_ARE_ADDR_EQUAL(&f->routes[i].legs[k].gateway,
					       &gateway))
				return true;
	return false;
}

static void compare(struct report *r, int k, const struct baseline_items *want,
		    const struct baseline_items *have,
		    const struct v6_facts *f)
{
	bool same = true;
	size_t i;

	for (i = 0; i < want->count; i++) {
		if (has(have, want->rows[i]))
			continue;
		tell(r, k, want->rows[i], VERDICT_FAIL, _("is not there"),
		     _("as the baseline has it"));
		same = false;
	}
	for (i = 0; i < have->count; i++) {
		if (has(want, have->rows[i]) || (k == BASELINE_ROUTERS &&
		    f->router_count > 0 && is_advertised(f, have->rows[i])))
			continue;
		tell(r, k, have->rows[i], VERDICT_FAIL,
		     _("is there, and not in the baseline"), "");
		same = false;
	}
	if (same)
		tell(r, k, "host", VERDICT_PASS, "", "");
}

int baseline_judge(struct report *r, const struct baseline *b,
		   const struct v6_facts *f, struct fault *fault)
{
	struct baseline now;
	int k, status = baseline_of(&now, f, fault);

	for (k = 0; status == 0 && k < BASELINE_LISTS; k++) {
		const struct v6_part *part = (const void *)
			((const char *)f + lists[k].part);

		if (part->seen)
			compare(r, k, &b->lists[k], &now.lists[k], f);
		else
			tell(r, k, "host", VERDICT_UNKNOWN, part->why[0] ?
			     part->why : strerror(part->error), "");
	}
	baseline_free(&now);
	return status;
}

void baseline_free(struct baseline *b)
{
	size_t i;
	int k;

	for (k = 0; k < BASELINE_LISTS; k++) {
		for (i = 0; i < b->lists[k].count; i++)
			free(b->lists[k].rows[i]);
		free(b->lists[k].rows);
	}
	memset(b, 0, sizeof(*b));
}
