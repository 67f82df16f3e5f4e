/* SPDX-License-Identifier: MIT */
/*
 * policy_knobs: the one table of knobs. It drives parsing, range errors,
 * printing, the JSON schema and the documentation's test.
 */
#ifndef KHIEN_POLICY_KNOBS_H
#define KHIEN_POLICY_KNOBS_H

#include <stddef.h>
#include <stdint.h>

enum knob_kind {
	KNOB_NUMBER,	/* int64_t, in `unit` */
	KNOB_DURATION,	/* int64_t, seconds; written "30d" */
	KNOB_VERSION,	/* int64_t, 0x0301 …; written "1.2" */
	KNOB_FLAG,	/* bool */
	KNOB_CHOICE,	/* char *, one of `choices` */
	KNOB_SCHEDULE,	/* struct policy_schedule; {"2026-03-15": "200d", …} */
	KNOB_LIST,	/* struct policy_list; words of `choices`, if there are */
};

struct knob {
	const char *id;
	enum knob_kind kind;
	size_t offset;			/* in struct policy */
	int64_t min, max;		/* number, durations: value; list: length */
	const char *unit;		/* of a number; or NULL */
	const char *const *choices;	/* NULL-terminated; NULL: any word */
	const char *help;		/* N_() */
};

extern const struct knob policy_knobs[];
extern const size_t policy_knob_count;

#endif
