/* SPDX-License-Identifier: MIT */
/*
 * crypto: OpenSSL's errors as faults. Nobody else touches the error queue, so
 * no message of one operation is ever shown as the reason of another.
 */
#ifndef KHIEN_TLSCONF_CRYPTO_H
#define KHIEN_TLSCONF_CRYPTO_H

#include <openssl/bio.h>
#include <stddef.h>

#include "fault.h"

/*
 * Records "FMT…: OpenSSL's reason" and empties the queue. The oldest error is
 * told: it is the cause, the later ones are how it came up. Returns -1.
 */
int crypto_fault(struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Empties the queue where a failure was expected and means nothing: another
 * format, another key. That memory ran out is never forgotten: it stays in the
 * queue until crypto_settle().
 */
void crypto_forget(void);

/*
 * Ends a row of calls whose failures were answers. Returns 0, or -1 with a
 * fault where one of them failed for lack of memory, and was no answer.
 */
int crypto_settle(struct fault *f);

/*
 * A BIO that reads LENGTH bytes of DATA in place; pass to BIO_free(). NULL
 * with a fault.
 */
BIO *crypto_reader(const void *data, size_t length, struct fault *f);

#endif
