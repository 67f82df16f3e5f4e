/* SPDX-License-Identifier: MIT */
/* san: the names and addresses that a certificate is to stand for. */
#include "tlsconf/pki/san.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lang.h"
#include "tlsconf/pki/idn.h"

#define LABEL_MAX 63		/* RFC 1035 section 2.3.4 */

/* What is wrong with the label of LENGTH bytes at S; NULL if nothing. */
static const char *label_wrong(const char *s, size_t length)
{
	size_t i;

	if (!length)
		return _("a label is empty");
	if (length > LABEL_MAX)
		return _("a label is longer than 63 characters");
	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80)
			return _("it has letters beyond ASCII, not their "
				 "A-label (xn--…)");
		if (c == '_')
			return _("underscores do not belong in a host name");
		if (c == '*')
			return _("'*' may only be the whole leftmost label");
		if (!isalnum(c) && c != '-')
			return _("only letters, digits and hyphens may be in "
				 "a host name");
	}
	if (s[0] == '-' || s[length - 1] == '-')
		return _("a label begins or ends with a hyphen");
	if (length >= 4 && s[2] == '-' && s[3] == '-' &&
	    strncasecmp(s, "xn", 2))
		return _("two hyphens in the third and fourth place are "
			 "reserved");
	return NULL;
}

const char *san_wrong(const char *s)
{
	bool wildcard = !strncmp(s, "*.", 2), digits = false;
	const char *wrong = NULL, *name = s;
	int labels = 0;

	if (strlen(s) >= SAN_NAME)
		return _("it is longer than 253 characters");
	if (wildcard)
		s += 2;
	while (!wrong) {
		size_t length = strcspn(s, ".");

		wrong = label_wrong(s, length);
		digits = strspn(s, "0123456789") == length;
		labels++;
		if (!s[length])
			break;
		s += length + 1;
	}
	if (!wrong && digits)
		wrong = _("its last label is a number, as in an address");
	if (!wrong && labels < 2)
		wrong = wildcard ? _("a wildcard needs two labels behind it")
				 : _("a single label is no public name");
	if (!wrong && !idn_valid(name))
		wrong = _("a label that begins with xn-- stands for no "
			  "letters");
	return wrong;
}

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

int san_parse_name(const char *typed, char out[SAN_NAME], struct fault *f)
{
	char copy[SAN_NAME + 1], ascii[SAN_NAME];
	const char *wrong, *name = typed;
	unsigned char address[16];
	size_t i, length;

	if (inet_pton(AF_INET, name, address) == 1 ||
	    inet_pton(AF_INET6, name, address) == 1) {
		fault_set(f, _("'%s' is an address, a name was expected"),
			  name);
		return fault_hint(f, _("addresses are given with --address"));
	}
	if (!is_ascii(typed)) {
		if (idn_to_ascii(typed, ascii, f) < 0)
			return -1;
		name = ascii;
	}
	length = strlen(name);
	if (length > SAN_NAME)	/* one more for the dot at the end */
		length = SAN_NAME;
	for (i = 0; i < length; i++)
		copy[i] = (char)tolower((unsigned char)name[i]);
	copy[length] = '\0';
	if (length > 1 && copy[length - 1] == '.')
		copy[--length] = '\0';
	wrong = san_wrong(copy);
	if (wrong)
		return fault_set(f, _("'%s' is no DNS name: %s"), typed,
				 wrong);
	memcpy(out, copy, length + 1);
	return 0;
}

bool san_same(const struct san *a, const struct san *b)
{
	if (a->is_address != b->is_address)
		return false;
	if (!a->is_address)
		return !strcmp(a->name, b->name);
	return a->address_length == b->address_length &&
	       !memcmp(a->address, b->address, a->address_length);
}

static int add(struct san_list *l, const struct san *s, struct fault *f)
{
	struct san *items;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (san_same(&l->items[i], s))
			return 0;
	items = realloc(l->items, (l->count + 1) * sizeof(*items));
	if (!items)
		return fault_errno(f, _("cannot add a name"));
	l->items = items;
	items[l->count++] = *s;
	return 0;
}

int san_add_name(struct san_list *l, const char *name, struct fault *f)
{
	struct san s = { 0 };

	if (san_parse_name(name, s.name, f) < 0)
		return -1;
	return add(l, &s, f);
}

int san_add_address(struct san_list *l, const char *address, struct fault *f)
{
	struct san s = { .is_address = true };

	if (inet_pton(AF_INET, address, s.address) == 1)
		s.address_length = 4;
	else if (inet_pton(AF_INET6, address, s.address) == 1)
		s.address_length = 16;
	else
		return fault_set(f, _("'%s' is neither an IPv4 nor an IPv6 "
				      "address"), address);
	return add(l, &s, f);
}

void san_free(struct san_list *l)
{
	free(l->items);
	*l = (struct san_list){ 0 };
}
