/* SPDX-License-Identifier: MIT */
#include "lang.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/*
 * gettext ignores LANGUAGE in the C locale, and a system without the wanted
 * locale falls back to just that. C.UTF-8 is always there, so take it, and
 * hand the wish on by LANGUAGE.
 */
void lang_init(const char *wanted)
{
	static const char *const asked[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *dir = getenv("KHIEN_LOCALEDIR");
	const char *set, *wish = wanted;
	size_t i;

	set = setlocale(LC_ALL, "");
	for (i = 0; wish == NULL && i < 3; i++) {
		wish = getenv(asked[i]);
		if (wish != NULL && wish[0] == '\0')
			wish = NULL;
	}
	if (set == NULL || strcmp(set, "C") == 0 || strcmp(set, "POSIX") == 0 ||
	    wanted != NULL) {
		(void)setlocale(LC_ALL, "C.UTF-8");
		if (wish != NULL && (wanted != NULL ||
				     getenv("LANGUAGE") == NULL))
			(void)setenv("LANGUAGE", wish, 1);
	}
	/* numbers in output are for programs as well: always a dot */
	(void)setlocale(LC_NUMERIC, "C");
	(void)bindtextdomain("khien", dir != NULL ? dir : KHIEN_LOCALEDIR);
	(void)bind_textdomain_codeset("khien", "UTF-8");
	(void)textdomain("khien");
}
