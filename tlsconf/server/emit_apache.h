/* SPDX-License-Identifier: MIT */
/* emit_apache: virtual hosts for Apache httpd 2.4. */
#ifndef KHIEN_TLSCONF_EMIT_APACHE_H
#define KHIEN_TLSCONF_EMIT_APACHE_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_apache(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter's stage(). */
int emit_apache_stage(struct stage *st, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

#endif
