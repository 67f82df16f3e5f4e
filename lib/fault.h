/* SPDX-License-Identifier: MIT */
/*
 * fault: why an operation could not be carried out.
 *
 * The caller owns the struct and may pass NULL where it does not care. The
 * first cause wins; whoever knows more on the way up puts context before it.
 * Only cli.c prints one. A rule that is broken is a finding (report.h), never
 * a fault.
 */
#ifndef KHIEN_FAULT_H
#define KHIEN_FAULT_H

struct fault {
	char text[768];		/* one line, no full stop; "" is no fault */
	char hint[512];		/* what the user can do next; may be "" */
};

/* Each returns -1, so that a caller can write `return fault_set(f, …)`. */

/* Records the cause, unless one is there already. FMT is translated. */
int fault_set(struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* As fault_set(), followed by ": " and the meaning of errno. */
int fault_errno(struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts "CONTEXT: " before the cause that is there. */
int fault_context(struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Records what to do next, unless that is there already. */
int fault_hint(struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
