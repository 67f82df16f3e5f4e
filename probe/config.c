/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "file.h"
#include "json.h"
#include "lang.h"

#define FILE_MAX (1u << 20)
#define DAY 86400

enum kind { KIND_PATH, KIND_BOOL, KIND_DURATION, KIND_NUMBER };

/* Every key but "listen" and "note": where it goes, its default, its range. */
static const struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *path;	/* default of a path */
	int64_t value;		/* default of the others */
	int64_t min, max;
} keys[] = {
	{ "targets", KIND_PATH, offsetof(struct config, targets),
	  NULL, 0, 0, 0 },
	{ "trust_anchor", KIND_PATH, offsetof(struct config, trust_anchor),
	  "/usr/share/dns/root.key", 0, 0, 0 },
	{ "root_hints", KIND_PATH, offsetof(struct config, root_hints),
	  "/usr/share/dns/root.hints", 0, 0, 0 },
	{ "ca_file", KIND_PATH, offsetof(struct config, ca_file),
	  "/etc/ssl/certs/ca-certificates.crt", 0, 0, 0 },
	{ "lines", KIND_PATH, offsetof(struct config, lines),
	  "-", 0, 0, 0 },
	{ "store", KIND_PATH, offsetof(struct config, store), NULL, 0, 0, 0 },
	{ "keep_samples", KIND_DURATION, offsetof(struct config, keep_samples),
	  NULL, DAY, 3600, 3660 * DAY },
	{ "keep_minutes", KIND_DURATION, offsetof(struct config, keep_minutes),
	  NULL, 14 * DAY, 3600, 3660 * DAY },
	{ "keep_hours", KIND_DURATION, offsetof(struct config, keep_hours),
	  NULL, 400 * DAY, 3600, 3660 * DAY },
	{ "keep_events", KIND_DURATION, offsetof(struct config, keep_events),
	  NULL, 1100 * DAY, 3600, 3660 * DAY },
	{ "results", KIND_BOOL, offsetof(struct config, results),
	  NULL, false, 0, 0 },
	{ "allow_private", KIND_BOOL, offsetof(struct config, allow_private),
	  NULL, false, 0, 0 },
	{ "interval", KIND_DURATION, offsetof(struct config, interval),
	  NULL, 60, 1, 7 * DAY },
	{ "dns_interval", KIND_DURATION, offsetof(struct config, dns_interval),
	  NULL, 300, 1, 7 * DAY },
	{ "timeout", KIND_DURATION, offsetof(struct config, timeout),
	  NULL, 10, 1, 60 },
	{ "parallel", KIND_NUMBER, offsetof(struct config, parallel),
	  NULL, 500, 1, 10000 },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

static const char *const listen_default[] = {
	"127.0.0.1:9810", "[::1]:9810",
};

static void *field(struct config *c, const struct key *k)
{
	return (char *)c + k->offset;
}

void config_free(struct config *c)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (keys[i].kind == KIND_PATH)
			free(*(char **)field(c, &keys[i]));
	memset(c, 0, sizeof(*c));
}

/* NAME as seen from the folder of file BESIDE; new memory or NULL. */
static char *resolve(const char *name, const char *beside)
{
	const char *slash = strrchr(beside, '/');
	char *path;

	if (slash == NULL || name[0] == '/' || strcmp(name, "-") == 0)
		return strdup(name);
	if (asprintf(&path, "%.*s/%s", (int)(slash - beside), beside, name) < 0)
		return NULL;
	return path;
}

/* ---- addresses to listen on ---- */

/* Splits "HOST:PORT" or "[HOST]:PORT" in place. */
static int split(char *text, char **host, int64_t *port)
{
	char *colon = strrchr(text, ':'), *end;

	if (colon == NULL || colon == text || colon[1] < '0' || colon[1] > '9')
		return -1;
	*colon = '\0';
	*port = strtol(colon + 1, &end, 10);
	if (*end != '\0' || *port < 1 || *port > 65535)
		return -1;
	*host = text;
	if (*text == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		*host = text + 1;
	}
	return 0;
}

/* "unix:PATH", PATH as seen from the folder of file BESIDE. */
static int add_unix(struct config *c, const char *name, const char *beside)
{
	struct config_listen *l = &c->listen[c->listen_count];
	struct sockaddr_un *u = (struct sockaddr_un *)&l->address;
	char *path = resolve(name, beside);
	int rc = -1;

	memset(l, 0, sizeof(*l));
	if (path != NULL && path[0] != '\0' &&
	    strlen(path) < sizeof(u->sun_path)) {
		u->sun_family = AF_UNIX;
		strcpy(u->sun_path, path);
		l->length = sizeof(*u);
		(void)snprintf(l->text, sizeof(l->text), "unix:%s", path);
		c->listen_count++;
		rc = 0;
	}
	free(path);
	return rc;
}

