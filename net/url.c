/* SPDX-License-Identifier: MIT */
/* url: see url.h. libcurl's parser does the reading. */
#include "url.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copies part WHAT, or FALLBACK where there is none. */
static int part(CURLU *h, CURLUPart what, unsigned flags, const char *fallback,
		char *out, size_t size)
{
	char *s = NULL;
	size_t length;

	if (curl_url_get(h, what, &s, flags) != CURLUE_OK && !fallback)
		return -1;
	length = strlen(s ? s : fallback);
	if (length < size)
		memcpy(out, s ? s : fallback, length + 1);
	curl_free(s);
	return length < size ? 0 : -1;
}

static bool has_part(CURLU *h, CURLUPart what)
{
	char *s = NULL;
	bool has = curl_url_get(h, what, &s, 0) == CURLUE_OK;

	curl_free(s);
	return has;
}

/* Lower case, no brackets, no dot at the end; nothing that is no host name. */
static int tidy_host(char *host)
{
	size_t length = strlen(host);

	if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
		memmove(host, host + 1, length - 2);
		host[length - 2] = '\0';
	} else if (length && host[length - 1] == '.') {
		host[length - 1] = '\0';
	}
	for (char *c = host; *c; c++) {
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 127)
			return -1;
		*c = (char)tolower((unsigned char)*c);
	}
	return host[0] ? 0 : -1;
}

static int split(CURLU *h, struct url *u)
{
	char scheme[16], port[8], path[URL_TEXT], query[URL_TEXT];

	memset(u, 0, sizeof(*u));
	if (has_part(h, CURLUPART_USER) || has_part(h, CURLUPART_PASSWORD))
		return -1;
	if (part(h, CURLUPART_SCHEME, 0, NULL, scheme, sizeof(scheme)) ||
	    part(h, CURLUPART_HOST, 0, NULL, u->host, sizeof(u->host)) ||
	    part(h, CURLUPART_PORT, CURLU_DEFAULT_PORT, NULL, port,
		 sizeof(port)) ||
	    part(h, CURLUPART_PATH, 0, "/", path, sizeof(path)) ||
	    part(h, CURLUPART_QUERY, 0, "", query, sizeof(query)))
		return -1;
	u->https = !strcmp(scheme, "https");
	if (!u->https && strcmp(scheme, "http"))
		return -1;
	u->port = (uint16_t)atoi(port);
	if (!u->port || tidy_host(u->host))
		return -1;
	return snprintf(u->path, sizeof(u->path), "%s%s%s", path,
			query[0] ? "?" : "", query) < URL_TEXT ? 0 : -1;
}

/* Reads ABSOLUTE, then RELATIVE (may be NULL) as seen from there. */
static int read_url(const char *absolute, const char *relative, struct url *u)
{
	CURLU *h = curl_url();
	int ret = -1;

	if (h && !curl_url_set(h, CURLUPART_URL, absolute, 0) &&
	    (!relative || !curl_url_set(h, CURLUPART_URL, relative, 0)))
		ret = split(h, u);
	curl_url_cleanup(h);
	return ret;
}

int url_parse(const char *s, struct url *u)
{
	return strlen(s) < URL_TEXT ? read_url(s, NULL, u) : -1;
}

int url_join(const struct url *base, const char *reference, struct url *u)
{
	char text[URL_TEXT + 300];

	if (strlen(reference) >= URL_TEXT)
		return -1;
	return read_url(url_format(base, text), reference, u);
}

char *url_format(const struct url *u, char buffer[URL_TEXT + 300])
{
	bool v6 = strchr(u->host, ':');
	char port[8] = "";

	if (u->port != (u->https ? 443 : 80))
		snprintf(port, sizeof(port), ":%u", u->port);
	snprintf(buffer, URL_TEXT + 300, "%s://%s%s%s%s%s",
		 u->https ? "https" : "http", v6 ? "[" : "", u->host,
		 v6 ? "]" : "", port, u->path[0] ? u->path : "/");
	return buffer;
}
