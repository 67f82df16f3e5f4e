/* SPDX-License-Identifier: MIT */
/* record: facts to JSON, by the table. Reading is record_read.c's. */
#include "record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "json.h"
#include "prefix.h"

#define TEXT_MAX 256

/* ---- values in memory ---- */

static const void *at(const void *item, size_t offset)
{
	return (const char *)item + offset;
}

static size_t size_at(const void *item, size_t offset)
{
	size_t n;

	memcpy(&n, at(item, offset), sizeof(n));
	return n;
}

static const struct v6_part *part_of(const struct v6_facts *f,
				     const struct field_list *l)
{
	return at(f, l->part);
}

static const void *items_of(const struct v6_facts *f,
			    const struct field_list *l)
{
	const void *items;

	memcpy(&items, at(f, l->items), sizeof(items));
	return items;
}

static bool all_zero(const void *data, size_t size)
{
	const unsigned char *c = data;
	size_t i;

	for (i = 0; i < size; i++)
		if (c[i] != 0)
			return false;
	return true;
}

static bool present(const struct field *d, const void *item)
{
	unsigned have;
	bool flag;

	switch (d->presence) {
	case FIELD_ALWAYS:
		break;
	case FIELD_HAVE:
		memcpy(&have, at(item, d->have), sizeof(have));
		return have & d->bit;
	case FIELD_FLAG:
		memcpy(&flag, at(item, d->have), sizeof(flag));
		return flag;
	case FIELD_NONZERO:
		return !all_zero(at(item, d->offset), d->size);
	}
	return true;
}

/* Integers of every size there is, host byte order. */
static int64_t number(const struct field *d, const void *value)
{
	int8_t i8;
	int16_t i16;
	int32_t i32;
	int64_t i64;

	switch (d->size) {
	case 1:
		memcpy(&i8, value, 1);
		return d->is_signed ? i8 : (uint8_t)i8;
	case 2:
		memcpy(&i16, value, 2);
		return d->is_signed ? i16 : (uint16_t)i16;
	case 4:
		memcpy(&i32, value, 4);
		return d->is_signed ? i32 : (int64_t)(uint32_t)i32;
	default:
		memcpy(&i64, value, sizeof(i64));
		return i64;
	}
}

/* ---- to JSON ---- */

/* LIST with ITEM at its end; NULL, and both gone, where memory ran out. */
static json_t *append(json_t *list, json_t *item)
{
	if (list != NULL && item != NULL &&
	    json_array_append(list, item) == 0) {
		json_decref(item);
		return list;
	}
	json_decref(item);
	json_decref(list);
	return NULL;
}

static json_t *object_json(const struct field *fields,
			   const struct v6_facts *f, const void *item);

static json_t *words_json(const struct field_word *w, uint32_t bits)
{
	json_t *list = json_array();
	char rest[16];

	for (; w->name != NULL; w++)
		if (bits & w->number) {
			list = append(list, json_string(w->name));
			bits &= ~w->number;
		}
	if (bits != 0) {
		snprintf(rest, sizeof(rest), "0x%" PRIx32, bits);
		list = append(list, json_string(rest));
	}
	return list;
}

static json_t *text_json(const struct field *d, const char *s)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "%.*s", (int)strnlen(s, d->size), s);
	text_clean(text);	/* the name of a link may be any bytes */
	return json_string(text);
}

static json_t *family_json(int family)
{
	return family == AF_INET ? json_string("inet") :
		family == AF_INET6 ? json_string("inet6") : json_null();
}

static json_t *rows_json(const struct field *d, const struct v6_facts *f,
			 const void *item)
{
	json_t *list = json_array();
	unsigned count, i;

	memcpy(&count, at(item, d->count), sizeof(count));
	for (i = 0; i < count && i < d->size / d->item; i++)
		list = append(list, object_json(d->fields, f,
				at(item, d->offset + i * d->item)));
	return list;
}

