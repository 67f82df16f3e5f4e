/* SPDX-License-Identifier: MIT */
/*
 * record: facts to JSON and back, and what differs between two looks, all by
 * the table of fields.h.
 */
#ifndef KHIEN_IPV6_RECORD_H
#define KHIEN_IPV6_RECORD_H

#include <jansson.h>
#include <stdbool.h>

#include "fault.h"
#include "ipv6/facts.h"
#include "ipv6/fields.h"
#include "json.h"
#include "text.h"

/*
 * F as JSON. A list that was not seen is null; what was not observed is left
 * out. New reference; NULL where memory ran out.
 */
json_t *record_json(const struct v6_facts *f);

/*
 * Reads the object at POINTER of J, as record_json() writes it, into F, and
 * assigns roles (roles.h). Unknown members, wrong types, numbers out of range
 * and members that are missing are faults with file, line and column. Returns
 * 0 or -1; pass F to snapshot_free() in either case.
 */
int record_read(const struct json_file *j, const char *pointer,
		struct v6_facts *f, struct fault *fault);

/* Whether A and B are the same but for what moves by itself. */
bool record_same(const struct field *fields, const void *a, const void *b);

/* The item of F's list L that has the same keys as ITEM, or NULL. */
const void *record_find(const struct v6_facts *f, const struct field_list *l,
			const void *item);

/*
 * Whether F's list L holds what G's does, but for what moves by itself and for
 * the order. Lists that were not seen equal each other.
 */
bool record_list_same(const struct v6_facts *f, const struct v6_facts *g,
		      const struct field_list *l);

/*
 * What has changed from F to G, one line for each thing in *LINES (at most
 * MAX of them): "links eth0: mtu 1500 -> 1400", "routes ::/0 …: gone". Returns
 * how many changes there are, or -1 where memory ran out. Pass each line to
 * free().
 */
int record_changes(const struct v6_facts *f, const struct v6_facts *g,
		   char **lines, int max);

#endif
