/* SPDX-License-Identifier: MIT */
/*
 * config: what the probe is told, from one JSON file. Unknown keys are
 * refused; every error carries its line and column. A relative path is looked
 * up from the folder of the file that names it.
 */
#ifndef KHIEN_PROBE_CONFIG_H
#define KHIEN_PROBE_CONFIG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "fault.h"

#define CONFIG_LISTEN 8		/* addresses to listen on */

struct config_listen {
	struct sockaddr_storage address;
	socklen_t length;
	char text[128];		/* "127.0.0.1:9810", "[::1]:9810", "unix:/x" */
};

struct config {
	char *targets;		/* the targets file; NULL: none named */
	char *trust_anchor;	/* DNSKEY or DS records of the root */
	char *root_hints;
	char *ca_file;		/* PEM */
	char *lines;		/* JSON lines go here; "-": standard output */
	bool results;		/* a line for each look, too */
	char *store;		/* history goes here; NULL: none is kept */
	int64_t keep_samples, keep_minutes, keep_hours, keep_events; /* s */
	bool allow_private;	/* addresses inside may be asked */
	int64_t interval;	/* s between web looks at a portal */
	int64_t dns_interval;	/* s between looks at DNS and TLS versions */
	int64_t timeout;	/* s that one connection or query may take */
	int64_t parallel;	/* looks in flight at the same time */
	struct config_listen listen[CONFIG_LISTEN];
	size_t listen_count;
};

/* What is so without a file. Returns 0, or -1 where memory ran out. */
int config_default(struct config *c, struct fault *f);

/* Reads PATH over the defaults. On failure *C holds nothing. */
int config_read(struct config *c, const char *path, struct fault *f);

/* The same from memory; PATH is for messages and relative paths. */
int config_parse(struct config *c, const char *path, const char *text,
		 size_t length, struct fault *f);

/* Safe on a zeroed struct. */
void config_free(struct config *c);

#endif