static json_t *value_json(const struct field *d, const struct v6_facts *f,
			  const void *item)
{
	const void *v = at(item, d->offset);
	char text[PREFIX_TEXT], digits[16];

	switch (d->kind) {
	case FIELD_NUMBER:
		return json_integer(number(d, v));
	case FIELD_BOOL:
		return json_boolean(*(const bool *)v);
	case FIELD_TEXT:
		return text_json(d, v);
	case FIELD_ADDRESS:
		return json_string(prefix_format(v, text));
	case FIELD_FAMILY:
		return family_json((int)number(d, v));
	case FIELD_WORD:
		return json_string(fields_word(d->words,
					       (uint32_t)number(d, v), digits));
	case FIELD_WORDS:
		return words_json(d->words, (uint32_t)number(d, v));
	case FIELD_SECONDS:
		return number(d, v) == V6_FOREVER ? json_null() :
			json_integer(number(d, v));
	case FIELD_OBJECT:
		return object_json(d->fields, f, v);
	case FIELD_ROWS:
		return rows_json(d, f, item);
	case FIELD_DERIVED:
		return d->derive(f, item);
	}
	return NULL;
}

static json_t *object_json(const struct field *fields,
			   const struct v6_facts *f, const void *item)
{
	json_t *o = json_object();
	const struct field *d;

	for (d = fields; o != NULL && d->name != NULL; d++)
		if (present(d, item) &&
		    json_object_set_new(o, d->name,
					value_json(d, f, item)) != 0) {
			json_decref(o);
			o = NULL;
		}
	return o;
}

static json_t *list_json(const struct v6_facts *f, const struct field_list *l)
{
	size_t count = size_at(f, l->count), i;
	json_t *list;

	if (!part_of(f, l)->seen)
		return json_null();
	list = json_array();
	for (i = 0; list != NULL && i < count; i++)
		list = append(list, object_json(l->fields, f,
				at(items_of(f, l), i * l->size)));
	return list;
}

/* How reading the lists went, where one of them is not simply there. */
static json_t *parts_json(const struct v6_facts *f)
{
	json_t *o = json_object();
	const struct field_list *l;

	for (l = fields_lists; o != NULL && l->name != NULL; l++) {
		const struct v6_part *part = part_of(f, l);
		char why[sizeof(part->why)];
		json_t *one;

		if (part->seen && !part->wavering)
			continue;
		memcpy(why, part->why, sizeof(why));
		text_clean(why);
		one = json_pack("{s:b, s:i, s:s}", "wavering", part->wavering,
				"error", part->error, "why", why);
		if (json_object_set_new(o, l->name, one) != 0) {
			json_decref(o);
			o = NULL;
		}
	}
	return o;
}

static json_t *ports_json(const struct v6_facts *f)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < f->port_count; i++)
		list = append(list, json_integer(f->ports[i]));
	return list;
}

json_t *record_json(const struct v6_facts *f)
{
	json_t *o = object_json(fields_facts, f, f), *parts = parts_json(f);
	const struct field_list *l;
	bool whole = o != NULL && parts != NULL;

	whole = whole && json_object_set_new(o, "ports", ports_json(f)) == 0;
	if (whole && json_object_size(parts) > 0)
		whole = json_object_set(o, "parts", parts) == 0;
	for (l = fields_lists; whole && l->name != NULL; l++)
		whole = json_object_set_new(o, l->name, list_json(f, l)) == 0;
	json_decref(parts);
	if (whole)
		return o;
	json_decref(o);
	return NULL;
}

/* ---- comparing ---- */

static bool value_same(const struct field *d, const void *a, const void *b);

bool record_same(const struct field *fields, const void *a, const void *b)
{
	const struct field *d;

	for (d = fields; d->name != NULL; d++)
		if (!value_same(d, a, b))
			return false;
	return true;
}

