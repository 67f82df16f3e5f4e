/* SPDX-License-Identifier: MIT */
/*
 * Fetches and version scans against nginx, and against servers of our own that
 * mean ill. Run without arguments it starts itself among those servers
 * (servers.sh). "net_servers bench N" prints the CPU time of a fetch.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <event2/listener.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <openssl/x509v3.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "net/fetch.h"
#include "net/handshake.h"

#define V4 "127.0.0.1"
#define V6 "::1"

static struct event_base *base;
static struct fetcher *fetcher;
static char *dir;

/* ---- one fetch, waited for ---- */

/* A result outlives the callback here. */
struct seen {
	struct fetch_result r;
	char location[256], hsts[256], body[64];
	int calls, chain, host_matches;
	double ms;
};

static void keep(void *arg, const struct fetch_result *r)
{
	struct seen *s = arg;

	s->calls++;
	s->r = *r;
	s->chain = r->tls.chain ? sk_X509_num(r->tls.chain) : 0;
	if (s->chain)
		s->host_matches = X509_check_host(
			sk_X509_value(r->tls.chain, 0), "portal.example", 0,
			0, NULL) == 1;
	snprintf(s->location, sizeof(s->location), "%.255s",
		 r->location ? r->location : "");
	fetch_header(r, "strict-transport-security", s->hsts,
		     sizeof(s->hsts), NULL);
	snprintf(s->body, sizeof(s->body), "%.63s", r->body);
	event_base_loopbreak(base);
}

static struct fetch_request request(const char *url, const char *address)
{
	struct fetch_request q = {
		.body_max = 1000, .allow_inside = true, .deadline_ms = 5000,
		.now = time(NULL),
	};

	assert_int_equal(url_parse(url, &q.url), 0);
	assert_int_equal(address_parse(address, &q.address), 0);
	return q;
}

static struct seen run(const struct fetch_request *q)
{
	struct seen s = { .calls = 0 };
	double begun = clock_monotonic();

	assert_non_null(fetch_start(fetcher, q, keep, &s, NULL));
	assert_int_equal(s.calls, 0);
	event_base_dispatch(base);
	s.ms = (clock_monotonic() - begun) * 1000;
	assert_int_equal(s.calls, 1);
	return s;
}

static struct seen get(const char *url, const char *address)
{
	struct fetch_request q = request(url, address);

	return run(&q);
}

static bool has_error(const struct seen *s, int code)
{
	for (int i = 0; i < s->r.tls.error_count && i < FETCH_VERIFY_ERRORS;
	     i++)
		if (s->r.tls.errors[i].code == code)
			return true;
	return false;
}

/* ---- nginx ---- */

static void test_good(void **state)
{
	static const char *const addresses[] = { V4, V6 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct seen s = get("https://portal.example:4430/x?y",
				    addresses[i]);

		assert_int_equal(s.r.outcome, OUTCOME_OK);
		assert_int_equal(s.r.phase, FETCH_DONE);
		assert_string_equal(s.r.why, "");
		assert_int_equal(s.r.status, 200);
		assert_int_equal(s.r.http_version, 20);
		assert_true(s.r.tls.handshake && s.r.tls.verified);
		assert_int_equal(s.r.tls.error_count, 0);
		assert_int_equal(s.r.tls.version, 0x0304);
		assert_string_equal(s.r.tls.alpn, "h2");
		assert_string_equal(s.r.tls.group, "x25519");
		assert_non_null(strstr(s.r.tls.cipher, "TLS_AES_"));
		assert_int_equal(s.chain, 2);
		assert_true(s.host_matches);
		assert_string_equal(s.hsts, "max-age=300");
		assert_string_equal(s.body, "hello\n");
		assert_false(s.r.body_cut);
		assert_true(s.r.connect_ms > 0 &&
			    s.r.tls_ms > s.r.connect_ms &&
			    s.r.first_byte_ms > s.r.tls_ms &&
			    s.r.total_ms >= s.r.first_byte_ms);
		assert_true(s.r.total_ms <= s.ms + 1);
	}
}

