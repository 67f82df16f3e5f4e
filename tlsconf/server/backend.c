/* SPDX-License-Identifier: MIT */
/* backend: see backend.h. */
#include "tlsconf/server/backend.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#include "lang.h"

static void answer(struct evhttp_request *r, void *arg)
{
	const char *text = arg;
	struct evbuffer *body = evbuffer_new();

	if (body)
		evbuffer_add_printf(body, "%s\n", text);
	evhttp_send_reply(r, 200, "OK", body);
	if (body)
		evbuffer_free(body);
}

struct evhttp *backend_open(struct event_base *base, int *port,
			    const char *text, struct fault *f)
{
	struct evhttp *b = evhttp_new(base);
	struct evhttp_bound_socket *s = NULL;
	struct sockaddr_in sa;
	socklen_t length = sizeof(sa);

	if (b)
		s = evhttp_bind_socket_with_handle(b, "127.0.0.1",
						   (uint16_t)*port);
	if (!s || getsockname(evhttp_bound_socket_get_fd(s),
			      (struct sockaddr *)&sa, &length) < 0) {
		fault_errno(f, _("cannot stand in for the application on port "
				 "%d"), *port);
		backend_close(b);
		return NULL;
	}
	*port = ntohs(sa.sin_port);
	evhttp_set_gencb(b, answer, (void *)(uintptr_t)text);
	return b;
}

void backend_close(struct evhttp *b)
{
	if (b)
		evhttp_free(b);
}
