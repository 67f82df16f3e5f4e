/* SPDX-License-Identifier: MIT */
/*
 * record_read: JSON to facts, by the table. Strict: what is not understood
 * whole is refused, with its place.
 */
#include "record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lang.h"
#include "prefix.h"
#include "roles.h"
#include "see/rows.h"

struct reader {
	const struct json_file *j;
	struct fault *fault;
	char where[256];	/* JSON pointer of what is being read */
};

static int read_object(struct reader *r, const struct field *fields,
		       json_t *o, void *item);

/* Goes down to KEY; returns where to come back to. */
static size_t enter(struct reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static size_t enter(struct reader *r, const char *fmt, ...)
{
	size_t back = strlen(r->where);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(r->where + back, sizeof(r->where) - back, fmt, ap);
	va_end(ap);
	return back;
}

static void leave(struct reader *r, size_t back)
{
	r->where[back] = '\0';
}

static int wrong(struct reader *r, const struct field *d, const char *wanted)
{
	return json_file_fault(r->j, r->where, r->fault,
			       _("\"%s\" must be %s"), d->name, wanted);
}

/* Whether V fits into D; integers of 8 bytes are as JSON has them. */
static bool fits(const struct field *d, int64_t v)
{
	unsigned bits = (unsigned)d->size * 8 - (d->is_signed ? 1 : 0);
	int64_t max = bits >= 63 ? INT64_MAX : ((int64_t)1 << bits) - 1;

	return v <= max && v >= (d->is_signed ? -max - 1 : 0);
}

static int put_number(struct reader *r, const struct field *d, int64_t v,
		      void *out)
{
	uint64_t u = (uint64_t)v;
	uint32_t u32 = (uint32_t)u;
	uint16_t u16 = (uint16_t)u;
	uint8_t u8 = (uint8_t)u;
	const void *from = d->size == 8 ? (void *)&u : d->size == 4 ?
		(void *)&u32 : d->size == 2 ? (void *)&u16 : (void *)&u8;

	if (!fits(d, v))
		return json_file_fault(r->j, r->where, r->fault,
				       _("\"%s\" is out of range"), d->name);
	memcpy(out, from, d->size);
	return 0;
}

static int read_number(struct reader *r, const struct field *d, json_t *v,
		       void *out)
{
	if (!json_is_integer(v))
		return wrong(r, d, _("a whole number"));
	return put_number(r, d, json_integer_value(v), out);
}

static int read_bool(struct reader *r, const struct field *d, json_t *v,
		     void *out)
{
	if (!json_is_boolean(v))
		return wrong(r, d, _("true or false"));
	*(bool *)out = json_is_true(v);
	return 0;
}

static int read_text(struct reader *r, const struct field *d, json_t *v,
		     void *out)
{
	if (!json_is_string(v) || json_string_length(v) >= d->size ||
	    strlen(json_string_value(v)) != json_string_length(v))
		return wrong(r, d, _("a short string"));
	memset(out, 0, d->size);
	memcpy(out, json_string_value(v), json_string_length(v));
	text_clean(out);	/* it will be shown */
	return 0;
}

static int read_address(struct reader *r, const struct field *d, json_t *v,
			void *out)
{
	struct in6_addr a;

	if (!json_is_string(v) || !prefix_parse(json_string_value(v), &a))
		return wrong(r, d, _("an IP address"));
	memcpy(out, &a, sizeof(a));
	return 0;
}

static int read_family(struct reader *r, const struct field *d, json_t *v,
		       void *out)
{
	const char *s = json_string_value(v);
	int family = json_is_null(v) ? AF_UNSPEC : s == NULL ? -1 :
		strcmp(s, "inet") == 0 ? AF_INET :
		strcmp(s, "inet6") == 0 ? AF_INET6 : -1;

	if (family < 0)
		return wrong(r, d, "\"inet\", \"inet6\", null");
	memcpy(out, &family, sizeof(family));
	return 0;
}

/* Digits in BASE alone, nothing before or behind. */
static bool parse_digits(const char *s, int base, int64_t *out)
{
	char *end;

	if (strspn(s, base == 16 ? "0123456789abcdef" : "0123456789") !=
	    strlen(s) || s[0] == '\0' || strlen(s) > 10)
		return false;
	*out = strtoll(s, &end, base);
	return *end == '\0';
}

static bool find_word(const struct field_word *w, const char *s, int64_t *out)
{
	for (; w->name != NULL; w++)
		if (strcmp(w->name, s) == 0) {
			*out = w->number;
			return true;
		}
	return false;
}

static int read_word(struct reader *r, const struct field *d, json_t *v,
		     void *out)
{
	const char *s = json_string_value(v);
	int64_t n;

	if (s == NULL ||
	    (!find_word(d->words, s, &n) && !parse_digits(s, 10, &n)))
		return wrong(r, d, _("a known word, or digits in quotes"));
	return put_number(r, d, n, out);
}

static int read_words(struct reader *r, const struct field *d, json_t *v,
		      void *out)
{
	int64_t bits = 0, n;
	json_t *one;
	size_t i;

	if (!json_is_array(v))
		return wrong(r, d, _("a list of words"));
	json_array_foreach(v, i, one) {
		const char *s = json_string_value(one);

		if (s == NULL || (!find_word(d->words, s, &n) &&
				  (strncmp(s, "0x", 2) != 0 ||
				   !parse_digits(s + 2, 16, &n)))) {
			enter(r, "/%zu", i);
			return wrong(r, d, _("a list of known words, or "
					     "\"0x...\""));
		}
		bits |= n;
	}
	return put_number(r, d, bits, out);
}

static int read_seconds(struct reader *r, const struct field *d, json_t *v,
			void *out)
{
	if (json_is_null(v))
		return put_number(r, d, V6_FOREVER, out);
	return read_number(r, d, v, out);
}

static int read_inner(struct reader *r, const struct field *d, json_t *v,
		      void *out)
{
	if (!json_is_object(v))
		return wrong(r, d, _("an object"));
	return read_object(r, d->fields, v, out);
}

/* ITEM is what the rows lie in: it has been told how many there are. */
static int read_rows(struct reader *r, const struct field *d, json_t *v,
		     void *item)
{
	size_t max = d->size / d->item, i, back;
	unsigned count;
	json_t *one;

	memcpy(&count, (char *)item + d->count, sizeof(count));
	if (!json_is_array(v) ||
	    json_array_size(v) != (count < max ? count : max))
		return wrong(r, d, _("a list as long as its count says"));
	json_array_foreach(v, i, one) {
		back = enter(r, "/%zu", i);
		if (read_inner(r, d, one, (char *)item + d->offset +
			       i * d->item) != 0)
			return -1;
		leave(r, back);
	}
	return 0;
}

typedef int read_function(struct reader *r, const struct field *d, json_t *v,
			  void *out);

static read_function *const readers[] = {
	[FIELD_NUMBER] = read_number,
	[FIELD_BOOL] = read_bool,
	[FIELD_TEXT] = read_text,
	[FIELD_ADDRESS] = read_address,
	[FIELD_FAMILY] = read_family,
	[FIELD_WORD] = read_word,
	[FIELD_WORDS] = read_words,
	[FIELD_SECONDS] = read_seconds,
	[FIELD_OBJECT] = read_inner,
	[FIELD_ROWS] = read_rows,
	[FIELD_DERIVED] = NULL,
};

static void mark_present(const struct field *d, void *item)
{
	unsigned have;
	bool yes = true;

	if (d->presence == FIELD_HAVE) {
		memcpy(&have, (char *)item + d->have, sizeof(have));
		have |= d->bit;
		memcpy((char *)item + d->have, &have, sizeof(have));
	} else if (d->presence == FIELD_FLAG) {
		memcpy((char *)item + d->have, &yes, sizeof(yes));
	}
}

static const struct field *find_field(const struct field *fields,
				      const char *name)
{
	for (; fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

/* Every member of O has a row. */
static int refuse_unknown(struct reader *r, const struct field *fields,
			  json_t *o)
{
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v) {
		if (find_field(fields, key) != NULL)
			continue;
		enter(r, "/%s", key);
		json_file_fault(r->j, r->where, r->fault,
				_("unknown key \"%s\""), key);
		return fault_hint(r->fault, _("a newer version may have "
					      "written the file"));
	}
	return 0;
}

/* Fields that share a bit come together or not at all. */
static int refuse_absent(struct reader *r, const struct field *fields,
			 json_t *o, const void *item)
{
	const struct field *d;
	unsigned have;

	for (d = fields; d->name != NULL; d++) {
		if (d->kind == FIELD_DERIVED ||
		    json_object_get(o, d->name) != NULL)
			continue;
		have = 0;
		if (d->presence == FIELD_HAVE)
			memcpy(&have, (const char *)item + d->have,
			       sizeof(have));
		if (d->presence == FIELD_ALWAYS || (have & d->bit))
			return json_file_fault(r->j, r->where, r->fault,
					       _("\"%s\" is missing"), d->name);
	}
	return 0;
}

static int read_object(struct reader *r, const struct field *fields,
		       json_t *o, void *item)
{
	const struct field *d;

	if (refuse_unknown(r, fields, o) != 0)
		return -1;
	for (d = fields; d->name != NULL; d++) {
		json_t *v = json_object_get(o, d->name);
		size_t back;

		if (v == NULL || d->kind == FIELD_DERIVED)
			continue;
		back = enter(r, "/%s", d->name);
		if (readers[d->kind](r, d, v, d->kind == FIELD_ROWS ? item :
				     (char *)item + d->offset) != 0)
			return -1;
		leave(r, back);
		mark_present(d, item);
	}
	return refuse_absent(r, fields, o, item);
}

/* ---- lists ---- */

/* Zeroed room for one more item of F's list L. NULL: no memory. */
static void *grow(struct v6_facts *f, const struct field_list *l)
{
	size_t *count = (void *)((char *)f + l->count);
	size_t *room = (void *)((char *)f + l->room);
	void *items;

	memcpy(&items, (char *)f + l->items, sizeof(items));
	items = rows_grow(items, *count, room, l->size);
	if (items == NULL)
		return NULL;
	memcpy((char *)f + l->items, &items, sizeof(items));
	items = (char *)items + (*count)++ * l->size;
	return memset(items, 0, l->size);
}

static int read_list(struct reader *r, const struct field_list *l, json_t *v,
		     struct v6_facts *f)
{
	struct v6_part *part = (void *)((char *)f + l->part);
	json_t *one;
	size_t i, back;

	if (v == NULL || json_is_null(v)) {
		part->error = ENODATA;
		snprintf(part->why, sizeof(part->why), "%s",
			 _("the snapshot does not tell"));
		return 0;
	}
	part->seen = true;
	if (!json_is_array(v))
		return json_file_fault(r->j, r->where, r->fault,
				       _("\"%s\" must be a list, or null"),
				       l->name);
	json_array_foreach(v, i, one) {
		void *item = grow(f, l);

		if (item == NULL)
			return fault_set(r->fault, _("memory ran out"));
		back = enter(r, "/%zu", i);
		if (!json_is_object(one))
			return json_file_fault(r->j, r->where, r->fault,
					       _("an object was expected"));
		if (read_object(r, l->fields, one, item) != 0)
			return -1;
		leave(r, back);
	}
	return 0;
}

static int read_part(struct reader *r, const struct field_list *l,
		     struct v6_facts *f)
{
	static const char *const members[] = { "wavering", "error", "why",
					       NULL };
	struct v6_part *part = (void *)((char *)f + l->part);
	const char *why = NULL;
	int64_t error = part->error;

	if (json_file_only(r->j, r->where, members, r->fault) != 0 ||
	    json_file_bool(r->j, r->where, "wavering", &part->wavering,
			   r->fault) != 0 ||
	    json_file_integer(r->j, r->where, "error", 0, 4095, &error,
			      r->fault) != 0 ||
	    json_file_string(r->j, r->where, "why", &why, r->fault) != 0)
		return -1;
	part->error = (int)error;
	if (why != NULL)
		snprintf(part->why, sizeof(part->why), "%s", why);
	return 0;
}

static int read_parts(struct reader *r, json_t *parts, struct v6_facts *f)
{
	const struct field_list *l;
	const char *key;
	json_t *v;
	size_t back;

	json_object_foreach(parts, key, v) {
		for (l = fields_lists; l->name != NULL; l++)
			if (strcmp(l->name, key) == 0)
				break;
		back = enter(r, "/%s", key);
		if (l->name == NULL || !json_is_object(v))
			return json_file_fault(r->j, r->where, r->fault,
					       _("unknown key \"%s\""), key);
		if (read_part(r, l, f) != 0)
			return -1;
		leave(r, back);
	}
	return 0;
}

static int read_ports(struct reader *r, json_t *list, struct v6_facts *f)
{
	json_t *one;
	size_t i;

	if (!json_is_array(list))
		return json_file_fault(r->j, r->where, r->fault,
				       _("\"%s\" must be a list"), "ports");
	f->ports = calloc(json_array_size(list) + 1, sizeof(*f->ports));
	if (f->ports == NULL)
		return fault_set(r->fault, _("memory ran out"));
	json_array_foreach(list, i, one) {
		json_int_t port = json_integer_value(one);

		if (!json_is_integer(one) || port < 1 || port > 65535) {
			enter(r, "/%zu", i);
			return json_file_fault(r->j, r->where, r->fault,
					       _("a port is a whole number "
						 "from 1 to 65535"));
		}
		f->ports[f->port_count++] = (uint16_t)port;
	}
	return 0;
}

/* The members that are none of fields_facts, and those that are. */
static int split(struct reader *r, json_t *o, json_t *own)
{
	const struct field_list *l;
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v) {
		for (l = fields_lists; l->name != NULL; l++)
			if (strcmp(l->name, key) == 0)
				break;
		if (l->name != NULL || strcmp(key, "ports") == 0 ||
		    strcmp(key, "parts") == 0)
			continue;
		if (json_object_set(own, key, v) != 0)
			return fault_set(r->fault, _("memory ran out"));
	}
	return 0;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct v6_link *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

static int read_lists(struct reader *r, json_t *o, struct v6_facts *f)
{
	const struct field_list *l;
	size_t back;

	for (l = fields_lists; l->name != NULL; l++) {
		back = enter(r, "/%s", l->name);
		if (read_list(r, l, json_object_get(o, l->name), f) != 0)
			return -1;
		leave(r, back);
	}
	back = enter(r, "/parts");
	if (read_parts(r, json_object_get(o, "parts"), f) != 0)
		return -1;
	leave(r, back);
	back = enter(r, "/ports");
	if (read_ports(r, json_object_get(o, "ports"), f) != 0)
		return -1;
	leave(r, back);
	return 0;
}

int record_read(const struct json_file *j, const char *pointer,
		struct v6_facts *f, struct fault *fault)
{
	struct reader r = { .j = j, .fault = fault };
	json_t *o = json_file_at(j, pointer), *own = json_object();
	int status = -1;

	memset(f, 0, sizeof(*f));
	snprintf(r.where, sizeof(r.where), "%s", pointer);
	if (own == NULL)
		return fault_set(fault, _("memory ran out"));
	if (!json_is_object(o))
		json_file_fault(j, pointer, fault, _("an object was expected"));
	else if (split(&r, o, own) == 0 &&
		 read_object(&r, fields_facts, own, f) == 0)
		status = read_lists(&r, o, f);
	json_decref(own);
	if (status != 0)
		return -1;
	if (f->link_count > 0)
		qsort(f->links, f->link_count, sizeof(*f->links), by_ifindex);
	roles_assign(f);
	return 0;
}
