/* SPDX-License-Identifier: MIT */
/* command: what the commands of khien-tlsconf share. */
#include "tlsconf/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "lang.h"

#define EARLIER_MAX (16 << 20)	/* bytes of a file that may be replaced */

int command_may_replace(const char *out, const char *begins, bool to_stdout,
			struct fault *f)
{
	struct stat st;
	char *old;
	int ret = 0;

	if (!strcmp(out, "-")) {
		if (to_stdout)
			return 0;
		return fault_set(f, _("a file was expected for --out, not "
				      "standard output"));
	}
	if (stat(out, &st) < 0)
		return errno == ENOENT ? 0 :
		       fault_errno(f, _("cannot write %s"), out);
	if (!S_ISREG(st.st_mode))
		return fault_set(f, _("%s is no regular file"), out);
	if (!st.st_size)
		return 0;
	old = file_read(out, EARLIER_MAX, NULL, f);
	if (!old)
		return -1;
	if (strncmp(old, begins, strlen(begins))) {
		fault_set(f, _("%s is there already and is something else; it "
			       "is not replaced"), out);
		ret = fault_hint(f, _("choose another name for --out, or move "
				      "that file away"));
	}
	free(old);
	return ret;
}

int command_put(const char *out, const char *text, struct fault *f)
{
	if (strcmp(out, "-"))
		return file_write(out, 0644, text, strlen(text), f);
	fputs(text, stdout);	/* cli_main() checks the stream */
	return 0;
}
