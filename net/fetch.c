/* SPDX-License-Identifier: MIT */
/*
 * fetch: see fetch.h. Transfers on the event loop; TLS is in fetch_tls.c, the
 * header lines in fetch_header.c. libcurl's pins of CURLOPT_RESOLVE live in a
 * cache shared by all transfers, so that v4 and v6 of one name would overwrite
 * each other: hence CURLOPT_CONNECT_TO.
 */
#include "fetch_transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dial.h"
#include "lang.h"

#define BUFFER 8192		/* of libcurl, per transfer */

/* ---- one transfer's ends ---- */

void fetch_cancel(struct fetch *x)
{
	if (!x)
		return;
	if (x->easy) {
		curl_multi_remove_handle(x->fetcher->multi, x->easy);
		curl_easy_cleanup(x->easy);
	}
	if (x->soon)
		event_free(x->soon);
	if (x->link) {
		*x->link = x->next;
		if (x->next)
			x->next->link = x->link;
	}
	curl_slist_free_all(x->connect_to);
	sk_X509_pop_free(x->result.tls.chain, X509_free);
	text_free(&x->headers);
	text_free(&x->body);
	free(x);
}

/* The one place where DONE is called. */
static void finish(struct fetch *x)
{
	struct fetch_result *r = &x->result;

	r->headers = text_get(&x->headers);
	r->body = text_get(&x->body);
	r->body_length = x->body.length;
	if (fetch_header(r, "location", x->location, sizeof(x->location),
			 NULL))
		r->location = x->location;
	x->done(x->arg, r);
	fetch_cancel(x);
}

static void soon_rang(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	finish(arg);
}

static const struct {
	CURLcode code;
	enum outcome outcome;
} outcomes[] = {
	{ CURLE_OK, OUTCOME_OK },
	{ CURLE_OPERATION_TIMEDOUT, OUTCOME_TIMEOUT },
	{ CURLE_SSL_CONNECT_ERROR, OUTCOME_TLS },
	{ CURLE_SSL_CIPHER, OUTCOME_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, OUTCOME_TLS },
	{ CURLE_RECV_ERROR, OUTCOME_CLOSED },
	{ CURLE_SEND_ERROR, OUTCOME_CLOSED },
	{ CURLE_GOT_NOTHING, OUTCOME_CLOSED },
	{ CURLE_PARTIAL_FILE, OUTCOME_CLOSED },
	{ CURLE_OUT_OF_MEMORY, OUTCOME_LOCAL },
	{ CURLE_FAILED_INIT, OUTCOME_LOCAL },
	{ CURLE_COULDNT_RESOLVE_HOST, OUTCOME_LOCAL },
	{ CURLE_ABORTED_BY_CALLBACK, OUTCOME_LOCAL },
};

/* What ERR of libcurl amounts to; OS is errno of the connection, or 0. */
static enum outcome outcome_of(CURLcode err, int os)
{
	if (err == CURLE_COULDNT_CONNECT)
		return os ? outcome_of_errno(os) : OUTCOME_REFUSED;
	if (err == CURLE_SSL_CONNECT_ERROR &&
	    outcome_of_errno(os) == OUTCOME_CLOSED)
		return OUTCOME_CLOSED;
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (outcomes[i].code == err)
			return outcomes[i].outcome;
	return OUTCOME_MALFORMED;
}

static enum fetch_phase phase_of(const struct fetch *x)
{
	if (!x->result.connected)
		return FETCH_CONNECT;
	if (x->request.url.https && !x->result.tls.handshake)
		return FETCH_TLS;
	return FETCH_ANSWER;
}

static void explain(struct fetch *x, CURLcode err, int os)
{
	struct fetch_result *r = &x->result;
	const char *why = x->error[0] ? x->error : curl_easy_strerror(err);

	if (r->outcome == OUTCOME_TIMEOUT || r->outcome == OUTCOME_TOO_LARGE)
		why = outcome_title(r->outcome);
	else if (os && (r->phase == FETCH_CONNECT ||
			r->outcome == OUTCOME_CLOSED))
		why = strerror(os);
	snprintf(r->why, sizeof(r->why), "%.*s", OUTCOME_WHY - 1, why);
}

static double info_ms(CURL *easy, CURLINFO what)
{
	curl_off_t us = 0;

	curl_easy_getinfo(easy, what, &us);
	return (double)us / 1000;
}

static void take_times(struct fetch *x)
{
	struct fetch_result *r = &x->result;

	r->connect_ms = info_ms(x->easy, CURLINFO_CONNECT_TIME_T);
	r->tls_ms = info_ms(x->easy, CURLINFO_APPCONNECT_TIME_T);
	r->first_byte_ms = info_ms(x->easy, CURLINFO_STARTTRANSFER_TIME_T);
	r->total_ms = info_ms(x->easy, CURLINFO_TOTAL_TIME_T);
	/* libcurl 7.88 tells the time of connecting only once TLS stands, too */
	if (r->connect_ms <= 0)
		r->connect_ms = x->tls_began_ms;
	r->connected = r->connect_ms > 0;
	if (!r->status)
		r->first_byte_ms = 0;
}