/* What is wrong with a certificate is known, and hides nothing else. */
static void test_certificates(void **state)
{
	static const struct {
		int port, error;	/* X509_V_ERR_…; 0: none */
		int chain;
		bool host_matches;
		int version;
	} rows[] = {
		{ 4431, X509_V_ERR_CERT_HAS_EXPIRED, 2, true, 0x0304 },
		{ 4432, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 1, true,
		  0x0304 },
		{ 4433, 0, 2, false, 0x0304 },
		{ 4434, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 1, true,
		  0x0303 },
		{ 4435, 0, 2, true, 0x0302 },
	};
	char url[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen s;

		snprintf(url, sizeof(url), "https://portal.example:%d/",
			 rows[i].port);
		s = get(url, V4);
		assert_int_equal(s.r.outcome, OUTCOME_OK);
		assert_int_equal(s.r.status, 200);
		assert_int_equal(s.r.tls.version, rows[i].version);
		assert_int_equal(s.chain, rows[i].chain);
		assert_int_equal(s.host_matches, rows[i].host_matches);
		assert_int_equal(s.r.tls.verified, rows[i].error == 0);
		assert_int_equal(s.r.tls.error_count > 0, rows[i].error != 0);
		if (rows[i].error)
			assert_true(has_error(&s, rows[i].error));
	}
}

/* Validity is judged for the moment that is asked about. */
static void test_now(void **state)
{
	struct fetch_request q = request("https://portal.example:4430/", V4);
	struct seen s;

	(void)state;
	q.now += 100LL * 86400;
	s = run(&q);
	assert_int_equal(s.r.status, 200);
	assert_true(has_error(&s, X509_V_ERR_CERT_HAS_EXPIRED));
	q.now -= 200LL * 86400;
	s = run(&q);
	assert_true(has_error(&s, X509_V_ERR_CERT_NOT_YET_VALID));
}

static void test_plain(void **state)
{
	struct seen s = get("http://portal.example:8080/a?b=c", V6);

	(void)state;
	assert_int_equal(s.r.outcome, OUTCOME_OK);
	assert_int_equal(s.r.status, 301);
	assert_string_equal(s.location, "https://portal.example/a?b=c");
	assert_int_equal(s.r.http_version, 11);
	assert_int_equal(s.chain, 0);
	assert_false(s.r.tls.handshake);
}

static void test_body(void **state)
{
	struct fetch_request q = request("https://portal.example:4430/big/../big",
					 V4);
	struct seen s;

	(void)state;
	q.url.path[0] = '\0';
	strcpy(q.url.path, "/big");
	s = run(&q);
	assert_int_equal(s.r.outcome, OUTCOME_OK);
	assert_int_equal(s.r.body_length, 1000);
	assert_true(s.r.body_cut);
	q.body_max = 0;
	s = run(&q);
	assert_int_equal(s.r.status, 200);
	assert_int_equal(s.r.body_length, 0);
	q.body_max = SIZE_MAX;
	s = run(&q);
	assert_int_equal(s.r.body_length, FETCH_BODY);
	q.head = true;
	s = run(&q);
	assert_int_equal(s.r.outcome, OUTCOME_OK);
	assert_int_equal(s.r.body_length, 0);
	assert_false(s.r.body_cut);
}

static void test_dead(void **state)
{
	struct seen s = get("https://portal.example:1/", V6);

	(void)state;
	assert_int_equal(s.r.outcome, OUTCOME_REFUSED);
	assert_int_equal(s.r.phase, FETCH_CONNECT);
	assert_false(s.r.connected);
	assert_int_equal(s.r.status, 0);
	assert_string_equal(s.r.why, "Connection refused");
	assert_true(s.ms < 500);
}

static void test_forbidden(void **state)
{
	struct fetch_request q = request("https://portal.example:4430/", V4);
	struct seen s;

	(void)state;
	q.allow_inside = false;
	s = run(&q);
	assert_int_equal(s.r.outcome, OUTCOME_FORBIDDEN);
	assert_non_null(strstr(s.r.why, "loopback"));
}

/* ---- servers that mean ill ---- */

/* Writes what one connection gets, again each time there is room. */
typedef void act(struct bufferevent *b, int round);

struct client {
	act *act;
	int round;
	struct bufferevent *b;
	struct event *later;
};

static struct client client;
static act *serving;

static void act_mute(struct bufferevent *b, int round)
{
	(void)b, (void)round;
}

