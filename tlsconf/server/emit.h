/* SPDX-License-Identifier: MIT */
/*
 * emit: configurations for web servers, from the policy. A new server is one
 * file emit_NAME.c and one row in emit.c.
 */
#ifndef KHIEN_TLSCONF_EMIT_H
#define KHIEN_TLSCONF_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "policy.h"
#include "text.h"
#include "tlsconf/pki/san.h"
#include "tlsconf/server/software.h"

#define EMIT_PATH 1024

/* What is asked for. Paths are absolute; names have been through san.h. */
struct emit_request {
	const struct san_list *names;
	const char *cert, *key;		/* PEM; CERT with its chain */
	const char *root;		/* of the static files */
	const char *acme_root;		/* holds .well-known/acme-challenge */
	int http_port, https_port;
	int64_t hsts;			/* max-age, s; 0: no HSTS */
	bool default_server;		/* reject what asks for other names */
	struct software software;
};

struct emitter {
	const char *name;		/* the operand: "nginx" */
	struct software assumed;	/* where none is installed or given */
	struct software oldest;		/* what we still write for */
	int (*detect)(struct software *s, struct fault *f);
	/* Adds the text to OUT. Reproducible: no time, no language. */
	int (*write)(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f);
};

/* The row called NAME; NULL with a fault that names all of them. */
const struct emitter *emit_find(const char *name, struct fault *f);

/* First line of all that is emitted: what begins so may be replaced. */
extern const char emit_mark[];

/*
 * The policy's groups as the library spells them, joined by ":", less what
 * its version lacks. Returns 0, or -1 with a fault.
 */
int emit_groups(struct text *out, const struct policy *p, int openssl,
		struct fault *f);

/* The items joined by SEPARATOR. */
void emit_list(struct text *out, const struct policy_list *l,
	       const char *separator);

/*
 * Lowest and highest TLS version of the policy that the server can speak.
 * Returns 0, or -1 with a fault where none is left.
 */
int emit_versions(const struct policy *p, bool tls13, int *lowest,
		  int *highest, struct fault *f);

#endif
