/* SPDX-License-Identifier: MIT */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lang.h"

/* What is denied outside the folders: all of the first version of Landlock
 * but reading. */
#define DENIED (LANDLOCK_ACCESS_FS_EXECUTE | WRITING | \
	LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_FIFO | \
	LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* What is allowed in them: SQLite, lines and sockets make, move, remove. */
#define WRITING (LANDLOCK_ACCESS_FS_WRITE_FILE | \
	LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
	LANDLOCK_ACCESS_FS_MAKE_SOCK)

/* The folder that PATH is in; new memory or NULL. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return strdup(".");
	return slash == path ? strdup("/") :
		strndup(path, (size_t)(slash - path));
}

static int allow(int rules, const char *path)
{
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = WRITING,
	};
	char *folder = folder_of(path);
	int rc = -1;

	if (folder == NULL)
		return -1;
	beneath.parent_fd = open(folder, O_PATH | O_CLOEXEC);
	free(folder);
	if (beneath.parent_fd < 0)
		return -1;
	if (syscall(SYS_landlock_add_rule, rules,
		    LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0)
		rc = 0;
	(void)close(beneath.parent_fd);
	return rc;
}

static bool is_missing(int err)
{
	return err == ENOSYS || err == EOPNOTSUPP;
}

int sandbox_enter(const char *const *paths, size_t count, struct fault *f)
{
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = DENIED,
	};
	int rules, rc = -1;
	size_t i;

	rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (rules < 0 && is_missing(errno))
		return 1;
	if (rules < 0)
		return fault_errno(f, _("cannot shut the file system"));
	for (i = 0; i < count; i++)
		if (paths[i] != NULL && strcmp(paths[i], "-") != 0 &&
		    allow(rules, paths[i]) < 0) {
			fault_errno(f, _("cannot write beside %s"), paths[i]);
			goto out;
		}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_landlock_restrict_self, rules, 0) == 0)
		rc = 0;
	else
		fault_errno(f, _("cannot shut the file system"));
out:
	(void)close(rules);
	return rc;
}
