/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fault_set(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL || f->text[0] != '\0')
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return -1;
}

int fault_errno(struct fault *f, const char *fmt, ...)
{
	int error = errno;
	size_t used;
	va_list ap;

	if (f == NULL || f->text[0] != '\0')
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	used = strlen(f->text);
	(void)snprintf(f->text + used, sizeof(f->text) - used, ": %s",
		       strerror(error));
	return -1;
}

int fault_context(struct fault *f, const char *fmt, ...)
{
	char cause[sizeof(f->text)];
	size_t used;
	va_list ap;

	if (f == NULL)
		return -1;
	memcpy(cause, f->text, sizeof(cause));
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	used = strlen(f->text);
	(void)snprintf(f->text + used, sizeof(f->text) - used, ": %s", cause);
	return -1;
}

int fault_hint(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	if (f == NULL || f->hint[0] != '\0')
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(f->hint, sizeof(f->hint), fmt, ap);
	va_end(ap);
	return -1;
}