static int add_listen(struct config *c, const char *text)
{
	struct config_listen *l = &c->listen[c->listen_count];
	struct sockaddr_in *v4 = (struct sockaddr_in *)&l->address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&l->address;
	char copy[sizeof(l->text)], *host;
	int64_t port;

	memset(l, 0, sizeof(*l));
	if (strlen(text) >= sizeof(copy))
		return -1;
	strcpy(copy, text);
	strcpy(l->text, text);
	if (split(copy, &host, &port) < 0)
		return -1;
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		l->length = sizeof(*v4);
	} else if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		l->length = sizeof(*v6);
	} else {
		return -1;
	}
	c->listen_count++;
	return 0;
}

static int read_listen(struct config *c, const struct json_file *j,
		       struct fault *f)
{
	json_t *list = json_file_at(j, "/listen"), *item;
	size_t i;

	if (list == NULL)
		return 0;
	c->listen_count = 0;
	if (!json_is_array(list) || json_array_size(list) > CONFIG_LISTEN)
		return json_file_fault(j, "/listen", f,
			_("\"listen\" must be a list of at most %d addresses "
			  "with ports, e.g. [\"127.0.0.1:9810\", "
			  "\"[::1]:9810\"]"), CONFIG_LISTEN);
	json_array_foreach(list, i, item) {
		char where[32];

		if (json_is_string(item) &&
		    (strncmp(json_string_value(item), "unix:", 5) == 0 ?
		     add_unix(c, json_string_value(item) + 5, j->path) :
		     add_listen(c, json_string_value(item))) == 0)
			continue;
		(void)snprintf(where, sizeof(where), "/listen/%zu", i);
		return json_file_fault(j, where, f,
			_("\"ADDRESS:PORT\" was expected, an IPv6 address in "
			  "brackets: \"[::1]:9810\"; or \"unix:PATH\""));
	}
	return 0;
}

/* ---- the other keys ---- */

static int read_path(char **out, const struct json_file *j, const char *name,
		     struct fault *f)
{
	const char *text = NULL;
	char *path;

	if (json_file_string(j, "", name, &text, f) < 0)
		return -1;
	if (text == NULL)
		return 0;
	if (text[0] == '\0') {
		char where[64];

		(void)snprintf(where, sizeof(where), "/%s", name);
		return json_file_fault(j, where, f, _("\"%s\" is empty"), name);
	}
	path = resolve(text, j->path);
	if (path == NULL)
		return fault_errno(f, _("cannot read %s"), j->path);
	free(*out);
	*out = path;
	return 0;
}

static int read_key(struct config *c, const struct json_file *j,
		    const struct key *k, struct fault *f)
{
	void *out = field(c, k);

	switch (k->kind) {
	case KIND_PATH:
		return read_path(out, j, k->name, f);
	case KIND_BOOL:
		return json_file_bool(j, "", k->name, out, f);
	case KIND_DURATION:
		return json_file_duration(j, "", k->name, k->min, k->max, out,
					  f);
	case KIND_NUMBER:
		return json_file_integer(j, "", k->name, k->min, k->max, out,
					 f);
	}
	return -1;
}

static int refuse_unknown(const struct json_file *j, struct fault *f)
{
	const char *allowed[KEYS + 3];
	size_t i;

	for (i = 0; i < KEYS; i++)
		allowed[i] = keys[i].name;
	allowed[i++] = "listen";
	allowed[i++] = "note";		/* JSON has no comments */
	allowed[i] = NULL;
	if (json_file_only(j, "", allowed, f) == 0)
		return 0;
	return fault_hint(f, _("khien-probe(1) lists the keys; a remark goes "
			       "into \"note\""));
}

int config_default(struct config *c, struct fault *f)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < KEYS; i++) {
		void *out = field(c, &keys[i]);

		if (keys[i].kind == KIND_BOOL) {
			*(bool *)out = keys[i].value != 0;
		} else if (keys[i].kind != KIND_PATH) {
			*(int64_t *)out = keys[i].value;
		} else if (keys[i].path != NULL) {
			*(char **)out = strdup(keys[i].path);
			if (*(char **)out == NULL)
				goto fail;
		}
	}
	for (i = 0; i < sizeof(listen_default) / sizeof(*listen_default); i++)
		(void)add_listen(c, listen_default[i]);
	return 0;
fail:
	config_free(c);
	return fault_errno(f, _("cannot keep the configuration"));
}

static int take(struct config *c, const struct json_file *j, struct fault *f)
{
	size_t i;

	if (refuse_unknown(j, f) < 0 || read_listen(c, j, f) < 0)
		return -1;
	for (i = 0; i < KEYS; i++)
		if (read_key(c, j, &keys[i], f) < 0)
			return -1;
	return 0;
}

int config_parse(struct config *c, const char *path, const char *text,
		 size_t length, struct fault *f)
{
	struct json_file j;
	int rc;

	if (config_default(c, f) < 0)
		return -1;
	rc = json_file_parse(&j, path, text, length, f);
	if (rc == 0) {
		rc = take(c, &j, f);
		json_file_free(&j);
	}
	if (rc < 0)
		config_free(c);
	return rc;
}

int config_read(struct config *c, const char *path, struct fault *f)
{
	size_t length;
	char *text = file_read(path, FILE_MAX, &length, f);
	int rc;

	memset(c, 0, sizeof(*c));
	if (text == NULL)
		return -1;
	rc = config_parse(c, path, text, length, f);
	free(text);
	return rc;
}