static void act_close(struct bufferevent *b, int round)
{
	(void)round;
	bufferevent_free(b);
}

static void act_garbage(struct bufferevent *b, int round)
{
	if (!round)
		bufferevent_write(b, "\x16\x03\x03\xff\xff-what-is-this\r\n\r\n",
				  22);
}

static void act_headers(struct bufferevent *b, int round)
{
	struct evbuffer *out = bufferevent_get_output(b);

	if (!round)
		evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\n");
	evbuffer_add_printf(out, "X-%d: %0900d\r\n", round, 1);
}

static void act_lines(struct bufferevent *b, int round)
{
	struct evbuffer *out = bufferevent_get_output(b);

	if (!round)
		evbuffer_add_printf(out, "HTTP/1.1 200 OK\r\n");
	evbuffer_add_printf(out, "a: b\r\n");
}

static void act_continue(struct bufferevent *b, int round)
{
	(void)round;
	bufferevent_write(b, "HTTP/1.1 100 Continue\r\n\r\n", 25);
}

static void act_latin1(struct bufferevent *b, int round)
{
	static const char text[] = "HTTP/1.1 302 Found\r\nLocation: /\xe9\x01\r\n"
				   "X-Vn: C\xe1\xbb\x95ng\r\nFolded: a\r\n b\r\n"
				   "Content-Length: 0\r\n\r\n";

	if (!round)
		bufferevent_write(b, text, sizeof(text) - 1);
}

static void drip_more(evutil_socket_t fd, short what, void *arg)
{
	struct bufferevent *b = arg;

	(void)fd, (void)what;
	bufferevent_write(b, "x", 1);
}

static void act_drip(struct bufferevent *b, int round)
{
	struct timeval wait = { .tv_usec = 50000 };

	if (!round)
		bufferevent_write(b, "HTTP/1.1 200 OK\r\nX: ", 20);
	if (!client.later)
		client.later = event_new(base, -1, 0, drip_more, b);
	event_add(client.later, &wait);
}

static void written(struct bufferevent *b, void *arg)
{
	struct client *c = arg;

	c->act(b, c->round++);
}

static void asked(struct bufferevent *b, void *arg)
{
	struct evbuffer *in = bufferevent_get_input(b);

	evbuffer_drain(in, evbuffer_get_length(in));
	if (((struct client *)arg)->round == 0)
		written(b, arg);
}

static void gone(struct bufferevent *b, short what, void *arg)
{
	struct client *c = arg;

	(void)what;
	if (c->later)
		event_free(c->later);
	c->later = NULL;
	bufferevent_free(b);
}

static void accepted(struct evconnlistener *l, evutil_socket_t fd,
		     struct sockaddr *sa, int length, void *arg)
{
	struct bufferevent *b = bufferevent_socket_new(base, fd,
						       BEV_OPT_CLOSE_ON_FREE);

	(void)l, (void)sa, (void)length;
	(void)arg;
	client = (struct client){ .act = serving, .b = b };
	if (client.act == act_close) {
		bufferevent_free(b);
		return;
	}
	bufferevent_setcb(b, asked, written, gone, &client);
	bufferevent_enable(b, EV_READ | EV_WRITE);
}

/* Serves like A on a port of its own; the listener is to be freed. */
static struct evconnlistener *serve(act *a, int *port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t length = sizeof(sa);
	struct evconnlistener *l;

	inet_pton(AF_INET, V4, &sa.sin_addr);
	serving = a;
	l = evconnlistener_new_bind(base, accepted, NULL,
				    LEV_OPT_CLOSE_ON_FREE, 8,
				    (struct sockaddr *)&sa, sizeof(sa));
	assert_non_null(l);
	getsockname(evconnlistener_get_fd(l), (struct sockaddr *)&sa, &length);
	*port = ntohs(sa.sin_port);
	return l;
}

