/* SPDX-License-Identifier: MIT */
/* emit_haproxy: frontends and a backend for HAProxy. */
#ifndef KHIEN_TLSCONF_EMIT_HAPROXY_H
#define KHIEN_TLSCONF_EMIT_HAPROXY_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_haproxy(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter's stage(). */
int emit_haproxy_stage(struct stage *st, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

#endif
