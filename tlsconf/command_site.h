/* SPDX-License-Identifier: MIT */
/* command_site: what emit and prove are both told: server, portal, paths. */
#ifndef KHIEN_TLSCONF_COMMAND_SITE_H
#define KHIEN_TLSCONF_COMMAND_SITE_H

#include <stdbool.h>

#include "cli.h"
#include "tlsconf/server/emit.h"

enum command_site_path {
	COMMAND_SITE_CERT,			/* and the second one's */
	COMMAND_SITE_KEY = COMMAND_SITE_CERT + EMIT_PAIRS,
	COMMAND_SITE_ROOT = COMMAND_SITE_KEY + EMIT_PAIRS,
	COMMAND_SITE_ACME,
	COMMAND_SITE_PATHS,
};

struct command_site {
	const struct emitter *emitter;
	struct emit_request request;		/* points into the rest */
	struct san_list names;
	char paths[COMMAND_SITE_PATHS][EMIT_PATH];
	char types[EMIT_PAIRS][16];
	char proxy[320];
	int proxy_port;
};

/*
 * Reads operand and options of C; whatever can be learnt of the certificates
 * is. With BARE only the names are demanded. Returns 0, or -1 with a fault.
 * Pass *S, zeroed before, to command_site_free() in any case.
 */
int command_site_read(struct cli *c, struct command_site *s, bool bare);
void command_site_free(struct command_site *s);

#endif
