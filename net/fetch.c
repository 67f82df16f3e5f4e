/* SPDX-License-Identifier: MIT */
/*
 * fetch: see fetch.h. Two traps that this file is built around: libcurl would
 * parse the whole CA bundle for every connection (a factor of 20 in CPU), so
 * that every SSL_CTX is handed one shared X509_STORE instead; and its pins
 * of CURLOPT_RESOLVE live in a cache shared by all transfers, so that v4 and
 * v6 of one name would overwrite each other, hence CURLOPT_CONNECT_TO.
 */
#include "fetch.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "dial.h"
#include "lang.h"
#include "text.h"

#define BUFFER 8192		/* of libcurl, per transfer */

struct fetcher {
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
	X509_STORE *store;
	struct fetch *first;	/* all that is under way */
};

static int verify_index = -1;	/* of X509_STORE_CTX ex_data: struct fetch */

struct fetch {
	struct fetcher *fetcher;
	struct fetch *next, **link;
	fetch_done *done;
	void *arg;
	CURL *easy;
	struct event *soon;	/* for what is refused at once */
	struct curl_slist *connect_to;
	struct fetch_request request;
	char error[CURL_ERROR_SIZE];
	struct text headers, body;
	size_t header_bytes, header_lines;
	bool headers_too_large;
	double begun;		/* clock_monotonic() */
	double tls_began_ms;	/* TCP stood then; 0: it never did */
	char location[URL_TEXT];
	struct fetch_result result;
};

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

/* Well-formed UTF-8 (RFC 3629) from end to end. */
static bool is_utf8(const char *s, size_t length)
{
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0, more; i < length; i += 1 + more) {
		more = u[i] < 0x80 ? 0 : u[i] >= 0xc2 && u[i] < 0xe0 ? 1 :
		       (u[i] & 0xf0) == 0xe0 ? 2 :
		       u[i] >= 0xf0 && u[i] < 0xf5 ? 3 : length;
		if (more >= length - i)
			return false;
		for (size_t k = 1; k <= more; k++)
			if ((u[i + k] & 0xc0) != 0x80)
				return false;
		if ((u[i] == 0xe0 && u[i + 1] < 0xa0) ||
		    (u[i] == 0xed && u[i + 1] >= 0xa0) ||
		    (u[i] == 0xf0 && u[i + 1] < 0x90) ||
		    (u[i] == 0xf4 && u[i + 1] >= 0x90))
			return false;
	}
	return true;
}

/* One line, its end cut off, and made fit to be shown. */
static void keep_header(struct fetch *x, const char *line, size_t length)
{
	bool utf8 = is_utf8(line, length);
	size_t from = x->headers.length;

	if ((*line == ' ' || *line == '\t') && from)	/* folded */
		x->headers.at[from - 1] = ' ';
	text_add_bytes(&x->headers, line, length);
	text_add(&x->headers, "\n");
	if (!text_ok(&x->headers))
		return;
	for (size_t i = from; i < from + length; i++) {
		unsigned char c = (unsigned char)x->headers.at[i];

		if (c < ' ' || c == 127 || (c >= 128 && !utf8))
			x->headers.at[i] = c == '\t' ? ' ' : '?';
	}
}

static size_t header_came(char *data, size_t size, size_t count, void *arg)
{
	struct fetch *x = arg;
	size_t all = size * count, length = all;

	x->header_bytes += all;
	x->header_lines++;
	if (x->header_bytes > FETCH_HEADERS ||
	    x->header_lines > FETCH_HEADER_LINES) {
		x->headers_too_large = true;
		return 0;
	}
	while (length && (data[length - 1] == '\n' || data[length - 1] == '\r'))
		length--;
	if (!length)
		return all;
	if (length >= 5 && !memcmp(data, "HTTP/", 5))
		text_free(&x->headers);	/* what was before was 1xx */
	else
		keep_header(x, data, length);
	return all;
}

