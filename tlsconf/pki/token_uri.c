/* SPDX-License-Identifier: MIT */
/* token_uri: PKCS#11 URIs (RFC 7512), as far as a key needs them. */
#include "tlsconf/pki/token_uri.h"

#include <stdio.h>
#include <string.h>

#include "lang.h"

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes %XX. Returns how many bytes there are, or -1: malformed, no room. */
static int decode(const char *s, size_t length, char *out, size_t room)
{
	size_t i, n = 0;

	for (i = 0; i < length; i++) {
		char c = s[i];

		if (c == '%') {
			if (i + 2 >= length || digit(s[i + 1]) < 0 ||
			    digit(s[i + 2]) < 0)
				return -1;
			c = (char)(digit(s[i + 1]) << 4 | digit(s[i + 2]));
			i += 2;
		}
		if (n + 1 >= room)
			return -1;
		out[n++] = c;
	}
	out[n] = '\0';
	return (int)n;
}

static const struct attribute {
	const char *name;
	size_t offset, room;
} attributes[] = {
#define FIELD(name, field) { name, offsetof(struct token_uri, field), \
			     sizeof(((struct token_uri *)0)->field) }
	FIELD("token", token), FIELD("serial", serial),
	FIELD("object", object), FIELD("id", id),
	FIELD("module-path", module), FIELD("pin-source", pin_file),
#undef FIELD
};

/* "NAME=VALUE" of LENGTH bytes. */
static int read_attribute(const char *s, size_t length, struct token_uri *u,
			  struct fault *f)
{
	const char *equals = memchr(s, '=', length);
	size_t i, name = equals ? (size_t)(equals - s) : length;
	const struct attribute *a = NULL;
	int n;

	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (strlen(attributes[i].name) == name &&
		    !strncmp(s, attributes[i].name, name))
			a = &attributes[i];
	if (name == strlen("pin-value") && !strncmp(s, "pin-value", name)) {
		fault_set(f, _("a PIN does not belong on a command line"));
		return fault_hint(f, _("give it in a file: --pin-file"));
	}
	/* says what we look for anyway */
	if (equals && length == strlen("type=private") &&
	    !strncmp(s, "type=private", length))
		return 0;
	if (!a || !equals) {
		fault_set(f, _("the URI's attribute '%.*s' is not understood"),
			  (int)name, s);
		return fault_hint(f, _("there are token, serial, object, id, "
				       "module-path and pin-source"));
	}
	n = decode(equals + 1, length - name - 1, (char *)u + a->offset,
		   a->room);
	if (n <= 0)
		return fault_set(f, _("the URI's attribute '%s' has no good "
				      "value"), a->name);
	if (!strcmp(a->name, "id"))
		u->id_length = (size_t)n;
	else if (strlen((char *)u + a->offset) != (size_t)n)
		return fault_set(f, _("the URI's attribute '%s' has no good "
				      "value"), a->name);
	return 0;
}

int token_uri_parse(const char *uri, struct token_uri *u, struct fault *f)
{
	static const char scheme[] = "pkcs11:", file[] = "file:";
	const char *at = uri + strlen(scheme);

	*u = (struct token_uri){ .token = "" };
	if (strncmp(uri, scheme, strlen(scheme))) {
		fault_set(f, _("'%s' is no PKCS#11 URI"), uri);
		goto hint;
	}
	while (*at) {
		size_t length = strcspn(at, ";?&");

		if (length && read_attribute(at, length, u, f) < 0)
			return -1;
		at += length + (at[length] != '\0');
	}
	if (!strncmp(u->pin_file, file, strlen(file)))
		memmove(u->pin_file, u->pin_file + strlen(file),
			strlen(u->pin_file + strlen(file)) + 1);
	if (u->module[0] && (u->token[0] || u->serial[0]) &&
	    (u->object[0] || u->id_length))
		return 0;
	fault_set(f, _("the URI lacks the %s"), !u->module[0] ?
		  _("path of the module") : !u->token[0] && !u->serial[0] ?
		  _("token's name") : _("key's name or id"));
hint:
	return fault_hint(f, _("such as 'pkcs11:token=NAME;object=KEY?"
			       "module-path=/usr/lib/softhsm/"
			       "libsofthsm2.so'"));
}
