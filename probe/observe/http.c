/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "hsts.h"
#include "lang.h"
#include "tls.h"

struct http {
	struct http_request request;
	char name[256];
	struct fetch_request next;	/* what is asked now */
	struct address_facts *out;
	struct fetch *fetch;
	int hops;
	http_done *done;
	void *arg;
};

static void free_http(struct http *h)
{
	fetch_cancel(h->fetch);
	free(h);
}

void http_cancel(struct http *h)
{
	if (h != NULL)
		free_http(h);
}

static void finish(struct http *h)
{
	http_done *done = h->done;
	void *arg = h->arg;

	free_http(h);
	done(arg);
}

static bool is_redirect(const struct fetch_result *r)
{
	return r->outcome == OUTCOME_OK && r->status >= 300 &&
		r->status <= 399 && r->location != NULL;
}

/* Starts the next request; false where that cannot be done. */
static bool go_on(struct http *h, fetch_done *done)
{
	h->fetch = fetch_start(h->request.fetcher, &h->next, done, h, NULL);
	return h->fetch != NULL;
}

/*
 * Moves NEXT on to where R points, if that is this portal's own server, over
 * HTTPS or not as wanted. Another host, or another port, is not our target.
 */
static bool follow(struct http *h, const struct fetch_result *r, bool https)
{
	struct url to;

	if (!is_redirect(r) || h->hops >= HTTP_HOPS ||
	    url_join(&h->next.url, r->location, &to) < 0 ||
	    strcmp(to.host, h->name) != 0 || to.https != https ||
	    to.port != (https ? 443 : 80))
		return false;
	h->next.url = to;
	h->hops++;
	return true;
}

/* ---- https ---- */

/* Copies what a server wrote; what could upset a terminal becomes "?". */
static void copy_plain(char *out, size_t size, const char *s)
{
	size_t n = 0;

	for (; s[n] != '\0' && n < size - 1; n++)
		out[n] = s[n] > ' ' && s[n] < 0x7f ? s[n] : '?';
	out[n] = '\0';
}

static void take_times(struct http_facts *out, const struct fetch_result *r)
{
	if (r->outcome != OUTCOME_OK)
		return;
	out->have |= HTTP_HAVE_TIMES;
	out->connect_ms = r->connect_ms;
	out->tls_ms = r->tls_ms;
	out->first_byte_ms = r->first_byte_ms;
	out->total_ms = r->total_ms;
}

static void take_hsts(struct http_facts *out, const struct fetch_result *r)
{
	char value[512];

	/* RFC 6797 section 8.1: of several, only the first counts */
	if (fetch_header(r, "Strict-Transport-Security", value, sizeof(value),
			 NULL) != NULL)
		hsts_read(value, out);
}

static void take_first(struct http *h, const struct fetch_result *r)
{
	struct http_facts *out = &h->out->web.http;

	h->out->https = r->outcome;
	h->out->http_version = r->http_version;
	tls_take(h->out, r, h->name, fetch_store(h->request.fetcher),
		 h->request.now);
	if (!r->tls.handshake || outcome_is_ours(r->outcome))
		return;
	out->have |= HTTP_HAVE_ANSWER;
	take_times(out, r);
	take_hsts(out, r);
}

/* The last answer: where it leads to, and what it shows. */
static void take_content(struct http *h, const struct fetch_result *r)
{
	struct content_facts *c = &h->out->content;
	char type[sizeof(c->type)];

	memset(c, 0, sizeof(*c));
	if (r->outcome != OUTCOME_OK)
		return;
	content_read(c, r->body, r->body_length);
	if (is_redirect(r))
		copy_plain(c->location, sizeof(c->location), r->location);
	if (fetch_header(r, "Content-Type", type, sizeof(type), NULL) != NULL)
		copy_plain(c->type, sizeof(c->type), type);
}

static void https_done(void *arg, const struct fetch_result *r)
{
	struct http *h = arg;

	h->fetch = NULL;
	if (h->hops == 0)
		take_first(h, r);
	if (h->out->web.http.have & HTTP_HAVE_ANSWER)
		h->out->web.http.status = r->outcome == OUTCOME_OK ?
			r->status : 0;
	take_content(h, r);
	if (follow(h, r, true) && go_on(h, https_done))
		return;
	finish(h);
}

/* ---- http ---- */

/* What the first answer on port 80 says. */
static void take_redirect(struct http *h, const struct fetch_result *r)
{
	struct http_facts *out = &h->out->web.http;
	struct url to;

	out->plain_status = r->outcome == OUTCOME_OK ? r->status : 0;
	if (!is_redirect(r))
		return;
	copy_plain(out->redirect_location, sizeof(out->redirect_location),
		   r->location);
	out->redirect_hops = 1;
	if (url_join(&h->next.url, r->location, &to) < 0)
		return;
	out->redirect_https = to.https && strcmp(to.host, h->name) == 0;
	out->redirect_path_kept = strcmp(to.path, h->next.url.path) == 0;
}

static void plain_done(void *arg, const struct fetch_result *r)
{
	struct http *h = arg;
	struct http_facts *out = &h->out->web.http;

	h->fetch = NULL;
	if (h->hops == 0) {
		h->out->http = r->outcome;
		if (!outcome_is_ours(r->outcome))
			out->have |= HTTP_HAVE_PLAIN;
		out->plain_connected = r->connected;
		(void)snprintf(out->plain_error, sizeof(out->plain_error),
			       "%.127s", r->connected ? "" : r->why);
		take_redirect(h, r);
	} else if (is_redirect(r)) {
		out->redirect_hops++;
	}
	if (follow(h, r, false) && go_on(h, plain_done))
		return;
	finish(h);
}

/* ---- both ---- */

static struct http *start(const struct http_request *r, bool https,
			  struct address_facts *out, fetch_done *fetched,
			  http_done *done, void *arg, struct fault *f)
{
	struct http *h = calloc(1, sizeof(*h));
	struct url *url;

	if (h == NULL) {
		fault_errno(f, _("cannot ask %s"), r->name);
		return NULL;
	}
	h->request = *r;
	h->request.name = h->request.path = NULL;	/* not ours to keep */
	h->out = out;
	h->done = done;
	h->arg = arg;
	(void)snprintf(h->name, sizeof(h->name), "%s", r->name);
	url = &h->next.url;
	url->https = https;
	url->port = https ? 443 : 80;
	(void)snprintf(url->host, sizeof(url->host), "%s", r->name);
	(void)snprintf(url->path, sizeof(url->path), "%s", r->path);
	h->next.address = r->address;
	h->next.allow_inside = r->allow_inside;
	h->next.deadline_ms = r->deadline_ms;
	h->next.now = r->now;
	h->next.body_max = https ? CONTENT_BODY : 0;
	h->fetch = fetch_start(r->fetcher, &h->next, fetched, h, f);
	if (h->fetch != NULL)
		return h;
	free(h);
	return NULL;
}

struct http *http_start_https(const struct http_request *r,
			      struct address_facts *out, http_done *done,
			      void *arg, struct fault *f)
{
	return start(r, true, out, https_done, done, arg, f);
}

struct http *http_start_plain(const struct http_request *r,
			      struct address_facts *out, http_done *done,
			      void *arg, struct fault *f)
{
	return start(r, false, out, plain_done, done, arg, f);
}