static bool rows_same(const struct field *d, const void *a, const void *b)
{
	unsigned count, other, i;

	memcpy(&count, at(a, d->count), sizeof(count));
	memcpy(&other, at(b, d->count), sizeof(other));
	for (i = 0; count == other && i < count && i < d->size / d->item; i++)
		if (!record_same(d->fields, at(a, d->offset + i * d->item),
				 at(b, d->offset + i * d->item)))
			return false;
	return count == other;
}

static bool value_same(const struct field *d, const void *a, const void *b)
{
	if (d->kind == FIELD_DERIVED)
		return true;
	if (present(d, a) != present(d, b))
		return false;
	if (d->change == FIELD_MOVING || !present(d, a))
		return true;
	if (d->kind == FIELD_OBJECT)
		return record_same(d->fields, at(a, d->offset),
				   at(b, d->offset));
	if (d->kind == FIELD_ROWS)
		return rows_same(d, a, b);
	return memcmp(at(a, d->offset), at(b, d->offset), d->size) == 0;
}

/* Order by keys alone; any order will do. */
static int by_keys(const void *a, const void *b, void *fields)
{
	const struct field *d;
	int order = 0;

	for (d = fields; order == 0 && d->name != NULL; d++)
		if (d->change == FIELD_KEY || d->change == FIELD_HIDDEN_KEY)
			order = memcmp(at(a, d->offset), at(b, d->offset),
				       d->size);
	return order;
}

static int by_key_pointers(const void *a, const void *b, void *fields)
{
	const void *const *x = a, *const *y = b;

	return by_keys(*x, *y, fields);
}

const void *record_find(const struct v6_facts *f, const struct field_list *l,
			const void *item)
{
	size_t count = size_at(f, l->count), i;

	for (i = 0; i < count; i++) {
		const void *other = at(items_of(f, l), i * l->size);

		if (by_keys(item, other, (void *)l->fields) == 0)
			return other;
	}
	return NULL;
}

/* Pointers to the items of F's list L, by key. NULL: no memory. */
static const void **sorted(const struct v6_facts *f,
			   const struct field_list *l)
{
	size_t count = size_at(f, l->count), i;
	const void **p = calloc(count + 1, sizeof(*p));

	for (i = 0; p != NULL && i < count; i++)
		p[i] = at(items_of(f, l), i * l->size);
	if (p != NULL)
		qsort_r(p, count, sizeof(*p), by_key_pointers,
			(void *)l->fields);
	return p;
}

/* What is told about one difference: OLD or NEW is NULL where there is none. */
typedef int tell(const struct field_list *l, const void *old,
		 const void *new, void *data);

/*
 * Calls TELL for each difference between two lists. Returns how many, or -1
 * where memory ran out or TELL returned -1.
 */
static int compare(const struct v6_facts *f, const struct v6_facts *g,
		   const struct field_list *l, tell *t, void *data)
{
	size_t n = size_at(f, l->count), m = size_at(g, l->count);
	const void **a = sorted(f, l), **b = sorted(g, l);
	size_t i = 0, j = 0;
	int found = 0;

	if (a == NULL || b == NULL)
		found = -1;
	while (found >= 0 && (i < n || j < m)) {
		int order = i == n ? 1 : j == m ? -1 :
			by_keys(a[i], b[j], (void *)l->fields);
		const void *old = order <= 0 ? a[i++] : NULL;
		const void *new = order >= 0 ? b[j++] : NULL;

		if (old && new && record_same(l->fields, old, new))
			continue;
		found = t(l, old, new, data) == 0 ? found + 1 : -1;
	}
	free(a);
	free(b);
	return found;
}

static int tell_nothing(const struct field_list *l, const void *old,
			const void *new, void *data)
{
	(void)l, (void)old, (void)new, (void)data;
	return 0;
}

bool record_list_same(const struct v6_facts *f, const struct v6_facts *g,
		      const struct field_list *l)
{
	if (part_of(f, l)->seen != part_of(g, l)->seen)
		return false;
	return compare(f, g, l, tell_nothing, NULL) == 0;
}

/* ---- saying what changed ---- */

struct teller {
	const struct v6_facts *old, *new;
	char **lines;
	int count, max;
};

