/* SPDX-License-Identifier: MIT */
/*
 * url: an http or https URL in its parts, and a redirect's Location taken
 * relative to where it was seen (RFC 3986 section 5, RFC 9110 section 10.2.2).
 */
#ifndef KHIEN_NET_URL_H
#define KHIEN_NET_URL_H

#include <stdbool.h>
#include <stdint.h>

#define URL_TEXT 2048		/* longest URL we take */

struct url {
	bool https;
	char host[256];		/* lower case, without brackets; A-labels */
	uint16_t port;
	char path[URL_TEXT];	/* with the query, without the fragment */
};

/*
 * Reads an absolute URL. What is neither http nor https, has no host, has a
 * user name in it or is too long is refused. 0 or -1.
 */
int url_parse(const char *s, struct url *u);

/* Reads REFERENCE as it was seen in a Location header of BASE. 0 or -1. */
int url_join(const struct url *base, const char *reference, struct url *u);

/* Writes it whole; the scheme's own port is left out. Returns BUFFER. */
char *url_format(const struct url *u, char buffer[URL_TEXT + 300]);

#endif
