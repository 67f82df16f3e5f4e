/* SPDX-License-Identifier: MIT */
/* general: OpenSSL's GENERAL_NAMES to and from the lists of san.h. */
#include "tlsconf/pki/general.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

static GENERAL_NAME *make_one(const struct san *s)
{
	const unsigned char *data = s->is_address ? s->address :
				    (const unsigned char *)s->name;
	size_t length = s->is_address ? s->address_length : strlen(s->name);
	GENERAL_NAME *g = GENERAL_NAME_new();
	ASN1_STRING *v = s->is_address ? ASN1_OCTET_STRING_new()
				       : ASN1_IA5STRING_new();

	if (g && v && ASN1_STRING_set(v, data, (int)length)) {
		GENERAL_NAME_set0_value(g, s->is_address ? GEN_IPADD : GEN_DNS,
					v);
		return g;
	}
	ASN1_STRING_free(v);
	GENERAL_NAME_free(g);
	return NULL;
}

GENERAL_NAMES *general_make(const struct san_list *l)
{
	GENERAL_NAMES *all = GENERAL_NAMES_new();
	size_t i;

	for (i = 0; all && i < l->count; i++) {
		GENERAL_NAME *g = make_one(&l->items[i]);

		if (g && sk_GENERAL_NAME_push(all, g) > 0)
			continue;
		GENERAL_NAME_free(g);
		GENERAL_NAMES_free(all);
		all = NULL;
	}
	return all;
}

/* False for kinds that no web server has. */
static bool read_one(GENERAL_NAME *g, struct san *s)
{
	int kind, i, length;
	const ASN1_STRING *v = GENERAL_NAME_get0_value(g, &kind);
	const unsigned char *data;

	if (kind != GEN_DNS && kind != GEN_IPADD)
		return false;
	data = ASN1_STRING_get0_data(v);
	length = ASN1_STRING_length(v);
	*s = (struct san){ .is_address = kind == GEN_IPADD };
	if (s->is_address) {
		if (length != 4 && length != 16)
			return false;
		memcpy(s->address, data, (size_t)length);
		s->address_length = (size_t)length;
		return true;
	}
	for (i = 0; i < length && i < SAN_NAME - 1; i++)
		s->name[i] = isgraph(data[i]) ? (char)tolower(data[i]) : '?';
	return true;
}

int general_read(const GENERAL_NAMES *names, struct san_list *l,
		 struct fault *f)
{
	int i, n = names ? sk_GENERAL_NAME_num(names) : 0;
	struct san *items;

	if (n <= 0)
		return 0;
	items = realloc(l->items, (l->count + (size_t)n) * sizeof(*items));
	if (!items)
		return fault_errno(f, _("cannot read the names"));
	l->items = items;
	for (i = 0; i < n; i++)
		if (read_one(sk_GENERAL_NAME_value(names, i),
			     &items[l->count]))
			l->count++;
	return 0;
}

char *general_text(const struct san *s, char buffer[SAN_NAME])
{
	if (s->is_address)
		inet_ntop(s->address_length == 4 ? AF_INET : AF_INET6,
			  s->address, buffer, SAN_NAME);
	else
		snprintf(buffer, SAN_NAME, "%s", s->name);
	return buffer;
}