static void put_value(struct text *t, json_t *v)
{
	char *s;

	if (v == NULL) {
		text_add(t, "-");
	} else if (json_is_string(v)) {
		text_add(t, json_string_value(v));
	} else {
		s = json_text(v, JSON_ENCODE_ANY | JSON_COMPACT);
		text_add(t, s ? s : "");
		t->failed |= s == NULL;
		free(s);
	}
}

static void put_keys(struct text *t, const struct field *fields,
		     const struct v6_facts *f, const void *item);

static void put_rows_keys(struct text *t, const struct field *d,
			  const struct v6_facts *f, const void *item)
{
	unsigned count, i;

	memcpy(&count, at(item, d->count), sizeof(count));
	for (i = 0; i < count && i < d->size / d->item; i++)
		put_keys(t, d->fields, f, at(item, d->offset + i * d->item));
}

/* What names the thing: " ifname eth0". */
static void put_keys(struct text *t, const struct field *fields,
		     const struct v6_facts *f, const void *item)
{
	const struct field *d;

	for (d = fields; d->name != NULL; d++) {
		json_t *v;

		if (d->kind == FIELD_ROWS)
			put_rows_keys(t, d, f, item);
		if (d->change != FIELD_KEY || !present(d, item))
			continue;
		v = value_json(d, f, item);
		text_printf(t, " %s ", d->name);
		put_value(t, v);
		json_decref(v);
	}
}

/* Each field that differs: " mtu 1500 -> 1400". */
static void put_fields(struct text *t, const struct field *fields,
		       const struct teller *w, const void *old,
		       const void *new, const char *before)
{
	const struct field *d;

	for (d = fields; d->name != NULL; d++) {
		json_t *a, *b;

		if (value_same(d, old, new))
			continue;
		if (d->kind == FIELD_OBJECT && present(d, old) &&
		    present(d, new)) {
			put_fields(t, d->fields, w, at(old, d->offset),
				   at(new, d->offset), before);
			continue;
		}
		a = present(d, old) ? value_json(d, w->old, old) : NULL;
		b = present(d, new) ? value_json(d, w->new, new) : NULL;
		text_printf(t, "%s %s ", before, d->name);
		put_value(t, a);
		text_add(t, " -> ");
		put_value(t, b);
		json_decref(a);
		json_decref(b);
		before = ",";
	}
}

static int keep(struct teller *w, struct text *t)
{
	char *line = text_ok(t) ? strdup(text_get(t)) : NULL;

	text_free(t);
	if (line == NULL)
		return -1;
	w->lines[w->count++] = line;
	return 0;
}

static int tell_line(const struct field_list *l, const void *old,
		     const void *new, void *data)
{
	struct teller *w = data;
	struct text t = { 0 };

	if (w->count == w->max)
		return 0;
	text_add(&t, l->name);
	put_keys(&t, l->fields, new ? w->new : w->old, new ? new : old);
	if (old == NULL)
		text_add(&t, ": new");
	else if (new == NULL)
		text_add(&t, ": gone");
	else
		put_fields(&t, l->fields, w, old, new, ":");
	return keep(w, &t);
}

int record_changes(const struct v6_facts *f, const struct v6_facts *g,
		   char **lines, int max)
{
	struct teller w = { f, g, lines, 0, max };
	const struct field_list *l;
	int total = 0, one;

	if (!record_same(fields_facts, f, g)) {
		struct text t = { 0 };

		if (w.count < w.max) {
			text_add(&t, "host");
			put_fields(&t, fields_facts, &w, f, g, ":");
			if (keep(&w, &t) != 0)
				return -1;
		}
		total++;
	}
	for (l = fields_lists; l->name != NULL; l++) {
		one = compare(f, g, l, tell_line, &w);
		if (one < 0)
			total = -1;
		if (total < 0)
			break;
		total += one;
	}
	if (total < 0)
		while (w.count > 0)
			free(lines[--w.count]);
	return total;
}
