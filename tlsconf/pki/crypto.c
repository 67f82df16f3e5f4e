/* SPDX-License-Identifier: MIT */
/* crypto: OpenSSL's errors as faults. */
#include "tlsconf/pki/crypto.h"

#include <limits.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "lang.h"

int crypto_fault(struct fault *f, const char *fmt, ...)
{
	unsigned long error = ERR_get_error();
	const char *reason = error ? ERR_reason_error_string(error) : NULL;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (reason)
		fault_set(f, "%s: %s", text, reason);
	else
		fault_set(f, "%s", text);
	ERR_clear_error();
	return -1;
}

/* Empties the queue; true where memory ran out. */
static bool drain(void)
{
	bool no_memory = false;
	unsigned long error;

	while ((error = ERR_get_error()))
		no_memory |= ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	ERR_clear_error();
	return no_memory;
}

void crypto_forget(void)
{
	if (drain())
		ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);
}

int crypto_settle(struct fault *f)
{
	return drain() ? fault_set(f, _("out of memory")) : 0;
}

BIO *crypto_reader(const void *data, size_t length, struct fault *f)
{
	BIO *bio = NULL;

	if (length <= INT_MAX)
		bio = BIO_new_mem_buf(data, (int)length);
	if (!bio)
		crypto_fault(f, _("cannot read from memory"));
	return bio;
}
