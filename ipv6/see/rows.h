/* SPDX-License-Identifier: MIT */
/* rows: arrays that grow by doubling. */
#ifndef KHIEN_IPV6_ROWS_H
#define KHIEN_IPV6_ROWS_H

#include <stddef.h>

/*
 * Makes room for one more than COUNT items of SIZE bytes. Returns ITEMS, or
 * where it moved to with *ROOM set anew; NULL where memory ran out, and ITEMS
 * is still the caller's.
 */
void *rows_grow(void *items, size_t count, size_t *room, size_t size);

#endif
