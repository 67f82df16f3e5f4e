/* SPDX-License-Identifier: MIT */
/*
 * lang: messages in the user's language through gettext. The source is
 * English; po/vi.po has the Vietnamese. JSON, metrics and plug-in output stay
 * English, so cli.c does not switch the language on for them.
 */
#ifndef KHIEN_LANG_H
#define KHIEN_LANG_H

#include <libintl.h>

#define _(s) gettext(s)		/* translated here and now */
#define N_(s) s			/* marked only; the table's reader translates */

/*
 * Switches the language on. WANTED is "vi", "en" or NULL for what the
 * environment says (LANGUAGE, LC_MESSAGES, LANG). Works where the system has
 * no Vietnamese locale installed.
 */
void lang_init(const char *wanted);

#endif
