/* SPDX-License-Identifier: MIT */
/* unit: what every cmocka program of this folder includes first. */
#ifndef KHIEN_UNIT_H
#define KHIEN_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef check_expected	/* ours is in lib/check.h */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Reads all of STREAM from its beginning. Pass the result to free(). */
static inline char *unit_slurp(FILE *stream)
{
	char *text;
	long length;

	assert_int_equal(fflush(stream), 0);
	length = ftell(stream);
	assert_true(length >= 0);
	rewind(stream);
	text = calloc(1, (size_t)length + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)length, stream), length);
	return text;
}

#endif
