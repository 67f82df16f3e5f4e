/* SPDX-License-Identifier: MIT */
/* lookup: see lookup.h. */
#include "lookup.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

const struct ruleset_set *lookup_set(const struct ruleset *r,
				     const struct ruleset_rule *rule,
				     const char *name)
{
	size_t i;

	for (i = 0; i < r->set_count; i++)
		if (r->sets[i].family == rule->family &&
		    strcmp(r->sets[i].table, rule->table) == 0 &&
		    strcmp(r->sets[i].name, name) == 0)
			return &r->sets[i];
	return NULL;
}

/* Of one field: whether FROM … TO holds KEY, as far as that is known. */
static enum express_answer within(const uint8_t *key, const uint8_t *known,
				  const uint8_t *from, const uint8_t *to,
				  size_t length)
{
	bool sure = true;
	size_t i;

	if (memcmp(from, to, length) == 0) {	/* one value: bit by bit */
		for (i = 0; i < length; i++) {
			if ((key[i] ^ from[i]) & known[i])
				return EXPRESS_NO;
			sure &= known[i] == 0xff;
		}
		return sure ? EXPRESS_YES : EXPRESS_MAYBE;
	}
	for (i = 0; i < length; i++)
		sure &= known[i] == 0xff;
	if (!sure)
		return EXPRESS_MAYBE;
	return memcmp(key, from, length) >= 0 && memcmp(key, to, length) <= 0 ?
		EXPRESS_YES : EXPRESS_NO;
}

/* Field by field of a concatenation; each begins at a multiple of four. */
static enum express_answer holds(const struct ruleset_set *s,
				 const struct ruleset_element *e,
				 const uint8_t *key, const uint8_t *known)
{
	const uint8_t *end = e->has_end ? e->end : e->key;
	enum express_answer all = EXPRESS_YES, one;
	size_t at = 0, length;
	unsigned i;

	if (s->field_count == 0)
		return within(key, known, e->key, end, s->key_length);
	for (i = 0; i < s->field_count; i++) {
		length = s->fields[i];
		if (length == 0 || length > s->key_length - at)
			return EXPRESS_MAYBE;
		one = within(key + at, known + at, e->key + at, end + at,
			     length);
		all = one < all ? one : all;
		at += (length + 3) & ~(size_t)3;
		if (at > s->key_length)
			break;
	}
	return all;
}

/*
 * Ranges of a set without concatenation are kept as where they begin and where
 * they no longer hold: what counts is the last of these up to KEY.
 */
static enum express_answer in_intervals(const struct ruleset_set *s,
					const uint8_t *key,
					const uint8_t *known,
					const struct ruleset_element **found)
{
	const struct ruleset_element *last = NULL;
	size_t i;

	for (i = 0; i < s->key_length; i++)
		if (known[i] != 0xff)
			return s->element_count ? EXPRESS_MAYBE : EXPRESS_NO;
	for (i = 0; i < s->element_count; i++) {
		const struct ruleset_element *e = &s->elements[i];
		int more;

		if (e->catchall || memcmp(e->key, key, s->key_length) > 0)
			continue;
		more = last ? memcmp(e->key, last->key, s->key_length) : 1;
		/* where one ends and another begins, the beginning counts */
		if (more > 0 || (more == 0 && !e->interval_end))
			last = e;
	}
	if (last == NULL || last->interval_end)
		return EXPRESS_NO;
	*found = last;
	return EXPRESS_YES;
}

static enum express_answer in_list(const struct ruleset_set *s,
				   const uint8_t *key, const uint8_t *known,
				   const struct ruleset_element **found)
{
	enum express_answer best = EXPRESS_NO, one;
	size_t i;

	for (i = 0; i < s->element_count && best != EXPRESS_YES; i++) {
		if (s->elements[i].catchall)
			continue;
		one = holds(s, &s->elements[i], key, known);
		if (one == EXPRESS_YES)
			*found = &s->elements[i];
		best = one > best ? one : best;
	}
	return best;
}

static const struct ruleset_element *catchall(const struct ruleset_set *s)
{
	size_t i;

	for (i = 0; i < s->element_count; i++)
		if (s->elements[i].catchall)
			return &s->elements[i];
	return NULL;
}

enum express_answer lookup_key(const struct ruleset_set *s,
			       const uint8_t *key, const uint8_t *known,
			       const struct ruleset_element **found)
{
	bool ranges = s->flags & NFT_SET_INTERVAL && s->field_count < 2;
	enum express_answer a;

	*found = NULL;
	if (s->key_length == 0 || s->key_length > RULESET_KEY)
		return EXPRESS_MAYBE;
	a = ranges ? in_intervals(s, key, known, found) :
		in_list(s, key, known, found);
	if (a == EXPRESS_NO && s->partial)
		return EXPRESS_MAYBE;
	if (a == EXPRESS_NO && (*found = catchall(s)) != NULL)
		a = EXPRESS_YES;
	/* counted or limited element by element */
	if (a == EXPRESS_YES && (*found)->stateful)
		return EXPRESS_MAYBE;
	return a;
}
