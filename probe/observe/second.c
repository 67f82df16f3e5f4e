/* SPDX-License-Identifier: MIT */
#include "second.h"

#include <string.h>

#include "clock.h"

struct validator *second_hold(struct second *s)
{
	double now = clock_monotonic();

	if (s->users == 0 && s->validator != NULL &&
	    now - s->made > SECOND_AGE) {
		validate_close(s->validator);
		s->validator = NULL;
	}
	if (s->validator == NULL) {
		s->validator = validate_open(s->base, &s->config, NULL);
		s->made = now;
	}
	s->users += s->validator != NULL;
	return s->validator;
}

void second_release(struct second *s)
{
	s->users--;
}

void second_close(struct second *s)
{
	validate_close(s->validator);
	memset(s, 0, sizeof(*s));
}