static void test_ill(void **state)
{
	static const struct {
		act *act;
		const char *scheme;
		enum outcome outcome;
		enum fetch_phase phase;
	} rows[] = {
		{ act_mute, "http", OUTCOME_TIMEOUT, FETCH_ANSWER },
		{ act_mute, "https", OUTCOME_TIMEOUT, FETCH_TLS },
		{ act_drip, "http", OUTCOME_TIMEOUT, FETCH_ANSWER },
		{ act_close, "http", OUTCOME_CLOSED, FETCH_ANSWER },
		{ act_close, "https", OUTCOME_CLOSED, FETCH_TLS },
		{ act_garbage, "http", OUTCOME_MALFORMED, FETCH_ANSWER },
		{ act_garbage, "https", OUTCOME_TLS, FETCH_TLS },
		{ act_headers, "http", OUTCOME_TOO_LARGE, FETCH_ANSWER },
		{ act_lines, "http", OUTCOME_TOO_LARGE, FETCH_ANSWER },
		{ act_continue, "http", OUTCOME_TOO_LARGE, FETCH_ANSWER },
	};
	char url[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct evconnlistener *l;
		struct fetch_request q;
		struct seen s;
		int port;

		l = serve(rows[i].act, &port);
		snprintf(url, sizeof(url), "%s://portal.example:%d/",
			 rows[i].scheme, port);
		q = request(url, V4);
		q.deadline_ms = 400;
		s = run(&q);
		if (s.r.outcome != rows[i].outcome ||
		    s.r.phase != rows[i].phase)
			print_error("row %zu: %s, phase %d: %s\n", i,
				    outcome_name(s.r.outcome), s.r.phase,
				    s.r.why);
		assert_int_equal(s.r.outcome, rows[i].outcome);
		assert_int_equal(s.r.phase, rows[i].phase);
		assert_string_not_equal(s.r.why, "");
		/* no deadline is overrun by more than a tenth */
		assert_true(s.ms < 440);
		if (rows[i].outcome == OUTCOME_TIMEOUT)
			assert_true(s.ms > 390);
		evconnlistener_free(l);
	}
}

/* Bytes that are no UTF-8 must not get as far as the JSON. */
static void test_text(void **state)
{
	struct evconnlistener *l;
	char url[64];
	struct seen s;
	int port;

	(void)state;
	l = serve(act_latin1, &port);
	snprintf(url, sizeof(url), "http://portal.example:%d/", port);
	s = get(url, V4);
	assert_int_equal(s.r.status, 302);
	assert_string_equal(s.location, "/??");
	evconnlistener_free(l);
}

static void test_header(void **state)
{
	struct fetch_result r = {
		.headers = "A: 1\nset-cookie: x\nB:2 \nSet-Cookie: y\nC:\n",
	};
	char value[8];
	int count;

	(void)state;
	assert_string_equal(fetch_header(&r, "a", value, 8, &count), "1");
	assert_string_equal(fetch_header(&r, "b", value, 8, &count), "2");
	assert_string_equal(fetch_header(&r, "c", value, 8, &count), "");
	assert_string_equal(fetch_header(&r, "Set-Cookie", value, 8, &count),
			    "x");
	assert_int_equal(count, 2);
	assert_null(fetch_header(&r, "cookie", value, 8, &count));
	assert_int_equal(count, 0);
}

/* A full backlog: the kernel drops what comes, as a black hole does. */
static void test_black_hole(void **state)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t length = sizeof(sa);
	int fds[8], l = socket(AF_INET, SOCK_STREAM, 0);
	struct fetch_request q;
	char url[64];
	struct seen s;

	(void)state;
	inet_pton(AF_INET, V4, &sa.sin_addr);
	assert_int_equal(bind(l, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(l, 0), 0);
	getsockname(l, (struct sockaddr *)&sa, &length);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fds[i], (struct sockaddr *)&sa, sizeof(sa));
	}
	snprintf(url, sizeof(url), "https://portal.example:%d/",
		 ntohs(sa.sin_port));
	q = request(url, V4);
	q.deadline_ms = 600;
	s = run(&q);
	assert_int_equal(s.r.outcome, OUTCOME_TIMEOUT);
	assert_int_equal(s.r.phase, FETCH_CONNECT);
	assert_in_range((int)s.ms, 590, 660);
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	close(l);
}

/* ---- many, and cancelling ---- */

