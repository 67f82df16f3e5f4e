/* SPDX-License-Identifier: MIT */
#include "web.h"

#include <dirent.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gzip.h"
#include "lang.h"

#define HEADERS_MAX 8192
#define BACKLOG 128
#define TIMEOUT 10		/* s of silence after which one is cut off */
#define WORTH_GZIP 1024		/* bytes */

struct web {
	struct event_base *base;
	struct evhttp *http;
	web_handler *handler;
	void *arg;
	struct evconnlistener *listeners[CONFIG_LISTEN];
	char *sockets[CONFIG_LISTEN];	/* files to remove at the end */
	size_t count;
	const struct config_listen *listen;	/* COUNT of them */
	size_t connections;	/* at most; see recount() */
	struct event *recount;
};

/* ---- answers ---- */

static const char text_type[] = "text/plain; charset=utf-8";

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" }, { 400, "Bad Request" }, { 404, "Not Found" },
	{ 500, "Internal Server Error" }, { 503, "Service Unavailable" },
};

static const char *reason_of(int status)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

static void free_text(const void *data, size_t length, void *arg)
{
	(void)data;
	(void)length;
	free(arg);
}

static bool takes_gzip(struct evhttp_request *r)
{
	const char *accept = evhttp_find_header(
		evhttp_request_get_input_headers(r), "Accept-Encoding");

	return accept != NULL && strstr(accept, "gzip") != NULL &&
		strstr(accept, "gzip;q=0") == NULL;
}

/* Packs T where it is worth it; what cannot be packed is sent as it is. */
static bool pack(struct evhttp_request *r, struct text *t)
{
	struct text packed = { 0 };

	if (t->length < WORTH_GZIP || !takes_gzip(r) ||
	    gzip_text(t, &packed) < 0)
		return false;
	text_free(t);
	*t = packed;
	return true;
}

static int add_headers(struct evhttp_request *r, const char *type, bool packed)
{
	struct evkeyvalq *h = evhttp_request_get_output_headers(r);

	return evhttp_add_header(h, "Content-Type", type) < 0 ||
		evhttp_add_header(h, "X-Content-Type-Options", "nosniff") < 0 ||
		evhttp_add_header(h, "Cache-Control", "no-store") < 0 ||
		evhttp_add_header(h, "Vary", "Accept, Accept-Encoding") < 0 ||
		(packed && evhttp_add_header(h, "Content-Encoding",
					     "gzip") < 0) ? -1 : 0;
}

/* Sends A, whose text is emptied; a big page is handed over, not copied. */
static void reply(struct evhttp_request *r, struct web_answer *a)
{
	struct evbuffer *b = evbuffer_new();
	struct text *t = &a->body;

	if (b == NULL || !text_ok(t) ||
	    add_headers(r, a->type, pack(r, t)) < 0)
		goto fail;
	if (t->length > 0) {
		if (evbuffer_add_reference(b, t->at, t->length, free_text,
					   t->at) < 0)
			goto fail;
		memset(t, 0, sizeof(*t));
	}
	evhttp_send_reply(r, a->status, reason_of(a->status), b);
	evbuffer_free(b);
	text_free(t);
	return;
fail:
	if (b != NULL)
		evbuffer_free(b);
	text_free(t);
	evhttp_send_error(r, HTTP_INTERNAL, NULL);
}

static void on_request(struct evhttp_request *r, void *arg)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(r);
	const char *accept = evhttp_find_header(
		evhttp_request_get_input_headers(r), "Accept");
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	const char *query = uri ? evhttp_uri_get_query(uri) : NULL;
	struct web_answer a = { .status = 200, .type = text_type };
	struct evkeyvalq pairs;
	struct web_request q = {
		.path = path ? path : "", .query = &pairs,
		.openmetrics = accept != NULL &&
			strstr(accept, "application/openmetrics-text"),
	};
	struct web *w = arg;

	TAILQ_INIT(&pairs);
	if (query != NULL && evhttp_parse_query_str(query, &pairs) < 0) {
		a.status = 400;
		text_add(&a.body, "the query cannot be read\n");
	} else {
		w->handler(w->arg, &q, &a);
	}
	evhttp_clear_headers(&pairs);
	reply(r, &a);
}

const char *web_query(const struct web_request *q, const char *name)
{
	return evhttp_find_header(q->query, name);
}

/* ---- connections ---- */

/*
 * libevent does not tell when a connection ends, so those that begin are
 * counted, and at the bound those that are still there, among the descriptors.
 */
static bool is_at(const struct sockaddr_storage *a,
		  const struct sockaddr_storage *listener)
{
	if (a->ss_family != listener->ss_family)
		return false;
	if (a->ss_family == AF_UNIX)
		return strcmp(((const struct sockaddr_un *)a)->sun_path,
			      ((const struct sockaddr_un *)listener)->sun_path)
			== 0;
	/* the port is at the same place for IPv4 and IPv6 */
	return ((const struct sockaddr_in *)a)->sin_port ==
		((const struct sockaddr_in *)listener)->sin_port;
}

