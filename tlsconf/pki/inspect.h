/* SPDX-License-Identifier: MIT */
/*
 * inspect: what files of keys, requests and certificates are, and whether
 * they belong together. The files given are one set: a chain may lie in a file
 * of its own, and a key is compared with all certificates.
 */
#ifndef KHIEN_TLSCONF_INSPECT_H
#define KHIEN_TLSCONF_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "report.h"
#include "tlsconf/facts.h"
#include "tlsconf/pki/bundle.h"

#define INSPECT_SUBJECT 1100

struct inspect_file {
	struct bundle bundle;
	struct file_facts facts;
	bool servers;			/* a server's certificate is in it */
};

/* One certificate of a file. */
struct inspect_cert {
	struct inspect_file *file;
	const struct bundle_item *item;
	bool first;			/* in its file */
	bool server;			/* a server's, not an authority's */
	char subject[INSPECT_SUBJECT];	/* FILE, or FILE:LINE behind the first */
	struct web_facts web;		/* only web.tls.cert is filled in */
};

struct inspect {
	struct inspect_file *files;
	size_t count;
	struct inspect_cert *certs;
	size_t cert_count;
	bool any_server;
	bool have_store;		/* trust was judged */
};

/* What to hold them against; NULL where it was not asked for. */
struct inspect_wanted {
	const char *name;		/* that the certificate must stand for */
	X509_STORE *store;
	const struct passphrase *passphrase;	/* of encrypted keys */
	int64_t now;
};

/*
 * Reads PATHS and compares them. Returns 0, or -1 with a fault that names the
 * file. Pass *IN to inspect_free() in any case.
 */
int inspect_read(struct inspect *in, char *const *paths, size_t count,
		 const struct inspect_wanted *wanted, struct fault *f);
void inspect_free(struct inspect *in);

/*
 * PEM of the one server's certificate of the set with its issuers in order, as
 * far as they are there, without the root: what a server is given. Pass to
 * free(). NULL with a fault, e.g. where there are two.
 */
char *inspect_chain_pem(const struct inspect *in, struct fault *f);

/* Adds the findings about all files and certificates to R. */
void inspect_judge(const struct inspect *in, struct report *r);

#endif
