/* SPDX-License-Identifier: MIT */
/* notes: see notes.h. */
#include "dnssec/sign/notes.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A place for one more; NULL where memory ran out. */
static struct note *grow(struct notes *n)
{
	size_t room = n->room ? n->room * 2 : 16;
	struct note *l;

	if (n->count < n->room)
		return &n->list[n->count++];
	l = realloc(n->list, room * sizeof(*l));
	if (!l) {
		n->failed = true;
		return NULL;
	}
	n->list = l;
	n->room = room;
	return &n->list[n->count++];
}

void notes_add(struct notes *n, enum zone_check c, const char *subject,
	       const char *fmt, ...)
{
	struct text t = { 0 };
	struct note *note;
	va_list ap;

	if (n->total[c]++ >= NOTES_MOST)
		return;
	note = grow(n);
	if (!note)
		return;
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	note->check = c;
	note->subject = strdup(subject);
	note->text = text_ok(&t) ? strdup(text_get(&t)) : NULL;
	if (!note->subject || !note->text)
		n->failed = true;
	text_free(&t);
}

void notes_merge(struct notes *n, struct notes *from)
{
	size_t kept[ZONE_CHECKS];

	memcpy(kept, n->total, sizeof(kept));
	for (size_t i = 0; i < from->count; i++) {
		struct note *at = kept[from->list[i].check]++ < NOTES_MOST ?
				  grow(n) : NULL;

		if (at) {
			*at = from->list[i];
		} else {
			free(from->list[i].subject);
			free(from->list[i].text);
		}
	}
	for (int c = 0; c < ZONE_CHECKS; c++)
		n->total[c] += from->total[c];
	n->failed |= from->failed;
	free(from->list);
	*from = (struct notes){ 0 };
}

void notes_free(struct notes *n)
{
	for (size_t i = 0; i < n->count; i++) {
		free(n->list[i].subject);
		free(n->list[i].text);
	}
	free(n->list);
	*n = (struct notes){ 0 };
}