static bool is_connection(const struct web *w, int fd)
{
	struct sockaddr_storage mine = { 0 }, other;
	socklen_t length = sizeof(mine) - 1, n = sizeof(other);
	size_t i;

	if (getsockname(fd, (struct sockaddr *)&mine, &length) < 0 ||
	    getpeername(fd, (struct sockaddr *)&other, &n) < 0)
		return false;
	for (i = 0; i < w->count; i++)
		if (is_at(&mine, &w->listen[i].address))
			return true;
	return false;
}

static size_t count_connections(const struct web *w)
{
	DIR *d = opendir("/proc/self/fd");
	const struct dirent *e;
	size_t n = 0;

	if (d == NULL)
		return WEB_CONNECTIONS - 1;	/* one in, until it is seen */
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.' && is_connection(w, atoi(e->d_name));
	(void)closedir(d);
	return n;
}

static void recount(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval soon = { 0, 100000 };
	struct web *w = arg;
	size_t i;

	(void)fd;
	(void)what;
	w->connections = count_connections(w);
	if (w->connections >= WEB_CONNECTIONS) {
		(void)event_add(w->recount, &soon);
		return;
	}
	for (i = 0; i < w->count; i++)
		(void)evconnlistener_enable(w->listeners[i]);
}

/* Called as a connection begins. */
static struct bufferevent *connection_new(struct event_base *base, void *arg)
{
	static const struct timeval now = { 0, 0 };
	struct web *w = arg;
	size_t i;

	if (++w->connections >= WEB_CONNECTIONS &&
	    event_add(w->recount, &now) == 0)
		for (i = 0; i < w->count; i++)
			(void)evconnlistener_disable(w->listeners[i]);
	return bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
}

/* ---- sockets ---- */

/* A socket that a probe left behind is in the way; any other file is not. */
static int clear_way(struct web *w, const struct config_listen *l)
{
	const struct sockaddr_un *u = (const struct sockaddr_un *)&l->address;
	struct stat s;

	if (lstat(u->sun_path, &s) == 0 && S_ISSOCK(s.st_mode))
		(void)unlink(u->sun_path);
	w->sockets[w->count] = strdup(u->sun_path);
	return w->sockets[w->count] != NULL ? 0 : -1;
}

static struct evconnlistener *bind_to(struct web *w,
				      const struct config_listen *l)
{
	unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC;
	struct evconnlistener *e;
	mode_t mask;

	if (l->address.ss_family != AF_UNIX)
		flags |= LEV_OPT_REUSEABLE;
	else if (clear_way(w, l) < 0)
		return NULL;
	if (l->address.ss_family == AF_INET6)
		flags |= LEV_OPT_BIND_IPV6ONLY;
	mask = umask(0007);	/* of a socket: its user and group */
	e = evconnlistener_new_bind(w->base, NULL, NULL, flags, BACKLOG,
				    (const struct sockaddr *)&l->address,
				    (int)l->length);
	(void)umask(mask);
	return e;
}

static int add_listener(struct web *w, const struct config_listen *l,
			struct fault *f)
{
	struct evconnlistener *e = bind_to(w, l);

	if (e == NULL) {
		free(w->sockets[w->count]);	/* it is not ours */
		w->sockets[w->count] = NULL;
		fault_errno(f, _("cannot listen on %s"), l->text);
		return fault_hint(f, _("is another probe running? \"listen\" "
				       "in the configuration names the "
				       "addresses"));
	}
	w->listeners[w->count++] = e;
	if (evhttp_bind_listener(w->http, e) == NULL)
		return fault_set(f, _("cannot listen on %s"), l->text);
	return 0;
}

struct web *web_open(struct event_base *base,
		     const struct config_listen *listen, size_t count,
		     web_handler *handler, void *arg, struct fault *f)
{
	struct web *w = calloc(1, sizeof(*w));
	size_t i;

	if (w != NULL)
		w->http = evhttp_new(base);
	if (w == NULL || w->http == NULL) {
		fault_set(f, _("cannot serve /metrics: out of memory"));
		goto fail;
	}
	w->base = base;
	w->listen = listen;
	w->recount = evtimer_new(base, recount, w);
	if (w->recount == NULL) {
		fault_set(f, _("cannot serve /metrics: out of memory"));
		goto fail;
	}
	w->handler = handler;
	w->arg = arg;
	evhttp_set_allowed_methods(w->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_body_size(w->http, 0);
	evhttp_set_max_headers_size(w->http, HEADERS_MAX);
	evhttp_set_timeout(w->http, TIMEOUT);
	evhttp_set_bevcb(w->http, connection_new, w);
	evhttp_set_gencb(w->http, on_request, w);
	for (i = 0; i < count; i++)
		if (add_listener(w, &listen[i], f) < 0)
			goto fail;
	return w;
fail:
	web_close(w);
	return NULL;
}

void web_close(struct web *w)
{
	size_t i;

	if (w == NULL)
		return;
	if (w->recount != NULL)
		event_free(w->recount);
	if (w->http != NULL)
		evhttp_free(w->http);
	for (i = 0; i < CONFIG_LISTEN; i++)
		if (w->sockets[i] != NULL) {
			(void)unlink(w->sockets[i]);
			free(w->sockets[i]);
		}
	free(w);
}
