/* SPDX-License-Identifier: MIT */
/* emit_iis: PowerShell for SChannel and the bindings of IIS. */
#ifndef KHIEN_TLSCONF_EMIT_IIS_H
#define KHIEN_TLSCONF_EMIT_IIS_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_iis(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

#endif
