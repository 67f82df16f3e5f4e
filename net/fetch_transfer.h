/* SPDX-License-Identifier: MIT */
/* fetch_transfer: what the files of fetch share. Only they include this. */
#ifndef KHIEN_NET_FETCH_TRANSFER_H
#define KHIEN_NET_FETCH_TRANSFER_H

#include <curl/curl.h>

#include "fetch.h"
#include "text.h"

struct fetcher {
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
	X509_STORE *store;
	struct fetch *first;	/* all that is under way */
};

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

/* Sets an option of X->easy, unless one before it failed: see ERR. */
#define FETCH_SET(option, value) \
	(void)(err || (err = curl_easy_setopt(x->easy, option, value)))

/* libcurl's header callback: keeps lines within bounds, fit to be shown. */
size_t fetch_header_came(char *data, size_t size, size_t count, void *arg);

/* Has TLS accept, verify and record whatever a server shows. */
CURLcode fetch_tls_set_up(struct fetch *x);

/*
 * Notes what TLS came to. Called when connection and handshake are complete,
 * before anything is sent: the one moment at which the SSL object is sure to
 * be there.
 */
void fetch_tls_ready(struct fetch *x);

/* The roots in CA_FILE, or the system's; NULL with a fault. */
X509_STORE *fetch_tls_roots(const char *ca_file, struct fault *f);

#endif