/*
 * Called when connection and handshake are complete, before anything is sent:
 * the one moment at which the SSL object is sure to be there.
 */
static int ready(void *arg, char *ip, char *local_ip, int port, int local_port)
{
	struct fetch *x = arg;
	struct fetch_tls *t = &x->result.tls;
	struct curl_tlssessioninfo *info = NULL;
	const unsigned char *alpn = NULL;
	unsigned alpn_length = 0;
	const char *group;
	SSL *ssl;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	if (!x->request.url.https ||
	    curl_easy_getinfo(x->easy, CURLINFO_TLS_SSL_PTR, &info) ||
	    !info || !info->internals)
		return CURL_PREREQFUNC_OK;
	ssl = info->internals;
	t->handshake = true;
	t->version = SSL_version(ssl);
	snprintf(t->cipher, sizeof(t->cipher), "%s", SSL_get_cipher_name(ssl));
	group = SSL_group_to_name(ssl, SSL_get_negotiated_group(ssl));
	snprintf(t->group, sizeof(t->group), "%s", group ? group : "");
	SSL_get0_alpn_selected(ssl, &alpn, &alpn_length);
	snprintf(t->alpn, sizeof(t->alpn), "%.*s", (int)alpn_length,
		 alpn ? (const char *)alpn : "");
	return CURL_PREREQFUNC_OK;
}

/* ---- certificates ---- */

/* Notes what OpenSSL finds, and has it go on as if nothing were wrong. */
static int note_error(int ok, X509_STORE_CTX *c)
{
	struct fetch *x = X509_STORE_CTX_get_ex_data(c, verify_index);
	struct fetch_tls *t = &x->result.tls;

	if (ok)
		return 1;
	if (t->error_count < FETCH_VERIFY_ERRORS) {
		t->errors[t->error_count].code = X509_STORE_CTX_get_error(c);
		t->errors[t->error_count].depth =
			X509_STORE_CTX_get_error_depth(c);
	}
	t->error_count++;
	return 1;
}

/* In place of OpenSSL's own verification: keeps the chain, whatever it is. */
static int verify(X509_STORE_CTX *c, void *arg)
{
	struct fetch *x = arg;
	struct fetch_tls *t = &x->result.tls;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(c);

	sk_X509_pop_free(t->chain, X509_free);
	t->chain = sent ? X509_chain_up_ref(sent) : NULL;
	while (t->chain && sk_X509_num(t->chain) > FETCH_CHAIN)
		X509_free(sk_X509_pop(t->chain));
	t->error_count = 0;
	X509_STORE_CTX_set_ex_data(c, verify_index, x);
	X509_STORE_CTX_set_verify_cb(c, note_error);
	X509_STORE_CTX_set_time(c, 0, (time_t)x->request.now);
	t->verified = X509_verify_cert(c) == 1 && !t->error_count;
	ERR_clear_error();
	return 1;
}

/*
 * libcurl is connected and has made an SSL_CTX. Whatever a server can do must be seen, so that
 * old versions and weak keys are let in; nothing secret is sent.
 */
static CURLcode ctx_made(CURL *easy, void *made, void *arg)
{
	struct fetch *x = arg;
	SSL_CTX *ctx = made;

	(void)easy;
	x->tls_began_ms = (clock_monotonic() - x->begun) * 1000;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set1_cert_store(ctx, x->fetcher->store);
	SSL_CTX_set_cert_verify_callback(ctx, verify, x);
	if (!SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) ||
	    !SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:!eNULL"))
		return CURLE_SSL_CIPHER;
	return CURLE_OK;
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

#define SET(option, value) \
	(void)(err || (err = curl_easy_setopt(x->easy, option, value)))

static CURLcode set_up_tls(struct fetch *x)
{
	CURLcode err = CURLE_OK;

	SET(CURLOPT_CAINFO, NULL);
	SET(CURLOPT_CAPATH, NULL);
	SET(CURLOPT_SSL_VERIFYPEER, 0L);	/* verify() does, and records */
	SET(CURLOPT_SSL_VERIFYHOST, 0L);
	SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	SET(CURLOPT_SSL_CTX_FUNCTION, ctx_made);
	SET(CURLOPT_SSL_CTX_DATA, x);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	return err;
}

/* Takes away what the environment or a server could lead libcurl to. */
static CURLcode fence_in(struct fetch *x)
{
	CURLcode err = CURLE_OK;

	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	SET(CURLOPT_TIMEOUT_MS, (long)x->request.deadline_ms);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->request.deadline_ms);
	SET(CURLOPT_BUFFERSIZE, (long)BUFFER);
	return err;
}

