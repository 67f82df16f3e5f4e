/* SPDX-License-Identifier: MIT */
/* idn: internationalized names between what people type and the DNS. */
#include "tlsconf/pki/idn.h"

#include <idn2.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lang.h"
#include "text.h"

#define FLAGS (IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT)

/* A wildcard is no label of IDNA: it is put aside. */
static size_t wildcard_length(const char *name)
{
	return !strncmp(name, "*.", 2) ? 2 : 0;
}

/* OUT becomes the first STAR characters of NAME and REST; false: no room. */
static bool join(char *out, size_t room, const char *name, size_t star,
		 const char *rest)
{
	size_t length = strlen(rest);

	if (star + length >= room)
		return false;
	memcpy(out, name, star);
	memcpy(out + star, rest, length + 1);
	return true;
}

int idn_to_ascii(const char *name, char out[IDN_NAME], struct fault *f)
{
	size_t star = wildcard_length(name);
	char *ascii = NULL;
	int rc = idn2_to_ascii_8z(name + star, &ascii, FLAGS), ret = 0;

	if (rc != IDN2_OK)
		ret = fault_set(f, _("'%s' is no DNS name: %s"), name,
				idn2_strerror(rc));
	else if (!join(out, IDN_NAME, name, star, ascii))
		ret = fault_set(f, _("'%s' is no DNS name: it is longer than "
				     "253 characters"), name);
	idn2_free(ascii);
	return ret;
}

/* True where some label of NAME begins with "xn--". */
static bool has_alabel(const char *name)
{
	const char *at;

	for (at = name; at; at = strchr(at, '.'), at = at ? at + 1 : NULL)
		if (!strncasecmp(at, "xn--", 4))
			return true;
	return false;
}

bool idn_to_unicode(const char *name, char out[IDN_TEXT])
{
	size_t star = wildcard_length(name);
	char back[IDN_NAME], *letters = NULL;
	bool good = false;

	if (has_alabel(name) &&
	    idn2_to_unicode_8z8z(name + star, &letters, 0) == IDN2_OK &&
	    join(out, IDN_TEXT, name, star, letters)) {
		good = !idn_to_ascii(out, back, NULL) &&
		       !strcasecmp(back, name);
		text_clean(out);
	}
	idn2_free(letters);
	if (!good)
		snprintf(out, IDN_TEXT, "%s", name);
	return good;
}

bool idn_valid(const char *name)
{
	char letters[IDN_TEXT];

	return !has_alabel(name) || idn_to_unicode(name, letters);
}
