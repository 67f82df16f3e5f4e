/* SPDX-License-Identifier: MIT */
/* emit_tomcat: server.xml and web.xml for Apache Tomcat, with Java's own TLS. */
#ifndef KHIEN_TLSCONF_EMIT_TOMCAT_H
#define KHIEN_TLSCONF_EMIT_TOMCAT_H

#include "tlsconf/server/emit.h"

/* The configuration: see struct emitter's write(). */
int emit_tomcat(struct text *out, const struct emit_request *r,
	 const struct policy *p, struct fault *f);

/* Its surroundings: see struct emitter's stage(). */
int emit_tomcat_stage(struct stage *st, const struct emit_request *r,
	       const struct policy *p, struct fault *f);

/* The web.xml that belongs to it. */
int emit_tomcat_web(struct text *out, const struct emit_request *r,
		    const struct policy *p, struct fault *f);

#endif
