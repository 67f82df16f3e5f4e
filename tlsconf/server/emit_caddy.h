/* SPDX-License-Identifier: MIT */
/* emit_caddy: sites for a Caddyfile. */
#ifndef KHIEN_TLSCONF_EMIT_CADDY_H
#define KHIEN_TLSCONF_EMIT_CADDY_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_caddy(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter's stage(). */
int emit_caddy_stage(struct stage *st, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

#endif
