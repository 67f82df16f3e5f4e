/* SPDX-License-Identifier: MIT */
/* emit_lighttpd: conditions for lighttpd 1.4, to be included by its main file. */
#ifndef KHIEN_TLSCONF_EMIT_LIGHTTPD_H
#define KHIEN_TLSCONF_EMIT_LIGHTTPD_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_lighttpd(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter's stage(). */
int emit_lighttpd_stage(struct stage *st, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

#endif
