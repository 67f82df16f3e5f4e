/* SPDX-License-Identifier: MIT */
/* rows: see rows.h. */
#include "rows.h"

#include <stdint.h>
#include <stdlib.h>

void *rows_grow(void *items, size_t count, size_t *room, size_t size)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *more;

	if (count < *room)
		return items;
	if (wanted > SIZE_MAX / size)
		return NULL;
	more = realloc(items, wanted * size);
	if (more != NULL)
		*room = wanted;
	return more;
}
