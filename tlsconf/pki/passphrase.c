/* SPDX-License-Identifier: MIT */
/* passphrase: a secret that opens a key, from a file or from a terminal. */
#include "tlsconf/pki/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "file.h"
#include "lang.h"

static int from_file(const char *file, char out[PASSPHRASE_MAX],
		     struct fault *f)
{
	size_t length, line;
	char *data = file_read(file, 64 << 10, &length, f);
	int ret = -1;

	if (!data)
		return -1;
	line = strcspn(data, "\r\n");
	if (!line)
		fault_set(f, _("%s: a passphrase was expected in the first "
			       "line"), file);
	else if (line >= PASSPHRASE_MAX)
		fault_set(f, _("%s: the passphrase is longer than %d bytes"),
			  file, PASSPHRASE_MAX - 1);
	else
		ret = (int)line;
	if (ret > 0) {
		memcpy(out, data, line);
		out[line] = '\0';
	}
	OPENSSL_cleanse(data, length);
	free(data);
	return ret;
}

/* One line from the terminal; -1 at its end or where it is too long. */
static int read_line(int tty, char out[PASSPHRASE_MAX])
{
	size_t n = 0;
	char c;

	while (n < PASSPHRASE_MAX - 1) {
		ssize_t got = read(tty, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		if (c == '\n') {
			out[n] = '\0';
			return (int)n;
		}
		out[n++] = c;
	}
	return -1;
}

/* With echo off; the terminal is put back whatever happens. */
static int ask(int tty, const char *prompt, char out[PASSPHRASE_MAX],
	       struct fault *f)
{
	struct termios before, quiet;
	int n;

	if (tcgetattr(tty, &before) < 0)
		return fault_errno(f, _("cannot ask for a passphrase"));
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ECHONL;
	if (tcsetattr(tty, TCSAFLUSH, &quiet) < 0)
		return fault_errno(f, _("cannot ask for a passphrase"));
	dprintf(tty, "%s: ", prompt);
	n = read_line(tty, out);
	tcsetattr(tty, TCSAFLUSH, &before);
	return n >= 0 ? n : fault_set(f, _("no passphrase was given"));
}

static int from_terminal(const struct passphrase *s, const char *prompt,
			 bool twice,
			 char out[PASSPHRASE_MAX], struct fault *f)
{
	char again[PASSPHRASE_MAX] = "";
	int n, tty;

	tty = isatty(STDERR_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC) :
				      -1;
	if (tty < 0) {
		fault_set(f, _("a passphrase is needed, and there is no "
			       "terminal to ask at"));
		return fault_hint(f, _("give it in a file that only you can "
				       "read: --passphrase-file"));
	}
	n = ask(tty, prompt, out, f);
	if (n == 0 && !s->optional)
		n = fault_set(f, _("no passphrase was given"));
	if (n > 0 && twice) {
		if (ask(tty, _("once more"), again, f) < 0)
			n = -1;
		else if (strcmp(out, again))
			n = fault_set(f, _("these were two different "
					   "passphrases"));
	}
	OPENSSL_cleanse(again, sizeof(again));
	close(tty);
	return n;
}

int passphrase_get(const struct passphrase *s, const char *prompt, bool twice,
		   char out[PASSPHRASE_MAX], struct fault *f)
{
	return s->file ? from_file(s->file, out, f) :
			 from_terminal(s, prompt, twice, out, f);
}

bool passphrase_available(const struct passphrase *s)
{
	return s && (s->file || isatty(STDERR_FILENO));
}
