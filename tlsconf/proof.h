/* SPDX-License-Identifier: MIT */
/* proof: a proof under way, and what it finds. */
#ifndef KHIEN_TLSCONF_PROOF_H
#define KHIEN_TLSCONF_PROOF_H

#include <jansson.h>

#include "cli.h"
#include "report.h"
#include "tlsconf/command_site.h"
#include "tlsconf/server/prove.h"
#include "tlsconf/server/stage.h"

struct evhttp;

/* All that is held while a proof runs. */
struct proof {
	struct cli *c;
	struct command_site *site;
	struct emit_request request;	/* as the instance is to have it */
	const char *config;		/* or NULL */
	struct stage stage;
	struct prove prove;
	struct evhttp *backend;
	char root[STAGE_PATH], acme[STAGE_PATH];
	char proxy[64], pairs[EMIT_PAIRS][128];
	struct report report;
	json_t *scans;			/* borrowed from the report's facts */
};

/* Begins the report's facts with the server. Returns 0, or -1 with a fault. */
int proof_server(struct proof *p);

/*
 * Runs the server's syntax check and adds its finding. Returns 1 where it may
 * be started, 0 where not, -1 with a fault.
 */
int proof_syntax(struct proof *p);

/*
 * Makes a finding of the fault that is there: what no syntax check finds, such
 * as the key of another certificate. Returns 0.
 */
int proof_gave_up(struct proof *p);

/*
 * Adds all findings about the running instance on ADDRESS: for each name, and
 * without SNI. Returns 0, or -1 with a fault.
 */
int proof_address(struct proof *p, const char *address);

#endif
