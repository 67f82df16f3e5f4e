/* SPDX-License-Identifier: MIT */
/* emit_nginx: server blocks for nginx, to be included inside http { }. */
#ifndef KHIEN_TLSCONF_EMIT_NGINX_H
#define KHIEN_TLSCONF_EMIT_NGINX_H

#include "tlsconf/server/emit.h"

/*
 * A block for port 80 per name (it redirects to that name, path and query
 * kept, but for ACME's challenges, RFC 8555 section 8.3), one for port 443,
 * and, where asked, two that reject all other names. Returns 0, or -1 with a
 * fault.
 */
int emit_nginx(struct text *out, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter. */
int emit_nginx_stage(struct stage *st, const struct emit_request *r,
		     const struct policy *p, struct fault *f);

#endif