static int fd_count(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static long resident_kb(void)
{
	long pages = 0, all = 0;
	FILE *in = fopen("/proc/self/statm", "r");

	if (in && fscanf(in, "%ld %ld", &all, &pages) != 2)
		pages = 0;
	if (in)
		fclose(in);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

struct crowd {
	int left, running, good;
	struct fetch_request q;
};

static void more(struct crowd *c);

static void one_done(void *arg, const struct fetch_result *r)
{
	struct crowd *c = arg;

	c->running--;
	c->good += r->outcome == OUTCOME_OK && r->tls.verified;
	more(c);
	if (!c->running)
		event_base_loopbreak(base);
}

static void more(struct crowd *c)
{
	for (; c->left && c->running < 50; c->left--, c->running++)
		assert_non_null(fetch_start(fetcher, &c->q, one_done, c,
					    NULL));
}

static int crowd(int count, const char *url)
{
	struct crowd c = { .left = count, .q = request(url, V4) };

	more(&c);
	event_base_dispatch(base);
	return c.good;
}

static void test_flat(void **state)
{
	const char *url = "https://portal.example:4430/";
	long memory;
	int fds;

	(void)state;
	assert_int_equal(crowd(200, url), 200);
	fds = fd_count();
	memory = resident_kb();
	assert_int_equal(crowd(1000, url), 1000);
	assert_int_equal(fd_count(), fds);
	/* the sanitizers' own memory grows */
#ifndef __SANITIZE_ADDRESS__
	assert_in_range(resident_kb(), 0, memory + 1024);
#else
	(void)memory;
#endif
}

static void called(void *arg, const struct fetch_result *r)
{
	(void)r;
	++*(int *)arg;
}

/* After every number of turns of the loop: nothing is left, nobody called. */
static void test_cancel(void **state)
{
	struct fetch_request q = request("https://portal.example:4430/", V4);
	int fds = fd_count(), calls = 0;

	(void)state;
	for (int turns = 0; turns < 40; turns++) {
		struct fetch *x = fetch_start(fetcher, &q, called, &calls,
					      NULL);

		for (int i = 0; i < turns && !calls; i++) {
			event_base_loop(base, EVLOOP_NONBLOCK);
			usleep(200);
		}
		if (!calls)
			fetch_cancel(x);
		calls = 0;
		for (int i = 0; i < 3; i++)
			event_base_loop(base, EVLOOP_NONBLOCK);
		assert_int_equal(calls, 0);
	}
	q.allow_inside = false;
	fetch_cancel(fetch_start(fetcher, &q, called, &calls, NULL));
	fetch_cancel(NULL);
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(calls, 0);
	assert_int_equal(fd_count(), fds);
}

static void test_open(void **state)
{
	struct fault f = { .text = "" };
	char path[512];

	(void)state;
	assert_null(fetch_open(base, "/nonexistent/ca.pem", &f));
	assert_non_null(strstr(f.text, "/nonexistent/ca.pem"));
	snprintf(path, sizeof(path), "%s/nginx.conf", dir);
	memset(&f, 0, sizeof(f));
	assert_null(fetch_open(base, path, &f));
	assert_non_null(strstr(f.text, "nginx.conf"));
	assert_non_null(fetch_store(fetcher));
}

/* ---- version scans ---- */

static void keep_scan(void *arg, const struct handshake_result *r)
{
	*(struct handshake_result *)arg = *r;
	event_base_loopbreak(base);
}

static struct handshake_result scan(const char *address, int port,
				    int deadline_ms, double *ms)
{
	struct handshake_request q = {
		.port = (uint16_t)port, .name = "portal.example",
		.versions = 0x1f, .allow_inside = true,
		.deadline_ms = deadline_ms,
	};
	struct handshake_result r = { .asked = 99 };
	double begun = clock_monotonic();

	assert_int_equal(address_parse(address, &q.address), 0);
	assert_non_null(handshake_start(base, &q, keep_scan, &r, NULL));
	event_base_dispatch(base);
	*ms = (clock_monotonic() - begun) * 1000;
	return r;
}

static void test_scan(void **state)
{
	static const struct {
		const char *address;
		int port;
		unsigned asked, accepted;
	} rows[] = {
		{ V4, 4430, 0x1f, 0x18 }, { V6, 4430, 0x1f, 0x18 },
		{ V4, 4434, 0x1f, 0x08 }, { V4, 4436, 0x1f, 0x10 },
		{ V4, 4435, 0x1f, 0x06 },
		{ V4, 8080, 0, 0 },	/* speaks HTTP */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		double ms;
		struct handshake_result r = scan(rows[i].address, rows[i].port,
						 2000, &ms);

		assert_int_equal(r.outcome, OUTCOME_OK);
		if (r.accepted != rows[i].accepted)
			print_error("port %d: %#x\n", rows[i].port,
				    r.accepted);
		assert_int_equal(r.accepted, rows[i].accepted);
		assert_int_equal(r.asked, rows[i].asked);
		assert_true(r.connect_ms > 0 && ms < 1000);
	}
	assert_int_equal(handshake_bit(HELLO_TLS12), 8);
	assert_int_equal(handshake_bit(0x0305), 0);
}

static void test_scan_ill(void **state)
{
	struct evconnlistener *l;
	struct handshake_result r;
	double ms;
	int port;

	(void)state;
	r = scan(V4, 1, 1000, &ms);
	assert_int_equal(r.outcome, OUTCOME_REFUSED);
	assert_int_equal(r.asked, 0);
	assert_true(ms < 200);

	l = serve(act_mute, &port);
	r = scan(V4, port, 500, &ms);
	assert_int_equal(r.outcome, OUTCOME_OK);
	assert_int_equal(r.asked, 0);
	assert_int_equal(r.version[4].outcome, OUTCOME_TIMEOUT);
	assert_in_range((int)ms, 480, 550);
	evconnlistener_free(l);

	l = serve(act_close, &port);
	r = scan(V4, port, 500, &ms);
	assert_int_equal(r.outcome, OUTCOME_OK);
	assert_int_equal(r.accepted, 0);
	assert_int_equal(r.asked, 0x1f);
	evconnlistener_free(l);
}

static void test_scan_cancel(void **state)
{
	struct handshake_request q = {
		.port = 4430, .versions = 0x1f, .allow_inside = true,
		.deadline_ms = 1000,
	};
	struct handshake_result r = { .asked = 99 };
	int fds = fd_count();

	(void)state;
	assert_int_equal(address_parse(V4, &q.address), 0);
	for (int turns = 0; turns < 4; turns++) {
		struct handshake *h = handshake_start(base, &q, keep_scan, &r,
						      NULL);

		for (int i = 0; i < turns; i++)
			event_base_loop(base, EVLOOP_ONCE);
		if (r.asked == 99)
			handshake_cancel(h);
		r.asked = 99;
	}
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(r.asked, 99);
	assert_int_equal(fd_count(), fds);
	q.allow_inside = false;
	handshake_start(base, &q, keep_scan, &r, NULL);
	event_base_dispatch(base);
	assert_int_equal(r.outcome, OUTCOME_FORBIDDEN);
	handshake_cancel(NULL);
}

/* ---- set-up ---- */

static int set_up(void **state)
{
	struct fault f = { .text = "" };
	char path[512];

	(void)state;
	base = event_base_new();
	snprintf(path, sizeof(path), "%s/ca.pem", dir);
	fetcher = fetch_open(base, path, &f);
	if (!fetcher)
		print_error("%s\n", f.text);
	return fetcher ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	fetch_close(fetcher);
	event_base_free(base);
	return 0;
}

static double cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* CPU per fetch, TLS 1.3, P-256, fresh connections, 50 at a time. */
static int bench(int count)
{
	const char *url = "https://portal.example:4430/";
	double cpu, wall;

	set_up(NULL);
	crowd(100, url);
	cpu = cpu_seconds();
	wall = clock_monotonic();
	if (crowd(count, url) != count)
		return 1;
	cpu = (cpu_seconds() - cpu) * 1000 / count;
	wall = clock_monotonic() - wall;
	printf("%d fetches: %.3f ms CPU each, %.0f a second, %ld kB resident\n",
	       count, cpu, count / wall, resident_kb());
	return tear_down(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_body),
		cmocka_unit_test(test_dead),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_ill),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_black_hole),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_flat),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_scan_ill),
		cmocka_unit_test(test_scan_cancel),
	};

	if (argc == 1)
		execl("tests/unit/servers.sh", "servers.sh", "web",
		      realpath("/proc/self/exe", NULL), "run", (char *)NULL);
	if (argc < 3)
		return 1;
	dir = argv[argc - 1];
	if (argc == 4 && !strcmp(argv[1], "bench"))
		return bench(atoi(argv[2]));
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