static int http_version(CURL *easy)
{
	static const struct {
		long curl;
		int ours;
	} versions[] = {
		{ CURL_HTTP_VERSION_1_0, 10 }, { CURL_HTTP_VERSION_1_1, 11 },
		{ CURL_HTTP_VERSION_2_0, 20 }, { CURL_HTTP_VERSION_3, 30 },
	};
	long v = 0;

	curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &v);
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i].curl == v)
			return versions[i].ours;
	return 0;
}

/* libcurl is done with X: ERR says how. */
static void conclude(struct fetch *x, CURLcode err)
{
	struct fetch_result *r = &x->result;
	long status = 0, os = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &os);
	r->status = (int)status;
	take_times(x);
	if (r->status)
		r->http_version = http_version(x->easy);
	if (r->body_cut)		/* by ourselves: we have what we want */
		err = CURLE_OK;
	r->outcome = x->headers_too_large ? OUTCOME_TOO_LARGE :
		     !text_ok(&x->headers) || !text_ok(&x->body) ?
		     OUTCOME_LOCAL : outcome_of(err, (int)os);
	r->phase = r->outcome == OUTCOME_OK ? FETCH_DONE : phase_of(x);
	if (r->outcome != OUTCOME_OK)
		explain(x, err, (int)os);
	finish(x);
}

/* ---- what libcurl hands us ---- */

static size_t body_came(char *data, size_t size, size_t count, void *arg)
{
	struct fetch *x = arg;
	size_t n = size * count, room = x->request.body_max - x->body.length;

	text_add_bytes(&x->body, data, n < room ? n : room);
	if (n <= room && text_ok(&x->body))
		return n;
	x->result.body_cut = true;
	return 0;			/* ends the transfer */
}

/* Connection and handshake are complete; nothing was sent yet. */
static int ready(void *arg, char *ip, char *local_ip, int port, int local_port)
{
	(void)ip, (void)local_ip, (void)port, (void)local_port;
	fetch_tls_ready(arg);
	return CURL_PREREQFUNC_OK;
}

/* ---- the event loop ---- */

/* Hands out what is finished. Never from within libcurl. */
static void drain(struct fetcher *m)
{
	CURLMsg *message;
	struct fetch *x;
	int left;

	while ((message = curl_multi_info_read(m->multi, &left))) {
		CURLcode err = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		x = NULL;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
				  (char **)&x);
		conclude(x, err);
	}
}

static void socket_ready(evutil_socket_t fd, short what, void *arg)
{
	struct fetcher *m = arg;
	int running, flags = (what & EV_READ ? CURL_CSELECT_IN : 0) |
			     (what & EV_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(m->multi, fd, flags, &running);
	drain(m);
}

static void timer_rang(evutil_socket_t fd, short what, void *arg)
{
	struct fetcher *m = arg;
	int running;

	(void)fd, (void)what;
	curl_multi_socket_action(m->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(m);
}

/* libcurl wants FD watched for WHAT; EVENT is what we gave it before. */
static int watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *event)
{
	struct fetcher *m = arg;
	short flags = (short)(EV_PERSIST | (what & CURL_POLL_IN ? EV_READ : 0) |
			      (what & CURL_POLL_OUT ? EV_WRITE : 0));

	(void)easy;
	if (event)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(m->base, fd, flags, socket_ready, m);
		if (!event || event_add(event, NULL)) {
			if (event)
				event_free(event);
			return -1;
		}
	}
	curl_multi_assign(m->multi, fd, event);
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
	struct fetcher *m = arg;
	struct timeval wait = { .tv_sec = ms / 1000,
				.tv_usec = ms % 1000 * 1000 };

	(void)multi;
	return ms < 0 ? event_del(m->timer) : event_add(m->timer, &wait);
}

/* ---- starting ---- */

/* ::[ADDRESS]:PORT, for whatever host and port the URL has. */
static int pin(struct fetch *x)
{
	const struct fetch_request *r = &x->request;
	char address[ADDRESS_TEXT], text[ADDRESS_TEXT + 16];
	bool v6 = r->address.family == AF_INET6;

	snprintf(text, sizeof(text), "::%s%s%s:%u", v6 ? "[" : "",
		 address_format(&r->address, address), v6 ? "]" : "",
		 r->url.port);
	x->connect_to = curl_slist_append(NULL, text);
	return x->connect_to ? 0 : -1;
}

