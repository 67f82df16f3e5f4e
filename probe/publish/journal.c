/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	int64_t id, time;
	char *name, *text;
};

/* A ring: number N from the beginning is at N % JOURNAL_EVENTS. */
struct journal {
	struct entry entries[JOURNAL_EVENTS];
	uint64_t added;
	int64_t next;
};

struct journal *journal_new(void)
{
	struct journal *j = calloc(1, sizeof(*j));

	if (j != NULL)
		j->next = 1;
	return j;
}

void journal_free(struct journal *j)
{
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < JOURNAL_EVENTS; i++) {
		free(j->entries[i].name);
		free(j->entries[i].text);
	}
	free(j);
}

int64_t journal_next(const struct journal *j)
{
	return j->next;
}

int journal_add(struct journal *j, int64_t id, int64_t time, const char *name,
		const char *text)
{
	struct entry e = { id, time, strdup(name), strdup(text) };
	struct entry *place = &j->entries[j->added % JOURNAL_EVENTS];

	if (e.name == NULL || e.text == NULL) {
		free(e.name);
		free(e.text);
		return -1;
	}
	free(place->name);
	free(place->text);
	*place = e;
	j->added++;
	j->next = id + 1;
	return 0;
}

static bool matches(const struct entry *e, const struct journal_query *q)
{
	return e->id > q->after && e->time >= q->since &&
		(q->name == NULL || strcmp(e->name, q->name) == 0);
}

int64_t journal_list(const struct journal *j, const struct journal_query *q,
		     struct text *out)
{
	uint64_t i = j->added > JOURNAL_EVENTS ? j->added - JOURNAL_EVENTS : 0;
	int64_t last = q->after;
	size_t n = 0;

	for (; i < j->added; i++) {
		const struct entry *e = &j->entries[i % JOURNAL_EVENTS];

		if (!matches(e, q))
			continue;
		if (n == q->limit)
			return last;
		text_add(out, n++ > 0 ? "," : "");
		text_add(out, e->text);
		last = e->id;
	}
	/* all there is was seen, whatever did not match */
	return j->next - 1 > last ? j->next - 1 : last;
}
