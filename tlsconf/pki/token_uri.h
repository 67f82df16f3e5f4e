/* SPDX-License-Identifier: MIT */
/* token_uri: PKCS#11 URIs (RFC 7512), as far as a key needs them. */
#ifndef KHIEN_TLSCONF_TOKEN_URI_H
#define KHIEN_TLSCONF_TOKEN_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

#define TOKEN_URI_VALUE 256

struct token_uri {
	/* text is "" where the URI has none */
	char token[TOKEN_URI_VALUE], serial[TOKEN_URI_VALUE];
	char object[TOKEN_URI_VALUE];		/* the key's label */
	unsigned char id[TOKEN_URI_VALUE];
	size_t id_length;
	char module[1024];			/* module-path */
	char pin_file[1024];			/* pin-source, as a path */
};

/*
 * Reads URI. The module's path and the token's label or serial number must be
 * there. A PIN in the URI (pin-value) is refused: a command line is public.
 * Attributes that only narrow things down further are refused, too. Returns 0,
 * or -1 with a fault.
 */
int token_uri_parse(const char *uri, struct token_uri *u, struct fault *f);

#endif
