/* SPDX-License-Identifier: MIT */
/* passphrase: a secret that opens a key, from a file or from a terminal. */
#ifndef KHIEN_TLSCONF_PASSPHRASE_H
#define KHIEN_TLSCONF_PASSPHRASE_H

#include <stdbool.h>

#include "fault.h"

#define PASSPHRASE_MAX 1024

/* Where it comes from; NULL in place of one: keys stay closed. */
struct passphrase {
	const char *file;	/* its first line; NULL: ask at the terminal */
	bool optional;		/* who types nothing leaves the key closed */
};

/*
 * Into OUT: the first line of S's file, or what somebody types behind "PROMPT: ",
 * without echo and, if TWICE, two times the same. It is asked for only where
 * standard error is a terminal. Returns its length, 0 only where S is optional
 * and nothing was typed, or -1 with a fault. Cleanse OUT after use.
 */
int passphrase_get(const struct passphrase *s, const char *prompt, bool twice,
		   char out[PASSPHRASE_MAX], struct fault *f);

/* True where passphrase_get() has where to get one from. */
bool passphrase_available(const struct passphrase *s);

#endif