static CURLcode set_up(struct fetch *x)
{
	char url[URL_TEXT + 300];
	CURLcode err = CURLE_OK;

	SET(CURLOPT_URL, url_format(&x->request.url, url));
	SET(CURLOPT_CONNECT_TO, x->connect_to);
	SET(CURLOPT_NOBODY, x->request.head ? 1L : 0L);
	SET(CURLOPT_USERAGENT, "khien-probe/" KHIEN_VERSION);
	SET(CURLOPT_PRIVATE, x);
	SET(CURLOPT_ERRORBUFFER, x->error);
	SET(CURLOPT_WRITEFUNCTION, body_came);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_HEADERFUNCTION, header_came);
	SET(CURLOPT_HEADERDATA, x);
	SET(CURLOPT_PREREQFUNCTION, ready);
	SET(CURLOPT_PREREQDATA, x);
	err = err ? err : fence_in(x);
	if (x->request.url.https)
		err = err ? err : set_up_tls(x);
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

static int load_roots(struct fetcher *m, const char *ca_file, struct fault *f)
{
	const char *path = ca_file;

	if (!path)
		path = curl_version_info(CURLVERSION_NOW)->cainfo;
	if (!path)
		return fault_set(f, _("the system has no file of trusted CA "
				      "certificates; name one"));
	m->store = X509_STORE_new();
	if (m->store && X509_STORE_load_file(m->store, path) == 1)
		return 0;
	fault_set(f, _("%s: not a file of trusted CA certificates (PEM): %s"),
		  path, ERR_reason_error_string(ERR_peek_last_error()));
	ERR_clear_error();
	return -1;
}

struct fetcher *fetch_open(struct event_base *base, const char *ca_file,
			   struct fault *f)
{
	struct fetcher *m = calloc(1, sizeof(*m));

	if (!m || curl_global_init(CURL_GLOBAL_DEFAULT)) {
		free(m);
		fault_set(f, _("out of memory"));
		return NULL;
	}
	if (verify_index < 0)
		verify_index = X509_STORE_CTX_get_ex_new_index(
			0, NULL, NULL, NULL, NULL);
	m->base = base;
	m->multi = curl_multi_init();
	m->timer = event_new(base, -1, 0, timer_rang, m);
	if (load_roots(m, ca_file, f)) {
		fetch_close(m);
		return NULL;
	}
	if (!m->multi || !m->timer || verify_index < 0) {
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

/* ---- headers ---- */

/* Where the value of header NAME begins in LINE, or NULL: another header. */
static const char *value_of(const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) || line[n] != ':')
		return NULL;
	line += n + 1;
	while (*line == ' ')
		line++;
	return line;
}

char *fetch_header(const struct fetch_result *r, const char *name,
		   char *buffer, size_t size, int *count)
{
	int found = 0;

	for (const char *line = r->headers, *end; *line; line = end + 1) {
		const char *value = value_of(line, name);

		end = strchr(line, '\n');
		if (!end)
			break;
		if (value && value <= end && !found++) {
			const char *last = end;

			while (last > value && last[-1] == ' ')
				last--;
			snprintf(buffer, size, "%.*s", (int)(last - value),
				 value);
		}
	}
	if (count)
		*count = found;
	return found ? buffer : NULL;
}
