/* SPDX-License-Identifier: MIT */
#include "web.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

#define HEADERS_MAX 8192
#define BACKLOG 128
#define TIMEOUT 10		/* s of silence after which one is cut off */

struct web {
	struct evhttp *http;
	struct web_pages pages;
};

/* ---- pages ---- */

static const char text_type[] = "text/plain; charset=utf-8";
static const char metrics_type[] = "text/plain; version=0.0.4; charset=utf-8";
static const char openmetrics_type[] =
	"application/openmetrics-text; version=1.0.0; charset=utf-8";

static void free_text(const void *data, size_t length, void *arg)
{
	(void)data;
	(void)length;
	free(arg);
}

/* Sends T, which is emptied; a big page is handed over, not copied. */
static void reply(struct evhttp_request *r, int status, const char *reason,
		 const char *type, struct text *t)
{
	struct evkeyvalq *h = evhttp_request_get_output_headers(r);
	struct evbuffer *b = evbuffer_new();

	if (b == NULL || !text_ok(t) ||
	    evhttp_add_header(h, "Content-Type", type) < 0 ||
	    evhttp_add_header(h, "X-Content-Type-Options", "nosniff") < 0 ||
	    evhttp_add_header(h, "Cache-Control", "no-store") < 0)
		goto fail;
	if (t->length > 0) {
		if (evbuffer_add_reference(b, t->at, t->length, free_text,
					   t->at) < 0)
			goto fail;
		memset(t, 0, sizeof(*t));
	}
	evhttp_send_reply(r, status, reason, b);
	evbuffer_free(b);
	return;
fail:
	if (b != NULL)
		evbuffer_free(b);
	text_free(t);
	evhttp_send_error(r, HTTP_INTERNAL, NULL);
}

static void page_metrics(struct web *w, struct evhttp_request *r)
{
	const char *accept = evhttp_find_header(
		evhttp_request_get_input_headers(r), "Accept");
	bool openmetrics = accept != NULL &&
		strstr(accept, "application/openmetrics-text") != NULL;
	struct text t = { 0 };

	w->pages.metrics(w->pages.arg, &t, openmetrics);
	reply(r, HTTP_OK, "OK", openmetrics ? openmetrics_type : metrics_type,
	      &t);
}

static void page_health(struct web *w, struct evhttp_request *r)
{
	struct text t = { 0 };
	bool well = w->pages.health(w->pages.arg, &t);

	reply(r, well ? HTTP_OK : HTTP_SERVUNAVAIL,
	     well ? "OK" : "Service Unavailable", text_type, &t);
}

static const struct page {
	const char *path;
	void (*send)(struct web *w, struct evhttp_request *r);
} pages[] = {
	{ "/metrics", page_metrics },
	{ "/healthz", page_health },
};

#define PAGES (sizeof(pages) / sizeof(pages[0]))

/* What there is, for who comes by hand. */
static void page_none(struct evhttp_request *r, const char *path)
{
	struct text t = { 0 };
	bool top = strcmp(path, "/") == 0;
	size_t i;

	text_add(&t, "khien-probe\n");
	for (i = 0; i < PAGES; i++)
		text_printf(&t, "%s\n", pages[i].path);
	reply(r, top ? HTTP_OK : HTTP_NOTFOUND, top ? "OK" : "Not Found",
	     text_type, &t);
}

static void on_request(struct evhttp_request *r, void *arg)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(r);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	size_t i;

	if (path == NULL)
		path = "";
	for (i = 0; i < PAGES; i++)
		if (strcmp(path, pages[i].path) == 0) {
			pages[i].send(arg, r);
			return;
		}
	page_none(r, path);
}

/* ---- sockets ---- */

static int add_listener(struct web *w, struct event_base *base,
			const struct config_listen *l, struct fault *f)
{
	unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC |
		LEV_OPT_REUSEABLE;
	struct evconnlistener *e;

	if (l->address.ss_family == AF_INET6)
		flags |= LEV_OPT_BIND_IPV6ONLY;
	e = evconnlistener_new_bind(base, NULL, NULL, flags, BACKLOG,
				    (const struct sockaddr *)&l->address,
				    (int)l->length);
	if (e == NULL) {
		fault_errno(f, _("cannot listen on %s"), l->text);
		return fault_hint(f, _("is another probe running? \"listen\" "
				       "in the configuration names the "
				       "addresses"));
	}
	if (evhttp_bind_listener(w->http, e) == NULL) {
		evconnlistener_free(e);
		return fault_set(f, _("cannot listen on %s"), l->text);
	}
	return 0;
}

struct web *web_open(struct event_base *base,
		     const struct config_listen *listen, size_t count,
		     const struct web_pages *what, struct fault *f)
{
	struct web *w = calloc(1, sizeof(*w));
	size_t i;

	if (w != NULL)
		w->http = evhttp_new(base);
	if (w == NULL || w->http == NULL) {
		fault_set(f, _("cannot serve /metrics: out of memory"));
		goto fail;
	}
	w->pages = *what;
	evhttp_set_allowed_methods(w->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_body_size(w->http, 0);
	evhttp_set_max_headers_size(w->http, HEADERS_MAX);
	evhttp_set_timeout(w->http, TIMEOUT);
	evhttp_set_gencb(w->http, on_request, w);
	for (i = 0; i < count; i++)
		if (add_listener(w, base, &listen[i], f) < 0)
			goto fail;
	return w;
fail:
	web_close(w);
	return NULL;
}

void web_close(struct web *w)
{
	if (w == NULL)
		return;
	if (w->http != NULL)
		evhttp_free(w->http);
	free(w);
}
