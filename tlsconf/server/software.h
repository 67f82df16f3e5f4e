/* SPDX-License-Identifier: MIT */
/*
 * software: which web server is installed and which TLS library it is linked
 * with. Every directive we write is gated on them, since a directive that a
 * server does not know keeps it from starting.
 */
#ifndef KHIEN_TLSCONF_SOFTWARE_H
#define KHIEN_TLSCONF_SOFTWARE_H

#include <stdbool.h>

#include "fault.h"

/* 1.22.1 is 1022001. */
#define SOFTWARE_VERSION(a, b, c) ((a) * 1000000 + (b) * 1000 + (c))
#define SOFTWARE_TEXT 32

struct software {
	int version;		/* of the server */
	int openssl;		/* of the library it runs with; 0: another one */
	bool http2;		/* it has the module */
};

/*
 * Reads "1.22.1" (two or three numbers, then letters or a suffix, as in
 * "1.1.1k" and "1.18.0-6"). Returns 0, or -1 with a fault.
 */
int software_parse_version(const char *s, int *version, struct fault *f);

/* "1.22.1"; returns BUFFER. */
char *software_format(int version, char buffer[SOFTWARE_TEXT]);

/* Understands what `nginx -V` prints. Returns 0, or -1 with a fault. */
int software_parse_nginx(const char *text, struct software *s,
			 struct fault *f);

/* Likewise `apache2 -v`, `haproxy -vv`, `lighttpd -v`, `caddy version`,
 * `catalina.sh version`. */
int software_parse_apache(const char *text, struct software *s,
			  struct fault *f);
int software_parse_haproxy(const char *text, struct software *s,
			   struct fault *f);
int software_parse_lighttpd(const char *text, struct software *s,
			    struct fault *f);
int software_parse_tomcat(const char *text, struct software *s,
			  struct fault *f);
int software_parse_caddy(const char *text, struct software *s,
			 struct fault *f);

/*
 * Asks the nginx in PATH or the usual folders; waits at most ten seconds.
 * Returns 1, 0 where none is installed, or -1 with a fault.
 */
int software_detect_nginx(struct software *s, struct fault *f);

/*
 * Likewise the others. The library of Apache and lighttpd is that of their
 * module for TLS, where that is in a usual folder.
 */
int software_detect_apache(struct software *s, struct fault *f);
int software_detect_haproxy(struct software *s, struct fault *f);
int software_detect_lighttpd(struct software *s, struct fault *f);
int software_detect_tomcat(struct software *s, struct fault *f);
int software_detect_caddy(struct software *s, struct fault *f);

#endif
