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
#define EMIT_PAIRS 2		/* an RSA and an ECDSA certificate */

/* A certificate with its key. */
struct emit_pair {
	const char *cert, *key;		/* PEM; CERT with its chain */
	const char *type;		/* "rsa", "ecdsa" …; "" where not seen */
};

/* What is asked for. Paths are absolute; names have been through san.h. */
struct emit_request {
	const struct san_list *names;
	struct emit_pair pairs[EMIT_PAIRS];
	size_t pair_count;
	const char *root;		/* of the static files; or NULL */
	const char *proxy;		/* or "http://127.0.0.1:8080" */
	const char *acme_root;		/* holds .well-known/acme-challenge */
	/* Where to listen; NULL: on every address of the family. */
	const char *listen4, *listen6;
	int http_port, https_port;
	int64_t hsts;			/* max-age, s; 0: no HSTS */
	bool default_server;		/* reject what asks for other names */
	bool stapling;			/* the certificate names a responder */
	struct software software;
};

struct stage;

struct emitter {
	const char *name;		/* the operand: "nginx" */
	/* How all that is emitted begins: what begins so may be replaced. */
	const char *mark;
	struct software assumed;	/* where none is installed or given */
	struct software oldest;		/* what we still write for */
	int (*detect)(struct software *s, struct fault *f);
	/* Adds the text to OUT. Reproducible: no time, no language. */
	int (*write)(struct text *out, const struct emit_request *r,
		     const struct policy *p, struct fault *f);
	/*
	 * Writes into the stage's folder what a throw-away instance needs
	 * around the emitted text (stage.h), and says how it is tested and
	 * run. NULL: it cannot be run here.
	 */
	int (*stage)(struct stage *st, const struct emit_request *r,
		     const struct policy *p, struct fault *f);
	bool no_files;			/* it can only be a reverse proxy */
	bool one_pem;			/* the key beside CERT as CERT.key */
	bool no_openssl;		/* its TLS is Java's, Go's, Windows' */
	/* Then: its version since which it has X25519MLKEM768; 0: none. */
	int hybrid_since;
	bool tickets_rotate;		/* it changes ticket keys by itself */
	/* In its words: a warning about the throw-away instance alone. */
	const char *harmless;
	int patience;			/* s that it may take to start */
};

/* The row called NAME; NULL with a fault that names all of them. */
const struct emitter *emit_find(const char *name, struct fault *f);

/* The first lines of every file: who wrote it, from what, for what. */
void emit_head(struct text *out, const struct emitter *e,
	       const struct emit_request *r, const struct policy *p);

/*
 * Faults for a control character or one of BAD in PATH: SERVER could not take
 * it. Returns 0 or -1.
 */
int emit_path(const char *path, const char *bad, const char *server,
	      struct fault *f);

/* ":8443", or "" where PORT is the scheme's own. Returns BUFFER. */
#define EMIT_PORT 8
char *emit_port(int port, int usual, char buffer[EMIT_PORT]);

/* "max-age=300; includeSubDomains" of the request. */
#define EMIT_HSTS 64
char *emit_hsts(const struct emit_request *r, const struct policy *p,
		char buffer[EMIT_HSTS]);

/* A regular expression for NAME, "*" being one label; anchored, no quotes. */
void emit_pattern(struct text *out, const char *name);

/* As "# Written by khien-tlsconf emit": the mark of most. */
extern const char emit_mark[];

/*
 * The policy's groups as the library spells them, joined by ":", less what
 * its version lacks. Returns 0, or -1 with a fault.
 */
int emit_groups(struct text *out, const struct policy *p, int openssl,
		struct fault *f);

/* Whether the server's library has the group that the policy calls NAME. */
bool emit_has_group(const struct emitter *e, const struct software *s,
		    const char *name);

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