/* Takes away what the environment or a server could lead libcurl to. */
static CURLcode fence_in(struct fetch *x)
{
	CURLcode err = CURLE_OK;

	FETCH_SET(CURLOPT_PROXY, "");
	FETCH_SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	FETCH_SET(CURLOPT_PROTOCOLS_STR, "http,https");
	FETCH_SET(CURLOPT_FOLLOWLOCATION, 0L);
	FETCH_SET(CURLOPT_NOSIGNAL, 1L);
	FETCH_SET(CURLOPT_FRESH_CONNECT, 1L);
	FETCH_SET(CURLOPT_FORBID_REUSE, 1L);
	FETCH_SET(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	FETCH_SET(CURLOPT_TIMEOUT_MS, (long)x->request.deadline_ms);
	FETCH_SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->request.deadline_ms);
	FETCH_SET(CURLOPT_BUFFERSIZE, (long)BUFFER);
	return err;
}

static CURLcode set_up(struct fetch *x)
{
	char url[URL_TEXT + 300];
	CURLcode err = CURLE_OK;

	FETCH_SET(CURLOPT_URL, url_format(&x->request.url, url));
	FETCH_SET(CURLOPT_CONNECT_TO, x->connect_to);
	FETCH_SET(CURLOPT_NOBODY, x->request.head ? 1L : 0L);
	FETCH_SET(CURLOPT_USERAGENT, "khien-probe/" KHIEN_VERSION);
	FETCH_SET(CURLOPT_PRIVATE, x);
	FETCH_SET(CURLOPT_ERRORBUFFER, x->error);
	FETCH_SET(CURLOPT_WRITEFUNCTION, body_came);
	FETCH_SET(CURLOPT_WRITEDATA, x);
	FETCH_SET(CURLOPT_HEADERFUNCTION, fetch_header_came);
	FETCH_SET(CURLOPT_HEADERDATA, x);
	FETCH_SET(CURLOPT_PREREQFUNCTION, ready);
	FETCH_SET(CURLOPT_PREREQDATA, x);
	err = err ? err : fence_in(x);
	if (x->request.url.https)
		err = err ? err : fetch_tls_set_up(x);
	return err;
}

/* An address inside: says so from the event loop. */
static int refuse(struct fetch *x)
{
	struct timeval now = { 0 };

	x->soon = event_new(x->fetcher->base, -1, 0, soon_rang, x);
	return x->soon ? event_add(x->soon, &now) : -1;
}

static int begin(struct fetch *x)
{
	x->result.outcome = dial_allowed(&x->request.address,
					 x->request.allow_inside,
					 x->result.why);
	if (x->result.outcome != OUTCOME_OK)
		return refuse(x);
	x->begun = clock_monotonic();
	x->easy = curl_easy_init();
	if (!x->easy || pin(x) || set_up(x))
		return -1;
	return curl_multi_add_handle(x->fetcher->multi, x->easy) ? -1 : 0;
}

struct fetch *fetch_start(struct fetcher *m, const struct fetch_request *r,
			  fetch_done *done, void *arg, struct fault *f)
{
	struct fetch *x = calloc(1, sizeof(*x));

	if (!x) {
		fault_errno(f, _("could not ask %s"), r->url.host);
		return NULL;
	}
	x->fetcher = m;
	x->done = done;
	x->arg = arg;
	x->request = *r;
	if (x->request.body_max > FETCH_BODY)
		x->request.body_max = FETCH_BODY;
	x->next = m->first;
	if (x->next)
		x->next->link = &x->next;
	x->link = &m->first;
	m->first = x;
	if (begin(x)) {
		fault_set(f, _("could not ask %s: out of memory"),
			  r->url.host);
		fetch_cancel(x);
		return NULL;
	}
	return x;
}

/* ---- what all share ---- */

struct fetcher *fetch_open(struct event_base *base, const char *ca_file,
			   struct fault *f)
{
	struct fetcher *m = calloc(1, sizeof(*m));

	if (!m || curl_global_init(CURL_GLOBAL_DEFAULT)) {
		free(m);
		fault_set(f, _("out of memory"));
		return NULL;
	}
	m->base = base;
	m->multi = curl_multi_init();
	m->timer = event_new(base, -1, 0, timer_rang, m);
	m->store = fetch_tls_roots(ca_file, f);
	if (!m->store) {
		fetch_close(m);
		return NULL;
	}
	if (!m->multi || !m->timer) {
		fault_set(f, _("out of memory"));
		fetch_close(m);
		return NULL;
	}
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERDATA, m);
	curl_multi_setopt(m->multi, CURLMOPT_PIPELINING,
			  (long)CURLPIPE_NOTHING);
	return m;
}

void fetch_close(struct fetcher *m)
{
	if (!m)
		return;
	while (m->first)
		fetch_cancel(m->first);
	if (m->multi)
		curl_multi_cleanup(m->multi);
	if (m->timer)
		event_free(m->timer);
	X509_STORE_free(m->store);
	curl_global_cleanup();
	free(m);
}

X509_STORE *fetch_store(const struct fetcher *m)
{
	return m->store;
}
